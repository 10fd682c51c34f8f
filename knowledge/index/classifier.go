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

// featureWeights tell what each group brings to the classifier; 0 leaves it out.
var featureWeights = [text.Groups]float32{
	text.Char: 0.5, text.Bigram: 1, text.Word: 1, text.Pair: 1, text.Gram: 0.4, text.Numeral: 1,
	text.Surface: 0.7, text.Skip: 0.6, text.Set: 0.5, text.Edge: 0.7, text.Trigram: 0.6,
}

// classScratch is the memory of one classification.
type classScratch struct {
	terms  []text.Term
	ids    []feature
	sums   []float32 // by class
	counts []uint8   // by feature
}

// feature is one of a question's features: id, value, and where it came from.
type feature struct {
	id    uint32
	value float32
	at    int32 // index into classScratch.terms
}

// features fills in s.ids, known or not (ids of unknown features are left out
// but count for the length), scaled to length 1.
func (c *Classifier) features(q *text.Analysis, s *classScratch) {
	s.terms = appendFeatureTerms(s.terms[:0], q)
	s.ids = s.ids[:0]
	if s.counts == nil {
		s.counts = make([]uint8, len(c.start))
	}
	sum := float32(0)
	for i := range s.terms {
		t := &s.terms[i]
		v := featureWeights[t.Group]
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
	scale := float32(0)
	if sum > 0 {
		scale = 1 / float32(math.Sqrt(float64(sum)))
	}
	for i := range s.ids {
		s.counts[s.ids[i].id] = 0
		s.ids[i].value *= scale
	}
}

// appendFeatureTerms lists what the classifier looks at; extensions are the
// ranking's alone, since training never saw any.
func appendFeatureTerms(dst []text.Term, q *text.Analysis) []text.Term {
	for _, t := range q.Terms {
		if t.Extension == 0 && featureWeights[t.Group] > 0 {
			dst = append(dst, t)
		}
	}
	return q.AppendFeatures(dst)
}

// margins fills in, by document, how far above nothing the classifier puts it,
// as a part of the score: 0 for a question that shares nothing with the
// document's samples, c.share on the border, twice that well inside.
func (c *Classifier) margins(q *text.Analysis, s *classScratch, out []float32) {
	c.features(q, s)
	if s.sums == nil {
		s.sums = make([]float32, len(c.scale))
	}
	clear(s.sums)
	for _, f := range s.ids {
		for j := c.start[f.id]; j < c.start[f.id+1]; j++ {
			s.sums[c.of[j]] += f.value * float32(c.weight[j])
		}
	}
	for d, k := range c.class {
		if k < 0 {
			out[d] = 0
		} else {
			out[d] = c.share * s.sums[k] * c.scale[k]
		}
	}
}

func (c *Classifier) explain(q *text.Analysis, s *classScratch, doc int, out []Contribution) []Contribution {
	k := c.class[doc]
	if k < 0 {
		return out
	}
	c.features(q, s)
	for _, f := range s.ids {
		for j := c.start[f.id]; j < c.start[f.id+1]; j++ {
			if int32(c.of[j]) == k {
				t := s.terms[f.at]
				out = append(out, Contribution{"classifier", t.Group.String() + " " + q.Label(t),
					float64(c.share * f.value * float32(c.weight[j]) * c.scale[k])})
			}
		}
	}
	return out
}
