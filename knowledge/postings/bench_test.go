package postings

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
)

// benchDocs is how many documents the benchmarks index: 20,000, or what
// POSTINGS_BENCH_DOCS says.
func benchDocs(b *testing.B) int {
	s := os.Getenv("POSTINGS_BENCH_DOCS")
	if s == "" {
		return 20_000
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		b.Fatalf("POSTINGS_BENCH_DOCS is %q, not a number of documents", s)
	}
	return n
}

func BenchmarkBuild(b *testing.B) {
	docs := random(1, benchDocs(b), 200_000, 60)
	b.ReportAllocs()
	for b.Loop() {
		builder := NewBuilder(DefaultParams())
		for _, terms := range docs {
			builder.Add(terms, len(terms))
		}
		x := builder.Build()
		b.ReportMetric(float64(x.Bytes())/float64(len(docs)), "bytes/doc")
	}
	b.ReportMetric(float64(b.N*len(docs))/b.Elapsed().Seconds(), "docs/s")
}

func BenchmarkSearch(b *testing.B) {
	docs := random(1, benchDocs(b), 200_000, 60)
	x := collect(DefaultParams(), docs).index
	rng := rand.New(rand.NewPCG(1, 2))
	queries := make([][]QueryTerm, 256)
	for i := range queries {
		queries[i] = ask(rng, docs)
	}
	for _, k := range []int{1, 10, 32} {
		b.Run(fmt.Sprintf("k=%d", k), func(b *testing.B) {
			b.ReportAllocs()
			var dst []Hit
			for i := 0; b.Loop(); i++ {
				dst = x.Search(queries[i%len(queries)], k, dst)
			}
		})
	}
}
