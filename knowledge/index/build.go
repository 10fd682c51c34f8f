package index

import (
	"math"
	"math/bits"
	"slices"

	"github.com/forumbot/forumbot/knowledge/text"
)

// builder gathers what the tables are made of.
type builder struct {
	x       *tables
	docs    []Document
	entries []entry // in the order of documents
	found   []occurrence
	doc     []uint32 // the terms of the document at hand
	tf      []uint16 // by term: its count in the document at hand
	in      []uint16 // by term: how many passages of it have the term
	seen    []uint32 // by term: the last passage with it, from 1
	lengths lengths
}

// lengths are what lengths of documents and passages are weighed by.
type lengths struct {
	han     []uint32 // by document: length in characters of unspaced scripts
	words   []uint32 // by document: length in words and numbers
	passage []uint32 // by passage: length in both
}

// entry is a term of a document, occurrence a term of a passage.
type entry struct {
	term              uint32
	doc, tf, passages uint16
}

type occurrence struct {
	term    uint32
	passage uint16
}

// maxPassages are numbered in 16 bits; a document with more is found by the
// first ones.
const maxPassages = math.MaxUint16

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
	x.passages.first = append(x.passages.first, uint32(len(bl.lengths.passage)))
	x.postings.fill(len(x.groups), bl.entries, bl.found, nil)
	x.weigh(&bl.lengths)
}

func (bl *builder) startDocument() {
	bl.x.passages.first = append(bl.x.passages.first, uint32(len(bl.lengths.passage)))
	bl.lengths.han, bl.lengths.words = append(bl.lengths.han, 0), append(bl.lengths.words, 0)
}

// add counts a term of the document at hand and returns its number.
func (bl *builder) add(t partTerm) uint32 {
	x := bl.x
	id := x.lexicon.number(t.hash)
	if int(id) == len(x.groups) {
		x.groups = append(x.groups, t.group)
		bl.tf, bl.in, bl.seen = append(bl.tf, 0), append(bl.in, 0), append(bl.seen, 0)
	}
	if bl.tf[id] == 0 {
		bl.doc = append(bl.doc, id)
	}
	if bl.tf[id] < math.MaxUint16 {
		bl.tf[id]++
	}
	return id
}

// inPassages tells whether passages are compared by a group. There are too many
// n-grams and sounds, and the whole document has them.
func inPassages(g text.Group) bool { return g != text.Gram && g != text.Sound }

func (bl *builder) addPassage(terms []partTerm) {
	d := len(bl.lengths.han) - 1
	number := uint32(len(bl.lengths.passage)) - bl.x.passages.first[d]
	passage := uint32(len(bl.lengths.passage)) + 1
	han, words := uint32(0), uint32(0)
	for _, t := range terms {
		id := bl.add(t)
		if !inPassages(t.group) {
			continue
		}
		switch t.group {
		case text.Char:
			han++
		case text.Word, text.Numeral:
			words++
		}
		if bl.seen[id] != passage && number < maxPassages {
			bl.seen[id] = passage
			bl.in[id]++
			bl.found = append(bl.found, occurrence{id, uint16(number)})
		}
	}
	bl.lengths.passage = append(bl.lengths.passage, han+words)
	bl.lengths.han[d] += han
	bl.lengths.words[d] += words
}

func (bl *builder) endDocument() {
	d := len(bl.lengths.han) - 1
	for _, c := range bl.docs[d].Concepts {
		bl.add(partTerm{text.ConceptHash(c), text.Concept})
	}
	for _, id := range bl.doc {
		bl.entries = append(bl.entries, entry{id, uint16(d), bl.tf[id], bl.in[id]})
		bl.tf[id], bl.in[id] = 0, 0
	}
	bl.doc = bl.doc[:0]
}

// fill sorts entries and occurrences, which come in the order of documents and
// passages, by term. It uses the memory that p and next have.
func (p *inverted) fill(terms int, entries []entry, found []occurrence, next []uint32) []uint32 {
	p.start = resize(p.start, terms+1)
	clear(p.start)
	for i := range entries {
		p.start[entries[i].term+1]++
	}
	for t := range terms {
		p.start[t+1] += p.start[t]
	}
	p.doc, p.tf = resize(p.doc, len(entries)), resize(p.tf, len(entries))
	p.impact, p.from = resize(p.impact, len(entries)), resize(p.from, len(entries)+1)
	next = append(next[:0], p.start...)
	for i := range entries {
		e := &entries[i]
		n := next[e.term]
		next[e.term]++
		p.doc[n], p.tf[n], p.from[n+1] = e.doc, e.tf, uint32(e.passages)
	}
	p.from[0] = 0
	for n := range entries {
		p.from[n+1] += p.from[n]
	}
	p.passage = resize(p.passage, len(found))
	for t := range terms {
		next[t] = p.from[p.start[t]]
	}
	for _, o := range found {
		p.passage[next[o.term]] = o.passage
		next[o.term]++
	}
	return next
}

func resize[T any](s []T, n int) []T { return slices.Grow(s[:0], n)[:n] }

// weigh fills in what follows from the counts.
func (x *tables) weigh(l *lengths) {
	p, pt := &x.postings, &x.passages
	n := float64(x.docs)
	x.unknown = rarity(n, 0)
	x.idf = make([]float32, len(x.groups))
	pt.norm = make([]float32, len(l.passage))
	rarities := make([]float32, x.docs+1) // by the number of documents
	for df := range rarities {
		rarities[df] = rarity(n, float64(df))
	}
	han, words := norms(l.han, b), norms(l.words, b)
	for t, group := range x.groups {
		from, to := p.start[t], p.start[t+1]
		idf := groupWeights[group] * rarities[to-from]
		x.idf[t] = idf
		norm := words
		if group == text.Char || group == text.Bigram || group == text.Sound {
			norm = han
		}
		for i := from; i < to; i++ {
			d, tf := p.doc[i], float32(p.tf[i])
			p.impact[i] = tf / (tf + k1*norm[d])
			first := pt.first[d]
			for _, o := range p.passage[p.from[i]:p.from[i+1]] {
				pt.norm[first+uint32(o)] += idf * idf
			}
		}
	}
	p.collectSets(x.docs)
	for i, square := range pt.norm {
		pt.norm[i] = float32(math.Sqrt(float64(square)))
	}
	ls := norms(l.passage, passageB)
	pt.scale = make([]float32, len(l.passage))
	for i := range ls {
		pt.scale[i] = 1 / (1 + passageK1*ls[i])
	}
}

// collectSets fills in the sets of frequent terms. They take a fifth of what
// their entries do at most.
func (p *inverted) collectSets(docs int) {
	p.set, p.setSize = make([]uint32, len(p.start)-1), setWords(docs)
	for t := range p.set {
		entries := p.doc[p.start[t]:p.start[t+1]]
		if len(entries)*frequentTerm <= docs {
			continue
		}
		at := len(p.sets)
		p.set[t] = uint32(at) + 1
		p.sets = append(p.sets, make([]uint64, p.setSize)...)
		p.ranks = append(p.ranks, make([]uint16, p.setSize)...)
		set, ranks := p.sets[at:], p.ranks[at:]
		for _, d := range entries {
			set[d/64] |= 1 << (d % 64)
		}
		n := 0
		for w := range set {
			ranks[w] = uint16(n)
			n += bits.OnesCount64(set[w])
		}
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
