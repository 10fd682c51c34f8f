package knowledge

import (
	"slices"
	"strings"
	"unicode"

	"github.com/forumbot/forumbot/knowledge/text"
)

// question is what is understood of a text before any fact is looked at.
type question struct {
	raw        string
	plain      string // folded, numbers as they were written
	folded     string // folded, numbers in digits
	language   Language
	quantities []text.Quantity
	subject    []mention // the name of the folder's subject
	names      []mention
	excluded   []mention // names that the answer is to be other than
	span       bool      // asks for all editions, or those of a time
	asides     []string  // words that only say which editions are meant
	most       int       // 1: asks for the edition with the most of something; -1: with the least
	when       when      // which edition it means, if it says so without a year
	lent       []mention // names of other clauses of the same message
	attributes []mention // what is asked of anything and seldom told, such as a price
	asked      []Asked
	yesNo      bool   // asks for a yes or a no, or for agreement
	negated    bool   // holds a negation, so that yes and no are not safe to say
	han        int    // Chinese characters
	words      int    // Latin words
	content    int    // characters and words that say what is asked about
	mended     int    // misspelt words and characters that were mended
	focus      string // of a long message, the part that asks; empty for all of it
}

// maxQuestion bounds what is analysed: nobody's question is longer, and a
// megabyte of one letter must cost little.
const maxQuestion = 2000 // bytes

// understand analyses a text.
func (b *Base) understand(raw string, hint Language) *question {
	if len(raw) > maxQuestion {
		raw = truncate(raw, maxQuestion)
	}
	q := &question{raw: raw}
	q.plain = text.Fold(raw)
	q.folded, q.quantities = text.Quantities(q.plain)
	q.han, q.words = countScripts(q.folded)
	q.language = b.languageOf(q, hint)
	q.subject = b.subject.find(q.folded, nil)
	q.names = b.namesOutside(q.folded, q.subject)
	q.excluded = q.exclusions()
	q.attributes = attributes().find(q.folded, nil)
	q.asked, q.yesNo = askedOf(q.folded)
	q.negated = containsAny(q.folded, negations)
	b.readEditions(q)
	return q
}

// countScripts counts the Chinese characters and the words in Latin letters, or
// those of any other script that has words.
func countScripts(s string) (han, words int) {
	inWord := false
	for _, r := range s {
		isHan := unicode.Is(unicode.Han, r)
		isLatin := !isHan && unicode.IsLetter(r)
		if isHan {
			han++
		} else if isLatin && !inWord {
			words++
		}
		inWord = isLatin
	}
	return han, words
}

// exceptFor begins what an answer is to be other than: "besides Gates, who …?"
var exceptFor = []string{"除了", "除去", "除开", "apart from ", "besides ", "beside ", "aside from ", "other than ", "in addition to ", "except ", "excluding "}

// exclusions lists the names that follow such a phrase at once.
func (q *question) exclusions() []mention {
	var list []mention
	for _, w := range exceptFor {
		i := strings.Index(q.folded, w)
		if i < 0 {
			continue
		}
		end := i + len(w)
		for _, m := range q.names {
			if m.start >= end && m.start <= end+len("the ") {
				list = append(list, m)
			}
		}
	}
	return list
}

// namesOutside lists the names in a folded text, without those that are part
// of the subject's own name: "Zhongguancun Forum" speaks of no place.
func (b *Base) namesOutside(folded string, subject []mention) []mention {
	return slices.DeleteFunc(b.gazetteer.find(folded, nil), func(m mention) bool {
		return slices.ContainsFunc(subject, func(s mention) bool { return s.start <= m.start && m.end <= s.end })
	})
}

// stutters reports whether most of a text are characters that come three and
// more times in a row: nobody asks so.
func stutters(folded string) bool {
	total, repeated, run := 0, 0, 0
	var last rune
	for _, r := range folded + " " {
		if r != last {
			if run >= 3 {
				repeated += run
			}
			run = 0
		}
		run++
		last = r
		total++
	}
	return 2*repeated > total
}

func truncate(s string, n int) string {
	for n > 0 && s[n]&0xc0 == 0x80 {
		n--
	}
	return s[:n]
}

// languageOf decides in which of the folder's languages to answer: the script
// of the question decides, the asker's preference where it tells nothing.
// A Chinese sentence with English words in it is Chinese.
func (b *Base) languageOf(q *question, hint Language) Language {
	has := func(l Language) bool {
		for _, x := range b.Languages() {
			if x == l {
				return true
			}
		}
		return false
	}
	if q.han > 0 && has(Chinese) && (2*q.han >= q.words || q.han >= 4) {
		return Chinese
	}
	if q.words > 0 && q.han == 0 && has(English) {
		if hint != "" && hint != Chinese && has(hint) { // another language in Latin letters
			return hint
		}
		return English
	}
	if has(hint) {
		return hint
	}
	if q.words > 0 && has(English) {
		return English
	}
	return b.Languages()[0]
}

var negations = []string{
	"不是", "没有", "并非", "并未", "从未", "不在", "不会", "不包括", "除了",
	" not ", "n't", " never ", " no ", " except",
}

func containsAny(s string, list []string) bool {
	for _, w := range list {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// years lists the years that the question names.
func (q *question) years() []string {
	var list []string
	for _, x := range q.quantities {
		if x.Kind == text.Year {
			list = append(list, x.Value)
		}
	}
	return list
}

func (q *question) hasYear() bool { return len(q.years()) > 0 }

// subjectMatter is the text that facts are looked up with. A yes/no question
// is looked up without its figures: they may be wrong, and the fact that
// corrects them hasn't got them. They are compared afterwards, see constrain.
func (q *question) subjectMatter() string {
	if !q.yesNo || len(q.quantities) == 0 || q.hasYear() && len(q.names) > 0 {
		return q.folded
	}
	var b strings.Builder
	left := 0
	for i := 0; i < len(q.folded); {
		c := q.folded[i]
		if c < '0' || c > '9' || i > 0 && isWordByte(q.folded[i-1]) {
			if c > ' ' {
				left++
			}
			b.WriteByte(c)
			i++
			continue
		}
		for i < len(q.folded) && (q.folded[i] >= '0' && q.folded[i] <= '9' || q.folded[i] == '.' || q.folded[i] == '%') {
			i++
		}
	}
	if left < 6 { // nothing but the figure is left to go by
		return q.folded
	}
	return b.String()
}
