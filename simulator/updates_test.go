package simulator

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

func TestTokens(t *testing.T) {
	t.Parallel()
	h := start(t, Options{})
	for path, want := range map[string]string{
		"/bot" + DefaultToken + "/getMe": `"username":"forum_demo_bot"`,
		"/bot1:wrong/getMe":              `"description":"Unauthorized"`,
		"/botnone/getMe":                 `"description":"Not Found"`,
		"/bot":                           `"description":"Not Found"`,
	} {
		resp, err := http.Get(h.root + path)
		if err != nil {
			t.Fatal(err)
		}
		b, _ := io.ReadAll(resp.Body)
		resp.Body.Close()
		if !strings.Contains(string(b), want) {
			t.Errorf("%s: %s", path, b)
		}
	}
}

// Which messages in a group become updates.
func TestPrivacyMode(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, text string
		privacy    string // of /api/privacy
		admin      bool
		reply      bool // to the bot
		want       string
	}{
		{"a chat among people", "hello", `{"enabled":true}`, false, false, ""},
		{"a command", "/ask x", `{"enabled":true}`, false, false, "message"},
		{"a command of the bot's", "/ask@forum_demo_bot x", `{"enabled":true}`, false, false, "message"},
		{"a command of another's", "/ask@other_bot x", `{"enabled":true}`, false, false, ""},
		{"a command in the middle", "try /ask", `{"enabled":true}`, false, false, ""},
		{"a mention", "@Forum_Demo_Bot hello", `{"enabled":true}`, false, false, "message"},
		{"a mention that does not pass", "@forum_demo_bot hello", `{"enabled":true,"mentions":false}`, false, false, ""},
		{"a longer name", "@forum_demo_bot2 hello", `{"enabled":true}`, false, false, ""},
		{"a reply", "hello", `{"enabled":true}`, false, true, "message"},
		{"an administrator", "hello", `{"enabled":true}`, true, false, "message"},
		{"no privacy", "hello", `{"enabled":false}`, false, false, "message"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			h := start(t, Options{})
			h.do("/api/privacy", tt.privacy)
			if tt.admin {
				h.do("/api/members", fmt.Sprintf(`{"chat":%d,"bot":true,"status":"administrator"}`, visitors))
			}
			var sent struct {
				ID int `json:"message_id"`
			}
			h.must(&sent, "sendMessage", "chat_id", fmt.Sprint(visitors), "text", "from the bot")
			h.kinds()
			to := 0
			if tt.reply {
				to = sent.ID
			}
			h.do("/api/send", fmt.Sprintf(`{"as":%d,"chat":%d,"text":%q,"reply_to":%d}`, emma, visitors, tt.text, to))
			if got := h.kinds(); got != tt.want {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestAllowedUpdates(t *testing.T) {
	t.Parallel()
	h := start(t, Options{})
	h.do("/api/members", fmt.Sprintf(`{"chat":%d,"bot":true,"status":"administrator"}`, visitors))
	act := func() string {
		h.kinds()
		h.do("/api/send", fmt.Sprintf(`{"as":%d,"chat":%d,"text":"hi"}`, emma, visitors))
		h.mu.Lock()
		id := h.w.chats[visitors].Messages[len(h.w.chats[visitors].Messages)-1].ID
		h.mu.Unlock()
		h.do("/api/react", fmt.Sprintf(`{"as":%d,"chat":%d,"message_id":%d,"emoji":"👍"}`, xiaoyu, visitors, id))
		h.do("/api/edit", fmt.Sprintf(`{"as":%d,"chat":%d,"message_id":%d,"text":"hello"}`, emma, visitors, id))
		return h.kinds()
	}
	if got := act(); got != "message edited_message" {
		t.Errorf("by default: %s", got)
	}
	h.must(nil, "getUpdates", "allowed_updates", `["message","message_reaction","no_such_kind"]`)
	if got := act(); got != "message message_reaction" {
		t.Errorf("named: %s", got)
	}
	h.must(nil, "getUpdates", "allowed_updates", `[]`)
	if got := act(); got != "message edited_message" {
		t.Errorf("an empty list: %s", got)
	}
}

func TestOffsetsAndRetention(t *testing.T) {
	t.Parallel()
	clock := NewClock()
	h := start(t, Options{Clock: clock})
	ids := func(pairs ...string) string {
		var out []struct {
			ID int64 `json:"update_id"`
		}
		h.must(&out, "getUpdates", pairs...)
		var b strings.Builder
		for _, u := range out {
			fmt.Fprintf(&b, "%d ", u.ID-480_000_000)
		}
		return strings.TrimSpace(b.String())
	}
	for range 4 {
		h.do("/api/send", fmt.Sprintf(`{"as":%d,"chat":%d,"text":"hi"}`, emma, emma))
	}
	for _, tt := range []struct{ params, want string }{
		{"", "1 2 3 4"}, {"limit 2", "1 2"}, {"offset 480000002", "2 3 4"}, {"", "2 3 4"}, {"offset -2", "3 4"}, {"", "3 4"},
	} {
		if got := ids(strings.Fields(tt.params)...); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.params, got, tt.want)
		}
	}
	clock.Advance(23 * time.Hour)
	h.do("/api/send", fmt.Sprintf(`{"as":%d,"chat":%d,"text":"hi"}`, emma, emma))
	clock.Advance(2 * time.Hour)
	if got := ids(); got != "5" {
		t.Errorf("after a day: %s", got)
	}
	h.do("/api/faults", `{"repeat_updates":1,"skip_update_ids":10,"malformed_updates":1}`)
	h.do("/api/send", fmt.Sprintf(`{"as":%d,"chat":%d,"text":"hi"}`, emma, emma))
	if got := ids(); got != "5 5 16 17" {
		t.Errorf("with faults: %s", got)
	}
}

func TestSecondPoller(t *testing.T) {
	t.Parallel()
	h := start(t, Options{})
	first := make(chan answer, 1)
	go func() { first <- h.call("getUpdates", "timeout", "30") }()
	h.until(func() bool { return h.poller != nil })
	second := make(chan answer, 1)
	go func() { second <- h.call("getUpdates", "timeout", "30") }()
	if a := <-first; a.Code != 409 || a.Description != errOtherPoller.Text {
		t.Errorf("got %+v", a)
	}
	h.do("/api/send", fmt.Sprintf(`{"as":%d,"chat":%d,"text":"hi"}`, emma, emma))
	if a := <-second; !a.OK || !strings.Contains(string(a.Result), `"hi"`) {
		t.Errorf("got %+v", a)
	}
}

// until waits for a condition on the locked world.
func (h *harness) until(ready func() bool) {
	h.t.Helper()
	tick := time.NewTicker(time.Millisecond)
	defer tick.Stop()
	for {
		h.mu.Lock()
		ok := ready()
		h.mu.Unlock()
		if ok {
			return
		}
		select {
		case <-tick.C:
		case <-h.t.Context().Done():
			h.t.Fatal("it does not come")
		}
	}
}

func TestWebhook(t *testing.T) {
	t.Parallel()
	h := start(t, Options{})
	type delivery struct{ secret, body string }
	got := make(chan delivery, 10)
	fail := make(chan int, 1)
	fail <- http.StatusServiceUnavailable
	hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		got <- delivery{r.Header.Get("X-Telegram-Bot-Api-Secret-Token"), string(b)}
		select {
		case code := <-fail:
			w.WriteHeader(code)
		default:
			w.Header().Set("Content-Type", "application/json")
			fmt.Fprintf(w, `{"method":"sendMessage","chat_id":%d,"text":"by the webhook"}`, emma)
		}
	}))
	defer hook.Close()
	if a := h.call("setWebhook", "url", "http://example.org/"); a.Description != "Bad Request: bad webhook: An HTTPS URL must be provided for webhook" {
		t.Errorf("got %+v", a)
	}
	h.must(nil, "setWebhook", "url", hook.URL, "secret_token", "s3cret")
	if a := h.call("setWebhook", "url", hook.URL); a.Code != 429 || a.Parameters.RetryAfter != 1 {
		t.Errorf("a second one at once: %+v", a)
	}
	if a := h.call("getUpdates"); a.Code != 409 || a.Description != errHasWebhook.Text {
		t.Errorf("got %+v", a)
	}
	sent := h.do("/api/send", fmt.Sprintf(`{"as":%d,"chat":%d,"text":"hi"}`, emma, emma))
	first := <-got
	again := <-got
	if first != again || first.secret != "s3cret" || !strings.Contains(first.body, `"hi"`) {
		t.Errorf("got %+v, then %+v", first, again)
	}
	_, m := h.get(fmt.Sprintf("/api/wait?chat=%d&after=%v", emma, sent["message_id"]))
	if m["text"] != "by the webhook" {
		t.Errorf("got %v", m)
	}
	var info struct {
		Pending int    `json:"pending_update_count"`
		Error   string `json:"last_error_message"`
	}
	h.until(func() bool { return len(h.w.Updates) == 0 })
	h.must(&info, "getWebhookInfo")
	if info.Pending != 0 || !strings.Contains(info.Error, "503") {
		t.Errorf("got %+v", info)
	}
	h.must(nil, "deleteWebhook")
	h.must(nil, "getUpdates")
}

func TestFlood(t *testing.T) {
	t.Parallel()
	h := start(t, Options{})
	h.do("/api/send", fmt.Sprintf(`{"as":%d,"chat":%d,"text":"hi"}`, emma, emma))
	h.do("/api/faults", `{"flood":{"overall":{"count":30,"per":1},"chat":{"count":2,"per":60},"group":{"count":1,"per":600}}}`)
	send := func(chat int64) answer { return h.call("sendMessage", "chat_id", fmt.Sprint(chat), "text", "x") }
	for i, tt := range []struct {
		chat int64
		code int
	}{{emma, 0}, {emma, 0}, {emma, 429}, {visitors, 0}, {visitors, 429}} {
		a := send(tt.chat)
		if a.Code != tt.code || (a.Code == 429) != (a.Parameters.RetryAfter > 0) {
			t.Errorf("%d: %+v", i, a)
		}
		if a.Code == 429 && a.Description != fmt.Sprintf("Too Many Requests: retry after %d", a.Parameters.RetryAfter) {
			t.Errorf("%d: %s", i, a.Description)
		}
	}
	h.do("/api/faults", `{"flood":false}`)
	if a := send(emma); !a.OK {
		t.Errorf("without limits: %+v", a)
	}
}

// In no stretch of the named time more pass than may, however they come; what
// comes at the pace passes, also with some jitter.
func TestPace(t *testing.T) {
	t.Parallel()
	start := time.Unix(1000, 0)
	for _, tt := range []struct {
		name   string
		limits floodLimits
		chat   int64
		every  time.Duration // a message is tried
		tries  int
		passed int
	}{
		{"at the pace", floodLimits{Overall: pace{30, 1}}, 1, 34 * time.Millisecond, 300, 300},
		{"a little early", floodLimits{Overall: pace{30, 1}}, 1, 31 * time.Millisecond, 300, 300},
		{"twice as fast", floodLimits{Overall: pace{30, 1}}, 1, 17 * time.Millisecond, 600, 347},      // 30 in each 0.9 s,
		{"a burst, then the pace", floodLimits{Chat: pace{5, 5}}, 1, 100 * time.Millisecond, 600, 65}, // 5 in each 4.9 s,
		{"groups", floodLimits{Group: pace{20, 60}}, -1, time.Second, 180, 60},
		{"private chats are no groups", floodLimits{Group: pace{20, 60}}, 1, time.Second, 180, 180},
		{"forever", floodLimits{Chat: pace{3, 1e300}}, 1, time.Hour, 180, 3},
		{"no limits", floodLimits{}, 1, time.Millisecond, 180, 180},
	} {
		f, now, passed := newFlood(tt.limits), start, 0
		for range tt.tries {
			if f.take(tt.chat, now) == nil {
				passed++
			}
			now = now.Add(tt.every)
		}
		if passed != tt.passed {
			t.Errorf("%s: %d passed, want %d", tt.name, passed, tt.passed)
		}
	}
}

func TestFaults(t *testing.T) {
	t.Parallel()
	h := start(t, Options{})
	try := func(fault string) (int, string, error) {
		h.do("/api/faults", `{"fail":[`+fault+`]}`)
		resp, err := http.Get(h.root + "/bot" + DefaultToken + "/getMe")
		if err != nil {
			return 0, "", err
		}
		defer resp.Body.Close()
		b, err := io.ReadAll(resp.Body)
		return resp.StatusCode, string(b), err
	}
	for fault, want := range map[string]string{
		`{"method":"getMe","retry_after":3}`:                      `429 {"description":"Too Many Requests: retry after 3"`,
		`{"method":"*","code":500}`:                               `500 {"description":"Internal Server Error"`,
		`{"code":403}`:                                            `403 {"description":"Forbidden: bot was blocked by the user"`,
		`{"migrate_to_chat_id":-1001}`:                            `400 {"description":"Bad Request: group chat was upgraded`,
		`{"code":400,"description":"Bad Request: of a new kind"}`: `400 {"description":"Bad Request: of a new kind"`,
		`{"kind":"html"}`:                                         `502 <html>`,
		`{"kind":"malformed"}`:                                    `200 {"ok":true,"result":{"message_id":"a word"`,
		`{"kind":"slow","seconds":0.01}`:                          `200 {"ok":true,"result":{`,
		`{"method":"sendMessage"},{"method":"getMe","code":504}`:  `504 {"description":"Gateway Timeout"`,
	} {
		code, body, err := try(fault)
		if got := fmt.Sprintf("%d %s", code, body); err != nil || !strings.HasPrefix(got, want) {
			t.Errorf("%s: %v %s", fault, err, got)
		}
		h.do("/api/faults", `{"clear":true}`)
	}
	for _, kind := range []string{"drop", "drop_after"} {
		// Go's client repeats a GET whose idle connection was closed: so twice.
		if _, body, err := try(`{"kind":"` + kind + `","times":2}`); err == nil {
			t.Errorf("%s: %s", kind, body)
		}
		h.do("/api/faults", `{"clear":true}`)
	}
	_, calls := h.get("/api/calls?method=getMe")
	if n := len(calls["calls"].([]any)); n < 10 {
		t.Errorf("%d calls are told", n)
	}
}

func TestUnknownParameters(t *testing.T) {
	t.Parallel()
	h := start(t, Options{})
	h.must(nil, "getMe", "colour", "red")
	_, calls := h.get("/api/calls?method=getMe")
	b, _ := json.Marshal(calls)
	if !strings.Contains(string(b), `"unknown":["colour"]`) {
		t.Errorf("got %s", b)
	}
	h.do("/api/faults", `{"strict":true}`)
	if a := h.call("getMe", "colour", "red"); a.Code != 400 || !strings.Contains(a.Description, `"colour"`) {
		t.Errorf("got %+v", a)
	}
	h.must(nil, "sendPoll", "chat_id", fmt.Sprint(newsChat), "question", "q", "options", `["a","b"]`, "type", "quiz", "correct_option_id", "1")
}
