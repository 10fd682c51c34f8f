package picture

import (
	_ "embed" // the font
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// The font, see fonts/README.md.
//
//go:embed fonts/forum-sans.otf
var fontFile []byte

// em is the font's own unit: all lengths of a text that has no size yet are in
// thousandths of its size.
const em = 1000

// typeface is the font. Reading it takes about a millisecond, once.
var typeface = sync.OnceValue(func() *sfnt.Font {
	f, err := sfnt.Parse(fontFile)
	if err != nil {
		panic(err) // built in, and tested
	}
	return f
})

// narrow are the private code points of marks that are as wide as a Chinese
// character by themselves, in the form that fits Latin letters. As in
// scripts/font.py.
var narrow = map[rune]rune{'‘': 0xe000, '’': 0xe001, '“': 0xe002, '”': 0xe003, '…': 0xe004}

// longDash is what a Chinese dash, written as two, is set with: the two have a
// gap between them.
const longDash = '⸺'

// glyph is one character's shape.
type glyph struct {
	char  rune
	index sfnt.GlyphIndex // 0 draws a box
	width int             // in thousandths of the size
}

// shaper finds the glyphs of characters. It is for one goroutine.
type shaper struct {
	font   *sfnt.Font
	buffer sfnt.Buffer
	known  map[rune]glyph
}

func newShaper() *shaper { return &shaper{font: typeface(), known: map[rune]glyph{}} }

// glyph is the shape of a character, a box where there is none.
func (s *shaper) glyph(r rune) glyph {
	if g, ok := s.known[r]; ok {
		return g
	}
	g := glyph{char: r}
	g.index, _ = s.font.GlyphIndex(&s.buffer, r) // fails for a damaged font only, which a test would show
	if width, err := s.font.GlyphAdvance(&s.buffer, g.index, fixed.I(em), 0); err == nil {
		g.width = width.Round()
	}
	s.known[r] = g
	return g
}

// glyphs are the shapes of a text, without what has none by its nature: control
// characters, joiners, variation selectors. Quotation marks and dots are narrow
// between letters, and everywhere in a text that is not Chinese.
func (s *shaper) glyphs(text string) []glyph {
	runes := []rune(strings.ToValidUTF8(text, ""))
	chinese := isChinese(text)
	var out []glyph
	for i := 0; i < len(runes); i++ {
		r := runes[i]
		if r == '—' && i+1 < len(runes) && runes[i+1] == '—' {
			out = append(out, s.glyph(longDash))
			i++
			continue
		}
		if unicode.IsControl(r) && r != '\n' || unicode.In(r, unicode.Cf, unicode.Variation_Selector) {
			continue
		}
		if slim, ok := narrow[r]; ok && (!chinese || i > 0 && i+1 < len(runes) && isWord(runes[i-1]) && isWord(runes[i+1])) {
			g := s.glyph(slim)
			g.char = r
			out = append(out, g)
			continue
		}
		out = append(out, s.glyph(r))
	}
	return out
}

// Missing are the characters of these texts that the font does not have, each once.
func Missing(texts ...string) string {
	s := newShaper()
	var out strings.Builder
	for _, text := range texts {
		for _, g := range s.glyphs(text) {
			if g.index == 0 && !unicode.IsSpace(g.char) && !strings.ContainsRune(out.String(), g.char) {
				out.WriteRune(g.char)
			}
		}
	}
	return out.String()
}

// isChinese tells whether a text is written in Chinese, rather than that it has
// a Chinese name in it.
func isChinese(text string) bool {
	han, letters := 0, 0
	for _, r := range text {
		switch {
		case isHan(r):
			han++
		case unicode.IsLetter(r):
			letters++
		}
	}
	return 3*han > letters // a Chinese word is two characters, an English one five or six
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

// isWord tells letters and digits of scripts that are written in words.
func isWord(r rune) bool {
	return (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)) && !isFullWidth(r)
}

// isFullWidth tells characters that are set in squares.
func isFullWidth(r rune) bool {
	return isHan(r) || r >= 0x2e80 && r <= 0x33ff || r >= 0xff01 && r <= 0xff60
}
