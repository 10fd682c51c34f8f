package knowledge

import (
	"slices"
	"strings"

	"github.com/forumbot/forumbot/knowledge/text"
)

// People tell a story before they ask: a bet, a cousin, a deadline. What it
// says of the subject is needed to understand the question, and what it says
// of everything else stands in the way. A focus keeps the clause that asks, at
// full weight, and the clauses that are like a fact or a gap, at a smaller one.
const (
	relevantFrom   = 0.46 // closeness of the best document from which a clause is about the subject
	relevantToIt   = 0.20 // the same where the clause that asks only points back: "what was it called?"
	relevantShare  = 0.55 // and at least so much of the best clause's score
	shareToIt      = 0.75 // the same where the clause that asks only points back
	relevantWeight = 0.7  // of such a clause, against the one that asks
	leastContent   = 4    // characters or words with a meaning of their own below which a clause tells nothing
	maxClauses     = 24   // that are looked at
)

// clause is a part of a long message between two marks.
type clause struct {
	text      string
	asks      bool
	content   int
	relevance float64
}

// focus is the reading of a long message by its clauses that matter; of the
// whole of it where they all do.
func (b *Base) focus(q *question) *reading {
	list := b.clausesOf(q.plain)
	first, last := asking(list)
	if last < 0 {
		return b.read(q, "", nil)
	}
	best, from, share := 0.0, relevantToIt, shareToIt
	for i := range list {
		best = max(best, list[i].relevance)
		if i >= first && i <= last && list[i].content >= leastContent {
			from, share = relevantFrom, relevantShare
		}
	}
	pointsBack := from == relevantToIt // to the clause before, first of all
	var kept, asks []string
	for i, c := range list {
		switch {
		case i >= first && i <= last:
			asks = append(asks, c.text)
			kept = append(kept, c.text)
		case c.relevance >= from && c.relevance >= share*best || pointsBack && i == first-1:
			kept = append(kept, c.text)
		}
	}
	asked := b.mended(strings.Join(asks, ","), q.language)
	if len(kept) == len(list) {
		q.wants(asked)
		return b.read(q, "", nil)
	}
	u := b.mended(strings.Join(kept, ","), q.language)
	u.wants(asked)
	u.focus = asked.folded
	if years := q.years(); len(years) == 1 && !u.hasYear() {
		u.quantities = append(u.quantities, text.Quantity{Kind: text.Year, Value: years[0]})
	}
	return b.read(u, "", nil)
}

// wants makes a question ask for what its asking part asks for, and nothing
// that is merely told beside it.
func (q *question) wants(part *question) {
	q.asked, q.yesNo = part.asked, part.yesNo
	q.attributes = slices.DeleteFunc(q.attributes, func(m mention) bool {
		return !slices.ContainsFunc(part.attributes, func(o mention) bool { return o.entity == m.entity })
	})
}

// mended understands a part of a message, its misspellings mended.
func (b *Base) mended(part string, l Language) *question {
	s, n := b.speller().Correct(part)
	q := b.understand(s, l)
	q.language, q.mended = l, n
	return q
}

// clausesOf takes a long message apart and finds out which parts are about the
// subject.
func (b *Base) clausesOf(folded string) []clause {
	parts := splitAt(folded, clauseEnds)
	if len(parts) > maxClauses {
		parts = parts[len(parts)-maxClauses:]
	}
	list := make([]clause, 0, len(parts))
	a := analyses.Get().(*text.Analysis)
	defer analyses.Put(a)
	for _, p := range parts {
		p = strings.TrimSpace(p)
		if p == "" {
			continue
		}
		c := clause{text: p}
		kinds, yesNo := askedOf(p)
		c.asks = len(kinds) > 0 || yesNo
		a.Question(p)
		for _, m := range b.subject.find(a.Text, nil) {
			a.Scale(m.start, m.end, subjectWeight)
		}
		if c.content = contentOf(a); c.content >= leastContent {
			a.MuteGrams()
			c.relevance = b.index.Closeness(a, b.isTold)
		}
		list = append(list, c)
	}
	return list
}

// isTold reports whether a document is a fact or a gap with words of its own,
// and not an example of what the subject is not.
func (b *Base) isTold(doc int) bool { return len(b.documents[doc].Text) > 0 }

// asking finds the last clauses in a row that ask for something; else it is
// the last one, and -1 of none.
func asking(list []clause) (first, last int) {
	last = len(list) - 1
	for i, c := range slices.Backward(list) {
		if c.asks {
			last = i
			break
		}
	}
	for first = last; first > 0 && list[first-1].asks; {
		first--
	}
	return first, last
}
