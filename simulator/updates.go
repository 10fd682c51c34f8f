package simulator

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"time"
)

// update waits for the bot to fetch it.
type update struct {
	ID   int64
	Kind string
	Body json.RawMessage // the whole update
	At   time.Time
	Raw  bool // pushed by the control API: delivered as it is, whatever it holds
}

const (
	// retention is how long Telegram keeps updates.
	retention = 24 * time.Hour
	// longestPoll caps the timeout of getUpdates.
	longestPoll = 50 * time.Second
)

// updateKinds are the kinds of update, those last that a bot gets only when it
// names them.
var updateKinds = []string{
	"message", "edited_message", "channel_post", "edited_channel_post", "guest_message", "inline_query",
	"chosen_inline_result", "callback_query", "poll", "poll_answer", "my_chat_member",
	"chat_join_request", "chat_boost", "removed_chat_boost", "shipping_query", "pre_checkout_query", "purchased_paid_media",
	"business_connection", "business_message", "edited_business_message", "deleted_business_messages", "managed_bot", "subscription",
	"chat_member", "message_reaction", "message_reaction_count", "stopped_message_generation",
}

// unasked tells which kinds come to a bot that names none.
func unasked(kind string) bool {
	switch kind {
	case "chat_member", "message_reaction", "message_reaction_count", "stopped_message_generation":
		return false
	}
	return true
}

func (w *world) wants(kind string) bool {
	if len(w.Allowed) == 0 {
		return unasked(kind)
	}
	return slices.Contains(w.Allowed, kind)
}

// push queues an update, if the bot wants its kind.
func (s *Server) push(kind string, body object) {
	if !s.w.wants(kind) {
		return
	}
	if s.faults.Odd > 0 {
		s.faults.Odd--
		// A future's idea of an update, in the place of this one's forerunner.
		s.pushRaw(object{kind: []any{"an array where an object was"}}, kind)
	}
	s.pushRaw(object{kind: body}, kind)
}

func (s *Server) pushRaw(u object, kind string) {
	s.w.Counters.Update += 1 + int64(s.faults.Skip)
	s.faults.Skip = 0
	u["update_id"] = s.w.Counters.Update
	b, err := json.Marshal(u)
	if err != nil {
		s.log.Error("an update can't be encoded", "kind", kind, "error", err)
		return
	}
	s.queue(update{ID: s.w.Counters.Update, Kind: kind, Body: b, At: s.now()})
}

func (s *Server) queue(u update) {
	s.w.Updates = append(s.w.Updates, u)
	s.dirty = true
	close(s.more)
	s.more = make(chan struct{})
	select {
	case s.hook.wake <- struct{}{}:
	default:
	}
}

// inject queues whatever the control API was given. An object without an id
// gets the next one.
func (s *Server) inject(raw []byte) int64 {
	var fields map[string]json.RawMessage
	s.w.Counters.Update++
	id := s.w.Counters.Update
	if json.Unmarshal(raw, &fields) == nil && fields != nil && fields["update_id"] == nil {
		fields["update_id"] = fmt.Appendf(nil, "%d", id)
		if b, err := json.Marshal(fields); err == nil {
			raw = b
		}
	}
	s.queue(update{ID: id, Body: bytes.Clone(raw), At: s.now(), Raw: true})
	return id
}

// forget drops updates that are confirmed or too old.
func (s *Server) forget(offset int64) {
	oldest := s.now().Add(-retention)
	s.w.Updates = slices.DeleteFunc(s.w.Updates, func(u update) bool { return u.ID < offset || u.At.Before(oldest) })
	s.dirty = true
}

// getUpdates answers at once when there are updates, else it waits for them.
func (s *Server) getUpdates(c *call) (any, *apiError) {
	limit := int(c.number("limit"))
	if limit < 1 || limit > 100 {
		limit = 100
	}
	timeout := min(time.Duration(max(c.number("timeout"), 0))*time.Second, longestPoll)
	allowed, refused := c.allowedUpdates()
	if refused != nil {
		return nil, refused
	}

	s.mu.Lock()
	defer s.mu.Unlock()
	if s.w.Webhook.URL != "" {
		return nil, errHasWebhook
	}
	if s.poller != nil {
		close(s.poller) // the newer one stays
		s.poller = nil
	}
	if allowed != nil {
		s.w.Allowed = allowed
	}
	offset := c.number("offset")
	if offset < 0 { // the last ones only
		if n := len(s.w.Updates); n > 0 {
			offset = s.w.Updates[max(n+int(max(offset, -int64(n))), 0)].ID
		}
	}
	s.forget(offset)

	over := time.NewTimer(timeout)
	defer over.Stop()
	for waiting := timeout > 0; ; {
		s.settle()
		if batch := s.batch(limit); len(batch) > 0 || !waiting {
			return batch, nil
		}
		mine := make(chan struct{})
		s.poller = mine
		more := s.more
		s.mu.Unlock()
		taken := false
		select {
		case <-more:
		case <-over.C:
			waiting = false
		case <-c.r.Context().Done():
			waiting = false
		case <-s.closed:
			waiting = false
		case <-mine:
			taken = true
		}
		s.mu.Lock()
		if s.poller == mine {
			s.poller = nil
		} else {
			taken = true
		}
		if taken {
			if s.w.Webhook.URL != "" {
				return nil, conflict("terminated by setWebhook request")
			}
			return nil, errOtherPoller
		}
	}
}

// batch is the next updates, with those repeated that are to be.
func (s *Server) batch(limit int) []json.RawMessage {
	out := []json.RawMessage{}
	for _, u := range s.w.Updates {
		if len(out) == limit {
			break
		}
		body := u.Body
		if u.Raw && !json.Valid(body) {
			// Not even JSON: the nearest that an answer can hold.
			body, _ = json.Marshal(string(body))
		}
		out = append(out, body)
		if s.faults.Repeat > 0 {
			s.faults.Repeat--
			out = append(out, body)
		}
	}
	return out
}

// allowedUpdates reads the parameter; nil leaves what was said before. Telegram
// ignores names that it doesn't know.
func (c *call) allowedUpdates() ([]string, *apiError) {
	if c.params["allowed_updates"] == "" {
		return nil, nil
	}
	var names []string
	if err := c.json("allowed_updates", &names); err != nil {
		return nil, badRequest("can't parse allowed updates: expected an Array of String")
	}
	names = slices.DeleteFunc(names, func(n string) bool { return !slices.Contains(updateKinds, n) })
	if names == nil {
		names = []string{}
	}
	return names, nil
}
