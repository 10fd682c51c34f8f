package index

import (
	"strings"
	"unicode/utf8"
)

// maxWindows bounds the windows of one text: what is longer is no fact.
const maxWindows = 64

// passages cuts a document into what is compared with a question one by one:
// windows of two sentences, sample questions, names.
func (d *Document) passages(yield func(passage string)) {
	for _, t := range d.Texts {
		windows(t, yield)
	}
	for _, q := range d.Questions {
		yield(q)
	}
	for _, n := range d.Names {
		yield(n)
	}
}

// windows yields each two sentences in a row, or the whole of a shorter text.
func windows(s string, yield func(string)) {
	var ends [maxWindows + 1]int
	n := 0
	for i := 0; i < len(s) && n < maxWindows; {
		end := i + endOfSentence(s[i:])
		if strings.TrimSpace(s[i:end]) != "" {
			ends[n] = end
			n++
		}
		i = end
	}
	if n <= 2 {
		if strings.TrimSpace(s) != "" {
			yield(s)
		}
		return
	}
	ends[n-1] = len(s)
	start := 0
	for i := 1; i < n; i++ {
		yield(s[start:ends[i]])
		start = ends[i-1]
	}
}

// endOfSentence returns where the first sentence of s ends, its mark and
// closing quotes included.
func endOfSentence(s string) int {
	for i, r := range s {
		n := utf8.RuneLen(r)
		if n < 0 {
			n = 1
		}
		switch r {
		case '。', '！', '？', '；', '\n', '｡':
		case '!', '?', '.', ';':
			if i+1 < len(s) && s[i+1] != ' ' && s[i+1] != '\n' {
				continue // 2.7, example.com
			}
		default:
			continue
		}
		end := i + n
		for end < len(s) {
			r, n := utf8.DecodeRuneInString(s[end:])
			if !strings.ContainsRune("”’」』）)\"'》 ", r) {
				break
			}
			end += n
		}
		return end
	}
	return len(s)
}
