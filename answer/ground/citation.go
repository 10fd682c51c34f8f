package ground

import (
	"strings"
	"unicode/utf8"
)

// part is a stretch of a sentence with the facts that it cites.
type part struct {
	text  string
	facts []int
}

// Cites tells whether a text cites a fact anywhere, as in [2] or 【2】.
func Cites(s string) bool {
	for i := 0; i < len(s); {
		if _, n := citation(s[i:]); n > 0 {
			return true
		}
		_, n := utf8.DecodeRuneInString(s[i:])
		i += n
	}
	return false
}

// citedParts cuts a sentence behind its citations: what stands before a citation
// rests on it. What follows the last one rests on it, too.
func citedParts(s string) []part {
	var parts []part
	var text strings.Builder
	var cites []int
	flush := func() {
		parts = append(parts, part{text.String(), cites})
		text.Reset()
		cites = nil
	}
	for i := 0; i < len(s); {
		numbers, n := citation(s[i:])
		if n > 0 {
			cites = append(cites, numbers...)
			i += n
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if len(cites) > 0 && !strings.ContainsRune(" ,，、;；.。!！?？\"”」』)）", r) {
			flush()
		}
		text.WriteString(s[i : i+n])
		i += n
	}
	if text.Len() > 0 || len(cites) > 0 {
		if len(cites) == 0 && len(parts) > 0 {
			cites = parts[len(parts)-1].facts
		}
		flush()
	}
	return parts
}

// citation reads [2], 【2】, ［2］, [1, 3] or [1][2] begun at the start of s, and
// returns the numbers and the length.
func citation(s string) (numbers []int, length int) {
	r, n := utf8.DecodeRuneInString(s)
	var end rune
	switch r {
	case '[':
		end = ']'
	case '【':
		end = '】'
	case '［':
		end = '］'
	default:
		return nil, 0
	}
	value, digits := 0, 0
	for i := n; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		switch {
		case r >= '0' && r <= '9' && digits < 4:
			value, digits = value*10+int(r-'0'), digits+1
		case r >= '０' && r <= '９' && digits < 4:
			value, digits = value*10+int(r-'０'), digits+1
		case (r == ',' || r == '，' || r == '、' || r == ' ' || r == ';') && digits > 0:
			numbers = append(numbers, value)
			value, digits = 0, 0
		case r == ' ' || r == '^':
		case r == end && (digits > 0 || len(numbers) > 0):
			if digits > 0 {
				numbers = append(numbers, value)
			}
			return numbers, i
		default:
			return nil, 0
		}
	}
	return nil, 0
}
