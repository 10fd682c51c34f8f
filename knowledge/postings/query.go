package postings

import (
	"cmp"
	"math"
	"slices"
)

// MaxLists bounds the lists that one query reads, and with it the time that a
// stranger's page of text can take. Those of the smallest weight are left out;
// questions of people have a tenth as many.
const MaxLists = 512

// QueryTerm is a term of a query. Weights that are not positive and finite are
// ignored; those of equal hashes are added.
type QueryTerm struct {
	Hash   uint64
	Weight float32
}

// weightBits bounds the sum of a query's fixed-point weights.
const weightBits = 30

// list is a term's layer as a query reads it.
type list struct {
	idf     float64 // times the query's weight and the layer's share
	weight  uint32  // the same, in the query's fixed point
	df      uint32
	inBlock bool
	gaps    gapList
	blocks  blockList
}

// plan is a query made ready: gap lists, and block lists by falling weight.
type plan struct {
	gaps   []list
	blocks []list
	rest   []uint32 // rest[i] is the weight of blocks[i:]
	unit   float64  // score of one unit of weight × normOne
}

// prepare looks the query's terms up.
func (s *scratch) prepare(x *Index, query []QueryTerm) {
	p := &s.plan
	p.gaps, p.blocks, p.rest = p.gaps[:0], p.blocks[:0], p.rest[:0]
	s.lists = s.lists[:0]
	s.query = s.query[:0]
	for _, t := range query {
		if t.Weight > 0 && t.Weight <= math.MaxFloat32 {
			s.query = append(s.query, t)
		}
	}
	slices.SortFunc(s.query, func(a, b QueryTerm) int {
		return cmp.Or(cmp.Compare(a.Hash, b.Hash), cmp.Compare(a.Weight, b.Weight))
	})
	for i := 0; i < len(s.query); {
		h, weight := s.query[i].Hash, 0.0
		for ; i < len(s.query) && s.query[i].Hash == h; i++ {
			weight += float64(s.query[i].Weight)
		}
		s.look(x, mix(h), weight)
	}
	s.weigh()
}

// look adds the lists of a term.
func (s *scratch) look(x *Index, hash uint64, weight float64) {
	base := hash
	for l := range layers {
		value, ok := x.dict.find(hash)
		if !ok {
			return
		}
		var next list
		if value&single != 0 {
			next.df = 1
			next.gaps.next = value & (single - 1)
		} else {
			df, form, rest := readHead(x.data[x.dict.offset(value):])
			next.df = uint32(df)
			if next.inBlock = form == blocks; next.inBlock {
				next.blocks = newBlockList(rest, x.docs)
			} else {
				next.gaps = gapList{rest: rest, form: form, left: next.df}
				next.gaps.start()
			}
		}
		if l == 0 {
			// The idf is the term's, in all its layers.
			weight *= math.Log1p((float64(x.docs) - float64(next.df) + 0.5) / (float64(next.df) + 0.5))
		}
		if next.idf = weight * x.sat[l]; next.idf > 0 {
			s.lists = append(s.lists, next)
		}
		if value&deeper == 0 {
			return
		}
		hash = layerHash(base, l+1)
	}
}

// weigh gives the lists their fixed-point weights and sorts them.
func (s *scratch) weigh() {
	p := &s.plan
	if len(s.lists) > MaxLists {
		slices.SortStableFunc(s.lists, func(a, b list) int { return cmp.Compare(b.idf, a.idf) })
		s.lists = s.lists[:MaxLists]
	}
	total := 0.0
	for i := range s.lists {
		total += s.lists[i].idf
	}
	if total == 0 {
		return
	}
	unit := total / (1<<weightBits - MaxLists) // roundings cannot carry the sum over
	p.unit = unit / normOne
	for _, l := range s.lists {
		l.weight = uint32(math.Round(l.idf / unit))
		switch {
		case l.weight == 0:
		case l.inBlock:
			p.blocks = append(p.blocks, l)
		default:
			p.gaps = append(p.gaps, l)
		}
	}
	slices.SortStableFunc(p.blocks, func(a, b list) int { return cmp.Compare(b.weight, a.weight) })
	p.rest = append(p.rest, make([]uint32, len(p.blocks)+1)...)
	for i := len(p.blocks) - 1; i >= 0; i-- {
		p.rest[i] = p.rest[i+1] + p.blocks[i].weight
	}
}
