package evaluate

import (
	"strconv"
	"strings"
	"time"
)

// Reply is what was answered to one question.
type Reply struct {
	Verdict string   // answer, suggest, refuse or smalltalk
	Answer  string   // plain text as the person reads it
	Ranked  []string // the texts of the facts considered, best first; for recall and MRR
}

// Ask answers one question of a chat. Questions of the same chat belong to one
// conversation.
type Ask func(chat, question string) Reply

// maxAnswer is what a phone shows at a glance: a longer answer fails.
const maxAnswer = 900

// Outcome is the judgement on one question.
type Outcome struct {
	Case    *Case
	Turn    int // index in a dialogue; -1 otherwise
	Form    string
	Group   string // style, kind or "turn"
	Lang    string
	Want    string // what was wanted, in short
	Text    string // the question
	Reply   Reply
	Right   bool
	Rank    int // of the first considered fact that answers, from 1; 0 for none
	Elapsed time.Duration
}

// Forms of cases.
const (
	Answerable   = "answerable"
	Unanswerable = "unanswerable"
	Dialogue     = "dialogue"
)

// Run asks all cases in order and judges each. progress, which may be nil, is
// called after every case with the number done.
func Run(cases []Case, ask Ask, progress func(done int)) []Outcome {
	var out []Outcome
	for i := range cases {
		c := &cases[i]
		chat := "case-" + strconv.Itoa(i)
		if len(c.Turns) == 0 {
			out = append(out, judgeCase(c, timed(ask, chat, c.Question)))
		}
		for j := range c.Turns {
			o := timed(ask, chat, c.Turns[j].Question)
			o.Case, o.Turn, o.Form, o.Group, o.Lang = c, j, Dialogue, "turn", c.Lang
			judgeTurn(&c.Turns[j], &o)
			out = append(out, o)
		}
		if progress != nil {
			progress(i + 1)
		}
	}
	return out
}

func timed(ask Ask, chat, question string) Outcome {
	start := time.Now()
	r := ask(chat, question)
	return Outcome{Text: question, Reply: r, Elapsed: time.Since(start)}
}

func judgeCase(c *Case, o Outcome) Outcome {
	o.Case, o.Turn, o.Lang = c, -1, c.Lang
	if c.Kind == "" {
		o.Form, o.Group, o.Want = Answerable, c.Style, groups(c.Expect)
		o.Right = answers(o.Reply, c.Expect, c.Forbid)
		o.Rank = rank(o.Reply.Ranked, c.Expect)
		return o
	}
	o.Form, o.Group = Unanswerable, c.Kind
	o.Want = "refuse"
	if c.Kind == "smalltalk" {
		o.Want = "smalltalk"
		o.Right = o.Reply.Verdict == "smalltalk"
		return o
	}
	o.Right = declines(o.Reply)
	if !o.Right && len(c.ExpectCorrection) > 0 {
		o.Want = "refuse, or correct with " + groups(c.ExpectCorrection)
		o.Right = answers(o.Reply, c.ExpectCorrection, c.Forbid) && !beginsWith(o.Reply.Answer, c.ForbidStart)
	}
	return o
}

func judgeTurn(t *Turn, o *Outcome) {
	switch {
	case t.Smalltalk:
		o.Want = "smalltalk"
		o.Right = o.Reply.Verdict == "smalltalk"
	case t.Refuse:
		o.Want = "refuse"
		o.Right = declines(o.Reply)
	default:
		o.Want = groups(t.Expect)
		o.Rank = rank(o.Reply.Ranked, t.Expect)
		o.Right = answers(o.Reply, t.Expect, t.Forbid) || t.OrRefuse && declines(o.Reply)
	}
}

func declines(r Reply) bool { return r.Verdict == "refuse" || r.Verdict == "suggest" }

func answers(r Reply, expect [][]string, forbid []string) bool {
	if r.Verdict != "answer" || len([]rune(r.Answer)) > maxAnswer {
		return false
	}
	low := strings.ToLower(r.Answer)
	for _, f := range forbid {
		if strings.Contains(low, strings.ToLower(f)) {
			return false
		}
	}
	return holds(low, expect)
}

// Holds reports whether a text has an alternative of each group, ignoring case.
func Holds(text string, expect [][]string) bool { return holds(strings.ToLower(text), expect) }

// holds reports whether the lower-cased text has an alternative of each group.
func holds(low string, expect [][]string) bool {
	for _, group := range expect {
		found := false
		for _, alt := range group {
			found = found || strings.Contains(low, strings.ToLower(alt))
		}
		if !found {
			return false
		}
	}
	return true
}

// rank finds the first fact that holds all groups, or, for a double question,
// the place by which the facts so far hold them together.
func rank(ranked []string, expect [][]string) int {
	var sofar strings.Builder
	for i, t := range ranked {
		sofar.WriteString(strings.ToLower(t))
		sofar.WriteByte('\n')
		if holds(sofar.String(), expect) {
			return i + 1
		}
	}
	return 0
}

func beginsWith(answer string, starts []string) bool {
	low := strings.ToLower(strings.TrimSpace(answer))
	for _, s := range starts {
		if strings.HasPrefix(low, strings.ToLower(s)) {
			return true
		}
	}
	return false
}

func groups(expect [][]string) string {
	var parts []string
	for _, g := range expect {
		if len(g) > 0 {
			parts = append(parts, g[0])
		}
	}
	return strings.Join(parts, " + ")
}
