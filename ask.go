package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/forumbot/forumbot/answer"
	"github.com/forumbot/forumbot/handlers"
	"github.com/forumbot/forumbot/knowledge"
)

// newAskCommand is `forumbot ask`: the bot's answers without Telegram.
func newAskCommand(env *environment) *cobra.Command {
	var dir, source, language string
	var asJSON, why, llm bool
	cmd := &cobra.Command{
		Use:   "ask [QUESTION]",
		Short: "Answer a question on the terminal",
		Long: `Ask answers a question as the bot would in a chat. Without a question it reads
questions from the terminal or from standard input, one a line, as one
conversation: "and in 2021?" works.

With --json it reads one JSON object a line, {"chat": "…", "question": "…"} with
an optional "language", and writes one a line in the same order: verdict, answer,
facts, confidence, language, suggestions, elapsed_us. Lines with the same chat
belong to one conversation. A line that can't be read gets {"error": "…"}, and
the run goes on.`,
		Example: `  forumbot ask "2023年论坛的主题是什么？"
  forumbot ask --why "Who spoke at the opening?"
  echo '{"chat": "1", "question": "…"}' | forumbot ask --json`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if asJSON && (len(args) > 0 || why) {
				return errors.New("--json reads its questions from standard input; leave out the question and --why")
			}
			if language != "" && !validLanguage(language) {
				return fmt.Errorf("%q is no language; write a code such as zh or en", language)
			}
			if dir == "" {
				dir = os.Getenv("KNOWLEDGE_DIR")
			}
			base, err := loadFacts(dir, source)
			if err != nil {
				return err
			}
			a := newAsker(base, knowledge.Language(language))
			if llm {
				if _, err := a.useModel(cmd.Context(), env.config.Model, base, cmd.ErrOrStderr()); err != nil {
					return err
				}
			}
			switch {
			case asJSON:
				return a.lines(cmd.InOrStdin(), cmd.OutOrStdout())
			case len(args) > 0:
				return a.once(cmd.OutOrStdout(), strings.Join(args, " "), why)
			}
			return a.talk(cmd.InOrStdin(), cmd.OutOrStdout(), why)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "read and write one JSON object a line")
	cmd.Flags().BoolVar(&why, "why", false, "explain the match: terms, contributions, constraints, runner-up")
	cmd.Flags().BoolVar(&llm, "llm", false, "let the language model of the settings word the answers (OPENAI_API_KEY …)")
	cmd.Flags().StringVar(&dir, "knowledge", "", "folder of facts to use instead of the built-in ones (KNOWLEDGE_DIR)")
	cmd.Flags().StringVar(&source, "source", "", "use only facts that have this source")
	cmd.Flags().StringVar(&language, "language", "", "language to answer in when the question doesn't tell: zh or en")
	return cmd
}

// loadFacts loads the facts of a folder, or the built-in ones when dir is
// empty; with a source, only those that have it.
func loadFacts(dir, source string) (*knowledge.Base, error) {
	load := knowledge.Embedded
	if dir != "" {
		load = func() (*knowledge.Base, error) { return knowledge.LoadDir(dir) }
	}
	base, err := load()
	if err != nil || source == "" {
		return base, err
	}
	return base.OnlySource(source)
}

func validLanguage(s string) bool {
	return len(s) >= 2 && len(s) <= 3 && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz") == ""
}

// asker answers questions of one or several conversations.
type asker struct {
	base          *knowledge.Base
	composer      *handlers.Composer
	language      knowledge.Language
	compose       func(q knowledge.Query, r knowledge.Result) (knowledge.Result, handlers.Shown)
	conversations map[string]knowledge.Context
	order         []string // of the conversations' first questions; the oldest makes room
}

// maxConversations bounds what a long run remembers.
const maxConversations = 10_000

func newAsker(base *knowledge.Base, language knowledge.Language) *asker {
	composer := handlers.NewComposer(base)
	return &asker{
		base: base, composer: composer, language: language,
		compose: func(q knowledge.Query, r knowledge.Result) (knowledge.Result, handlers.Shown) {
			return r, composer.Compose(q.Text, r)
		},
		conversations: map[string]knowledge.Context{},
	}
}

// ask answers a question of a chat; the empty chat has no memory.
func (a *asker) ask(chat, question string, language knowledge.Language, explain bool) (knowledge.Result, handlers.Shown) {
	if language == "" {
		language = a.language
	}
	q := knowledge.Query{Text: question, Language: language, Context: a.conversations[chat], Explain: explain}
	r, shown := a.compose(q, a.base.Ask(q))
	if chat != "" && r.Verdict != knowledge.Smalltalk {
		a.remember(chat, r.Context)
	}
	return r, shown
}

// useModel has a language model word the answers from now on, as the bot would.
// Budgets are none of its concern here.
func (a *asker) useModel(ctx context.Context, c modelConfig, base *knowledge.Base, stderr io.Writer) (*answer.Phraser, error) {
	c.Daily, c.PerPerson = 0, 0
	log := slog.New(slog.NewTextHandler(stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	p, err := newPhraser(ctx, c, base, nil, log, time.Now)
	if err != nil {
		return nil, err
	}
	a.compose = func(q knowledge.Query, r knowledge.Result) (knowledge.Result, handlers.Shown) {
		limited, cancel := context.WithTimeout(ctx, c.Timeout)
		defer cancel()
		r, shown, _ := a.composer.Assist(limited, p, q, r, handlers.Phrasing{}) // the answers' Usage tells of failures
		return r, shown
	}
	return p.answers, nil
}

func (a *asker) remember(chat string, c knowledge.Context) {
	if _, known := a.conversations[chat]; !known {
		if len(a.order) >= maxConversations {
			delete(a.conversations, a.order[0])
			a.order = a.order[1:]
		}
		a.order = append(a.order, chat)
	}
	a.conversations[chat] = c
}

// once answers one question and prints what a chat would show.
func (a *asker) once(out io.Writer, question string, why bool) error {
	r, shown := a.ask("", question, "", why)
	return printAnswer(out, r, shown, why)
}

// terminalChat is the conversation of talk.
const terminalChat = "terminal"

// talk answers questions line by line until the input or the person ends. On a
// terminal there is a prompt, and a suggestion can be chosen by its number.
func (a *asker) talk(in io.Reader, out io.Writer, why bool) error {
	prompt := ""
	if f, ok := in.(*os.File); ok && term.IsTerminal(int(f.Fd())) {
		prompt = "> "
		fmt.Fprintln(out, `Ask away. "/why" explains the last answer; an empty line or Ctrl-D ends.`)
	}
	lines := newLineReader(bufio.NewReader(in))
	var offered []string
	var last knowledge.Query
	for {
		fmt.Fprint(out, prompt)
		raw, err := lines.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil && !errors.Is(err, errLongLine) {
			return err
		}
		question := strings.TrimSpace(strings.ToValidUTF8(string(raw), ""))
		switch {
		case question == "" && prompt != "":
			return nil
		case question == "":
			continue
		case question == "/why":
			last.Explain = true
			if err := handlers.WriteWhy(out, a.base.Ask(last)); err != nil {
				return err
			}
			continue
		}
		if n, err := strconv.Atoi(question); err == nil && n >= 1 && n <= len(offered) {
			question = offered[n-1]
		}
		last = knowledge.Query{Text: question, Language: a.language, Context: a.conversations[terminalChat]}
		r, shown := a.ask(terminalChat, question, "", why)
		if err := printAnswer(out, r, shown, why); err != nil {
			return err
		}
		fmt.Fprintln(out)
		offered = shown.Suggestions
	}
}

// printAnswer prints what a chat would show, buttons with questions as a list.
func printAnswer(out io.Writer, r knowledge.Result, shown handlers.Shown, why bool) error {
	fmt.Fprintln(out, shown.Document.Plain())
	for i, s := range shown.Suggestions {
		fmt.Fprintf(out, "  %d. %s\n", i+1, s)
	}
	if !why {
		return nil
	}
	fmt.Fprintln(out)
	return handlers.WriteWhy(out, r)
}
