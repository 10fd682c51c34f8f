package simulator

import (
	"slices"
	"time"
)

// ephemeralWindow is how long after a press or a message of theirs a person
// may get a message that nobody else sees.
const ephemeralWindow = 15 * time.Second

// ephemeral makes a message one for a single person, if the call asks for it.
func (s *Server) ephemeral(c *call, to *chat, m *message) *apiError {
	if c.params["ephemeral_message_parameters"] == "" {
		return nil
	}
	var e struct {
		Receiver int64  `json:"receiver_user_id"`
		Query    string `json:"callback_query_id"`
		Replace  bool   `json:"replace_callback_query_message"`
	}
	if err := c.json("ephemeral_message_parameters", &e); err != nil {
		return badRequest("can't parse ephemeral message parameters: expected an Object")
	}
	switch {
	case to.Type != group && to.Type != supergroup:
		return badRequest("ephemeral messages can be sent only to group and supergroup chats")
	case !inside(to.status(e.Receiver)):
		return badRequest("user not found")
	case !s.lately(to, e.Receiver, e.Query):
		return badRequest("EPHEMERAL_MESSAGE_WINDOW_EXPIRED")
	}
	to.LastEph++
	m.Receiver, m.Ephemeral = e.Receiver, to.LastEph
	return nil
}

// lately tells whether the person has just pressed that button or written
// something to the bot.
func (s *Server) lately(to *chat, person int64, query string) bool {
	since := s.now().Add(-ephemeralWindow)
	if query != "" {
		p := s.queries.presses[query]
		return p != nil && p.from == person && !p.at.Before(since)
	}
	for _, m := range slices.Backward(to.Messages) {
		if m.Date < since.Unix() {
			return false
		}
		if m.From == person {
			return true
		}
	}
	return false
}

// ephemeralOf finds the message that a call names.
func (s *Server) ephemeralOf(c *call) (*chat, *message, *apiError) {
	to, refused := s.writable(c)
	if refused != nil {
		return nil, nil, refused
	}
	id, receiver := int(c.number("ephemeral_message_id")), c.number("receiver_user_id")
	i := slices.IndexFunc(to.Messages, func(m *message) bool { return m.Ephemeral == id && m.Receiver == receiver && id != 0 })
	if i < 0 {
		return nil, nil, badRequest("message to edit not found")
	}
	return to, to.Messages[i], nil
}

func (s *Server) editEphemeralText(c *call) (any, *apiError) {
	text, entities, refused := c.body()
	if refused != nil {
		return nil, refused
	}
	keyboard, refused := c.keyboard()
	if refused != nil {
		return nil, refused
	}
	_, m, refused := s.ephemeralOf(c)
	if refused == nil {
		refused = s.change(m, text, entities, keyboard)
	}
	if refused != nil {
		return nil, refused
	}
	return true, nil
}

func (s *Server) editEphemeralMarkup(c *call) (any, *apiError) {
	keyboard, refused := c.keyboard()
	if refused != nil {
		return nil, refused
	}
	_, m, refused := s.ephemeralOf(c)
	if refused == nil {
		refused = s.change(m, m.Text, m.Entities, keyboard)
	}
	if refused != nil {
		return nil, refused
	}
	return true, nil
}

func (s *Server) deleteEphemeral(c *call) (any, *apiError) {
	to, m, refused := s.ephemeralOf(c)
	if refused != nil {
		return nil, refused
	}
	s.remove(to, m)
	return true, nil
}
