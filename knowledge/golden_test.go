package knowledge_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/forumbot/forumbot/evaluate"
	"github.com/forumbot/forumbot/knowledge"
)

func load(tb testing.TB) *knowledge.Base {
	tb.Helper()
	b, err := knowledge.Embedded()
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

var notes = map[string]string{}

func asker(b *knowledge.Base, explain bool) evaluate.Ask {
	contexts := map[string]knowledge.Context{}
	return func(chat, question string) evaluate.Reply {
		r := b.Ask(knowledge.Query{Text: question, Context: contexts[chat], Explain: explain})
		contexts[chat] = r.Context
		reply := evaluate.Reply{Verdict: string(r.Verdict)}
		var parts []string
		switch {
		case r.Verdict == knowledge.Refuse && r.Gap != nil:
			parts = append(parts, r.Gap.Text.In(r.Language))
		case r.Verdict == knowledge.Answer:
			for _, m := range r.Matches {
				parts = append(parts, m.Fact.Text.In(r.Language))
			}
			lead := map[knowledge.Premise]string{knowledge.Confirmed: "是的，", knowledge.Contradicted: "不是这样："}[r.Premise]
			parts[0] = lead + parts[0]
		}
		reply.Answer = strings.Join(parts, "\n")
		note := ""
		for i, c := range r.Why.Candidates {
			if !c.Fact.Gap {
				reply.Ranked = append(reply.Ranked, c.Fact.Text.In(r.Language))
			}
			if explain && i < 4 {
				note += fmt.Sprintf("\n    %.3f %s %v", c.Score, c.Fact.ID, c.Constraints)
			}
		}
		if explain {
			notes[question] = note + fmt.Sprintf("\n    %.2f %s | %v %q", r.Confidence, r.Why.Reason, r.Why.Features, r.Why.Carried)
		}
		return reply
	}
}

func TestDev(t *testing.T) {
	set := os.Getenv("SET")
	if set == "" {
		t.Skip()
	}
	b := load(t)
	var cases []evaluate.Case
	files, _ := filepath.Glob(set)
	for _, f := range files {
		r, err := os.Open(f)
		if err != nil {
			t.Fatal(err)
		}
		c, err := evaluate.Read(r)
		r.Close()
		if err != nil {
			t.Fatal(f, err)
		}
		cases = append(cases, c...)
	}
	outcomes := evaluate.Run(cases, asker(b, os.Getenv("MISSES") != ""), nil)
	if os.Getenv("MISSES") != "" {
		for _, o := range outcomes {
			if !o.Right {
				fmt.Printf("%s %s %s: %s\n  want %s (rank %d)\n  %s: %s\n", o.Case.ID, o.Group, o.Lang, o.Text, o.Want, o.Rank, o.Reply.Verdict, o.Reply.Answer+notes[o.Text])
			}
		}
	}
	evaluate.Table(os.Stdout, outcomes)
}
