package simulator

import (
	"github.com/forumbot/forumbot/simulator/markup"
)

// What clients are shown, in the control API's form.

type personView struct {
	ID       int64  `json:"id"`
	Name     string `json:"first_name"`
	Username string `json:"username"`
	Language string `json:"language_code"`
}

type chatView struct {
	ID        int64         `json:"id"`
	Type      string        `json:"type"`
	Title     string        `json:"title"`
	Forum     bool          `json:"is_forum"`
	Person    int64         `json:"person,omitempty"` // of a private chat
	Topics    []topicView   `json:"topics"`
	Members   []memberView  `json:"members"`
	BotStatus string        `json:"bot_status"`
	Blocked   bool          `json:"blocked"`
	Commands  []commandView `json:"commands"`
	Last      *messageView  `json:"last"`
	Migrated  int64         `json:"migrated_to,omitempty"`
}

type topicView struct {
	ID     int    `json:"id"`
	Name   string `json:"name"`
	Color  int    `json:"icon_color"`
	Closed bool   `json:"is_closed"`
}

type memberView struct {
	Person int64  `json:"person"`
	Status string `json:"status"`
}

type commandView struct {
	Command     string `json:"command"`
	Description string `json:"description"`
}

type senderView struct {
	ID    int64  `json:"id"`
	Name  string `json:"name"`
	IsBot bool   `json:"is_bot"`
}

type messageView struct {
	ID        int             `json:"id"`
	Ephemeral int             `json:"ephemeral_id,omitempty"`
	Chat      int64           `json:"chat"`
	Thread    int             `json:"thread"`
	Date      int64           `json:"date"`
	EditDate  int64           `json:"edit_date"`
	From      senderView      `json:"from"`
	Text      string          `json:"text"`
	Entities  []markup.Entity `json:"entities"`
	Photo     *photoView      `json:"photo"`
	Sticker   string          `json:"sticker,omitempty"`
	Poll      *pollView       `json:"poll"`
	ReplyTo   *replyView      `json:"reply_to"`
	Buttons   [][]buttonView  `json:"buttons"`
	Reactions []reaction      `json:"reactions"`
	Service   *service        `json:"service"`
	ViaBot    bool            `json:"via_bot"`
	Receiver  int64           `json:"ephemeral_for,omitempty"`
	Silent    bool            `json:"silent"`
	Seq       int64           `json:"seq"` // of the event that told of it or of its last edit
}

type photoView struct {
	FileID  string `json:"file_id"`
	Width   int    `json:"width"`
	Height  int    `json:"height"`
	Caption string `json:"caption"`
}

type replyView struct {
	ID    int    `json:"id"`
	Name  string `json:"name"`
	Text  string `json:"text"`
	Quote string `json:"quote"`
}

func (s *Server) stateView(viewer int64) object {
	people, chats := []personView{}, []chatView{}
	for _, p := range s.w.People {
		people = append(people, personView{p.ID, p.Name, p.Username, p.Language})
	}
	for _, c := range s.w.Chats {
		chats = append(chats, s.chatView(c, viewer))
	}
	return object{
		"clock": s.now(), "seq": s.feed.seq, "can_move_clock": s.clock != nil,
		"bot": object{
			"id": s.w.Bot.ID, "username": s.w.Bot.Username, "first_name": s.w.Bot.Name,
			"can_read_all_group_messages": !s.w.Privacy,
		},
		"descriptions": s.w.Profile.descriptions(), "people": people, "chats": chats,
	}
}

// chatView shows a chat to a person; a private one is always its person's.
func (s *Server) chatView(c *chat, viewer int64) chatView {
	out := chatView{
		ID: c.ID, Type: c.Type, Title: c.Title, Forum: c.Forum, BotStatus: c.BotStatus, Migrated: c.MigratedTo,
		Topics: []topicView{}, Members: []memberView{},
	}
	if c.Type == private {
		viewer = c.ID
		out.Person = c.ID
		if p := s.w.people[c.ID]; p != nil {
			out.Title, out.Blocked = p.Name, p.Blocked
		}
	}
	for _, t := range c.Topics {
		out.Topics = append(out.Topics, topicView{t.ID, t.Name, t.Color, t.Closed})
	}
	for _, m := range c.Members {
		out.Members = append(out.Members, memberView(m))
	}
	out.Commands = s.commandsFor(c, viewer)
	for i := len(c.Messages) - 1; i >= 0 && out.Last == nil; i-- {
		out.Last = s.messageView(c.Messages[i], viewer)
	}
	return out
}

// messageView shows a message to a person, 0: to one who sees everything. It
// is nil for what the person may not see.
func (s *Server) messageView(m *message, viewer int64) *messageView {
	if m.Receiver != 0 && viewer != 0 && viewer != m.Receiver {
		return nil
	}
	c := s.w.chats[m.Chat]
	out := &messageView{
		ID: m.ID, Ephemeral: m.Ephemeral, Chat: m.Chat, Thread: m.Thread, Date: m.Date, EditDate: m.Edited,
		From: s.senderView(c, m), Text: m.Text, Entities: append([]markup.Entity{}, m.Entities...), Sticker: m.Sticker,
		Buttons: [][]buttonView{}, Reactions: append([]reaction{}, m.Reactions...),
		Service: m.Service, ViaBot: m.ViaBot, Receiver: m.Receiver, Silent: m.Silent, Seq: m.seq,
	}
	for _, row := range m.Keyboard {
		views := []buttonView{}
		for _, b := range row {
			views = append(views, b.view())
		}
		out.Buttons = append(out.Buttons, views)
	}
	if p := s.w.Photos[m.Photo]; p != nil {
		out.Photo = &photoView{p.ID, p.Width, p.Height, m.Text}
	}
	if p := s.w.Polls[m.Poll]; p != nil {
		out.Poll = p.view(viewer)
	}
	if r := c.message(m.ReplyTo); m.ReplyTo != 0 && r != nil {
		out.ReplyTo = &replyView{r.ID, s.senderView(c, r).Name, s.gist(r), m.Quote}
	}
	return out
}

func (s *Server) senderView(c *chat, m *message) senderView {
	switch {
	case m.From == 0 || c.Type == channel:
		return senderView{c.ID, c.Title, false}
	case m.From == s.w.Bot.ID:
		return senderView{m.From, s.w.Bot.Name, true}
	}
	if p := s.w.people[m.From]; p != nil {
		return senderView{p.ID, p.Name, false}
	}
	return senderView{m.From, "", false}
}

// gist is a message in some words.
func (s *Server) gist(m *message) string {
	switch {
	case m.Text != "":
		return m.Text
	case m.Poll != "":
		if p := s.w.Polls[m.Poll]; p != nil {
			return "📊 " + p.Question
		}
	case m.Photo != "":
		return "🖼"
	}
	return m.Sticker
}
