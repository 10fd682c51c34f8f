package knowledge

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"
)

// folder makes a knowledge folder of named files.
func folder(files map[string]string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return fsys
}

const head = "name: Club\nlanguages: [en]\n"

func TestLoadSmallFolder(t *testing.T) {
	t.Parallel()
	b, err := Load(folder(map[string]string{"club.yaml": head + `
facts:
  - id: opening-hours
    text: The club is open from nine to five.
    questions: ["When is the club open?", "What are the opening hours?"]
  - id: founder
    text: Ada Byron founded the club.
    questions: ["Who founded the club?"]
    status: draft
`}))
	if err != nil {
		t.Fatal(err)
	}
	if n := len(b.Facts()); n != 1 {
		t.Errorf("%d facts are shown, want 1: drafts are not", n)
	}
	r := b.Ask(Query{Text: "when is the club open"})
	if r.Verdict != Answer || r.Matches[0].Fact.ID != "opening-hours" || r.Language != English {
		t.Errorf("verdict %s, language %s, %v", r.Verdict, r.Language, r.Matches)
	}
	if got := b.Fact("opening-hours").Text.In(Chinese); got != "The club is open from nine to five." {
		t.Errorf("a folder of one language answers everybody in it, got %q", got)
	}
}

func TestLoadReportsEveryMistake(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		files map[string]string
		want  []string // each must be in the message
	}{
		{"no files", map[string]string{"readme.txt": "x"}, []string{"no facts"}},
		{"no manifest", map[string]string{"a.yaml": "facts: [{id: a, text: b}]"}, []string{"has no name", "declares no languages"}},
		{"broken YAML", map[string]string{"a.yaml": head, "b.yaml": "facts:\n  - id: [a\n"}, []string{"b.yaml:", "not valid YAML"}},
		{"not UTF-8", map[string]string{"a.yaml": head, "b.yaml": "facts: \xff"}, []string{"b.yaml: is not UTF-8"}},
		{"unknown key", map[string]string{"a.yaml": head + "facts:\n  - id: a\n    text: b\n    question: [c]\n"},
			[]string{`a.yaml:6: unknown key "question"`, `did you mean "questions"?`}},
		{"unknown section", map[string]string{"a.yaml": head + "fakts: []\n"}, []string{`a.yaml:3: unknown key "fakts"`}},
		{"key twice", map[string]string{"a.yaml": head + "facts:\n  - id: a\n    text: b\n    text: c\n"}, []string{"a.yaml:6"}},
		{"id twice", map[string]string{"a.yaml": head + "facts:\n  - id: a\n    text: b\n", "b.yaml": "facts:\n  - id: a\n    text: c\n"},
			[]string{`b.yaml:2: the id "a" is taken (a.yaml:4)`}},
		{"bad id", map[string]string{"a.yaml": head + "facts:\n  - id: A fact\n    text: b\n"}, []string{`a.yaml:4: the id "A fact"`}},
		{"no id", map[string]string{"a.yaml": head + "facts:\n  - text: b\n"}, []string{"a.yaml:4: a fact has no id"}},
		{"no text", map[string]string{"a.yaml": head + "facts:\n  - id: a\n"}, []string{"a.yaml:4: the fact a has no text"}},
		{"empty text", map[string]string{"a.yaml": head + "facts:\n  - id: a\n    text: ''\n"}, []string{"a.yaml:5: text is empty"}},
		{"one language of two", map[string]string{"a.yaml": "name: {zh: 会, en: Club}\nlanguages: [zh, en]\nfacts:\n  - id: a\n    text: {en: b}\n"},
			[]string{`a.yaml:4: the fact a has no text in "zh"`}},
		{"bare text in two languages", map[string]string{"a.yaml": "name: {zh: 会, en: Club}\nlanguages: [zh, en]\nfacts:\n  - id: a\n    text: b\n"},
			[]string{"a.yaml:4: a text stands without its language"}},
		{"undeclared language", map[string]string{"a.yaml": head + "facts:\n  - id: a\n    text: {en: b, fr: c}\n"}, []string{`has a text in "fr"`}},
		{"unknown source", map[string]string{"a.yaml": head + "facts:\n  - id: a\n    text: b\n    sources: [x]\n"}, []string{`a.yaml:6: the fact a names the source "x"`}},
		{"unknown related fact", map[string]string{"a.yaml": head + "facts:\n  - id: a\n    text: b\n    related: [x]\n"}, []string{`a.yaml:6: the fact a refers to "x"`}},
		{"unknown topic", map[string]string{"a.yaml": head + "topics: [{id: t, en: T}]\nfacts:\n  - id: a\n    text: b\n    topic: u\n"}, []string{`names the topic "u"`}},
		{"bad date", map[string]string{"a.yaml": head + "facts:\n  - id: a\n    text: b\n    as_of: 2023-13-01\n"}, []string{"a.yaml:6: as_of is no date"}},
		{"bad edition", map[string]string{"a.yaml": head + "facts:\n  - id: a\n    text: b\n    edition: soon\n"}, []string{"a.yaml:6: edition must be a whole number"}},
		{"bad kind", map[string]string{"a.yaml": head + "facts:\n  - id: a\n    text: b\n    values: [{kind: persn, en: Ada}]\n"}, []string{`a.yaml:6: unknown kind "persn"`}},
		{"bad url", map[string]string{"a.yaml": head + "sources: [{id: s, title: T, url: example.org}]\nfacts:\n  - id: a\n    text: b\n"}, []string{"a.yaml:3: url must be a whole web address"}},
		{"quiz without the right option", map[string]string{"a.yaml": head + "facts:\n  - id: a\n    text: b\n    quiz:\n      question: q\n      options: [{en: x}, {en: y}]\n"},
			[]string{"a.yaml:7: a quiz needs exactly one option", "has 0"}},
		{"quiz with two right options", map[string]string{"a.yaml": head + "facts:\n  - id: a\n    text: b\n    quiz:\n      question: q\n      options: [{en: x, right: true}, {en: y, right: true}]\n"},
			[]string{"has 2"}},
		{"quiz with an option twice", map[string]string{"a.yaml": head + "facts:\n  - id: a\n    text: b\n    quiz:\n      question: q\n      options: [{en: x, right: true}, {en: x}]\n"},
			[]string{`the option "x" twice`}},
		{"alias", map[string]string{"a.yaml": head + "facts:\n  - &f\n    id: a\n    text: b\n  - *f\n"}, []string{"uses a YAML alias"}},
		{"control character", map[string]string{"a.yaml": head + "facts:\n  - id: a\n    text: \"a\\u202eb\"\n"}, []string{"control character"}},
		{"many at once", map[string]string{"a.yaml": head + "facts:\n  - id: a\n    as_of: x\n  - id: a\n    text: b\n    colour: red\n"},
			[]string{"4 mistakes", "as_of is no date", "is taken", `unknown key "colour"`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			_, err := Load(folder(tt.files))
			if err == nil {
				t.Fatal("loaded without an error")
			}
			for _, w := range tt.want {
				if !strings.Contains(err.Error(), w) {
					t.Errorf("the error doesn't say %q:\n%v", w, err)
				}
			}
		})
	}
}

func TestWarningsDontStop(t *testing.T) {
	t.Parallel()
	problems, warnings, err := Check(folder(map[string]string{"a.yaml": head + "facts:\n  - id: a\n    text: b\n"}))
	if err != nil || len(problems) > 0 {
		t.Fatal(err, problems)
	}
	if len(warnings) != 2 { // no sample questions, no source
		t.Errorf("%d warnings: %v", len(warnings), warnings)
	}
}

func TestLoadDirMissing(t *testing.T) {
	t.Parallel()
	if _, err := LoadDir(t.TempDir() + "/none"); err == nil || !strings.Contains(err.Error(), "no folder") {
		t.Errorf("got %v", err)
	}
}

func TestOnlySource(t *testing.T) {
	t.Parallel()
	b, err := Load(folder(map[string]string{"a.yaml": head + `
sources: [{id: one, title: One}, {id: two, title: Two}]
facts:
  - {id: a, text: Apples are red., sources: [one]}
  - {id: b, text: Pears are green., sources: [two]}
`}))
	if err != nil {
		t.Fatal(err)
	}
	only, err := b.OnlySource("two")
	if err != nil || len(only.Facts()) != 1 || only.Facts()[0].ID != "b" {
		t.Errorf("got %v, %v", only, err)
	}
	if _, err := b.OnlySource("three"); err == nil {
		t.Error("an unknown source is accepted")
	}
}

func FuzzLoad(f *testing.F) {
	f.Add(head + "facts: [{id: a, text: b}]")
	f.Add("name: {zh: 会}\nlanguages: zh\nfacts:\n- id: 1\n  text: [x]\n  quiz: {options: 3}\n  values: {}\n")
	f.Add("a: &a [*a]")
	f.Add("facts: !!binary x")
	f.Fuzz(func(t *testing.T, data string) {
		b, err := Load(folder(map[string]string{"a.yaml": data}))
		var invalid *InvalidError
		if err != nil && !errors.As(err, &invalid) {
			t.Errorf("%q: %v is no list of mistakes", data, err)
		}
		if err == nil {
			b.Ask(Query{Text: "who is that?"})
		}
	})
}
