// Command bench compares the first stage of the bot's matcher for large
// collections (knowledge/text and knowledge/postings) with bleve on made-up
// facts:
//
//	go run . -facts 100000 -questions 2000
//
// Facts are recombined from the clauses of the project's own knowledge folder
// and from templates with invented names and numbers, or with -from from the
// clauses of another text; questions are spans of facts with words lost,
// replaced and misspelt. The same seed makes the same ones. It is a module of
// its own so that bleve is no dependency of the bot.
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime"
	"text/tabwriter"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

type options struct {
	facts, questions, k, repeat int
}

func run(args []string) error {
	var o options
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.IntVar(&o.facts, "facts", 100_000, "how many `facts` to make")
	flags.IntVar(&o.questions, "questions", 2000, "how many `questions` to ask")
	flags.IntVar(&o.k, "k", 10, "how many facts to find for a question")
	flags.IntVar(&o.repeat, "repeat", 3, "how `often` to ask each question; the quickest counts, the first is told too")
	procs := flags.Int("procs", 1, "GOMAXPROCS")
	seed := flags.Uint64("seed", 1, "of the facts and questions")
	knowledge := flags.String("knowledge", "../knowledge/data", "`folder` of facts to recombine")
	from := flags.String("from", "", "recombine the clauses of this `file` alone (text, or JSON lines with \"text\")")
	withBleve := flags.Bool("bleve", true, "measure bleve too")
	recall := flags.Bool("recall", false, "measure instead what leaving groups of terms out costs")
	show := flags.Int("show", 0, "print this many facts and questions first")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if o.facts < 1 || o.questions < 1 || o.k < 1 || o.repeat < 1 {
		return fmt.Errorf("-facts, -questions, -k and -repeat must be at least 1")
	}
	runtime.GOMAXPROCS(*procs)

	clauses, err := load(*knowledge, *from)
	if err != nil {
		return err
	}
	c := newCorpus(clauses, *from == "", *seed)
	facts, size := make([]string, o.facts), 0
	bar := newProgress("making facts", o.facts)
	for i := range facts {
		facts[i] = c.fact()
		size += len([]rune(facts[i]))
		bar.step()
	}
	bar.done()
	asked := make([]question, o.questions)
	for i := range asked {
		fact := c.rng.IntN(len(facts))
		asked[i] = question{c.question(facts[fact]), fact}
	}
	fmt.Printf("%d facts of %d characters; %d questions such as %q\n", o.facts, size/o.facts, o.questions, asked[0].text)
	for i := range min(*show, o.facts, o.questions) {
		fmt.Printf("  %s\n    %s\n    ? %s\n", facts[i], facts[asked[i].fact], asked[i].text)
	}
	if *recall {
		return measureRecall(o, facts, asked)
	}

	ours := measureOurs(o, facts, asked)
	rows := []result{ours}
	if *withBleve {
		theirs, err := measureBleve(o, facts, asked)
		if err != nil {
			return fmt.Errorf("bleve: %w", err)
		}
		rows = append(rows, theirs...)
	}
	table(rows)
	return nil
}

func load(knowledge, from string) (map[string][]string, error) {
	if from != "" {
		return textClauses(from)
	}
	return factClauses(knowledge)
}

func table(rows []result) {
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "\tfacts/s (cpu)\tfacts/s (wall)\tbytes a fact\tcpu mean\tp50\tp99\tfirst p50\tfirst p99\tasked fact in top k\t")
	for _, r := range rows {
		fmt.Fprintf(w, "%s\t%.0f\t%.0f\t%s\t%v\t%v\t%v\t%v\t%v\t%.1f %%\t\n", r.name, r.perCPU, r.perWall, r.memory(), r.cpu.Round(100),
			r.best.at(50), r.best.at(99), r.first.at(50), r.first.at(99), 100*r.found)
	}
	for _, b := range rows[1:] {
		a := rows[0]
		fmt.Fprintf(w, "ratio\t%.1f\t%.1f\t%.2f\t%.1f\t%.1f\t%.1f\t%.1f\t%.1f\t\t\n", a.perCPU/b.perCPU, a.perWall/b.perWall,
			(b.heap+b.disk)/a.heap, float64(b.cpu)/float64(a.cpu), ratio(b.best, a.best, 50), ratio(b.best, a.best, 99),
			ratio(b.first, a.first, 50), ratio(b.first, a.first, 99))
	}
	w.Flush()
	for _, r := range rows {
		if r.note != "" {
			fmt.Println(r.name+":", r.note)
		}
	}
}
