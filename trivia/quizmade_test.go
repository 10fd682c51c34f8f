package trivia_test

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/forumbot/forumbot/knowledge"
	"github.com/forumbot/forumbot/trivia"
)

// folder loads facts in English, with a topic "t" and a source.
func folder(t testing.TB, facts string) *knowledge.Base {
	t.Helper()
	base, err := knowledge.Load(fstest.MapFS{"a.yaml": {Data: []byte(`
name: Harbour Museum
languages: [en]
topics: [{id: t, text: Things}, {id: u, text: Others}]
sources: [{id: s, title: Guide to the harbour, publisher: Harbour Office, date: 2024-03}]
facts:
` + facts)}})
	if err != nil {
		t.Fatal(err)
	}
	return base
}

// every collects what is asked about a fact and all options that are shown.
func every(m *trivia.Maker, id string) (questions, options []string) {
	for seed := range uint64(500) {
		q, ok := m.Quiz(id, knowledge.English, seed)
		if !ok {
			return nil, nil
		}
		questions, options = append(questions, q.Question), append(options, q.Options...)
	}
	slices.Sort(questions)
	slices.Sort(options)
	return slices.Compact(questions), slices.Compact(options)
}

// A small folder of another subject, in one language.
func TestAnotherSubject(t *testing.T) {
	t.Parallel()
	base := folder(t, `
  - id: cranes
    topic: t
    text: The harbour has about 120 cranes.
    values: [{kind: count, text: about 120}]
    sources: [s]
  - id: lighthouse
    topic: t
    text: The lighthouse was built in 1874.
    values: [{kind: year, text: "1874"}]
    sources: [s]
  - id: ferry
    topic: t
    text: The ferry takes an hour.
    values: [{kind: duration, text: an hour}]
    quiz:
      question: How long does the ferry take?
      options: [{text: An hour, right: true}, {text: Two hours}, {text: Three hours}]
    sources: [s]
  - id: founder
    topic: t
    text: The museum was founded by Ada Reed.
    values: [{kind: person, text: Ada Reed}]
    sources: [s]
  - id: gulls
    topic: t
    text: Gulls nest on the roof.
    sources: [s]
`)
	m := trivia.NewMaker(base.Facts(), base.Languages())
	questions, options := every(m, "cranes")
	if want := []string{"Fill in the blank as the source has it: The harbour has ____ cranes."}; !slices.Equal(questions, want) {
		t.Errorf("questions %q", questions)
	}
	for _, o := range options {
		if !strings.HasPrefix(o, "about ") || !strings.HasSuffix(o, "0") {
			t.Errorf("%q has another form than “about 120”", o)
		}
	}
	if questions, _ := every(m, "lighthouse"); !slices.Equal(questions, []string{"Fill in the blank: The lighthouse was built in ____."}) {
		t.Errorf("questions %q", questions)
	}
	q, ok := m.Quiz("ferry", knowledge.Chinese, 1) // asked in a language that the folder hasn't
	if !ok || q.Language != knowledge.English || len(q.Options) != 3 || q.Options[q.Right] != "An hour" ||
		q.Explanation != "The ferry takes an hour. (Harbour Office, 2024-03)" {
		t.Errorf("%+v, %v", q, ok)
	}
	var problems []string
	for _, p := range m.Problems() {
		problems = append(problems, p.Fact+": "+p.Why)
	}
	if want := []string{
		"founder: Ada Reed: which others of the kind person are wrong only a curator can say",
		"gulls: it has neither a quiz nor values",
	}; !slices.Equal(problems, want) {
		t.Errorf("problems %q", problems)
	}
	if _, ok := m.Quiz("no-such-fact", knowledge.English, 1); ok || m.Why("no-such-fact", knowledge.English) == "" {
		t.Error("a quiz on a fact that isn't there")
	}
}

// What would be a second right answer is never offered.
func TestTraps(t *testing.T) {
	t.Parallel()
	const themes = `
  - {id: a, edition: 2001, topic: t, text: The theme of the 2001 fair was "Rivers of the North"., values: [{kind: theme, text: Rivers of the North}, {kind: year, text: "2001"}], sources: [s]}
  - {id: b, edition: 2002, topic: t, text: The theme of the 2002 fair was "Boats and Builders"., values: [{kind: theme, text: Boats and Builders}, {kind: year, text: "2002"}], sources: [s]}
  - {id: c, edition: 2003, topic: t, text: The theme of the 2003 fair was "Ropes for Sailors"., values: [{kind: theme, text: Ropes for Sailors}, {kind: year, text: "2003"}], sources: [s]}
  - {id: d, edition: 2004, topic: t, text: The theme of the 2004 fair was "Masts of Oak Trees"., values: [{kind: theme, text: Masts of Oak Trees}, {kind: year, text: "2004"}], sources: [s]}
  - {id: e, edition: 2005, topic: t, text: The theme of the 2005 fair was "Winds and Weather"., values: [{kind: theme, text: Winds and Weather}, {kind: year, text: "2005"}], sources: [s]}
  - {id: z, edition: 2007, topic: t, text: The theme of the 2007 fair was "Songs at the Quay"., values: [{kind: theme, text: Songs at the Quay}, {kind: year, text: "2007"}], sources: [s]}
`
	for _, tt := range []struct {
		name, facts, id string
		not             []string // options that must not be shown
		some            string   // one that must be
	}{
		{"without a trap", themes, "c", nil, "2001"},
		{"the same theme in another year", themes + `
  - {id: f, edition: 2001, topic: t, text: 'The theme of the second 2001 fair was "Ropes for Sailors", too.', values: [{kind: theme, text: Ropes for Sailors}, {kind: year, text: "2001"}], sources: [s]}
`, "c", []string{"2001"}, "2004"},
		{"a second theme of the year", themes + `
  - {id: f, edition: 2003, topic: t, text: 'The theme of the 2003 fair was also "Masts of Oak Trees".', values: [{kind: theme, text: Masts of Oak Trees}, {kind: year, text: "2003"}], sources: [s]}
`, "c", []string{"Masts of Oak Trees"}, "Boats and Builders"},
		{"a theme of all years", themes + `
  - {id: f, topic: t, text: 'The permanent theme of the fair is "Harbours of the World".', values: [{kind: theme, text: Harbours of the World}], sources: [s]}
`, "c", []string{"Harbours of the World"}, "Boats and Builders"},
		{"a list of years is read clause by clause", themes + `
  - {id: f, topic: t, text: 'Themes of the fair: 2001 Rivers of the North; 2002 Boats and Builders; 2003 Ropes for Sailors; 2004 Masts of Oak Trees; 2005 Winds and Weather.', sources: [s]}
`, "c", nil, "Boats and Builders"},
		{"too much alike", themes + `
  - {id: f, edition: 2006, topic: t, text: The theme of the 2006 fair was "Ropes"., values: [{kind: theme, text: Ropes}, {kind: year, text: "2006"}], sources: [s]}
`, "c", []string{"Ropes"}, "Boats and Builders"},
		{"the number of another fact", `
  - {id: c, topic: t, text: The harbour has 120 cranes., values: [{kind: count, text: "120"}], sources: [s]}
  - {id: f, topic: t, text: Of the cranes 140 are new and seventy old., sources: [s]}
`, "c", []string{"140", "70"}, "150"},
		{"the number of a fact of another topic about the same thing", `
  - {id: c, topic: t, text: The harbour of Seatown has 120 yellow cranes., values: [{kind: count, text: "120"}], sources: [s]}
  - {id: f, topic: u, text: The harbour of Seatown has 150 yellow cranes by another count., sources: [s]}
  - {id: g, topic: u, text: Pears cost 130 each., sources: [s]}
`, "c", []string{"150"}, "130"},
		{"a percentage beyond a hundred", `
  - {id: c, topic: t, text: Of the ships 70% are sailing ships., values: [{kind: percent, text: 70%}], sources: [s]}
`, "c", []string{"100%", "110%", "120%", "130%", "140%"}, "80%"},
		{"a day that isn't", `
  - {id: c, topic: t, text: The fair opens on 27 February., values: [{kind: date, text: 27 February}], sources: [s]}
`, "c", []string{"29 February", "30 February", "31 February"}, "28 February"},
		{"an ordinal", `
  - {id: c, topic: t, text: The harbour came 11th., values: [{kind: rank, text: 11th}], sources: [s]}
`, "c", []string{"12nd", "13rd", "10st"}, "12th"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			base := folder(t, tt.facts)
			m := trivia.NewMaker(base.Facts(), base.Languages())
			_, options := every(m, tt.id)
			for _, o := range tt.not {
				if slices.Contains(options, o) {
					t.Errorf("%q is offered: %q", o, options)
				}
			}
			if !slices.Contains(options, tt.some) {
				t.Errorf("%q is not among %q (%s)", tt.some, options, m.Why(tt.id, knowledge.English))
			}
		})
	}
}

// Where a quiz would be poor there is none, and curators read why.
func TestNoQuiz(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("very ", 50)
	for _, tt := range []struct{ name, fact, why string }{
		{"told twice in other words", `{text: Seventeen (17) boats came., values: [{kind: count, text: "17", also: [seventeen]}]}`, "a second time"},
		{"told twice as a number", `{text: "Seventeen boats came, 17 in all.", values: [{kind: count, text: "17"}]}`, "a second time"},
		{"too often", `{text: "One 40, two 40 and three 40.", values: [{kind: count, text: "40"}]}`, "too often"},
		{"not in the text", `{text: Many boats came., values: [{kind: count, text: "17"}]}`, "doesn't stand in the text"},
		{"part of a number", `{text: It cost 1170., values: [{kind: count, text: "17"}]}`, "doesn't stand in the text"},
		{"part of a decimal", `{text: It is 3.5 metres., values: [{kind: count, text: "5"}]}`, "doesn't stand in the text"},
		{"one end of a span", `{text: It runs from 3 May to 9 May., values: [{kind: date, text: 3 May}]}`, "one end of a span"},
		{"countable", `{text: "There are three boats: A, B and C.", values: [{kind: count, text: three}]}`, "counted or guessed"},
		{"the first of all", `{text: It came first., values: [{kind: rank, text: first}]}`, "all on one side"},
		{"not what it answers", `{text: In 1874 it was painted by many., answers: [who], values: [{kind: year, text: "1874"}]}`, "isn't what the fact answers"},
		{"too long", `{text: "It is ` + long + `old: 174 years.", values: [{kind: count, text: "174"}]}`, "too long"},
		{"the whole text", `{text: "250", values: [{kind: count, text: "250"}]}`, "the whole text"},
		{"one of several", `{text: "Themes such as Winds and Weather.", values: [{kind: theme, text: Winds and Weather}]}`, "one of several"},
		{"a theme alone", `{text: "The theme was Winds and Weather.", values: [{kind: theme, text: Winds and Weather}]}`, "too few other values"},
		{"two years in one", `{text: "The years were 1870/71.", values: [{kind: year, text: 1870/71}]}`, "no single year"},
		{"no number", `{text: "There were countless gulls.", values: [{kind: count, text: countless}]}`, "no single number"},
		{"a curated quiz that can't be sent", `{text: A., quiz: {question: "` + strings.Repeat("why ", 80) + `?", options: [{text: A, right: true}, {text: B}]}}`, "longer than 300"},
		{"a curated option that can't be sent", `{text: A., quiz: {question: "Why?", options: [{text: A, right: true}, {text: ` + long + `}]}}`, "longer than 100"},
		{"curated options alike", `{text: A., quiz: {question: "Why?", options: [{text: Café, right: true}, {text: cafe}]}}`, "alike"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			base := folder(t, "  - {id: c, topic: t, sources: [s], "+strings.TrimPrefix(tt.fact, "{")+"\n")
			m := trivia.NewMaker(base.Facts(), base.Languages())
			if q, ok := m.Quiz("c", knowledge.English, 1); ok {
				t.Fatalf("%+v", q)
			}
			if why := m.Why("c", knowledge.English); !strings.Contains(why, tt.why) {
				t.Errorf("because %q, want %q", why, tt.why)
			}
		})
	}
}

// An article doesn't tell what comes after it, and a long statement is cut in
// the explanation where the answer stays.
func TestWording(t *testing.T) {
	t.Parallel()
	base := folder(t, `
  - id: article
    topic: t
    text: It is an 80-year-old pier.
    values: [{kind: duration, text: 80-year-old}]
    sources: [s]
  - id: long
    topic: t
    text: "`+strings.Repeat("The quay is long, ", 7)+`and 640 boats lie there in summer; nobody counts them twice."
    values: [{kind: count, text: "640"}]
    sources: [s]
`)
	m := trivia.NewMaker(base.Facts(), base.Languages())
	if q, ok := m.Quiz("article", knowledge.English, 1); !ok || q.Question != "Fill in the blank: It is a(n) ____ pier." {
		t.Errorf("%+v %s", q, m.Why("article", knowledge.English))
	}
	q, ok := m.Quiz("long", knowledge.English, 1)
	if !ok || sound(q) != "" || !strings.Contains(q.Explanation, "640") || !strings.Contains(q.Explanation, "… (Harbour Office, 2024-03)") {
		t.Errorf("%+v %s", q, m.Why("long", knowledge.English))
	}
}
