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
	relevantFrom   = 1.15 // score of the best document from which a clause is about the subject
	relevantShare  = 0.55 // and at least so much of the best clause's score
	relevantWeight = 0.7  // of such a clause, against the one that asks
	leastContent   = 3    // characters or words with a meaning of their own below which a clause tells nothing
	maxClauses     = 24   // that are looked at
)

// clause is a part of a long message between two marks.
type clause struct {
	text      string
	asks      bool
	relevance float64
}

// focus is the reading of a long message by its clauses that matter, or nil
// where they are all of it.
func (b *Base) focus(q *question) *reading {
	list := b.clausesOf(q.folded)
	asking := lastAsking(list)
	if asking < 0 {
		return nil
	}
	best := 0.0
	for i := range list {
		best = max(best, list[i].relevance)
	}
	var kept []string
	for i, c := range list {
		if i == asking || c.relevance >= relevantFrom && c.relevance >= relevantShare*best {
			kept = append(kept, c.text)
		}
	}
	if len(kept) == len(list) {
		return nil
	}
	asks := list[asking].text
	whole := strings.Join(kept, ",")
	mended, n := b.speller().Correct(whole)
	if n > 0 {
		whole = mended
		asks, _ = b.speller().Correct(asks)
	}
	u := b.understand(whole, q.language)
	u.language, u.mended = q.language, n
	u.asked, u.yesNo = askedOf(asks)
	if years := q.years(); len(years) == 1 && !u.hasYear() {
		u.quantities = append(u.quantities, text.Quantity{Kind: text.Year, Value: years[0]})
	}
	u.focus = asks
	return b.read(u, "", nil)
}

// clausesOf takes a long message apart and finds out which parts are about the
// subject.
func (b *Base) clausesOf(folded string) []clause {
	parts := strings.FieldsFunc(strings.ReplaceAll(folded, ". ", "。"), func(r rune) bool { return strings.ContainsRune("。!?;\n…,，:、", r) })
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
		if contentOf(a) >= leastContent {
			for _, h := range b.index.Search(a, 2) {
				if d := b.documents[h.Doc]; len(d.Text) > 0 {
					c.relevance = max(c.relevance, h.Score)
				}
			}
		}
		list = append(list, c)
	}
	return list
}

// lastAsking is the last clause that asks for something, else the last one.
func lastAsking(list []clause) int {
	for i, c := range slices.Backward(list) {
		if c.asks {
			return i
		}
	}
	return len(list) - 1
}
