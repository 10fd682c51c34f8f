package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/forumbot/forumbot/handlers"
	"github.com/forumbot/forumbot/knowledge"
)

// newAskCommand is `forumbot ask`: the bot's answers without Telegram.
func newAskCommand() *cobra.Command {
	var dir, source, language string
	var asJSON, why bool
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
	conversations map[string]knowledge.Context
	order         []string // of the conversations' first questions; the oldest makes room
}

// maxConversations bounds what a long run remembers.
const maxConversations = 10_000

func newAsker(base *knowledge.Base, language knowledge.Language) *asker {
	return &asker{
		base: base, composer: handlers.NewComposer(base), language: language,
		conversations: map[string]knowledge.Context{},
	}
}

// ask answers a question of a chat; the empty chat has no memory.
func (a *asker) ask(chat, question string, language knowledge.Language, explain bool) (knowledge.Result, handlers.Shown) {
	if language == "" {
		language = a.language
	}
	before := a.conversations[chat]
	r := a.base.Ask(knowledge.Query{Text: question, Language: language, Context: before, Explain: explain})
	if chat != "" && r.Verdict != knowledge.Smalltalk {
		a.remember(chat, r.Context)
	}
	return r, a.composer.Compose(question, r)
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
