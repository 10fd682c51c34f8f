package trivia_test

import (
	"strings"
	"testing"

	"github.com/forumbot/forumbot/knowledge"
	"github.com/forumbot/forumbot/trivia"
)

// Whatever facts hold, a quiz is one that Telegram takes, or there is none and
// a reason. The loader would refuse much of this.
func FuzzQuiz(f *testing.F) {
	f.Add("The harbour has about 120 cranes.", "about 120", "120", uint8(0), "Office", uint64(1))
	f.Add("约650家企业和机构参加了展览。", "约650家", "650家", uint8(0), "人民日报海外版", uint64(2))
	f.Add("2019年论坛的主题是“前沿科技”。", "2019年", "", uint8(6), "", uint64(3))
	f.Add("It opened on 30 May.", "30 May", "May 30", uint8(7), strings.Repeat("long ", 60), uint64(4))
	f.Add("外籍嘉宾占比超四成。", "超四成", "四成", uint8(1), "x", uint64(5))
	f.Add("\xff\xfe 7 ____ \x00 7", "7", "\xff", uint8(0), "\n\n\n", uint64(6))
	f.Add(strings.Repeat("𝟙", 120)+"9999999999999999", "9999999999999999", "", uint8(0), "a", uint64(7))
	f.Add("0", "0", "00", uint8(1), "", uint64(8))
	f.Add("It came 11th of İstanbul.", "11th", "İ", uint8(5), "İ", uint64(9))
	kinds := []string{"count", "percent", "money", "area", "duration", "rank", "year", "date", "theme", "person"}
	f.Fuzz(func(t *testing.T, statement, value, also string, kind uint8, source string, seed uint64) {
		for _, l := range []knowledge.Language{knowledge.Chinese, knowledge.English, "fr"} {
			of := func(s string) knowledge.Text { return knowledge.Text{l: s} }
			src := []*knowledge.Source{{ID: "s", Publisher: of(source), Date: also}}
			k := kinds[int(kind)%len(kinds)]
			facts := []*knowledge.Fact{
				{ID: "made", Text: of(statement), Values: []knowledge.Value{{Kind: k, Text: of(value), Also: []string{also}}}, Sources: src},
				{ID: "curated", Text: of(statement), Sources: src, AsOf: value, Quiz: &knowledge.Quiz{
					Question: of(statement), Explanation: of(also), Options: []knowledge.Option{{Text: of(value), Right: true}, {Text: of(also)}, {Text: of(source)}},
				}},
				{ID: "other", Text: of(also + statement), Values: []knowledge.Value{{Kind: k, Text: of(also)}, {Kind: k, Text: of(source)}}},
			}
			m := trivia.NewMaker(facts, []knowledge.Language{l})
			for _, f := range facts {
				q, ok := m.Quiz(f.ID, l, seed)
				if ok != (m.Why(f.ID, l) == "") {
					t.Errorf("a quiz: %v, and why there is none: %q", ok, m.Why(f.ID, l))
				}
				if !ok {
					continue
				}
				if what := sound(q); what != "" {
					t.Errorf("%s: %+v", what, q)
				}
				if again, _ := m.Quiz(f.ID, l, seed); !same(again, q) {
					t.Errorf("%+v, then %+v", q, again)
				}
			}
		}
	})
}

// Long texts cost no more than their length.
func BenchmarkLongText(b *testing.B) {
	for _, unit := range []string{"a, ", "a ", "一，", "7 "} {
		b.Run(unit, func(b *testing.B) {
			s := strings.Repeat(unit, 10_000)
			facts := []*knowledge.Fact{
				{ID: "a", Text: knowledge.Text{"en": s + "the end"}, Quiz: &knowledge.Quiz{Question: knowledge.Text{"en": "Why?"}, Options: []knowledge.Option{{Text: knowledge.Text{"en": "the end"}, Right: true}, {Text: knowledge.Text{"en": "b"}}}}},
				{ID: "b", Text: knowledge.Text{"en": s}, Values: []knowledge.Value{{Kind: "count", Text: knowledge.Text{"en": "7"}}}},
			}
			for b.Loop() {
				trivia.NewMaker(facts, []knowledge.Language{"en"}).Problems()
			}
		})
	}
}
