package main

import (
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/forumbot/forumbot/evaluate"
	"github.com/forumbot/forumbot/knowledge"
	"github.com/forumbot/forumbot/knowledge/text"
)

var update = flag.Bool("update", false, "write the present figures into "+floorsFile)

const (
	questionSets = "knowledge/testdata/questions"
	floorsFile   = questionSets + "/floors.json"
)

// floors are the figures that must not drop: by question set, by form
// (answerable, unanswerable, dialogue), by language ("all" for the form).
type floors map[string]map[string]map[string]floor

// floor is what some questions reached when it was written.
type floor struct {
	Questions int      `json:"questions"`
	Right     int      `json:"right"`
	Recall1   *float64 `json:"recall@1,omitempty"` // of answerable questions only
	MRR       *float64 `json:"mrr,omitempty"`
}

// measure scores outcomes by form and language.
func measure(outcomes []evaluate.Outcome) map[string]map[string]floor {
	set := map[string]map[string]floor{}
	for i := range outcomes {
		o := &outcomes[i]
		if set[o.Form] == nil {
			set[o.Form] = map[string]floor{}
		}
		set[o.Form][o.Lang] = floor{}
		set[o.Form]["all"] = floor{}
	}
	for form, languages := range set {
		for l := range languages {
			s := evaluate.Summarize(outcomes, func(o *evaluate.Outcome) bool { return o.Form == form && (l == "all" || o.Lang == l) })
			f := floor{Questions: s.Questions, Right: s.Right}
			if form == evaluate.Answerable {
				f.Recall1, f.MRR = new(round(s.Recall1)), new(round(s.MRR))
			}
			languages[l] = f
		}
	}
	return set
}

func round(v float64) float64 { return math.Round(v*1e4) / 1e4 }

// compare tells in which figures got falls more than one question short of
// want. One question may go wrong because another was understood better.
func compare(want, got map[string]map[string]floor) []string {
	var short []string
	for _, form := range slices.Sorted(maps.Keys(want)) {
		for _, l := range slices.Sorted(maps.Keys(want[form])) {
			w, g := want[form][l], got[form][l]
			drop := func(figure string, want, got any) {
				short = append(short, fmt.Sprintf("%s, %s: %s is %v, and was %v", form, l, figure, got, want))
			}
			if g.Questions != w.Questions {
				drop("the number of questions", w.Questions, g.Questions)
				continue
			}
			if g.Right < w.Right-1 {
				drop("right", w.Right, g.Right)
			}
			one := 1/float64(max(1, w.Questions)) + 1e-4 // and for rounding
			for _, figure := range []struct {
				name      string
				want, got *float64
			}{{"recall@1", w.Recall1, g.Recall1}, {"MRR", w.MRR, g.MRR}} {
				if figure.want != nil && (figure.got == nil || *figure.got < *figure.want-one) {
					drop(figure.name, *figure.want, *cmp.Or(figure.got, new(0.0)))
				}
			}
		}
	}
	return short
}

// outcomesOf answers a set of questions as `forumbot eval` does.
func outcomesOf(t *testing.T, base *knowledge.Base, set string) []evaluate.Outcome {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(set, "*.jsonl"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no questions in %s (%v)", set, err)
	}
	var cases []evaluate.Case
	for _, name := range files {
		more, err := readCases(name)
		if err != nil {
			t.Fatal(err)
		}
		cases = append(cases, more...)
	}
	return evaluate.Run(cases, evalAsk(newAsker(base, "")), nil)
}

// The golden gate: the built-in facts and the matching answer the question
// sets at least as well as when floors.json was written. After a change for
// the better, `go test -run TestGoldenGate . -update` raises the floors.
func TestGoldenGate(t *testing.T) {
	t.Parallel()
	sets, err := filepath.Glob(filepath.Join(questionSets, "*", ""))
	if err != nil {
		t.Fatal(err)
	}
	base, err := knowledge.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	now := floors{}
	table := map[string]string{}
	for _, set := range sets {
		if info, err := os.Stat(set); err != nil || !info.IsDir() {
			continue
		}
		outcomes := outcomesOf(t, base, set)
		var b strings.Builder
		if err := evaluate.Table(&b, outcomes); err != nil {
			t.Fatal(err)
		}
		now[filepath.Base(set)], table[filepath.Base(set)] = measure(outcomes), b.String()
	}
	if *update {
		writeFloors(t, now)
		return
	}
	data, err := os.ReadFile(floorsFile)
	if err != nil {
		t.Fatal(err)
	}
	var want floors
	if err := json.Unmarshal(data, &want); err != nil {
		t.Fatalf("%s: %v", floorsFile, err)
	}
	for _, set := range slices.Sorted(maps.Keys(want)) {
		if short := compare(want[set], now[set]); len(short) > 0 {
			t.Errorf("%s falls short of %s:\n  %s\n%s(forumbot eval --misses %s/*.jsonl lists the misses)",
				set, floorsFile, strings.Join(short, "\n  "), table[set], filepath.Join(questionSets, set))
		}
	}
	for set := range now {
		if want[set] == nil {
			t.Errorf("%s has no floors for %s; run: go test -run TestGoldenGate . -update", floorsFile, set)
		}
	}
}

// A set that asks the facts' own sample questions would measure nothing but
// their memory. A few of the plainest wordings coincide by chance: no more than
// three in a hundred.
func TestQuestionSetsAreUnseen(t *testing.T) {
	t.Parallel()
	base, err := knowledge.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	sample := map[string]string{}
	for _, f := range slices.Concat(base.Facts(), base.Gaps()) {
		for _, questions := range f.Questions {
			for _, q := range questions {
				if b := bare(q); b != "" {
					sample[b] = f.ID
				}
			}
		}
	}
	files, err := filepath.Glob(filepath.Join(questionSets, "*", "*.jsonl"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, name := range files {
		cases, err := readCases(name)
		if err != nil {
			t.Fatal(err)
		}
		var seen []string
		for _, c := range cases {
			if id := sample[bare(c.Question)]; id != "" {
				seen = append(seen, fmt.Sprintf("%s is a sample question of %s: %s", c.ID, id, c.Question))
			}
		}
		if len(seen)*100 > 3*len(cases) {
			t.Errorf("%s: %d of %d questions are known\n  %s", name, len(seen), len(cases), strings.Join(seen, "\n  "))
		}
	}
}

// bare leaves of a question its letters and digits, folded.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, text.Fold(s))
}

func writeFloors(t *testing.T, f floors) {
	t.Helper()
	var b strings.Builder
	b.WriteString("{\n")
	for i, set := range slices.Sorted(maps.Keys(f)) {
		fmt.Fprintf(&b, "%s  %q: {\n", comma(i), set)
		for j, form := range slices.Sorted(maps.Keys(f[set])) {
			fmt.Fprintf(&b, "%s    %q: {\n", comma(j), form)
			for k, l := range slices.Sorted(maps.Keys(f[set][form])) {
				line, err := json.Marshal(f[set][form][l])
				if err != nil {
					t.Fatal(err)
				}
				fmt.Fprintf(&b, "%s      %q: %s", comma(k), l, strings.ReplaceAll(string(line), ",", ", "))
			}
			b.WriteString("\n    }")
		}
		b.WriteString("\n  }")
	}
	b.WriteString("\n}\n")
	if !json.Valid([]byte(b.String())) {
		t.Fatalf("the floors are no JSON:\n%s", b.String())
	}
	if err := os.WriteFile(floorsFile, []byte(b.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Logf("wrote %s:\n%s", floorsFile, b.String())
}

func comma(i int) string {
	if i == 0 {
		return ""
	}
	return ",\n"
}

// The gate itself: it opens for one question, and closes for two.
func TestCompareFloors(t *testing.T) {
	t.Parallel()
	at := func(questions, right int, recall, mrr float64) map[string]map[string]floor {
		return map[string]map[string]floor{"answerable": {"zh": {questions, right, &recall, &mrr}}}
	}
	want := at(100, 95, 0.9, 0.93)
	for _, tt := range []struct {
		name  string
		got   map[string]map[string]floor
		short []string
	}{
		{"the same", at(100, 95, 0.9, 0.93), nil},
		{"better", at(100, 100, 1, 1), nil},
		{"one question fewer", at(100, 94, 0.89, 0.92), nil},
		{"two questions fewer", at(100, 93, 0.9, 0.93), []string{"answerable, zh: right is 93, and was 95"}},
		{"recall", at(100, 95, 0.88, 0.93), []string{"answerable, zh: recall@1 is 0.88, and was 0.9"}},
		{"MRR", at(100, 95, 0.9, 0.9), []string{"answerable, zh: MRR is 0.9, and was 0.93"}},
		{"other questions", at(90, 90, 1, 1), []string{"answerable, zh: the number of questions is 90, and was 100"}},
		{"a language is gone", map[string]map[string]floor{"answerable": {}}, []string{"answerable, zh: the number of questions is 0, and was 100"}},
		{"a set is gone", nil, []string{"answerable, zh: the number of questions is 0, and was 100"}},
	} {
		if got := compare(want, tt.got); !slices.Equal(got, tt.short) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.short)
		}
	}
}
