package knowledge

import (
	"strings"
	"testing"
)

// Searches that are spared would have found nothing.
func TestEndingsMissNoPhrase(t *testing.T) {
	t.Parallel()
	b, err := Embedded()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range b.documents {
		for _, list := range f.Questions {
			for _, s := range list {
				folded := foldQuantities(s)
				e := endingsOf(folded)
				for _, words := range [][]askedWord{askedChinese, askedEnglish} {
					for _, w := range words {
						if strings.Contains(folded, w.phrase) && !e.may(w.phrase) {
							t.Fatalf("%q holds %q", folded, w.phrase)
						}
					}
				}
			}
		}
	}
}
