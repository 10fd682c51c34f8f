package main

import (
	"fmt"
	"io"
	"os"
	"time"

	"github.com/spf13/cobra"

	"github.com/forumbot/forumbot/knowledge"
	"github.com/forumbot/forumbot/trivia"
)

// newCheckCommand is `forumbot check [DIR]`: all mistakes of a knowledge
// folder at once, each with file and line.
func newCheckCommand() *cobra.Command {
	var without bool
	var show string
	cmd := &cobra.Command{
		Use:   "check [DIR]",
		Short: "Check the facts of a folder and report all mistakes at once",
		Long: `Check reads every YAML file of DIR (without DIR: the built-in facts) and reports
all mistakes with file and line. It ends with exit code 1 when there is one.
Warnings tell what works but deserves a curator's look. The last line tells on how
many facts there is a quiz; facts without one are no mistake.`,
		Example: "  forumbot check\n  forumbot check my-forum/ --quizzes\n  forumbot check --quiz theme-2023",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			fsys := knowledge.EmbeddedFiles()
			if len(args) == 1 {
				if info, err := os.Stat(args[0]); err != nil || !info.IsDir() {
					return fmt.Errorf("%s is no folder; name the folder that holds the YAML files", args[0])
				}
				fsys = os.DirFS(args[0])
			}
			problems, warnings, err := knowledge.Check(fsys)
			if err != nil {
				return err
			}
			out := cmd.OutOrStdout()
			for _, p := range append(problems, warnings...) {
				fmt.Fprintln(out, p)
			}
			if len(problems) > 0 {
				return fmt.Errorf("%d to mend", len(problems))
			}
			base, err := knowledge.Load(fsys)
			if err != nil {
				return err
			}
			reportDue(out, base, time.Now())
			questions := 0
			sources := map[string]bool{}
			for _, f := range append(base.Facts(), base.Gaps()...) {
				for _, qs := range f.Questions {
					questions += len(qs)
				}
				for _, s := range f.Sources {
					sources[s.ID] = true
				}
			}
			fmt.Fprintf(out, "%d facts, %d gaps (known not to be known), %d sample questions, %d sources, languages %v: no mistakes, %s\n",
				len(base.Facts()), len(base.Gaps()), questions, len(sources), base.Languages(), plural(len(warnings), "warning"))
			maker := trivia.NewMaker(base.Facts(), base.Languages())
			if show != "" {
				return showQuizzes(out, base, maker, show)
			}
			countQuizzes(out, base, maker, without)
			return nil
		},
	}
	cmd.Flags().BoolVar(&without, "quizzes", false, "list the facts without a quiz, and why")
	cmd.Flags().StringVar(&show, "quiz", "", "show the quizzes on the fact with this `ID`")
	return cmd
}

// reportDue lists the facts that a curator should look at again by now.
func reportDue(out io.Writer, base *knowledge.Base, now time.Time) {
	day := now.Format(time.DateOnly)
	for _, f := range append(base.Facts(), base.Gaps()...) {
		if f.Due(day) {
			fmt.Fprintf(out, "%s:%d: review: %s was to be looked at again by %s\n", f.Pos.File, f.Pos.Line, f.ID, f.Review)
		}
	}
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
