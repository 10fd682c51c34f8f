package evaluate

import (
	"math"
	"strings"
	"testing"
	"time"
)

func sampleOutcomes() []Outcome {
	return []Outcome{
		{Form: Answerable, Group: "plain", Lang: "zh", Right: true, Rank: 1, Elapsed: 100 * time.Microsecond},
		{Form: Answerable, Group: "plain", Lang: "en", Right: true, Rank: 2, Elapsed: 200 * time.Microsecond},
		{Form: Answerable, Group: "typo", Lang: "en", Rank: 6, Elapsed: 300 * time.Microsecond},
		{Form: Answerable, Group: "typo", Lang: "en", Rank: 0, Elapsed: 400 * time.Microsecond},
		{Form: Unanswerable, Group: "near", Lang: "zh", Right: true, Rank: 1, Elapsed: time.Millisecond},
		{Form: Dialogue, Group: "turn", Lang: "zh", Rank: 1, Elapsed: 2 * time.Millisecond},
	}
}

func TestSummarize(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name                 string
		keep                 func(*Outcome) bool
		questions, right     int
		rate, at1, at5, rank float64
	}{
		{"answerable", func(o *Outcome) bool { return o.Form == Answerable }, 4, 2, 0.5, 0.25, 0.5, (1 + 1.0/2 + 1.0/6) / 4},
		{"ranks count for answerable questions only", nil, 6, 3, 0.5, 0.25, 0.5, (1 + 1.0/2 + 1.0/6) / 4},
		{"unanswerable", func(o *Outcome) bool { return o.Form == Unanswerable }, 1, 1, 1, 0, 0, 0},
		{"none", func(*Outcome) bool { return false }, 0, 0, 0, 0, 0, 0},
	} {
		s := Summarize(sampleOutcomes(), tt.keep)
		if s.Questions != tt.questions || s.Right != tt.right || s.Rate() != tt.rate || s.Recall1 != tt.at1 || s.Recall5 != tt.at5 || math.Abs(s.MRR-tt.rank) > 1e-12 {
			t.Errorf("%s: %+v", tt.name, s)
		}
	}
}

func TestTable(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	if err := Table(&b, sampleOutcomes()); err != nil {
		t.Fatal(err)
	}
	want := `              questions  right     rate  recall@1  recall@5    MRR
    ANSWERABLE          4      2   50.0 %    25.0 %    50.0 %  0.417
         plain          2      2  100.0 %    50.0 %   100.0 %  0.750
          typo          2      0    0.0 %     0.0 %     0.0 %  0.083
            en          3      1   33.3 %     0.0 %    33.3 %  0.222
            zh          1      1  100.0 %   100.0 %   100.0 %  1.000
  UNANSWERABLE          1      1  100.0 %
      DIALOGUE          1      0    0.0 %
time a question: p50 400µs, p99 2ms, max 2ms
`
	if got := trimmed(b.String()); got != trimmed(want) {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	b.Reset()
	if err := Table(&b, nil); err != nil || strings.Contains(b.String(), "time") {
		t.Errorf("without questions: %q, %v", b.String(), err)
	}
}

// trimmed drops the blanks at the ends of lines.
func trimmed(s string) string {
	var lines []string
	for l := range strings.Lines(s) {
		lines = append(lines, strings.TrimSpace(l))
	}
	return strings.Join(lines, "\n")
}
