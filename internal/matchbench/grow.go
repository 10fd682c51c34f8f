package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/forumbot/forumbot/knowledge/index"
	"github.com/forumbot/forumbot/knowledge/text"
)

// corpus is a large base in little memory: one string a document.
type corpus []string

func (c corpus) Len() int                      { return len(c) }
func (c corpus) Document(i int) index.Document { return index.Document{Texts: c[i : i+1]} }

type documents []index.Document

func (d documents) Len() int                      { return len(d) }
func (d documents) Document(i int) index.Document { return d[i] }

func buildLarge(docs []index.Document, opts index.Options) *index.Index {
	return index.BuildLarge(documents(docs), opts)
}

// factLength is the length in characters of a fact as the speed targets mean it.
const factLength = 145

// recombine makes n facts of sentences drawn by chance.
func recombine(docs []index.Document, n int) corpus {
	var sentences []string
	for _, d := range docs {
		for _, t := range slices.Concat(d.Texts, d.Questions) {
			for _, s := range strings.SplitAfter(t, "。") {
				if len(s) > 6 {
					sentences = append(sentences, s)
				}
			}
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	out := make(corpus, n)
	for i := range out {
		var b strings.Builder
		for length := 0; length < factLength; {
			s := []rune(sentences[r.IntN(len(sentences))])
			s = s[:min(len(s), factLength-length)]
			b.WriteString(string(s))
			length += len(s)
		}
		out[i] = b.String()
	}
	return out
}

// speed builds an index of n facts and asks it all questions.
func speed(w io.Writer, docs []index.Document, questions []question, n int) error {
	facts := recombine(docs, n)
	size := 0
	for _, f := range facts {
		size += utf8.RuneCountInString(f)
	}
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	start := time.Now()
	x := index.BuildLarge(facts, index.Options{})
	built := time.Since(start)
	runtime.GC()
	runtime.ReadMemStats(&after)
	var elapsed []time.Duration
	var hits int
	q := new(text.Analysis)
	for _, item := range questions {
		start := time.Now()
		q.Question(item.Question)
		hits += len(x.Search(q, 5))
		elapsed = append(elapsed, time.Since(start))
	}
	slices.Sort(elapsed)
	if len(elapsed) == 0 {
		return fmt.Errorf("there are no questions to ask")
	}
	fmt.Fprintf(w, "%d facts of %d characters: built in %s, %.0f facts/s, %d bytes a fact beyond the text\n", n, size/n,
		built.Round(time.Millisecond), float64(n)/built.Seconds(), (int64(after.HeapAlloc)-int64(before.HeapAlloc))/int64(n))
	fmt.Fprintf(w, "  %d questions, %d hits: p50 %s  p99 %s\n", len(elapsed), hits, elapsed[len(elapsed)/2], elapsed[len(elapsed)*99/100])
	return nil
}
