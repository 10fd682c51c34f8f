// Command matchbench measures general matching on a public question set.
//
//	go run ./internal/matchbench DIR
//
// DIR holds facts.jsonl ({id, text, questions}), cal.jsonl and questions.jsonl
// ({question, gold, answerable}). The threshold that separates what is answered
// from what is refused is chosen on cal.jsonl; everything is measured on
// questions.jsonl.
package main

import (
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/forumbot/forumbot/knowledge/index"
	"github.com/forumbot/forumbot/knowledge/text"
)

func main() {
	if err := run(os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "matchbench:", err)
		os.Exit(1)
	}
}

func run(args []string, out io.Writer) error {
	fs := flag.NewFlagSet("matchbench", flag.ContinueOnError)
	tune := fs.Bool("tune", false, "measure on cal.jsonl, for choosing parameters")
	plain := fs.Bool("lexical", false, "leave the classifier out")
	features := fs.String("features", "", "append the best hit's features of each calibration question to this file, for fitting the confidence")
	large := fs.Bool("large", false, "use the packed index that large bases get")
	grow := fs.Int("grow", 0, "recombine the facts' sentences into so many facts of about 145 characters, and measure speed alone")
	if err := fs.Parse(args); err != nil {
		return err
	}
	if fs.NArg() != 1 {
		return fmt.Errorf("name the folder of one question set")
	}
	dir := fs.Arg(0)
	facts, ids, err := readFacts(filepath.Join(dir, "facts.jsonl"))
	if err != nil {
		return err
	}
	cal, err := readQuestions(filepath.Join(dir, "cal.jsonl"))
	if err != nil {
		return err
	}
	questions := cal
	if !*tune {
		if questions, err = readQuestions(filepath.Join(dir, "questions.jsonl")); err != nil {
			return err
		}
	}

	if *grow > 0 {
		return speed(out, facts, questions, *grow)
	}
	build := index.Build
	if *large {
		build = buildLarge
	}
	start := time.Now()
	x := build(facts, index.Options{NoClassifier: *plain})
	built := time.Since(start)

	calibration := measure(x, ids, cal)
	threshold := bestThreshold(calibration)
	if *features != "" {
		return writeFeatures(*features, calibration)
	}
	results := measure(x, ids, questions)
	report(out, filepath.Base(dir), len(facts), built, results, threshold)
	return nil
}

// outcome is what became of one question.
type outcome struct {
	question
	hit     index.Hit
	rank    int // of the first right document, from 1; 0 for none
	elapsed time.Duration
}

// depth is how far down a right document is looked for.
const depth = 10

func measure(x *index.Index, ids map[string]int, questions []question) []outcome {
	out := make([]outcome, len(questions))
	q := new(text.Analysis)
	for i, item := range questions {
		o := outcome{question: item}
		start := time.Now()
		q.Question(item.Question)
		hits := x.Search(q, depth)
		o.elapsed = time.Since(start)
		if len(hits) > 0 {
			o.hit = hits[0]
		}
		for r, h := range hits {
			if slices.ContainsFunc(item.Gold, func(g string) bool { d, ok := ids[g]; return ok && d == h.Doc }) {
				o.rank = r + 1
				break
			}
		}
		out[i] = o
	}
	return out
}
