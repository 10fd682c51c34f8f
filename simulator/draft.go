package simulator

import (
	"slices"
	"time"

	"github.com/forumbot/forumbot/simulator/markup"
)

// draftLasts is how long a draft is shown without a newer one.
const draftLasts = 30 * time.Second

func (s *Server) sendMessageDraft(c *call) (any, *apiError) {
	id := c.number("draft_id")
	text, entities, refused := c.text("text", "parse_mode", "entities")
	switch {
	case refused != nil:
		return nil, refused
	case id == 0:
		return nil, badRequest("RANDOM_ID_INVALID")
	case markup.Length(text) > maxText:
		return nil, badRequest("message is too long")
	}
	to, refused := s.target(c)
	if refused == nil {
		refused = s.mayWrite(to)
	}
	switch {
	case refused != nil:
		return nil, refused
	case to.Type != private:
		return nil, badRequest("TEXTDRAFT_PEER_INVALID")
	}
	d := &draft{
		ID: id, Thread: int(c.number("message_thread_id")), Text: text, Entities: entities,
		CanStop: c.bool("can_stop"), Keep: c.bool("keep_on_stop"), Until: s.now().Add(draftLasts),
	}
	to.Drafts = slices.DeleteFunc(to.Drafts, func(o *draft) bool { return o.ID == id || o.Until.Before(s.now()) })
	to.Drafts = append(to.Drafts, d)
	s.showDraft(to, d, false)
	return true, nil
}

func (s *Server) showDraft(to *chat, d *draft, gone bool) {
	v := object{
		"chat": to.ID, "thread": d.Thread, "draft_id": d.ID, "text": d.Text, "entities": append([]markup.Entity{}, d.Entities...),
		"can_stop": d.CanStop, "until": d.Until, "gone": gone,
	}
	s.feed.add("draft", func(int64) any { return v })
}

// clearDrafts takes the drafts away when the message itself comes.
func (s *Server) clearDrafts(to *chat) {
	for _, d := range to.Drafts {
		s.showDraft(to, d, true)
	}
	to.Drafts = nil
}

// stopDraft is a person's press on a draft's stop button.
func (s *Server) stopDraft(to *chat, id int64) error {
	i := slices.IndexFunc(to.Drafts, func(d *draft) bool { return d.ID == id && d.CanStop && d.Until.After(s.now()) })
	if i < 0 {
		return errText("there is no draft with that id that can be stopped")
	}
	d := to.Drafts[i]
	d.CanStop = false
	if !d.Keep {
		to.Drafts = slices.Delete(to.Drafts, i, i+1)
	}
	s.showDraft(to, d, !d.Keep)
	body := object{"chat": s.chatObject(to), "draft_id": id}
	if d.Thread != 0 {
		body["message_thread_id"] = d.Thread
	}
	s.push("stopped_message_generation", body)
	return nil
}
