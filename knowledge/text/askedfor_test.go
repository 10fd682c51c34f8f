package text

import (
	"slices"
	"testing"
)

func TestAskedFor(t *testing.T) {
	t.Parallel()
	tests := []struct {
		question string
		want     []string // words, and characters in a row
	}{
		{"which camera did he use?", []string{"camera"}},
		{"what is the power consumption of the chip", []string{"power", "consumption"}},
		{"how many parallel forums were there", []string{"parallel", "forums"}},
		{"what year was that", nil},
		{"who said so", nil},
		{"张晨霖拍照用的什么相机", []string{"相机"}},
		{"芯片的功耗是多少", []string{"功耗"}},
		{"嘉年华持续到几号", []string{"持续到"}},
		{"一共有多少个展区", []string{"展区"}},
		{"用了多少 gpu", []string{"gpu"}},
		{"论坛在北京举办吗", nil},
	}
	for _, tt := range tests {
		t.Run(tt.question, func(t *testing.T) {
			t.Parallel()
			var a Analysis
			a.Question(tt.question)
			var got []string
			for _, p := range a.asked {
				got = append(got, a.Text[p.start:p.end])
			}
			for _, w := range tt.want {
				if !slices.ContainsFunc(got, func(g string) bool {
					return g == w || len(g) > len(w) && g[:len(w)] == w || len(g) > len(w) && g[len(g)-len(w):] == w
				}) {
					t.Errorf("asks for %q, got %q", tt.want, got)
				}
			}
			if len(tt.want) == 0 && len(got) > 0 {
				t.Errorf("asks for nothing, got %q", got)
			}
			for _, x := range a.Terms {
				if x.Asked && x.End == x.Start {
					t.Error("a term without a place is marked")
				}
			}
		})
	}
}
