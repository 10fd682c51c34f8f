package ground

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Sentences cuts a text into its sentences, without the white space and list marks
// around them. It knows abbreviations, initials, decimals and quotation marks;
// citations and closing quotation marks behind a full stop belong to the sentence
// before.
func Sentences(s string) []string {
	done, rest := Cut(s)
	if rest = trimMarks(rest); rest != "" {
		done = append(done, rest)
	}
	return done
}

// Cut is Sentences for a text that is still growing: done are the sentences that
// nothing which follows can change, rest is what remains. A citation may still
// follow a full stop, so a sentence is done when the next one has begun or its
// line has ended.
func Cut(s string) (done []string, rest string) {
	start := 0
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if !ends(s, i, r) {
			i += n
			continue
		}
		i += n
		end, next := closing(s, i)
		if next == len(s) && !strings.Contains(s[i:], "\n") || mayCite(s[next:]) {
			break
		}
		if r != '\n' && r != '。' && r != '！' && r != '？' && r < 0x80 && end == next {
			continue // 3.5, v2.0, example.com: nothing separates
		}
		if t := trimMarks(s[start:end]); t != "" {
			done = append(done, t)
		}
		i, start = next, next
	}
	return done, s[start:]
}

// mayCite tells whether a text begins with a citation that is not complete yet.
func mayCite(s string) bool {
	for _, open := range []string{"[", "【", "［"} {
		if strings.HasPrefix(s, open) {
			return strings.Trim(s[len(open):], "0123456789０１２３４５６７８９,，、; ^") == ""
		}
	}
	return false
}

// ends tells whether the mark r at i ends a sentence.
func ends(s string, i int, r rune) bool {
	switch r {
	case '\n', '。', '！', '？', '!', '?':
		return true
	case '…':
		after, _ := utf8.DecodeRuneInString(s[i+len("…"):])
		return after == '\n' || unicode.IsUpper(after)
	case '.':
		return !abbreviated(s, i)
	}
	return false
}

// closing steps over what belongs to the sentence that ended before i: further
// marks, quotation marks, citations. next is where the following one begins.
func closing(s string, i int) (end, next int) {
	end = i
	for i < len(s) {
		r, n := utf8.DecodeRuneInString(s[i:])
		if _, c := citation(s[i:]); c > 0 {
			i += c
			end = i
			continue
		}
		if strings.ContainsRune("。！？!?.…”’」』）)》\"'", r) && (r != '"' && r != '\'' || quoteCloses(s, i)) {
			i += n
			end = i
			continue
		}
		if r == ' ' || r == '\t' || r == '\u3000' || r == '\n' || r == '\r' {
			// white space, and perhaps a citation behind it
			i += n
			continue
		}
		return end, i
	}
	return end, i
}

// quoteCloses tells whether the straight quotation mark at i ends a quotation:
// white space or the end follows.
func quoteCloses(s string, i int) bool {
	return i+1 >= len(s) || strings.IndexByte(" \n\t[.,;:)", s[i+1]) >= 0
}

// abbreviated tells whether the full stop at i belongs to an abbreviation, an
// initial or a number.
func abbreviated(s string, i int) bool {
	if i+1 < len(s) && s[i+1] >= '0' && s[i+1] <= '9' {
		return true
	}
	j := i
	for j > 0 {
		c := s[j-1]
		if !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '.' || c >= '0' && c <= '9') {
			break
		}
		j--
	}
	w := s[j:i]
	switch {
	case w == "":
		return false
	case len(w) == 1 && w[0] >= 'A' && w[0] <= 'Z': // an initial, but "vitamin C." too
		return nextLetterUpper(s, i+1) && j > 0
	case strings.Contains(w, ".") && len(w) <= 5 && w[0] > '9': // e.g, U.S, a.m
		return !nextLetterUpper(s, i+1) || w[0] >= 'A' && w[0] <= 'Z' && len(w) <= 3
	case allDigits(w): // the number of a list's line, and no year at a sentence's end
		return strings.TrimRight(s[strings.LastIndexByte(s[:j], '\n')+1:j], " \t") == "" && len(w) <= 2
	}
	return abbreviations[strings.ToLower(w)]
}

func allDigits(w string) bool { return strings.Trim(w, "0123456789") == "" }

func nextLetterUpper(s string, i int) bool {
	rest := strings.TrimLeft(s[i:], " ")
	r, _ := utf8.DecodeRuneInString(rest)
	return unicode.IsUpper(r)
}

// abbreviations are written with a full stop that ends no sentence.
var abbreviations = wordSet(`mr mrs ms dr prof st no vs inc ltd co corp approx est
	jan feb mar apr jun jul aug sep sept oct nov dec gen gov sen rep rev hon jr sr
	fig vol pp ca cf al etc dept univ ave mt ft`)

func wordSet(s string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(s) {
		m[w] = true
	}
	return m
}

// trimMarks drops white space and the mark of a list's line.
func trimMarks(s string) string {
	s = strings.TrimSpace(s)
	for _, mark := range []string{"- ", "* ", "• ", "·", "– "} {
		if rest, ok := strings.CutPrefix(s, mark); ok {
			return strings.TrimSpace(rest)
		}
	}
	i := 0
	for i < len(s) && s[i] >= '0' && s[i] <= '9' {
		i++
	}
	if i > 0 && i <= 2 && i+1 < len(s) && (s[i] == '.' || s[i] == ')') && s[i+1] == ' ' {
		return strings.TrimSpace(s[i+2:])
	}
	return s
}
