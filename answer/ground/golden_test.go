package ground_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/forumbot/forumbot/answer/ground"
)

// pair is a line of testdata: an answer with its facts. What is held out is never
// looked at one by one, only counted.
type pair struct {
	Facts  []string `json:"facts"`
	Answer string   `json:"answer"`
	Label  string   `json:"label"` // grounded or not
	Lang   string   `json:"lang"`
	Types  []string `json:"types"`
	Held   bool     `json:"held"`
}

func readPairs(t testing.TB, pattern string) []pair {
	t.Helper()
	files, err := filepath.Glob(pattern)
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: %d files, %v", pattern, len(files), err)
	}
	var pairs []pair
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		sc := bufio.NewScanner(f)
		sc.Buffer(nil, 1<<20)
		for n := 1; sc.Scan(); n++ {
			var p pair
			if err := json.Unmarshal(sc.Bytes(), &p); err != nil {
				t.Fatalf("%s:%d: %v", name, n, err)
			}
			pairs = append(pairs, p)
		}
	}
	return pairs
}

func sources(facts []string) []ground.Source {
	s := make([]ground.Source, len(facts))
	for i, f := range facts {
		s[i].Text = f
	}
	return s
}

// tally counts right verdicts by language, part and kind.
type tally map[string][2]int

func (t tally) add(right bool, key ...string) {
	k := strings.Join(key, " ")
	c := t[k]
	c[1]++
	if right {
		c[0]++
	}
	t[k] = c
}

func (t tally) share(key string) float64 {
	c := t[key]
	if c[1] == 0 {
		return 0
	}
	return float64(c[0]) / float64(c[1])
}

func (t tally) String() string {
	var keys []string
	for k := range t {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	var b strings.Builder
	for _, k := range keys {
		fmt.Fprintf(&b, "%-32s %4d of %4d  %5.1f%%\n", k, t[k][0], t[k][1], 100*t.share(k))
	}
	return b.String()
}

func part(held bool) string {
	if held {
		return "held"
	}
	return "tuned"
}

func TestPerturbations(t *testing.T) {
	t.Parallel()
	counts := tally{}
	checker := ground.New()
	for i, p := range readPairs(t, "testdata/grounded.*.jsonl") {
		for _, c := range changes {
			for k, wrong := range c.make(p.Answer, p.Facts, i) {
				stopped := len(checker.Check(wrong, sources(p.Facts), true)) > 0
				counts.add(stopped, p.Lang, part(p.Held), c.kind)
				if !stopped && !p.Held && os.Getenv("SHOW") != "" {
					t.Logf("%s %s %d: %s\n   fact: %s", p.Lang, c.kind, k, wrong, p.Facts[0])
				}
			}
		}
	}
	t.Logf("\n%s", counts)
}
