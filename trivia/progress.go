package trivia

import (
	"cmp"
	"slices"
	"time"
)

// reviews are the pauses of a Leitner system with four boxes: a fact that was
// missed waits in the first, and every right answer moves it on by one.
// Spacing that about doubles or triples keeps what is known at little cost
// (Leitner, So lernt man lernen, 1972).
var reviews = [...]time.Duration{24 * time.Hour, 3 * 24 * time.Hour, 7 * 24 * time.Hour, 21 * 24 * time.Hour}

// Progress is what a person has shown to know of one fact. The zero value, with
// Fact set, is a fact that was never asked.
type Progress struct {
	Fact   string    `json:"fact"`
	Seen   int       `json:"seen"`             // how often it was answered
	Missed int       `json:"missed,omitempty"` // how often wrongly
	Last   time.Time `json:"last"`             // when it was answered last
	Box    int       `json:"box"`              // 0: missed the last time, or never seen
}

// Answered returns the progress after an answer at now: a wrong one puts the
// fact back into the first box.
func (p Progress) Answered(right bool, now time.Time) Progress {
	p.Seen++
	p.Last = now
	if right {
		p.Box = min(max(p.Box, 0)+1, len(reviews)-1)
	} else {
		p.Missed++
		p.Box = 0
	}
	return p
}

// Next is when the fact should be asked again: a day after it was missed; 3, 7
// and 21 days after the first, the second and every further right answer. The
// zero time for a fact that was never asked.
func (p Progress) Next() time.Time {
	if p.Seen == 0 {
		return time.Time{}
	}
	return p.Last.Add(reviews[min(max(p.Box, 0), len(reviews)-1)])
}

// Due reports whether a fact that was asked before should be asked again.
func (p Progress) Due(now time.Time) bool { return p.Seen > 0 && !now.Before(p.Next()) }

// missed reports whether the last answer was wrong.
func (p Progress) missed() bool { return p.Seen > 0 && p.Box <= 0 }

// Order returns the facts in the order in which a person should be asked about
// them: those that are due, the missed before the known and the longest due
// first; then those never asked, as they stand in ids; then the rest, soonest
// due first. Progress on other facts is ignored.
func Order(ids []string, progress []Progress, now time.Time) []string {
	known := make(map[string]Progress, len(progress))
	for _, p := range progress {
		known[p.Fact] = p
	}
	class := func(p Progress) int {
		switch {
		case p.Due(now) && p.missed():
			return 0
		case p.Due(now):
			return 1
		case p.Seen == 0:
			return 2
		}
		return 3
	}
	out := slices.Clone(ids)
	slices.SortStableFunc(out, func(a, b string) int {
		p, q := known[a], known[b]
		return cmp.Or(cmp.Compare(class(p), class(q)), p.Next().Compare(q.Next()))
	})
	return out
}
