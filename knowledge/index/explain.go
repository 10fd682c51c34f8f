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
	s.search(x, q, 1, doc) // which may bring in the sounds
	r := ranked{doc: int32(doc), best: -1}
	if s.local != nil {
		r.doc = int32(slices.Index(s.local.docs, doc))
	}
	r.held = s.entries(r.doc)
	r.inPassages = len(r.held)
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
	p, pt := &s.tables.postings, &s.tables.passages
	scale := float32(0)
	if r.best >= 0 {
		scale = pt.scale[pt.first[r.doc]+uint32(r.best)]
	}
	var out []Contribution
	for _, h := range r.held {
		t := &s.query.terms[h.term]
		terms := q.Terms
		if t.group == text.Sound {
			terms = q.Sounds()
		}
		label := t.group.String() + " " + q.Label(terms[t.at])
		out = append(out, Contribution{"whole", label, float64(t.weight * p.impact[h.entry] / s.query.reach())})
		if r.best >= 0 && p.inPassage(h.entry, uint16(r.best)) {
			out = append(out, Contribution{"passage", label, float64(passageWeight * t.weight * scale / s.query.reach())})
		}
	}
	return out
}
