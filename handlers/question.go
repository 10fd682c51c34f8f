package handlers

import (
	"context"
	"errors"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/forumbot/forumbot/knowledge"
)

// question answers a question and remembers the exchange. The words of a
// quoted one are somebody else's: they are answered and not kept.
func (s *session) question(ctx context.Context, text string, quoted bool) error {
	if ok, err := s.withinDay(ctx); !ok {
		return err
	}
	e := Exchange{
		Chat: s.m.Chat.ID, Thread: s.m.Thread, Speaker: s.speaker(), Question: s.m.ID,
		Text: clip(text), Hint: s.hint(ctx), Before: s.dialogue(ctx),
	}
	shown, confidence := s.answer(ctx, &e, true)
	sent, err := s.reply(ctx, shown)
	if err != nil {
		return err
	}
	e.Answer, e.At = sent, s.now()
	if quoted {
		s.dropWords(&e)
	}
	s.failed(errors.Join(s.state.Remember(ctx, e), s.continueFrom(ctx, e), s.logQuestion(ctx, e, confidence), s.countQuestion(ctx)), "exchange")
	return nil
}

// dropWords takes the question's words out of an exchange. For what follows,
// the facts that were told count as if asked for by a sample question.
func (s *session) dropWords(e *Exchange) {
	e.Text = ""
	var turns []knowledge.Turn
	for _, t := range e.After.Turns {
		before := func(b knowledge.Turn) bool { return reflect.DeepEqual(b, t) }
		if !slices.ContainsFunc(e.Before.Turns, before) {
			t.Question = ""
			if facts := s.resolve(t.Facts); len(facts) > 0 {
				t.Question = sampleQuestion(facts[0], e.Language)
			}
		}
		if t.Question != "" {
			turns = append(turns, t)
		}
	}
	e.After.Turns = turns
}

func (s *session) logQuestion(ctx context.Context, e Exchange, confidence float64) error {
	if s.asked == nil {
		return nil
	}
	a := Asked{
		Chat: e.Chat, Answer: e.Answer, At: s.begun, Text: e.Text, Language: e.Language,
		Verdict: e.Verdict, Facts: e.Facts, Confidence: confidence, Took: s.now().Sub(s.begun),
	}
	if s.m.From != nil {
		a.Person = s.m.From.ID
	}
	return s.asked.LogQuestion(ctx, a)
}

// answer asks the facts and fills in what the exchange tells of the result. It
// also returns the confidence. A draft may be shown of what is yet to be sent.
func (s *session) answer(ctx context.Context, e *Exchange, draft bool) (Shown, float64) {
	q := knowledge.Query{Text: e.Text, Language: e.Hint, Context: e.Before}
	r := s.base.Ask(q)
	if r.Language == "" {
		r.Language = e.Hint
	}
	r, shown := s.compose(ctx, q, r, draft)
	e.Verdict, e.Language, e.Facts = r.Verdict, s.Composer.language(r.Language), nil
	if r.Verdict == knowledge.Answer || r.Gap != nil {
		e.Facts = shown.Facts
	}
	e.After = r.Context
	if r.Verdict == knowledge.Smalltalk {
		e.After = e.Before // thanking somebody changes no subject
	}
	return shown, r.Confidence
}

// dialogue is what the question follows on: the answer that it replies to,
// else the speaker's conversation while it is fresh.
func (s *session) dialogue(ctx context.Context) knowledge.Context {
	if q := s.m.ReplyTo; q != nil && q.FromMe {
		e, ok, err := s.state.ByAnswer(ctx, s.m.Chat.ID, q.ID)
		if !s.failed(err, "answer") && ok {
			return e.After
		}
	}
	c, ok, err := s.state.Conversation(ctx, s.speaker())
	if s.failed(err, "conversation") || !ok || s.now().Sub(c.At) > KeepConversation {
		return knowledge.Context{}
	}
	return c.Context
}

// continueFrom makes an exchange the latest of its speaker's conversation.
func (s *session) continueFrom(ctx context.Context, e Exchange) error {
	return s.state.SetConversation(ctx, e.Speaker, Conversation{Context: e.After, At: s.now(), Question: e.Question})
}

// speaker tells whose conversation the message belongs to. What somebody said
// in private never reaches a group, nor one person's words another's.
func (s *session) speaker() Speaker {
	if s.private() || s.m.From == nil {
		return Speaker{Chat: s.m.Chat.ID}
	}
	return Speaker{Chat: s.m.Chat.ID, Person: s.m.From.ID}
}

// howToAsk tells how to ask, and remembers that it did: when the message is
// then edited into a question, it is answered.
func (s *session) howToAsk(ctx context.Context) error {
	id := "ask.group"
	if s.private() {
		id = "ask.private"
	}
	l := s.lang(ctx)
	sent, err := s.reply(ctx, Shown{Document: paragraph(say(l, id, "Example", s.example(l)))})
	if err != nil {
		return err
	}
	s.failed(s.state.Remember(ctx, Exchange{
		Chat: s.m.Chat.ID, Thread: s.m.Thread, Speaker: s.speaker(), Question: s.m.ID, Answer: sent, At: s.now(),
		Hint: s.hint(ctx), Language: l, Before: s.dialogue(ctx),
	}), "exchange")
	return nil
}

// edited answers an edited question anew, in the message that answered it.
// What was no question to us stays none.
func (s *session) edited(ctx context.Context) error {
	e, ok, err := s.state.ByQuestion(ctx, s.m.Chat.ID, s.m.ID)
	if s.failed(err, "question") || !ok {
		return nil
	}
	text := s.askedText()
	if wordless(text) || text == e.Text {
		return nil // Telegram also reports edits that change no word
	}
	for _, within := range []func(context.Context) (bool, error){s.paced, s.withinDay} {
		if ok, err := within(ctx); !ok {
			return err
		}
	}
	e.Text, e.Hint = text, s.hint(ctx)
	shown, confidence := s.answer(ctx, &e, false)
	if err := s.edit(ctx, e.Answer, shown); err != nil {
		return err
	}
	err = errors.Join(s.state.Remember(ctx, e), s.logQuestion(ctx, e, confidence), s.countQuestion(ctx))
	if c, ok, cerr := s.state.Conversation(ctx, e.Speaker); cerr == nil && (!ok || c.Question == e.Question) {
		err = errors.Join(err, s.continueFrom(ctx, e)) // unless the talk went on meanwhile
	}
	s.failed(err, "exchange")
	return nil
}

// askedText is the question in the message: without /ask, without a mention; empty
// when it is another command.
func (s *session) askedText() string {
	c, ok := parseCommand(s.m.Text, s.botName)
	switch {
	case !ok && s.private():
		return clip(s.m.Text)
	case !ok:
		return clip(stripMention(s.m.Text, s.botName))
	case c.name == "ask" && !c.forOther:
		return clip(c.args)
	}
	return ""
}

// edit replaces a message of ours.
func (s *session) edit(ctx context.Context, message int, shown Shown) error {
	return s.send.Edit(ctx, message, Reply{
		Chat: s.m.Chat.ID, HTML: shown.Document.Clip(MaxText).HTML(), Buttons: shown.Buttons,
	})
}

// clip cuts a question to maxQuestion bytes, between characters.
func clip(text string) string {
	text = strings.TrimSpace(text)
	if len(text) <= maxQuestion {
		return text
	}
	n := maxQuestion
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}
