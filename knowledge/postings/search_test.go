package postings

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
)

// Small and large collections, few and many distinct terms: the paths through
// Search depend on all of them.
var shapes = []struct{ docs, vocabulary, length int }{
	{1, 3, 3}, {2, 1, 2}, {40, 10, 4}, {300, 50, 10}, {3000, 2000, 20},
	{5000, 100, 6}, {9000, 40, 5}, {20000, 3000, 12}, {20000, 500_000, 10},
}

var params = []Params{DefaultParams(), {K1: 1.2, B: 1}, {K1: 0, B: 0}, {K1: 10, B: 0.3}}

func TestSearchIsExhaustive(t *testing.T) {
	t.Parallel()
	for i, shape := range shapes {
		t.Run(fmt.Sprint(shape), func(t *testing.T) {
			t.Parallel()
			c := collect(params[i%len(params)], random(uint64(i), shape.docs, shape.vocabulary, shape.length))
			rng := rand.New(rand.NewPCG(7, uint64(i)))
			for range 12 {
				q := ask(rng, c.docs)
				for _, k := range []int{1, 10, 100} {
					want := c.exhaustive(q, k)
					if got := c.index.Search(q, k, nil); !slices.Equal(got, want) {
						t.Fatalf("k=%d: Search found\n%v\nnot\n%v", k, got, want)
					}
				}
			}
		})
	}
}

// Away from ties closer than the roundings, the ranking is that of the formula.
func TestScoreIsTheFormula(t *testing.T) {
	t.Parallel()
	for i, p := range params {
		c := collect(p, random(99, 3000, 1500, 15))
		rng := rand.New(rand.NewPCG(3, 3))
		const k, tolerance = 10, 0.02 // lengths 1–30: steps of 1.3 %
		for range 10 {
			q := ask(rng, c.docs)
			type scored struct {
				doc   int
				score float64
			}
			var all []scored
			for d := range c.docs {
				if s := c.score(q, d); s > 0 {
					all = append(all, scored{d, s})
				}
			}
			slices.SortFunc(all, func(a, b scored) int {
				return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.doc, b.doc))
			})
			got := c.index.Search(q, k, nil)
			if len(got) != min(k, len(all)) {
				t.Fatalf("params %d: %d hits, not %d", i, len(got), min(k, len(all)))
			}
			found := map[int]bool{}
			for j, h := range got {
				want := c.score(q, int(h.Doc))
				if math.Abs(h.Score-want) > tolerance*want {
					t.Errorf("params %d: document %d scored %g, not %g", i, h.Doc, h.Score, want)
				}
				if rank := all[j].score; h.Score < rank*(1-tolerance) {
					t.Errorf("params %d: rank %d has the score %g, not %g", i, j, h.Score, rank)
				}
				found[int(h.Doc)] = true
			}
			for _, s := range all[:len(got)] {
				last := all[min(len(all), k)-1].score
				if s.score > last*(1+2*tolerance) && !found[s.doc] {
					t.Errorf("params %d: document %d of score %g is missing; the last has %g", i, s.doc, s.score, last)
				}
			}
		}
	}
}

func TestDF(t *testing.T) {
	t.Parallel()
	for i, shape := range shapes {
		c := collect(DefaultParams(), random(uint64(i), shape.docs, shape.vocabulary, shape.length))
		for h, df := range c.df {
			if got := c.index.DF(h); got != df {
				t.Fatalf("%v: DF is %d, not %d", shape, got, df)
			}
		}
		if got := c.index.DF(12345); got != 0 {
			t.Errorf("%v: an unknown term has DF %d", shape, got)
		}
		if c.index.Len() != shape.docs {
			t.Errorf("%v: Len is %d", shape, c.index.Len())
		}
	}
}

func TestEdges(t *testing.T) {
	t.Parallel()
	empty := NewBuilder(Params{K1: float32(math.NaN()), B: -1}).Build()
	if got := empty.Search([]QueryTerm{{1, 1}}, 3, nil); len(got) != 0 {
		t.Errorf("an empty index found %v", got)
	}
	b := NewBuilder(DefaultParams())
	b.Add(nil, 0)
	b.Add([]uint64{0, 0, 0, math.MaxUint64}, 4)
	b.Add([]uint64{math.MaxUint64}, 1)
	x := b.Build()
	if b.Len() != 0 {
		t.Errorf("the builder kept %d documents", b.Len())
	}
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	for _, test := range []struct {
		name  string
		query []QueryTerm
		k     int
		want  []uint32
	}{
		{"nothing asked", nil, 5, nil},
		{"no documents wanted", []QueryTerm{{0, 1}}, 0, nil},
		{"fewer than none", []QueryTerm{{0, 1}}, -1, nil},
		{"zero is a hash", []QueryTerm{{0, 1}}, 5, []uint32{1}},
		{"shorter first", []QueryTerm{{math.MaxUint64, 1}}, 5, []uint32{2, 1}},
		{"unknown term", []QueryTerm{{5, 1}}, 5, nil},
		{"useless weights", []QueryTerm{{0, 0}, {0, -1}, {0, inf}, {0, nan}, {0, -inf}}, 5, nil},
		{"largest and smallest weight", []QueryTerm{{0, math.MaxFloat32}, {0, math.MaxFloat32}, {math.MaxUint64, math.SmallestNonzeroFloat32}}, 5, []uint32{1}},
		{"more than there are", []QueryTerm{{math.MaxUint64, 1}}, math.MaxInt, []uint32{2, 1}},
	} {
		var docs []uint32
		for _, h := range x.Search(test.query, test.k, nil) {
			docs = append(docs, h.Doc)
		}
		if !slices.Equal(docs, test.want) {
			t.Errorf("%s: found %v, not %v", test.name, docs, test.want)
		}
	}
}

// A builder counts repeats wherever they stand and whatever came before.
func TestRepeats(t *testing.T) {
	t.Parallel()
	b := NewBuilder(Params{K1: 1, B: 0})
	for n := range 12 {
		var terms []uint64
		for range n {
			terms = append(terms, 1, 2, 1)
		}
		b.Add(append(terms, 3), n)
	}
	x := b.Build()
	hits := x.Search([]QueryTerm{{2, 1}}, 20, nil)
	idf := math.Log(1 + (12-11+0.5)/(11+0.5))
	for _, h := range hits {
		tf := float64(layers[layer(h.Doc)]) // document n has it n times
		if want := idf * tf * 2 / (tf + 1); math.Abs(h.Score-want) > 1e-4*want {
			t.Errorf("%d times: %g, not %g", h.Doc, h.Score, want)
		}
	}
	if len(hits) != 11 || hits[0].Doc != 8 || hits[10].Doc != 1 {
		t.Errorf("ranking is %v", hits)
	}
}

// Terms that no question asks for don't change a ranking: only the length that
// the caller gives does.
func TestLengthIsTheCallers(t *testing.T) {
	t.Parallel()
	docs := random(21, 2000, 500, 10)
	plain, padded := NewBuilder(DefaultParams()), NewBuilder(DefaultParams())
	for i, terms := range docs {
		plain.Add(terms, len(terms))
		more := slices.Clone(terms)
		for j := range i % 50 {
			more = append(more, uint64(i*50+j)*2+1)
		}
		padded.Add(more, len(terms))
	}
	a, b := plain.Build(), padded.Build()
	rng := rand.New(rand.NewPCG(4, 4))
	for range 20 {
		q := ask(rng, docs)
		if got, want := b.Search(q, 10, nil), a.Search(q, 10, nil); !slices.Equal(got, want) {
			t.Fatalf("with other terms found\n%v\nnot\n%v", got, want)
		}
	}
}

func TestManyTermsAreBounded(t *testing.T) {
	t.Parallel()
	c := collect(DefaultParams(), random(5, 2000, 100_000, 40))
	var q []QueryTerm
	for h := range c.df {
		q = append(q, QueryTerm{h, 1})
	}
	// One term is worth all others together: it must survive the cut.
	heavy := c.docs[1500][0]
	q = append(q, QueryTerm{heavy, 1e6})
	hits := c.index.Search(q, 1, nil)
	if len(hits) != 1 || c.tf[hits[0].Doc][heavy] == 0 {
		t.Errorf("%d terms found %v", len(q), hits)
	}
}

func TestBuildIsDeterministic(t *testing.T) {
	t.Parallel()
	docs := random(11, 5000, 3000, 12)
	a, b := collect(DefaultParams(), docs).index, collect(DefaultParams(), docs).index
	if !slices.Equal(a.data, b.data) || !slices.Equal(a.dict.entries, b.dict.entries) || !slices.Equal(a.norms, b.norms) {
		t.Error("two builds of the same documents differ")
	}
}

func TestConcurrentSearches(t *testing.T) {
	t.Parallel()
	big := collect(DefaultParams(), random(1, 10_000, 3000, 12))
	small := collect(DefaultParams(), random(2, 100, 50, 8))
	var wait sync.WaitGroup
	for g := range 8 {
		wait.Go(func() {
			c := big
			if g%2 == 1 {
				c = small // the scratch goes back and forth between the two
			}
			rng := rand.New(rand.NewPCG(uint64(g), 0))
			for range 5 {
				q := ask(rng, c.docs)
				if got, want := c.index.Search(q, 10, nil), c.exhaustive(q, 10); !slices.Equal(got, want) {
					t.Errorf("found %v, not %v", got, want)
				}
			}
		})
	}
	wait.Wait()
}

func TestSearchDoesNotAllocate(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector makes pools forget")
	}
	c := collect(DefaultParams(), random(1, 10_000, 3000, 12))
	q := ask(rand.New(rand.NewPCG(1, 1)), c.docs)
	dst := c.index.Search(q, 10, nil)
	if n := testing.AllocsPerRun(50, func() { dst = c.index.Search(q, 10, dst) }); n >= 1 {
		t.Errorf("a search allocates %g times", n)
	}
}

// FuzzSearch builds a collection and asks it.
func FuzzSearch(f *testing.F) {
	for i, s := range shapes[:6] {
		f.Add(uint64(i), uint16(s.docs), uint32(s.vocabulary), uint8(s.length), uint8(10), float32(0.4), float32(0.75))
	}
	f.Fuzz(func(t *testing.T, seed uint64, docs uint16, vocabulary uint32, length, k uint8, k1, b float32) {
		p := NewBuilder(Params{k1, b}).params
		c := collect(p, random(seed, max(1, int(docs%16384)), int(vocabulary%1_000_000), int(length%24)))
		q := ask(rand.New(rand.NewPCG(seed, 2)), c.docs)
		if got, want := c.index.Search(q, int(k), nil), c.exhaustive(q, int(k)); !slices.Equal(got, want) {
			t.Fatalf("found\n%v\nnot\n%v", got, want)
		}
	})
}

// FuzzTerms takes hashes and weights as bytes, so that they repeat and clash.
func FuzzTerms(f *testing.F) {
	f.Add([]byte("abcabc|abd|xyz"), []byte("abz"), uint8(3))
	f.Add([]byte("|||"), []byte{}, uint8(1))
	f.Fuzz(func(t *testing.T, text, question []byte, k uint8) {
		docs := [][]uint64{nil}
		for _, c := range text {
			if c == '|' {
				docs = append(docs, nil)
				continue
			}
			docs[len(docs)-1] = append(docs[len(docs)-1], uint64(c))
		}
		var q []QueryTerm
		for i, c := range question {
			q = append(q, QueryTerm{uint64(c), float32(i)})
		}
		c := collect(DefaultParams(), docs)
		var positive []QueryTerm
		for _, t := range q {
			if t.Weight > 0 {
				positive = append(positive, t)
			}
		}
		if got, want := c.index.Search(q, int(k), nil), c.exhaustive(positive, int(k)); !slices.Equal(got, want) {
			t.Fatalf("found\n%v\nnot\n%v", got, want)
		}
	})
}
