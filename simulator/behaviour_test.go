package simulator

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/png"
	"mime/multipart"
	"net/http"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// has fails unless JSON holds each of the pieces.
func has(t *testing.T, what string, v any, pieces ...string) {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pieces {
		if !bytes.Contains(b, []byte(p)) {
			t.Errorf("%s lacks %s: %s", what, p, b)
		}
	}
}

// greet lets a person write to the bot, so that the bot may write back.
func (h *harness) greet(who int64) {
	h.t.Helper()
	h.do("/api/send", fmt.Sprintf(`{"as":%d,"chat":%d,"text":"hi"}`, who, who))
}

// sent is a message that a call returned.
type sent struct {
	ID        int `json:"message_id"`
	Ephemeral int `json:"ephemeral_message_id"`
	Poll      struct {
		ID string `json:"id"`
	} `json:"poll"`
}

func TestTextsAndReplies(t *testing.T) {
	t.Parallel()
	h := start(t, Options{})
	h.greet(emma)
	h.kinds()
	var m sent
	h.must(&m, "sendMessage", "chat_id", fmt.Sprint(emma), "parse_mode", "HTML", "text", "<b>粗</b> and /help")
	h.do("/api/send", fmt.Sprintf(`{"as":%d,"chat":%d,"text":"why?","reply_to":%d,"quote":"and"}`, emma, emma, m.ID))
	u := h.updates()
	has(t, "the update", u, `"reply_to_message":{`, `"type":"bold"`, `"quote":{"is_manual":true,"position":2,"text":"and"}`, `"language_code":"en"`)
	h.must(nil, "editMessageText", "chat_id", fmt.Sprint(emma), "message_id", fmt.Sprint(m.ID), "text", "new")
	_, out := h.get(fmt.Sprintf("/api/chats/%d/messages?limit=2", emma))
	has(t, "the chat", out, `"text":"new"`, `"reply_to":{"id":`, `"quote":"and"`)
	h.must(nil, "deleteMessage", "chat_id", fmt.Sprint(emma), "message_id", fmt.Sprint(m.ID))
	_, out = h.get(fmt.Sprintf("/api/chats/%d/messages", emma))
	if b, _ := json.Marshal(out); strings.Contains(string(b), `"text":"new"`) {
		t.Error("a deleted message is there")
	}
}

func TestButtons(t *testing.T) {
	t.Parallel()
	clock := NewClock()
	h := start(t, Options{Clock: clock})
	h.greet(emma)
	h.kinds()
	var m sent
	h.must(&m, "sendMessage", "chat_id", fmt.Sprint(emma), "text", "x", "reply_markup",
		`{"inline_keyboard":[[{"text":"a","callback_data":"A","style":"danger"},{"text":"b","url":"x.org"},{"text":"c","copy_text":{"text":"C"}}]]}`)
	press := h.do("/api/press", fmt.Sprintf(`{"as":%d,"chat":%d,"message_id":%d,"row":0,"column":0}`, emma, emma, m.ID))
	has(t, "the update", h.updates(), `"callback_query":{`, `"data":"A"`, `"message_id":`+fmt.Sprint(m.ID))
	id := press["press"].(string)
	h.must(nil, "answerCallbackQuery", "callback_query_id", id, "text", "done", "show_alert", "true")
	_, out := h.get("/api/presses/" + id)
	has(t, "the notice", out, `"answered":true`, `"alert":true`, `"text":"done"`)
	if a := h.call("answerCallbackQuery", "callback_query_id", id); a.Description != errOldQuery.Text {
		t.Errorf("answered twice: %+v", a)
	}
	forged := h.do("/api/press", fmt.Sprintf(`{"as":%d,"chat":%d,"message_id":%d,"data":"forged"}`, emma, emma, m.ID))
	has(t, "the update", h.updates(), `"data":"forged"`)
	clock.Advance(time.Hour)
	if a := h.call("answerCallbackQuery", "callback_query_id", forged["press"].(string)); a.Description != errOldQuery.Text {
		t.Errorf("answered late: %+v", a)
	}
	for body, want := range map[string]string{
		fmt.Sprintf(`{"as":%d,"chat":%d,"message_id":%d,"row":0,"column":1}`, emma, emma, m.ID):                          "sends nothing",
		fmt.Sprintf(`{"as":%d,"chat":%d,"message_id":%d,"row":7,"column":0}`, emma, emma, m.ID):                          "no such button",
		fmt.Sprintf(`{"as":%d,"chat":%d,"message_id":%d,"row":0,"column":0}`, xiaoyu, emma, m.ID):                        "somebody else",
		fmt.Sprintf(`{"as":%d,"chat":%d,"message_id":%d,"data":"%s"}`, emma, emma, m.ID, strings.Repeat("x", maxData+1)): "64 bytes",
	} {
		if _, out := h.post("/api/press", body); !strings.Contains(fmt.Sprint(out["error"]), want) {
			t.Errorf("%s: %v", body, out)
		}
	}
}

func TestQuiz(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ form, params string }{
		{"9.6", `options|[{"text":"a"},{"text":"b"}]|correct_option_ids|[1]`},
		{"legacy", `options|["a","b"]|correct_option_id|1`},
	} {
		t.Run(tt.form, func(t *testing.T) {
			t.Parallel()
			clock := NewClock()
			h := start(t, Options{Clock: clock})
			params := append([]string{"chat_id", fmt.Sprint(visitors), "question", "which?", "type", "quiz", "is_anonymous", "false",
				"explanation", "<b>b</b> it is", "explanation_parse_mode", "HTML", "open_period", "600"}, strings.Split(tt.params, "|")...)
			var m sent
			h.must(&m, "sendPoll", params...)
			vote := func(who int64, options string) (int, map[string]any) {
				return h.post("/api/vote", fmt.Sprintf(`{"as":%d,"chat":%d,"message_id":%d,"options":%s}`, who, visitors, m.ID, options))
			}
			_, out := h.get(fmt.Sprintf("/api/chats/%d/messages?as=%d", visitors, emma))
			has(t, "before voting", out, `"correct":[]`, `"explanation":""`, `"my_votes":[]`)
			h.kinds()
			_, out = vote(emma, "[0]")
			has(t, "after voting", out, `"correct":[1]`, `"explanation":"b it is"`, `"my_votes":[0]`, `"total":1`)
			has(t, "the updates", h.updates(), `"poll_answer":{`, `"option_ids":[0]`, `"option_persistent_ids":["0"]`)
			if code, out := vote(emma, "[1]"); code != 400 {
				t.Errorf("a quiz is voted in twice: %v", out)
			}
			if code, out := vote(xiaoyu, "[5]"); code != 400 {
				t.Errorf("an option that is not there: %v", out)
			}
			clock.Advance(11 * time.Minute)
			h.get("/api/state")
			has(t, "when the time is over", h.updates(), `"poll":{`, `"is_closed":true`)
			if code, out := vote(xiaoyu, "[1]"); code != 400 {
				t.Errorf("a vote in a closed quiz: %v", out)
			}
			if a := h.call("stopPoll", "chat_id", fmt.Sprint(visitors), "message_id", fmt.Sprint(m.ID)); a.Description != "Bad Request: poll has already been closed" {
				t.Errorf("got %+v", a)
			}
		})
	}
}

func TestRetractedVote(t *testing.T) {
	t.Parallel()
	h := start(t, Options{})
	var m sent
	h.must(&m, "sendPoll", "chat_id", fmt.Sprint(visitors), "question", "q", "options", `["a","b"]`, "is_anonymous", "false")
	for _, options := range []string{"[0]", "[]"} {
		h.kinds()
		h.do("/api/vote", fmt.Sprintf(`{"as":%d,"chat":%d,"message_id":%d,"options":%s}`, emma, visitors, m.ID, options))
		has(t, options, h.updates(), `"option_ids":`+options)
	}
	var p struct {
		Closed bool `json:"is_closed"`
	}
	h.must(&p, "stopPoll", "chat_id", fmt.Sprint(visitors), "message_id", fmt.Sprint(m.ID))
	if !p.Closed {
		t.Error("not closed")
	}
}

func TestInlineAndGuests(t *testing.T) {
	t.Parallel()
	h := start(t, Options{})
	results := make(chan map[string]any, 1)
	go func() { results <- h.do("/api/inline", fmt.Sprintf(`{"as":%d,"query":"theme"}`, emma)) }()
	h.until(func() bool { return len(h.queries.inlines) == 1 })
	var q string
	for id := range h.queries.inlines {
		q = id
	}
	has(t, "the update", h.updates(), `"inline_query":{`, `"query":"theme"`, q)
	article := `{"type":"article","id":"1","title":"T","input_message_content":{"message_text":"<i>it</i>","parse_mode":"HTML"},"reply_markup":{"inline_keyboard":[[{"text":"x","callback_data":"x"}]]}}`
	if a := h.call("answerInlineQuery", "inline_query_id", q, "results", "["+article+","+article+"]"); a.Description != "Bad Request: RESULT_ID_DUPLICATE" {
		t.Errorf("got %+v", a)
	}
	h.must(nil, "answerInlineQuery", "inline_query_id", q, "results", "["+article+"]")
	has(t, "the results", <-results, `"title":"T"`, `"answered":true`)
	h.do("/api/inline/choose", fmt.Sprintf(`{"as":%d,"chat":%d,"result_id":"1"}`, emma, visitors))
	u := h.updates()
	has(t, "the updates", u, `"chosen_inline_result":{`, `"via_bot":{`, `"inline_message_id":"AgAAA`)

	out := h.do("/api/guest", fmt.Sprintf(`{"as":%d,"text":"@forum_demo_bot when?"}`, emma))
	has(t, "the update", h.updates(), `"guest_message":{`, `"guest_query_id":"`)
	h.must(nil, "answerGuestQuery", "guest_query_id", out["guest_query_id"].(string), "result", article)
	_, m := h.get(fmt.Sprintf("/api/wait?chat=%.0f&after=0", out["chat"]))
	has(t, "the answer", m, `"text":"it"`, `"reply_to":{`)
}

func TestEphemeral(t *testing.T) {
	t.Parallel()
	clock := NewClock()
	h := start(t, Options{Clock: clock})
	send := func(who int64) (a answer) {
		return h.call("sendMessage", "chat_id", fmt.Sprint(visitors), "text", "for you", "ephemeral_message_parameters", fmt.Sprintf(`{"receiver_user_id":%d}`, who))
	}
	if a := send(emma); a.OK {
		t.Error("to somebody who has done nothing")
	}
	h.do("/api/send", fmt.Sprintf(`{"as":%d,"chat":%d,"text":"/ask"}`, emma, visitors))
	a := send(emma)
	var m sent
	if err := json.Unmarshal(a.Result, &m); err != nil || m.ID != 0 || m.Ephemeral == 0 {
		t.Fatalf("got %+v %s", a, a.Result)
	}
	for who, want := range map[int64]bool{emma: true, xiaoyu: false} {
		_, out := h.get(fmt.Sprintf("/api/chats/%d/messages?as=%d", visitors, who))
		if b, _ := json.Marshal(out); strings.Contains(string(b), "for you") != want {
			t.Errorf("%d: %s", who, b)
		}
	}
	same := []string{"chat_id", fmt.Sprint(visitors), "receiver_user_id", fmt.Sprint(emma), "ephemeral_message_id", fmt.Sprint(m.Ephemeral)}
	h.must(nil, "editEphemeralMessageText", append(same, "text", "changed")...)
	h.must(nil, "deleteEphemeralMessage", same...)
	clock.Advance(time.Minute)
	if a := send(emma); a.OK {
		t.Error("after the window")
	}
}

func TestDrafts(t *testing.T) {
	t.Parallel()
	h := start(t, Options{})
	h.greet(emma)
	h.must(nil, "getUpdates", "allowed_updates", `["stopped_message_generation"]`)
	h.kinds()
	h.must(nil, "sendMessageDraft", "chat_id", fmt.Sprint(emma), "draft_id", "7", "text", "The", "can_stop", "true")
	h.must(nil, "sendMessageDraft", "chat_id", fmt.Sprint(emma), "draft_id", "7", "text", "The theme", "can_stop", "true")
	h.do("/api/stop", fmt.Sprintf(`{"as":%d,"chat":%d,"draft_id":7}`, emma, emma))
	has(t, "the update", h.updates(), `"stopped_message_generation":{`, `"draft_id":7`)
	if code, _ := h.post("/api/stop", fmt.Sprintf(`{"as":%d,"chat":%d,"draft_id":7}`, emma, emma)); code != 400 {
		t.Error("stopped twice")
	}
	if a := h.call("sendMessageDraft", "chat_id", fmt.Sprint(visitors), "draft_id", "7", "text", "x"); a.Description != "Bad Request: TEXTDRAFT_PEER_INVALID" {
		t.Errorf("got %+v", a)
	}
}

func TestPhoto(t *testing.T) {
	t.Parallel()
	h := start(t, Options{})
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, 30, 20))); err != nil {
		t.Fatal(err)
	}
	upload := func(data []byte) answer {
		var body bytes.Buffer
		form := multipart.NewWriter(&body)
		_ = form.WriteField("chat_id", fmt.Sprint(visitors))
		_ = form.WriteField("caption", "the <b>hall</b>")
		_ = form.WriteField("parse_mode", "HTML")
		part, _ := form.CreateFormFile("photo", "a.png")
		_, _ = part.Write(data)
		_ = form.Close()
		resp, err := http.Post(h.root+"/bot"+DefaultToken+"/sendPhoto", form.FormDataContentType(), &body)
		if err != nil {
			t.Fatal(err)
		}
		return h.read("sendPhoto", resp)
	}
	a := upload(picture.Bytes())
	var m struct {
		Photo []struct {
			ID    string `json:"file_id"`
			Width int    `json:"width"`
		} `json:"photo"`
	}
	if err := json.Unmarshal(a.Result, &m); err != nil || len(m.Photo) != 1 || m.Photo[0].Width != 30 {
		t.Fatalf("got %+v %s", a, a.Result)
	}
	has(t, "the message", a.Result, `"caption":"the hall"`, `"caption_entities"`)
	for _, path := range []string{"/api/photos/" + m.Photo[0].ID, "/file/bot" + DefaultToken + "/photos/" + m.Photo[0].ID} {
		resp, err := http.Get(h.root + path)
		if err != nil {
			t.Fatal(err)
		}
		conf, err := png.DecodeConfig(resp.Body)
		resp.Body.Close()
		if err != nil || conf.Width != 30 {
			t.Errorf("%s: %v %v", path, conf, err)
		}
	}
	if a := upload([]byte("<svg onload=alert(1)>")); a.Description != "Bad Request: IMAGE_PROCESS_FAILED" {
		t.Errorf("got %+v", a)
	}
	h.must(nil, "sendPhoto", "chat_id", fmt.Sprint(visitors), "photo", m.Photo[0].ID)
}

func TestTopics(t *testing.T) {
	t.Parallel()
	h := start(t, Options{})
	h.do("/api/members", fmt.Sprintf(`{"chat":%d,"bot":true,"status":"administrator"}`, forumChat))
	var topic struct {
		ID int `json:"message_thread_id"`
	}
	h.must(&topic, "createForumTopic", "chat_id", fmt.Sprint(forumChat), "name", "New")
	h.kinds()
	h.do("/api/send", fmt.Sprintf(`{"as":%d,"chat":%d,"thread":%d,"text":"hi"}`, emma, forumChat, topic.ID))
	u := h.updates()
	has(t, "the update", u, `"is_topic_message":true`, fmt.Sprintf(`"message_thread_id":%d`, topic.ID), `"reply_to_message":{`, `"forum_topic_created":{`)
	h.must(nil, "closeForumTopic", "chat_id", fmt.Sprint(forumChat), "message_thread_id", fmt.Sprint(topic.ID))
	h.do("/api/members", fmt.Sprintf(`{"chat":%d,"bot":true,"status":"member"}`, forumChat))
	if a := h.call("sendMessage", "chat_id", fmt.Sprint(forumChat), "message_thread_id", fmt.Sprint(topic.ID), "text", "x"); a.Description != "Bad Request: TOPIC_CLOSED" {
		t.Errorf("got %+v", a)
	}
}

func TestMigrationAndBlocking(t *testing.T) {
	t.Parallel()
	h := start(t, Options{})
	to := h.do("/api/migrate", fmt.Sprintf(`{"chat":%d}`, visitors))["id"].(float64)
	has(t, "the updates", h.updates(), `"migrate_to_chat_id":`, `"migrate_from_chat_id":`)
	a := h.call("sendMessage", "chat_id", fmt.Sprint(visitors), "text", "x")
	if a.Description != "Bad Request: group chat was upgraded to a supergroup chat" || a.Parameters.MigrateTo != int64(to) {
		t.Errorf("got %+v", a)
	}
	h.greet(emma)
	h.kinds()
	h.do("/api/block", fmt.Sprintf(`{"person":%d,"blocked":true}`, emma))
	has(t, "the update", h.updates(), `"my_chat_member":{`, `"status":"kicked"`)
	if a := h.call("sendMessage", "chat_id", fmt.Sprint(emma), "text", "x"); a.Code != 403 || a.Description != "Forbidden: bot was blocked by the user" {
		t.Errorf("got %+v", a)
	}
	h.greet(emma) // writing to it unblocks
	h.must(nil, "sendMessage", "chat_id", fmt.Sprint(emma), "text", "x")
}

func TestMembers(t *testing.T) {
	t.Parallel()
	h := start(t, Options{})
	p := h.do("/api/people", `{"first_name":"Noor","language_code":"en"}`)["id"].(float64)
	h.do("/api/members", fmt.Sprintf(`{"chat":%d,"person":%.0f,"status":"member"}`, visitors, p))
	has(t, "the update", h.updates(), `"new_chat_members":[`)
	h.do("/api/members", fmt.Sprintf(`{"chat":%d,"bot":true,"status":"left"}`, visitors))
	has(t, "the update", h.updates(), `"my_chat_member":{`)
	var m struct {
		Status string `json:"status"`
	}
	h.must(&m, "getChatMember", "chat_id", fmt.Sprint(forumChat), "user_id", fmt.Sprint(xiaoyu))
	if m.Status != "creator" {
		t.Errorf("got %+v", m)
	}
	var n int
	h.must(&n, "getChatMemberCount", "chat_id", fmt.Sprint(forumChat))
	if n != 6 {
		t.Errorf("%d members", n)
	}
}

// What was said is there after a restart.
func TestSaved(t *testing.T) {
	t.Parallel()
	o := Options{File: filepath.Join(t.TempDir(), "chats.json")}
	h := start(t, o)
	h.greet(emma)
	h.must(nil, "sendMessage", "chat_id", fmt.Sprint(emma), "text", "kept", "reply_markup", `{"inline_keyboard":[[{"text":"a","callback_data":"A"}]]}`)
	if err := h.Close(); err != nil {
		t.Fatal(err)
	}
	h = start(t, o)
	_, out := h.get(fmt.Sprintf("/api/chats/%d/messages", emma))
	has(t, "the chat", out, `"text":"kept"`, `"data":"A"`)
	has(t, "the waiting updates", h.updates(), `"text":"hi"`)
	h.must(nil, "sendMessage", "chat_id", fmt.Sprint(emma), "text", "more")
}

func TestHistoryIsBounded(t *testing.T) {
	t.Parallel()
	h := start(t, Options{History: 20})
	for range 50 {
		h.must(nil, "sendMessage", "chat_id", fmt.Sprint(visitors), "text", "x")
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if n := len(h.w.chats[visitors].Messages); n < 20 || n > 22 {
		t.Errorf("%d messages", n)
	}
}

func TestEvents(t *testing.T) {
	t.Parallel()
	h := start(t, Options{})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	follow := func(query, last string) *bufio.Scanner {
		req, _ := http.NewRequestWithContext(ctx, http.MethodGet, h.root+"/api/events"+query, nil)
		if last != "" {
			req.Header.Set("Last-Event-ID", last)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { resp.Body.Close() })
		return bufio.NewScanner(resp.Body)
	}
	next := func(lines *bufio.Scanner) string {
		for lines.Scan() {
			if kind, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
				return kind
			}
		}
		return "nothing"
	}
	live := follow("?after=0", "")
	h.greet(emma)
	h.must(nil, "sendChatAction", "chat_id", fmt.Sprint(emma), "action", "typing")
	for _, want := range []string{"message", "action"} {
		if got := next(live); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
	if got := next(follow("?after=0", "1")); got != "action" {
		t.Errorf("after a reconnection: %s", got)
	}
	for range feedLength + 10 {
		h.mu.Lock()
		h.showState()
		h.mu.Unlock()
	}
	if got := next(follow("?after=1", "")); got != "reset" {
		t.Errorf("after too much: %s", got)
	}
}

func TestGuard(t *testing.T) {
	t.Parallel()
	h := start(t, Options{})
	for _, tt := range []struct {
		name, host, header, value string
		code                      int
	}{
		{"by address", "", "", "", 200},
		{"by name", "localhost:1", "", "", 200},
		{"IPv6", "[::1]:1", "", "", 200},
		{"a bent name", "evil.example", "", "", 403},
		{"another website", "", "Origin", "http://evil.example", 403},
		{"the page itself", "", "Origin", h.root, 200},
		{"a picture elsewhere", "", "Sec-Fetch-Site", "cross-site", 403},
	} {
		req, _ := http.NewRequestWithContext(t.Context(), http.MethodGet, h.root+"/api/state", nil)
		if tt.host != "" {
			req.Host = tt.host
		}
		if tt.header != "" {
			req.Header.Set(tt.header, tt.value)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
		if resp.StatusCode != tt.code {
			t.Errorf("%s: %d", tt.name, resp.StatusCode)
		}
	}
	resp, err := http.Post(h.root+"/api/send", "text/plain", strings.NewReader(`{}`))
	if err != nil {
		t.Fatal(err)
	}
	if code, _ := h.decode(resp); code != http.StatusUnsupportedMediaType {
		t.Errorf("a form's post: %d", code)
	}
}

func TestClockAndReset(t *testing.T) {
	t.Parallel()
	h := start(t, Options{Clock: NewClock()})
	before := h.now()
	h.do("/api/clock", `{"advance":"24h"}`)
	if d := h.now().Sub(before); d < 24*time.Hour || d > 25*time.Hour {
		t.Errorf("moved by %s", d)
	}
	for _, body := range []string{`{"advance":"-1h"}`, `{"advance":"x"}`, `{}`, `{"advance":"999999h"}`} {
		if code, _ := h.post("/api/clock", body); code != 400 {
			t.Errorf("%s: %d", body, code)
		}
	}
	h.greet(emma)
	h.do("/api/reset", `{}`)
	_, out := h.get(fmt.Sprintf("/api/chats/%d/messages", emma))
	has(t, "after a reset", out, `"messages":[]`)
	if code, _ := start(t, Options{}).post("/api/clock", `{"advance":"1h"}`); code != http.StatusConflict {
		t.Errorf("the real clock is moved: %d", code)
	}
}
