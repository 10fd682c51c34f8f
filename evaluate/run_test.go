package evaluate

import (
	"slices"
	"strings"
	"testing"
)

// replying answers every question alike.
func replying(r Reply) Ask { return func(string, string) Reply { return r } }

func TestJudgeAnswerable(t *testing.T) {
	t.Parallel()
	c := Case{Question: "q", Lang: "en", Style: "plain", Expect: [][]string{{"26 May", "May 26"}, {"Beijing"}}, Forbid: []string{"27 May"}}
	for _, tt := range []struct {
		name  string
		reply Reply
		right bool
	}{
		{"both groups, by other alternatives", Reply{Verdict: "answer", Answer: "On may 26 in BEIJING."}, true},
		{"one group is missing", Reply{Verdict: "answer", Answer: "On 26 May."}, false},
		{"a forbidden string beside the right ones", Reply{Verdict: "answer", Answer: "On 26 May, not 27 MAY, in Beijing."}, false},
		{"the right words in a suggestion", Reply{Verdict: "suggest", Answer: "On 26 May in Beijing."}, false},
		{"a refusal", Reply{Verdict: "refuse", Answer: ""}, false},
		{"an answer of exactly the longest length", Reply{Verdict: "answer", Answer: padded("26 May, Beijing", maxAnswer)}, true},
		{"an answer too long to read", Reply{Verdict: "answer", Answer: padded("26 May, Beijing", maxAnswer+1)}, false},
	} {
		o := Run([]Case{c}, replying(tt.reply), nil)
		if len(o) != 1 || o[0].Right != tt.right {
			t.Errorf("%s: right is %v", tt.name, !tt.right)
			continue
		}
		if o[0].Form != Answerable || o[0].Group != "plain" || o[0].Lang != "en" || o[0].Turn != -1 || o[0].Want != "26 May + Beijing" {
			t.Errorf("%s: %+v", tt.name, o[0])
		}
	}
}

// padded counts characters, not bytes: the filling has three each.
func padded(s string, n int) string { return s + strings.Repeat("一", n-len([]rune(s))) }

func TestJudgeUnanswerable(t *testing.T) {
	t.Parallel()
	premise := Case{Question: "q", Kind: "false_premise", ExpectCorrection: [][]string{{"2023"}}, Forbid: []string{"2022"}, ForbidStart: []string{"Yes", "是的"}}
	for _, tt := range []struct {
		name  string
		c     Case
		reply Reply
		right bool
	}{
		{"refused", Case{Question: "q", Kind: "near"}, Reply{Verdict: "refuse"}, true},
		{"suggested", Case{Question: "q", Kind: "near"}, Reply{Verdict: "suggest"}, true},
		{"answered", Case{Question: "q", Kind: "near"}, Reply{Verdict: "answer", Answer: "x"}, false},
		{"small talk for a question", Case{Question: "q", Kind: "other"}, Reply{Verdict: "smalltalk"}, false},
		{"small talk", Case{Question: "q", Kind: "smalltalk"}, Reply{Verdict: "smalltalk"}, true},
		{"small talk refused", Case{Question: "q", Kind: "smalltalk"}, Reply{Verdict: "refuse"}, false},
		{"a premise refused", premise, Reply{Verdict: "refuse"}, true},
		{"a premise corrected", premise, Reply{Verdict: "answer", Answer: "No: it was 2023."}, true},
		{"a premise waved through", premise, Reply{Verdict: "answer", Answer: "Yes, in 2023."}, false},
		{"a premise waved through after a blank", premise, Reply{Verdict: "answer", Answer: " yes, in 2023."}, false},
		{"yes in the middle", premise, Reply{Verdict: "answer", Answer: "No, yes, 2023."}, true},
		{"a correction with what is forbidden", premise, Reply{Verdict: "answer", Answer: "Not 2022: 2023."}, false},
		{"a correction beside the point", premise, Reply{Verdict: "answer", Answer: "In Beijing."}, false},
		{"a premise that nothing corrects", Case{Question: "q", Kind: "false_premise"}, Reply{Verdict: "answer", Answer: "No."}, false},
	} {
		o := Run([]Case{tt.c}, replying(tt.reply), nil)[0]
		if o.Right != tt.right || o.Form != Unanswerable || o.Group != tt.c.Kind {
			t.Errorf("%s: %+v", tt.name, o)
		}
	}
}

func TestJudgeDialogue(t *testing.T) {
	t.Parallel()
	cases, err := Read(strings.NewReader(`{"lang":"en","turns":[{"question":"a","expect":["x","y"]},{"question":"b","expect":[["x"],["y"]]},` +
		`{"question":"c","refuse":true},{"question":"d","smalltalk":true},{"question":"e","expect":["z"],"or_refuse":true},{"question":"f","expect":["z"],"forbid":["q"],"or_refuse":true}]}`))
	if err != nil {
		t.Fatal(err)
	}
	answer := func(s string) Reply { return Reply{Verdict: "answer", Answer: s} }
	for _, tt := range []struct {
		name    string
		replies []Reply
		right   []bool
	}{
		{"one group needs one of its strings, two need both",
			[]Reply{answer("Y"), answer("x"), {Verdict: "refuse"}, {Verdict: "smalltalk"}, answer("z"), answer("z")},
			[]bool{true, false, true, true, true, true}},
		{"a refusal is right only where it is allowed",
			[]Reply{{Verdict: "refuse"}, answer("x y"), answer("c"), {Verdict: "refuse"}, {Verdict: "suggest"}, answer("zq")},
			[]bool{false, true, false, false, true, false}},
	} {
		var chats, asked []string
		outcomes := Run(cases, func(chat, question string) Reply {
			chats, asked = append(chats, chat), append(asked, question)
			return tt.replies[len(asked)-1]
		}, nil)
		var right []bool
		for i, o := range outcomes {
			right = append(right, o.Right)
			if o.Turn != i || o.Form != Dialogue {
				t.Errorf("%s: %+v", tt.name, o)
			}
		}
		if !slices.Equal(right, tt.right) {
			t.Errorf("%s: %v, want %v", tt.name, right, tt.right)
		}
		if strings.Join(asked, "") != "abcdef" || len(slices.Compact(chats)) != 1 {
			t.Errorf("%s: asked %v in the chats %v", tt.name, asked, chats)
		}
	}
}

func TestCasesHaveChatsOfTheirOwn(t *testing.T) {
	t.Parallel()
	var chats []string
	var done []int
	cases := []Case{{Question: "a", Kind: "near"}, {Question: "b", Kind: "near"}, {Turns: []Turn{{Question: "c"}, {Question: "d"}}}}
	Run(cases, func(chat, _ string) Reply { chats = append(chats, chat); return Reply{} }, func(n int) { done = append(done, n) })
	if len(slices.Compact(chats)) != 3 || !slices.Equal(done, []int{1, 2, 3}) {
		t.Errorf("chats %v, progress %v", chats, done)
	}
}

func TestRank(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		ranked []string
		expect [][]string
		want   int
	}{
		{"first", []string{"May 25", "x"}, [][]string{{"May 25"}}, 1},
		{"third, ignoring case", []string{"a", "b", "MAY 25"}, [][]string{{"may 25"}}, 3},
		{"nowhere", []string{"a"}, [][]string{{"b"}}, 0},
		{"nothing considered", nil, [][]string{{"b"}}, 0},
		{"a double question, where both parts are there", []string{"one", "x", "two"}, [][]string{{"one"}, {"two"}}, 3},
		{"words of two facts don't run together", []string{"ab", "cd"}, [][]string{{"bc"}}, 0},
	} {
		if got := rank(tt.ranked, tt.expect); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}
