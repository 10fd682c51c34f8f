package simulator

import (
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
