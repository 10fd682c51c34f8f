package simulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
)

// strictly decodes one JSON value and nothing behind it.
func strictly(body []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(body))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("the body can't be read: %w", err)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errText("the body holds more than one JSON value")
	}
	return nil
}

func (s *Server) apiState(r *http.Request) (any, error) {
	as, err := query(r, "as")
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	return s.stateView(as), nil
}

// chatOf is the chat in the address.
func (s *Server) chatOf(r *http.Request) (*chat, error) {
	id, err := strconv.ParseInt(r.PathValue("id"), 10, 64)
	if err != nil {
		return nil, errText("the id of a chat is a whole number")
	}
	return s.chat(id)
}

func (s *Server) chat(id int64) (*chat, error) {
	c := s.w.chats[id]
	if c == nil {
		return nil, missing("chat")
	}
	return c, nil
}

func (s *Server) apiMessages(r *http.Request) (any, error) {
	var n [4]int64
	for i, name := range []string{"thread", "before", "limit", "as"} {
		var err error
		if n[i], err = query(r, name); err != nil {
			return nil, err
		}
	}
	thread, beforeID, limit, as := int(n[0]), int(n[1]), int(n[2]), n[3]
	if limit <= 0 {
		limit = 50
	}
	limit = min(limit, 1000)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.settle()
	c, err := s.chatOf(r)
	if err != nil {
		return nil, err
	}
	filtered := r.URL.Query().Has("thread")
	if thread == 1 {
		thread = 0 // General
	}
	out := []*messageView{}
	for _, m := range slices.Backward(c.Messages) {
		if len(out) == limit {
			break
		}
		if beforeID > 0 && m.ID >= beforeID || filtered && m.Thread != thread {
			continue
		}
		if v := s.messageView(m, as); v != nil {
			out = append(out, v)
		}
	}
	slices.Reverse(out)
	return object{"messages": out, "seq": s.feed.seq}, nil
}

func (s *Server) apiCommands(r *http.Request) (any, error) {
	as, err := query(r, "as")
	if err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c, err := s.chatOf(r)
	if err != nil {
		return nil, err
	}
	if c.Type == private {
		as = c.ID
	}
	return object{"commands": s.commandsFor(c, as)}, nil
}

// apiPressed waits for the answer to a press.
func (s *Server) apiPressed(r *http.Request) (any, error) {
	most, err := seconds(r)
	if err != nil {
		return nil, err
	}
	var out object
	s.wait(r, most, func() bool {
		p := s.queries.presses[r.PathValue("id")]
		if p == nil {
			return true
		}
		out = p.view()
		return p.answered
	})
	if out == nil {
		return nil, missing("press")
	}
	return out, nil
}

func (s *Server) apiCalls(r *http.Request) (any, error) {
	after, err := query(r, "after")
	if err != nil {
		return nil, err
	}
	method := r.URL.Query().Get("method")
	s.mu.Lock()
	defer s.mu.Unlock()
	out := []record{}
	for _, c := range s.calls.list {
		if c.N > after && (method == "" || c.Method == method) {
			out = append(out, c)
		}
	}
	return object{"calls": out, "last": s.calls.n}, nil
}

// apiWait waits for what the bot next posts or edits in a chat: later than the
// message after, or than the event since.
func (s *Server) apiWait(r *http.Request) (any, error) {
	most, err := seconds(r)
	if err != nil {
		return nil, err
	}
	var n [3]int64
	for i, name := range []string{"chat", "after", "since"} {
		if n[i], err = query(r, name); err != nil {
			return nil, err
		}
	}
	id, after, since := n[0], n[1], n[2]
	bySeq := r.URL.Query().Has("since")
	var found *message
	var out *messageView
	var gone error
	s.wait(r, most, func() bool {
		c, err := s.chat(id)
		if err != nil {
			gone = err
			return true
		}
		for _, m := range slices.Backward(c.Messages) {
			if !bySeq && int64(m.ID) <= after {
				break
			}
			if m.From != s.w.Bot.ID || m.Service != nil || bySeq && m.seq <= since {
				continue
			}
			if found == nil || bySeq && m.seq < found.seq || !bySeq && m.ID < found.ID {
				found = m // the earliest
			}
		}
		if found != nil {
			out = s.messageView(found, 0)
		}
		return found != nil
	})
	switch {
	case gone != nil:
		return nil, gone
	case out == nil:
		return nil, &controlError{http.StatusRequestTimeout, "the bot has sent nothing in that time"}
	}
	return out, nil
}
