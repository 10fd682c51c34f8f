package main

import (
	"fmt"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/forumbot/forumbot/knowledge/text"
)

// handed is how many candidates the first stage hands on.
const handed = 32

// measureRecall compares first stages by what they lose of the exact ranking
// over all groups, with the same length of a fact in each, and by whether the
// fact that a question was made from is handed on. A fact that the full ranking holds equal to its best is as
// good as that one: recombined facts tie often.
func measureRecall(o options, facts []string, questions []question) error {
	full := firstStage()
	full[text.Gram] = 0.2
	variants := []struct {
		name   string
		change func(g *groups)
	}{
		{"all", func(*groups) {}},
		{"no n-grams", func(g *groups) { g[text.Gram] = 0 }},
		{"no n-grams, no pairs", func(g *groups) { g[text.Gram], g[text.Pair] = 0, 0 }},
		{"no n-grams, no characters", func(g *groups) { g[text.Gram], g[text.Char] = 0, 0 }},
		{"no n-grams, no characters, no pairs", func(g *groups) { g[text.Gram], g[text.Char], g[text.Pair] = 0, 0, 0 }},
		{"no n-grams, no bigrams", func(g *groups) { g[text.Gram], g[text.Bigram] = 0, 0 }},
	}
	type exact struct {
		score map[uint32]float64 // of the full ranking's first 1,000
		first float64
		tenth float64
	}
	rankings := make([]exact, len(questions))
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "groups\tbytes a fact\tp50\tp99\texact first in top %d\texact ten in top %d\tasked in Chinese\tasked in English\t\n", handed, handed)
	for i, v := range variants {
		g := full
		v.change(&g)
		e, _ := build(facts, g, "building: "+v.name)
		first, ten, tens := 0, 0, 0
		for j, q := range questions {
			if i == 0 {
				x := exact{score: map[uint32]float64{}}
				hits := e.search(q.text, 1000)
				for _, h := range hits {
					x.score[h.Doc] = h.Score
				}
				if len(hits) > 0 {
					x.first, x.tenth = hits[0].Score, hits[min(10, len(hits))-1].Score
				}
				rankings[j] = x
			}
			x, best, good := rankings[j], false, 0
			for _, h := range e.search(q.text, handed) {
				s, ok := x.score[h.Doc]
				best = best || ok && s >= x.first
				if ok && s >= x.tenth {
					good++
				}
			}
			if best || len(x.score) == 0 {
				first++
			}
			ten += min(good, 10, len(x.score))
			tens += min(10, len(x.score))
		}
		times, _, _, _ := ask(o, questions, "asking: "+v.name, func(q question) bool { return e.finds(q, handed) })
		var found, all [2]float64 // Chinese, English
		for _, q := range questions {
			lang := 1
			if strings.ContainsFunc(q.text, isHan) {
				lang = 0
			}
			all[lang]++
			if e.finds(q, handed) {
				found[lang]++
			}
		}
		fmt.Fprintf(w, "%s\t%.0f\t%v\t%v\t%.1f %%\t%.1f %%\t%.1f %%\t%.1f %%\t\n", v.name, float64(e.index.Bytes())/float64(len(facts)),
			times.at(50), times.at(99), 100*float64(first)/float64(len(questions)), 100*float64(ten)/float64(tens),
			100*found[0]/max(1, all[0]), 100*found[1]/max(1, all[1]))
	}
	return w.Flush()
}
