package simulator

import (
	"reflect"
	"slices"
	"strings"

	"github.com/forumbot/forumbot/simulator/markup"
)

// own finds the message of the bot's that a call edits.
func (s *Server) own(c *call) (*message, *apiError) {
	if id := c.params["inline_message_id"]; id != "" {
		for _, ch := range s.w.Chats {
			for _, m := range slices.Backward(ch.Messages) {
				if m.Inline == id {
					return m, nil
				}
			}
		}
		return nil, badRequest("MESSAGE_ID_INVALID")
	}
	if c.params["chat_id"] == "" || c.params["message_id"] == "" {
		return nil, badRequest("message identifier is not specified")
	}
	to, refused := s.writable(c)
	if refused != nil {
		return nil, refused
	}
	m := to.message(int(c.number("message_id")))
	switch {
	case m == nil || m.Ephemeral != 0:
		return nil, badRequest("message to edit not found")
	case m.From != s.w.Bot.ID || m.Service != nil:
		return nil, badRequest("message can't be edited")
	}
	return m, nil
}

// change edits a message, unless the edit changes nothing.
func (s *Server) change(m *message, text string, entities []markup.Entity, keyboard [][]button) *apiError {
	if m.Text == text && sameEntities(m.Entities, entities) && sameKeyboard(m.Keyboard, keyboard) {
		return errNotEdited
	}
	if m.Text != text || !sameEntities(m.Entities, entities) {
		m.Edited = s.now().Unix() // new buttons are no edit of the message
	}
	m.Text, m.Entities, m.Keyboard = text, entities, keyboard
	m.seq = s.feed.seq + 1
	s.show("edited", func(viewer int64) any { return orNil(s.messageView(m, viewer)) })
	return nil
}

func sameEntities(a, b []markup.Entity) bool { return slices.Equal(a, b) }

func sameKeyboard(a, b [][]button) bool {
	return len(a) == 0 && len(b) == 0 || reflect.DeepEqual(a, b)
}

// edited is what an edit returns: the message, or true for one that was sent
// by way of inline mode.
func (s *Server) edited(c *call, m *message) any {
	if c.params["inline_message_id"] != "" {
		return true
	}
	return s.messageObject(m, true)
}

func (s *Server) editMessageText(c *call) (any, *apiError) {
	text, entities, refused := c.body()
	if refused != nil {
		return nil, refused
	}
	keyboard, refused := c.keyboard()
	if refused != nil {
		return nil, refused
	}
	m, refused := s.own(c)
	if refused != nil {
		return nil, refused
	}
	if m.Photo != "" || m.Poll != "" {
		return nil, badRequest("there is no text in the message to edit")
	}
	if refused := s.change(m, text, entities, keyboard); refused != nil {
		return nil, refused
	}
	return s.edited(c, m), nil
}

func (s *Server) editMessageCaption(c *call) (any, *apiError) {
	text, entities, refused := c.caption()
	if refused != nil {
		return nil, refused
	}
	keyboard, refused := c.keyboard()
	if refused != nil {
		return nil, refused
	}
	m, refused := s.own(c)
	if refused != nil {
		return nil, refused
	}
	if m.Photo == "" {
		return nil, badRequest("there is no caption in the message to edit")
	}
	if refused := s.change(m, text, entities, keyboard); refused != nil {
		return nil, refused
	}
	return s.edited(c, m), nil
}

func (s *Server) editMessageReplyMarkup(c *call) (any, *apiError) {
	keyboard, refused := c.keyboard()
	if refused != nil {
		return nil, refused
	}
	m, refused := s.own(c)
	if refused != nil {
		return nil, refused
	}
	if refused := s.change(m, m.Text, m.Entities, keyboard); refused != nil {
		return nil, refused
	}
	return s.edited(c, m), nil
}

// remove deletes a message from its chat.
func (s *Server) remove(from *chat, m *message) {
	i := slices.Index(from.Messages, m)
	if i < 0 {
		return
	}
	from.Messages = slices.Delete(from.Messages, i, i+1)
	s.lose(m)
	v := object{"chat": from.ID, "message_id": m.ID, "thread": m.Thread}
	s.show("deleted", func(int64) any { return v })
}

// deletable tells whether the bot may delete a message.
func (s *Server) deletable(from *chat, m *message) *apiError {
	const lasts = 48 * 60 * 60 // seconds
	switch {
	case m == nil || m.Ephemeral != 0:
		return badRequest("message to delete not found")
	case m.From != s.w.Bot.ID && from.Type != private && !isAdmin(from.BotStatus),
		m.Service != nil && m.Service.Kind == "group_chat_created",
		s.now().Unix()-m.Date > lasts && !(from.Type != private && isAdmin(from.BotStatus)):
		return badRequest("message can't be deleted for everyone")
	}
	return nil
}

func (s *Server) deleteMessage(c *call) (any, *apiError) {
	from, refused := s.target(c)
	if refused != nil {
		return nil, refused
	}
	m := from.message(int(c.number("message_id")))
	if refused := s.deletable(from, m); refused != nil {
		return nil, refused
	}
	s.remove(from, m)
	return true, nil
}

// deleteMessages skips what can't be deleted, as Telegram does.
func (s *Server) deleteMessages(c *call) (any, *apiError) {
	from, refused := s.target(c)
	if refused != nil {
		return nil, refused
	}
	var ids []int
	if err := c.json("message_ids", &ids); err != nil || len(ids) == 0 || len(ids) > 100 {
		return nil, badRequest("message identifiers are not specified")
	}
	for _, id := range ids {
		if m := from.message(id); s.deletable(from, m) == nil {
			s.remove(from, m)
		}
	}
	return true, nil
}

// reactionEmoji are some of those that Telegram has for everybody.
const reactionEmoji = "❤👍👎🔥🥰👏😁🤔🤯😱🤬😢🎉🤩🤮💩🙏👌🕊🤡🥱🥴😍🐳🌚🌭💯🤣⚡🍌🏆💔🤨😐🍓🍾💋🖕😈😴😭🤓👻👨‍💻👀🎃🙈😇😨🤝✍🤗🫡🎅🎄☃💅🤪🗿🆒💘🙉🦄😘💊🙊😎👾🤷😡"

func isReaction(emoji string) bool {
	emoji = strings.TrimSuffix(emoji, "\ufe0f")
	return emoji != "" && strings.Contains(reactionEmoji, emoji)
}

func (s *Server) setMessageReaction(c *call) (any, *apiError) {
	to, refused := s.target(c)
	if refused == nil {
		refused = s.mayWrite(to)
	}
	if refused != nil {
		return nil, refused
	}
	var in []struct {
		Type  string `json:"type"`
		Emoji string `json:"emoji"`
	}
	if err := c.json("reaction", &in); err != nil {
		return nil, badRequest("can't parse reaction: expected an Array of ReactionType")
	}
	m := to.message(int(c.number("message_id")))
	switch {
	case m == nil:
		return nil, badRequest("message to react not found")
	case len(in) > 1:
		return nil, badRequest("REACTIONS_TOO_MANY")
	case len(in) == 1 && (in[0].Type != "emoji" || !isReaction(in[0].Emoji)):
		return nil, badRequest("REACTION_INVALID")
	}
	emoji := ""
	if len(in) == 1 {
		emoji = in[0].Emoji
	}
	s.react(m, s.w.Bot.ID, emoji)
	return true, nil
}

// react replaces somebody's reaction; "" takes it away. It returns what was
// there before.
func (s *Server) react(m *message, who int64, emoji string) (was string) {
	m.Reactions = slices.DeleteFunc(m.Reactions, func(r reaction) bool {
		if r.From == who {
			was = r.Emoji
		}
		return r.From == who
	})
	if emoji != "" {
		m.Reactions = append(m.Reactions, reaction{emoji, who})
	}
	s.show("reaction", func(viewer int64) any {
		if s.messageView(m, viewer) == nil {
			return nil
		}
		return object{"chat": m.Chat, "message_id": m.ID, "thread": m.Thread, "reactions": append([]reaction{}, m.Reactions...)}
	})
	return was
}
