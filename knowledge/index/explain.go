package index

import (
	"cmp"
	"slices"

	"github.com/forumbot/forumbot/knowledge/text"
)

// Explain takes the score of a document apart, largest parts first. The values
// sum to the Score that Search gives the document, but for rounding. A document
// that Search doesn't look at closely has a score all the same.
func (x *Index) Explain(q *text.Analysis, doc int) []Contribution {
	if doc < 0 || doc >= x.Len() {
		return nil
	}
	s := x.pool.Get().(*scratch)
	defer x.pool.Put(s)
	defer s.release()
	s.search(x, q, doc) // which may bring in the sounds
	r := ranked{doc: int32(doc), best: -1}
	if s.local != nil {
		r.doc = int32(slices.Index(s.local.docs, doc))
	}
	s.bestPassage(&r)
	out := s.parts(q, &r)
	if x.class != nil {
		out = x.class.explain(q, &s.class, doc, out)
	}
	slices.SortStableFunc(out, func(a, b Contribution) int { return cmp.Compare(b.Value, a.Value) })
	return out
}

// parts lists what the terms contribute to the whole document's and the best
// passage's part.
func (s *scratch) parts(q *text.Analysis, r *ranked) []Contribution {
	x := s.tables
	var inBest []uint32
	scale := float32(0)
	if r.best >= 0 {
		p := x.passages.first[r.doc] + uint32(r.best)
		inBest = x.passages.term[x.passages.start[p]:x.passages.start[p+1]]
		scale = x.passages.scale[p]
	}
	var out []Contribution
	for _, t := range s.query.terms {
		if !t.known {
			continue
		}
		terms := q.Terms
		if t.group == text.Sound {
			terms = q.Sounds()
		}
		label := t.group.String() + " " + q.Label(terms[t.at])
		if v := x.postings.impactOf(t.id, uint32(r.doc)); v > 0 {
			out = append(out, Contribution{"whole", label, float64(t.weight * v / s.query.reach())})
		}
		if slices.Contains(inBest, t.id) {
			out = append(out, Contribution{"passage", label, float64(passageWeight * t.weight * scale / s.query.reach())})
		}
	}
	return out
}
