package knowledge_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/forumbot/forumbot/knowledge"
)

// regatta is a folder with facts of several editions: mottos from 2019 to 2025
// but for 2022, boats by a declared series, a venue for one edition only.
func regatta(t *testing.T) *knowledge.Base {
	t.Helper()
	var b strings.Builder
	b.WriteString(`
name: {zh: 湖畔帆船赛, en: Lakeside Regatta}
languages: [zh, en]
topics:
  - {id: mottos, zh: 口号, en: Mottos}
  - {id: figures, zh: 数字, en: Figures}
timeline:
  - {id: motto, zh: 口号, en: Motto}
  - {id: boats, zh: 船, en: Boats}
sources:
  - {id: log, title: {zh: 航海日志, en: The Log}, publisher: {zh: 湖畔报, en: Lakeside Post}, date: 2025}
facts:
`)
	mottos := map[int][2]string{2019: {"乘风", "Ride the Wind"}, 2020: {"破浪", "Break the Waves"}, 2021: {"同舟", "One Boat"},
		2023: {"远航", "Far Horizons"}, 2024: {"归港", "Homeward"}, 2025: {"新帆", "New Sails"}}
	for _, y := range []int{2019, 2020, 2021, 2023, 2024, 2025} {
		fmt.Fprintf(&b, `
  - id: motto-%[1]d
    edition: %[1]d
    topic: mottos
    text: {zh: "%[1]d湖畔帆船赛的口号是“%[2]s”。", en: "The motto of the %[1]d Lakeside Regatta was “%[3]s”."}
    questions:
      zh: ["%[1]d年帆船赛的口号是什么？", "哪一年的口号是%[2]s？", "帆船赛打出了什么口号？", "%[2]s是哪届的口号？", "口号 %[1]d"]
      en: ["What was the regatta's motto in %[1]d?", "In which year was the motto %[3]s?", "What is the motto of the regatta?", "the regatta's motto"]
    values: [{kind: theme, zh: %[2]s, en: %[3]s}]
    sources: [log]
`, y, mottos[y][0], mottos[y][1])
	}
	boats := map[int]int{2021: 40, 2023: 85, 2024: 120, 2025: 97}
	for _, y := range []int{2021, 2023, 2024, 2025} {
		more := ""
		if y == 2021 { // somebody has taken more pains with one
			more = `, "一共来了多少条船？", "船队规模有多大？", "参赛的船有几条？"`
		}
		fmt.Fprintf(&b, `
  - id: fleet-of-%[1]d
    series: boats
    edition: %[1]d
    topic: figures
    text: {zh: "%[1]d湖畔帆船赛有%[2]d条船参赛。", en: "%[2]d boats took part in the %[1]d Lakeside Regatta."}
    questions:
      zh: ["帆船赛有多少条船参赛？", "参赛船的数量", "多少船参加了比赛？"%[3]s]
      en: ["How many boats took part in the regatta?", "number of boats in the regatta", "How big was the fleet?"]
    answers: [how-many]
    values: [{kind: count, zh: %[2]d条, en: %[2]d boats}]
    sources: [log]
`, y, boats[y], more)
	}
	b.WriteString(`
  - id: harbour
    edition: 2023
    topic: figures
    text: {zh: 2023湖畔帆船赛从北码头出发。, en: The 2023 Lakeside Regatta started from the North Pier.}
    questions: {zh: ["帆船赛从哪里出发？", "起点在哪个码头？"], en: ["Where did the regatta start from?"]}
    answers: [where]
    values: [{kind: place, zh: 北码头, en: North Pier}]
    sources: [log]
`)
	base, err := knowledge.Load(fstest.MapFS{"regatta.yaml": {Data: []byte(b.String())}})
	if err != nil {
		t.Fatal(err)
	}
	return base
}

func TestEditions(t *testing.T) {
	t.Parallel()
	b := regatta(t)
	tests := []struct {
		question string
		want     string // id of the fact; "over 3" for a table of so many; "missing 2022"; else the verdict
	}{
		{"帆船赛的口号是什么？", "motto-2025"},
		{"What is the motto of the regatta?", "motto-2025"},
		{"2020年帆船赛的口号是什么？", "motto-2020"},
		{"二〇二〇年帆船赛的口号是什么？", "motto-2020"},
		{"What was the motto in 2023?", "motto-2023"},
		{"2022年帆船赛的口号是什么？", "missing 2022"},
		{"What will the motto of the regatta be in 2027?", "missing 2027"},
		{"明年帆船赛的口号是什么？", "missing 2026"},
		{"哪一年的口号是同舟？", "motto-2021"},
		{"In which year was the motto Homeward?", "motto-2024"},
		{"去年帆船赛的口号是什么？", "motto-2024"},
		{"What was last year's motto of the regatta?", "motto-2024"},
		{"今年帆船赛的口号是什么？", "motto-2025"},
		{"上一届帆船赛的口号是什么？", "motto-2024"},
		{"What was the regatta's motto the year before 2024?", "motto-2023"},
		{"2021年前一年帆船赛的口号是什么？", "motto-2020"},

		{"一共来了多少条船？", "fleet-of-2025"},
		{"一共来了多少条船，2023年？", "fleet-of-2023"},
		{"2024年船队规模有多大？", "fleet-of-2024"},
		{"How many boats took part in 2024?", "fleet-of-2024"},
		{"How many boats took part in 2020?", "missing 2020"},
		{"上届有多少条船参赛？", "fleet-of-2024"},

		{"历年帆船赛的口号是什么？", "over 6"},
		{"What was the regatta's motto in each year?", "over 6"},
		{"历年参赛船的数量有什么变化？", "over 4"},
		{"How has the number of boats that took part in the regatta grown over the years?", "over 4"},
		{"2021到2024年参赛的船有什么变化？", "over 3"},
		{"哪一年参赛的船最多？", "most 2024"},
		{"In which year was the number of boats in the regatta the lowest?", "most 2021"},

		{"帆船赛从哪里出发？", "harbour"},
	}
	for _, tt := range tests {
		t.Run(tt.question, func(t *testing.T) {
			t.Parallel()
			r := b.Ask(knowledge.Query{Text: tt.question})
			got := string(r.Verdict)
			switch {
			case r.Most != nil:
				got = fmt.Sprintf("most %d", r.Most.Edition)
			case len(r.Over) > 0:
				got = fmt.Sprintf("over %d", len(r.Over))
			case r.Verdict == knowledge.Answer:
				got = r.Matches[0].Fact.ID
			case r.Missing != 0:
				got = fmt.Sprintf("missing %d", r.Missing)
			}
			if got != tt.want {
				t.Errorf("got %s, want %s (%s)", got, tt.want, r.Why.Reason)
			}
		})
	}
}

// Who has spoken of an edition means it until another one is named.
func TestEditionGoesOn(t *testing.T) {
	t.Parallel()
	b := regatta(t)
	var c knowledge.Context
	for _, turn := range []struct{ question, fact string }{
		{"2023年帆船赛的口号是什么？", "motto-2023"},
		{"有多少条船参赛？", "fleet-of-2023"},
		{"那2024年呢？", "fleet-of-2024"},
		{"前一年呢？", "fleet-of-2023"},
	} {
		r := b.Ask(knowledge.Query{Text: turn.question, Context: c})
		if r.Verdict != knowledge.Answer || r.Matches[0].Fact.ID != turn.fact {
			t.Errorf("%s: %s %v, want %s", turn.question, r.Verdict, r.Matches, turn.fact)
		}
		c = r.Context
	}
}

// A refusal of one edition is something to go on from.
func TestMissingEditionGoesOn(t *testing.T) {
	t.Parallel()
	b := regatta(t)
	r := b.Ask(knowledge.Query{Text: "2022年帆船赛的口号是什么？"})
	r = b.Ask(knowledge.Query{Text: "前一年呢？", Context: r.Context})
	if r.Verdict != knowledge.Answer || r.Matches[0].Fact.ID != "motto-2021" {
		t.Errorf("the year before 2022: %s %v", r.Verdict, r.Matches)
	}
}

func TestSeries(t *testing.T) {
	t.Parallel()
	b := regatta(t)
	var years []int
	for _, f := range b.Series(b.Fact("fleet-of-2023")) {
		years = append(years, f.Edition)
	}
	if !slices.Equal(years, []int{2025, 2024, 2023, 2021}) {
		t.Errorf("years of the series: %v", years)
	}
	if s := b.Series(b.Fact("harbour")); s != nil {
		t.Errorf("a fact of one edition only is no series: %v", s)
	}
}

func TestTimeline(t *testing.T) {
	t.Parallel()
	var got []string
	for _, e := range regatta(t).Timeline() {
		line := fmt.Sprint(e.Year)
		for _, x := range e.Lines {
			line += " " + x.Label["en"] + " " + x.Fact.ID
		}
		got = append(got, line)
	}
	want := []string{
		"2025 Motto motto-2025 Boats fleet-of-2025", "2024 Motto motto-2024 Boats fleet-of-2024", "2023 Motto motto-2023 Boats fleet-of-2023",
		"2021 Motto motto-2021 Boats fleet-of-2021", "2020 Motto motto-2020", "2019 Motto motto-2019",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
