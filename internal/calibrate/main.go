// Command calibrate fits the weights of knowledge's confidence on question
// files: a logistic regression with an L2 penalty from what Ask explains of
// each question to whether the best fact answers it. It prints the weights as
// Go source.
//
//	go run ./internal/calibrate knowledge/testdata/questions/tune/*.jsonl
package main

import (
	"flag"
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"os"
	"slices"

	"github.com/forumbot/forumbot/evaluate"
	"github.com/forumbot/forumbot/knowledge"
)

type example struct {
	x      []float64
	right  bool
	weight float64
}

func main() {
	penalty := flag.Float64("penalty", 1.0, "L2 penalty")
	folds := flag.Int("folds", 4, "parts in which sample questions are held out")
	sample := flag.Float64("samples", 0, "weight of a held-out sample question against a question of the files; 0 for none")
	nonsense := flag.Float64("nonsense", 0, "weight of a question made of shuffled letters; 0 for none")
	flag.Parse()
	if err := run(flag.Args(), options{*penalty, *folds, *sample, *nonsense}); err != nil {
		fmt.Fprintln(os.Stderr, "calibrate:", err)
		os.Exit(1)
	}
}

type options struct {
	penalty          float64
	folds            int
	sample, nonsense float64
}

func run(files []string, o options) error {
	base, err := knowledge.Embedded()
	if err != nil {
		return err
	}
	var examples []example
	var names []string
	contexts := map[string]knowledge.Context{}
	var last *knowledge.Explanation
	ask := func(chat, question string) {
		r := base.Ask(knowledge.Query{Text: question, Context: contexts[chat], Explain: true})
		contexts[chat] = r.Context
		last = r.Why
		if r.Verdict == knowledge.Smalltalk {
			last = nil
		}
	}
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		cases, err := evaluate.Read(f)
		f.Close()
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		learn := func(expect [][]string, kind string, parts bool) {
			if last == nil || kind == "smalltalk" || last.Features == nil {
				return
			}
			e := example{weight: 1}
			for _, c := range last.Candidates {
				if !c.Fact.Gap {
					told := c.Fact.Text["zh"] + "\n" + c.Fact.Text["en"]
					e.right = len(expect) > 0 && evaluate.Holds(told, expect) ||
						parts && slices.ContainsFunc(expect, func(g []string) bool { return evaluate.Holds(told, [][]string{g}) })
					break
				}
			}
			names = names[:0]
			for _, f := range last.Features {
				names = append(names, f.Name)
				e.x = append(e.x, f.Value)
			}
			examples = append(examples, e)
		}
		for i := range cases {
			c := &cases[i]
			chat := fmt.Sprint(name, i)
			if c.Turns == nil {
				ask(chat, c.Question)
				expect := c.Expect
				if c.Kind == "false_premise" {
					expect = c.ExpectCorrection
				}
				learn(expect, c.Kind, c.Style == "multi") // one fact may answer a part
			}
			for _, t := range c.Turns {
				ask(chat, t.Question)
				kind := ""
				if t.Smalltalk {
					kind = "smalltalk"
				}
				learn(t.Expect, kind, false)
			}
		}
	}
	asked := len(examples)
	if o.sample > 0 {
		for k := range o.folds {
			examples = append(examples, heldOut(base, k, o.folds, o.sample)...)
		}
	}
	if o.nonsense > 0 {
		examples = append(examples, nonsense(base, o.nonsense)...)
	}
	w := fit(examples, o.penalty)
	if len(examples) > asked {
		loss, right := measure(examples[asked:], w)
		fmt.Printf("// %d held-out samples and nonsense, log loss %.3f, %.1f %% on the right side of 0.5\n", len(examples)-asked, loss, 100*right)
	}
	loss, right := measure(examples[:asked], w)
	examples = examples[:asked]
	fmt.Printf("// %d examples, log loss %.3f, %.1f %% on the right side of 0.5\n", len(examples), loss, 100*right)
	fmt.Println("var weights = features{")
	for i, v := range w {
		fmt.Printf("\t%.2f, // %s\n", v, names[i])
	}
	fmt.Println("}")
	return nil
}

// heldOut asks the sample questions of one fold to a base that doesn't have
// them: those of facts should be answered by their fact, those of gaps by none.
func heldOut(base *knowledge.Base, k, folds int, weight float64) []example {
	inFold := func(_ *knowledge.Fact, q string) bool {
		h := fnv.New32a()
		h.Write([]byte(q))
		return int(h.Sum32()>>4)%folds == k
	}
	held := base.Without(inFold)
	var list []example
	add := func(question string, f *knowledge.Fact) {
		r := held.Ask(knowledge.Query{Text: question, Explain: true})
		if r.Why == nil || r.Why.Features == nil {
			return
		}
		e := example{weight: weight}
		best := ""
		for _, c := range r.Why.Candidates {
			if !c.Fact.Gap {
				best = c.Fact.ID
				break
			}
		}
		e.right = f != nil && best == f.ID
		if !e.right && f != nil && !f.Gap {
			return // another fact may answer it as well
		}
		for _, x := range r.Why.Features {
			e.x = append(e.x, x.Value)
		}
		list = append(list, e)
	}
	for _, f := range slices.Concat(base.Facts(), base.Gaps()) {
		for _, l := range base.Languages() {
			for _, q := range f.Questions[l] {
				if inFold(f, q) {
					add(q, f)
				}
			}
		}
	}
	return list
}

// nonsense asks every twentieth sample question with its letters shuffled:
// nobody can answer these, though they hold the facts' letters.
func nonsense(base *knowledge.Base, weight float64) []example {
	var list []example
	n := 0
	for _, f := range slices.Concat(base.Facts(), base.Gaps()) {
		for _, l := range base.Languages() {
			for _, q := range f.Questions[l] {
				if n++; n%20 != 0 {
					continue
				}
				r := base.Ask(knowledge.Query{Text: shuffled(q), Explain: true})
				e := example{weight: weight}
				for _, x := range r.Why.Features {
					e.x = append(e.x, x.Value)
				}
				if e.x != nil {
					list = append(list, e)
				}
			}
		}
	}
	return list
}

// shuffled makes nonsense of a question, the same each time.
func shuffled(q string) string {
	rs := []rune(q)
	r := rand.New(rand.NewPCG(uint64(len(rs)), uint64(rs[0])))
	r.Shuffle(len(rs), func(i, j int) { rs[i], rs[j] = rs[j], rs[i] })
	return string(rs)
}

// fit minimises the penalised log loss by Newton's method.
func fit(examples []example, penalty float64) []float64 {
	n := len(examples[0].x)
	w := make([]float64, n)
	for range 30 {
		h := make([][]float64, n)
		for i := range h {
			h[i] = make([]float64, n+1)
			if i > 0 { // the bias is free
				h[i][i] = penalty
				h[i][n] = -penalty * w[i]
			}
			h[i][i] += 1e-6
		}
		for _, e := range examples {
			p := predict(w, e.x)
			y := 0.0
			if e.right {
				y = 1
			}
			for i := range n {
				h[i][n] += e.weight * (y - p) * e.x[i]
				for j := range n {
					h[i][j] += e.weight * p * (1 - p) * e.x[i] * e.x[j]
				}
			}
		}
		step := solve(h)
		size := 0.0
		for i := range w {
			w[i] += step[i]
			size += math.Abs(step[i])
		}
		if size < 1e-6 {
			break
		}
	}
	return w
}

func predict(w, x []float64) float64 {
	z := 0.0
	for i := range w {
		z += w[i] * x[i]
	}
	return 1 / (1 + math.Exp(-z))
}

// solve is Gauss elimination with pivoting; the last column is the right side.
func solve(m [][]float64) []float64 {
	n := len(m)
	for i := range n {
		p := i
		for j := i + 1; j < n; j++ {
			if math.Abs(m[j][i]) > math.Abs(m[p][i]) {
				p = j
			}
		}
		m[i], m[p] = m[p], m[i]
		for j := i + 1; j < n; j++ {
			f := m[j][i] / m[i][i]
			for k := i; k <= n; k++ {
				m[j][k] -= f * m[i][k]
			}
		}
	}
	x := make([]float64, n)
	for i := n - 1; i >= 0; i-- {
		x[i] = m[i][n]
		for j := i + 1; j < n; j++ {
			x[i] -= m[i][j] * x[j]
		}
		x[i] /= m[i][i]
	}
	return x
}

func measure(examples []example, w []float64) (loss, right float64) {
	for _, e := range examples {
		p := predict(w, e.x)
		if (p >= 0.5) == e.right {
			right++
		}
		if !e.right {
			p = 1 - p
		}
		loss -= math.Log(max(p, 1e-9))
	}
	n := float64(len(examples))
	return loss / n, right / n
}
