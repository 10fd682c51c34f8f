package text

import (
	"strings"
	"sync"
	"testing"
)

func TestStem(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, want string }{
		{"forums", "forum"},
		{"speaking", "speak"},
		{"innovation", "innov"},
		{"innovative", "innov"},
		{"forum's", "forum"},
		{"is", "is"},
		{"h2o", "h2o"},
		{"тема", "тема"},
		{"", ""},
		{strings.Repeat("ing", 20), strings.Repeat("ing", 20)},
	}
	for _, tt := range tests {
		for range 2 { // the second time from the cache
			if got := Stem(tt.in); got != tt.want {
				t.Errorf("Stem(%q) = %q, want %q", tt.in, got, tt.want)
			}
		}
	}
}

func TestStemConcurrently(t *testing.T) {
	t.Parallel()
	words := strings.Fields("forums themes speakers opening exhibitions technologies results signings countries")
	want := map[string]string{}
	for _, w := range words {
		want[w] = Stem(w)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 500 {
				for _, w := range words {
					if got := Stem(w); got != want[w] {
						t.Errorf("Stem(%q) = %q, want %q", w, got, want[w])
						return
					}
				}
			}
		})
	}
	wg.Wait()
}
