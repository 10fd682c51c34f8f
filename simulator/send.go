package simulator

import (
	"strconv"
	"strings"
	"time"
)

// target is the chat that a call is about.
func (s *Server) target(c *call) (*chat, *apiError) {
	id := strings.TrimSpace(c.params["chat_id"])
	if id == "" {
		return nil, badRequest("chat_id is empty")
	}
	n, err := strconv.ParseInt(id, 10, 64)
	if err != nil {
		return nil, errNoChat
	}
	to := s.w.chats[n]
	if to == nil {
		return nil, errNoChat
	}
	if to.MigratedTo != 0 {
		e := *badRequest("group chat was upgraded to a supergroup chat")
		e.MigrateTo = to.MigratedTo
		return nil, &e
	}
	return to, nil
}

// writable is target for a call that writes to the chat.
func (s *Server) writable(c *call) (*chat, *apiError) {
	to, refused := s.target(c)
	if refused != nil {
		return nil, refused
	}
	if refused := s.mayWrite(to); refused != nil {
		return nil, refused
	}
	return to, s.flood.take(to.ID, time.Now())
}

// mayWrite tells whether the bot may write to a chat.
func (s *Server) mayWrite(to *chat) *apiError {
	name := map[string]string{group: "group chat", supergroup: "supergroup chat", channel: "channel chat"}[to.Type]
	switch {
	case to.Type == private:
		p := s.w.people[to.ID]
		switch {
		case p == nil:
			return errNoChat
		case p.Blocked:
			return forbidden("bot was blocked by the user")
		case !p.Started:
			return forbidden("bot can't initiate conversation with a user")
		}
	case to.BotStatus == statusKicked, to.BotStatus == statusLeft && to.Type == group:
		return forbidden("bot was kicked from the " + name)
	case to.BotStatus == statusLeft:
		return forbidden("bot is not a member of the " + name)
	case to.Type == channel && !isAdmin(to.BotStatus):
		return badRequest("need administrator rights in the channel chat")
	}
	return nil
}

// outgoing prepares a message of the bot's: where it goes and what it replies
// to.
func (s *Server) outgoing(c *call) (*chat, *message, *apiError) {
	to, refused := s.writable(c)
	if refused != nil {
		return nil, nil, refused
	}
	m := &message{Chat: to.ID, From: s.w.Bot.ID, Silent: c.bool("disable_notification"), Protected: c.bool("protect_content"), Effect: c.params["message_effect_id"]}
	r, quote, at, refused := s.reply(c, to)
	if refused != nil {
		return nil, nil, refused
	}
	m.Thread = int(c.number("message_thread_id"))
	if m.Thread != 0 {
		t := to.topic(m.Thread)
		if t == nil || m.Thread == 1 { // General has no thread
			return nil, nil, badRequest("message thread not found")
		}
	}
	if r != nil {
		m.ReplyTo, m.Quote, m.QuoteAt = r.ID, quote, at
		if to.Forum {
			m.Thread = r.Thread
		}
	}
	if t := to.topic(m.Thread); t != nil && t.Closed && !isAdmin(to.BotStatus) {
		return nil, nil, badRequest("TOPIC_CLOSED")
	}
	if refused := s.ephemeral(c, to, m); refused != nil {
		return nil, nil, refused
	}
	m.Keyboard, refused = c.keyboard()
	return to, m, refused
}

// post puts a message into its chat and shows it.
func (s *Server) post(to *chat, m *message) *message {
	m.Chat, m.ID, m.Date = to.ID, s.w.nextID(to), s.now().Unix()
	to.Messages = append(to.Messages, m)
	if len(to.Messages) > s.history+s.history/10 {
		gone := to.Messages[:len(to.Messages)-s.history]
		for _, old := range gone {
			s.lose(old)
		}
		to.Messages = append([]*message(nil), to.Messages[len(gone):]...)
	}
	if m.From == s.w.Bot.ID && m.Receiver == 0 && to.Type == private {
		s.clearDrafts(to)
	}
	m.seq = s.feed.seq + 1
	s.show("message", func(viewer int64) any { return orNil(s.messageView(m, viewer)) })
	return m
}

// lose forgets what belongs to a message that is no longer kept.
func (s *Server) lose(m *message) {
	if m.Poll != "" {
		delete(s.w.Polls, m.Poll)
	}
	if m.Photo != "" {
		delete(s.w.Files, m.Photo)
	}
}

// orNil keeps a nil pointer from looking like something.
func orNil[T any](p *T) any {
	if p == nil {
		return nil
	}
	return p
}

func (s *Server) sendMessage(c *call) (any, *apiError) {
	text, entities, refused := c.body()
	if refused != nil {
		return nil, refused
	}
	to, m, refused := s.outgoing(c)
	if refused != nil {
		return nil, refused
	}
	m.Text, m.Entities = text, entities
	return s.messageObject(s.post(to, m), true), nil
}

// chatActions are what sendChatAction may say.
var chatActions = map[string]bool{
	"typing": true, "upload_photo": true, "record_video": true, "upload_video": true, "record_voice": true, "upload_voice": true,
	"upload_document": true, "choose_sticker": true, "find_location": true, "record_video_note": true, "upload_video_note": true,
}

// actionLasts is how long "typing…" is shown.
const actionLasts = 5 * time.Second

func (s *Server) sendChatAction(c *call) (any, *apiError) {
	to, refused := s.target(c)
	if refused == nil {
		refused = s.mayWrite(to)
	}
	switch {
	case refused != nil:
		return nil, refused
	case !chatActions[strings.ToLower(c.params["action"])]:
		return nil, badRequest("wrong parameter action in request")
	}
	thread := int(c.number("message_thread_id"))
	if thread != 0 && to.topic(thread) == nil {
		return nil, badRequest("message thread not found")
	}
	v := object{"chat": to.ID, "thread": thread, "action": strings.ToLower(c.params["action"]), "until": s.now().Add(actionLasts)}
	s.feed.add("action", func(int64) any { return v })
	return true, nil
}
