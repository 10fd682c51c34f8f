package index

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/forumbot/forumbot/knowledge/text"
)

func TestSearchFindsTheDocument(t *testing.T) {
	t.Parallel()
	indexes := map[string]*Index{
		"small":              Build(testDocuments(), Options{}),
		"without classifier": Build(testDocuments(), Options{NoClassifier: true}),
		"large":              BuildLarge(slice(testDocuments()), Options{}),
	}
	tests := []struct {
		question string
		want     int
	}{
		{"论坛哪年创办？", 0},
		{"論壇哪年創辦？", 0},
		{"When did they found the forum?", 0},
		{"二〇二三年主题", 1},
		{"what's the theme", 1},
		{"the thmee of 2023", 1}, // swapped letters
		{"27000 square meters", 2},
		{"展区多少平方米", 2},
		{"opening ceremony place", 3},
		{"年度报告在哪里发布", 4},
	}
	for name, x := range indexes {
		for _, tt := range tests {
			hits := x.Search(Question(tt.question), 3)
			if len(hits) == 0 || hits[0].Doc != tt.want {
				t.Errorf("%s: %q finds %+v, want document %d", name, tt.question, hits, tt.want)
			}
		}
	}
}

func TestHomophonesFind(t *testing.T) {
	t.Parallel()
	x := Build(testDocuments(), Options{})
	hits := x.Search(Question("平形轮谈"), 1)
	if len(hits) != 1 || hits[0].Doc != 4 {
		t.Fatalf("what sounds like a parallel forum finds %+v, want document 4", hits)
	}
	if hits[0].Coverage > 0.5 {
		t.Errorf("coverage %v counts sounds as held", hits[0].Coverage)
	}
}

func TestNothingToFind(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]*Index{"small": Build(testDocuments(), Options{}), "large": BuildLarge(slice(testDocuments()), Options{})} {
		for _, q := range []string{"", "   ", "xyzzy qqqq", "？？？", "饕餮"} {
			if hits := x.Search(Question(q), 5); len(hits) != 0 {
				t.Errorf("%s: %q finds %+v", name, q, hits)
			}
		}
		if hits := x.Search(Question("forum"), 0); hits != nil {
			t.Errorf("%s: no hit asked for, got %+v", name, hits)
		}
	}
	for name, x := range map[string]*Index{"small": Build(nil, Options{}), "large": BuildLarge(slice(nil), Options{})} {
		if hits := x.Search(Question("forum"), 5); len(hits) != 0 {
			t.Errorf("an empty %s index finds %+v", name, hits)
		}
		if parts := x.Explain(Question("forum"), 0); len(parts) != 0 {
			t.Errorf("an empty %s index explains %+v", name, parts)
		}
	}
}

// randomQuestion mixes words of the base with others, and now and then adds a
// synonym or scales a part, as callers do.
func randomQuestion(r *rand.Rand) *text.Analysis {
	words := strings.Fields("论坛 展览 主题 什么 2023年 多少 芯片 forum theme what exhibition covered 2007 27,000 square xyzzy 饕餮 平形轮谈 opening ceremony in the of report 12 第3项")
	var b strings.Builder
	for range 1 + r.IntN(9) {
		b.WriteString(words[r.IntN(len(words))])
		if r.IntN(3) > 0 {
			b.WriteByte(' ')
		}
	}
	q := Question(b.String())
	if r.IntN(3) == 0 {
		q.Scale(0, len(q.Text)/2, r.Float64())
	}
	if r.IntN(3) == 0 {
		q.Add(0, min(3, len(q.Text)), words[r.IntN(len(words))], r.Float64())
		q.AddConcept(0, 0, "founding", r.Float64())
	}
	return q
}

func TestContributionsSumToTheScore(t *testing.T) {
	t.Parallel()
	indexes := map[string]*Index{
		"small":              Build(testDocuments(), Options{}),
		"grown":              Build(grown(80, 6), Options{}),
		"without classifier": Build(grown(80, 6), Options{NoClassifier: true}),
		"large":              BuildLarge(slice(grown(300, 2)), Options{}),
	}
	for name, x := range indexes {
		r := rand.New(rand.NewPCG(1, 2))
		explained := 0
		for range 300 {
			q := randomQuestion(r)
			for _, h := range x.Search(q, 5) {
				sum := 0.0
				for _, c := range x.Explain(q, h.Doc) {
					sum += c.Value
					if c.Kind == "" || c.Label == "" || strings.HasSuffix(c.Label, " ") && !strings.HasPrefix(c.Label, "number") {
						t.Errorf("%s: %q: nameless contribution %+v", name, q.Text, c)
					}
				}
				if math.Abs(sum-h.Score) > 1e-4*max(1, math.Abs(h.Score)) {
					t.Errorf("%s: %q: document %d has score %v, its contributions sum to %v", name, q.Text, h.Doc, h.Score, sum)
				}
				if parts := h.Whole + h.Passage + h.Classifier; math.Abs(parts-h.Score) > 1e-9 {
					t.Errorf("%s: %q: parts sum to %v, score is %v", name, q.Text, parts, h.Score)
				}
				explained++
			}
		}
		if explained < 300 {
			t.Errorf("%s: only %d hits were explained", name, explained)
		}
	}
}

func TestHitsAreInOrderAndWithinBounds(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]*Index{"grown": Build(grown(80, 6), Options{}), "large": BuildLarge(slice(grown(300, 2)), Options{})} {
		r := rand.New(rand.NewPCG(3, 4))
		for range 300 {
			q := randomQuestion(r)
			hits := x.Search(q, 10)
			for i, h := range hits {
				if i > 0 && h.Score > hits[i-1].Score+1e-6 {
					t.Errorf("%s: %q: hit %d has a better score than the one before", name, q.Text, i)
				}
				for what, v := range map[string]float64{"coverage": h.Coverage, "unknown": h.Unknown, "nearest": h.Nearest, "in best": h.InBest, "missing": h.Missing, "confidence": h.Confidence, "both": h.Coverage + h.Unknown} {
					if !(v >= 0 && v <= 1.0001) {
						t.Errorf("%s: %q: %s is %v", name, q.Text, what, v)
					}
				}
				if h.Best >= 0 && x.PassageText(h.Doc, h.Best) == "" {
					t.Errorf("%s: %q: document %d has no passage %d", name, q.Text, h.Doc, h.Best)
				}
			}
		}
	}
}

func TestSearchIsDeterministic(t *testing.T) {
	t.Parallel()
	for name, build := range map[string]func() *Index{
		"small": func() *Index { return Build(grown(60, 5), Options{}) },
		"large": func() *Index { return BuildLarge(slice(grown(1000, 1)), Options{}) },
	} {
		a, b := build(), build()
		r := rand.New(rand.NewPCG(5, 6))
		for range 100 {
			q := randomQuestion(r)
			first := a.Search(q, 5)
			if again := a.Search(q, 5); !reflect.DeepEqual(first, again) {
				t.Fatalf("%s: %q: the same index gives\n%+v and\n%+v", name, q.Text, first, again)
			}
			if other := b.Search(q, 5); !reflect.DeepEqual(first, other) {
				t.Fatalf("%s: %q: another build gives\n%+v and\n%+v", name, q.Text, first, other)
			}
		}
	}
}

func TestSearchConcurrently(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]*Index{"small": Build(grown(60, 5), Options{}), "large": BuildLarge(slice(grown(300, 2)), Options{})} {
		questions := []string{"论坛 2023", "what exhibition", "芯片 何时 报告", "平形轮谈"}
		want := map[string][]Hit{}
		for _, q := range questions {
			want[q] = x.Search(Question(q), 5)
		}
		var wg sync.WaitGroup
		for g := range 4 {
			wg.Go(func() {
				for i := range 50 {
					q := questions[(g+i)%len(questions)]
					if got := x.Search(Question(q), 5); !reflect.DeepEqual(got, want[q]) {
						t.Errorf("%s: %q gives other hits when asked at the same time as others", name, q)
						return
					}
				}
			})
		}
		wg.Wait()
	}
}

func TestSynonymsAndConceptsFind(t *testing.T) {
	t.Parallel()
	x := Build(testDocuments(), Options{})
	q := Question("kickoff")
	if hits := x.Search(q, 1); len(hits) > 0 && hits[0].Doc == 0 {
		t.Fatal("the word is in the base; choose another")
	}
	q.Add(0, len(q.Text), "founded", 0.6)
	if hits := x.Search(q, 1); len(hits) == 0 || hits[0].Doc != 0 {
		t.Errorf("with a synonym it finds %+v, want document 0", hits)
	}
	q = Question("kickoff")
	q.AddConcept(0, len(q.Text), "founding", 0.6)
	if hits := x.Search(q, 1); len(hits) == 0 || hits[0].Doc != 0 {
		t.Errorf("with a concept it finds %+v, want document 0", hits)
	}
}

func TestAMegabyteIsSearchedQuickly(t *testing.T) {
	t.Parallel()
	x := Build(grown(80, 6), Options{})
	for _, s := range []string{"a", "论", "论坛 2023 ", "1", "what ", "\xff", "吗"} {
		start := time.Now()
		q := Question(strings.Repeat(s, 1<<20/len(s)))
		x.Search(q, 5)
		if d := time.Since(start); d > time.Second {
			t.Errorf("a megabyte of %q takes %s", s, d)
		}
	}
}

func FuzzSearch(f *testing.F) {
	small, large := Build(testDocuments(), Options{}), BuildLarge(slice(testDocuments()), Options{})
	for _, s := range []string{"2023年论坛的主题是什么？", "What's the theme?", "\xff\xfe", "平形轮谈", "第①项 27,000", strings.Repeat("论坛", 50)} {
		f.Add(s, 0.5)
	}
	f.Fuzz(func(t *testing.T, s string, weight float64) {
		for _, x := range []*Index{small, large} {
			q := Question(s)
			q.Add(0, len(q.Text), "founded 主题", weight)
			for _, h := range x.Search(q, 5) {
				sum := 0.0
				for _, c := range x.Explain(q, h.Doc) {
					sum += c.Value
				}
				if math.IsNaN(h.Score) || math.Abs(sum-h.Score) > 1e-3*max(1, math.Abs(h.Score)) {
					t.Fatalf("%q: score %v, contributions sum to %v", s, h.Score, sum)
				}
			}
		}
	})
}

func BenchmarkSearch(b *testing.B) {
	for _, size := range []struct{ docs, samples int }{{170, 28}, {1000, 0}} {
		x := Build(grown(size.docs, size.samples), Options{})
		b.Run(fmt.Sprintf("%d documents with %d samples", size.docs, size.samples), func(b *testing.B) {
			var q text.Analysis
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				q.Question([]string{"2023年第17项展览有多少家机构？", "When was the report with the chip released by 130 institutions?"}[i%2])
				x.Search(&q, 10)
			}
		})
	}
}

func BenchmarkBuild(b *testing.B) {
	docs := grown(170, 28)
	saved, err := Train(docs).MarshalBinary()
	if err != nil {
		b.Fatal(err)
	}
	b.Run("with saved classifier", func(b *testing.B) {
		for b.Loop() {
			Build(docs, Options{Classifier: saved})
		}
	})
	b.Run("with training", func(b *testing.B) {
		for b.Loop() {
			Build(docs, Options{})
		}
	})
}
