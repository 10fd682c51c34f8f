package main

import (
	"fmt"
	"io"
	"os"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/forumbot/forumbot/evaluate"
	"github.com/forumbot/forumbot/knowledge"
)

// newEvalCommand is `forumbot eval FILE…`: how well the facts and the matching
// answer the questions of a file.
func newEvalCommand() *cobra.Command {
	var dir, source string
	var misses bool
	cmd := &cobra.Command{
		Use:   "eval FILE…",
		Short: "Score a question file and print the table",
		Long: `Eval asks every question of the files and prints, by style and language, the
share of right answers, recall and mean reciprocal rank of the answering fact,
and the share of unanswerable questions handled right. The format is told in
docs/EVALUATION.md.`,
		Example: "  forumbot eval knowledge/testdata/questions/tune/*.jsonl\n  forumbot eval --misses my-questions.jsonl",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			base, err := loadFacts(dir, source)
			if err != nil {
				return err
			}
			var cases []evaluate.Case
			for _, name := range args {
				more, err := readCases(name)
				if err != nil {
					return err
				}
				cases = append(cases, more...)
			}
			outcomes := evaluate.Run(cases, evalAsk(base), progress(cmd.ErrOrStderr(), len(cases)))
			out := cmd.OutOrStdout()
			if misses {
				for _, o := range outcomes {
					if !o.Right {
						fmt.Fprintf(out, "%s %s %s: %s\n  wanted %s (rank %d)\n  %s: %s\n", o.Case.ID, o.Group, o.Lang, o.Text, o.Want, o.Rank, o.Reply.Verdict, o.Reply.Answer)
					}
				}
			}
			return evaluate.Table(out, outcomes)
		},
	}
	cmd.Flags().StringVar(&dir, "knowledge", "", "folder of facts to use instead of the built-in ones")
	cmd.Flags().StringVar(&source, "source", "", "use only facts that have this source")
	cmd.Flags().BoolVar(&misses, "misses", false, "list the questions that were not handled right")
	return cmd
}

func readCases(name string) ([]evaluate.Case, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("the question file can't be opened: %w", err)
	}
	defer f.Close()
	cases, err := evaluate.Read(f)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return cases, nil
}

// evalAsk answers as `ask --json` does, and tells which facts were considered.
func evalAsk(base *knowledge.Base) evaluate.Ask {
	a := newAsker(base, "")
	return func(chat, question string) evaluate.Reply {
		r, shown := a.ask(chat, question, "", false)
		reply := evaluate.Reply{Verdict: string(r.Verdict), Answer: shown.Document.Plain()}
		for _, c := range r.Why.Candidates {
			if !c.Fact.Gap {
				reply.Ranked = append(reply.Ranked, c.Fact.Text.In(r.Language))
			}
		}
		return reply
	}
}

// progress shows a bar on a terminal when there is enough to wait for.
func progress(w io.Writer, total int) func(done int) {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) || total < 200 {
		return nil
	}
	bar := progressbar.NewOptions(total, progressbar.OptionSetWriter(w), progressbar.OptionSetDescription("asking"),
		progressbar.OptionShowCount(), progressbar.OptionClearOnFinish())
	return func(done int) { _ = bar.Set(done) }
}
