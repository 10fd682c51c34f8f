package handlers

import (
	"strings"
	"testing"

	"github.com/forumbot/forumbot/knowledge"
)

func TestTimeline(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.handle(private("/timeline 2021"))
	sent := b.out.sent
	if len(sent) != 1 || !strings.Contains(sent[0].HTML, "2021") || !strings.Contains(sent[0].HTML, "Margins") {
		t.Fatalf("sent %+v", sent)
	}
	if got := sent[0].Buttons; len(got) != 1 || len(got[0]) != 2 || got[0][0].Data != "h:en:4" || got[0][1].Data != "h:en:2" {
		t.Errorf("buttons %+v", got)
	}
}

// A question over all editions gets a table, one of an edition without the fact
// a refusal that names those that have it.
func TestOverEditions(t *testing.T) {
	t.Parallel()
	c := NewComposer(fair())
	series := fair().Series(fair().Fact("motto-2020"))
	var matches []knowledge.Match
	for _, f := range series {
		matches = append(matches, knowledge.Match{Fact: f})
	}
	for _, tt := range []struct {
		name   string
		result knowledge.Result
		want   []string
	}{
		{"a table", knowledge.Result{Verdict: knowledge.Answer, Language: "en", Matches: matches[:1], Over: series},
			[]string{"2018: ", "Ink", "2024: ", "Shelves", "Source: "}},
		{"the most", knowledge.Result{Verdict: knowledge.Answer, Language: "en", Matches: matches[:1], Over: series, Most: series[1]},
			[]string{"The motto of the 2023", "By edition:"}},
		{"missing", knowledge.Result{Verdict: knowledge.Refuse, Language: "en", Matches: matches, Missing: 2031},
			[]string{"2031", "2018, ", "2024"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := c.Compose("", tt.result)
			for _, want := range tt.want {
				if !strings.Contains(s.Document.Plain(), want) {
					t.Errorf("lacks %q: %s", want, s.Document.Plain())
				}
			}
			if len(s.Buttons) == 0 || !strings.Contains(s.Buttons[0][0].Text, "2024") {
				t.Errorf("buttons %+v", s.Buttons)
			}
		})
	}
}
