package trivia

import (
	"math"
	"slices"

	"github.com/forumbot/forumbot/knowledge"
	"github.com/forumbot/forumbot/knowledge/text"
)

// termSet is the words, pairs of Chinese characters and numbers of a text, as
// hashes in ascending order: sums over it are the same on every machine.
type termSet []uint64

func terms(s string) termSet {
	var a text.Analysis
	a.Document(s)
	var out termSet
	for _, t := range a.Terms {
		if t.Group == text.Word || t.Group == text.Bigram || t.Group == text.Numeral {
			out = append(out, t.Hash)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func (t termSet) has(h uint64) bool {
	_, ok := slices.BinarySearch(t, h)
	return ok
}

// lexicon knows the terms of all statements in one language.
type lexicon struct {
	of map[*knowledge.Fact]termSet
	in map[uint64]int // how many statements have the term
}

func newLexicon(facts []*knowledge.Fact, l knowledge.Language) *lexicon {
	x := &lexicon{of: make(map[*knowledge.Fact]termSet, len(facts)), in: map[uint64]int{}}
	for _, f := range facts {
		t := terms(f.Text.In(l))
		x.of[f] = t
		for _, h := range t {
			x.in[h]++
		}
	}
	return x
}

// weight is the inverse document frequency of a term.
func (x *lexicon) weight(h uint64) float64 {
	return math.Log(1 + float64(len(x.of))/float64(1+x.in[h]))
}

// coverage is how much of a question's weight a fact's statement holds, 0 to 1.
func (x *lexicon) coverage(asked termSet, f *knowledge.Fact) float64 {
	return x.share(asked, x.of[f])
}

// share is how much of the weight of asked the terms hold, 0 to 1.
func (x *lexicon) share(asked, terms termSet) float64 {
	have, all := 0.0, 0.0
	for _, h := range asked {
		w := x.weight(h)
		all += w
		if terms.has(h) {
			have += w
		}
	}
	if all == 0 {
		return 0
	}
	return have / all
}

// telling reports whether a question and its answer share a term that not every
// other statement has.
func (x *lexicon) telling(asked, right termSet) bool {
	return slices.ContainsFunc(right, func(h uint64) bool {
		return asked.has(h) && x.in[h]*8 < len(x.of)
	})
}
