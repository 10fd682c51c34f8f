package index

import (
	"slices"

	"github.com/forumbot/forumbot/knowledge/text"
)

// Explain takes the score of a document apart, largest parts first. The values
// sum to the Score that Search gives the document, but for rounding. A document
// that Search doesn't look at closely has a score all the same.
func (x *Index) Explain(q *text.Analysis, doc int) []Contribution {
	if doc < 0 || doc >= len(x.docs) {
		return nil
	}
	s := x.pool.Get().(*scratch)
	defer x.pool.Put(s)
	defer s.release()
	s.search(x, q) // which may bring in the sounds
	r := ranked{doc: int32(doc), best: -1}
	s.bestPassage(x, &r)
	var inBest []uint32
	if r.best >= 0 {
		p := x.passages.first[doc] + uint32(r.best)
		inBest = x.passages.term[x.passages.start[p]:x.passages.start[p+1]]
	}
	var out []Contribution
	for _, t := range s.query.terms {
		if !t.known {
			continue
		}
		term := text.Term{}
		if t.group == text.Sound {
			term = q.Sounds()[t.at]
		} else {
			term = q.Terms[t.at]
		}
		label := term.Group.String() + " " + q.Label(term)
		if v := x.postings.impactOf(t.id, uint32(doc)); v > 0 {
			out = append(out, Contribution{"whole", label, float64(t.weight * v / s.query.reach())})
		}
		if slices.Contains(inBest, t.id) {
			p := x.passages.first[doc] + uint32(r.best)
			out = append(out, Contribution{"passage", label, float64(passageWeight * t.weight * x.passages.scale[p] / s.query.reach())})
		}
	}
	if x.class != nil {
		out = x.class.explain(q, &s.class, doc, out)
	}
	slices.SortStableFunc(out, func(a, b Contribution) int {
		switch {
		case a.Value > b.Value:
			return -1
		case a.Value < b.Value:
			return 1
		}
		return 0
	})
	return out
}
