package knowledge

import (
	"regexp"
	"testing"
	"unicode/utf8"
)

func TestVersion(t *testing.T) {
	t.Parallel()
	fact := func(change func(f *Fact)) string {
		f := &Fact{
			ID: "hall", AsOf: "2023", Text: Text{"zh": "大厅有三层。", "en": "The hall has three floors."},
			Values: []Value{{Kind: "count", Text: Text{"zh": "三", "en": "three"}, Also: []string{"3"}}},
		}
		change(f)
		return f.Version()
	}
	same := fact(func(*Fact) {})
	if !regexp.MustCompile(`^[0-9a-f]{12}$`).MatchString(same) {
		t.Errorf("version %q", same)
	}
	for name, change := range map[string]func(f *Fact){
		"another id":       func(f *Fact) { f.ID = "x" },
		"another question": func(f *Fact) { f.Questions = map[Language][]string{"en": {"How high?"}} },
		"another source":   func(f *Fact) { f.Sources = []*Source{{ID: "s"}} },
		"another spelling": func(f *Fact) { f.Values[0].Also = nil },
	} {
		if got := fact(change); got != same {
			t.Errorf("%s: another version, %s", name, got)
		}
	}
	seen := map[string]string{same: "the first"}
	for name, change := range map[string]func(f *Fact){
		"another text":        func(f *Fact) { f.Text["en"] = "The hall has four floors." },
		"one language less":   func(f *Fact) { delete(f.Text, "zh") },
		"another value":       func(f *Fact) { f.Values[0].Text["en"] = "four" },
		"no value":            func(f *Fact) { f.Values = nil },
		"another kind":        func(f *Fact) { f.Values[0].Kind = "number" },
		"another date":        func(f *Fact) { f.AsOf = "2024" },
		"text moved to value": func(f *Fact) { f.Text["en"], f.Values[0].Text["en"] = "three", "The hall has three floors." },
	} {
		got := fact(change)
		if other, ok := seen[got]; ok {
			t.Errorf("%s: the version of %s", name, other)
		}
		seen[got] = name
	}
}

func TestFold(t *testing.T) {
	t.Parallel()
	for _, group := range [][]string{
		{"How much is a ticket?", "how much is a  TICKET", "How much is a ticket ？!"},
		{"门票多少钱？", "門票多少錢", "门票多少钱。"},
		{"", " ?!… "},
	} {
		for _, s := range group {
			if Fold(s) != Fold(group[0]) {
				t.Errorf("%q folds to %q, %q to %q", s, Fold(s), group[0], Fold(group[0]))
			}
		}
	}
	if Fold("2021 theme") == Fold("2023 theme") {
		t.Error("different years fold to the same")
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"How much?", "門票多少錢", "\xff\u202e", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		once := Fold(s)
		if !utf8.ValidString(once) && utf8.ValidString(s) {
			t.Fatalf("%q folds to invalid UTF-8", s)
		}
		if again := Fold(once); again != once {
			t.Fatalf("%q folds to %q, and that to %q", s, once, again)
		}
	})
}
