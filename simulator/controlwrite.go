package simulator

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/forumbot/forumbot/simulator/markup"
)

func (s *Server) person(id int64) (*person, error) {
	p := s.w.people[id]
	if p == nil {
		return nil, missing("person")
	}
	return p, nil
}

// place finds a person and a chat that the person takes part in.
func (s *Server) place(as, id int64) (*person, *chat, error) {
	p, err := s.person(as)
	if err != nil {
		return nil, nil, err
	}
	c, err := s.chat(id)
	switch {
	case err != nil:
		return nil, nil, err
	case c.MigratedTo != 0:
		return nil, nil, errText("this group has become a supergroup with another id; see migrated_to in the state")
	case c.Type == private && c.ID != p.ID:
		return nil, nil, errText("this private chat belongs to somebody else")
	case !inside(c.status(p.ID)):
		return nil, nil, errText("this person is no member of the chat")
	}
	return p, c, nil
}

// at is place, and a message there that the person can see.
func (s *Server) at(as, id int64, messageID int) (*person, *chat, *message, error) {
	p, c, err := s.place(as, id)
	if err != nil {
		return nil, nil, nil, err
	}
	m := c.message(messageID)
	if m == nil || s.messageView(m, as) == nil {
		return nil, nil, nil, missing("message")
	}
	return p, c, m, nil
}

type sendIn struct {
	As      int64  `json:"as"`
	Chat    int64  `json:"chat"`
	Thread  int    `json:"thread"`
	Text    string `json:"text"`
	ReplyTo int    `json:"reply_to"`
	Quote   string `json:"quote"`
	Photo   bool   `json:"photo"`
	Sticker string `json:"sticker"` // an emoji
	Silent  bool   `json:"silent"`
	// Anonymous: an administrator of a group writes as the group.
	Anonymous bool `json:"anonymous"`
}

// apiSend writes as a person. The entities are found as Telegram's clients
// find them.
func (s *Server) apiSend(in sendIn) (any, error) {
	p, c, err := s.place(in.As, in.Chat)
	if err != nil {
		return nil, err
	}
	text, _ := markup.Trim(visible(in.Text), nil)
	switch {
	case blank(text) && !in.Photo && in.Sticker == "":
		return nil, errText("a message needs a text, a photo or a sticker")
	case markup.Length(text) > maxText, in.Photo && markup.Length(text) > maxCaption:
		return nil, errText("the text is too long: 4096 UTF-16 units, 1024 below a photo")
	case utf8.RuneCountInString(in.Sticker) > 8:
		return nil, errText("a sticker is named by one emoji")
	case c.Type == channel && !isAdmin(c.status(p.ID)):
		return nil, errText("only administrators post in a channel")
	case in.Anonymous && (c.Type == private || !isAdmin(c.status(p.ID))):
		return nil, errText("only administrators of a group may write anonymously")
	}
	m := &message{From: p.ID, Text: text, Sticker: in.Sticker, Silent: in.Silent}
	if in.Anonymous || c.Type == channel {
		m.From = 0
	}
	if in.Sticker != "" {
		m.Text = ""
	}
	m.Entities = markup.Detect(m.Text, nil)
	if in.Thread > 1 {
		if c.topic(in.Thread) == nil {
			return nil, missing("topic")
		}
		m.Thread = in.Thread
	}
	if in.ReplyTo != 0 {
		r := c.message(in.ReplyTo)
		if r == nil || s.messageView(r, p.ID) == nil {
			return nil, missing("message to reply to")
		}
		m.ReplyTo = r.ID
		if c.Forum {
			m.Thread = r.Thread
		}
		if in.Quote != "" {
			at := strings.Index(r.Text, in.Quote)
			if at < 0 {
				return nil, errText("the quote is no part of the message that is replied to")
			}
			m.Quote, m.QuoteAt = in.Quote, markup.Length(r.Text[:at])
		}
	}
	if in.Photo {
		data := placeholder(640, 400)
		pic, _, refused := readPicture(data, s.w.newID)
		if refused != nil {
			return nil, refused
		}
		s.keepPhoto(pic, data)
		m.Photo = pic.ID
	}
	if c.Type == private {
		p.Started = true
		s.setBlocked(p, false) // whoever writes to a bot unblocks it
	}
	s.post(c, m)
	s.toBot("message", c, m)
	return object{"message_id": m.ID, "seq": m.seq}, nil
}

func (s *Server) apiEdit(in struct {
	As      int64  `json:"as"`
	Chat    int64  `json:"chat"`
	Message int    `json:"message_id"`
	Text    string `json:"text"`
}) (any, error) {
	p, c, m, err := s.at(in.As, in.Chat, in.Message)
	if err != nil {
		return nil, err
	}
	text, _ := markup.Trim(visible(in.Text), nil)
	switch {
	case m.From != p.ID && !(c.Type == channel && isAdmin(c.status(p.ID))) || m.Service != nil:
		return nil, errText("a person edits messages of their own only")
	case blank(text) || markup.Length(text) > maxText:
		return nil, errText("the new text must have 1 to 4096 UTF-16 units")
	}
	if refused := s.change(m, text, markup.Detect(text, nil), m.Keyboard); refused != nil {
		return nil, errText("the edit changes nothing")
	}
	s.toBot("edited_message", c, m)
	return object{"message_id": m.ID, "seq": m.seq}, nil
}

// apiDelete deletes a message. Telegram does not tell bots of it.
func (s *Server) apiDelete(in struct {
	As      int64 `json:"as"`
	Chat    int64 `json:"chat"`
	Message int   `json:"message_id"`
}) (any, error) {
	p, c, m, err := s.at(in.As, in.Chat, in.Message)
	if err != nil {
		return nil, err
	}
	if c.Type != private && m.From != p.ID && !isAdmin(c.status(p.ID)) {
		return nil, errText("in a group a person deletes messages of their own only")
	}
	s.remove(c, m)
	return object{}, nil
}

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
