package index

import (
	"math"
	"slices"

	"github.com/forumbot/forumbot/knowledge/text"
)

// Search returns the best k documents, best first. It changes nothing in q.
func (x *Index) Search(q *text.Analysis, k int) []Hit {
	if x.Len() == 0 || k <= 0 {
		return nil
	}
	s := x.pool.Get().(*scratch)
	defer x.pool.Put(s)
	s.search(x, q, -1)
	hits := s.hits(x, k)
	s.release()
	return hits
}

// scratch is the memory of one search.
type scratch struct {
	tables *tables
	local  *local // the tables of a question's candidates; nil when tables are the index's
	query  query
	weight []float32 // by term: its weight in the question; 0 again after a search
	whole  []float32 // by document
	margin []float32 // by document; nil without a classifier
	ranked []ranked
	cover  []float32
	class  classScratch
}

type ranked struct {
	doc                    int32
	best                   int32
	whole, passage, margin float32
	score                  float32
	nearest, inBest        float32
}

func newScratch(x *Index) *scratch {
	if x.first != nil {
		l := newLocal()
		return &scratch{local: l, tables: &l.tables}
	}
	s := &scratch{tables: &x.tables, weight: make([]float32, len(x.tables.idf)), whole: make([]float32, x.tables.docs)}
	if x.class != nil {
		s.margin = make([]float32, x.tables.docs)
	}
	return s
}

// query is a question's terms without repetitions, weighed.
type query struct {
	terms []queryTerm
	total float32 // what a perfect match would reach
	norm  float32 // length of the vector of rarities
	kinds uint8   // of the known terms that passages hold: see kindBit
}

// reach is never 0.
func (q *query) reach() float32 { return max(q.total, 1e-6) }

type queryTerm struct {
	id     uint32
	known  bool
	group  text.Group
	at     int32   // index into Analysis.Terms, of a sound into Analysis.Sounds
	weight float32 // rarity × group weight × the question's weight
}

// search ranks the documents for q. In a large base document also is among the
// candidates, whatever its rank; -1 for none.
func (s *scratch) search(x *Index, q *text.Analysis, also int) {
	if x.first != nil {
		x.first.narrow(x.corpus, q, s, also)
	}
	s.weigh(q.Terms, true)
	if x.class != nil {
		x.class.margins(q, &s.class, s.margin)
	}
	s.rank()
	if x.first != nil || len(s.ranked) > 0 && s.covered(s.ranked[0].doc) >= lowCoverage {
		return
	}
	if sounds := q.Sounds(); len(sounds) > 0 {
		s.weigh(sounds, false)
		s.rank()
	}
}

// rank scores all documents for the weighed terms, and the best ones in full.
func (s *scratch) rank() {
	x := s.tables
	clear(s.whole)
	p := &x.postings
	for i := range s.query.terms {
		t := &s.query.terms[i]
		if !t.known {
			continue
		}
		from, to := p.start[t.id], p.start[t.id+1]
		docs, impacts := p.doc[from:to], p.impact[from:to]
		for j, d := range docs {
			s.whole[d] += t.weight * impacts[j]
		}
	}
	s.pickCandidates()
	for i := range s.ranked {
		s.bestPassage(&s.ranked[i])
	}
	slices.SortFunc(s.ranked, func(a, b ranked) int {
		switch {
		case a.score > b.score:
			return -1
		case a.score < b.score:
			return 1
		}
		return int(a.doc - b.doc)
	})
}

// global is the index's number of one of the tables' documents.
func (s *scratch) global(doc int32) int {
	if s.local != nil {
		return s.local.docs[doc]
	}
	return int(doc)
}

// release makes the weights zero again for the next search.
func (s *scratch) release() {
	for i := range s.query.terms {
		if t := &s.query.terms[i]; t.known {
			s.weight[t.id] = 0
		}
	}
	s.query.terms = s.query.terms[:0]
}

// covered is the share of the question's own terms that a document holds.
func (s *scratch) covered(doc int32) float32 {
	x := s.tables
	held, total := float32(0), float32(0)
	for i := range s.query.terms {
		t := &s.query.terms[i]
		total += t.weight
		if t.known && x.postings.has(t.id, uint32(doc)) {
			held += t.weight
		}
	}
	return held / max(total, 1e-6)
}

// weigh resolves the question's terms; of a term that comes again the larger
// weight counts. Sounds are weighed after the others: they come on top, so that
// they can lift a score, and are no part of what the question asks for.
func (s *scratch) weigh(terms []text.Term, own bool) {
	x := s.tables
	q := &s.query
	if own {
		*q = query{terms: q.terms[:0]}
	}
	for i := range terms {
		t := &terms[i]
		gw := groupWeights[t.Group]
		if gw == 0 || !(t.Weight > 0) {
			continue
		}
		id, known := x.lexicon.find(t.Hash)
		if !known {
			if own {
				q.add(queryTerm{group: t.Group, at: int32(i), weight: x.unknown * gw * t.Weight})
			}
			continue
		}
		w := x.idf[id] * t.Weight
		switch old := s.weight[id]; {
		case old >= w:
		case old > 0:
			for j := range q.terms {
				if o := &q.terms[j]; o.known && o.id == id {
					q.total += w - o.weight
					o.weight, o.at = w, int32(i)
				}
			}
			s.weight[id] = w
		default:
			s.weight[id] = w
			q.add(queryTerm{id: id, known: true, group: t.Group, at: int32(i), weight: w})
		}
	}
	sum := float32(0)
	for i := range q.terms {
		if t := &q.terms[i]; t.group != text.Sound {
			sum += t.weight * t.weight
		}
	}
	q.norm = float32(math.Sqrt(float64(sum)))
}

func (q *query) add(t queryTerm) {
	q.terms = append(q.terms, t)
	if t.group != text.Sound {
		q.total += t.weight
	}
	if t.known && t.group != text.Gram && t.group != text.Sound {
		q.kinds |= kindBit(t.group)
	}
}

// pickCandidates keeps the documents with the best score so far.
func (s *scratch) pickCandidates() {
	s.ranked = s.ranked[:0]
	inv := 1 / s.query.reach()
	for d, w := range s.whole {
		r := ranked{doc: int32(d), whole: w * inv, best: -1}
		r.score = r.whole
		if s.margin != nil {
			r.margin = s.margin[d]
			r.score += r.margin
		}
		if w == 0 && r.margin <= 0 {
			continue
		}
		if len(s.ranked) < candidates {
			s.ranked = append(s.ranked, r)
			if len(s.ranked) == candidates {
				s.heapify()
			}
			continue
		}
		if r.score > s.ranked[0].score {
			s.ranked[0] = r
			s.siftDown(0)
		}
	}
}

// The candidates are a heap with the worst on top.
func (s *scratch) heapify() {
	for i := len(s.ranked)/2 - 1; i >= 0; i-- {
		s.siftDown(i)
	}
}

func (s *scratch) siftDown(i int) {
	h := s.ranked
	for {
		c := 2*i + 1
		if c >= len(h) {
			return
		}
		if c+1 < len(h) && h[c+1].score < h[c].score {
			c++
		}
		if h[i].score <= h[c].score {
			return
		}
		h[i], h[c] = h[c], h[i]
		i = c
	}
}

// bestPassage finds the candidate's best passage and completes its score.
func (s *scratch) bestPassage(r *ranked) {
	x := s.tables
	pt := &x.passages
	first, last := pt.first[r.doc], pt.first[r.doc+1]
	best, dot := float32(0), float32(0)
	for p := first; p < last; p++ {
		if pt.kinds[p]&s.query.kinds == 0 {
			continue
		}
		sum := float32(0)
		for _, t := range pt.term[pt.start[p]:pt.start[p+1]] {
			sum += s.weight[t]
		}
		if v := sum * pt.scale[p]; v > best {
			best, r.best = v, int32(p-first)
		}
	}
	if r.best >= 0 {
		p := first + uint32(r.best)
		for _, t := range pt.term[pt.start[p]:pt.start[p+1]] {
			dot += s.weight[t] * x.idf[t]
			r.inBest += s.weight[t]
		}
		r.inBest /= s.query.reach()
		if n := s.query.norm * pt.norm[p]; n > 0 {
			r.nearest = dot / n
		}
	}
	r.passage = passageWeight * best / s.query.reach()
	r.score = r.whole + r.passage + r.margin
}

func (s *scratch) hits(x *Index, k int) []Hit {
	out := make([]Hit, min(k, len(s.ranked)))
	for i := range out {
		r := &s.ranked[i]
		h := &out[i]
		*h = Hit{Doc: s.global(r.doc), Score: float64(r.whole) + float64(r.passage) + float64(r.margin), Whole: float64(r.whole), Passage: float64(r.passage),
			Classifier: float64(r.margin), Best: int(r.best), Nearest: float64(r.nearest), InBest: float64(r.inBest), Margin: 1}
		if i+1 < len(s.ranked) && r.score > 0 {
			h.Margin = float64((r.score - s.ranked[i+1].score) / r.score)
		}
		s.coverage(h, uint32(r.doc))
		if s.margin != nil {
			h.ClassifierMargin = float64(s.margin[h.Doc] - s.topMargin(h.Doc))
		}
		h.Confidence = h.confidence(x.class != nil && x.class.class[h.Doc] >= 0)
	}
	return out
}

// coverage fills in how much of the question the document holds, and how much
// no document does.
func (s *scratch) coverage(h *Hit, doc uint32) {
	x := s.tables
	held, unknown, total, missing := float32(0), float32(0), float32(0), float32(0)
	for i := range s.query.terms {
		t := &s.query.terms[i]
		if t.group == text.Sound {
			continue
		}
		total += t.weight
		if t.known && x.postings.has(t.id, doc) {
			held += t.weight
			continue
		}
		missing = max(missing, t.weight)
		if !t.known {
			unknown += t.weight
		}
	}
	if total > 0 {
		h.Coverage, h.Unknown, h.Missing = float64(held/total), float64(unknown/total), float64(missing/total)
	}
}

func (p *inverted) has(term, doc uint32) bool {
	_, ok := slices.BinarySearch(p.doc[p.start[term]:p.start[term+1]], doc)
	return ok
}

func (p *inverted) impactOf(term, doc uint32) float32 {
	i, ok := slices.BinarySearch(p.doc[p.start[term]:p.start[term+1]], doc)
	if !ok {
		return 0
	}
	return p.impact[p.start[term]+uint32(i)]
}

// topMargin is the best margin of the other documents.
func (s *scratch) topMargin(but int) float32 {
	top := float32(0)
	for d, m := range s.margin {
		if d != but && m > top {
			top = m
		}
	}
	return top
}
