package handlers

import (
	"context"
	"strings"
)

// Sift tells whether a message asks anything of the bot, and returns what of it
// is needed to handle it. Whoever stores messages asks first: words of people
// who did not speak to the bot are not kept, not even for a moment. Handle
// makes the same judgement again. Names are kept of nobody but those who vote in
// a quiz, and a vote is dated here, as Telegram does not say when it was cast.
func (h *Handler) Sift(ctx context.Context, m Message) (Message, bool) {
	if !h.concerns(ctx, &m) {
		return Message{}, false
	}
	m.Chat.Title = ""
	switch {
	case m.Kind == Voted:
		m.Sent = h.now()
	case m.From != nil && m.From.Name != "":
		nameless := *m.From
		nameless.Name = ""
		m.From = &nameless
	}
	if b := m.Button; b != nil && !isReport(b.Data) {
		m.Button = &Press{ID: b.ID, Data: b.Data}
	}
	if q := m.ReplyTo; q != nil {
		kept := Quoted{ID: q.ID, FromMe: q.FromMe}
		if asksQuoted(&m, h.botName) {
			kept.Text = q.Text
		}
		m.ReplyTo = &kept
	}
	return m, true
}

// concerns tells whether a message asks anything of the bot.
func (h *Handler) concerns(ctx context.Context, m *Message) bool {
	switch {
	case m.Kind == Joined || m.Kind == Left:
		return m.Chat.Type != Channel
	case m.From != nil && m.From.IsBot:
		return false // two bots that answer each other never stop
	case m.Kind == Pressed:
		return m.Button != nil
	case m.Kind == Voted:
		return m.Vote != nil && m.From != nil && h.asksQuizzes()
	case m.Chat.Type == Channel:
		return false // nobody asks there
	case m.Kind == Wrote:
		return h.addressed(m)
	case m.Kind == Edited && m.Chat.Type != Private && !h.addressed(m):
		// What was a question to us still is one without our name.
		_, ok, err := h.state.ByQuestion(ctx, m.Chat.ID, m.ID)
		return err == nil && ok
	}
	return m.Kind == Edited
}

// addressed tells whether a text is meant for the bot.
func (h *Handler) addressed(m *Message) bool {
	if c, ok := parseCommand(m.Text, h.botName); ok {
		return !c.forOther && (m.Chat.Type == Private || commands[c.name] != nil)
	}
	if m.Chat.Type == Private {
		return true
	}
	toUs := m.ReplyTo != nil && m.ReplyTo.FromMe
	if !m.Addressed && !toUs {
		return false
	}
	text := stripMention(m.Text, h.botName)
	// A sticker or a thumb in reply is no question.
	return !wordless(text) || m.Addressed && text == "" || asksHow(text)
}

// asksHow tells whether a text without words is a question all the same.
func asksHow(text string) bool { return strings.ContainsAny(text, "?？") }

// asksQuoted tells whether the question is in the message replied to: /ask
// without words, in reply to somebody.
func asksQuoted(m *Message, botName string) bool {
	c, ok := parseCommand(m.Text, botName)
	return ok && c.name == "ask" && !c.forOther && wordless(c.args) && m.ReplyTo != nil && !m.ReplyTo.FromMe
}
