package simulator

import (
	"github.com/forumbot/forumbot/simulator/markup"
)

// What the bot is shown, in the Bot API's form.

// user is a person or the bot itself.
func (s *Server) user(id int64) object {
	if id == s.w.Bot.ID {
		return object{"id": id, "is_bot": true, "first_name": s.w.Bot.Name, "username": s.w.Bot.Username}
	}
	p := s.w.people[id]
	if p == nil {
		return object{"id": id, "is_bot": false, "first_name": "Deleted Account"}
	}
	out := object{"id": id, "is_bot": false, "first_name": p.Name}
	if p.Username != "" {
		out["username"] = p.Username
	}
	if p.Language != "" {
		out["language_code"] = p.Language
	}
	return out
}

func (s *Server) chatObject(c *chat) object {
	out := object{"id": c.ID, "type": c.Type}
	if c.Type == private {
		if p := s.w.people[c.ID]; p != nil {
			out["first_name"] = p.Name
			if p.Username != "" {
				out["username"] = p.Username
			}
		}
		return out
	}
	out["title"] = c.Title
	if c.Forum {
		out["is_forum"] = true
	}
	if c.Type == group {
		out["all_members_are_administrators"] = false
	}
	return out
}

// messageObject is a message as the bot sees it; without the message that it
// replies to when it is itself one that is replied to.
func (s *Server) messageObject(m *message, withReply bool) object {
	c := s.w.chats[m.Chat]
	out := object{"message_id": m.ID, "date": m.Date, "chat": s.chatObject(c)}
	switch {
	case m.From == 0:
		out["sender_chat"] = s.chatObject(c)
		if c.Type != channel { // an anonymous administrator
			out["from"] = object{"id": 1087968824, "is_bot": true, "first_name": "Group", "username": "GroupAnonymousBot"}
		}
	case c.Type == channel:
		out["sender_chat"] = s.chatObject(c)
	default:
		out["from"] = s.user(m.From)
	}
	if m.Edited != 0 {
		out["edit_date"] = m.Edited
	}
	if m.Thread != 0 {
		out["message_thread_id"], out["is_topic_message"] = m.Thread, true
	}
	if m.Ephemeral != 0 {
		out["message_id"], out["ephemeral_message_id"], out["receiver_user"] = 0, m.Ephemeral, s.user(m.Receiver)
	}
	if m.ViaBot {
		out["via_bot"] = s.user(s.w.Bot.ID)
	}
	if m.Guest != "" {
		out["guest_query_id"] = m.Guest
	}
	if m.Protected {
		out["has_protected_content"] = true
	}
	if m.Effect != "" {
		out["effect_id"] = m.Effect
	}
	if len(m.Keyboard) > 0 {
		out["reply_markup"] = object{"inline_keyboard": m.Keyboard}
	}
	s.addContent(out, m)
	if withReply {
		s.addReply(out, c, m)
	}
	return out
}

// addContent adds what the message says or shows.
func (s *Server) addContent(out object, m *message) {
	entities := s.entityObjects(m.Entities)
	switch {
	case m.Service != nil:
		s.addService(out, m.Service)
		return
	case m.Photo != "":
		out["photo"] = s.photoSizes(m.Photo)
		if m.Text != "" {
			out["caption"] = m.Text
		}
		if len(entities) > 0 {
			out["caption_entities"] = entities
		}
		return
	case m.Sticker != "":
		out["sticker"] = object{
			"file_id": "sticker-" + m.Sticker, "file_unique_id": "s" + m.Sticker, "type": "regular", "width": 512, "height": 512,
			"is_animated": false, "is_video": false, "emoji": m.Sticker,
		}
		return
	case m.Poll != "":
		if p := s.w.Polls[m.Poll]; p != nil {
			out["poll"] = s.pollObject(p)
		}
		return
	}
	out["text"] = m.Text
	if len(entities) > 0 {
		out["entities"] = entities
	}
}

func (s *Server) entityObjects(entities []markup.Entity) []object {
	var out []object
	for _, e := range entities {
		o := object{"type": e.Type, "offset": e.Offset, "length": e.Length}
		if e.URL != "" {
			o["url"] = e.URL
		}
		if e.Language != "" {
			o["language"] = e.Language
		}
		if e.Emoji != "" {
			o["custom_emoji_id"] = e.Emoji
		}
		if e.User != 0 {
			o["user"] = s.user(e.User)
		}
		out = append(out, o)
	}
	return out
}

func (s *Server) addService(out object, v *service) {
	switch v.Kind {
	case "new_chat_members":
		out[v.Kind] = []object{s.user(v.Person)}
	case "left_chat_member":
		out[v.Kind] = s.user(v.Person)
	case "migrate_to_chat_id", "migrate_from_chat_id":
		out[v.Kind] = v.Chat
	case "forum_topic_created":
		out[v.Kind] = object{"name": v.Name, "icon_color": v.Color}
	case "forum_topic_edited":
		out[v.Kind] = object{"name": v.Name}
	case "new_chat_title":
		out[v.Kind] = v.Name
	case "pinned_message":
		out[v.Kind] = object{"message_id": v.Chat, "date": 0, "chat": out["chat"]}
	default: // forum_topic_closed, group_chat_created …
		out[v.Kind] = object{}
	}
}

// addReply adds the message that is replied to. In a topic, one that replies
// to nothing replies to the message that opened the topic.
func (s *Server) addReply(out object, c *chat, m *message) {
	id := m.ReplyTo
	if id == 0 && m.Thread != 0 && m.Service == nil {
		id = m.Thread
	}
	if id == 0 {
		return
	}
	r := c.message(id)
	if r == nil {
		return
	}
	out["reply_to_message"] = s.messageObject(r, false)
	if m.Quote != "" {
		out["quote"] = object{"text": m.Quote, "position": m.QuoteAt, "is_manual": true}
	}
}

func (s *Server) memberObject(id int64, status string) object {
	out := object{"user": s.user(id), "status": status}
	switch status {
	case statusCreator:
		out["is_anonymous"] = false
	case statusAdmin:
		for _, right := range adminRights {
			out[right] = true
		}
		out["can_be_edited"], out["is_anonymous"] = false, false
	case statusKicked:
		out["until_date"] = 0
	}
	return out
}

var adminRights = []string{
	"can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members", "can_promote_members",
	"can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories", "can_delete_stories", "can_pin_messages", "can_manage_topics",
}
