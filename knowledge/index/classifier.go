package index

import (
	"math"

	"github.com/forumbot/forumbot/knowledge/text"
)

// Classifier tells documents apart by what their sample questions have in
// common: for each document with enough of them, a linear support vector
// machine of its samples against all others. Weights are kept in 8 bits, those
// near nothing not at all.
//
// It is safe for concurrent use. MarshalBinary keeps it for a faster start; the
// same documents always give the same bytes.
type Classifier struct {
	key     [keySize]byte // of the documents it was trained on
	samples int           // how many it was trained on
	class   []int32       // by document: its class; -1 for too few samples
	scale   []float32     // by class: what a step of a weight is worth
	hashes  []uint64      // by feature, rising
	start   []uint32      // by feature; one more than features
	of      []uint16      // class
	weight  []int8

	share   float32  // what its margins count for in a score
	lexicon *lexicon // numbers the hashes
	trained bool     // not loaded
}

// prepare fills in what follows from the other fields.
func (c *Classifier) prepare() {
	c.lexicon = newLexicon(len(c.hashes))
	for _, h := range c.hashes {
		c.lexicon.number(h)
	}
	// The more samples it has seen of a document, the more it is worth: with a
	// hundred each it is better than anything else, with three it is a guess.
	mean := float32(c.samples) / float32(max(len(c.scale), 1))
	c.share = marginWeight * mean / (mean + halfTrusted)
}

// featureHash is the part of a term's hash that the classifier keeps.
func featureHash(h uint64) uint64 { return h >> (64 - featureBits) }

// featureBits are enough that of fifty thousand questions one has a mistaken
// feature, at half the size of whole hashes.
const featureBits = 40

// classifierBias is the margin of a question that shares nothing with a class.
// It is fixed instead of learnt: a question of unknown words belongs nowhere.
const classifierBias = -1

// featureTenths tell what each group brings to the classifier, in tenths, so
// that margins are sums of whole numbers; 0 leaves a group out.
var featureTenths = [text.Groups]int32{
	text.Char: 5, text.Bigram: 10, text.Word: 10, text.Pair: 10, text.Gram: 4, text.Numeral: 10,
	text.Surface: 7, text.Skip: 6, text.Set: 5, text.Edge: 7, text.Trigram: 6,
}

// featureWeight is the same as a number.
func featureWeight(g text.Group) float32 { return float32(featureTenths[g]) / 10 }

// classScratch is the memory of one classification.
type classScratch struct {
	terms  []text.Term
	ids    []feature
	sums   []int32 // by class, in tenths of a step
	counts []uint8 // by feature
}

// feature is one of a question's features: id, value, and where it came from.
type feature struct {
	id     uint32
	tenths int32
	at     int32 // index into classScratch.terms
}

// features fills in s.ids with the features that are known, and returns what
// scales them to length 1.
func (c *Classifier) features(q *text.Analysis, s *classScratch) (scale float32) {
	s.terms = appendFeatureTerms(s.terms[:0], q)
	s.ids = s.ids[:0]
	if s.counts == nil {
		s.counts = make([]uint8, len(c.start))
	}
	sum := int32(0)
	for i := range s.terms {
		t := &s.terms[i]
		v := featureTenths[t.Group]
		id, ok := c.lexicon.find(featureHash(t.Hash))
		if !ok {
			continue
		}
		if s.counts[id] > 0 {
			continue
		}
		sum += v * v
		s.counts[id] = 1
		s.ids = append(s.ids, feature{id, v, int32(i)})
	}
	for i := range s.ids {
		s.counts[s.ids[i].id] = 0
	}
	if sum == 0 {
		return 0
	}
	return float32(1 / math.Sqrt(float64(sum)))
}

// appendFeatureTerms lists what the classifier looks at; extensions are the
// ranking's alone, since training never saw any.
func appendFeatureTerms(dst []text.Term, q *text.Analysis) []text.Term {
	for _, t := range q.Terms {
		if t.Extension == 0 && featureTenths[t.Group] > 0 {
			dst = append(dst, t)
		}
	}
	return q.AppendFeatures(dst)
}

// margins fills in, by document, how far above nothing the classifier puts it,
// as a part of the score: 0 for a question that shares nothing with the
// document's samples, c.share on the border, twice that well inside.
func (c *Classifier) margins(q *text.Analysis, s *classScratch, out []float32) {
	scale := c.share * c.features(q, s)
	if s.sums == nil {
		s.sums = make([]int32, len(c.scale))
	}
	clear(s.sums)
	sums := s.sums
	for _, f := range s.ids {
		from, to := c.start[f.id], c.start[f.id+1]
		weights := c.weight[from:to]
		for j, k := range c.of[from:to] {
			sums[k] += f.tenths * int32(weights[j])
		}
	}
	for d, k := range c.class {
		if k < 0 {
			out[d] = 0
		} else {
			out[d] = scale * float32(sums[k]) * c.scale[k]
		}
	}
}

func (c *Classifier) explain(q *text.Analysis, s *classScratch, doc int, out []Contribution) []Contribution {
	k := c.class[doc]
	if k < 0 {
		return out
	}
	scale := c.share * c.features(q, s) * c.scale[k]
	for _, f := range s.ids {
		for j := c.start[f.id]; j < c.start[f.id+1]; j++ {
			if int32(c.of[j]) == k {
				t := s.terms[f.at]
				out = append(out, Contribution{"classifier", t.Group.String() + " " + q.Label(t),
					float64(scale * float32(f.tenths*int32(c.weight[j])))})
			}
		}
	}
	return out
}
