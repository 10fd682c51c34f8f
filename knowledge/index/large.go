package index

import (
	"math"
	"slices"

	"github.com/forumbot/forumbot/knowledge/postings"
	"github.com/forumbot/forumbot/knowledge/text"
)

// narrowed is how many candidates a large base's packed index gives: each of
// them costs some ten microseconds.
const narrowed = 12

// firstStage narrows a large base to candidates.
type firstStage struct {
	packed     *postings.Index
	docs       int
	han, words float32 // mean lengths of documents that have some
	passage    float32 // mean length of passages
	square     float32 // mean square of a term's weight, for the length of a passage's vector
}

// BuildLarge makes an index that keeps little more than packed postings: no
// passages, no classifier, no comparison by sound. Options are not used yet.
func BuildLarge(c Corpus, _ Options) *Index {
	x := &Index{corpus: c, first: newFirstStage(c)}
	x.pool.New = func() any { return newScratch(x) }
	return x
}

// chunk is how many documents one goroutine analyses at a time.
const chunk = 256

// analysed is what the packed index is given of a chunk.
type analysed struct {
	a       text.Analysis
	terms   []uint64
	ends    []int // of each document's terms
	lengths []int
	sums    sums
}

// sums add up to the means.
type sums struct {
	han, words, passages       float64
	hanDocs, wordDocs, windows float64
	sample                     []text.Term // some terms, by chance
}

// newFirstStage analyses the documents on all processors and adds them in
// order.
func newFirstStage(c Corpus) *firstStage {
	b := postings.NewBuilder(postings.Params{K1: k1, B: b})
	n := c.Len()
	var total sums
	inOrder(n, chunk, func(p *analysed, from, to int) { p.analyse(c, from, to) }, func(p *analysed) {
		start := 0
		for i, end := range p.ends {
			b.Add(p.terms[start:end], p.lengths[i])
			start = end
		}
		total.add(&p.sums)
	})
	f := &firstStage{packed: b.Build(), docs: n}
	f.han, f.words = mean(total.han, total.hanDocs), mean(total.words, total.wordDocs)
	f.passage = mean(total.passages, total.windows)
	f.square = f.meanSquare(total.sample)
	return f
}

func mean(sum, n float64) float32 { return float32(sum / max(n, 1)) }

// inFirst tells which terms the packed index holds: n-grams of words would
// double it, and sounds find what words don't only where facts are few.
func inFirst(g text.Group) bool {
	switch g {
	case text.Char, text.Bigram, text.Word, text.Numeral, text.Concept:
		return true
	}
	return false
}

func (p *analysed) analyse(c Corpus, from, to int) {
	p.terms, p.ends, p.lengths, p.sums = p.terms[:0], p.ends[:0], p.lengths[:0], sums{sample: p.sums.sample[:0]}
	a := &p.a
	for d := from; d < to; d++ {
		doc := c.Document(d)
		han, words := 0, 0
		each := func(s string) {
			a.Document(s)
			for i, t := range a.Terms {
				if inFirst(t.Group) {
					p.terms = append(p.terms, t.Hash)
				}
				switch t.Group {
				case text.Char:
					han++
				case text.Word, text.Numeral:
					words++
				}
				if i == d%61 && len(p.sums.sample) < chunk { // one term a document, from its first ones
					p.sums.sample = append(p.sums.sample, t)
				}
			}
			p.sums.windows++
		}
		doc.passages(each)
		for _, t := range doc.Concepts {
			p.terms = append(p.terms, text.ConceptHash(t))
		}
		p.ends = append(p.ends, len(p.terms))
		p.lengths = append(p.lengths, han+words)
		p.sums.han += float64(han)
		p.sums.words += float64(words)
		p.sums.passages += float64(han + words)
		if han > 0 {
			p.sums.hanDocs++
		}
		if words > 0 {
			p.sums.wordDocs++
		}
	}
}

func (s *sums) add(o *sums) {
	s.han += o.han
	s.words += o.words
	s.passages += o.passages
	s.hanDocs += o.hanDocs
	s.wordDocs += o.wordDocs
	s.windows += o.windows
	if len(s.sample) < 1<<14 {
		s.sample = append(s.sample, o.sample...)
	}
}

func (f *firstStage) meanSquare(sample []text.Term) float32 {
	sum, n := 0.0, 0.0
	for _, t := range sample {
		if t.Group != text.Gram && inFirst(t.Group) {
			w := float64(groupWeights[t.Group] * f.rarity(t.Hash))
			sum += w * w
			n++
		}
	}
	return mean(sum, n)
}

func (f *firstStage) rarity(hash uint64) float32 {
	return rarity(float64(f.docs), float64(f.packed.DF(hash)))
}

// local holds the tables of one question's candidates.
type local struct {
	tables  tables
	docs    []int // the candidates
	query   []postings.QueryTerm
	hits    []postings.Hit
	a       text.Analysis
	entries []entry
	found   []occurrence
	tf, in  []uint16
	touched []uint32
	seen    []uint32
	next    []uint32
	norms   [][2]float32 // by candidate: for unspaced scripts, for words
}

func newLocal() *local {
	return &local{tables: tables{lexicon: newLexicon(1 << 10)}}
}

// narrow fills the scratch's tables with the candidates for a question.
func (f *firstStage) narrow(c Corpus, q *text.Analysis, s *scratch, also int) {
	l := s.local
	l.query = l.query[:0]
	for i := range q.Terms {
		if t := &q.Terms[i]; inFirst(t.Group) && t.Weight > 0 {
			l.query = append(l.query, postings.QueryTerm{Hash: t.Hash, Weight: t.Weight * groupWeights[t.Group]})
		}
	}
	l.hits = f.packed.Search(distinct(l.query), narrowed, l.hits)
	l.docs = l.docs[:0]
	for _, h := range l.hits {
		l.docs = append(l.docs, int(h.Doc))
	}
	if also >= 0 && !slices.Contains(l.docs, also) {
		l.docs = append(l.docs, also)
	}
	slices.Sort(l.docs) // so that ties go to the earlier document
	l.number(f, q)
	l.collect(f, c)
	l.invert()
	s.whole = resize(s.whole, len(l.docs))
	s.slot = resize(s.slot, len(l.docs))
	s.weight = resize(s.weight, len(l.tables.groups))
	s.chosen = resize(s.chosen, setWords(len(l.docs)))
	clear(s.slot)
	clear(s.chosen)
	clear(s.weight)
}

// distinct keeps the larger weight of a term that comes again.
func distinct(q []postings.QueryTerm) []postings.QueryTerm {
	slices.SortFunc(q, func(a, b postings.QueryTerm) int {
		switch {
		case a.Hash < b.Hash:
			return -1
		case a.Hash > b.Hash:
			return 1
		case a.Weight > b.Weight:
			return -1
		case a.Weight < b.Weight:
			return 1
		}
		return 0
	})
	return slices.CompactFunc(q, func(a, b postings.QueryTerm) bool { return a.Hash == b.Hash })
}

// number gives the question's terms their numbers and rarities. A term that the
// packed index doesn't hold counts as known when a candidate has it.
func (l *local) number(f *firstStage, q *text.Analysis) {
	x := &l.tables
	x.docs = len(l.docs)
	x.lexicon.reset()
	x.unknown = rarity(float64(f.docs), 0)
	x.idf, x.groups = x.idf[:0], x.groups[:0]
	add := func(t *text.Term) {
		known := inFirst(t.Group)
		if known && f.packed.DF(t.Hash) == 0 {
			return
		}
		if id := x.lexicon.number(t.Hash); int(id) == len(x.idf) {
			w := groupWeights[t.Group]
			if known {
				w *= f.rarity(t.Hash)
			} else { // pairs, n-grams: as rare as things are
				w *= x.unknown / 2
			}
			x.idf = append(x.idf, w)
			x.groups = append(x.groups, t.Group)
		}
	}
	for i := range q.Terms {
		add(&q.Terms[i])
	}
	n := len(x.idf)
	l.tf, l.in, l.seen = resize(l.tf, n), resize(l.in, n), resize(l.seen, n)
	clear(l.tf)
	clear(l.in)
	clear(l.seen)
}

// collect analyses the candidates for the question's terms.
func (l *local) collect(f *firstStage, c Corpus) {
	x, pt := &l.tables, &l.tables.passages
	pt.first, pt.scale, pt.norm = pt.first[:0], pt.scale[:0], pt.norm[:0]
	l.entries, l.found, l.norms = l.entries[:0], l.found[:0], l.norms[:0]
	for d, doc := range l.docs {
		document := c.Document(doc)
		han, words := 0, 0
		first := len(pt.scale)
		pt.first = append(pt.first, uint32(first))
		count := func(t *text.Term) (uint32, bool) {
			id, ok := x.lexicon.find(t.Hash)
			if !ok {
				return 0, false
			}
			if l.tf[id] == 0 {
				l.touched = append(l.touched, id)
			}
			if l.tf[id] < math.MaxUint16 {
				l.tf[id]++
			}
			return id, true
		}
		document.passages(func(p string) {
			l.a.Document(p)
			number := len(pt.scale) - first
			passage, length, rest := uint32(len(pt.scale))+1, 0, 0
			square := float32(0)
			for i := range l.a.Terms {
				t := &l.a.Terms[i]
				switch t.Group {
				case text.Char:
					han++
					length++
				case text.Word, text.Numeral:
					words++
					length++
				}
				id, ok := count(t)
				if !inPassages(t.Group) {
					continue
				}
				if !ok {
					rest++
					continue
				}
				if l.seen[id] != passage && number < maxPassages {
					l.seen[id] = passage
					l.in[id]++
					l.found = append(l.found, occurrence{id, uint16(number)})
					square += x.idf[id] * x.idf[id]
				}
			}
			pt.scale = append(pt.scale, 1/(1+passageK1*relative(length, f.passage, passageB)))
			pt.norm = append(pt.norm, float32(math.Sqrt(float64(square+float32(rest)*f.square))))
		})
		for _, name := range document.Concepts {
			count(&text.Term{Hash: text.ConceptHash(name)})
		}
		for _, id := range l.touched {
			l.entries = append(l.entries, entry{id, uint16(d), l.tf[id], l.in[id]})
			l.tf[id], l.in[id] = 0, 0
		}
		l.touched = l.touched[:0]
		l.norms = append(l.norms, [2]float32{relative(han, f.han, b), relative(words, f.words, b)})
	}
	pt.first = append(pt.first, uint32(len(pt.scale)))
}

// relative is a length in relation to the mean, as BM25 counts it.
func relative(length int, mean, b float32) float32 {
	return 1 - b + b*float32(length)/max(mean, 1)
}

// invert sorts the entries by term and weighs them.
func (l *local) invert() {
	x, p := &l.tables, &l.tables.postings
	l.next = p.fill(len(x.groups), l.entries, l.found, l.next)
	for t, group := range x.groups {
		script := 1
		if group == text.Char || group == text.Bigram || group == text.Sound {
			script = 0
		}
		for i := p.start[t]; i < p.start[t+1]; i++ {
			tf := float32(p.tf[i])
			p.impact[i] = tf / (tf + k1*l.norms[p.doc[i]][script])
		}
	}
}
