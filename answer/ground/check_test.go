package ground_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/forumbot/forumbot/answer/ground"
)

func TestSentences(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in   string
		want []string
	}{
		{"It has 3.5 lanes. It opened in 1998.", []string{"It has 3.5 lanes.", "It opened in 1998."}},
		{"Mr. J. Smith of the U.S. Senate spoke [1]. He left.", []string{"Mr. J. Smith of the U.S. Senate spoke [1].", "He left."}},
		{"It opened. [1] It closed. [2]", []string{"It opened. [1]", "It closed. [2]"}},
		{"会期六天。[1]主题是“开放。”[2]", []string{"会期六天。[1]", "主题是“开放。”[2]"}},
		{"面积2.7万平方米！真的吗？是的", []string{"面积2.7万平方米！", "真的吗？", "是的"}},
		{"1. First\n2. Second\n- Third", []string{"First", "Second", "Third"}},
		{`She said "No." Then she left.`, []string{`She said "No."`, "Then she left."}},
		{"", nil},
		{" \n ", nil},
	}
	for _, tt := range tests {
		if got := ground.Sentences(tt.in); !slices.Equal(got, tt.want) {
			t.Errorf("%q\n gives %q\n  want %q", tt.in, got, tt.want)
		}
	}
}

func TestCut(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in, rest string
		done     []string
	}{
		{"It opened [1]. It", "It", []string{"It opened [1]."}},
		{"It opened.", "It opened.", nil}, // a citation may follow
		{"It opened. [", "It opened. [", nil},
		{"It opened. [1]", "It opened. [1]", nil},
		{"It opened. [1] I", "I", []string{"It opened. [1]"}},
		{"会期六天。[1]主", "主", []string{"会期六天。[1]"}},
		{"It costs $3.", "It costs $3.", nil},
	}
	for _, tt := range tests {
		if done, rest := ground.Cut(tt.in); !slices.Equal(done, tt.done) || rest != tt.rest {
			t.Errorf("%q gives %q and %q", tt.in, done, rest)
		}
	}
}

// Each kind of violation names what is wrong.
func TestViolations(t *testing.T) {
	t.Parallel()
	facts := sources([]string{
		"The fair was held from 25 May to 30 May 2023 and drew more than 7,000 visitors. Mayor Ann Lee called it “a quiet success”.",
		"The next fair is planned for 2025; some halls will not be open. Call 010-6275-1188 or see fair.example.com.",
	})
	tests := []struct {
		answer string
		kind   ground.Kind
		says   string
	}{
		{"The fair drew more than 8,000 visitors [1].", ground.Number, "more than 8000"},
		{"The fair drew 7,000 visitors [1].", ground.Number, "more than 7000"},
		{"The fair was held in June 2023 [1].", ground.Date, "2023-06"},
		{"Ann Lee called it “a loud success” [1].", ground.Quote, "a loud success"},
		{"See www.fair.example.org [2].", ground.Link, "www.fair.example.org"},
		{"Call 010-6275-1189 [2].", ground.Link, "010-6275-1189"},
		{"Mayor Bo Lee called it “a quiet success” [1].", ground.Name, "bo"},
		{"The fair drew more than 7,000 robots [1].", ground.Unsupported, "robots"},
		{"The fair was not held [1].", ground.Negation, "not"},
		{"The next fair is in 2025 [2].", ground.Hedge, "planned"},
		{"Halls will not be open [2].", ground.Quantifier, "some"},
		{"The fair was held from 30 May to 25 May 2023 [1].", ground.Binding, "other end"},
		{"The fair was held [3].", ground.NoCitation, "[3]"},
		{"The fair was held.", ground.NoCitation, "cites no fact"},
		{"", ground.NoAnswer, "nothing"},
		{strings.Repeat("The fair was held [1]. ", 1000), ground.NoAnswer, "too long"},
	}
	for _, tt := range tests {
		found := ground.New().Check(tt.answer, facts, true)
		if !slices.ContainsFunc(found, func(v ground.Violation) bool { return v.Kind == tt.kind && strings.Contains(v.Reason, tt.says) }) {
			t.Errorf("%.80s: %+v", tt.answer, found)
		}
	}
	for _, answer := range []string{
		"The fair was held from 25 to 30 May 2023 [1]. It drew over 7,000 visitors [1].",
		"Ann Lee, the mayor, called it \"a quiet success\" 【1】.",
		"The next fair is planned for 2025 [2].", "You can call 010-6275-1188 [2].", "See fair.example.com [2].", "Some halls won't be open [2].",
	} {
		if found := ground.New().Check(answer, facts, true); found != nil {
			t.Errorf("%s: %+v", answer, found)
		}
	}
}

// Numbers are compared exactly, in every form.
func TestNumbers(t *testing.T) {
	t.Parallel()
	tests := []struct {
		fact, answer string
		grounded     bool
	}{
		{"It is 21.1 km long.", "It is 21,100 metres long.", true},
		{"It is 21.1 km long.", "It is 18.5 km long.", false},
		{"It is 21.1 km long.", "It is 21.1 miles long.", false},
		{"It cost $5.2 billion.", "It cost $5.2bn.", true},
		{"It cost $5.2 billion.", "It cost €5.2 billion.", false},
		{"It fell by half a percentage point.", "It fell by 0.5 percentage points.", true},
		{"It fell by 0.5 percentage points.", "It fell by 0.5%.", false},
		{"It opened at 9:30.", "It opened at 9:45.", false},
		{"It opened on 5 May 2023.", "It opened in May 2023.", true},
		{"It opened in May 2023.", "It opened on 5 May 2023.", false},
		{"It opened on 2023-05-26.", "It opened on May 26, 2023.", true},
		{"It grew in the 1980s.", "It grew in the 1990s.", false},
		{"It has 1,240 rooms.", "It has more than 1,240 rooms.", false},
		{"It is the 10th forum.", "It is the tenth forum.", true},
		{"It has 10 rooms.", "It has ten rooms.", true},
		{"水温为-5度。", "水温为5度。", false},
		{"全长21.1公里。", "全长21100米。", true},
		{"收入7.4亿元。", "收入74000万元。", true},
		{"收入7.4亿元。", "收入7.4亿美元。", false},
		{"会期从2023年5月25日至30日。", "会期从5月25日至5月30日。", true},
		{"下降半个百分点。", "下降0.5个百分点。", true},
		{"有7000多个项目。", "有超过7000个项目。", true},
		{"有7000多个项目。", "有约7000个项目。", false},
		{"有近120位专家。", "有约120位专家。", true},
		{"有约120位专家。", "有近120位专家。", false},
	}
	for _, tt := range tests {
		if found := ground.New().Check(tt.answer, sources([]string{tt.fact}), false); (found == nil) != tt.grounded {
			t.Errorf("%s\n  %s\n  %+v", tt.fact, tt.answer, found)
		}
	}
}

// Names of a source stand for what its fact is about.
func TestSourceNames(t *testing.T) {
	t.Parallel()
	facts := []ground.Source{{Text: "The China Association for Science and Technology was founded in 1958.", Names: []string{"CAST"}}}
	if found := ground.New().Check("CAST was founded in 1958 [1].", facts, true); found != nil {
		t.Error(found)
	}
	facts[0].Names = nil
	if found := ground.New().Check("CAST was founded in 1958 [1].", facts, true); found == nil {
		t.Error("a name that nobody gave passes")
	}
}
