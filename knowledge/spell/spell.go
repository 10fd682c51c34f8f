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
	"maps"
	"math/bits"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/forumbot/forumbot/knowledge/text"
)

// Corrector holds a vocabulary. It is built with Add and Finish, or restored,
// and safe for concurrent use afterwards.
type Corrector struct {
	words   map[string]int  // Latin words and how often they occur
	initial map[byte][]word // the words that begin with a letter, the commonest first

	counts   map[[2]rune]int // Chinese bigrams, until Finish
	byFirst  []pair          // the same, sorted
	bySecond []pair          // sorted by the second character, then the first
}

// word is a Latin word with its letters, which spares most comparisons.
type word struct {
	text    string
	letters uint32
}

// lettersOf has a bit for each letter of a word. Letters share bits only
// outside plain a to z.
func lettersOf(w string) uint32 {
	set := uint32(0)
	for i := range len(w) {
		set |= 1 << (w[i] & 31)
	}
	return set
}

// pair is two Chinese characters in a row and how often they occur.
type pair struct {
	first, second rune
	n             int
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
	return &Corrector{words: map[string]int{}, counts: map[[2]rune]int{}}
}

// Add counts the words of a folded text.
func (c *Corrector) Add(folded string) {
	var last rune
	for _, r := range folded {
		if unicode.Is(unicode.Han, r) {
			if last != 0 {
				c.counts[[2]rune{last, r}]++
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
	list := slices.SortedFunc(maps.Keys(c.words), func(a, b string) int {
		return cmp.Or(c.words[b]-c.words[a], strings.Compare(a, b))
	})
	c.startWith(list)
	for p, n := range c.counts {
		c.byFirst = append(c.byFirst, pair{p[0], p[1], n})
	}
	c.counts = nil
	slices.SortFunc(c.byFirst, func(a, b pair) int { return cmp.Or(cmp.Compare(a.first, b.first), cmp.Compare(a.second, b.second)) })
	c.turn()
}

// startWith fills in initial from all words, the commonest first.
func (c *Corrector) startWith(words []string) {
	c.initial = map[byte][]word{}
	for _, w := range words {
		if len(w) >= minLetters-1 && len(w) < maxLetters {
			c.initial[w[0]] = append(c.initial[w[0]], word{w, lettersOf(w)})
		}
	}
}

// turn fills in bySecond from byFirst.
func (c *Corrector) turn() {
	last := rune(0)
	for _, p := range c.byFirst {
		last = max(last, p.second)
	}
	next := make([]uint32, last+2) // by second character
	for _, p := range c.byFirst {
		next[p.second+1]++
	}
	for r := range last {
		next[r+1] += next[r]
	}
	c.bySecond = make([]pair, len(c.byFirst))
	for _, p := range c.byFirst {
		c.bySecond[next[p.second]] = p
		next[p.second]++
	}
}

// after lists the pairs that begin with a character, until those that end
// with it.
func (c *Corrector) after(r rune) []pair {
	from, _ := slices.BinarySearchFunc(c.byFirst, r, func(p pair, r rune) int { return cmp.Compare(p.first, r) })
	to := from
	for to < len(c.byFirst) && c.byFirst[to].first == r {
		to++
	}
	return c.byFirst[from:to]
}

func (c *Corrector) until(r rune) []pair {
	from, _ := slices.BinarySearchFunc(c.bySecond, r, func(p pair, r rune) int { return cmp.Compare(p.second, r) })
	to := from
	for to < len(c.bySecond) && c.bySecond[to].second == r {
		to++
	}
	return c.bySecond[from:to]
}

// pairs counts a pair.
func (c *Corrector) pairs(first, second rune) int {
	if first == 0 || second == 0 {
		return 0
	}
	i, ok := slices.BinarySearchFunc(c.byFirst, pair{first: first, second: second}, func(a, b pair) int {
		if a.first != b.first {
			return int(a.first - b.first)
		}
		return int(a.second - b.second)
	})
	if !ok {
		return 0
	}
	return c.byFirst[i].n
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
	letters := lettersOf(w)
	for i, first := range []byte{w[0], w[1]} {
		if i == 1 && first == w[0] {
			break
		}
		for _, x := range c.initial[first] {
			// A wrong letter is one more and one less, other slips change fewer.
			if i == 1 && x.text[1] != w[0] || bits.OnesCount32(letters^x.letters) > 2*(bestDistance-1) {
				continue
			}
			if d := distance(w, x.text, allowed); d < bestDistance {
				best, bestDistance = x.text, d
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
			c.pairs(left, r) > 0 || c.pairs(r, right) > 0 {
			continue
		}
		syllable := text.Syllable(r)
		if syllable == 0 {
			continue
		}
		best, bestScore := rune(0), 0
		take := func(x rune, n int) {
			if x != r && (n > bestScore || n == bestScore && x < best) {
				best, bestScore = x, n
			}
		}
		for _, p := range c.after(left) {
			if text.Syllable(p.second) == syllable {
				take(p.second, p.n+3*c.pairs(p.second, right))
			}
		}
		for _, p := range c.until(right) {
			if text.Syllable(p.first) == syllable {
				take(p.first, p.n+3*c.pairs(left, p.first))
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
