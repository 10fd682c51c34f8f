package handlers

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"unicode/utf8"

	"github.com/forumbot/forumbot/knowledge"
)

func TestComposeAnswers(t *testing.T) {
	t.Parallel()
	c := NewComposer(fair())
	const zh, en = knowledge.Chinese, knowledge.English
	for name, x := range map[string]struct {
		r     knowledge.Result
		text  string
		facts []string
	}{
		"plain": {
			knowledge.Result{Verdict: knowledge.Answer, Language: en, Matches: matches("motto-2023")},
			"The motto of the 2023 Riverside Book Fair was “Readers”.\n\nSource: Riverside Gazette, “Twenty Years of the Fair”, 2 March 2024",
			[]string{"motto-2023"},
		},
		"confirmed": {
			knowledge.Result{Verdict: knowledge.Answer, Language: zh, Premise: knowledge.Confirmed, Matches: matches("motto-2023")},
			"是的，2023滨河书展的口号是“Readers”。\n\n来源：滨河日报《书展二十年》，2024年3月2日",
			[]string{"motto-2023"},
		},
		"contradicted": {
			knowledge.Result{Verdict: knowledge.Answer, Language: en, Premise: knowledge.Contradicted, Matches: matches("motto-2023")},
			"No: The motto of the 2023 Riverside Book Fair was “Readers”.\n\nSource: Riverside Gazette, “Twenty Years of the Fair”, 2 March 2024",
			[]string{"motto-2023"},
		},
		"as of, and two facts of different sources, the lead on the first only": {
			knowledge.Result{Verdict: knowledge.Answer, Language: zh, Premise: knowledge.Confirmed, Matches: matches(mainHall, "motto-2023", mainHall)},
			"是的，主厅周一上午十点开门 & 下午六点关门。\n\n2023滨河书展的口号是“Readers”。\n\n" +
				"来源：书展办公室《参观须知》，2024年；滨河日报《书展二十年》，2024年3月2日（情况截至2024年3月）",
			[]string{mainHall, "motto-2023"},
		},
		"gap": {
			knowledge.Result{Verdict: knowledge.Refuse, Language: en, Gap: fair().Fact("gap-price")},
			"The facts don't tell ticket prices.\n\nPerhaps one of these helps:",
			[]string{"gap-price"},
		},
		"one suggestion": {
			knowledge.Result{Verdict: knowledge.Suggest, Language: en, Matches: matches("motto-2021")},
			"Did you mean this?", []string{"motto-2021"},
		},
		"an answer without a match is none": {
			knowledge.Result{Verdict: knowledge.Answer, Language: en}, say(en, "refuse.1"), nil,
		},
	} {
		got := c.Compose(name, x.r)
		text := got.Document.Plain()
		if name == "an answer without a match is none" {
			if strings.Contains(text, "motto") || !isRefusal(en, text) {
				t.Errorf("%s: %q", name, text)
			}
			continue
		}
		if text != x.text {
			t.Errorf("%s:\n got %q\nwant %q", name, text, x.text)
		}
		if !slices.Equal(got.Facts, x.facts) {
			t.Errorf("%s: facts %v", name, got.Facts)
		}
		checkReply(t, Reply{Chat: 1, HTML: got.Document.HTML(), Buttons: got.Buttons})
	}
}

func isRefusal(l knowledge.Language, text string) bool {
	for _, id := range []string{"refuse.1", "refuse.2", "refuse.3"} {
		if strings.HasPrefix(text, say(l, id)) {
			return true
		}
	}
	return false
}

func TestSuggestionsAndButtons(t *testing.T) {
	t.Parallel()
	c := NewComposer(fair())
	r := knowledge.Result{Verdict: knowledge.Suggest, Language: knowledge.Chinese, Matches: matches("motto-2023", mainHall, "motto-2021", "motto-2019")}
	got := c.Compose("", r)
	want := []string{"2023年书展的口号是什么？", "主厅周一几点开门？", "2021年书展的口号是什么？"}
	if !slices.Equal(got.Suggestions, want) || len(got.Buttons) != 3 || got.Buttons[1][0].Data != "f:zh:"+mainHall {
		t.Errorf("suggestions %v, buttons %+v", got.Suggestions, got.Buttons)
	}

	// The newest other editions stand below; the rest unfolds.
	answer := c.Compose("", knowledge.Result{Verdict: knowledge.Answer, Language: knowledge.English, Matches: matches("motto-2023")})
	if got := labels(answer.Buttons); !slices.Equal(got, []string{"Source", "Related", "2024", "2022", "2021", "2020", "More years", "👍", "👎", "Report"}) {
		t.Errorf("buttons %v", got)
	}
	all := c.card(card{language: knowledge.English, mode: modePlain, facts: []*knowledge.Fact{fair().Fact("motto-2023")}, panel: pressEditions})
	if got := labels(all.Buttons); !slices.Equal(got, []string{"Source", "Related", "2024", "2022", "2021", "2020", "2019", "2018", "👍", "👎", "Report"}) {
		t.Errorf("unfolded %v", got)
	}
	related := c.card(card{language: knowledge.English, mode: modePlain, facts: []*knowledge.Fact{fair().Fact("motto-2023")}, panel: pressRelated})
	if got := labels(related.Buttons); !slices.Contains(got, "Has the fair always had a motto?") || slices.Contains(got, "Related") {
		t.Errorf("related %v", got)
	}
	sources := c.card(card{language: knowledge.English, mode: modeNo, facts: []*knowledge.Fact{fair().Fact(mainHall)}, panel: pressSource})
	h := sources.Document.HTML()
	for _, s := range []string{
		"No: The main hall opens at 10 &amp; closes at 6 on &lt;Mondays&gt;.\n<blockquote expandable>Fair Office, “Visitors' Leaflet”",
		`<a href="https://gazette.example/fair?a=1&amp;b=2">Riverside Gazette`, "As of March 2024", "Fact: " + mainHall,
	} {
		if !strings.Contains(h, s) {
			t.Errorf("%q is not in %q", s, h)
		}
	}
}

func labels(rows [][]Button) []string {
	var out []string
	for _, row := range rows {
		for _, b := range row {
			out = append(out, b.Text)
		}
	}
	return out
}

// A folder of one language answers everybody; our own words are the asker's.
func TestFolderOfOneLanguage(t *testing.T) {
	t.Parallel()
	base, err := knowledge.Load(fstest.MapFS{"a.yaml": {Data: []byte(`
name: Fête du livre
languages: [fr]
sources: [{id: s, title: Le guide}]
facts:
  - {id: lieu, text: La fête a lieu au parc., questions: ["Où a lieu la fête ?", "C'est où ?", "Quel endroit ?"], sources: [s]}
`)}})
	if err != nil {
		t.Fatal(err)
	}
	c := NewComposer(base)
	f := base.Fact("lieu")
	for _, l := range []knowledge.Language{"fr", "en", "zh", "", "xx"} {
		r := knowledge.Result{Verdict: knowledge.Answer, Language: l, Matches: []knowledge.Match{{Fact: f}}}
		got := c.Compose("", r)
		if !strings.HasPrefix(got.Document.Plain(), "La fête a lieu au parc.\n\n") {
			t.Errorf("%q: %q", l, got.Document.Plain())
		}
		r.Verdict = knowledge.Suggest
		if got := c.Compose("", r).Suggestions; !slices.Equal(got, []string{"Où a lieu la fête ?"}) {
			t.Errorf("%q: %q", l, got)
		}
		for _, talk := range []knowledge.Talk{knowledge.Greeting, knowledge.Ability} {
			s := c.Compose("", knowledge.Result{Verdict: knowledge.Smalltalk, Smalltalk: talk, Language: l})
			checkReply(t, Reply{Chat: 1, HTML: s.Document.HTML(), Buttons: s.Buttons})
		}
	}
}

func TestSmalltalkVaries(t *testing.T) {
	t.Parallel()
	c := NewComposer(fair())
	r := knowledge.Result{Verdict: knowledge.Smalltalk, Smalltalk: knowledge.Greeting, Language: knowledge.English}
	seen := map[string]bool{}
	for _, q := range []string{"hi", "hello", "hey", "good morning", "hi there", "hiya", "yo", "greetings"} {
		a, b := c.Compose(q, r).Document.Plain(), c.Compose(q, r).Document.Plain()
		if a != b {
			t.Errorf("%q is answered by %q, then by %q", q, a, b)
		}
		if !strings.Contains(a, "Riverside Book Fair") || strings.Contains(a, "RBF") {
			t.Errorf("%q", a)
		}
		seen[a] = true
	}
	if len(seen) < 2 {
		t.Errorf("always %v", seen)
	}
	if r.Smalltalk = "unheard-of"; c.Compose("x", r).Document.Plain() == "" {
		t.Error("a new kind of small talk is met with silence")
	}
}

// With the built-in facts: every fact fits a phone, alone and with another.
func TestEmbeddedFactsFit(t *testing.T) {
	t.Parallel()
	base := embedded()
	c := NewComposer(base)
	facts := base.Facts()
	for i, f := range facts {
		for _, l := range base.Languages() {
			r := knowledge.Result{Verdict: knowledge.Answer, Language: l, Premise: knowledge.Contradicted, Matches: []knowledge.Match{{Fact: f}}}
			s := c.Compose("", r)
			checkReply(t, Reply{Chat: 1, HTML: s.Document.HTML(), Buttons: s.Buttons})
			if n, alone := utf8.RuneCountInString(s.Document.Plain()), utf8.RuneCountInString(f.Text.In(l)); n > max(glance, alone+80) {
				t.Errorf("%s in %s: %d characters, the statement alone %d", f.ID, l, n, alone)
			}
			r.Matches = append(r.Matches, knowledge.Match{Fact: facts[(i+1)%len(facts)]})
			s = c.Compose("", r)
			checkReply(t, Reply{Chat: 1, HTML: s.Document.HTML(), Buttons: s.Buttons})
			for _, panel := range []byte{pressSource, pressRelated, pressEditions} {
				s := c.card(card{language: l, mode: modeBrowsed, facts: []*knowledge.Fact{f}, panel: panel})
				checkReply(t, Reply{Chat: 1, HTML: s.Document.HTML(), Buttons: s.Buttons})
			}
		}
	}
}

func BenchmarkCompose(b *testing.B) {
	c := NewComposer(fair())
	r := knowledge.Result{Verdict: knowledge.Answer, Language: knowledge.English, Matches: matches("motto-2023")}
	b.ReportAllocs()
	for b.Loop() {
		_ = c.Compose("motto?", r).Document.HTML()
	}
}
