package index

import (
	"math"
	"slices"

	"github.com/forumbot/forumbot/knowledge/text"
)

// Search returns the best k documents, best first. It changes nothing in q.
func (x *Index) Search(q *text.Analysis, k int) []Hit {
	if len(x.docs) == 0 || k <= 0 {
		return nil
	}
	s := x.pool.Get().(*scratch)
	defer x.pool.Put(s)
	s.search(x, q)
	return s.hits(x, k)
}

// scratch is the memory of one search.
type scratch struct {
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
	s := &scratch{weight: make([]float32, len(x.idf)), whole: make([]float32, len(x.docs))}
	if x.class != nil {
		s.margin = make([]float32, len(x.docs))
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

type queryTerm struct {
	id     uint32
	known  bool
	group  text.Group
	at     int32   // index into Analysis.Terms, from the end for sounds
	weight float32 // rarity × group weight × the question's weight
}

func (s *scratch) search(x *Index, q *text.Analysis) {
	s.weigh(x, q)
	clear(s.whole)
	for i := range s.query.terms {
		t := &s.query.terms[i]
		if !t.known {
			continue
		}
		p := &x.postings
		for j := p.start[t.id]; j < p.start[t.id+1]; j++ {
			s.whole[p.doc[j]] += t.weight * p.impact[j]
		}
	}
	if x.class != nil {
		x.class.margins(q, &s.class, s.margin)
	}
	s.pickCandidates(x)
	for i := range s.ranked {
		s.bestPassage(x, &s.ranked[i])
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
	for i := range s.query.terms {
		if t := &s.query.terms[i]; t.known {
			s.weight[t.id] = 0
		}
	}
}

// weigh resolves the question's terms; of a term that comes again the larger
// weight counts.
func (s *scratch) weigh(x *Index, q *text.Analysis) {
	s.query.terms = s.query.terms[:0]
	s.query.kinds = 0
	total, sum := float32(0), float32(0)
	for i := range q.Terms {
		t := &q.Terms[i]
		gw := groupWeights[t.Group]
		if gw == 0 || t.Weight <= 0 {
			continue
		}
		id, known := x.lexicon.find(t.Hash)
		qt := queryTerm{id: id, known: known, group: t.Group, at: int32(i)}
		if known {
			if t.Group != text.Gram {
				s.query.kinds |= kindBit(t.Group)
			}
			qt.weight = x.idf[id] * t.Weight
			if old := s.weight[id]; old > 0 {
				if qt.weight > old {
					total += qt.weight - old
					s.weight[id] = qt.weight
					for j := range s.query.terms {
						if o := &s.query.terms[j]; o.known && o.id == id {
							o.weight, o.at = qt.weight, qt.at
						}
					}
				}
				continue
			}
			s.weight[id] = qt.weight
		} else {
			qt.weight = x.unknown * gw * t.Weight
		}
		total += qt.weight
		sum += qt.weight * qt.weight
		s.query.terms = append(s.query.terms, qt)
	}
	s.query.total = max(total, 1e-6)
	s.query.norm = float32(math.Sqrt(float64(sum)))
}

// pickCandidates keeps the documents with the best score so far.
func (s *scratch) pickCandidates(x *Index) {
	s.ranked = s.ranked[:0]
	inv := 1 / s.query.total
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
func (s *scratch) bestPassage(x *Index, r *ranked) {
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
		r.inBest /= s.query.total
		if n := s.query.norm * pt.norm[p]; n > 0 {
			r.nearest = dot / n
		}
	}
	r.passage = passageWeight * best / s.query.total
	r.score = r.whole + r.passage + r.margin
}

func (s *scratch) hits(x *Index, k int) []Hit {
	out := make([]Hit, min(k, len(s.ranked)))
	for i := range out {
		r := &s.ranked[i]
		h := &out[i]
		*h = Hit{Doc: int(r.doc), Score: float64(r.whole) + float64(r.passage) + float64(r.margin), Whole: float64(r.whole), Passage: float64(r.passage),
			Classifier: float64(r.margin), Best: int(r.best), Nearest: float64(r.nearest), InBest: float64(r.inBest), Margin: 1}
		if i+1 < len(s.ranked) && r.score > 0 {
			h.Margin = float64((r.score - s.ranked[i+1].score) / r.score)
		}
		s.coverage(x, h)
		if s.margin != nil {
			h.ClassifierMargin = float64(s.margin[h.Doc] - s.topMargin(h.Doc))
		}
		h.Confidence = h.confidence(x.class != nil && x.class.class[h.Doc] >= 0)
	}
	return out
}

// coverage fills in how much of the question the document holds, and how much
// no document does.
func (s *scratch) coverage(x *Index, h *Hit) {
	held, unknown, total, missing := float32(0), float32(0), float32(0), float32(0)
	for i := range s.query.terms {
		t := &s.query.terms[i]
		total += t.weight
		switch {
		case !t.known:
			unknown += t.weight
			missing = max(missing, t.weight)
		case x.postings.has(t.id, uint32(h.Doc)):
			held += t.weight
		default:
			missing = max(missing, t.weight)
		}
	}
	if total > 0 {
		h.Missing = float64(missing / total)
		h.Coverage, h.Unknown = float64(held/total), float64(unknown/total)
	}
}

func (p *postings) has(term, doc uint32) bool {
	_, ok := slices.BinarySearch(p.doc[p.start[term]:p.start[term+1]], doc)
	return ok
}

func (p *postings) impactOf(term, doc uint32) float32 {
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
