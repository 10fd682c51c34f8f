package knowledge

import (
	"strings"
	"unicode"
)

// setChinese checks that a Chinese text is set as Chinese is: full-width
// punctuation, curved quotes, no space around figures and Latin words. It
// returns what is wrong and how it should be, with the place, or "".
//
// GB/T 15834-2011 has the marks. Spaces are a matter of habit; ours is none.
func setChinese(s string) (wrong string) {
	runes := []rune(s)
	at := func(i int) rune {
		if i < 0 || i >= len(runes) {
			return 0
		}
		return runes[i]
	}
	report := func(i int, what string) string {
		return "“" + string(runes[max(0, i-4):min(len(runes), i+5)]) + "”: " + what
	}
	for i, r := range runes {
		before, after := at(i-1), at(i+1)
		switch {
		case strings.ContainsRune(`,;:?!()`, r) && (isChinese(before) || isChinese(after)):
			return report(i, "between Chinese characters the mark is "+string(fullWidth(r)))
		case r == '.' && isChinese(before):
			return report(i, "a Chinese sentence ends in 。")
		case r == '"' || strings.ContainsRune("「」『』", r):
			return report(i, "Chinese quotes are “ and ”, ‘ and ’ within")
		case r == '\'' && (isChinese(before) || isChinese(after)):
			return report(i, "Chinese quotes within quotes are ‘ and ’")
		case r == ' ' && (isChinese(before) || isChinese(after)):
			return report(i, "there is no space beside a Chinese character")
		case r == '-' && isChinese(before) && isChinese(after):
			return report(i, "a Chinese dash is —— and a range ～ or 至")
		case strings.ContainsRune("　０１２３４５６７８９％", r) || r >= 'Ａ' && r <= 'Ｚ' || r >= 'ａ' && r <= 'ｚ':
			return report(i, "figures, letters and % are half-width, and there are no full-width spaces")
		}
	}
	if n := strings.Count(s, "“") - strings.Count(s, "”"); n != 0 {
		return "a quote is opened and not closed, or the other way round"
	}
	return ""
}

// isChinese reports whether a character is one or a full-width mark.
func isChinese(r rune) bool {
	return unicode.Is(unicode.Han, r) || r >= 0x3001 && r <= 0x3011 || r >= 0xff01 && r <= 0xff1f
}

// fullWidth is an ASCII mark in full width.
func fullWidth(r rune) rune { return r - '!' + '！' }
