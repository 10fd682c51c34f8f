package handlers

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"github.com/forumbot/forumbot/knowledge"
)

func explained() knowledge.Result {
	return knowledge.Result{
		Verdict: knowledge.Answer, Language: knowledge.English, Confidence: 0.876, Matches: matches("motto-2023"),
		Why: &knowledge.Explanation{
			Question: "motto of 2023 \x1b[31m", Carried: "the fair", Reason: "above the threshold",
			Features: []knowledge.Feature{{Name: "coverage", Value: 0.5}},
			Candidates: []knowledge.Candidate{
				{
					Fact: fair().Fact("motto-2023"), Score: 2,
					Contributions: []knowledge.Contribution{
						{Kind: "classifier", Label: "word motto", Value: 0.8}, {Kind: "whole", Label: "number 2023", Value: 0.5},
						{Kind: "passage", Label: "word motto", Value: 0.4}, {Kind: "whole", Label: "gram mot", Value: 0.2},
						{Kind: "constraint", Label: "year 2023", Value: 0.1}, {Kind: "classifier", Label: "word motto", Value: 0.1},
						{Kind: "whole", Label: "word mottos", Value: -0.1},
					},
					Constraints: []knowledge.Constraint{
						{Kind: "year", Want: "2023", Have: "2023", Met: true},
						{Kind: "asked", Want: "when", Have: "what"},
						{Kind: "unheard-of", Want: "x"},
					},
				},
				{Fact: fair().Fact("motto-2021"), Score: 0.5},
			},
		},
	}
}

func TestWhyForPeople(t *testing.T) {
	t.Parallel()
	c := NewComposer(fair())
	r := explained()
	want := `How I found this answer

• Closest match: What was the fair's motto in 2023?
• Words that counted: “2023”, “motto”
• Likeness to sample questions: 65% of the score
• Fits: year “2023”
• Doesn't fit: asks for “when”
• I also went by what was said before.
• Runner-up: What was the fair's motto in 2021? (25% of the best score)
• Confidence: 88%`
	if got := c.Why(r).Plain(); got != want {
		t.Errorf("got\n%s", got)
	}
	r.Verdict = knowledge.Refuse
	if got := c.Why(r).Plain(); !strings.HasPrefix(got, "Why I didn't") || strings.Contains(got, "88%") {
		t.Errorf("refusal:\n%s", got)
	}
	r.Why.Candidates = nil
	if got := c.Why(r).Plain(); !strings.Contains(got, "came close") {
		t.Errorf("nothing near:\n%s", got)
	}
	r.Why, r.Language = nil, knowledge.Chinese
	if got := c.Why(r).Plain(); !strings.Contains(got, "没有哪条资料") {
		t.Errorf("no explanation:\n%s", got)
	}
	if got := c.Why(knowledge.Result{Verdict: knowledge.Smalltalk, Language: knowledge.English}).Plain(); !strings.Contains(got, "small talk") {
		t.Errorf("small talk:\n%s", got)
	}
	for share, want := range map[float64]string{0.5: "50", -1: "0", 7: "100", math.NaN(): "0", math.Inf(1): "100"} {
		if got := percent(share); got != want {
			t.Errorf("percent(%v) = %s", share, got)
		}
	}
}

func TestWhyForATerminal(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	if err := WriteWhy(&out, explained()); err != nil {
		t.Fatal(err)
	}
	got := out.String()
	for _, want := range []string{
		"verdict answer", "confidence 0.876", "understood motto of 2023 [31m", "coverage 0.500",
		"1. motto-2023 2.000", "2. motto-2021 0.500", "0.900 classifier word motto", "-0.100 whole word mottos",
		"met year 2023", "unmet asked when / fact: what",
	} {
		if !strings.Contains(strings.Join(strings.Fields(got), " "), want) {
			t.Errorf("%q is not in\n%s", want, got)
		}
	}
	if strings.Contains(got, "\x1b") {
		t.Error("an escape sequence reaches the terminal")
	}
	// What is shown of a candidate sums to its score, the rest included.
	var sum float64
	for _, part := range merged(explained().Why.Candidates[0].Contributions) {
		sum += part.Value
	}
	if math.Abs(sum-2) > 1e-9 {
		t.Errorf("the parts sum to %v", sum)
	}
	for _, r := range []knowledge.Result{{}, {Verdict: knowledge.Refuse, Gap: fair().Fact("gap-price")}} {
		if err := WriteWhy(&out, r); err != nil {
			t.Error(err)
		}
	}
}

// In a chat: the last answer here, or the one replied to.
func TestWhyInAChat(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for q, fact := range map[string]string{"motto 2023?": "motto-2023", "motto 2021?": "motto-2021"} {
		r := explained()
		r.Matches = matches(fact)
		r.Why.Candidates[0].Fact = fair().Fact(fact)
		b.base.results[q] = r
	}
	b.handle(group("/ask motto 2023?"))
	b.handle(group("/ask motto 2021?"))
	b.handle(group("/ask hi"))
	other := group("/why")
	other.From = &Person{ID: 8} // /why is open to everyone
	b.handle(other)
	if got := b.out.lastText(); !strings.Contains(got, "Closest match: What was the fair's motto in 2021?") {
		t.Errorf("last: %q", got)
	}
	if !b.base.last(t).Explain {
		t.Error("asked without an explanation")
	}
	other.ReplyTo = &Quoted{ID: firstSent, FromMe: true}
	b.handle(other)
	if got := b.out.lastText(); !strings.Contains(got, "Closest match: What was the fair's motto in 2023?") {
		t.Errorf("replied to: %q", got)
	}
	elsewhere := private("/why")
	b.handle(elsewhere)
	if got := b.out.lastText(); !strings.Contains(got, "no answer here") {
		t.Errorf("another chat: %q", got)
	}
}
