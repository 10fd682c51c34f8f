package handlers

import (
	"embed"
	"io/fs"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"golang.org/x/text/language"

	"github.com/forumbot/forumbot/knowledge"
)

// The texts that the bot itself says: what.en.json and what.zh.json for each
// thing that it does. A test holds them to the same ids and placeholders.
//
//go:embed messages/*.json
var messageFiles embed.FS

// fallback is the language of our own words where the wanted one has none.
const fallback = knowledge.English

var vocabulary = sync.OnceValue(func() (v struct {
	localizers map[knowledge.Language]*i18n.Localizer
	ids        map[string]bool
}) {
	v.localizers, v.ids = map[knowledge.Language]*i18n.Localizer{}, map[string]bool{}
	bundle := i18n.NewBundle(language.English)
	names, err := fs.Glob(messageFiles, "messages/*.json")
	if err != nil {
		panic(err)
	}
	for _, name := range names {
		data, err := messageFiles.ReadFile(name)
		if err != nil {
			panic(err)
		}
		file, err := bundle.ParseMessageFileBytes(data, name)
		if err != nil {
			panic(err) // built in, and tested
		}
		v.localizers[knowledge.Language(file.Tag.String())] = nil
		for _, m := range file.Messages {
			v.ids[m.ID] = true
		}
	}
	for l := range v.localizers {
		v.localizers[l] = i18n.NewLocalizer(bundle, string(l))
	}
	return v
})

// speaks tells whether our own words are there in language l.
func speaks(l knowledge.Language) bool { return vocabulary().localizers[l] != nil }

// say is the message with that id in language l, its placeholders filled from
// pairs of a name and a value.
func say(l knowledge.Language, id string, pairs ...any) string {
	if !speaks(l) {
		l = fallback
	}
	key := [2]string{string(l), id}
	if len(pairs) == 0 {
		if s, ok := fixed.Load(key); ok {
			return s.(string)
		}
	}
	data := make(map[string]any, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		data[pairs[i].(string)] = pairs[i+1]
	}
	s, err := vocabulary().localizers[l].Localize(&i18n.LocalizeConfig{MessageID: id, TemplateData: data})
	if err != nil {
		return id // a test keeps this from happening
	}
	if len(pairs) == 0 {
		fixed.Store(key, s)
	}
	return s
}

// fixed holds the messages without placeholders once they were said: the
// localizer takes microseconds to choose among languages.
var fixed sync.Map

// sentenceSpace is what stands between two sentences.
func sentenceSpace(l knowledge.Language) string {
	if l == knowledge.Chinese {
		return ""
	}
	return " "
}

// has tells whether there is a message with that id.
func has(id string) bool { return vocabulary().ids[id] }

// variant chooses one of the messages id.1, id.2, … by the text that is
// answered: varied over questions, the same for the same question.
func variant(l knowledge.Language, id, text string, pairs ...any) string {
	n := 1
	for has(id + "." + strconv.Itoa(n+1)) {
		n++
	}
	return say(l, id+"."+strconv.FormatUint(hash(text)%uint64(n)+1, 10), pairs...)
}

// date writes a date of a fact (YYYY, YYYY-MM or YYYY-MM-DD) as people do.
func date(l knowledge.Language, s string) string {
	layouts := []struct{ in, zh, en string }{
		{"2006-01-02", "2006年1月2日", "2 January 2006"},
		{"2006-01", "2006年1月", "January 2006"},
		{"2006", "2006年", "2006"},
	}
	for _, f := range layouts {
		if t, err := time.Parse(f.in, s); err == nil {
			if l == knowledge.Chinese {
				return t.Format(f.zh)
			}
			return t.Format(f.en)
		}
	}
	return s
}

// shorten cuts a text to a width in columns, a Chinese character counting two,
// and to its first line.
func shorten(s string, columns int) string {
	s, _, _ = strings.Cut(strings.TrimSpace(clean(s)), "\n")
	if width(s) <= columns {
		return s
	}
	w := 0
	for i, r := range s {
		if w += runeWidth(r); w > columns-1 {
			return strings.TrimRight(s[:i], " ,;:，；：、") + "…"
		}
	}
	return s
}

func width(s string) int {
	w := 0
	for _, r := range s {
		w += runeWidth(r)
	}
	return w
}

// runeWidth is close enough to East Asian Width for labels.
func runeWidth(r rune) int {
	if r >= 0x1100 && r <= 0x115f || r >= 0x2e80 && r <= 0xa4cf || r >= 0xac00 && r <= 0xd7a3 ||
		r >= 0xf900 && r <= 0xfaff || r >= 0xfe30 && r <= 0xfe6f || r >= 0xff01 && r <= 0xff60 || r >= 0x1f300 {
		return 2
	}
	return 1
}
