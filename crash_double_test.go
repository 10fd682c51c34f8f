package main

import (
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"
)

// double is as much of the Bot API as a bot needs to be asked and to answer.
// What it was sent counts as delivered even if the bot is dead before it hears
// of it, as with Telegram.
type double struct {
	latency time.Duration // until an answer comes, at most

	mu      sync.Mutex
	updates []json.RawMessage // ids count from 1
	more    chan struct{}     // closed and renewed when updates are added
	sent    []delivered
	changed chan struct{} // holds a signal when something was sent

	voters int // how many people answer each quiz, at once
}

// delivered is a message that reached a chat.
type delivered struct {
	chat    int64
	replyTo int
	text    string
}

func newDouble(latency time.Duration) *double {
	return &double{latency: latency, more: make(chan struct{}), changed: make(chan struct{}, 1)}
}

// say adds a message of a person; its id is that of its update.
func (d *double) say(chat int64, text string) (id int) {
	d.mu.Lock()
	defer d.mu.Unlock()
	id = len(d.updates) + 1
	kind, person := "private", chat
	if chat < 0 {
		kind, person = "supergroup", 1000-chat
	}
	d.updates = append(d.updates, json.RawMessage(fmt.Sprintf(
		`{"update_id":%d,"message":{"message_id":%d,"date":%d,"chat":{"id":%d,"type":%q},"from":{"id":%d,"language_code":"en"},"text":%q}}`,
		id, id, time.Now().Unix(), chat, kind, person, text)))
	close(d.more)
	d.more = make(chan struct{})
	return id
}

func (d *double) deliveries() []delivered {
	d.mu.Lock()
	defer d.mu.Unlock()
	return append([]delivered(nil), d.sent...)
}

func (d *double) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_ = r.ParseForm()
	result := "true"
	switch method := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]; method {
	case "getMe":
		result = `{"id":42,"is_bot":true,"first_name":"F","username":"ForumTestBot"}`
	case "getMyCommands":
		result = `[]`
	case "getMyDescription", "getMyShortDescription":
		result = `{}`
	case "getUpdates":
		result = d.from(r)
	case "sendMessage", "sendPoll":
		result = d.deliver(r)
	}
	_, _ = io.WriteString(w, `{"ok":true,"result":`+result+`}`)
}

// from holds an empty answer back, as Telegram does.
func (d *double) from(r *http.Request) string {
	offset, _ := strconv.Atoi(r.PostForm.Get("offset"))
	limit, _ := strconv.Atoi(r.PostForm.Get("limit"))
	seconds, _ := strconv.Atoi(r.PostForm.Get("timeout"))
	over := time.NewTimer(time.Duration(seconds) * time.Second)
	defer over.Stop()
	for waiting := true; ; {
		d.mu.Lock()
		begin := min(max(offset-1, 0), len(d.updates))
		batch := d.updates[begin:min(begin+limit, len(d.updates))]
		more := d.more
		d.mu.Unlock()
		if len(batch) > 0 || !waiting {
			out, _ := json.Marshal(append([]json.RawMessage{}, batch...))
			return string(out)
		}
		select {
		case <-more:
		case <-over.C:
			waiting = false
		case <-r.Context().Done():
			waiting = false
		}
	}
}

func (d *double) deliver(r *http.Request) string {
	var reply struct {
		ID int `json:"message_id"`
	}
	_ = json.Unmarshal([]byte(r.PostForm.Get("reply_parameters")), &reply)
	chat, _ := strconv.ParseInt(r.PostForm.Get("chat_id"), 10, 64)
	d.mu.Lock()
	d.sent = append(d.sent, delivered{chat, reply.ID, r.PostForm.Get("text") + r.PostForm.Get("question")})
	id := 1_000_000 + len(d.sent)
	if r.PostForm.Has("question") {
		d.vote(id)
	}
	d.mu.Unlock()
	select {
	case d.changed <- struct{}{}:
	default:
	}
	if d.latency > 0 {
		select {
		case <-time.After(rand.N(d.latency)):
		case <-r.Context().Done():
		}
	}
	return fmt.Sprintf(`{"message_id":%d,"poll":{"id":"poll-%d"}}`, id, id)
}

// vote has people answer a quiz: everybody the first option.
func (d *double) vote(message int) {
	for person := range d.voters {
		d.updates = append(d.updates, json.RawMessage(fmt.Sprintf(
			`{"update_id":%d,"poll_answer":{"poll_id":"poll-%d","user":{"id":%d,"first_name":"P%d"},"option_ids":[0]}}`,
			len(d.updates)+1, message, person+1, person+1)))
	}
	close(d.more)
	d.more = make(chan struct{})
}
