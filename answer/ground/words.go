package ground

import (
	"slices"
	"strings"
)

// words compares words of letters.
func (c *comparison) words() {
	cells := c.claim.cells
	supported := make([]bool, len(cells))
	for i := range cells {
		w := &cells[i]
		if w.kind != wordCell || w.skip {
			supported[i] = true
			continue
		}
		if at := c.fact.stems[w.stem]; len(at) > 0 {
			c.occ[i] = append(c.occ[i], at...)
			supported[i] = true
		} else if c.fact.alias != nil && len(c.fact.alias.stems[w.stem]) > 0 {
			supported[i] = true
		}
	}
	for _, s := range c.claim.spans {
		if s.chinese {
			continue
		}
		for _, class := range s.lexeme.classes {
			at := c.fact.classes[class]
			if len(at) == 0 || cells[s.at].upper && !c.lexicon.proper[class] {
				continue
			}
			for k := s.at; k < s.at+s.n; k++ {
				c.occ[k] = append(c.occ[k], at...)
				supported[k] = true
			}
		}
	}
	for i := range cells {
		w := &cells[i]
		if supported[i] || !w.claims || !w.upper && c.excused(i) {
			continue
		}
		if !w.upper {
			if at := c.kin(w.stem); at >= 0 {
				c.occ[i] = append(c.occ[i], at)
				continue
			}
		}
		kind := Unsupported
		if w.upper {
			kind = Name
		}
		if o := c.opposite(i); o != "" {
			c.add(kind, "“%s” contradicts the cited fact, which has “%s”.", w.text, o)
			continue
		}
		c.add(kind, "“%s” is not in the cited fact.", w.text)
	}
	c.capitals()
}

// excused tells whether a word that the fact lacks claims nothing all the same: it
// does so only as a part of a phrase that it need not be (took part), or it stands
// for the name of what the fact is about (the company).
func (c *comparison) excused(i int) bool {
	inPhrase, alone := false, false
	for _, s := range c.claim.spans {
		if i < s.at || i >= s.at+s.n || s.chinese {
			continue
		}
		switch {
		case s.n > 1 && s.chosen:
			inPhrase = true
		case s.n == 1 && s.lexeme.neutral:
			alone = true
		}
		if s.n == 1 && s.lexeme.generic && i > 0 {
			switch c.claim.cells[i-1].text {
			case "the", "this", "that", "its", "their":
				return true
			}
		}
	}
	return inPhrase && alone
}

// derivations are what stems of one family differ by.
var derivations = wordSet(`t e er or r ion tion ment al ist ian n ic ant ent anc enc iv ive ous i y at ation
	iz is d s iti ti tist c cist cian ial ari eri ori ur ure age ag ship hood dom ish ness`)

// kin finds a word of the fact with the same root: produce, production.
func (c *comparison) kin(stem string) int32 {
	if len(stem) < 5 {
		return -1
	}
	for k := range c.fact.cells {
		f := &c.fact.cells[k]
		if f.kind != wordCell || len(f.stem) < 5 || f.stem[:5] != stem[:5] {
			continue
		}
		n := 5
		for n < len(stem) && n < len(f.stem) && stem[n] == f.stem[n] {
			n++
		}
		a, b := stem[n:], f.stem[n:]
		if (a == "" || derivations[a]) && (b == "" || derivations[b]) {
			return int32(k)
		}
	}
	return -1
}

// opposite returns the word of the fact that contradicts a word of the claim.
func (c *comparison) opposite(i int) string {
	for _, s := range c.claim.spans {
		if i < s.at || i >= s.at+s.n {
			continue
		}
		for _, class := range s.lexeme.classes {
			for _, against := range c.lexicon.against[class] {
				if at := c.fact.classes[against]; len(at) > 0 {
					return c.fact.textAt(int(at[0]))
				}
			}
		}
	}
	return ""
}

// textAt returns the word at a cell, for people to read.
func (p *passage) textAt(i int) string {
	if p.cells[i].kind == wordCell {
		return p.cells[i].text
	}
	n := 1
	for _, s := range p.spans {
		if s.at == i && s.n > n {
			n = s.n
		}
	}
	var b strings.Builder
	for k := i; k < i+n && k < len(p.cells); k++ {
		if p.cells[k].kind == hanCell {
			b.WriteRune(p.cells[k].han)
		}
	}
	return b.String()
}

// capitals holds names of several words together: two capitalised words that
// follow each other must be neighbours in the fact, with at most small words
// between, in either order: Transport Ministry, Ministry of Transport.
func (c *comparison) capitals() {
	cells := c.claim.cells
	for i := 1; i < len(cells); i++ {
		a, b := &cells[i-1], &cells[i]
		if !a.upper || !b.upper || a.clause != b.clause || b.start-a.start-len(a.text) > 1 || functionWord(a.text) || functionWord(b.text) {
			continue
		}
		if len(c.occ[i-1]) == 0 || len(c.occ[i]) == 0 || c.neighbours(c.occ[i-1], c.occ[i]) {
			continue
		}
		if c.common(c.occ[i-1]) || c.common(c.occ[i]) {
			continue // a title: Mayor Ann Lee
		}
		if c.fact.alias != nil && (len(c.fact.alias.stems[a.stem]) > 0 || len(c.fact.alias.stems[b.stem]) > 0) {
			continue
		}
		c.add(Name, "“%s %s” is not in the cited fact.", a.text, b.text)
	}
}

// common tells whether the fact writes a word without a capital letter.
func (c *comparison) common(at []int32) bool {
	return slices.ContainsFunc(at, func(k int32) bool { return !c.fact.cells[k].upper })
}

func (c *comparison) neighbours(a, b []int32) bool {
	for _, x := range a {
		for _, y := range b {
			lo, hi := min(x, y), max(x, y)
			if hi-lo > 4 || lo == hi {
				if lo == hi {
					return true
				}
				continue
			}
			if !slices.ContainsFunc(c.fact.cells[lo+1:hi], func(f cell) bool { return f.upper && !functionWord(f.text) }) {
				return true
			}
		}
	}
	return false
}
