package index

import (
	"cmp"
	"math"
	"runtime"
	"slices"
	"sync"

	"github.com/forumbot/forumbot/knowledge/text"
)

// How the classifier is trained; measured on sample questions.
const (
	cost        = 2.0  // what a sample on the wrong side costs against a smooth border
	ownCost     = 2.0  // times as much for the class's own samples: they are few
	maxRounds   = 12   // over the samples; the border hardly moves after
	otherReach  = 0.6  // how far samples of other classes are pushed below the border, where a class's own stand 1 above it
	nearEnough  = 0.15 // of the border; see choose
	commonShare = 16   // a feature of more than one of so many samples is common
	tolerance   = 0.3  // of the optimum
	leastWeight = 0.1  // smaller weights are dropped: most are, and nothing is lost
	leastSeen   = 2    // samples with a feature; a feature of one sample tells only that sample
)

// samples are the training data, one row a sample question.
type samples struct {
	class []int32
	start []uint32
	id    []uint32
	value []float32
	n     int // features

	// The same by feature.
	column []uint32 // one more than features
	row    []int32
	at     []float32
}

// index fills in the columns.
func (s *samples) index() {
	s.column = make([]uint32, s.n+1)
	for _, f := range s.id {
		s.column[f+1]++
	}
	for f := range s.n {
		s.column[f+1] += s.column[f]
	}
	next := append([]uint32(nil), s.column...)
	s.row, s.at = make([]int32, len(s.id)), make([]float32, len(s.id))
	for n := range s.class {
		for j := s.start[n]; j < s.start[n+1]; j++ {
			f := s.id[j]
			s.row[next[f]], s.at[next[f]] = int32(n), s.value[j]
			next[f]++
		}
	}
}

// classOf numbers the documents with enough sample questions.
func classes(docs []Document) (class []int32, n int) {
	class = make([]int32, len(docs))
	for d := range docs {
		class[d] = -1
		if len(docs[d].Questions) >= minQuestions && n < math.MaxUint16 {
			class[d] = int32(n)
			n++
		}
	}
	return class, n
}

// Train trains a classifier on the sample questions of the documents. It
// returns nil when fewer than two documents have enough of them.
func Train(docs []Document) *Classifier {
	class, n := classes(docs)
	if n < 2 {
		return nil
	}
	c := &Classifier{key: keyOf(docs), class: class, scale: make([]float32, n), trained: true}
	l := newLexicon(1 << 14)
	set := collect(docs, class, l)
	rows := make([][]weighted, n)
	var wg sync.WaitGroup
	next := make(chan int)
	for range min(runtime.GOMAXPROCS(0), n) {
		wg.Go(func() {
			t := newTrainer(set)
			for k := range next {
				rows[k], c.scale[k] = t.train(int32(k))
			}
		})
	}
	for k := range n {
		next <- k
	}
	close(next)
	wg.Wait()
	c.samples = len(set.class)
	c.transpose(rows, l)
	return c
}

// collect analyses the samples of all classes.
func collect(docs []Document, class []int32, l *lexicon) *samples {
	set := &samples{}
	var a text.Analysis
	var terms []text.Term
	var all []uint64
	var groups []text.Group
	counts := map[uint64]int{}
	bounds := []int{0}
	for d := range docs {
		if class[d] < 0 {
			continue
		}
		for _, q := range docs[d].Questions {
			a.Question(q)
			terms = appendFeatureTerms(terms[:0], &a)
			for _, t := range terms {
				all = append(all, featureHash(t.Hash))
				groups = append(groups, t.Group)
			}
			bounds = append(bounds, len(all))
			set.class = append(set.class, class[d])
		}
	}
	seen := map[uint64]int{} // the last sample with a feature, from 1
	for i := range set.class {
		for _, h := range all[bounds[i]:bounds[i+1]] {
			if seen[h] != i+1 {
				seen[h] = i + 1
				counts[h]++
			}
		}
	}
	clear(seen)
	for i := range set.class {
		set.start = append(set.start, uint32(len(set.id)))
		sum := float32(0)
		for j := bounds[i]; j < bounds[i+1]; j++ {
			h := all[j]
			if counts[h] < leastSeen || seen[h] == i+1 {
				continue
			}
			seen[h] = i + 1
			v := featureWeight(groups[j])
			set.id = append(set.id, l.number(h))
			set.value = append(set.value, v)
			sum += v * v
		}
		if sum > 0 {
			scale := 1 / float32(math.Sqrt(float64(sum)))
			for j := set.start[i]; int(j) < len(set.value); j++ {
				set.value[j] *= scale
			}
		}
	}
	set.start = append(set.start, uint32(len(set.id)))
	set.n = l.n
	set.index()
	return set
}

type weighted struct {
	feature uint32
	weight  int8
}

// trainer solves the L2-regularised squared-hinge problem of one class in the
// dual, sample by sample (Hsieh et al., "A Dual Coordinate Descent Method for
// Large-scale Linear SVM", 2008), with the bias fixed.
type trainer struct {
	set   *samples
	w     []float32
	alpha []float32
	score []float32
	order []int32
	seed  uint64
}

func newTrainer(set *samples) *trainer {
	return &trainer{set: set, w: make([]float32, set.n), alpha: make([]float32, len(set.class)), score: make([]float32, len(set.class))}
}

func (t *trainer) train(k int32) ([]weighted, float32) {
	clear(t.w)
	clear(t.alpha)
	t.seed = uint64(k)*0x9e3779b97f4a7c15 + 1
	active := t.choose(k)
	limit := float32(math.MaxFloat32) // gradients above it: the sample won't matter soon
	for range maxRounds {
		t.shuffle(active)
		highest, lowest := float32(-math.MaxFloat32), float32(math.MaxFloat32)
		for i := 0; i < len(active); i++ {
			n := active[i]
			g, moved := t.step(n, t.set.class[n] == k)
			if t.alpha[n] == 0 && !moved {
				if g > limit {
					active[i] = active[len(active)-1]
					active = active[:len(active)-1]
					i--
					continue
				}
				g = min(g, 0)
			}
			highest, lowest = max(highest, g), min(lowest, g)
		}
		if highest-lowest < tolerance {
			break
		}
		limit = highest
		if limit <= 0 {
			limit = math.MaxFloat32
		}
	}
	return t.pruned()
}

// choose returns the class's own samples and those others that come near them:
// the weights that the own samples alone would give tell which. All others
// would never move the border.
func (t *trainer) choose(k int32) []int32 {
	t.order = t.order[:0]
	for n, c := range t.set.class {
		if c == k {
			t.order = append(t.order, int32(n))
			t.step(int32(n), true)
		}
	}
	clear(t.score)
	for f, w := range t.w {
		if w == 0 || int(t.set.column[f+1]-t.set.column[f]) > len(t.set.class)/commonShare {
			continue // what everyone says brings nobody near
		}
		for j := t.set.column[f]; j < t.set.column[f+1]; j++ {
			t.score[t.set.row[j]] += w * t.set.at[j]
		}
	}
	for n, c := range t.set.class {
		if c != k && t.score[n] > nearEnough {
			t.order = append(t.order, int32(n))
		}
	}
	return t.order
}

// step moves one sample's multiplier to its optimum; g is the gradient before.
func (t *trainer) step(n int32, own bool) (g float32, moved bool) {
	y, reach, diag := float32(-1), float32(otherReach), float32(0.5/cost)
	if own {
		y, reach, diag = 1, 1, 0.5/(cost*ownCost)
	}
	from, to := t.set.start[n], t.set.start[n+1]
	ids, values := t.set.id[from:to], t.set.value[from:to]
	dot := float32(classifierBias)
	for i, id := range ids {
		dot += t.w[id] * values[i]
	}
	a := t.alpha[n]
	g = y*dot - reach + diag*a
	if g == 0 || a == 0 && g > 0 || len(ids) == 0 {
		return g, false
	}
	next := max(a-g/(1+diag), 0) // rows have length 1
	t.alpha[n] = next
	d := (next - a) * y
	for i, id := range ids {
		t.w[id] += d * values[i]
	}
	return g, true
}

func (t *trainer) shuffle(s []int32) {
	for i := len(s) - 1; i > 0; i-- {
		t.seed = t.seed*6364136223846793005 + 1442695040888963407
		j := int((t.seed >> 33) % uint64(i+1))
		s[i], s[j] = s[j], s[i]
	}
}

// pruned returns the weights worth keeping, in 8 bits, and their scale.
func (t *trainer) pruned() ([]weighted, float32) {
	top := float32(0)
	for _, w := range t.w {
		top = max(top, w, -w)
	}
	if top < leastWeight {
		return nil, 0
	}
	scale := top / 127
	var out []weighted
	for f, w := range t.w {
		if w < leastWeight && w > -leastWeight {
			continue
		}
		if v := int8(math.Round(float64(w / scale))); v != 0 {
			out = append(out, weighted{uint32(f), v})
		}
	}
	return out, scale
}

// transpose turns weights by class into weights by feature. Features are
// numbered anew in the order of their hashes, those without weights left out.
func (c *Classifier) transpose(rows [][]weighted, l *lexicon) {
	counts := make([]uint32, l.n)
	total := 0
	for _, row := range rows {
		total += len(row)
		for _, w := range row {
			counts[w.feature]++
		}
	}
	type feature struct {
		hash uint64
		old  uint32
	}
	var kept []feature
	for _, s := range l.slots {
		if s.id != 0 && counts[s.id-1] > 0 {
			kept = append(kept, feature{s.hash, s.id - 1})
		}
	}
	slices.SortFunc(kept, func(a, b feature) int { return cmp.Compare(a.hash, b.hash) })
	hashes := make([]uint64, len(kept))
	c.start = make([]uint32, len(kept)+1)
	next := make([]uint32, l.n)
	for i, f := range kept {
		hashes[i] = f.hash
		c.start[i+1] = c.start[i] + counts[f.old]
		next[f.old] = c.start[i]
	}
	c.weights = make([]classWeight, total)
	for k, row := range rows {
		for _, w := range row {
			i := next[w.feature]
			next[w.feature]++
			c.weights[i] = weightOf(uint16(k), w.weight)
		}
	}
	c.words = newDictionary(hashes, featureBits)
	c.prepare()
}
