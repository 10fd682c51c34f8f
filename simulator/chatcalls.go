package simulator

import "unicode/utf8"

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
