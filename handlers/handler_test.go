package handlers

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/forumbot/forumbot/knowledge"
)

// Who is answered, and who is not.
func TestWhenToSpeak(t *testing.T) {
	t.Parallel()
	toBot := &Quoted{ID: 900, FromMe: true, Text: "earlier"}
	toSomebody := &Quoted{ID: 901, Text: "motto 2023?"}
	with := func(m Message, change func(*Message)) Message { change(&m); return m }
	for name, c := range map[string]struct {
		m     Message
		says  string // a part of what is said; empty for silence
		asked string // what the facts were asked; empty for nothing
	}{
		"private question":        {private("motto 2023?"), "Readers", "motto 2023?"},
		"private /ask":            {private("/ask motto 2023?"), "Readers", "motto 2023?"},
		"private /ask, no words":  {private("/ask"), "Just send me", ""},
		"private /ask in reply":   {with(private("/ask"), func(m *Message) { m.ReplyTo = toSomebody }), "Readers", "motto 2023?"},
		"private, other's":        {private("/ask@OtherBot x"), "", ""},
		"private unknown command": {private("/frobnicate"), "don't know that command", ""},
		"private photo":           {private(""), "only read text", ""},
		"private invisible text":  {private("\u200b \u2060"), "only read text", ""},
		"private path":            {private("/usr/bin"), "facts", "/usr/bin"},
		"group chatter":           {group("motto 2023?"), "", ""},
		"group /ask":              {group("/ask motto 2023?"), "Readers", "motto 2023?"},
		"group /ask@us":           {group("/ask@fairbot motto 2023?"), "Readers", "motto 2023?"},
		"group /ask@other":        {group("/ask@fairbot2 motto 2023?"), "", ""},
		"group /ask, no words":    {group("/ask"), "after /ask", ""},
		"group /ask in reply":     {with(group("/ask"), func(m *Message) { m.ReplyTo = toSomebody }), "Readers", "motto 2023?"},
		"group /ask in reply to a mention": {with(group("/ask"), func(m *Message) {
			m.ReplyTo = &Quoted{ID: 9, Text: "@FairBot motto 2023?"}
		}), "Readers", "motto 2023?"},
		"group /ask in reply to an /ask": {with(group("/ask"), func(m *Message) {
			m.ReplyTo = &Quoted{ID: 9, Text: "/ask motto 2023?"}
		}), "Readers", "motto 2023?"},
		"group /ask in reply to a photo":  {with(group("/ask"), func(m *Message) { m.ReplyTo = &Quoted{ID: 9} }), "after /ask", ""},
		"group /ask in reply to us":       {with(group("/ask"), func(m *Message) { m.ReplyTo = toBot }), "after /ask", ""},
		"group mention":                   {with(group("@FairBot motto 2023?"), func(m *Message) { m.Addressed = true }), "Readers", "motto 2023?"},
		"group bare mention":              {with(group("@FairBot"), func(m *Message) { m.Addressed = true }), "after /ask", ""},
		"group mention and question mark": {with(group("@FairBot ??"), func(m *Message) { m.Addressed = true }), "after /ask", ""},
		"group reply to us":               {with(group("motto 2023?"), func(m *Message) { m.ReplyTo = toBot }), "Readers", "motto 2023?"},
		"group question mark to us":       {with(group("？"), func(m *Message) { m.ReplyTo = toBot }), "after /ask", ""},
		"group thumb to us":               {with(group("👍"), func(m *Message) { m.ReplyTo = toBot }), "", ""},
		"group sticker to us":             {with(group(""), func(m *Message) { m.ReplyTo = toBot }), "", ""},
		"group reply to somebody":         {with(group("motto 2023?"), func(m *Message) { m.ReplyTo = toSomebody }), "", ""},
		"group photo":                     {group(""), "", ""},
		"group unknown command":           {group("/frobnicate"), "", ""},
		"group unknown command for us":    {group("/frobnicate@FairBot"), "", ""},
		"anonymous admin":                 {with(group("/ask motto 2023?"), func(m *Message) { m.From = nil }), "Readers", "motto 2023?"},
		"another bot":                     {with(group("/ask motto 2023?"), func(m *Message) { m.From = &Person{ID: 1, IsBot: true} }), "", ""},
		"another bot, private":            {with(private("hi"), func(m *Message) { m.From.IsBot = true }), "", ""},
		"channel post":                    {Message{Kind: Posted, Chat: Chat{ID: -9, Type: Channel}, ID: 4, Text: "/ask motto 2023?"}, "", ""},
		"channel post as a message":       {Message{Kind: Wrote, Chat: Chat{ID: -9, Type: Channel}, ID: 4, Text: "/ask motto 2023?"}, "", ""},
		"channel edit":                    {Message{Kind: Edited, Chat: Chat{ID: -9, Type: Channel}, ID: 4, Text: "/ask motto 2023?"}, "", ""},
		"joined":                          {Message{Kind: Joined, Chat: Chat{ID: -5, Type: Group}}, "每日一知", ""},
		"joined a channel":                {Message{Kind: Joined, Chat: Chat{ID: -5, Type: Channel}}, "", ""},
		"left":                            {Message{Kind: Left, Chat: Chat{ID: -5, Type: Group}}, "", ""},
		"nothing at all":                  {Message{}, "", ""},
		"pressed without a button":        {Message{Kind: Pressed, Chat: Chat{ID: 7, Type: Private}, ID: 3}, "", ""},
	} {
		b := newBench(t)
		b.handle(c.m)
		var asked string
		if len(b.base.asked) > 0 {
			asked = b.base.last(t).Text
		}
		if asked != c.asked {
			t.Errorf("%s: asked %q, want %q", name, asked, c.asked)
		}
		if c.says == "" {
			if len(b.out.sent) > 0 {
				t.Errorf("%s: said %q", name, b.out.lastText())
			}
			continue
		}
		if len(b.out.sent) != 1 || !strings.Contains(b.out.lastText(), c.says) {
			t.Errorf("%s: %d messages: %+v", name, len(b.out.sent), b.out.sent)
			continue
		}
		// In a group the answer is a reply to the asker; in private it needs none.
		want := c.m.ID
		if c.m.Chat.Type == Private {
			want = 0
		}
		if got := b.out.sent[0]; got.ReplyTo != want || got.Chat != c.m.Chat.ID {
			t.Errorf("%s: sent to chat %d as a reply to %d", name, got.Chat, got.ReplyTo)
		}
	}
}

func TestCommands(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"/start":              "I'm the Riverside Book Fair Q&A bot",
		"/start f_motto-2023": "“Readers”",
		"/start f_gone":       "no longer",
		"/start hello":        "I'm the Riverside Book Fair Q&A bot",
		"/help":               "/topics",
		"/HELP@fairbot":       "/topics",
		"/topics":             "Which topic",
		"/why":                "no answer here to explain",
		"/source":             "No answer here",
		"/language":           "Which one should I use",
		"/about":              "Riverside Gazette, “Twenty Years of the Fair”",
	} {
		for _, m := range []Message{private(text), group(text)} {
			b := newBench(t)
			b.handle(m)
			if text == "/start" && m.Chat.Type != Private || text == "/start hello" && m.Chat.Type != Private {
				want = "How to ask me in a group"
			}
			if got := b.out.lastText(); !strings.Contains(got, want) {
				t.Errorf("%s in %s: %q", text, m.Chat.Type, got)
			}
		}
	}
}

// A conversation lasts half an hour, belongs to one person in one chat, and
// isn't ended by thanks.
func TestConversations(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	turns := func() int { return len(b.base.last(t).Context.Turns) }
	b.handle(group("/ask motto 2023?"))
	b.handle(group("/ask hi"))
	b.handle(group("/ask motto 2021?"))
	if turns() != 1 {
		t.Errorf("after small talk: %d turns", turns())
	}
	other := group("/ask motto 2021?")
	other.From = &Person{ID: 8}
	b.handle(other)
	if turns() != 0 {
		t.Errorf("another person starts with %d turns", turns())
	}
	b.handle(private("motto 2021?"))
	if turns() != 0 {
		t.Errorf("the private chat starts with %d turns", turns())
	}
	b.clock.add(29 * time.Minute)
	b.handle(group("/ask motto 2021?"))
	if turns() != 2 {
		t.Errorf("after 29 minutes: %d turns", turns())
	}
	b.clock.add(31 * time.Minute)
	b.handle(group("/ask motto 2021?"))
	if turns() != 0 {
		t.Errorf("after 31 minutes: %d turns", turns())
	}
}

// A reply to one of our answers goes on from that answer, whoever replies and
// whatever was asked since.
func TestReplyContinuesItsAnswer(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.handle(group("/ask motto 2023?"))
	first := firstSent
	b.handle(group("/ask motto 2021?"))
	reply := group("motto 2021?")
	reply.From = &Person{ID: 8}
	reply.ReplyTo = &Quoted{ID: first, FromMe: true}
	b.handle(reply)
	got := b.base.last(t).Context.Turns
	if len(got) != 1 || got[0].Question != "motto 2023?" {
		t.Errorf("context %+v", got)
	}
	reply.ReplyTo.ID = 424242 // an answer from before the state's memory
	b.handle(reply)
	if got := b.base.last(t).Context.Turns; len(got) != 2 {
		t.Errorf("context %+v", got)
	}
}

func TestEdits(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.handle(private("motto 2023?"))
	edit := private("motto 2021?")
	edit.Kind = Edited
	b.handle(edit)
	edits := b.out.edits[firstSent]
	if len(b.out.sent) != 1 || len(edits) != 1 || !strings.Contains(edits[0].HTML, "2021") {
		t.Fatalf("sent %d, edits %+v", len(b.out.sent), b.out.edits)
	}
	if n := len(b.base.last(t).Context.Turns); n != 0 {
		t.Errorf("the edited question follows on itself: %d turns", n)
	}
	b.handle(edit) // reported again without a change
	if len(b.out.edits[firstSent]) != 1 {
		t.Error("edited though nothing changed")
	}
	// The conversation goes on from what it became.
	next := private("motto 2023?")
	next.ID = 2
	b.handle(next)
	if got := b.base.last(t).Context.Turns; len(got) != 1 || got[0].Question != "motto 2021?" {
		t.Errorf("context %+v", got)
	}
	// An old question edited doesn't drag the talk back.
	edit.Text = "motto 2023?"
	b.handle(edit)
	third := private("hi")
	third.ID = 3
	b.handle(third)
	if got := b.base.last(t).Context.Turns; len(got) != 2 {
		t.Errorf("context %+v", got)
	}
}

func TestEditsThatAreNoQuestions(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	never := group("@FairBot motto 2023?") // edited into a mention: nobody asked us before
	never.Kind, never.Addressed = Edited, true
	b.handle(never)
	b.out.silent()

	b.handle(group("/ask motto 2023?"))
	for _, text := range []string{"", "/help", "/ask", "/ask@other motto 2021?", "...", "@FairBot"} {
		m := group(text)
		m.Kind = Edited
		b.handle(m)
	}
	if len(b.out.edits) != 0 || len(b.out.sent) != 1 {
		t.Errorf("answered: %+v", b.out.edits)
	}
	b.clock.add(49 * time.Hour)
	late := group("/ask motto 2021?")
	late.Kind = Edited
	b.handle(late)
	if len(b.out.edits) != 0 {
		t.Error("remembered for longer than people can edit")
	}
}

// A bare /ask that is edited into a question gets its answer.
func TestBareAskEditedIntoAQuestion(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.handle(group("/ask"))
	m := group("/ask motto 2023?")
	m.Kind = Edited
	b.handle(m)
	if got := b.out.edits[firstSent]; len(got) != 1 || !strings.Contains(got[0].HTML, "Readers") {
		t.Errorf("edits %+v", b.out.edits)
	}
}

func TestLanguages(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	chinese := private("/help")
	chinese.From.LanguageCode = "zh-Hant"
	b.handle(chinese)
	if got := b.out.lastText(); !strings.Contains(got, "像问朋友") {
		t.Errorf("by Telegram's language: %q", got)
	}
	// The person's setting is stronger …
	set := pressing(private(""), 55, "l:zh:en")
	set.From.LanguageCode = "zh"
	b.handle(set)
	if got := b.out.edits[55]; len(got) != 1 || !strings.Contains(got[0].HTML, "English it is") || b.out.acks[0] != "All right, English it is." {
		t.Errorf("set: %+v, %q", got, b.out.acks)
	}
	b.handle(chinese)
	if got := b.out.lastText(); !strings.Contains(got, "ask a friend") {
		t.Errorf("by setting: %q", got)
	}
	// … and the question's own language is the strongest.
	b.handle(private("2023口号？"))
	if got := b.out.lastText(); !strings.Contains(got, "来源：") || b.base.last(t).Language != knowledge.English {
		t.Errorf("by the question: %q, hint %q", got, b.base.last(t).Language)
	}
	set.Button.Data = "l:en:auto"
	b.handle(set)
	b.handle(chinese)
	if got := b.out.lastText(); !strings.Contains(got, "像问朋友") {
		t.Errorf("automatic again: %q", got)
	}
	// In a group only the presser is told.
	before := len(b.out.edits[56])
	inGroup := pressing(group(""), 56, "l:en:zh")
	b.handle(inGroup)
	if len(b.out.edits[56]) != before || !strings.Contains(b.out.acks[len(b.out.acks)-1], "中文") {
		t.Errorf("group: %+v, %q", b.out.edits[56], b.out.acks)
	}
	inGroup.From = nil
	b.handle(inGroup)
	if got := b.out.acks[len(b.out.acks)-1]; !strings.Contains(got, "匿名") && !strings.Contains(got, "anonymous") {
		t.Errorf("anonymous: %q", got)
	}
	for code, want := range map[string]string{"": "像问朋友", "🐍": "像问朋友", "en": "friend", "de": "像问朋友"} {
		m := private("/help")
		m.From = &Person{ID: 99, LanguageCode: code}
		b.handle(m)
		if got := b.out.lastText(); !strings.Contains(got, want) {
			t.Errorf("language code %q: %q", code, got)
		}
	}
}

func TestPressing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	stranger := pressing(group(""), 77, "f:en:motto-2021")
	stranger.From = &Person{ID: 1234}
	b.handle(stranger)
	if got := b.out.edits[77]; len(got) != 1 || !strings.Contains(got[0].HTML, "2021") || got[0].ReplyTo != 0 {
		t.Fatalf("edits %+v", b.out.edits)
	}
	if !slices.Equal(b.out.acks, []string{""}) {
		t.Errorf("acknowledged %q", b.out.acks)
	}
	// What was opened is what /why, /source and follow-ups are about.
	source := group("/source")
	b.handle(source)
	if got := b.out.lastText(); !strings.Contains(got, "motto in 2021") || !strings.Contains(got, "Riverside Gazette") {
		t.Errorf("/source: %q", got)
	}
	follow := group("/ask motto 2023?")
	follow.From = &Person{ID: 1234}
	b.handle(follow)
	got := b.base.last(t).Context.Turns
	if len(got) != 1 || !slices.Equal(got[0].Facts, []string{"motto-2021"}) || got[0].Year != 2021 {
		t.Errorf("context %+v", got)
	}
	for data, want := range map[string]string{
		"f:en:gone": "no longer", "t:en:gone:0": "no longer", "s:en:-:gone": "no longer",
		"": "can't read", "garbage": "can't read", strings.Repeat("x", 5000): "can't read",
	} {
		b := newBench(t)
		b.handle(pressing(private(""), 77, data))
		b.out.silent()
		if len(b.out.acks) != 1 || !strings.Contains(b.out.acks[0], want) {
			t.Errorf("%.20q: %q", data, b.out.acks)
		}
	}
	stale := pressing(private(""), 0, "f:en:motto-2021")
	stale.Chat = Chat{}
	b = newBench(t)
	b.handle(stale)
	b.out.silent()
	if len(b.out.acks) != 1 || !strings.Contains(b.out.acks[0], "too old") {
		t.Errorf("inaccessible message: %q", b.out.acks)
	}
}

// After a restart nothing is remembered, and every button still works.
func TestButtonsSurviveARestart(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.base.results["both"] = knowledge.Result{
		Verdict: knowledge.Answer, Language: knowledge.English, Premise: knowledge.Contradicted, Matches: matches(mainHall, "motto-2023"),
	}
	b.handle(private("both"))
	restarted := newBench(t)
	for _, row := range b.out.sent[0].Buttons {
		for _, button := range row {
			restarted.handle(pressing(private(""), firstSent, button.Data))
			edits := restarted.out.edits[firstSent]
			got := shownText(edits[len(edits)-1].HTML)
			if !strings.Contains(got, "No: The main hall") || !strings.Contains(got, "“Readers”") {
				t.Errorf("%s (%s): %q", button.Text, button.Data, got)
			}
		}
	}
}

func TestAlbumDrawsOneHint(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	for range 10 {
		b.handle(private(""))
	}
	if len(b.out.sent) != 1 {
		t.Errorf("%d hints", len(b.out.sent))
	}
	b.clock.add(2 * time.Minute)
	b.handle(private(""))
	if len(b.out.sent) != 2 {
		t.Errorf("%d hints after a while", len(b.out.sent))
	}
}

func TestReload(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	next := newScript()
	next.answers("motto 2023?", knowledge.English, "motto-2018")
	b.SetBase(next)
	b.handle(private("motto 2023?"))
	if got := b.out.lastText(); !strings.Contains(got, "2018") {
		t.Errorf("still the old facts: %q", got)
	}
}

type brokenState struct{ *Memory }

var errBroken = errors.New("disk on fire")

func (brokenState) Conversation(context.Context, Speaker) (Conversation, bool, error) {
	return Conversation{}, true, errBroken
}
func (brokenState) SetConversation(context.Context, Speaker, Conversation) error { return errBroken }
func (brokenState) Language(context.Context, int64) (knowledge.Language, error)  { return "", errBroken }
func (brokenState) SetLanguage(context.Context, int64, knowledge.Language) error { return errBroken }
func (brokenState) Remember(context.Context, Exchange) error                     { return errBroken }
func (brokenState) ByQuestion(context.Context, int64, int) (Exchange, bool, error) {
	return Exchange{}, true, errBroken
}
func (brokenState) ByAnswer(context.Context, int64, int) (Exchange, bool, error) {
	return Exchange{}, true, errBroken
}
func (brokenState) Last(context.Context, int64, int) (Exchange, bool, error) {
	return Exchange{}, true, errBroken
}

// Without its memory the bot answers all the same; without Telegram it tells.
func TestTrouble(t *testing.T) {
	t.Parallel()
	out := newRecorder(t)
	h := New(Options{Base: newScript(), Messenger: out, State: brokenState{}, BotName: "@FairBot"})
	reply := private("motto 2023?")
	reply.ReplyTo = &Quoted{ID: 3, FromMe: true}
	for _, m := range []Message{
		private("motto 2023?"), reply, group("/ask@fairbot motto 2023?"), private("/why"), private("/source"),
		pressing(private(""), 5, "f:en:motto-2021"), pressing(private(""), 5, "l:en:zh"),
	} {
		if err := h.Handle(t.Context(), m); err != nil {
			t.Errorf("%+v: %v", m, err)
		}
	}
	if len(out.sent) != 5 || len(out.edits[5]) != 2 {
		t.Errorf("sent %d, edited %d", len(out.sent), len(out.edits[5]))
	}
	out.fail = errors.New("Telegram is down")
	for _, m := range []Message{private("motto 2023?"), private("/help"), pressing(private(""), 5, "f:en:motto-2021")} {
		if err := h.Handle(t.Context(), m); !errors.Is(err, out.fail) {
			t.Errorf("error %v", err)
		}
	}
}
