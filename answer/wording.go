package answer

import (
	"unicode"

	"github.com/forumbot/forumbot/knowledge/text"
)

// terms are what a text is about, roughly: pairs of Chinese characters, stems
// of words that are no function words, and numbers.
func terms(s string) []string {
	folded, _ := text.Quantities(text.Fold(s))
	var out []string
	var han []rune
	var word []rune
	flush := func() {
		for i := 0; i+1 < len(han); i++ {
			out = append(out, string(han[i:i+2]))
		}
		if w := string(word); len(word) > 1 && !functionWords[w] {
			out = append(out, text.Stem(w))
		}
		han, word = han[:0], word[:0]
	}
	for _, r := range folded {
		switch {
		case unicode.Is(unicode.Han, r):
			if len(word) > 0 {
				flush()
			}
			han = append(han, r)
		case unicode.IsLetter(r) || unicode.IsDigit(r) || r == '%' || r == '.' && len(word) > 0 && unicode.IsDigit(word[len(word)-1]):
			if len(han) > 0 {
				flush()
			}
			word = append(word, r)
		case r == '\'':
		default:
			flush()
		}
	}
	flush()
	for i, t := range out {
		for len(t) > 1 && t[len(t)-1] == '.' {
			t = t[:len(t)-1]
		}
		out[i] = t
	}
	return out
}

var functionWords = func() map[string]bool {
	out := map[string]bool{}
	for _, w := range []string{
		"the", "an", "of", "in", "on", "at", "to", "for", "from", "by", "with", "and", "or", "but", "as", "that", "this", "these", "those",
		"it", "its", "is", "are", "was", "were", "be", "been", "being", "has", "have", "had", "do", "does", "did", "will", "would",
		"he", "she", "they", "their", "his", "her", "them", "there", "which", "who", "whom", "whose", "what", "when", "where", "how", "why",
		"also", "than", "then", "so", "into", "about", "between", "during", "under", "over", "not", "no", "nor", "if", "can", "could",
		"may", "might", "must", "should", "one", "some", "any", "all", "both", "each", "other", "such", "more", "most", "very", "up", "out",
	} {
		out[w] = true
	}
	return out
}()

// share is how much of what a is about b is about too, from 0 to 1; 1 for an a
// that is about nothing.
func share(a, b string) float64 {
	in := map[string]bool{}
	for _, t := range terms(b) {
		in[t] = true
	}
	all := terms(a)
	if len(all) == 0 {
		return 1
	}
	n := 0
	for _, t := range all {
		if in[t] {
			n++
		}
	}
	return float64(n) / float64(len(all))
}

// figuresWithin tells whether each number of a stands in b.
func figuresWithin(a, b string) bool {
	in := map[string]bool{}
	_, have := text.Quantities(text.Fold(b))
	for _, q := range have {
		in[q.Value] = true
	}
	_, want := text.Quantities(text.Fold(a))
	for _, q := range want {
		if !in[q.Value] {
			return false
		}
	}
	return true
}
