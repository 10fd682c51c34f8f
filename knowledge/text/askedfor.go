package text

import (
	"strings"
	"unicode/utf8"
)

// A question names what it asks for beside its question word: "which *camera*
// did he use", "用的什么*相机*", "*功耗*是多少". A document that has everything
// of a question but this answers another one.

// How much beside a question word counts as asked for.
const (
	askedWords = 3 // English words
	askedChars = 4 // Chinese characters
)

var englishAsking = setOf("what", "what's", "whats", "which", "whose", "many", "much")

// Words for time, place and kind say what sort of answer is wanted, not of what.
var sorts = setOf("year", "years", "date", "day", "month", "time", "place", "city", "country", "person", "people", "one", "ones", "kind", "kinds",
	"type", "sort", "name", "names", "happened", "happens", "called", "mean", "means", "meant", "way", "other", "others", "else")

// chineseAsking are the question words, longest first; alone tells that what
// follows is not what is asked for.
var chineseAsking = []struct {
	word  string
	alone bool
}{
	{"几月几号", true}, {"几月几日", true}, {"什么时候", false}, {"什么地方", false},
	{"为什么", false}, {"什么样", false}, {"啥时候", false}, {"怎么样", true}, {"哪一年", true}, {"哪一天", true},
	{"什么", false}, {"哪年", true}, {"哪天", true}, {"哪个", false}, {"哪些", false}, {"哪里", false}, {"哪儿", false}, {"哪位", false},
	{"哪家", false}, {"哪几", false}, {"何时", false}, {"何地", false}, {"何处", false}, {"何人", false}, {"为何", false}, {"如何", false},
	{"多少", false}, {"多久", true}, {"多大", true}, {"多长", true}, {"多高", true}, {"几号", true}, {"几月", true}, {"几年", true}, {"几点", true},
	{"啥", false}, {"哪", false}, {"几", false}, {"乜", false}, {"咩", true},
}

// measures stand between a number and what is counted.
const measures = "个場场家位项款种次名所篇张座条件类届层间"

// markAsked marks the terms that a question asks for. It uses what
// weighQuestionWords found out of the question's words.
func (a *Analysis) markAsked() {
	a.asked = a.asked[:0]
	for i, t := range a.Tokens {
		s := a.Text[t.Start:t.End]
		switch t.Kind {
		case WordToken:
			if englishAsking[s] {
				a.askedAfter(i + 1)
			}
		case HanToken:
			a.askedInRun(i, s)
		}
	}
	if len(a.asked) == 0 {
		return
	}
	for i := range a.Terms {
		t := &a.Terms[i]
		for _, p := range a.asked {
			if t.Start >= p.start && t.End <= p.end && t.End > t.Start {
				t.Asked = true
				break
			}
		}
	}
}

type place struct{ start, end uint32 }

// filler reports whether the bytes are all part of question words and the like.
func (a *Analysis) filler(start, end uint32) bool {
	return a.covered[end]-a.covered[start] == uint16(end-start)
}

// askedAfter marks the first words after a question word that mean something.
func (a *Analysis) askedAfter(from int) {
	n := 0
	for i := from; i < len(a.Tokens) && n < askedWords; i++ {
		t := a.Tokens[i]
		if t.Break && i > from || t.Kind == HanToken {
			return
		}
		if s := a.Text[t.Start:t.End]; a.filler(t.Start, t.End) || n == 0 && sorts[s] {
			if n > 0 {
				return
			}
			continue
		}
		a.asked = append(a.asked, place{t.Start, t.End})
		n++
	}
}

// askedInRun looks for question words in a run of Chinese.
func (a *Analysis) askedInRun(token int, s string) {
	at := a.Tokens[token].Start
	for i := 0; i < len(s); {
		_, n := utf8.DecodeRuneInString(s[i:])
		for _, w := range chineseAsking {
			if !strings.HasPrefix(s[i:], w.word) {
				continue
			}
			n = len(w.word)
			if w.alone || !a.charsAfter(at, s, i+n) && !a.wordAfter(token, i+n == len(s)) {
				a.charsBefore(at, s, i)
			}
			break
		}
		i += n
	}
}

// charsAfter marks the characters from byte i of a run on, and reports whether
// there were any.
func (a *Analysis) charsAfter(at uint32, s string, i int) bool {
	start, n := -1, 0
	for i < len(s) && n < askedChars {
		r, size := utf8.DecodeRuneInString(s[i:])
		if a.filler(at+uint32(i), at+uint32(i+size)) {
			break
		}
		if start < 0 && strings.ContainsRune(measures, r) {
			i += size
			continue
		}
		if start < 0 {
			start = i
		}
		i += size
		n++
	}
	if start < 0 {
		return false
	}
	a.asked = append(a.asked, place{at + uint32(start), at + uint32(i)})
	return true
}

// wordAfter marks a word that follows a run that ends with a question word.
func (a *Analysis) wordAfter(token int, atEnd bool) bool {
	if !atEnd || token+1 >= len(a.Tokens) {
		return false
	}
	t := a.Tokens[token+1]
	if t.Kind == HanToken || t.Break || a.filler(t.Start, t.End) {
		return false
	}
	a.asked = append(a.asked, place{t.Start, t.End})
	return true
}

// charsBefore marks the last characters before byte i of a run that mean
// something.
func (a *Analysis) charsBefore(at uint32, s string, i int) {
	end, n := -1, 0
	for i > 0 && n < askedChars {
		_, size := utf8.DecodeLastRuneInString(s[:i])
		if a.filler(at+uint32(i-size), at+uint32(i)) {
			if end >= 0 {
				break
			}
			i -= size
			continue
		}
		if end < 0 {
			end = i
		}
		i -= size
		n++
	}
	if end > 0 {
		a.asked = append(a.asked, place{at + uint32(i), at + uint32(end)})
	}
}
