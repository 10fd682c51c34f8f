package trivia_test

import (
	"strings"
	"sync"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/forumbot/forumbot/knowledge"
	"github.com/forumbot/forumbot/knowledge/text"
	"github.com/forumbot/forumbot/trivia"
)

const seeds = 1000

var builtIn = sync.OnceValues(knowledge.Embedded)

func embedded(t testing.TB) *knowledge.Base {
	t.Helper()
	base, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	return base
}

func units(s string) int { return len(utf16.Encode([]rune(s))) }

// sound tells what is wrong with a quiz as Telegram and a reader see it.
func sound(q trivia.Quiz) string {
	if n := units(q.Question); n == 0 || n > trivia.MaxQuestion {
		return "the question's length"
	}
	if n := units(q.Explanation); n == 0 || n > trivia.MaxExplanation || strings.Count(q.Explanation, "\n") > 2 {
		return "the explanation's length"
	}
	if len(q.Options) < 2 || len(q.Options) > 10 {
		return "the number of options"
	}
	if q.Right < 0 || q.Right >= len(q.Options) {
		return "the right option's index"
	}
	seen := map[string]bool{}
	for _, o := range q.Options {
		folded := text.Fold(o)
		if n := units(o); n > trivia.MaxOption || folded == "" {
			return "an option's length"
		}
		if seen[folded] {
			return "two options alike"
		}
		seen[folded] = true
	}
	for _, s := range append([]string{q.Question, q.Explanation}, q.Options...) {
		if !utf8.ValidString(s) || strings.TrimSpace(s) != s {
			return "odd characters or blanks"
		}
	}
	return ""
}

// Over all built-in facts, a thousand seeds and both languages: what Telegram
// takes, four options, one of them right, and the same again for the same seed.
func TestAllFacts(t *testing.T) {
	t.Parallel()
	base := embedded(t)
	m := trivia.NewMaker(base.Facts(), base.Languages())
	again := trivia.NewMaker(base.Facts(), base.Languages())
	for _, l := range base.Languages() {
		made := 0
		for _, f := range base.Facts() {
			if _, ok := m.Quiz(f.ID, l, 0); !ok {
				continue
			}
			made++
			var places [4]int
			for seed := range uint64(seeds) {
				q, _ := m.Quiz(f.ID, l, seed)
				if what := sound(q); what != "" || len(q.Options) != 4 {
					t.Fatalf("%s, seed %d: %s: %+v", f.ID, seed, what, q)
				}
				if q.Fact != f.ID || q.Language != l {
					t.Fatalf("%s in %s: told as %s in %s", f.ID, l, q.Fact, q.Language)
				}
				if strings.Contains(q.Question, "____") && strings.Contains(text.Fold(q.Question), text.Fold(q.Options[q.Right])) {
					t.Errorf("%s: the question holds the answer: %+v", f.ID, q)
				}
				if seed%100 == 0 {
					if p, _ := again.Quiz(f.ID, l, seed); !same(p, q) {
						t.Errorf("%s, seed %d: another quiz the second time", f.ID, seed)
					}
				}
				places[q.Right]++
			}
			// Figures may lie near an end of what is possible, so that a place or
			// two stay empty; the others are used as often, question by question.
			used := 0
			for _, n := range places {
				if n > 0 && (n < seeds/12 || n > seeds*3/5) {
					t.Errorf("%s in %s: the right option stands at %v", f.ID, l, places)
				}
				if n > 0 {
					used++
				}
			}
			if used < 2 {
				t.Errorf("%s in %s: the right option stands at %v", f.ID, l, places)
			}
		}
		if made < 170 {
			t.Errorf("quizzes on %d of %d facts in %s", made, len(base.Facts()), l)
		}
	}
}

func same(p, q trivia.Quiz) bool {
	return p.Question == q.Question && p.Right == q.Right && p.Explanation == q.Explanation &&
		strings.Join(p.Options, "\n") == strings.Join(q.Options, "\n")
}

// The seed decides what is asked, which wrong options are shown, and their order.
func TestSeedVaries(t *testing.T) {
	t.Parallel()
	base := embedded(t)
	m := trivia.NewMaker(base.Facts(), base.Languages())
	questions, options := map[string]bool{}, map[string]bool{}
	for seed := range uint64(200) {
		q, ok := m.Quiz("theme-2019", knowledge.English, seed)
		if !ok {
			t.Fatal(m.Why("theme-2019", knowledge.English))
		}
		questions[q.Question] = true
		options[strings.Join(q.Options, "|")] = true
	}
	if len(questions) != 2 || len(options) < 50 {
		t.Errorf("%d questions, %d lists of options", len(questions), len(options))
	}
}

// A Maker serves many goroutines.
func TestConcurrent(t *testing.T) {
	t.Parallel()
	base := embedded(t)
	m := trivia.NewMaker(base.Facts(), base.Languages())
	var wg sync.WaitGroup
	for i := range 8 {
		wg.Go(func() {
			for _, f := range base.Facts() {
				m.Quiz(f.ID, base.Languages()[i%2], uint64(i))
			}
		})
	}
	wg.Wait()
}

func BenchmarkNewMaker(b *testing.B) {
	base := embedded(b)
	for b.Loop() {
		trivia.NewMaker(base.Facts(), base.Languages())
	}
}

// All facts for the first time: the other facts are searched for what may be right.
func BenchmarkProblems(b *testing.B) {
	base := embedded(b)
	for b.Loop() {
		trivia.NewMaker(base.Facts(), base.Languages()).Problems()
	}
}

func BenchmarkQuiz(b *testing.B) {
	base := embedded(b)
	m := trivia.NewMaker(base.Facts(), base.Languages())
	m.Problems()
	seed := uint64(0)
	for b.Loop() {
		m.Quiz(base.Facts()[seed%uint64(len(base.Facts()))].ID, knowledge.Chinese, seed)
		seed++
	}
}
