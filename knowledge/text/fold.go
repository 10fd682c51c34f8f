package text

import (
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Fold brings a text into the one form that everything else works on:
// compatibility forms are replaced (full width to half width, ligatures,
// circled digits), letters are lower case without accents, Chinese characters
// are simplified, curly quotes are straight, white space is a single blank,
// and what can't be seen (control, zero-width and bidirectional characters,
// soft hyphens, variation selectors) is dropped. Invalid bytes end a word.
func Fold(s string) string {
	if isFolded(s) {
		return s
	}
	return string(AppendFold(make([]byte, 0, len(s)+8), s))
}

// isFolded spares plain lower-case ASCII the work.
func isFolded(s string) bool {
	blank := true // leading blanks are dropped
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c >= 0x7F || c >= 'A' && c <= 'Z' || c == ' ' && blank {
			return false
		}
		blank = c == ' '
	}
	return !blank
}

// AppendFold appends the folded form of s to dst.
func AppendFold(dst []byte, s string) []byte {
	f := folder{dst: dst, start: len(dst), table: simplified()}
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			f.ascii(c)
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		f.rune(r, s[i:i+n], 0)
		i += n
	}
	if n := len(f.dst); n > f.start && f.dst[n-1] == ' ' {
		f.dst = f.dst[:n-1]
	}
	return f.dst
}

type folder struct {
	dst   []byte
	start int
	table *scriptTable
}

func (f *folder) ascii(c byte) {
	switch {
	case c >= 'A' && c <= 'Z':
		c += 'a' - 'A'
	case c == '\t' || c == '\n' || c == '\v' || c == '\f' || c == '\r' || c == ' ':
		f.blank()
		return
	case c < ' ' || c == 0x7F:
		return
	}
	f.dst = append(f.dst, c)
}

func (f *folder) blank() {
	if n := len(f.dst); n > f.start && f.dst[n-1] != ' ' {
		f.dst = append(f.dst, ' ')
	}
}

// rune appends one character that isn't ASCII. Depth guards against a
// decomposition that would decompose again.
func (f *folder) rune(r rune, raw string, depth int) {
	switch {
	case r >= 0x3400 && r <= 0x9FFF: // Han
		f.dst = utf8.AppendRune(f.dst, f.table.simplify(r))
		return
	case r >= 0xFF01 && r <= 0xFF5E: // full-width ASCII
		f.ascii(byte(r - 0xFEE0))
		return
	case r == utf8.RuneError || unicode.IsSpace(r):
		f.blank()
		return
	case r >= 0x2018 && r <= 0x201B || r == 0x2032:
		f.dst = append(f.dst, '\'')
		return
	case r >= 0x201C && r <= 0x201F:
		f.dst = append(f.dst, '"')
		return
	case r >= 0x2010 && r <= 0x2015 || r == 0x2212:
		f.dst = append(f.dst, '-')
		return
	case r >= 0x3001 && r <= 0x30FF && r != 0x3099 && r != 0x309A || r >= 0xAC00 && r <= 0xD7A3: // CJK punctuation, Kana, Hangul syllables
		f.dst = append(f.dst, raw...)
		return
	case invisible(r):
		return
	}
	if depth == 0 {
		if d := norm.NFKD.PropertiesString(raw).Decomposition(); d != nil {
			latin := r < 0x370 || r >= 0x1E00 && r < 0x1F00
			if !latin && hasMark(d) { // й is a letter of its own
				f.dst = utf8.AppendRune(f.dst, unicode.ToLower(r))
				return
			}
			for len(d) > 0 {
				p, n := utf8.DecodeRune(d)
				switch {
				case latin && p >= 0x300 && p < 0x370: // an accent
				case p < utf8.RuneSelf:
					f.ascii(byte(p))
				default:
					f.rune(p, string(d[:n]), 1)
				}
				d = d[n:]
			}
			return
		}
	}
	if r >= 0x300 && r < 0x370 && f.afterLatin() {
		return
	}
	f.dst = utf8.AppendRune(f.dst, unicode.ToLower(r))
}

// hasMark tells whether a decomposition is a character with its accents.
func hasMark(d []byte) bool {
	_, n := utf8.DecodeRune(d)
	r, _ := utf8.DecodeRune(d[n:])
	return len(d) > n && unicode.Is(unicode.Mn, r)
}

// afterLatin tells whether a combining accent stands after a Latin letter.
func (f *folder) afterLatin() bool {
	n := len(f.dst)
	return n > f.start && f.dst[n-1] < utf8.RuneSelf
}

// invisible characters would split words and defeat comparisons. Private use
// and unassigned characters are kept: they may be all that a text has.
func invisible(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf) || unicode.Is(unicode.Variation_Selector, r) || r == 0x034F || r == 0x115F || r == 0x1160 || r == 0x3164
}

// scriptTable maps 0x3400–0x9FFF in pages of 64 characters; pages without a
// traditional character share page 0.
type scriptTable struct {
	page [(0xA000 - 0x3400) / 64]uint16
	char [][64]uint16
}

func (t *scriptTable) simplify(r rune) rune {
	i := r - 0x3400
	if s := t.char[t.page[i>>6]][i&63]; s != 0 {
		return rune(s)
	}
	return r
}

var simplified = sync.OnceValue(func() *scriptTable {
	t := &scriptTable{char: make([][64]uint16, 1, 400)}
	for rest := scriptPairs; rest != ""; {
		from, n := utf8.DecodeRuneInString(rest)
		to, m := utf8.DecodeRuneInString(rest[n:])
		rest = rest[n+m:]
		i := from - 0x3400
		if i < 0 || int(i>>6) >= len(t.page) {
			continue // compatibility ideographs decompose
		}
		if t.page[i>>6] == 0 {
			t.page[i>>6] = uint16(len(t.char))
			t.char = append(t.char, [64]uint16{})
		}
		t.char[t.page[i>>6]][i&63] = uint16(to)
	}
	return t
})
