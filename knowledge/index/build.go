package index

import (
	"math"

	"github.com/forumbot/forumbot/knowledge/text"
)

// builder gathers what the tables are made of.
type builder struct {
	x       *tables
	docs    []Document
	entries []entry      // in the order of documents
	groups  []text.Group // by term
	tf      []uint16     // by term: its count in the document at hand
	doc     []uint32     // the terms of the document at hand
	seen    []uint32     // by term: the last passage with it, from 1
	han     []uint32     // by document: length in characters of unspaced scripts
	words   []uint32     // by document: length in words and numbers
	lengths []uint32     // by passage: length in both
}

type entry struct {
	term, doc uint32
	tf        uint16
	group     text.Group
}

// kindBit spares most questions half of the passages: a Chinese question has
// nothing in common with an English passage but numbers and names.
func kindBit(g text.Group) uint8 {
	switch g {
	case text.Char, text.Bigram:
		return 1
	case text.Numeral:
		return 2
	}
	return 4
}

func newBuilder(x *tables, docs []Document) *builder { return &builder{x: x, docs: docs} }

// chunkDocs is how many documents one goroutine analyses at a time.
const chunkDocs = 16

// part is what the analysis of some documents gives.
type part struct {
	a        text.Analysis
	terms    []partTerm
	passages []int // where the terms of each passage end
	docs     []int // where the passages of each document end
}

type partTerm struct {
	hash  uint64
	group text.Group
}

func (p *part) analyse(docs []Document) {
	p.terms, p.passages, p.docs = p.terms[:0], p.passages[:0], p.docs[:0]
	for d := range docs {
		docs[d].passages(func(s string) {
			p.a.Document(s)
			for i := range p.a.Terms {
				p.terms = append(p.terms, partTerm{p.a.Terms[i].Hash, p.a.Terms[i].Group})
			}
			sounds := p.a.Sounds()
			for i := range sounds {
				p.terms = append(p.terms, partTerm{sounds[i].Hash, text.Sound})
			}
			p.passages = append(p.passages, len(p.terms))
		})
		p.docs = append(p.docs, len(p.passages))
	}
}

func (bl *builder) build() {
	x := bl.x
	x.lexicon = newLexicon(1 << 14)
	x.docs = len(bl.docs)
	inOrder(len(bl.docs), chunkDocs, func(p *part, from, to int) { p.analyse(bl.docs[from:to]) }, func(p *part) {
		passage, term := 0, 0
		for _, end := range p.docs {
			bl.startDocument()
			for ; passage < end; passage++ {
				bl.addPassage(p.terms[term:p.passages[passage]])
				term = p.passages[passage]
			}
			bl.endDocument()
		}
	})
	pt := &x.passages
	pt.first = append(pt.first, uint32(len(pt.start)))
	pt.start = append(pt.start, uint32(len(pt.term)))
	bl.postings()
	bl.weighPassages()
}

func (bl *builder) startDocument() {
	bl.x.passages.first = append(bl.x.passages.first, uint32(len(bl.x.passages.start)))
	bl.han, bl.words = append(bl.han, 0), append(bl.words, 0)
}

// add counts a term of the document at hand and returns its number.
func (bl *builder) add(t partTerm) uint32 {
	id := bl.x.lexicon.number(t.hash)
	if int(id) == len(bl.groups) {
		bl.groups = append(bl.groups, t.group)
		bl.tf = append(bl.tf, 0)
		bl.seen = append(bl.seen, 0)
	}
	if bl.tf[id] == 0 {
		bl.doc = append(bl.doc, id)
	}
	if bl.tf[id] < math.MaxUint16 {
		bl.tf[id]++
	}
	return id
}

func (bl *builder) addPassage(terms []partTerm) {
	pt := &bl.x.passages
	pt.start = append(pt.start, uint32(len(pt.term)))
	passage, kinds, han, words := uint32(len(pt.start)), uint8(0), uint32(0), uint32(0)
	for _, t := range terms {
		id := bl.add(t)
		switch t.group {
		case text.Gram, text.Sound:
			continue // there are too many, and the whole document has them
		case text.Char:
			han++
		case text.Word, text.Numeral:
			words++
		}
		kinds |= kindBit(t.group)
		if bl.seen[id] != passage {
			bl.seen[id] = passage
			pt.term = append(pt.term, id)
		}
	}
	bl.lengths = append(bl.lengths, han+words)
	pt.kinds = append(pt.kinds, kinds)
	d := len(bl.han) - 1
	bl.han[d] += han
	bl.words[d] += words
}

func (bl *builder) endDocument() {
	d := len(bl.han) - 1
	for _, c := range bl.docs[d].Concepts {
		bl.add(partTerm{text.ConceptHash(c), text.Concept})
	}
	for _, id := range bl.doc {
		bl.entries = append(bl.entries, entry{id, uint32(d), bl.tf[id], bl.groups[id]})
		bl.tf[id] = 0
	}
	bl.doc = bl.doc[:0]
}

// postings sorts the entries by term and weighs them.
func (bl *builder) postings() {
	x, p, groups := bl.x, &bl.x.postings, bl.groups
	n := float64(x.docs)
	p.start = make([]uint32, len(groups)+1)
	for _, e := range bl.entries {
		p.start[e.term+1]++
	}
	x.idf = make([]float32, len(groups))
	for i := range x.idf {
		df := float64(p.start[i+1])
		x.idf[i] = groupWeights[groups[i]] * rarity(n, df)
		p.start[i+1] += p.start[i]
	}
	x.unknown = rarity(n, 0)
	han, words := norms(bl.han, b), norms(bl.words, b)
	p.doc = make([]uint32, len(bl.entries))
	p.impact = make([]float32, len(bl.entries))
	next := append([]uint32(nil), p.start...)
	for _, e := range bl.entries {
		norm := words[e.doc]
		if e.group == text.Char || e.group == text.Bigram || e.group == text.Sound {
			norm = han[e.doc]
		}
		i := next[e.term]
		next[e.term]++
		tf := float32(e.tf)
		p.doc[i] = e.doc
		p.impact[i] = tf / (tf + k1*norm)
	}
}

// rarity is the idf of a term that df of n documents hold.
func rarity(n, df float64) float32 { return float32(math.Log(1 + (n-df+0.5)/(df+0.5))) }

// norms are the lengths in relation to the mean of those that aren't empty.
func norms(lengths []uint32, b float32) []float32 {
	sum, n := 0.0, 0
	for _, l := range lengths {
		if l > 0 {
			sum += float64(l)
			n++
		}
	}
	out := make([]float32, len(lengths))
	if n == 0 {
		return out
	}
	mean := float32(sum / float64(n))
	for i, l := range lengths {
		out[i] = 1 - b + b*float32(l)/mean
	}
	return out
}

func (bl *builder) weighPassages() {
	x, pt, lengths := bl.x, &bl.x.passages, bl.lengths
	ls := norms(lengths, passageB)
	pt.scale = make([]float32, len(lengths))
	pt.norm = make([]float32, len(lengths))
	for i := range lengths {
		pt.scale[i] = 1 / (1 + passageK1*ls[i])
		sum := float32(0)
		for _, t := range pt.term[pt.start[i]:pt.start[i+1]] {
			sum += x.idf[t] * x.idf[t]
		}
		pt.norm[i] = float32(math.Sqrt(float64(sum)))
	}
}
