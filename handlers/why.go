package handlers

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/forumbot/forumbot/knowledge"
)

// maxTerms is how many words are named as reasons: more is no explanation.
const maxTerms = 5

// telling is the share of the weightiest word's part that makes another worth
// naming: below it are the words that every question has.
const telling = 0.25

// Why tells people in a few lines how a result was found: what counted, what
// the question demanded, what came second. Of the question it repeats only
// what the facts hold too.
func (c *Composer) Why(r knowledge.Result) Document {
	l := c.language(r.Language)
	var d Document
	if r.Verdict == knowledge.Smalltalk {
		return paragraph(say(l, "why.talk"))
	}
	title := "why.title.not"
	if r.Verdict == knowledge.Answer {
		title = "why.title"
	}
	d.Paragraph(bold(say(l, title)))
	if r.Why == nil || len(r.Why.Candidates) == 0 {
		d.Paragraph(regular(say(l, "why.nothing")))
		return d
	}
	best := r.Why.Candidates[0]
	lines := []string{say(l, "why.fact", "Fact", label(best.Fact, l))}
	lines = append(lines, reasons(l, best, r.Why.Carried)...)
	for _, want := range best.Constraints {
		if s := demanded(l, want); s != "" {
			lines = append(lines, s)
		}
	}
	if r.Why.Carried != "" {
		lines = append(lines, say(l, "why.context"))
	}
	if len(r.Why.Candidates) > 1 && best.Score > 0 {
		second := r.Why.Candidates[1]
		lines = append(lines, say(l, "why.runnerup", "Fact", label(second.Fact, l), "Share", percent(second.Score/best.Score)))
	}
	if r.Verdict != knowledge.Refuse {
		lines = append(lines, say(l, "why.confidence", "Share", percent(r.Confidence)))
	}
	d.Paragraph(regular("• " + strings.Join(lines, "\n• ")))
	return d
}

// reasons sums the contributions up: the words that counted most, and how much
// of the score came from the likeness to sample questions. What the
// conversation lent is labelled by its whole wording, which is the asker's own
// and not repeated.
func reasons(l knowledge.Language, best knowledge.Candidate, carried string) []string {
	weights := map[string]float64{}
	likeness, total := 0.0, 0.0
	for _, part := range best.Contributions {
		total += part.Value
		switch part.Kind {
		case "constraint":
		case "classifier":
			likeness += part.Value
		default: // whole, passage
			if part.Kind == "passage" {
				likeness += part.Value
			}
			if t := readable(part.Label); t != "" && part.Value > 0 && (carried == "" || !strings.HasSuffix(part.Label, carried)) {
				weights[t] += part.Value
			}
		}
	}
	byWeight := slices.SortedFunc(maps.Keys(weights), func(a, b string) int {
		return cmp.Or(cmp.Compare(weights[b], weights[a]), strings.Compare(a, b))
	})
	var terms []string
	for _, t := range byWeight {
		if weights[t] >= telling*weights[byWeight[0]] {
			terms = addTerm(terms, t)
		}
	}
	for i, t := range terms {
		terms[i] = say(l, "why.term", "Term", t)
	}
	var lines []string
	if len(terms) > 0 {
		lines = append(lines, say(l, "why.terms", "Terms", strings.Join(terms, say(l, "why.terms.separator"))))
	}
	if likeness > 0 && total > 0 {
		lines = append(lines, say(l, "why.likeness", "Share", percent(likeness/total)))
	}
	return lines
}

// readable takes the term out of a contribution's label ("bigram 主题"); empty
// for the groups that are no words to a reader: fragments, pairs, edges.
func readable(label string) string {
	group, term, _ := strings.Cut(label, " ")
	switch group {
	case "word", "bigram", "number", "concept", "sound":
		return shorten(term, labelWidth/2)
	}
	return ""
}

// addTerm adds a term unless it overlaps one that is there: the pieces of a
// word say nothing beside the word.
func addTerm(terms []string, t string) []string {
	for i, have := range terms {
		if strings.Contains(have, t) {
			return terms
		}
		if strings.Contains(t, have) {
			terms[i] = t
			return terms
		}
	}
	if len(terms) >= maxTerms {
		return terms
	}
	return append(terms, t)
}

// demanded words a constraint; empty for a kind that people have no word for.
func demanded(l knowledge.Language, c knowledge.Constraint) string {
	kind := "why.kind." + c.Kind
	if !has(kind) {
		return ""
	}
	want := shorten(c.Want, labelWidth)
	if asked := "why.asked." + c.Want; has(asked) {
		want = say(l, asked)
	}
	switch {
	case c.Met:
		return say(l, "why.met", "Constraint", say(l, "why.constraint", "Kind", say(l, kind), "Want", want))
	case c.Kind == "year" || c.Kind == "date" || c.Kind == "number":
		return say(l, "why.unmet", "Constraint", say(l, kind)) // the figure is the asker's, not ours
	}
	return say(l, "why.unmet", "Constraint", say(l, "why.constraint", "Kind", say(l, kind), "Want", want))
}

func percent(share float64) string {
	if math.IsNaN(share) {
		share = 0
	}
	return fmt.Sprintf("%.0f", 100*math.Max(0, math.Min(1, share)))
}
