package postings

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// collection is documents as a test made them, beside the index of the same.
type collection struct {
	params Params
	docs   [][]uint64
	tf     []map[uint64]uint32
	df     map[uint64]int
	mean   float64
	index  *Index
}

func collect(p Params, docs [][]uint64) *collection {
	c := &collection{params: p, docs: docs, df: map[uint64]int{}}
	b := NewBuilder(p)
	sum := 0
	for i, terms := range docs {
		if n := b.Add(terms, len(terms)); n != i {
			panic(fmt.Sprintf("document %d was numbered %d", i, n))
		}
		tf := map[uint64]uint32{}
		for _, h := range terms {
			tf[h]++
		}
		for h := range tf {
			c.df[h]++
		}
		c.tf = append(c.tf, tf)
		sum += max(1, len(terms))
	}
	c.mean = float64(sum) / float64(max(1, len(docs)))
	c.index = b.Build()
	return c
}

// random makes documents whose terms follow a power law, so that every form of
// list occurs; topics make documents that share several rare terms.
func random(seed uint64, docs, vocabulary, length int) [][]uint64 {
	rng := rand.New(rand.NewPCG(seed, 1))
	out := make([][]uint64, docs)
	for d := range out {
		n := rng.IntN(2*length + 1)
		topic := rng.IntN(docs/8 + 1)
		for range n {
			r := rng.Float64()
			word := uint64(float64(vocabulary) * r * r * r * r)
			if rng.IntN(3) == 0 {
				word = 1_000_000 + uint64(topic*4+rng.IntN(4))
			}
			out[d] = append(out[d], word*0x9e3779b97f4a7c15)
		}
	}
	return out
}

// ask makes a question from a document: some of its terms, some others.
func ask(rng *rand.Rand, docs [][]uint64) []QueryTerm {
	var q []QueryTerm
	for range 1 + rng.IntN(3) {
		terms := docs[rng.IntN(len(docs))]
		for _, h := range terms {
			if rng.IntN(3) > 0 {
				q = append(q, QueryTerm{h, float32(rng.IntN(4)+1) / 4})
			}
		}
	}
	return append(q, QueryTerm{rng.Uint64(), 1})
}

// layer rounds a frequency down to one that the index tells apart.
func layer(tf uint32) int {
	l := -1
	for l+1 < len(layers) && tf >= layers[l+1] {
		l++
	}
	return l
}

// score is the formula of the package comment, in floating point; only the
// frequency is rounded.
func (c *collection) score(q []QueryTerm, doc int) float64 {
	k1, b := float64(c.params.K1), float64(c.params.B)
	sum := 0.0
	for _, t := range q {
		l := layer(c.tf[doc][t.Hash])
		if l < 0 {
			continue
		}
		tf, n, df := float64(layers[l]), float64(len(c.docs)), float64(c.df[t.Hash])
		sum += float64(t.Weight) * math.Log(1+(n-df+0.5)/(df+0.5)) * tf * (k1 + 1) / (tf + k1)
	}
	length := max(1, float64(len(c.docs[doc])))
	return sum * (k1 + 1) / (1 + k1*(1-b+b*length/c.mean))
}

// exhaustive scores every document with the index's own fixed-point weights and
// norms, but with the test's frequencies, and returns the k best: Search must
// return the same, ties and all.
func (c *collection) exhaustive(q []QueryTerm, k int) []Hit {
	type weighted struct {
		hash  uint64
		layer int
		share float64
		fixed uint64
	}
	var ws []weighted
	sums := map[uint64]float64{}
	q = slices.Clone(q)
	slices.SortFunc(q, func(a, b QueryTerm) int {
		return cmp.Or(cmp.Compare(a.Hash, b.Hash), cmp.Compare(a.Weight, b.Weight))
	})
	for _, t := range q {
		sums[t.Hash] += float64(t.Weight)
	}
	total := 0.0
	for i, t := range q {
		if i > 0 && q[i-1].Hash == t.Hash || c.df[t.Hash] == 0 {
			continue
		}
		deepest := 0
		for d := range c.docs {
			deepest = max(deepest, layer(c.tf[d][t.Hash]))
		}
		n, df := float64(len(c.docs)), float64(c.df[t.Hash])
		idf := sums[t.Hash] * math.Log1p((n-df+0.5)/(df+0.5))
		for l := range deepest + 1 {
			if share := idf * c.index.sat[l]; share > 0 {
				ws = append(ws, weighted{hash: t.Hash, layer: l, share: share})
				total += share
			}
		}
	}
	unit := total / (1<<weightBits - MaxLists)
	for i := range ws {
		ws[i].fixed = uint64(math.Round(ws[i].share / unit))
	}
	var all []best
	for d := range c.docs {
		sum := uint64(0)
		for _, w := range ws {
			if layer(c.tf[d][w.hash]) >= w.layer {
				sum += w.fixed
			}
		}
		if key := sum * uint64(c.index.scale[c.index.norms[d]]); key > 0 {
			all = append(all, best{key, uint32(d)})
		}
	}
	slices.SortFunc(all, func(a, b best) int {
		return cmp.Or(cmp.Compare(b.key, a.key), cmp.Compare(a.doc, b.doc))
	})
	var hits []Hit
	for _, a := range all[:min(k, len(all))] {
		hits = append(hits, Hit{a.doc, float64(a.key) * (unit / normOne)})
	}
	return hits
}
