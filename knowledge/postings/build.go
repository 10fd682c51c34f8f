package postings

import (
	"math"
	"slices"
)

// Index finds the documents of the highest score. It never changes and is safe
// for concurrent use.
type Index struct {
	dict  dictionary
	data  []byte      // lists; see list.go
	norms []uint8     // by document: step of its length
	scale [256]uint32 // norm of a step, in 1/65536
	most  uint32      // largest scale of any document
	docs  int
	sat   [len(layers)]float64 // weight that a layer adds
}

// normOne is the fixed-point one of Index.scale.
const normOne = 1 << 16

// Build returns the index of the documents added and leaves the builder empty.
// At its peak it needs 8 bytes a posting and 16–32 a term beyond the index.
func (b *Builder) Build() *Index {
	x := &Index{docs: len(b.lengths)}
	k1 := float64(b.params.K1)
	before := 0.0
	for i, tf := range layers {
		s := float64(tf) * (k1 + 1) / (float64(tf) + k1)
		x.sat[i], before = s-before, s
	}
	x.setNorms(b.lengths, k1, float64(b.params.B))

	order := b.order()
	start, docs := b.invert()
	x.encode(order, b.more, start, docs)
	*b = Builder{params: b.params}
	return x
}

// setNorms rounds the lengths to 256 steps and keeps the factor of each.
func (x *Index) setNorms(lengths []uint32, k1, b float64) {
	shortest, longest, sum := math.MaxFloat64, 1.0, 0.0
	for _, n := range lengths {
		l := float64(n)
		sum += l
		shortest, longest = min(shortest, l), max(longest, l)
	}
	mean := sum / max(1, float64(len(lengths)))
	step := math.Log(longest/shortest) / 255
	x.norms = make([]uint8, len(lengths))
	if step > 0 {
		for d, n := range lengths {
			x.norms[d] = uint8(math.Round(math.Log(float64(n)/shortest) / step))
		}
	}
	for s := range x.scale {
		l := shortest * math.Exp(float64(s)*step)
		x.scale[s] = max(1, uint32(math.Round(normOne*(k1+1)/(1+k1*(1-b+b*l/mean)))))
	}
	for _, s := range x.norms {
		x.most = max(x.most, x.scale[s])
	}
}

// term is a dictionary entry to be: a mixed hash and the id of its list.
type term struct {
	hash uint64
	id   uint32
}

// order returns the terms by mixed hash and lets the table go.
func (b *Builder) order() []term {
	terms := make([]term, 0, b.terms)
	for _, s := range b.slots {
		if s.id != 0 {
			terms = append(terms, term{s.hash, s.id})
		}
	}
	b.slots = nil
	slices.SortFunc(terms, func(p, q term) int {
		if p.hash < q.hash {
			return -1
		}
		return 1 // hashes are distinct
	})
	return terms
}

// invert turns the log into one array of documents, grouped by term id, each
// group ascending: the list of id is docs[start[id-1]:start[id]]. Ids count up
// by first appearance, so that frequent terms stand together and the scattered
// writes mostly hit the cache.
func (b *Builder) invert() (start []uint64, docs []uint32) {
	next := make([]uint64, b.terms+1)
	for _, chunk := range b.log {
		for _, id := range chunk {
			next[id]++
		}
	}
	for i := 1; i < len(next); i++ {
		next[i] += next[i-1]
	}
	docs = make([]uint32, next[b.terms])
	// next[id-1] is where the list of id begins; it moves to its end, which
	// is where the list of id+1 begins: then all stand one place too early.
	chunk, at := 0, 0
	for d, n := range b.sizes {
		for ; n > 0; n-- {
			if at == len(b.log[chunk]) {
				b.log[chunk] = nil
				chunk, at = chunk+1, 0
			}
			id := b.log[chunk][at]
			at++
			docs[next[id-1]] = uint32(d)
			next[id-1]++
		}
	}
	b.log = nil
	copy(next[1:], next)
	next[0] = 0
	return next, docs
}

// encode writes the lists and the dictionary.
func (x *Index) encode(order []term, more []bool, start []uint64, docs []uint32) {
	// Offsets have 30 bits; lists start at multiples of 2^align so that
	// larger data can be addressed. No list takes more than 7 bytes a
	// posting and 6 for its head.
	for bound := 7*len(docs) + 6*len(order); bound>>x.dict.align >= single; {
		x.dict.align++
	}
	x.dict.init(len(order))
	data := make([]byte, 0, len(docs)+len(docs)/4)
	for _, t := range order {
		list := docs[start[t.id-1]:start[t.id]]
		var value uint32
		if len(list) == 1 {
			value = single | list[0]
		} else {
			for len(data)&(1<<x.dict.align-1) != 0 {
				data = append(data, 0)
			}
			value = uint32(len(data) >> x.dict.align)
			data = appendList(data, list, x.docs)
		}
		if more[t.id-1] {
			value |= deeper
		}
		x.dict.add(t.hash, value)
	}
	x.dict.finish()
	x.data = append(make([]byte, 0, len(data)), data...)
}

// Len returns the number of documents.
func (x *Index) Len() int { return x.docs }

// Terms returns the number of distinct terms; a term's further layers count as
// terms.
func (x *Index) Terms() int { return len(x.dict.entries) }

// Bytes returns the memory that the index holds on to, in bytes.
func (x *Index) Bytes() int {
	return len(x.data) + len(x.norms) + 8*len(x.dict.entries) + 4*len(x.dict.starts) + 4*len(x.scale)
}

// DF returns the number of documents that have the term.
func (x *Index) DF(hash uint64) int {
	value, ok := x.dict.find(mix(hash))
	if !ok {
		return 0
	}
	if value&single != 0 {
		return 1
	}
	df, _, _ := readHead(x.data[x.dict.offset(value):])
	return df
}
