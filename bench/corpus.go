package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"unicode/utf8"
)

// factRunes is the mean length of a made fact, in characters.
const factRunes = 145

// corpus makes facts and questions about them, the same for the same seed.
type corpus struct {
	rng     *rand.Rand
	clauses map[string][]string // by language: what facts are put together from
	invent  bool                // templates and changed numbers besides the clauses
	han     []rune              // characters of the facts, for mistakes
}

func newCorpus(clauses map[string][]string, invent bool, seed uint64) *corpus {
	c := &corpus{rng: rand.New(rand.NewPCG(seed, 145)), clauses: clauses, invent: invent}
	for _, clause := range clauses["zh"] {
		for _, r := range clause {
			if isHan(r) {
				c.han = append(c.han, r)
			}
		}
	}
	if len(c.han) == 0 {
		c.han = []rune(givenCharacters)
	}
	return c
}

// fact puts clauses together: three in five facts in both languages, one each
// in only Chinese and only English.
func (c *corpus) fact() string {
	length := factRunes/2 + c.rng.IntN(factRunes+1)
	zh, en := length*2/5, length*3/5
	switch c.rng.IntN(5) {
	case 0:
		zh, en = length, 0
	case 1:
		zh, en = 0, length
	}
	if len(c.clauses["en"]) == 0 && !c.invent {
		zh, en = length, 0
	}
	if len(c.clauses["zh"]) == 0 && !c.invent {
		zh, en = 0, length
	}
	var b strings.Builder
	c.part(&b, "zh", zh, "，", "。")
	c.part(&b, "en", en, ", ", ". ")
	return strings.TrimSpace(b.String())
}

// part writes clauses of about n characters.
func (c *corpus) part(b *strings.Builder, lang string, n int, comma, stop string) {
	for n > 0 {
		clause := c.clause(lang)
		runes := utf8.RuneCountInString(clause)
		if runes > n+n/4+8 { // cut a long one
			cut := []rune(clause)[:n]
			clause, runes = string(cut), n
			if i := strings.LastIndexByte(clause, ' '); lang == "en" && i > 0 {
				clause = clause[:i]
			}
		}
		b.WriteString(clause)
		n -= runes + 1
		if n > 0 {
			b.WriteString(comma)
		} else {
			b.WriteString(stop)
		}
	}
}

func (c *corpus) clause(lang string) string {
	pool := c.clauses[lang]
	if !c.invent {
		return pool[c.rng.IntN(len(pool))]
	}
	if len(pool) == 0 || c.rng.IntN(2) == 0 {
		return c.fill(lang)
	}
	return c.renumber(pool[c.rng.IntN(len(pool))])
}

// renumber changes half of the numbers of a clause.
func (c *corpus) renumber(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		if s[i] < '0' || s[i] > '9' {
			b.WriteByte(s[i])
			i++
			continue
		}
		j := i
		for j < len(s) && s[j] >= '0' && s[j] <= '9' {
			j++
		}
		switch {
		case c.rng.IntN(2) == 0:
			b.WriteString(s[i:j])
		case j-i == 4:
			fmt.Fprint(&b, 1950+c.rng.IntN(90))
		default:
			top := 1
			for range min(j-i, 8) {
				top *= 10
			}
			fmt.Fprint(&b, top/10+c.rng.IntN(top-top/10))
		}
		i = j
	}
	return b.String()
}

// fill fills a template.
func (c *corpus) fill(lang string) string {
	t := templates[skewed(c.rng, len(templates))]
	text, slot := t.zh, 0
	if lang == "en" {
		text, slot = t.en, 1
	}
	pick := func(pairs [][2]string) string { return pairs[skewed(c.rng, len(pairs))][slot] }
	return slots.ReplaceAllStringFunc(text, func(name string) string {
		switch name {
		case "{org}":
			if lang == "en" {
				return c.latin(2) + " " + pick(institutions)
			}
			return c.characters(2) + pick(institutions)
		case "{person}":
			if lang == "en" {
				return c.latin(2) + " " + c.latin(2)
			}
			return string(character(c.rng, surnames)) + c.characters(1+c.rng.IntN(2))
		case "{product}":
			return fmt.Sprintf("%s-%d", c.latin(2+c.rng.IntN(2)), 1+skewed(c.rng, 300))
		case "{city}":
			return pick(cities)
		case "{field}":
			return pick(fields)
		case "{verb}":
			return pick(verbs)
		case "{kind}":
			return pick(kinds)
		case "{year}":
			return fmt.Sprint(1978 + c.rng.IntN(48))
		case "{month}":
			return fmt.Sprint(1 + c.rng.IntN(12))
		case "{share}":
			return fmt.Sprintf("%d.%d", 1+c.rng.IntN(98), c.rng.IntN(10))
		default: // {n}
			return fmt.Sprint(2 + skewed(c.rng, 20_000))
		}
	})
}

// latin makes a name of n syllables.
func (c *corpus) latin(n int) string {
	var b strings.Builder
	for i := range n {
		s := syllables[c.rng.IntN(len(syllables))]
		if i == 0 {
			s = strings.ToUpper(s[:1]) + s[1:]
		}
		b.WriteString(s)
	}
	return b.String()
}

func (c *corpus) characters(n int) string {
	var b strings.Builder
	for range n {
		b.WriteRune(character(c.rng, givenCharacters))
	}
	return b.String()
}

func character(rng *rand.Rand, from string) rune {
	rs := []rune(from)
	return rs[skewed(rng, len(rs))]
}

// skewed draws a number below n, small ones more often: half of the draws are
// in the first quarter.
func skewed(rng *rand.Rand, n int) int {
	r := rng.Float64()
	return int(float64(n) * r * r)
}

func isHan(r rune) bool { return r >= 0x4e00 && r <= 0x9fff }
