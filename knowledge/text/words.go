package text

import (
	"unicode"
	"unicode/utf8"
)

// TokenKind tells what a Token is.
type TokenKind uint8

// The kinds of token.
const (
	HanToken    TokenKind = iota // a run of characters of a script without spaces: Han, Kana, Hangul, Thai …
	WordToken                    // letters, also with digits in them: h2o, covid19
	NumberToken                  // digits with their decimal point and percent sign
)

// Token is a run of characters of one kind.
type Token struct {
	Start, End uint32 // bytes of the text
	Kind       TokenKind
	Break      bool // punctuation stands before it: it doesn't go together with the token before
}

// AppendTokens appends the tokens of a folded text.
func AppendTokens(dst []Token, s string) []Token {
	broken := true
	for i := 0; i < len(s); {
		kind, n := classOf(s, i)
		switch kind {
		case classBlank:
			i += n
			continue
		case classOther:
			broken = true
			i += n
			continue
		}
		start := i
		t := Token{Start: uint32(start), Break: broken}
		switch kind {
		case classHan:
			for i < len(s) && kind == classHan {
				i += n
				kind, n = classOf(s, i)
			}
			t.Kind = HanToken
		case classDigit:
			i = endOfNumber(s, i)
			if k, _ := classOf(s, i); k != classLetter || s[i-1] == '%' {
				t.Kind = NumberToken
				break
			}
			i = endOfWord(s, i)
			t.Kind = WordToken
		default:
			i = endOfWord(s, i)
			t.Kind = WordToken
		}
		t.End = uint32(i)
		dst = append(dst, t)
		broken = false
	}
	return dst
}

type class uint8

const (
	classOther class = iota
	classBlank
	classLetter
	classDigit
	classHan
)

func classOf(s string, i int) (class, int) {
	if i >= len(s) {
		return classOther, 0
	}
	c := s[i]
	if c < utf8.RuneSelf {
		switch {
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z':
			return classLetter, 1
		case c >= '0' && c <= '9':
			return classDigit, 1
		case c == ' ':
			return classBlank, 1
		}
		return classOther, 1
	}
	r, n := utf8.DecodeRuneInString(s[i:])
	switch {
	case r >= 0x4E00 && r <= 0x9FFF:
		return classHan, n
	case unspaced(r):
		return classHan, n
	case unicode.IsLetter(r) || unicode.IsMark(r):
		return classLetter, n
	case unicode.IsDigit(r):
		return classDigit, n
	}
	return classOther, n
}

// unspaced tells the scripts whose words aren't parted by blanks, and Hangul,
// whose words carry endings that bigrams see through.
func unspaced(r rune) bool {
	switch {
	case r < 0xE00:
		return false
	case r == '〇' || r == '々' || r >= 0x3041 && r <= 0x30FF && r != '・':
		return true
	case r >= 0x3400 && r <= 0x9FFF || r >= 0xAC00 && r <= 0xD7A3 || r >= 0x20000 && r <= 0x323AF:
		return true
	}
	return unicode.In(r, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar)
}

func endOfNumber(s string, i int) int {
	for {
		k, n := classOf(s, i)
		if k == classDigit {
			i += n
			continue
		}
		if i+1 < len(s) && s[i] == '.' && s[i+1] >= '0' && s[i+1] <= '9' {
			i += 2
			continue
		}
		break
	}
	if i < len(s) && s[i] == '%' {
		i++
	}
	return i
}

// endOfWord goes over letters and digits, and an apostrophe between letters.
func endOfWord(s string, i int) int {
	for {
		k, n := classOf(s, i)
		switch {
		case k == classLetter || k == classDigit:
			i += n
		case n == 1 && s[i] == '\'':
			if k, _ := classOf(s, i+1); k != classLetter {
				return i
			}
			i++
		default:
			return i
		}
	}
}
