package simulator

import (
	"slices"
	"strconv"
	"strings"

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
