// Forumbot answers people's questions from curated facts, in Telegram and on
// the terminal.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
)

// Exit codes.
const (
	exitOK    = 0
	exitFail  = 1 // it was understood, but failed
	exitUsage = 2 // wrong flags, arguments or settings
)

func main() {
	os.Exit(run(context.Background(), os.Args[1:], os.Stdin, os.Stdout, os.Stderr, os.Getenv))
}

// run is the whole program; it returns the exit code.
func run(ctx context.Context, args []string, stdin io.Reader, stdout, stderr io.Writer, getenv func(string) string) int {
	root := newRootCommand(getenv)
	root.SetArgs(args)
	root.SetIn(stdin)
	root.SetOut(stdout)
	root.SetErr(stderr)
	err := root.ExecuteContext(ctx)
	if err == nil {
		return exitOK
	}
	fmt.Fprintf(stderr, "forumbot: %v\n", err)
	if usage, ok := errors.AsType[*usageError](err); ok {
		if !usage.settings {
			fmt.Fprintln(stderr, "forumbot --help tells how to use it.")
		}
		return exitUsage
	}
	return exitFail
}

// usageError is a mistake of whoever called the program.
type usageError struct {
	err      error
	settings bool // in the settings, where --help helps little
}

func (e *usageError) Error() string { return e.err.Error() }
func (e *usageError) Unwrap() error { return e.err }

// newRootCommand is `forumbot` with all its subcommands.
func newRootCommand(getenv func(string) string) *cobra.Command {
	root := &cobra.Command{
		Use:   "forumbot",
		Short: "A Telegram bot that answers questions from curated facts",
		Long: `Forumbot answers people's questions from curated facts, in private chats and in
groups of Telegram. Without a command it runs the bot, for which it needs the
token of one: TELEGRAM_BOT_TOKEN in the environment or in a file .env. It stops
on Ctrl-C or SIGTERM within ten seconds.

"forumbot demo" shows the bot in the browser and "forumbot ask" gives the same
answers on the terminal; neither needs a token.

Exit codes: 0 fine, 1 failed, 2 wrong usage or settings.`,
		Example: `  TELEGRAM_BOT_TOKEN=… forumbot
  forumbot demo
  forumbot ask "2023年论坛的主题是什么？"`,
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          noSuchCommand,

		SuggestionsMinimumDistance: 2,
	}
	root.SetVersionTemplate("forumbot {{.Version}}\n")
	root.PersistentFlags().String("env-file", ".env", "file with settings, one NAME=value a line")

	env := &environment{getenv: getenv}
	addRun(root, env)
	root.AddCommand(
		newAskCommand(env),
		newCheckCommand(),
		newDemoCommand(env),
		newEvalCommand(env),
		newGroundCommand(),
		newDatabaseCommand(env),
		newFeedbackCommand(env),
		newVersionCommand(),
	)
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error { return env.prepare(cmd) }
	root.SetFlagErrorFunc(func(_ *cobra.Command, err error) error { return &usageError{err: err} })
	for _, cmd := range root.Commands() {
		namedUsage(cmd)
	}
	return root
}

// namedUsage makes wrong arguments of a command, and of those below it, a
// usageError that names it.
func namedUsage(cmd *cobra.Command) {
	check := cmd.Args
	cmd.Args = func(cmd *cobra.Command, args []string) error {
		if check == nil {
			return nil
		}
		if err := check(cmd, args); err != nil {
			return &usageError{err: fmt.Errorf("%s: %w", cmd.Name(), err)}
		}
		return nil
	}
	for _, sub := range cmd.Commands() {
		namedUsage(sub)
	}
}

// noSuchCommand refuses what is no command, with what may have been meant.
func noSuchCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	text := fmt.Sprintf("there is no command %q", args[0])
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		text += "; did you mean " + strings.Join(near, " or ") + "?"
	} else {
		text += `; a question is asked with: forumbot ask "…"`
	}
	return &usageError{err: errors.New(text)}
}
