package ground

import (
	"strings"

	"github.com/forumbot/forumbot/knowledge/text"
)

// cellKind tells what a cell is.
type cellKind uint8

const (
	wordCell   cellKind = iota // a word of letters
	hanCell                    // one Chinese character
	numberCell                 // a number with its unit
	dateCell                   // a date or a part of one
)

// cell is the smallest piece of a text that is compared.
type cell struct {
	kind     cellKind
	skip     bool // belongs to another cell: a bound, a unit
	upper    bool // a word that is written with a capital letter, not only as the first
	claims   bool // has to stand in the fact
	name     bool // part of a name
	start    int  // in the canonical text
	clause   int
	sentence int
	marks    mark // what the words that govern it make of it
	own      mark // what it is itself

	text   string // a word, folded
	stem   string
	han    rune
	number quantity
	date   date
}

// quantity is a number with all that is said of it.
type quantity struct {
	value   decimal
	unit    string
	bound   bound
	ordinal bool
}

// date is a date or a part of one; 0 is unknown.
type date struct {
	year, month, day int
	bound            bound
}

// span is a lexeme in a text.
type span struct {
	at, n   int // cells
	lexeme  *lexeme
	chosen  bool // of the longest lexemes from left to right; others overlap these
	clause  int
	chinese bool
}

// passage is a claim or a fact taken apart.
type passage struct {
	cells  []cell
	spans  []span
	quotes []quote
	links  []string
	plain  string // letters and digits alone, for quotes

	stems     map[string][]int32 // a fact's words, by stem
	classes   map[class][]int32  // what a fact's words may stand for
	pairs     map[[2]rune][]int32
	runes     map[rune]bool
	within    []bool   // cells that are the end of a word
	held      []bool   // cells that a chosen lexeme holds; made when first needed
	alias     *passage // other names of what the fact is about
	inherited mark     // marks of the sentence before on the same fact
	unitOf    []int    // the word of each cell; made when first needed
}

// says tells whether anything in the passage has to be supported.
func (p *passage) says() bool {
	if len(p.links)+len(p.quotes) > 0 {
		return true
	}
	for i := range p.cells {
		if p.cells[i].claims {
			return true
		}
	}
	for _, s := range p.spans {
		if s.lexeme.marks&^(says|will) != 0 {
			return true
		}
	}
	return false
}

// split cuts a claim into its clauses; quotes and links stay with each of them, as
// they are compared word for word.
func (p *passage) split() []*passage {
	var parts []*passage
	from := 0
	for i := 1; i <= len(p.cells); i++ {
		if i < len(p.cells) && p.cells[i].clause == p.cells[from].clause {
			continue
		}
		part := &passage{cells: p.cells[from:i]}
		for _, s := range p.spans {
			if s.at >= from && s.at < i {
				s.at -= from
				part.spans = append(part.spans, s)
			}
		}
		from = i
		if part.says() {
			parts = append(parts, part)
		}
	}
	return parts
}

// index prepares a fact for being looked up.
func (p *passage) index() {
	p.stems = make(map[string][]int32, len(p.cells))
	p.classes = make(map[class][]int32, len(p.cells))
	p.pairs = make(map[[2]rune][]int32)
	p.runes = make(map[rune]bool)
	for i := range p.cells {
		switch c := &p.cells[i]; c.kind {
		case wordCell:
			p.stems[c.stem] = note(p.stems[c.stem], i)
		case hanCell:
			p.runes[c.han] = true
			if i+1 < len(p.cells) && p.cells[i+1].kind == hanCell && p.adjacent(i) {
				k := [2]rune{c.han, p.cells[i+1].han}
				p.pairs[k] = note(p.pairs[k], i)
			}
		case numberCell:
			if c.number.ordinal && c.number.value == parseDecimal("1") {
				p.addClass(lexemes().poles["first"], i)
			}
		}
	}
	p.within = make([]bool, len(p.cells))
	for _, s := range p.spans {
		if s.chosen && s.chinese && s.n == 2 && s.lexeme.claims() {
			p.within[s.at+1] = true
		}
	}
	for _, s := range p.spans {
		if s.chinese && s.n == 1 && !s.chosen {
			continue // a character of another word
		}
		for _, c := range s.lexeme.classes {
			p.addClass(c, s.at)
		}
	}
}

func (p *passage) addClass(c class, at int) { p.classes[c] = note(p.classes[c], at) }

// note adds a place to a list. A fact that repeats a word more often than any does
// is not followed to all of them.
func note(list []int32, at int) []int32 {
	const most = 32
	if len(list) >= most {
		return list
	}
	return append(list, int32(at))
}

// adjacent tells whether cell i and the next are written without a mark between.
func (p *passage) adjacent(i int) bool {
	return p.cells[i+1].start == p.cells[i].start+runeLength(p.cells[i].han) && p.cells[i].sentence == p.cells[i+1].sentence
}

func runeLength(r rune) int {
	switch {
	case r < 0x800:
		return 2
	case r < 0x10000:
		return 3
	}
	return 4
}

// read takes one sentence, or a part of one, apart.
func (c *Checker) read(s string) *passage {
	p := &passage{}
	p.readSentence(s, 0)
	p.finish()
	c.names.mark(p)
	return p
}

// readSource takes a fact apart.
func (c *Checker) readSource(src Source) *passage {
	p := &passage{}
	if len(src.Text) > maxFact {
		src.Text = strings.ToValidUTF8(src.Text[:maxFact], "")
	}
	for i, s := range Sentences(src.Text) {
		p.readSentence(s, i)
	}
	p.finish()
	c.names.mark(p)
	p.plain = letters(src.Text)
	p.index()
	if len(src.Names) > 0 {
		p.alias = &passage{}
		for i, n := range src.Names {
			p.alias.readSentence(n, i)
		}
		p.alias.finish()
		p.alias.index()
	}
	return p
}

// finish finds the lexemes and what they govern.
func (p *passage) finish() {
	p.findSpans()
	p.govern()
}

// letters returns the letters and digits of a text, folded.
func letters(s string) string { return squeeze(text.Fold(s)) }
