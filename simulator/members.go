package simulator

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/forumbot/forumbot/simulator/markup"
)

// idHash stands for a chat where Telegram does not show its id.
func idHash(id int64) string { return strconv.FormatUint(uint64(id)*0x9E3779B97F4A7C15, 10) }

// toBot makes an update of a message, if the bot gets to see it.
func (s *Server) toBot(kind string, c *chat, m *message) {
	if !s.reaches(c, m) {
		return
	}
	if c.Type == channel {
		kind = map[string]string{"message": "channel_post", "edited_message": "edited_channel_post"}[kind]
	}
	s.push(kind, s.messageObject(m, true))
}

// reaches tells whether a message of somebody else's gets to the bot: in groups
// under privacy mode, only what is meant for it.
func (s *Server) reaches(c *chat, m *message) bool {
	switch {
	case c.Type == private:
		return true
	case !inside(c.BotStatus):
		return false
	case c.Type == channel, !s.w.Privacy, isAdmin(c.BotStatus), m.Service != nil, m.ViaBot:
		return true
	}
	if r := c.message(m.ReplyTo); m.ReplyTo != 0 && r != nil && r.From == s.w.Bot.ID {
		return true
	}
	for _, e := range m.Entities {
		word := markup.Slice(m.Text, e.Offset, e.Length)
		switch e.Type {
		case "bot_command":
			if _, at, named := strings.Cut(word, "@"); !named || strings.EqualFold(at, s.w.Bot.Username) {
				return e.Offset == 0
			}
		case "mention":
			if s.w.Mentions && strings.EqualFold(word, "@"+s.w.Bot.Username) {
				return true
			}
		}
	}
	return false
}

// tell posts a service message.
func (s *Server) tell(c *chat, from int64, v service) {
	m := s.post(c, &message{From: from, Service: &v})
	s.toBot("message", c, m)
}

func (s *Server) showChat(c *chat) {
	s.show("chat", func(viewer int64) any { return s.chatView(c, viewer) })
}

// setBotStatus is the bot being added, promoted, removed or banned by a person.
func (s *Server) setBotStatus(c *chat, by int64, status string) {
	was := c.BotStatus
	if was == status {
		return
	}
	c.BotStatus = status
	s.push("my_chat_member", object{
		"chat": s.chatObject(c), "from": s.user(by), "date": s.now().Unix(),
		"old_chat_member": s.memberObject(s.w.Bot.ID, was), "new_chat_member": s.memberObject(s.w.Bot.ID, status),
	})
	if c.Type == group || c.Type == supergroup {
		switch {
		case !inside(was) && inside(status):
			s.tell(c, by, service{Kind: "new_chat_members", Person: s.w.Bot.ID})
		case inside(was) && !inside(status):
			s.tell(c, by, service{Kind: "left_chat_member", Person: s.w.Bot.ID})
		}
	}
	s.showChat(c)
}

// setMember is a person joining, leaving, being promoted or banned.
func (s *Server) setMember(c *chat, who int64, status string) {
	was := c.status(who)
	if was == status {
		return
	}
	c.setStatus(who, status)
	if isAdmin(c.BotStatus) {
		s.push("chat_member", object{
			"chat": s.chatObject(c), "from": s.user(who), "date": s.now().Unix(),
			"old_chat_member": s.memberObject(who, was), "new_chat_member": s.memberObject(who, status),
		})
	}
	if c.Type != channel {
		switch {
		case !inside(was) && inside(status):
			s.tell(c, who, service{Kind: "new_chat_members", Person: who})
		case inside(was) && !inside(status):
			s.tell(c, who, service{Kind: "left_chat_member", Person: who})
		}
	}
	s.showChat(c)
}

// setBlocked is a person blocking the bot, or letting it write again.
func (s *Server) setBlocked(p *person, blocked bool) {
	if p.Blocked == blocked {
		return
	}
	p.Blocked = blocked
	was, is := statusMember, statusKicked
	if !blocked {
		was, is = is, was
	}
	c := s.w.chats[p.ID]
	s.push("my_chat_member", object{
		"chat": s.chatObject(c), "from": s.user(p.ID), "date": s.now().Unix(),
		"old_chat_member": s.memberObject(s.w.Bot.ID, was), "new_chat_member": s.memberObject(s.w.Bot.ID, is),
	})
	s.showChat(c)
}

// migrate makes a group a supergroup, which has a new id and no messages yet.
func (s *Server) migrate(c *chat) *chat {
	by := s.w.Bot.ID
	for _, m := range c.Members {
		if m.Status == statusCreator {
			by = m.Person
		}
	}
	to := s.w.newChat(chat{Type: supergroup, Title: c.Title, Members: slices.Clone(c.Members), BotStatus: c.BotStatus})
	s.tell(c, by, service{Kind: "migrate_to_chat_id", Chat: to.ID})
	c.MigratedTo = to.ID
	s.tell(to, by, service{Kind: "migrate_from_chat_id", Chat: c.ID})
	s.showChat(c)
	s.showChat(to)
	return to
}

// addTopic opens a topic in a forum; the service message's id is the topic's.
func (s *Server) addTopic(c *chat, by int64, name string, color int) *topic {
	if !slices.Contains(topicColors, color) {
		color = topicColors[len(c.Topics)%len(topicColors)]
	}
	m := &message{From: by, Service: &service{Kind: "forum_topic_created", Name: name, Color: color}}
	m.Thread = c.LastID + 1
	s.post(c, m)
	t := &topic{ID: m.ID, Name: name, Color: color}
	c.Topics = append(c.Topics, t)
	if by != s.w.Bot.ID {
		s.toBot("message", c, m)
	}
	s.showChat(c)
	return t
}

func (s *Server) getChat(c *call) (any, *apiError) {
	of, refused := s.target(c)
	if refused != nil {
		return nil, refused
	}
	out := s.chatObject(of)
	out["accent_color_id"], out["max_reaction_count"] = 0, 11
	out["accepted_gift_types"] = object{}
	if of.Type != private {
		out["permissions"] = object{"can_send_messages": true, "can_send_photos": true, "can_send_polls": true, "can_send_other_messages": true}
	}
	return out, nil
}

func (s *Server) getChatMember(c *call) (any, *apiError) {
	of, refused := s.target(c)
	if refused != nil {
		return nil, refused
	}
	id := c.number("user_id")
	switch {
	case id == s.w.Bot.ID:
		return s.memberObject(id, of.BotStatus), nil
	case s.w.people[id] == nil:
		return nil, badRequest("user not found")
	case !inside(of.BotStatus):
		return nil, s.mayWrite(of)
	}
	return s.memberObject(id, of.status(id)), nil
}

func (s *Server) getChatMemberCount(c *call) (any, *apiError) {
	of, refused := s.target(c)
	if refused != nil {
		return nil, refused
	}
	n := 1 // the bot
	if of.Type == private {
		return 2, nil
	}
	for _, m := range of.Members {
		if inside(m.Status) {
			n++
		}
	}
	return n, nil
}

func (s *Server) getChatAdministrators(c *call) (any, *apiError) {
	of, refused := s.target(c)
	if refused != nil {
		return nil, refused
	}
	if of.Type == private {
		return nil, badRequest("there are no administrators in the private chat")
	}
	out := []object{}
	for _, m := range of.Members {
		if isAdmin(m.Status) {
			out = append(out, s.memberObject(m.Person, m.Status))
		}
	}
	if isAdmin(of.BotStatus) {
		out = append(out, s.memberObject(s.w.Bot.ID, of.BotStatus))
	}
	return out, nil
}

func (s *Server) leaveChat(c *call) (any, *apiError) {
	of, refused := s.target(c)
	if refused != nil {
		return nil, refused
	}
	if of.Type == private {
		return nil, badRequest("chat member status can't be changed in private chats")
	}
	s.setBotStatus(of, s.w.Bot.ID, statusLeft)
	return true, nil
}

// forum finds the forum and the topic that a call is about.
func (s *Server) forum(c *call) (*chat, *topic, *apiError) {
	of, refused := s.writable(c)
	switch {
	case refused != nil:
		return nil, nil, refused
	case !of.Forum:
		return nil, nil, badRequest("the chat is not a forum")
	case !isAdmin(of.BotStatus):
		return nil, nil, badRequest("not enough rights to manage topics")
	}
	t := of.topic(int(c.number("message_thread_id")))
	if c.method != "createForumTopic" && (t == nil || t.ID == 1) {
		return nil, nil, badRequest("TOPIC_ID_INVALID")
	}
	return of, t, nil
}

func (s *Server) createForumTopic(c *call) (any, *apiError) {
	of, _, refused := s.forum(c)
	if refused != nil {
		return nil, refused
	}
	if n := utf8.RuneCountInString(c.params["name"]); n < 1 || n > 128 {
		return nil, badRequest("TOPIC_TITLE_EMPTY")
	}
	t := s.addTopic(of, s.w.Bot.ID, c.params["name"], int(c.number("icon_color")))
	return object{"message_thread_id": t.ID, "name": t.Name, "icon_color": t.Color}, nil
}

func (s *Server) editForumTopic(c *call) (any, *apiError) {
	of, t, refused := s.forum(c)
	if refused != nil {
		return nil, refused
	}
	if c.params["name"] == "" || c.params["name"] == t.Name {
		return nil, badRequest("TOPIC_NOT_MODIFIED")
	}
	t.Name = c.params["name"]
	s.post(of, &message{From: s.w.Bot.ID, Thread: t.ID, Service: &service{Kind: "forum_topic_edited", Name: t.Name}})
	s.showChat(of)
	return true, nil
}

func (s *Server) closeForumTopic(c *call) (any, *apiError)  { return s.setClosed(c, true) }
func (s *Server) reopenForumTopic(c *call) (any, *apiError) { return s.setClosed(c, false) }

func (s *Server) setClosed(c *call, closed bool) (any, *apiError) {
	of, t, refused := s.forum(c)
	if refused != nil {
		return nil, refused
	}
	if t.Closed == closed {
		return nil, badRequest("TOPIC_NOT_MODIFIED")
	}
	t.Closed = closed
	kind := "forum_topic_reopened"
	if closed {
		kind = "forum_topic_closed"
	}
	s.post(of, &message{From: s.w.Bot.ID, Thread: t.ID, Service: &service{Kind: kind}})
	s.showChat(of)
	return true, nil
}
