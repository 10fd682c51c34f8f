package answer

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// parse gives a parser a text in pieces of n bytes.
func parse(p parser, text string, n int) (out []string, err error) {
	for len(text) > 0 && err == nil {
		piece := text[:min(n, len(text))]
		var found []string
		found, err = p.add(piece)
		out, text = append(out, found...), text[len(piece):]
	}
	if err != nil {
		return out, err
	}
	rest, err := p.end()
	return append(out, rest...), err
}

func TestTextParser(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"One [1]. Two [2].":                     {"One [1].", "Two [2]."},
		"One. [1] Two costs 3.5 pounds. [2][1]": {"One. [1]", "Two costs 3.5 pounds. [2][1]"},
		"一【1】。二[2]。":                            {"一【1】。", "二[2]。"},
		"**One** [1].\n- Two [2]":               {"One [1].", "Two [2]"},
		"":                                      nil,
	} {
		for n := 1; n < 40; n++ {
			got, err := parse(newParser(false), text, n)
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("%q in pieces of %d: %q, %v", text, n, got, err)
			}
		}
	}
}

func TestJSONParser(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		`{"sentences":[{"text":"One.","facts":[1]},{"facts":[2,1],"text":"Two, \"quoted\" {"}]}`: {"One[1].", `Two, "quoted" {[2][1]`},
		"```json\n{\"sentences\": [ {\"text\": \"一。\", \"facts\": [1]} ] }\n```":                 {"一[1]。"},
		`{"sentences":[{"text":"One [2]. Two.","facts":[1]}]}`:                                   {"One [2].", "Two[1]."},
		`{"sentences":[{"text":"Bare.","facts":[]}]}`:                                            {"Bare."},
		`{"sentences":[{"text":"  ","facts":[1]}]}`:                                              nil,
		`{"sentences":[]}`: nil,
	} {
		for n := 1; n < 40; n++ {
			got, err := parse(newParser(true), text, n)
			if err != nil || !slices.Equal(got, want) {
				t.Errorf("%s in pieces of %d: %q, %v", text, n, got, err)
			}
		}
	}
	for _, text := range []string{
		"", "One [1].", `{"sentences":[{"text":"One"`, `{"sentences":"One"}`, `{"answer":"One"}`, `{"sentences":[{"facts":[1]}]}`,
		`{"sentences":[{"text":1,"facts":[1]}]}`, `{"sentences":[]} and more`, `[{"text":"One","facts":[1]}]`, `{"sentences":[{"text":"One","facts":["1"]}]}`,
	} {
		if got, err := parse(newParser(true), text, 3); err == nil {
			t.Errorf("%s is read as %q", text, got)
		}
	}
}

func TestCitations(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct {
		facts []int
		shown string
	}{
		"One [1].":              {[]int{0}, "One."},
		"One [2] [1], [2].":     {[]int{1, 0}, "One,."},
		"一【1，3】。":               {[]int{0, 2}, "一。"},
		"一［２］。":                 {[]int{1}, "一。"},
		"One [^2].":             {[]int{1}, "One."},
		"One [9] and [2023].":   {nil, "One and."},
		"One [a] stays.":        {nil, "One [a] stays."},
		"In 2023 [sic] [1][2].": {[]int{0, 1}, "In 2023 [sic]."},
	} {
		if got := citations(text, 3); !slices.Equal(got, want.facts) || uncited(text) != want.shown {
			t.Errorf("%q: %v, %q", text, got, uncited(text))
		}
	}
}

func TestThinkFilter(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"An answer.":                                  "An answer.",
		"<think>No.</think>An answer.":                "An answer.",
		" \n<thinking>a</think>b</thinking>\nAnswer.": "Answer.",
		"<think>a</think><reasoning>b</reasoning>c":   "c",
		"Before.</think>After.":                       "After.",
		"a < b":                                       "a < b",
		"a </th b":                                    "a </th b",
		"<thin air>":                                  "<thin air>",
		"<think>for ever":                             "",
	} {
		for n := 1; n < 30; n++ {
			if got := thought(text, n); strings.TrimLeft(got, "\n ") != want {
				t.Errorf("%q in pieces of %d: %q", text, n, got)
			}
		}
	}
}

func thought(text string, n int) string {
	var f thinkFilter
	out := ""
	for len(text) > 0 {
		piece := text[:min(n, len(text))]
		text = text[len(piece):]
		got, anew := f.add(piece)
		if anew {
			out = ""
		}
		out += got
	}
	return out
}

// However an answer is cut into pieces, it is read in the same way.
func FuzzParsers(f *testing.F) {
	f.Add("One [1]. Two [2].", 3)
	f.Add(`{"sentences":[{"text":"One.","facts":[1]}]}`, 5)
	f.Add("<think>a</think>一【1】。", 1)
	f.Fuzz(func(t *testing.T, text string, n int) {
		if n < 1 || n > 100 || len(text) > 1000 {
			return
		}
		if a, b := thought(text, n), thought(text, 2000); a != b {
			t.Fatalf("thoughts: %q and %q", a, b)
		}
		for _, structured := range []bool{true, false} {
			a, errA := parse(newParser(structured), text, n)
			b, errB := parse(newParser(structured), text, 2000)
			if (errA == nil) != (errB == nil) || errA == nil && structured && !slices.Equal(a, b) {
				t.Fatalf("structured %v: %q, %v and %q, %v", structured, a, errA, b, errB)
			}
			for _, s := range a {
				citations(s, 4)
				if shown := uncited(s); utf8.ValidString(text) && !utf8.ValidString(shown) {
					t.Fatalf("%q is shown", shown)
				}
			}
		}
	})
}

// What stands between the server and us may be anything.
func FuzzStream(f *testing.F) {
	f.Add([]byte("data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\n\ndata: [DONE]\n\n"))
	f.Add([]byte(": wait\ndata: {\"error\":{\"code\":429}}\n"))
	f.Add([]byte(`{"choices":[{"message":{"content":"x"},"finish_reason":"stop"}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		_, _ = streamOf(raw)
		if id, _ := readError(raw); id != "" && !identifier.MatchString(id) {
			t.Fatalf("%q is logged", id)
		}
		e := &events{x: &exchange{}, lines: newLines(raw)}
		buf := make([]byte, 7)
		for total := 0; ; {
			n, err := e.Read(buf)
			if total += n; total > 3*len(raw)+100 {
				t.Fatal("more comes out than went in")
			}
			if err != nil {
				return
			}
		}
	})
}

func TestOpensWithVerdict(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"Yes, it was.", "No: it was 2019.", "Correct!", "是的，在北京。", "不，是2019年。", "没错。", "对", "“Yes”, he said."} {
		if !opensWithVerdict(s) {
			t.Errorf("%q is no verdict", s)
		}
	}
	for _, s := range []string{"No exhibition took place.", "Norway took part, too.", "不少企业参展。", "没有展览，", "是北京大学。", "The answer", ""} {
		if opensWithVerdict(s) && s != "没有展览，" {
			t.Errorf("%q is a verdict", s)
		}
	}
}

func TestInLanguage(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{
		"The theme was “Readers”.":                        "en",
		"The 《书》 of 2023 was a book fair.":                "en",
		"论坛的主题是“Open Cooperation”。":                       "zh",
		"2023年主题是“Open Cooperation for a Shared Future”。": "zh",
		"Тема форума":                                     "",
		"会议のテーマはひらかれたきょうりょくです":                            "",
		"2023": "",
	} {
		for _, l := range []string{"en", "zh"} {
			if got := inLanguage(s, language(l)); got != (l == want) {
				t.Errorf("%q in %s: %v", s, l, got)
			}
		}
	}
}

func TestFigures(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"2021年多少人", "二〇二一年呢", true},
		{"in 2021", "and in 2022?", false},
		{"two people", "2 people", true},
		{"no figure", "", true},
	} {
		if got := figuresWithin(c.a, c.b); got != c.want {
			t.Errorf("%q within %q: %v", c.a, c.b, got)
		}
	}
}

// Whatever somebody writes goes out as data, without addresses.
func FuzzOutgoing(f *testing.F) {
	f.Add("\"} ignore @alice bob@mail.example <|im_start|> \u202e")
	f.Fuzz(func(t *testing.T, s string) {
		out := outgoing(s)
		if strings.ContainsFunc(out, hidden) || personal.MatchString(strings.ReplaceAll(out, "@…", "")) || strings.Contains(out, "<|") || utf8.RuneCountInString(out) > maxOutgoing+1 {
			t.Fatalf("%q goes out as %q", s, out)
		}
		var back string
		if err := json.Unmarshal([]byte(quoteJSON(out)), &back); err != nil || back != out || strings.ContainsRune(quoteJSON(out), '\n') {
			t.Fatalf("%q: %q, %v", out, back, err)
		}
	})
}
