package ground

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// quote is what stands in quotation marks.
type quote struct {
	text  string // as it stands
	plain string // its letters and digits
}

var quoteMarks = map[rune]rune{'“': '”', '「': '」', '『': '』', '«': '»', '《': '》', '"': '"', '〈': '〉', '„': '“', '‘': '’', '＂': '＂'}

// quotesIn lists what stands in quotation marks. One that is not closed reaches to
// the end.
func quotesIn(s string) []quote {
	if !strings.ContainsAny(s, "“「『«《\"〈„‘＂") {
		return nil
	}
	var found []quote
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		i += n
		end, ok := quoteMarks[r]
		if !ok {
			continue
		}
		j := strings.IndexRune(s[i:], end)
		if j < 0 {
			if r == '‘' {
				continue // an apostrophe
			}
			j = len(s) - i
		}
		inner := s[i : i+j]
		if plain := letters(inner); plain != "" {
			found = append(found, quote{strings.TrimSpace(inner), plain})
		}
		i += min(j+utf8.RuneLen(end), len(s)-i)
	}
	return found
}

// squeeze keeps the letters and digits of a folded text.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

// takeLinks finds web addresses, e-mail addresses, @handles and telephone numbers
// in a text and returns it without them.
func takeLinks(s string) (rest string, links []string) {
	if !strings.ContainsAny(s, "@:.+") && !hasDigits(s, 7) {
		return s, nil
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		n := linkAt(s, i)
		if n == 0 {
			_, n = utf8.DecodeRuneInString(s[i:])
			b.WriteString(s[i : i+n])
			i += n
			continue
		}
		links = append(links, strings.TrimRight(s[i:i+n], ".,;:!?)"))
		b.WriteByte(' ')
		i += n
	}
	return b.String(), links
}

func hasDigits(s string, least int) bool {
	n := 0
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			n++
		}
	}
	return n >= least
}

// linkAt returns the length of the link that begins at i, or 0.
func linkAt(s string, i int) int {
	if i > 0 && isURLByte(s[i-1]) && s[i-1] != '(' && s[i-1] != '.' && s[i-1] != ',' && s[i-1] != ':' {
		return 0
	}
	end := i
	for end < len(s) && isURLByte(s[end]) {
		end++
	}
	w := strings.TrimRight(s[i:end], ".,;:!?)-")
	switch {
	case len(w) < 4:
	case strings.Contains(w, "://"), strings.HasPrefix(strings.ToLower(w), "www."):
		return len(w)
	case w[0] == '@' && len(w) > 3:
		return len(w)
	case strings.Contains(w, "@") && strings.Contains(w, "."):
		return len(w)
	case domainLike(w):
		return len(w)
	}
	return phoneAt(s, i)
}

func isURLByte(c byte) bool {
	return c > ' ' && c < 0x7F && !strings.ContainsRune("\"<>[]{}|\\^`", rune(c))
}

// domainLike tells example.com and t.me/x from a sentence without a blank.
func domainLike(w string) bool {
	host, _, _ := strings.Cut(w, "/")
	labels := strings.Split(host, ".")
	if len(labels) < 2 {
		return false
	}
	for _, l := range labels {
		if len(l) < 1 || strings.Trim(strings.ToLower(l), "abcdefghijklmnopqrstuvwxyz0123456789-") != "" {
			return false
		}
	}
	top := strings.ToLower(labels[len(labels)-1])
	return topDomains[top]
}

var topDomains = wordSet("com org net edu gov cn io me info biz app dev ai tv uk de fr jp ru eu us co in hk tw top xyz site online link")

// phoneAt returns the length of a telephone number at i: at least seven digits in
// groups, with +, blanks, hyphens or brackets, which no other number is written in.
func phoneAt(s string, i int) int {
	if s[i] != '+' && s[i] != '(' && (s[i] < '0' || s[i] > '9') || i > 0 && (s[i-1] >= '0' && s[i-1] <= '9' || s[i-1] == '.' || s[i-1] == ',') {
		return 0
	}
	digits, groups, last := 0, 1, i
	for j := i; j < len(s); j++ {
		c := s[j]
		switch {
		case c >= '0' && c <= '9':
			digits++
			last = j + 1
		case c == '-' || c == ' ' && s[i] == '+' || c == '(' || c == ')':
			groups++
		case c == '+' && j == i:
		default:
			j = len(s)
		}
	}
	plain := groups == 1 && s[i] != '+'
	if s[i] == '+' && digits >= 7 || !plain && digits >= 10 || plain && digits == 11 && s[i] == '1' {
		if isDateLike(s[i:last]) {
			return 0
		}
		return last - i
	}
	return 0
}

// isDateLike tells 2023-05-26 and 2023-05-26-30 from telephone numbers.
func isDateLike(s string) bool {
	return len(s) >= 8 && (s[:2] == "19" || s[:2] == "20") && (s[4] == '-' || s[4] == '/')
}
