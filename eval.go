package main

import (
	"context"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"text/tabwriter"
	"time"

	"github.com/schollz/progressbar/v3"
	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/forumbot/forumbot/answer"
	"github.com/forumbot/forumbot/evaluate"
)

// newEvalCommand is `forumbot eval FILE…`: how well the facts and the matching
// answer the questions of a file.
func newEvalCommand(env *environment) *cobra.Command {
	var dir, source string
	var misses, llm bool
	cmd := &cobra.Command{
		Use:   "eval FILE…",
		Short: "Score a question file and print the table",
		Long: `Eval asks every question of the files and prints, by style and language, the
share of right answers, recall and mean reciprocal rank of the answering fact,
and the share of unanswerable questions handled right. The format is told in
docs/EVALUATION.md.

With --llm the answers are worded by the language model of the settings, and a
second table tells how often its words passed the checks, how often it was asked
twice, how often and why the curated text stood, and what it took.`,
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
			a := newAsker(base, "")
			var model *answer.Phraser
			if llm {
				if model, err = a.useModel(cmd.Context(), env.config.Model, base, cmd.ErrOrStderr()); err != nil {
					return err
				}
			}
			outcomes := evaluate.Run(cases, evalAsk(a), progress(cmd.ErrOrStderr(), len(cases)))
			out := cmd.OutOrStdout()
			if misses {
				for _, o := range outcomes {
					if !o.Right {
						fmt.Fprintf(out, "%s %s %s: %s\n  wanted %s (rank %d)\n  %s: %s\n", o.Case.ID, o.Group, o.Lang, o.Text, o.Want, o.Rank, o.Reply.Verdict, o.Reply.Answer)
					}
				}
			}
			if err := evaluate.Table(out, outcomes); err != nil || model == nil {
				return err
			}
			return usageTable(cmd.Context(), out, model)
		},
	}
	cmd.Flags().StringVar(&dir, "knowledge", "", "folder of facts to use instead of the built-in ones")
	cmd.Flags().StringVar(&source, "source", "", "use only facts that have this source")
	cmd.Flags().BoolVar(&llm, "llm", false, "let the language model of the settings word the answers (OPENAI_API_KEY …)")
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
func evalAsk(a *asker) evaluate.Ask {
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

// usageTable tells how a language model fared.
func usageTable(ctx context.Context, out io.Writer, model *answer.Phraser) error {
	u, err := model.Usage(ctx)
	if err != nil {
		return err
	}
	share := func(n int) string { return fmt.Sprintf("%d\t%.1f %%", n, 100*float64(n)/float64(max(1, u.Asked))) }
	t := tabwriter.NewWriter(out, 0, 4, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(t, "\nANSWERS GIVEN TO THE MODEL\t%d\t\t\n", u.Asked)
	fmt.Fprintf(t, "in its words\t%s\t\n", share(u.Asked-failed(u)))
	fmt.Fprintf(t, "of these from what was kept\t%s\t\n", share(u.Kept))
	fmt.Fprintf(t, "asked twice\t%s\t\n", share(u.Retried))
	fmt.Fprintf(t, "as curated\t%s\t\n", share(failed(u)))
	for _, k := range slices.Sorted(maps.Keys(u.Fallback)) {
		fmt.Fprintf(t, "%s\t%s\t\n", k, share(u.Fallback[k]))
	}
	if err := t.Flush(); err != nil {
		return err
	}
	reached := max(1, u.Asked-u.Kept)
	_, err = fmt.Fprintf(out, "\n%d tokens in all; a question that reached the model took %s and %d tokens on average\n",
		u.Tokens, (u.Took / time.Duration(reached)).Round(time.Millisecond), u.Tokens/int64(reached))
	return err
}

func failed(u answer.Usage) (n int) {
	for _, k := range u.Fallback {
		n += k
	}
	return n
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
