package knowledge_test

import (
	"math"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/forumbot/forumbot/knowledge"
)

func embedded(tb testing.TB) *knowledge.Base {
	tb.Helper()
	b, err := embeddedOnce()
	if err != nil {
		tb.Fatal(err)
	}
	return b
}

// What an answer says is measured on the question sets; here is what it must
// be like.
func TestAskVerdicts(t *testing.T) {
	t.Parallel()
	b := embedded(t)
	tests := []struct {
		question string
		verdict  knowledge.Verdict
		language knowledge.Language
		fact     string // of the first match, or of the gap
		premise  knowledge.Premise
	}{
		{"2023年论坛的主题是什么？", knowledge.Answer, "zh", "theme-2023", ""},
		{"二〇一九年論壇的主題是什麼", knowledge.Answer, "zh", "theme-2019", ""},
		{"what was the '18 theme", knowledge.Answer, "en", "theme-2018", ""},
		{"论坛是2007年创办的吗", knowledge.Answer, "zh", "forum-founded", knowledge.Confirmed},
		{"Does the exhibition cover 20,000 square metres?", knowledge.Answer, "en", "exhibition-area", knowledge.Contradicted},
		{"Was the chip released by Tsinghua?", knowledge.Answer, "en", "chip-who", knowledge.Contradicted},
		{"北航是跟北京国际大数据交易所签的约吧？", knowledge.Answer, "zh", "signing-data", knowledge.Contradicted},
		{"芯片和量子云平台分别是哪家单位发布的？", knowledge.Answer, "zh", "quafu-who", ""},
		{"除了帕塔普蒂安还有哪些诺奖得主？", knowledge.Refuse, "zh", "gap-nobel-names", ""},
		{"2022年的主题是什么", knowledge.Refuse, "zh", "gap-theme-2022", ""},
		{"达沃斯论坛有多少场活动", knowledge.Refuse, "zh", "", ""},
		{"How many exhibitors did CES have?", knowledge.Refuse, "en", "", ""},
		{"你好", knowledge.Smalltalk, "zh", "", ""},
		{"thank you!", knowledge.Smalltalk, "en", "", ""},
		{"锟斤拷锟斤拷烫烫烫屯屯屯", knowledge.Refuse, "zh", "", ""},
		{"", knowledge.Refuse, "zh", "", ""},
		{"???", knowledge.Refuse, "zh", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.question, func(t *testing.T) {
			t.Parallel()
			r := b.Ask(knowledge.Query{Text: tt.question})
			got := ""
			switch {
			case r.Verdict == knowledge.Answer:
				got = r.Matches[0].Fact.ID
			case r.Gap != nil && tt.fact != "":
				got = r.Gap.ID
			}
			if r.Verdict != tt.verdict || r.Language != tt.language || got != tt.fact || r.Premise != tt.premise {
				t.Errorf("got %s %s %q %q (%s), want %s %s %q %q", r.Verdict, r.Language, got, r.Premise, r.Why.Reason,
					tt.verdict, tt.language, tt.fact, tt.premise)
			}
		})
	}
}

func TestConversation(t *testing.T) {
	t.Parallel()
	b := embedded(t)
	var ctx knowledge.Context
	for _, turn := range []struct{ question, fact string }{
		{"2021年的主题是什么？", "theme-2021"},
		{"谢谢", ""},
		{"前一年呢？", "theme-2020"},
		{"2018年呢？", "theme-2018"},
		{"What did Bill Gates say about the theme?", "speaker-gates-theme"},
		{"那2012年的主题呢", "theme-2012"},
		{"后一年的主题是什么？", "theme-2013"},
		{"What was the theme in 2021?", "theme-2021"},
		{"How many square metres does the exhibition cover?", "exhibition-area"},
		{"What was the theme in 2021?", "theme-2021"}, // a whole question, not "and in 2021?"
		{"第二年的展览总面积是多少？", ""},                         // the year before or after of something else
	} {
		r := b.Ask(knowledge.Query{Text: turn.question, Context: ctx})
		ctx = r.Context
		got := ""
		if r.Verdict == knowledge.Answer {
			got = r.Matches[0].Fact.ID
		}
		if got != turn.fact {
			t.Errorf("%s: got %s %q, want %q (%s)", turn.question, r.Verdict, got, turn.fact, r.Why.Reason)
		}
	}
	if n := len(ctx.Turns); n > knowledge.MaxTurns {
		t.Errorf("the context remembers %d turns", n)
	}
}

// Every score can be taken apart: the contributions of each candidate sum to
// it, constraints among them.
func TestContributionsSumToScore(t *testing.T) {
	t.Parallel()
	b := embedded(t)
	questions := tuningQuestions(t)
	r := rand.New(rand.NewPCG(1, 2))
	for range 120 {
		q := questions[r.IntN(len(questions))]
		res := b.Ask(knowledge.Query{Text: q, Explain: true, Context: knowledge.Context{Turns: []knowledge.Turn{{Question: "2019年的主题", Facts: []string{"theme-2019"}, Year: 2019}}}})
		for i, c := range res.Why.Candidates {
			sum := 0.0
			for _, x := range c.Contributions {
				sum += x.Value
			}
			if math.Abs(sum-c.Score) > 1e-4 {
				t.Errorf("%q: candidate %d %s scores %.5f, its contributions sum to %.5f", q, i, c.Fact.ID, c.Score, sum)
			}
		}
	}
}

func TestAskIsDeterministicAndConcurrent(t *testing.T) {
	t.Parallel()
	b := embedded(t)
	questions := tuningQuestions(t)[:60]
	want := make([]knowledge.Result, len(questions))
	for i, q := range questions {
		want[i] = b.Ask(knowledge.Query{Text: q})
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for i, q := range questions {
				got := b.Ask(knowledge.Query{Text: q})
				if got.Verdict != want[i].Verdict || got.Confidence != want[i].Confidence || len(got.Matches) != len(want[i].Matches) {
					t.Errorf("%q: %s %.4f, before %s %.4f", q, got.Verdict, got.Confidence, want[i].Verdict, want[i].Confidence)
				}
			}
		})
	}
	wg.Wait()
}

// A megabyte of anything is answered as quickly as a long question.
func TestHugeQuestions(t *testing.T) {
	t.Parallel()
	b := embedded(t)
	for _, s := range []string{"a", "啊", "论坛", "1", "九", " ", "\x00", "\xff", "，", "what ", "😀", "二〇一九年主题是什么？"} {
		big := strings.Repeat(s, 1<<20/len(s))
		start := time.Now()
		r := b.Ask(knowledge.Query{Text: big})
		// A generous bound: what is looked for is a quadratic loop, which
		// would take minutes.
		if d := time.Since(start); d > 20*time.Second {
			t.Errorf("a megabyte of %q took %v", s, d)
		}
		if r.Verdict == knowledge.Answer && s != "论坛" && s != "二〇一九年主题是什么？" {
			t.Errorf("a megabyte of %q was answered with %s", s, r.Matches[0].Fact.ID)
		}
	}
}

// Every fact is found by most of its own sample questions: a curator's sample
// that leads elsewhere is a mistake in one of the two.
func TestSamplesFindTheirFact(t *testing.T) {
	t.Parallel()
	b := embedded(t)
	asked, found := 0, 0
	for _, f := range b.Facts() {
		for _, l := range b.Languages() {
			for i, q := range f.Questions[l] {
				if i%4 != 0 {
					continue
				}
				asked++
				r := b.Ask(knowledge.Query{Text: q})
				for _, m := range r.Matches {
					if r.Verdict == knowledge.Answer && m.Fact == f {
						found++
						break
					}
				}
			}
		}
	}
	if share := float64(found) / float64(asked); share < 0.95 {
		t.Errorf("%.1f %% of the facts' own sample questions find them", 100*share)
	}
}

func FuzzAsk(f *testing.F) {
	for _, s := range []string{
		"2023年论坛的主题是什么？", "what about 2021?", "那前一年呢", "\xed\xa0\xbd", "\x00\xff", "\u202e?么什", "1e308年", "-2023年和2023.5年",
		"A和B各自是什么，又是哪天？", strings.Repeat("吗", 300), "百分之", "二〇", "and and and", "'", "第第第", "民国年",
	} {
		f.Add(s, "2019年的主题是什么")
	}
	b := embedded(f)
	f.Fuzz(func(t *testing.T, s, before string) {
		ctx := knowledge.Context{Turns: []knowledge.Turn{{Question: before, Facts: []string{"theme-2019", "gone"}, Year: 2019}}}
		r := b.Ask(knowledge.Query{Text: s, Context: ctx})
		switch r.Verdict {
		case knowledge.Answer, knowledge.Suggest:
			if len(r.Matches) == 0 {
				t.Errorf("%q: %s without a fact", s, r.Verdict)
			}
		case knowledge.Refuse, knowledge.Smalltalk:
		default:
			t.Errorf("%q: verdict %q", s, r.Verdict)
		}
		if r.Confidence < 0 || r.Confidence > 1 || math.IsNaN(r.Confidence) {
			t.Errorf("%q: confidence %v", s, r.Confidence)
		}
		if utf8.ValidString(s) && !utf8.ValidString(r.Why.Question) {
			t.Errorf("%q: understood as %q", s, r.Why.Question)
		}
	})
}
