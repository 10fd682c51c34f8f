package evaluate

import (
	"encoding/json"
	"strings"
	"testing"
)

// Every bad line is named, counting blank ones too.
func TestReadNamesBadLines(t *testing.T) {
	t.Parallel()
	const good = `{"question":"q","expect":[["x"]]}`
	for _, tt := range []struct{ name, text, want string }{
		{"broken JSON", good + "\n{", "line 2 is no question"},
		{"after blank lines", good + "\n\n  \n" + `{"question":1}`, "line 4 is no question"},
		{"no object", `[]`, "line 1 is no question"},
		{"nothing asked", `{"id":"x","kind":"near"}`, "line 1 has neither a question nor turns"},
		{"nothing tells what is right", `{"question":"q","expect":[]}`, "line 1 has neither expect nor kind"},
		{"expect is a list of strings", `{"question":"q","expect":["x"]}`, "line 1 is no question"},
		{"expect of a turn is a string", `{"turns":[{"question":"q","expect":"x"}]}`, "list of groups"},
		{"a line without end", strings.Repeat("a", maxLine+1), "can't be read"},
	} {
		cases, err := Read(strings.NewReader(tt.text))
		if err == nil || !strings.Contains(err.Error(), tt.want) || cases != nil {
			t.Errorf("%s: %v, want %q", tt.name, err, tt.want)
		}
	}
}

func TestRead(t *testing.T) {
	t.Parallel()
	cases, err := Read(strings.NewReader("\n" + `{"id":"a","question":"q","expect":[["x","y"]],"topic":"unknown keys are welcome"}` + "\r\n" +
		`{"turns":[{"question":"q","expect":["x","y"]},{"question":"q","expect":[["x"],["y"]]},{"question":"q","expect":null,"refuse":true}]}`))
	if err != nil || len(cases) != 2 {
		t.Fatalf("%+v, %v", cases, err)
	}
	turns := cases[1].Turns
	if len(turns) != 3 || len(turns[0].Expect) != 1 || len(turns[0].Expect[0]) != 2 || len(turns[1].Expect) != 2 || turns[2].Expect != nil || !turns[2].Refuse {
		t.Errorf("%+v", turns)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(`{"question":"q","expect":[["x"]]}`)
	f.Add(`{"question":"q","kind":"false_premise","expect_correction":[["x"]],"forbid_start":["y"]}`)
	f.Add(`{"turns":[{"question":"q","expect":["x"]},{"refuse":true}]}`)
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 10_000 {
			t.Skip() // long ones only cost time
		}
		cases, err := Read(strings.NewReader(s))
		if err != nil {
			return
		}
		for i := range cases {
			if cases[i].Question == "" && len(cases[i].Turns) == 0 {
				t.Errorf("%q gives a case that asks nothing", s)
			}
		}
		outcomes := Run(cases, replying(Reply{Verdict: "answer", Answer: s, Ranked: []string{s}}), nil)
		for _, o := range outcomes {
			if o.Rank > 1 || o.Form == "" {
				t.Errorf("%q gives %+v", s, o)
			}
		}
		if _, err := json.Marshal(cases); err != nil {
			t.Error(err)
		}
	})
}
