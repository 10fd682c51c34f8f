package handlers

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/forumbot/forumbot/knowledge"
)

// How much a table shows: what lies beyond moves no decision.
const (
	tableCandidates    = 3
	tableContributions = 12
)

// WriteWhy writes a result's explanation for a terminal, in English, whole: it
// is read by those who curate facts and tune the matching.
func WriteWhy(w io.Writer, r knowledge.Result) error {
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', 0)
	fmt.Fprintf(t, "verdict\t%s\n", r.Verdict)
	if r.Smalltalk != "" {
		fmt.Fprintf(t, "small talk\t%s\n", r.Smalltalk)
	}
	if r.Premise != knowledge.NotAsked {
		fmt.Fprintf(t, "premise\t%s\n", r.Premise)
	}
	fmt.Fprintf(t, "confidence\t%.3f\n", r.Confidence)
	fmt.Fprintf(t, "language\t%s\n", r.Language)
	if r.Gap != nil {
		fmt.Fprintf(t, "gap\t%s\n", r.Gap.ID)
	}
	if e := r.Why; e != nil {
		fmt.Fprintf(t, "understood\t%s\n", line(e.Question))
		if e.Carried != "" {
			fmt.Fprintf(t, "carried over\t%s\n", line(e.Carried))
		}
		fmt.Fprintf(t, "reason\t%s\n", line(e.Reason))
		for _, f := range e.Features {
			fmt.Fprintf(t, "  %s\t%.3f\n", line(f.Name), f.Value)
		}
		for i, candidate := range first(e.Candidates, tableCandidates) {
			writeCandidate(t, i, candidate)
		}
	}
	return t.Flush()
}

func writeCandidate(t io.Writer, i int, c knowledge.Candidate) {
	fmt.Fprintf(t, "\n%d. %s\t%.3f\n", i+1, c.Fact.ID, c.Score)
	for _, want := range c.Constraints {
		mark := "unmet"
		if want.Met {
			mark = "met"
		}
		fmt.Fprintf(t, "  %s\t%s\t%s", mark, line(want.Kind), line(want.Want))
		if want.Have != "" && want.Have != want.Want {
			fmt.Fprintf(t, " / fact: %s", line(want.Have))
		}
		fmt.Fprintln(t)
	}
	parts := merged(c.Contributions)
	for _, part := range first(parts, tableContributions) {
		fmt.Fprintf(t, "  %.3f\t%s\t%s\n", part.Value, line(part.Kind), line(part.Label))
	}
	if len(parts) > tableContributions {
		rest := 0.0
		for _, part := range parts[tableContributions:] {
			rest += part.Value
		}
		fmt.Fprintf(t, "  %.3f\t%d more\t\n", rest, len(parts)-tableContributions)
	}
}

// merged adds up the contributions of one kind and label, largest first.
func merged(parts []knowledge.Contribution) []knowledge.Contribution {
	type name struct{ kind, label string }
	at := map[name]int{}
	var out []knowledge.Contribution
	for _, part := range parts {
		n := name{part.Kind, part.Label}
		if i, seen := at[n]; seen {
			out[i].Value += part.Value
			continue
		}
		at[n] = len(out)
		out = append(out, part)
	}
	slices.SortStableFunc(out, func(a, b knowledge.Contribution) int {
		return cmp.Compare(math.Abs(b.Value), math.Abs(a.Value))
	})
	return out
}

// line makes a text safe for one cell of a terminal's table.
func line(s string) string {
	return shorten(strings.ReplaceAll(clean(s), "\n", " "), 100)
}
