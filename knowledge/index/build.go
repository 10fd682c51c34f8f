package index

import (
	"math"

	"github.com/forumbot/forumbot/knowledge/text"
)

// builder gathers what the tables are made of.
type builder struct {
	x       *tables
	docs    []Document
	a       text.Analysis
	entries []entry  // in the order of documents
	tf      []uint16 // by term: its count in the document at hand
	doc     []uint32 // the terms of the document at hand
	seen    []uint32 // by term: the last passage with it, from 1
	han     []uint32 // by document: length in characters of unspaced scripts
	words   []uint32 // by document: length in words and numbers
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

func (bl *builder) build() {
	x := bl.x
	x.lexicon = newLexicon(1 << 14)
	n := len(bl.docs)
	x.docs = n
	bl.han, bl.words = make([]uint32, n), make([]uint32, n)
	var groups []text.Group // by term
	pt := &x.passages
	var lengths []uint32 // by passage
	for d := range bl.docs {
		pt.first = append(pt.first, uint32(len(pt.start)))
		add := func(t text.Term) uint32 {
			id := x.lexicon.number(t.Hash)
			if int(id) == len(groups) {
				groups = append(groups, t.Group)
				bl.tf = append(bl.tf, 0)
				bl.seen = append(bl.seen, 0)
			}
			if bl.tf[id] == 0 {
				bl.doc = append(bl.doc, id)
			}
			if bl.tf[id] < math.MaxUint16 {
				bl.tf[id]++
			}
			switch t.Group {
			case text.Char:
				bl.han[d]++
			case text.Word, text.Numeral:
				bl.words[d]++
			}
			return id
		}
		bl.docs[d].passages(func(p string) {
			bl.a.Document(p)
			pt.start = append(pt.start, uint32(len(pt.term)))
			length, kinds := uint32(0), uint8(0)
			for _, t := range bl.a.Terms {
				id := add(t)
				if t.Group == text.Gram {
					continue // there are too many, and the whole document has them
				}
				kinds |= kindBit(t.Group)
				if t.Group == text.Char || t.Group == text.Word || t.Group == text.Numeral {
					length++
				}
				if bl.seen[id] != uint32(len(pt.start)) {
					bl.seen[id] = uint32(len(pt.start))
					pt.term = append(pt.term, id)
				}
			}
			for _, t := range bl.a.Sounds() {
				add(t)
			}
			lengths = append(lengths, length)
			pt.kinds = append(pt.kinds, kinds)
		})
		for _, c := range bl.docs[d].Concepts {
			add(text.Term{Hash: text.ConceptHash(c), Group: text.Concept})
		}
		for _, id := range bl.doc {
			bl.entries = append(bl.entries, entry{id, uint32(d), bl.tf[id], groups[id]})
			bl.tf[id] = 0
		}
		bl.doc = bl.doc[:0]
	}
	pt.first = append(pt.first, uint32(len(pt.start)))
	pt.start = append(pt.start, uint32(len(pt.term)))
	bl.postings(groups)
	bl.weighPassages(groups, lengths)
}

// postings sorts the entries by term and weighs them.
func (bl *builder) postings(groups []text.Group) {
	x, p := bl.x, &bl.x.postings
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

func (bl *builder) weighPassages(groups []text.Group, lengths []uint32) {
	x, pt := bl.x, &bl.x.passages
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
