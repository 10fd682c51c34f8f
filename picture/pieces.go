package picture

import (
	"strings"
	"unicode"
)

// Marks that must not begin a line, and marks that must not end one. See
// "Requirements for Chinese Text Layout", https://www.w3.org/TR/clreq/, section 3.1.
const (
	noStart = "，。、；：？！）》」』】〕〉’”…·—⸺～％‰℃々ー" + ",.;:?!)]}%°–-/"
	noEnd   = "（《「『【〔〈‘“" + "([{$€£￥¥#＃№"
)

// Marks that fill half of their square only: ink at its left, ink at its right.
const (
	leftHalf  = "，。、；：）》」』】〕〉’”"
	rightHalf = "（《「『【〔〈‘“"
)

// measures are characters that count or date the figure before them; a line
// does not break between the two.
const measures = "年月日号届万亿千百十个名人家场项国倍余多次位种条款项类天周时分秒点元份层座所省市县区组支部届米里吨度成"

// units are words that go with the figure before them.
var units = map[string]bool{
	"thousand": true, "million": true, "billion": true, "trillion": true, "percent": true, "per": true,
	"January": true, "February": true, "March": true, "April": true, "May": true, "June": true, "July": true,
	"August": true, "September": true, "October": true, "November": true, "December": true,
}

const (
	wordSpace = 250 // between words
	autoSpace = 125 // between Chinese characters and figures or Latin letters
)

// What it costs to begin a line at a piece, beside an uneven line. See lines.go.
const (
	costMark   = -10 // after a comma or full stop: lines end as sentences do
	costFigure = 4   // between a Chinese word and the figure that belongs to it
	costHyphen = 8   // within a word with a hyphen
)

// piece is what a line must not break within. Lengths are in thousandths of the
// size.
type piece struct {
	glyphs []glyph
	at     []int // where each glyph stands within the piece
	width  int
	gap    int // what separates it from the piece before, if that is on the same line; may be negative
	lead   int // blank at its left that goes beyond the margin at a line's beginning
	tail   int // blank at its right that goes beyond the margin at a line's end
	cost   int // of beginning a line here
}

// cut takes a paragraph's glyphs apart where a line may break.
func cut(glyphs []glyph) []piece {
	var out []piece
	spaced := false
	for i, g := range glyphs {
		if unicode.IsSpace(g.char) && g.char != '\u00a0' {
			spaced = true
			continue
		}
		before := lastChar(out)
		gap := between(before, g, spaced)
		if before.char == 0 || !joined(out, glyphs[i:], spaced) {
			p := piece{lead: blank(rightHalf, g), gap: gap}
			if before.char != 0 {
				p.cost = breakCost(before.char, g.char, spaced)
			}
			out, gap = append(out, p), 0
		}
		out[len(out)-1].add(g, gap)
		spaced = false
	}
	return out
}

func (p *piece) add(g glyph, gap int) {
	p.glyphs = append(p.glyphs, g)
	p.at = append(p.at, p.width+gap)
	p.width += gap + g.width
	p.tail = blank(leftHalf, g)
}

func lastChar(pieces []piece) glyph {
	if len(pieces) == 0 {
		return glyph{}
	}
	g := pieces[len(pieces)-1].glyphs
	return g[len(g)-1]
}

// blank is the empty half of a full-width mark.
func blank(marks string, g glyph) int {
	if g.width == em && strings.ContainsRune(marks, g.char) {
		return em / 2
	}
	return 0
}

// between is the space between two glyphs on a line. Full-width marks that meet
// share their blank halves.
func between(a, b glyph, spaced bool) int {
	switch {
	case a.char == 0:
		return 0
	case spaced:
		return wordSpace
	case blank(leftHalf, a) > 0 && blank(leftHalf+rightHalf, b) > 0, blank(rightHalf, a) > 0 && blank(rightHalf, b) > 0:
		return -em / 2
	case isHan(a.char) && isWord(b.char), isWord(a.char) && isHan(b.char):
		return autoSpace
	}
	return 0
}

// joined tells that no line may begin at the first of the glyphs that follow.
func joined(before []piece, after []glyph, spaced bool) bool {
	last := before[len(before)-1].glyphs
	a, b := last[len(last)-1].char, after[0].char
	switch {
	case spaced:
		return unicode.IsDigit(a) && units[word(after)] ||
			strings.ContainsRune(leftHalf, b) || strings.ContainsRune(rightHalf, a) // a slip: such marks need no space
	case strings.ContainsRune(noStart, b) || strings.ContainsRune(noEnd, a):
		return true
	case strings.ContainsRune("-/–", a) && unicode.IsLetter(b):
		return len(last) < 3 || !unicode.IsLetter(last[len(last)-2].char) // not "e-mail", not "2019-nCoV"
	case isFullWidth(a) || isFullWidth(b):
		return unicode.IsDigit(a) && strings.ContainsRune(measures, b) ||
			a == '第' && (unicode.IsDigit(b) || isHan(b)) ||
			a == '月' && unicode.IsDigit(b) && len(last) > 1 && unicode.IsDigit(last[len(last)-2].char)
	}
	return true
}

// word is the word with which glyphs begin.
func word(glyphs []glyph) string {
	var b strings.Builder
	for _, g := range glyphs {
		if !unicode.IsLetter(g.char) {
			break
		}
		b.WriteRune(g.char)
	}
	return b.String()
}

func breakCost(a, b rune, spaced bool) int {
	switch {
	case strings.ContainsRune("，。；：？！、,.;:?!", a):
		return costMark
	case !spaced && strings.ContainsRune("-/–", a):
		return costHyphen
	case isHan(a) && unicode.IsDigit(b):
		return costFigure
	}
	return 0
}
