package main

import (
	"fmt"
	"runtime"
	"time"

	"github.com/forumbot/forumbot/knowledge/postings"
	"github.com/forumbot/forumbot/knowledge/text"
)

// groups holds the weight of each group of terms; those of weight 0 are left
// out of the index.
type groups [text.Groups]float32

// firstStage is what a large collection is searched by: what the ranking
// weighs, without the character n-grams of words, which take more memory than
// all other groups together. See -recall for what that costs.
func firstStage() groups {
	return groups{text.Char: 1, text.Bigram: 1, text.Word: 1, text.Pair: 0.3, text.Numeral: 1}
}

// engine is an index with what analyses for it.
type engine struct {
	groups   groups
	index    *postings.Index
	analysis text.Analysis
	query    []postings.QueryTerm
	hits     []postings.Hit
}

// build indexes the facts and reports the time that their analysis took.
func build(facts []string, g groups, name string) (*engine, time.Duration) {
	e := &engine{groups: g}
	var hashes []uint64
	var analysing time.Duration
	bar := newProgress(name, len(facts))
	b := postings.NewBuilder(postings.DefaultParams())
	for _, fact := range facts {
		begin := time.Now()
		e.analysis.Document(fact)
		analysing += time.Since(begin)
		hashes = hashes[:0]
		length := 0
		for _, t := range e.analysis.Terms {
			if g[t.Group] > 0 {
				hashes = append(hashes, t.Hash)
			}
			switch t.Group {
			case text.Char, text.Word, text.Numeral: // whatever is indexed
				length++
			}
		}
		b.Add(hashes, length)
		bar.step()
	}
	e.index = b.Build()
	bar.done()
	return e, analysing
}

func (e *engine) search(question string, k int) []postings.Hit {
	e.analysis.Question(question)
	e.query = e.query[:0]
	for _, t := range e.analysis.Terms {
		if w := e.groups[t.Group]; w > 0 {
			e.query = append(e.query, postings.QueryTerm{Hash: t.Hash, Weight: w * t.Weight})
		}
	}
	e.hits = e.index.Search(e.query, k, e.hits)
	return e.hits
}

func (e *engine) finds(q question, k int) bool {
	for _, h := range e.search(q.text, k) {
		if int(h.Doc) == q.fact {
			return true
		}
	}
	return false
}

func measureOurs(o options, facts []string, questions []question) result {
	r := result{name: "postings"}
	before := heap()
	c := start()
	e, analysing := build(facts, firstStage(), "building postings")
	wall, cpu := c.stop()
	r.heap = (heap() - before) / float64(len(facts))
	runtime.KeepAlive(facts) // as in measureBleve
	r.perCPU = float64(len(facts)) / cpu.Seconds()
	r.perWall = float64(len(facts)) / wall.Seconds()
	r.best, r.first, r.cpu, r.found = ask(o, questions, "asking postings", func(q question) bool { return e.finds(q, o.k) })

	// How much of a question's time is its analysis.
	begin := time.Now()
	for _, q := range questions {
		e.analysis.Question(q.text)
	}
	r.note = fmt.Sprintf("%.0f %% of the build is analysis; %d terms; the index counts %.0f bytes a fact itself; the analysis of a question takes %v",
		100*analysing.Seconds()/wall.Seconds(), e.index.Terms(), float64(e.index.Bytes())/float64(len(facts)),
		(time.Since(begin) / time.Duration(len(questions))).Round(100))
	return r
}
