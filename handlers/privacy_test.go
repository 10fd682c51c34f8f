package handlers

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/forumbot/forumbot/knowledge"
)

// What is stored of a message: nothing of what asks nothing of us, and of what
// is quoted only what is asked about.
func TestSift(t *testing.T) {
	t.Parallel()
	somebody, us := &Quoted{ID: 9, Text: "SECRET"}, &Quoted{ID: 9, FromMe: true, Text: "ours"}
	edited := func(m Message) Message { m.Kind = Edited; return m }
	reply := func(m Message, q *Quoted) Message { m.ReplyTo = q; return m }
	mention := func(m Message) Message { m.Addressed = true; return m }
	for name, c := range map[string]struct {
		m      Message
		wanted bool
		quoted string
	}{
		"chatter":                        {group("SECRET"), false, ""},
		"chatter in reply":               {reply(group("SECRET"), somebody), false, ""},
		"edited chatter":                 {edited(group("SECRET")), false, ""},
		"another bot's command":          {group("/ask@OtherBot SECRET"), false, ""},
		"unknown command":                {group("/frobnicate SECRET"), false, ""},
		"a channel":                      {Message{Kind: Posted, Chat: Chat{ID: -9, Type: Channel}, Text: "/ask SECRET"}, false, ""},
		"another bot":                    {Message{Kind: Wrote, Chat: Chat{ID: 7, Type: Private}, From: &Person{ID: 1, IsBot: true}, Text: "SECRET"}, false, ""},
		"joined":                         {Message{Kind: Joined, Chat: Chat{ID: -5, Type: Group, Title: "SECRET"}}, true, ""},
		"a thumb to us":                  {reply(group("👍"), us), false, ""},
		"private":                        {private("hello"), true, ""},
		"private edit":                   {edited(private("hello")), true, ""},
		"/ask":                           {group("/ask motto 2023?"), true, ""},
		"edited /ask":                    {edited(group("/ask motto 2023?")), true, ""},
		"/ask with words, in reply":      {reply(group("/ask motto 2023?"), somebody), true, ""},
		"/ask in reply":                  {reply(group("/ask"), somebody), true, "SECRET"},
		"a mention, in reply":            {reply(mention(group("@FairBot motto?")), somebody), true, ""},
		"a reply to us":                  {reply(group("motto?"), us), true, ""},
		"/why in reply to us":            {reply(group("/why"), us), true, ""},
		"/why in reply to somebody else": {reply(group("/why"), somebody), true, ""},
		"a button":                       {pressing(group(""), 4, "f:en:motto-2023"), true, ""},
	} {
		c.m.Chat.Title = "SECRET TITLE"
		b := newBench(t)
		kept, ok := b.Sift(context.Background(), c.m)
		if ok != c.wanted || kept.Chat.Title != "" {
			t.Errorf("%s: %v, %+v", name, ok, kept)
		}
		if ok && kept.ReplyTo != nil && kept.ReplyTo.Text != c.quoted {
			t.Errorf("%s: keeps %q", name, kept.ReplyTo.Text)
		}
		if !ok && kept.Text != "" {
			t.Errorf("%s: hands on %+v", name, kept)
		}
	}
}

// A question whose edit no longer names us is still one.
func TestSiftKnowsEditedQuestions(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	asked := group("@FairBot motto 2023?")
	asked.Addressed = true
	b.handle(asked)
	edit := group("motto 2021?")
	edit.Kind = Edited
	if _, ok := b.Sift(context.Background(), edit); !ok {
		t.Error("the edit is dropped")
	}
	edit.ID = 99
	if _, ok := b.Sift(context.Background(), edit); ok {
		t.Error("the edit of something else is kept")
	}
}

// questionLog keeps what is logged.
type questionLog struct{ got []Asked }

func (l *questionLog) LogQuestion(_ context.Context, a Asked) error {
	l.got = append(l.got, a)
	return nil
}

// Somebody else's words are answered and kept nowhere; a follow-up works all
// the same.
func TestQuotedWordsAreNotKept(t *testing.T) {
	t.Parallel()
	b, log := newBench(t), &questionLog{}
	b.asked = log
	m := group("/ask")
	m.ReplyTo = &Quoted{ID: 9, Text: "motto 2023?"}
	b.handle(m)
	if !strings.Contains(b.out.lastText(), "Readers") {
		t.Fatalf("said %q", b.out.lastText())
	}
	e, ok, _ := b.state.ByQuestion(context.Background(), m.Chat.ID, m.ID)
	if !ok || e.Text != "" || len(e.After.Turns) != 1 || e.After.Turns[0].Question != "What was the fair's motto in 2023?" {
		t.Errorf("kept %+v", e)
	}
	if len(log.got) != 1 || log.got[0].Text != "" || log.got[0].Verdict != knowledge.Answer {
		t.Errorf("logged %+v", log.got)
	}
	b.handle(group("/why"))
	if got := b.out.lastText(); !strings.Contains(got, "somebody else's") {
		t.Errorf("/why says %q", got)
	}
	b.handle(group("/ask motto 2021?"))
	if turns := b.base.last(t).Context.Turns; len(turns) != 1 || strings.Contains(turns[0].Question, "motto 2023?") {
		t.Errorf("the next question follows on %+v", turns)
	}
	m.ReplyTo.Text = "an odd question"
	m.ID = 5
	b.handle(m)
	if e, ok, _ := b.state.ByQuestion(context.Background(), m.Chat.ID, 5); !ok || e.Text != "" || e.Verdict != knowledge.Refuse {
		t.Errorf("kept %+v", e)
	}
}

func TestQuestionsAreLogged(t *testing.T) {
	t.Parallel()
	b, log := newBench(t), &questionLog{}
	b.asked = log
	m := group("/ask motto 2023?")
	b.handle(m)
	m.From = nil
	b.handle(m)
	if len(log.got) != 2 {
		t.Fatalf("logged %+v", log.got)
	}
	a := log.got[0]
	if a.Chat != -5 || a.Answer != firstSent || a.Person != 7 || a.Text != "motto 2023?" || a.Language != "en" ||
		a.Verdict != knowledge.Answer || len(a.Facts) != 1 || a.Confidence != 0.9 || !a.At.Equal(b.clock.now()) || a.Took != 0 {
		t.Errorf("logged %+v", a)
	}
	if log.got[1].Person != 0 {
		t.Errorf("an anonymous admin: %+v", log.got[1])
	}
	edit := group("/ask motto 2021?")
	edit.Kind = Edited
	b.handle(edit)
	if len(log.got) != 3 || log.got[2].Text != "motto 2021?" {
		t.Errorf("after an edit: %+v", log.got)
	}
}

func TestPrivacy(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.handle(private("/privacy"))
	if got := b.out.lastText(); !strings.Contains(got, "/forget") || strings.Contains(got, "log of questions") {
		t.Errorf("without a log: %q", got)
	}
	b.asked, b.keepDays = &questionLog{}, 30
	for l, want := range map[string]string{"en": "30 days", "zh": "30天"} {
		m := private("/privacy")
		m.From.LanguageCode = l
		b.handle(m)
		if got := b.out.lastText(); !strings.Contains(got, want) {
			t.Errorf("with a log: %q", got)
		}
	}
}

// failing is a State that can't forget.
type failing struct{ State }

func (failing) Forget(context.Context, int64) error { return errors.New("out of reach") }

// Only who asked for it may confirm, and only their data goes.
func TestForget(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	for _, m := range []Message{private("/forget"), group("/forget")} {
		b := newBench(t)
		ask := m
		ask.Text = "/ask motto 2023?"
		b.handle(ask)
		if err := b.state.SetLanguage(ctx, 7, "zh"); err != nil {
			t.Fatal(err)
		}
		m.ID = 2
		b.handle(m)
		reply := b.out.sent[len(b.out.sent)-1]
		if len(reply.Buttons) != 1 || len(reply.Buttons[0]) != 2 {
			t.Fatalf("buttons %+v", reply.Buttons)
		}
		yes, no := reply.Buttons[0][0].Data, reply.Buttons[0][1].Data
		kept := func() bool {
			_, there, _ := b.state.ByQuestion(ctx, m.Chat.ID, 1)
			l, _ := b.state.Language(ctx, 7)
			return there && l == "zh"
		}
		other := pressing(m, 1001, yes)
		other.From = &Person{ID: 8, LanguageCode: "en"}
		b.handle(other)
		if !kept() || len(b.out.edits) > 0 || !strings.Contains(b.out.acks[0], "Only the person") {
			t.Errorf("somebody else: %v, %v", b.out.edits, b.out.acks)
		}
		b.handle(pressing(m, 1001, no))
		if !kept() || !strings.Contains(b.out.edits[1001][0].HTML, "没有删除") {
			t.Errorf("no: %v", b.out.edits)
		}
		b.Handler.state = failing{b.state}
		b.handle(pressing(m, 1001, yes))
		if !kept() || !strings.Contains(b.out.edits[1001][1].HTML, "没能删除") {
			t.Errorf("a state that fails: %v", b.out.edits)
		}
		b.Handler.state = b.state
		b.handle(pressing(m, 1001, yes))
		_, there, _ := b.state.ByQuestion(ctx, m.Chat.ID, 1)
		l, _ := b.state.Language(ctx, 7)
		if there || l != "" || !strings.Contains(b.out.edits[1001][2].HTML, "已全部删除") {
			t.Errorf("yes: kept %v %q, %v", there, l, b.out.edits)
		}
	}
	b := newBench(t)
	admin := group("/forget")
	admin.From = nil
	b.handle(admin)
	if got := b.out.lastText(); !strings.Contains(got, "匿名管理员") {
		t.Errorf("an anonymous admin: %q", got)
	}
}
