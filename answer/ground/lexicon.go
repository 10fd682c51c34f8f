package ground

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/forumbot/forumbot/knowledge/text"
)

//go:embed english.txt
var englishLexicon string

//go:embed chinese.txt
var chineseLexicon string

// mark is a way of saying something. A lexeme may carry several.
type mark uint8

// The marks, by the names that the lexicons use.
const (
	not      mark = 1 << iota // denied
	plan                      // planned, intended, hoped for
	expect                    // expected, forecast
	possible                  // possible, probable
	reported                  // hearsay
	propose                   // proposed, demanded
	will                      // in the future
	says                      // said by somebody
)

var markNames = map[string]mark{
	"not": not, "plan": plan, "expect": expect, "possible": possible,
	"reported": reported, "propose": propose, "will": will, "says": says,
}

// class is a group of words that may stand for each other.
type class int16

// lexeme is a word or phrase of a lexicon with all that it can be.
type lexeme struct {
	words   []string // English: stems, or the words as written if exact; Chinese: one word
	exact   bool     // inflection matters: "reportedly" is not "reported"
	runes   int      // its length in characters
	neutral bool     // claims nothing
	weak    bool     // claims nothing behind a word
	generic bool     // stands for a name behind "the"
	marks   mark
	classes []class
}

// claims tells whether the lexeme, by itself, has to stand in a fact.
func (l *lexeme) claims() bool { return !l.neutral && !l.weak && l.marks == 0 }

// lexicon is what is known of both languages.
type lexicon struct {
	english map[string][]*lexeme // by their first stem, longest first
	chinese map[rune][]*lexeme   // by their first character, longest first
	against map[class][]class    // what contradicts a class
	poles   map[string]class     // classes with a name
	proper  map[class]bool       // classes that hold for names, too
	names   []string             // of the classes, for reasons
}

var lexemes = sync.OnceValue(func() *lexicon {
	l := &lexicon{
		english: map[string][]*lexeme{}, chinese: map[rune][]*lexeme{},
		against: map[class][]class{}, poles: map[string]class{}, proper: map[class]bool{}, names: []string{""},
	}
	l.load(englishLexicon, l.addEnglish)
	l.load(chineseLexicon, l.addChinese)
	for _, list := range l.english {
		slices.SortStableFunc(list, func(a, b *lexeme) int {
			if len(a.words) == len(b.words) && a.exact != b.exact {
				if a.exact {
					return -1
				}
				return 1
			}
			return len(b.words) - len(a.words)
		})
	}
	for _, list := range l.chinese {
		slices.SortStableFunc(list, func(a, b *lexeme) int { return b.runes - a.runes })
	}
	return l
})

// load reads one file. Its form is checked by a test: what can't be read stops the
// program at its first use.
func (l *lexicon) load(file string, entry func(string, bool) *lexeme) {
	for line := range strings.Lines(file) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		head, list, ok := strings.Cut(line, ":")
		kind, name, _ := strings.Cut(head, " ")
		if !ok {
			panic("ground: a line of the lexicon has no colon: " + line)
		}
		words := strings.Split(list, ",")
		for i, w := range words {
			words[i] = strings.TrimSpace(w)
		}
		l.line(kind, name, words, entry)
	}
}

func (l *lexicon) line(kind, name string, words []string, entry func(string, bool) *lexeme) {
	var group class
	switch kind {
	case "same", "proper":
		group = l.newClass(words[0])
		l.proper[group] = kind == "proper"
	case "pole", "exact":
		if group = l.poles[name]; group == 0 {
			group = l.newClass(name)
			l.poles[name] = group
		}
	case "against":
		a, b := l.poles[words[0]], l.poles[words[1]]
		if a == 0 || b == 0 {
			panic("ground: the lexicon has no poles " + words[0] + ", " + words[1])
		}
		l.against[a] = append(l.against[a], b)
		l.against[b] = append(l.against[b], a)
		return
	}
	for _, w := range words {
		e := entry(w, kind == "mark" || kind == "exact" || kind == "verbatim")
		switch kind {
		case "neutral", "verbatim":
			e.neutral = true
		case "weak":
			e.weak = true
		case "mark":
			e.marks |= markNames[name]
			if markNames[name] == 0 {
				panic("ground: the lexicon has no mark " + name)
			}
		case "same", "proper", "pole", "exact":
			if !slices.Contains(e.classes, group) {
				e.classes = append(e.classes, group)
			}
		case "generic":
			e.generic = true
		case "word":
		default:
			panic("ground: a line of the lexicon begins with " + kind)
		}
	}
}

func (l *lexicon) newClass(name string) class {
	l.names = append(l.names, name)
	return class(len(l.names) - 1)
}

func (l *lexicon) addEnglish(phrase string, exact bool) *lexeme {
	words := strings.FieldsFunc(phrase, func(r rune) bool { return r == ' ' || r == '-' })
	first := stem(words[0])
	for i, w := range words {
		if !exact {
			words[i] = stem(w)
		}
	}
	for _, e := range l.english[first] {
		if e.exact == exact && slices.Equal(e.words, words) {
			return e
		}
	}
	e := &lexeme{words: words, exact: exact}
	l.english[first] = append(l.english[first], e)
	return e
}

func (l *lexicon) addChinese(word string, _ bool) *lexeme {
	first, _ := utf8.DecodeRuneInString(word)
	if word == "" || first < 0x80 { // GDP and the like are words of both languages
		return l.addEnglish(word, false)
	}
	for _, e := range l.chinese[first] {
		if e.words[0] == word {
			return e
		}
	}
	e := &lexeme{words: []string{word}, runes: utf8.RuneCountInString(word)}
	l.chinese[first] = append(l.chinese[first], e)
	return e
}

// opposed tells whether two classes contradict each other.
func (l *lexicon) opposed(a, b class) bool { return slices.Contains(l.against[a], b) }

// stem is the form by which English words are compared: without inflection, in
// American spelling.
func stem(w string) string { return text.Stem(american(w)) }

// american spells a folded word as Americans do, as far as endings tell.
func american(w string) string {
	n := len(w)
	if n < 5 {
		return w
	}
	switch {
	case strings.Contains(w, "isation"):
		return strings.Replace(w, "isation", "ization", 1)
	case strings.HasSuffix(w, "ise"), strings.HasSuffix(w, "ises"), strings.HasSuffix(w, "ised"), strings.HasSuffix(w, "ising"):
		i := strings.LastIndex(w, "is")
		if strings.HasSuffix(w, "ises") {
			i = n - 4
		}
		return w[:i] + "iz" + w[i+2:]
	case strings.HasSuffix(w, "yse"), strings.HasSuffix(w, "ysed"):
		return strings.Replace(w, "ys", "yz", 1)
	case strings.HasSuffix(w, "entre"), strings.HasSuffix(w, "entres"), strings.HasSuffix(w, "metre"),
		strings.HasSuffix(w, "metres"), strings.HasSuffix(w, "litre"), strings.HasSuffix(w, "litres"),
		strings.HasSuffix(w, "theatre"), strings.HasSuffix(w, "theatres"), strings.HasSuffix(w, "fibre"):
		i := strings.LastIndex(w, "re")
		return w[:i] + "er" + w[i+2:]
	case strings.HasPrefix(w, "programme"):
		return "program" + strings.TrimPrefix(w[len("programme"):], "d")
	case strings.HasSuffix(w, "ence") && (w == "defence" || w == "offence" || w == "licence"):
		return w[:n-2] + "se"
	}
	if i := strings.Index(w, "our"); i > 1 && n > 5 && !strings.HasPrefix(w, "court") && !strings.Contains(w, "journ") &&
		!strings.Contains(w, "source") && !strings.Contains(w, "course") && !strings.Contains(w, "ourt") && !strings.Contains(w, "tour") {
		return w[:i] + "or" + w[i+3:]
	}
	return w
}
