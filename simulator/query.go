package simulator

import (
	"encoding/json"
	"errors"
	"time"

	"github.com/forumbot/forumbot/simulator/markup"
)

// errText makes an error for the control API.
func errText(s string) error { return errors.New(s) }

// queries are what waits for the bot's answer: pressed buttons, inline queries,
// guests' messages. They are bounded by age and number, and not saved.
type queries struct {
	presses map[string]*press
	inlines map[string]*inline
	guests  map[string]*guest
}

func (q *queries) init() {
	q.presses, q.inlines, q.guests = map[string]*press{}, map[string]*inline{}, map[string]*guest{}
}

const (
	queryLasts  = 15 * time.Minute // how long a press can be answered
	inlineLasts = 30 * time.Second
	keptQueries = 5000
)

// press is a pressed button.
type press struct {
	id       string
	from     int64
	at       time.Time
	answered bool
	text     string
	alert    bool
	url      string
}

func (p *press) view() object {
	return object{"press": p.id, "answered": p.answered, "text": p.text, "alert": p.alert, "url": p.url}
}

// inline is an inline query.
type inline struct {
	id       string
	from     int64
	query    string
	at       time.Time
	answered bool
	results  []inlineResult
}

// inlineResult is one result, as far as it is understood: what is shown in the
// list, and the message that it becomes.
type inlineResult struct {
	Type        string `json:"type"`
	ID          string `json:"id"`
	Title       string `json:"title"`
	Description string `json:"description"`
	text        string
	entities    []markup.Entity
	keyboard    [][]button
}

// guest is a message that calls the bot into a chat where it is no member.
type guest struct {
	chat     int64
	message  *message
	at       time.Time
	answered bool
}

// prune forgets the oldest queries.
func prune[T any](m map[string]T, at func(T) time.Time, now time.Time) {
	if len(m) < keptQueries {
		return
	}
	for id, q := range m {
		if now.Sub(at(q)) > queryLasts {
			delete(m, id)
		}
	}
	for id := range m {
		if len(m) < keptQueries {
			return
		}
		delete(m, id)
	}
}

// press makes a callback query of a pressed button. The data need not be that
// of a button: anybody can send anything.
func (s *Server) press(c *chat, m *message, from int64, data string) *press {
	prune(s.queries.presses, func(p *press) time.Time { return p.at }, s.now())
	p := &press{id: s.w.newID(), from: from, at: s.now()}
	s.queries.presses[p.id] = p
	body := object{"id": p.id, "from": s.user(from), "chat_instance": idHash(c.ID), "data": data}
	if m.Inline != "" {
		body["inline_message_id"] = m.Inline
	} else {
		body["message"] = s.messageObject(m, true)
	}
	s.push("callback_query", body)
	return p
}

func (s *Server) answerCallbackQuery(c *call) (any, *apiError) {
	p := s.queries.presses[c.params["callback_query_id"]]
	switch {
	case p == nil || p.answered || s.now().Sub(p.at) > queryLasts:
		return nil, errOldQuery
	case markup.Length(c.params["text"]) > 200:
		return nil, badRequest("MESSAGE_TOO_LONG")
	}
	if u := c.params["url"]; u != "" && markup.WebAddress(u) == "" {
		return nil, badRequest("URL_INVALID")
	}
	p.answered, p.text, p.alert, p.url = true, c.params["text"], c.bool("show_alert"), c.params["url"]
	s.feed.add("notice", func(viewer int64) any {
		if viewer != 0 && viewer != p.from {
			return nil
		}
		return p.view()
	})
	return true, nil
}

// ask makes an inline query.
func (s *Server) ask(from int64, query string) *inline {
	prune(s.queries.inlines, func(q *inline) time.Time { return q.at }, s.now())
	q := &inline{id: s.w.newID(), from: from, query: query, at: s.now()}
	s.queries.inlines[q.id] = q
	s.push("inline_query", object{"id": q.id, "from": s.user(from), "query": query, "offset": "", "chat_type": "sender"})
	return q
}

func (s *Server) answerInlineQuery(c *call) (any, *apiError) {
	q := s.queries.inlines[c.params["inline_query_id"]]
	if q == nil || q.answered || s.now().Sub(q.at) > inlineLasts {
		return nil, errOldQuery
	}
	var raws []json.RawMessage
	if err := c.json("results", &raws); err != nil {
		return nil, badRequest("can't parse inline query results JSON object")
	}
	if len(raws) > 50 {
		return nil, badRequest("RESULTS_TOO_MUCH")
	}
	results := []inlineResult{}
	seen := map[string]bool{}
	for _, raw := range raws {
		r, refused := readResult(raw)
		if refused != nil {
			return nil, refused
		}
		if seen[r.ID] {
			return nil, badRequest("RESULT_ID_DUPLICATE")
		}
		seen[r.ID] = true
		results = append(results, r)
	}
	q.answered, q.results = true, results
	s.feed.add("inline", func(viewer int64) any {
		if viewer != 0 && viewer != q.from {
			return nil
		}
		return object{"query": q.query, "query_id": q.id, "results": results}
	})
	return true, nil
}

// readResult reads an InlineQueryResult. Only articles have a text of their
// own here; of other types the caption is taken.
func readResult(raw json.RawMessage) (inlineResult, *apiError) {
	var in struct {
		inlineResult
		Content json.RawMessage `json:"input_message_content"`
		Caption string          `json:"caption"`
		Mode    string          `json:"parse_mode"`
		Markup  json.RawMessage `json:"reply_markup"`
	}
	if err := json.Unmarshal(raw, &in); err != nil {
		return inlineResult{}, badRequest("can't parse inline query result: expected an Object")
	}
	r := in.inlineResult
	switch {
	case r.ID == "" || len(r.ID) > 64:
		return r, badRequest("RESULT_ID_INVALID")
	case r.Type == "":
		return r, badRequest("can't parse inline query result: type is empty")
	case r.Type == "article" && r.Title == "":
		return r, badRequest("can't parse inline query result: title is empty")
	}
	content := &call{params: params{"text": in.Caption, "parse_mode": in.Mode, "reply_markup": string(in.Markup)}}
	if len(in.Content) > 0 {
		fields := params{}
		if err := readJSON(in.Content, fields); err != nil {
			return r, badRequest("can't parse input message content: expected an Object")
		}
		content.params["text"] = fields["message_text"]
		content.params["parse_mode"], content.params["entities"] = fields["parse_mode"], fields["entities"]
	} else if r.Type == "article" {
		return r, badRequest("can't parse inline query result: input_message_content is empty")
	}
	var refused *apiError
	if r.text, r.entities, refused = content.body(); refused != nil {
		return r, refused
	}
	r.keyboard, refused = content.keyboard()
	return r, refused
}

// choose sends a result as a message of the person's, by way of the bot.
func (s *Server) choose(q *inline, to *chat, thread int, id string) (*message, error) {
	for _, r := range q.results {
		if r.ID != id {
			continue
		}
		m := &message{From: q.from, Thread: thread, Text: r.text, Entities: r.entities, Keyboard: r.keyboard, ViaBot: true}
		if len(r.keyboard) > 0 {
			m.Inline = "AgAAA" + s.w.newID()
		}
		s.post(to, m)
		body := object{"result_id": id, "from": s.user(q.from), "query": q.query}
		if m.Inline != "" {
			body["inline_message_id"] = m.Inline
		}
		s.push("chosen_inline_result", body)
		s.toBot("message", to, m)
		return m, nil
	}
	return nil, errText("the bot gave no result with that id")
}

// callGuest asks the bot from a chat where it is no member.
func (s *Server) callGuest(to *chat, from int64, text string) string {
	prune(s.queries.guests, func(g *guest) time.Time { return g.at }, s.now())
	id := s.w.newID()
	m := s.post(to, &message{From: from, Text: text, Entities: markup.Detect(text, nil), Guest: id})
	s.queries.guests[id] = &guest{chat: to.ID, message: m, at: s.now()}
	s.push("guest_message", s.messageObject(m, true))
	return id
}

func (s *Server) answerGuestQuery(c *call) (any, *apiError) {
	g := s.queries.guests[c.params["guest_query_id"]]
	if g == nil || g.answered || s.now().Sub(g.at) > queryLasts {
		return nil, errOldQuery
	}
	r, refused := readResult(json.RawMessage(c.params["result"]))
	if refused != nil {
		return nil, refused
	}
	to := s.w.chats[g.chat]
	if to == nil {
		return nil, errNoChat
	}
	g.answered = true
	m := &message{
		From: s.w.Bot.ID, Thread: g.message.Thread, ReplyTo: g.message.ID,
		Text: r.text, Entities: r.entities, Keyboard: r.keyboard, Inline: "AgAAB" + s.w.newID(),
	}
	s.post(to, m)
	return object{"inline_message_id": m.Inline}, nil
}
