package knowledge_test

import (
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/forumbot/forumbot/evaluate"
	"github.com/forumbot/forumbot/knowledge"
)

var embeddedOnce = sync.OnceValues(knowledge.Embedded)

// tuningQuestions are the single questions of the tuning set.
func tuningQuestions(tb testing.TB) []string {
	tb.Helper()
	files, err := filepath.Glob("testdata/questions/tune/*.jsonl")
	if err != nil || len(files) == 0 {
		tb.Fatal("no question files", err)
	}
	var list []string
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			tb.Fatal(err)
		}
		cases, err := evaluate.Read(f)
		f.Close()
		if err != nil {
			tb.Fatal(err)
		}
		for _, c := range cases {
			if c.Turns == nil {
				list = append(list, c.Question)
			}
		}
	}
	return list
}

// BenchmarkAsk asks the tuning questions in turn and reports percentiles of
// the time for one question, all told.
func BenchmarkAsk(b *testing.B) {
	base, err := embeddedOnce()
	if err != nil {
		b.Fatal(err)
	}
	questions := tuningQuestions(b)
	// The best of several rounds a question: other work on the machine is not
	// what is measured.
	best := make([]time.Duration, len(questions))
	b.ReportAllocs()
	b.ResetTimer()
	n := 0
	for b.Loop() {
		i := n % len(questions)
		start := time.Now()
		base.Ask(knowledge.Query{Text: questions[i]})
		if d := time.Since(start); best[i] == 0 || d < best[i] {
			best[i] = d
		}
		n++
	}
	best = slices.DeleteFunc(best, func(d time.Duration) bool { return d == 0 })
	slices.Sort(best)
	b.ReportMetric(float64(best[len(best)/2].Microseconds()), "p50-µs")
	b.ReportMetric(float64(best[len(best)*99/100].Microseconds()), "p99-µs")
}

func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		if _, err := knowledge.Embedded(); err != nil {
			b.Fatal(err)
		}
	}
}
