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
	words   dictionary    // numbers the features
	start   []uint32      // by feature; one more than features
	weights []classWeight // of each feature, rising by class

	share   float32 // what its margins count for in a score
	trained bool    // not loaded
}

// classWeight is a weight and, above its 8 bits, the class that it is of: one
// load instead of two where most of the time is spent.
type classWeight uint32

func weightOf(class uint16, weight int8) classWeight {
	return classWeight(class)<<8 | classWeight(uint8(weight))
}

func (w classWeight) class() uint16 { return uint16(w >> 8) }
func (w classWeight) value() int32  { return int32(int8(w)) }

// prepare fills in what follows from the other fields.
func (c *Classifier) prepare() {
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

// classScratch is the memory of classifications. Margins are sums of whole
// numbers, so that those of the question before can be brought up to date: the
// readings of one message have most features in common.
type classScratch struct {
	terms []text.Term
	ids   []feature
	added []feature      // whose weights are in sums: those of the question before
	sums  []int32        // by class, in tenths of a step
	marks []featureMarks // by feature
}

// featureMarks are a feature's tenths in sums and in the question at hand; 0
// where it is none of them.
type featureMarks struct{ added, asked uint8 }

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
	if s.marks == nil {
		s.marks, s.sums = make([]featureMarks, len(c.words.hashes)), make([]int32, len(c.scale))
	}
	sum := int32(0)
	for i := range s.terms {
		t := &s.terms[i]
		id, ok := c.words.find(featureHash(t.Hash))
		if !ok || s.marks[id].asked > 0 {
			continue
		}
		v := featureTenths[t.Group]
		sum += v * v
		s.marks[id].asked = uint8(v)
		s.ids = append(s.ids, feature{id, v, int32(i)})
	}
	for i := range s.ids {
		s.marks[s.ids[i].id].asked = 0
	}
	if sum == 0 {
		return 0
	}
	return float32(1 / math.Sqrt(float64(sum)))
}

// sumUp makes s.sums those of s.ids: anew, or from what they were, whichever is
// less to add.
func (c *Classifier) sumUp(s *classScratch) {
	for _, f := range s.ids {
		s.marks[f.id].asked = uint8(f.tenths)
	}
	all, change := 0, 0
	for _, f := range s.added {
		if m := s.marks[f.id]; m.asked != m.added {
			change += c.count(f.id)
		}
	}
	for _, f := range s.ids {
		n := c.count(f.id)
		all += n
		if m := s.marks[f.id]; m.asked != m.added {
			change += n
		}
	}
	if change < all {
		for _, f := range s.added {
			if m := s.marks[f.id]; m.asked != m.added {
				c.add(s.sums, f.id, -f.tenths)
			}
		}
		for _, f := range s.ids {
			if m := s.marks[f.id]; m.asked != m.added {
				c.add(s.sums, f.id, f.tenths)
			}
		}
	} else {
		clear(s.sums)
		for _, f := range s.ids {
			c.add(s.sums, f.id, f.tenths)
		}
	}
	for _, f := range s.added {
		s.marks[f.id] = featureMarks{}
	}
	for _, f := range s.ids {
		s.marks[f.id] = featureMarks{added: uint8(f.tenths)}
	}
	s.added = append(s.added[:0], s.ids...)
}

// count is how many weights a feature has.
func (c *Classifier) count(id uint32) int { return int(c.start[id+1] - c.start[id]) }

func (c *Classifier) add(sums []int32, id uint32, tenths int32) {
	for _, w := range c.weights[c.start[id]:c.start[id+1]] {
		sums[w.class()] += tenths * w.value()
	}
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
	c.sumUp(s)
	sums := s.sums
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
		for _, w := range c.weights[c.start[f.id]:c.start[f.id+1]] {
			if int32(w.class()) == k {
				t := s.terms[f.at]
				out = append(out, Contribution{"classifier", t.Group.String() + " " + q.Label(t),
					float64(scale * float32(f.tenths*w.value()))})
			}
		}
	}
	return out
}
