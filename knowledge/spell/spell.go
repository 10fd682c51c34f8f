// Package spell mends misspelt words with the vocabulary of a collection of
// texts: Latin words with swapped, missing, doubled or wrong letters, and
// Chinese typed by sound with the wrong character.
//
// It knows no dictionary of a language, only the collection's own words, and
// so offers a second way to read a question; whether that is the better one
// is for the caller to decide.
package spell

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/forumbot/forumbot/knowledge/text"
)

// Corrector holds a vocabulary. It is built with Add and Finish, and safe for
// concurrent use afterwards.
type Corrector struct {
	words   map[string]int    // Latin words and how often they occur
	initial map[byte][]string // the words that begin with a letter, the commonest first

	pairs map[[2]rune]int     // Chinese bigrams and how often they occur
	after map[sounding][]rune // characters of a sound after a character
	until map[sounding][]rune // characters of a sound before a character
}

type sounding struct {
	neighbour rune
	syllable  uint16
}

// The shortest words that are mended, with one and with two slips: shorter
// ones have too many neighbours.
const (
	minLetters    = 4
	minLettersTwo = 8
)

// Longer words are no words, and more unknown ones than this in a question
// mean that it isn't about the collection.
const (
	maxLetters = 25
	maxMended  = 8
)

// New returns a corrector without words.
func New() *Corrector {
	return &Corrector{
		words: map[string]int{}, initial: map[byte][]string{},
		pairs: map[[2]rune]int{}, after: map[sounding][]rune{}, until: map[sounding][]rune{},
	}
}

// Add counts the words of a folded text.
func (c *Corrector) Add(folded string) {
	var last rune
	for _, r := range folded {
		if unicode.Is(unicode.Han, r) {
			if last != 0 {
				c.pairs[[2]rune{last, r}]++
			}
			last = r
		} else {
			last = 0
		}
	}
	for w := range strings.FieldsFuncSeq(folded, notLetter) {
		c.words[w]++
	}
}

func notLetter(r rune) bool { return !isLetter(r) }
func isLetter(r rune) bool  { return r < 0x2e80 && unicode.IsLetter(r) }

// Finish prepares the corrector for use; no text may be added afterwards.
func (c *Corrector) Finish() {
	for w := range c.words {
		if len(w) >= minLetters-1 && len(w) < maxLetters {
			c.initial[w[0]] = append(c.initial[w[0]], w)
		}
	}
	for _, list := range c.initial {
		slices.SortFunc(list, func(a, b string) int {
			return cmp.Or(c.words[b]-c.words[a], strings.Compare(a, b))
		})
	}
	for p := range c.pairs {
		if s := text.Syllable(p[1]); s != 0 {
			k := sounding{p[0], s}
			c.after[k] = append(c.after[k], p[1])
		}
		if s := text.Syllable(p[0]); s != 0 {
			k := sounding{p[1], s}
			c.until[k] = append(c.until[k], p[0])
		}
	}
}

// Correct mends a folded text and counts the words and characters that it
// changed; 0 when everything is known or beyond mending.
func (c *Corrector) Correct(folded string) (string, int) {
	s, n := c.correctWords(folded)
	s, m := c.correctChinese(s)
	return s, n + m
}

func (c *Corrector) correctWords(s string) (string, int) {
	var b strings.Builder
	changed, tried, from := 0, 0, 0
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if !isLetter(r) {
			i += n
			continue
		}
		end := i
		for end < len(s) {
			r, n := utf8.DecodeRuneInString(s[end:])
			if !isLetter(r) {
				break
			}
			end += n
		}
		w := s[i:end]
		if c.words[w] == 0 && len(w) >= minLetters && len(w) < maxLetters && tried < maxMended {
			tried++
			if better := c.word(w); better != "" {
				b.WriteString(s[from:i])
				b.WriteString(better)
				from = end
				changed++
			}
		}
		i = end
	}
	if changed == 0 {
		return s, 0
	}
	b.WriteString(s[from:])
	return b.String(), changed
}

// word finds the commonest known word within one slip, or in a long word two.
// The first letter is right or changed places with the second.
func (c *Corrector) word(w string) string {
	allowed := 1
	if len(w) >= minLettersTwo {
		allowed = 2
	}
	best, bestDistance := "", allowed+1
	for i, first := range []byte{w[0], w[1]} {
		if i == 1 && first == w[0] {
			break
		}
		for _, x := range c.initial[first] {
			if i == 1 && x[1] != w[0] {
				continue
			}
			if d := distance(w, x, allowed); d < bestDistance {
				best, bestDistance = x, d
			}
		}
	}
	return best
}

// distance is the Damerau–Levenshtein distance (optimal string alignment), or
// more than most when it exceeds that.
func distance(a, b string, most int) int {
	if len(a)-len(b) > most || len(b)-len(a) > most {
		return most + 1
	}
	var rows [3][maxLetters]int
	for j := range len(b) + 1 {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		cur, prev, before := &rows[i%3], &rows[(i+2)%3], &rows[(i+1)%3]
		cur[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			cur[j] = min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				cur[j] = min(cur[j], before[j-2]+1)
			}
		}
	}
	return rows[len(a)%3][len(b)]
}

// correctChinese replaces a character that goes together with neither of its
// neighbours by one of the same sound that does.
func (c *Corrector) correctChinese(s string) (string, int) {
	if !strings.ContainsFunc(s, func(r rune) bool { return r >= 0x3400 }) {
		return s, 0
	}
	rs := []rune(s)
	changed := 0
	at := func(i int) rune {
		if i < 0 || i >= len(rs) || !unicode.Is(unicode.Han, rs[i]) {
			return 0
		}
		return rs[i]
	}
	for i, r := range rs {
		left, right := at(i-1), at(i+1)
		if at(i) == 0 || left == 0 && right == 0 ||
			c.pairs[[2]rune{left, r}] > 0 || c.pairs[[2]rune{r, right}] > 0 {
			continue
		}
		syllable := text.Syllable(r)
		if syllable == 0 {
			continue
		}
		best, bestScore := rune(0), 0
		for _, x := range c.after[sounding{left, syllable}] {
			if n := c.pairs[[2]rune{left, x}] + 3*c.pairs[[2]rune{x, right}]; x != r && (n > bestScore || n == bestScore && x < best) {
				best, bestScore = x, n
			}
		}
		for _, x := range c.until[sounding{right, syllable}] {
			if n := c.pairs[[2]rune{x, right}] + 3*c.pairs[[2]rune{left, x}]; x != r && (n > bestScore || n == bestScore && x < best) {
				best, bestScore = x, n
			}
		}
		if bestScore >= 3 {
			rs[i] = best
			changed++
		}
	}
	if changed == 0 {
		return s, 0
	}
	return string(rs), changed
}
