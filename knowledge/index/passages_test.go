package index

import (
	"slices"
	"strings"
	"testing"
)

func TestPassages(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name string
		doc  Document
		want []string
	}{
		{"short text", Document{Texts: []string{"一句。两句。"}}, []string{"一句。两句。"}},
		{"windows overlap", Document{Texts: []string{"一。二！三？"}}, []string{"一。二！", "二！三？"}},
		{"English", Document{Texts: []string{"One is 2.7. Two! Three at example.com."}}, []string{"One is 2.7. Two! ", "Two! Three at example.com."}},
		{"closing quotes", Document{Texts: []string{"“甲。”乙。丙。"}}, []string{"“甲。”乙。", "乙。丙。"}},
		{"samples and names", Document{Questions: []string{"q1?", "q2"}, Names: []string{"n"}}, []string{"q1?", "q2", "n"}},
		{"nothing", Document{Texts: []string{"", " "}}, nil},
	}
	for _, tt := range tests {
		var got []string
		tt.doc.passages(func(p string) { got = append(got, p) })
		if !slices.Equal(got, tt.want) {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestWindowsCoverTheText(t *testing.T) {
	t.Parallel()
	s := strings.Repeat("这是一句话。", 3*maxWindows)
	var got []string
	d := Document{Texts: []string{s}}
	d.passages(func(p string) { got = append(got, p) })
	if len(got) > maxWindows {
		t.Errorf("%d windows", len(got))
	}
	if !strings.HasSuffix(s, got[len(got)-1]) || !strings.HasPrefix(s, got[0]) {
		t.Error("the windows don't reach from the beginning to the end")
	}
}

func TestLexicon(t *testing.T) {
	t.Parallel()
	l := newLexicon(4)
	for i := range 5000 {
		if got := l.number(uint64(i) * 64); got != uint32(i) { // hashes that collide in a small table
			t.Fatalf("hash %d has number %d", i, got)
		}
	}
	for i := range 5000 {
		if got, ok := l.find(uint64(i) * 64); !ok || got != uint32(i) {
			t.Fatalf("hash %d is found as %d, %v", i, got, ok)
		}
	}
	if _, ok := l.find(1); ok {
		t.Error("found what was never put in")
	}
	l.reset()
	if _, ok := l.find(64); ok || l.number(7) != 0 {
		t.Error("reset doesn't forget")
	}
}
