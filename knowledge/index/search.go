package index

import (
	"math"
	"math/bits"
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
	s.search(x, q, k, -1)
	hits := s.hits(x, k)
	s.release()
	return hits
}

// Closeness is what Search would tell as the best document's Whole, but for
// common terms, among the documents that are asked about. It looks at nothing
// else, and so takes a fraction of the time.
func (x *Index) Closeness(q *text.Analysis, among func(doc int) bool) float64 {
	if x.Len() == 0 {
		return 0
	}
	s := x.pool.Get().(*scratch)
	defer x.pool.Put(s)
	defer s.release()
	if x.first != nil {
		x.first.narrow(x.corpus, q, s, -1)
	}
	s.weigh(q.Terms, true)
	clear(s.whole)
	s.addUp(s.query.terms)
	best := float32(0)
	for d, w := range s.whole {
		if w > best && among(s.global(int32(d))) {
			best = w
		}
	}
	return float64(best / s.query.reach())
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
	slot   []uint8    // by document: 1 + its place in ranked; 0 for no candidate
	chosen []uint64   // the same as a set: a bit for each candidate
	held   []heldTerm // of all candidates
	absent []float32  // by term of the question: 0 for those of the document at hand, else 1
	sums   []float32  // by passage of the document at hand
	top    []float32  // the best scores so far
	class  classScratch
}

// ranked is a candidate.
type ranked struct {
	doc                    int32
	best                   int32
	whole, passage, margin float32
	score                  float32
	held                   []heldTerm
	inPassages             int     // the first ones of held, which passages are compared by
	bound                  float32 // what they weigh together
}

// heldTerm is a term of the question that a candidate has: the place in the
// query, and the entry.
type heldTerm struct{ term, entry uint32 }

func newScratch(x *Index) *scratch {
	if x.first != nil {
		l := newLocal()
		return &scratch{local: l, tables: &l.tables}
	}
	t := &x.tables
	s := &scratch{tables: t, weight: make([]float32, len(t.idf)), whole: make([]float32, t.docs), slot: make([]uint8, t.docs), chosen: make([]uint64, setWords(t.docs))}
	if x.class != nil {
		s.margin = make([]float32, t.docs)
	}
	return s
}

// query is a question's terms without repetitions, weighed.
type query struct {
	terms   []queryTerm
	own     int     // the first ones of terms, sounds not among them
	total   float32 // what a perfect match would reach
	unknown float32 // what of it no document has
	norm    float32 // length of the vector of rarities
}

// reach is never 0.
func (q *query) reach() float32 { return max(q.total, 1e-6) }

type queryTerm struct {
	id     uint32
	known  bool
	common bool // only looked up in the documents that come first without it
	asked  bool // the question asks for it
	group  text.Group
	at     int32   // index into Analysis.Terms, of a sound into Analysis.Sounds
	weight float32 // rarity × group weight × the question's weight
}

// search ranks the documents for q, the first k of them in full. In a large
// base document also is among the candidates, whatever its rank; -1 for none.
func (s *scratch) search(x *Index, q *text.Analysis, k, also int) {
	if x.first != nil {
		x.first.narrow(x.corpus, q, s, also)
	}
	s.weigh(q.Terms, true)
	if x.class != nil {
		x.class.margins(q, &s.class, s.margin)
	}
	clear(s.whole)
	s.rank(s.query.terms, k)
	if x.first != nil || len(s.ranked) > 0 && s.coverage(&s.ranked[0]).held >= lowCoverage {
		return
	}
	if sounds := q.Sounds(); len(sounds) > 0 {
		s.weigh(sounds, false)
		s.rank(s.query.terms[s.query.own:], k)
	}
}

// rank adds terms to the documents' scores, and ranks the best ones in full.
func (s *scratch) rank(terms []queryTerm, k int) {
	s.addUp(terms)
	s.pickCandidates()
	s.locate()
	s.rankPassages(k)
	s.locateRest(k)
}

// addUp adds terms, but not common ones, to what the documents have of them.
func (s *scratch) addUp(terms []queryTerm) {
	p := &s.tables.postings
	for i := range terms {
		t := &terms[i]
		if !t.known || t.common {
			continue
		}
		from, to := p.start[t.id], p.start[t.id+1]
		docs, impacts, whole := p.doc[from:to], p.impact[from:to], s.whole
		for j, d := range docs {
			whole[d] += t.weight * impacts[j]
		}
	}
}

// locate finds the candidates' entries of the terms that passages are compared
// by, and adds what common terms bring.
func (s *scratch) locate() {
	n := len(s.query.terms)
	s.held = slices.Grow(s.held[:0], n*len(s.ranked))
	s.choose(s.ranked)
	for i := range s.ranked {
		s.ranked[i].held = s.held[i*n : i*n : (i+1)*n]
	}
	for i := range s.query.terms {
		t := &s.query.terms[i]
		if t.known && (t.common || inPassages(t.group)) {
			s.find(uint32(i), t, inPassages(t.group), t.common)
		}
	}
	s.choose(nil)
	for i := range s.ranked {
		r := &s.ranked[i]
		r.inPassages = len(r.held)
		r.whole /= s.query.reach()
		r.score = r.whole + r.margin
	}
}

// locateRest finds the other entries of the first k.
func (s *scratch) locateRest(k int) {
	s.choose(s.ranked[:min(k, len(s.ranked))])
	for i := range s.query.terms {
		if t := &s.query.terms[i]; t.known && !inPassages(t.group) {
			s.find(uint32(i), t, true, false)
		}
	}
	s.choose(nil)
}

// choose makes documents the candidates that find looks for.
func (s *scratch) choose(ranked []ranked) {
	if ranked == nil {
		for w, set := range s.chosen {
			for ; set != 0; set &= set - 1 {
				s.slot[w*64+bits.TrailingZeros64(set)] = 0
			}
		}
		clear(s.chosen)
		return
	}
	for i := range ranked {
		d := ranked[i].doc
		s.slot[d] = uint8(i + 1)
		s.chosen[d/64] |= 1 << (d % 64)
	}
}

// find looks a term up in the chosen documents, keeps its entries there and adds
// what they bring, as told.
func (s *scratch) find(i uint32, t *queryTerm, keep, add bool) {
	p := &s.tables.postings
	from, to := p.start[t.id], p.start[t.id+1]
	found := func(d int, entry uint32) {
		r := &s.ranked[s.slot[d]-1]
		if keep {
			r.held = append(r.held, heldTerm{i, entry})
			r.bound += t.weight
		}
		if add {
			r.whole += t.weight * p.impact[entry]
		}
	}
	if set, ranks := p.setOf(t.id); set != nil {
		for w, chosen := range s.chosen {
			for both := set[w] & chosen; both != 0; both &= both - 1 {
				lower := both&-both - 1
				found(w*64+bits.OnesCount64(lower), from+uint32(ranks[w])+uint32(bits.OnesCount64(set[w]&lower)))
			}
		}
		return
	}
	slot := s.slot
	for j, d := range p.doc[from:to] {
		if slot[d] != 0 {
			found(int(d), from+uint32(j))
		}
	}
}

// entries finds the question's terms in any document, as locate does.
func (s *scratch) entries(doc int32) []heldTerm {
	p := &s.tables.postings
	var held []heldTerm
	for i := range s.query.terms {
		t := &s.query.terms[i]
		if !t.known {
			continue
		}
		from, to := p.start[t.id], p.start[t.id+1]
		if j, ok := slices.BinarySearch(p.doc[from:to], uint16(doc)); ok {
			held = append(held, heldTerm{uint32(i), from + uint32(j)})
		}
	}
	return held
}

// rankPassages completes the candidates' scores and sorts them. Those that
// can't come among the first k, whatever their passages, are left out; one more
// is kept, which the last one's margin is measured by.
func (s *scratch) rankPassages(k int) {
	slices.SortFunc(s.ranked, byScore)
	s.ranked = s.ranked[:min(len(s.ranked), candidates)]
	s.top = s.top[:0]
	kept := s.ranked[:0]
	for i := range s.ranked {
		r := s.ranked[i]
		if len(s.top) > k && r.score+s.passageBound(&r) < s.top[k] {
			continue
		}
		s.bestPassage(&r)
		kept = append(kept, r)
		at := len(s.top)
		s.top = append(s.top, r.score)
		for ; at > 0 && s.top[at-1] < r.score; at-- {
			s.top[at] = s.top[at-1]
		}
		s.top[at] = r.score
	}
	s.ranked = kept
	slices.SortFunc(s.ranked, byScore)
}

func byScore(a, b ranked) int {
	switch {
	case a.score > b.score:
		return -1
	case a.score < b.score:
		return 1
	}
	return int(a.doc - b.doc)
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
				w := x.unknown * gw * t.Weight
				q.unknown += w
				q.add(queryTerm{group: t.Group, asked: t.Asked, at: int32(i), weight: w})
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
					o.weight, o.at, o.asked = w, int32(i), o.asked || t.Asked
				}
			}
			s.weight[id] = w
		default:
			s.weight[id] = w
			q.add(queryTerm{id: id, known: true, common: own && x.isCommon(id), group: t.Group, asked: t.Asked, at: int32(i), weight: w})
		}
	}
	sum := float32(0)
	for i := range q.terms {
		if t := &q.terms[i]; t.group != text.Sound {
			sum += t.weight * t.weight
		}
	}
	q.norm = float32(math.Sqrt(float64(sum)))
	if own {
		q.own = len(q.terms)
		q.meetCommon()
	}
}

// meetCommon lets common terms count like others in a question that consists of
// little else.
func (q *query) meetCommon() {
	common := float32(0)
	for i := range q.terms {
		if q.terms[i].common {
			common += q.terms[i].weight
		}
	}
	if common <= mostCommon*q.total {
		return
	}
	for i := range q.terms {
		q.terms[i].common = false
	}
}

func (q *query) add(t queryTerm) {
	q.terms = append(q.terms, t)
	if t.group != text.Sound {
		q.total += t.weight
	}
}

// pickCandidates keeps the documents with the best score so far.
func (s *scratch) pickCandidates() {
	s.ranked = s.ranked[:0]
	inv := 1 / s.query.reach()
	least := float32(0) // what the worst candidate has, when there are enough
	for d, w := range s.whole {
		margin := float32(0)
		if s.margin != nil {
			margin = s.margin[d]
		}
		score := w*inv + margin
		if w == 0 && margin <= 0 {
			continue
		}
		if len(s.ranked) < preselected {
			s.ranked = append(s.ranked, ranked{doc: int32(d), whole: w, margin: margin, score: score, best: -1})
			if len(s.ranked) == preselected {
				s.heapify()
				least = s.ranked[0].score
			}
			continue
		}
		if score > least {
			s.ranked[0] = ranked{doc: int32(d), whole: w, margin: margin, score: score, best: -1}
			s.siftDown(0)
			least = s.ranked[0].score
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

// passageBound is no less than what any passage can bring a candidate: one that
// is as short as can be and holds all that the document's passages hold. The
// sum is taken in another order than a passage's, hence the allowance.
func (s *scratch) passageBound(r *ranked) float32 {
	const shortest = 1 / (1 + passageK1*(1-passageB))
	return 1.0001 * passageWeight * shortest * r.bound / s.query.reach()
}

// bestPassage finds the candidate's best passage and completes its score.
func (s *scratch) bestPassage(r *ranked) {
	p, pt := &s.tables.postings, &s.tables.passages
	first, last := pt.first[r.doc], pt.first[r.doc+1]
	s.sums = resize(s.sums, int(last-first))
	sums := s.sums
	clear(sums)
	for _, h := range r.held[:r.inPassages] {
		w := s.query.terms[h.term].weight
		for _, o := range p.passage[p.from[h.entry]:p.from[h.entry+1]] {
			sums[o] += w
		}
	}
	best := float32(0)
	for i, scale := range pt.scale[first:last] {
		if v := sums[i] * scale; v > best {
			best, r.best = v, int32(i)
		}
	}
	r.passage = passageWeight * best / s.query.reach()
	r.score = r.whole + r.passage + r.margin
}

// nearness tells how much the best passage has in common with the question:
// the cosine of the two, and the share of the question that it holds.
func (s *scratch) nearness(r *ranked) (cosine, held float32) {
	if r.best < 0 {
		return 0, 0
	}
	x, p := s.tables, &s.tables.postings
	dot := float32(0)
	for _, h := range r.held[:r.inPassages] {
		if p.inPassage(h.entry, uint16(r.best)) {
			t := &s.query.terms[h.term]
			dot += t.weight * x.idf[t.id]
			held += t.weight
		}
	}
	if n := s.query.norm * x.passages.norm[x.passages.first[r.doc]+uint32(r.best)]; n > 0 {
		cosine = dot / n
	}
	return cosine, held / s.query.reach()
}

// inPassage tells whether the passage of the entry's document has its term.
func (p *inverted) inPassage(entry uint32, passage uint16) bool {
	for _, o := range p.passage[p.from[entry]:p.from[entry+1]] {
		if o >= passage {
			return o == passage
		}
	}
	return false
}

func (s *scratch) hits(x *Index, k int) []Hit {
	out := make([]Hit, min(k, len(s.ranked)))
	first, second := s.topMargins()
	for i := range out {
		r := &s.ranked[i]
		h := &out[i]
		*h = Hit{Doc: s.global(r.doc), Score: float64(r.whole) + float64(r.passage) + float64(r.margin), Whole: float64(r.whole), Passage: float64(r.passage),
			Classifier: float64(r.margin), Best: int(r.best), Margin: 1}
		if i+1 < len(s.ranked) && r.score > 0 {
			h.Margin = float64((r.score - s.ranked[i+1].score) / r.score)
		}
		nearest, inBest := s.nearness(r)
		h.Nearest, h.InBest = float64(nearest), float64(inBest)
		c := s.coverage(r)
		h.Coverage, h.Unknown, h.Missing, h.Asked = float64(c.held), float64(c.unknown), float64(c.missing), float64(c.asked)
		if s.margin != nil {
			other := first
			if r.doc == first.doc {
				other = second
			}
			h.ClassifierMargin = float64(r.margin - other.margin)
		}
		h.Confidence = h.confidence(x.class != nil && x.class.class[h.Doc] >= 0)
	}
	return out
}

// covered tells how much of a question a document holds, how much no document
// does, how much the weightiest term is that the document doesn't hold, and how
// much of what is asked for the document holds.
type covered struct{ held, unknown, missing, asked float32 }

// askedFor is the weight of what the question asks for.
func (q *query) askedFor() (sum float32) {
	for i := range q.terms[:q.own] {
		if t := &q.terms[i]; t.asked {
			sum += t.weight
		}
	}
	return sum
}

func (s *scratch) coverage(r *ranked) covered {
	var c covered
	q := &s.query
	for len(s.absent) < q.own {
		s.absent = append(s.absent, 1)
	}
	absent := s.absent[:q.own]
	for _, h := range r.held {
		if int(h.term) < q.own {
			absent[h.term] = 0
			t := &q.terms[h.term]
			c.held += t.weight
			if t.asked {
				c.asked += t.weight
			}
		}
	}
	for i, a := range absent { // without a branch that can't be foreseen
		if w := q.terms[i].weight * a; w > c.missing {
			c.missing = w
		}
	}
	for _, h := range r.held {
		if int(h.term) < q.own {
			absent[h.term] = 1
		}
	}
	if asked := q.askedFor(); asked > 0 {
		c.asked /= asked
	} else {
		c.asked = 1
	}
	if q.total > 0 {
		c.held, c.unknown, c.missing = c.held/q.total, q.unknown/q.total, c.missing/q.total
	}
	return c
}

type marginOf struct {
	doc    int32
	margin float32 // 0 for none above nothing
}

// topMargins finds the two documents with the best margins.
func (s *scratch) topMargins() (first, second marginOf) {
	first.doc, second.doc = -1, -1
	for d, m := range s.margin {
		switch {
		case m > first.margin:
			first, second = marginOf{int32(d), m}, first
		case m > second.margin:
			second = marginOf{int32(d), m}
		}
	}
	return first, second
}
