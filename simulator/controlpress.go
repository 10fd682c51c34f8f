package simulator

import (
	"slices"

	"github.com/forumbot/forumbot/simulator/markup"
)

// apiPress presses a button: the one in that place, or with any data at all.
func (s *Server) apiPress(in struct {
	As      int64   `json:"as"`
	Chat    int64   `json:"chat"`
	Message int     `json:"message_id"`
	Row     int     `json:"row"`
	Column  int     `json:"column"`
	Data    *string `json:"data"`
}) (any, error) {
	p, c, m, err := s.at(in.As, in.Chat, in.Message)
	if err != nil {
		return nil, err
	}
	if m.From != s.w.Bot.ID && !m.ViaBot {
		return nil, errText("only the bot's messages have buttons")
	}
	if in.Data == nil {
		if in.Row < 0 || in.Row >= len(m.Keyboard) || in.Column < 0 || in.Column >= len(m.Keyboard[in.Row]) {
			return nil, missing("button")
		}
		b := m.Keyboard[in.Row][in.Column]
		if b.Data == "" || len(b.Disabled) > 0 {
			return nil, errText("this button sends nothing to the bot")
		}
		in.Data = &b.Data
	}
	if len(*in.Data) > maxData {
		return nil, errText("the data of a button has at most 64 bytes")
	}
	return object{"press": s.press(c, m, p.ID, *in.Data).id, "seq": s.feed.seq}, nil
}

func (s *Server) apiVote(in struct {
	As      int64 `json:"as"`
	Chat    int64 `json:"chat"`
	Message int   `json:"message_id"`
	Options []int `json:"options"`
}) (any, error) {
	p, _, m, err := s.at(in.As, in.Chat, in.Message)
	if err != nil {
		return nil, err
	}
	poll := s.w.Polls[m.Poll]
	if poll == nil {
		return nil, errText("this message holds no poll")
	}
	if err := s.cast(poll, p.ID, in.Options); err != nil {
		return nil, err
	}
	return object{"poll": poll.view(p.ID)}, nil
}

func (s *Server) apiReact(in struct {
	As      int64  `json:"as"`
	Chat    int64  `json:"chat"`
	Message int    `json:"message_id"`
	Emoji   string `json:"emoji"`
}) (any, error) {
	p, c, m, err := s.at(in.As, in.Chat, in.Message)
	if err != nil {
		return nil, err
	}
	if in.Emoji != "" && !isReaction(in.Emoji) {
		return nil, errText("this is no emoji that Telegram reacts with")
	}
	was := s.react(m, p.ID, in.Emoji)
	if was != in.Emoji && (c.Type == private || isAdmin(c.BotStatus)) {
		s.push("message_reaction", object{
			"chat": s.chatObject(c), "message_id": m.ID, "user": s.user(p.ID), "date": s.now().Unix(),
			"old_reaction": reactionTypes(was), "new_reaction": reactionTypes(in.Emoji),
		})
	}
	return object{"reactions": append([]reaction{}, m.Reactions...)}, nil
}

func reactionTypes(emoji string) []object {
	if emoji == "" {
		return []object{}
	}
	return []object{{"type": "emoji", "emoji": emoji}}
}

func (s *Server) apiChoose(in struct {
	As     int64  `json:"as"`
	Chat   int64  `json:"chat"`
	Thread int    `json:"thread"`
	Query  string `json:"query_id"` // nothing: the person's last
	Result string `json:"result_id"`
}) (any, error) {
	p, c, err := s.place(in.As, in.Chat)
	if err != nil {
		return nil, err
	}
	var q *inline
	for _, each := range s.queries.inlines {
		if each.from == p.ID && each.answered && (in.Query == each.id || in.Query == "" && (q == nil || each.at.After(q.at))) {
			q = each
		}
	}
	if q == nil {
		return nil, missing("inline query")
	}
	m, err := s.choose(q, c, in.Thread, in.Result)
	if err != nil {
		return nil, err
	}
	return object{"message_id": m.ID}, nil
}

func (s *Server) apiStop(in struct {
	As    int64 `json:"as"`
	Chat  int64 `json:"chat"`
	Draft int64 `json:"draft_id"`
}) (any, error) {
	_, c, err := s.place(in.As, in.Chat)
	if err != nil {
		return nil, err
	}
	return object{}, s.stopDraft(c, in.Draft)
}

// apiGuest calls the bot from a chat where it is no member; without a chat, a
// new group is made for it.
func (s *Server) apiGuest(in struct {
	As   int64  `json:"as"`
	Chat int64  `json:"chat"`
	Text string `json:"text"`
}) (any, error) {
	p, err := s.person(in.As)
	if err != nil {
		return nil, err
	}
	if blank(in.Text) || markup.Length(in.Text) > maxText {
		return nil, errText("a message needs a text of at most 4096 UTF-16 units")
	}
	var c *chat
	if in.Chat == 0 {
		i := slices.IndexFunc(s.w.Chats, func(c *chat) bool {
			return c.Type == supergroup && c.BotStatus == statusLeft && inside(c.status(p.ID))
		})
		if i >= 0 {
			c = s.w.Chats[i]
		} else {
			c = s.w.newChat(chat{Type: supergroup, Title: "Guests", Members: []member{{p.ID, statusCreator}}, BotStatus: statusLeft})
			s.showChat(c)
		}
	} else if _, c, err = s.place(in.As, in.Chat); err != nil {
		return nil, err
	}
	if c.Type == private || inside(c.BotStatus) {
		return nil, errText("the bot is a member of this chat: it is no guest here")
	}
	return object{"guest_query_id": s.callGuest(c, p.ID, in.Text), "chat": c.ID}, nil
}
