package e2e

import (
	"strings"
	"testing"
	"time"
)

// What goes wrong when an answer is sent does not lose it.
func TestSendingAgain(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, fault, codes string }{
		{"429", `{"method":"sendMessage","retry_after":1}`, "429 200"},
		{"5xx", `{"method":"sendMessage","code":500}`, "500 200"},
		{"a proxy's page", `{"method":"sendMessage","kind":"html"}`, "502 200"},
		{"a dropped connection", `{"method":"sendMessage","kind":"drop"}`, "0 200"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			w.post("/api/faults", nil, `{"fail":[%s]}`, tt.fault)
			w.bot()
			holds(t, "the answer", w.ask(emma, emma, themeEN).Text, themeIsEN)
			w.sent(tt.codes)
		})
	}
}

// Nor does what goes wrong when updates are fetched.
func TestFetchingAgain(t *testing.T) {
	t.Parallel()
	for _, fault := range []string{
		`{"method":"getUpdates","code":500}`, `{"method":"getUpdates","kind":"html"}`, `{"method":"getUpdates","kind":"drop"}`,
		`{"method":"getUpdates","retry_after":1}`, `{"method":"getUpdates","kind":"malformed"}`, `{"method":"getMe","kind":"html"}`,
	} {
		t.Run(fault, func(t *testing.T) {
			w := newWorld(t)
			w.post("/api/faults", nil, `{"fail":[%s]}`, fault)
			w.bot()
			holds(t, "the answer", w.ask(emma, emma, themeEN).Text, themeIsEN)
		})
	}
}

// Odd updates are passed over, repeated ones are answered once.
func TestOddUpdates(t *testing.T) {
	w := newWorld(t)
	w.bot()
	w.post("/api/faults", nil, `{"malformed_updates":2,"repeat_updates":50,"skip_update_ids":7,
		"updates":["not an update",{"message":"text"},{"update_id":"x"},{"message":{"message_id":1,"chat":{"id":1,"type":"private"},"text":7}},{"future":{}}]}`)
	holds(t, "the answer", w.ask(emma, emma, themeEN).Text, themeIsEN)
	w.post("/api/faults", nil, `{"repeat_updates":50}`)
	holds(t, "the next answer", w.ask(emma, emma, themeZH).Text, themeIsZH)
	w.sent("200 200")
}

func TestBlocked(t *testing.T) {
	w := newWorld(t)
	w.say(xiaoyu, xiaoyu, themeZH)
	w.post("/api/block", nil, `{"person":%d,"blocked":true}`, xiaoyu)
	w.bot()
	holds(t, "somebody else's answer", w.ask(emma, emma, themeEN).Text, themeIsEN)
	w.sent("403 200", "200 403")
	holds(t, "the answer when it is unblocked", w.ask(xiaoyu, xiaoyu, themeZH).Text, themeIsZH)
}

// The bot learns of the group's new id only by being refused.
func TestMigratedGroup(t *testing.T) {
	w := newWorld(t)
	w.say(emma, visitors, "/ask "+themeEN)
	var to struct {
		ID int64 `json:"id"`
	}
	w.post("/api/migrate", &to, `{"chat":%d,"silent":true}`, visitors)
	w.bot()
	holds(t, "the answer", w.next(to.ID, 0).Text, themeIsEN)
	holds(t, "the next answer", w.ask(emma, to.ID, "/ask "+themeEN).Text, themeIsEN)
	w.sent("400 200 200")
}

func TestFloodLimits(t *testing.T) {
	w := newWorld(t)
	w.post("/api/faults", nil, `{"flood":{"overall":{"count":30,"per":1},"chat":{"count":2,"per":1},"group":{"count":20,"per":60}}}`)
	w.bot()
	var last sent
	for range 5 { // more at once than the limit lets through
		last = w.say(emma, emma, themeEN)
	}
	for len(w.chat(emma)) < 10 {
		m := w.next(emma, last.Seq)
		last.Seq = m.Seq
		holds(t, "an answer", m.Text, themeIsEN)
	}
}

func TestSecondBot(t *testing.T) {
	w := newWorld(t)
	first := w.bot()
	first.says("the bot is running")
	holds(t, "an answer", w.ask(emma, emma, themeEN).Text, themeIsEN)
	second := w.bot()
	second.says("the bot is running")
	first.says("409") // the newer poller stays
	second.stop()
	holds(t, "the answer after the other has gone", w.ask(emma, emma, themeZH).Text, themeIsZH)
}

func TestUnknownToken(t *testing.T) {
	w := newWorld(t)
	p := run(t, []string{"TELEGRAM_BOT_TOKEN=1:" + secret, "TELEGRAM_API_ROOT=" + w.root})
	p.says("@BotFather")
	<-p.ended
	if code := p.cmd.ProcessState.ExitCode(); code != 1 {
		t.Errorf("exit code %d", code)
	}
}

// It stops within ten seconds, whatever it waits for.
func TestStopping(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, fault string
		begun       func(w *world) bool // it waits now
	}{
		{"while it waits for updates", "", func(w *world) bool { return w.codes("sendMessage") == "200" }},
		{"while an answer hangs", `{"method":"sendMessage","kind":"slow","seconds":60}`, func(w *world) bool { return w.faults() == 0 }},
		{"while it was told to wait", `{"method":"sendMessage","retry_after":60,"times":-1}`, func(w *world) bool { return w.codes("sendMessage") != "" }},
		{"while Telegram is away", `{"method":"*","kind":"html","times":-1}`, func(w *world) bool { return strings.Contains(w.codes("getUpdates"), "502") }},
	} {
		t.Run(tt.name, func(t *testing.T) {
			w := newWorld(t)
			p := w.bot()
			p.says("the bot is running")
			w.post("/api/faults", nil, `{"fail":[%s]}`, tt.fault)
			w.say(emma, emma, themeEN)
			w.until(func() bool { return tt.begun(w) })
			begin := time.Now()
			code := p.stop()
			if took := time.Since(begin); code != 0 || took > 10*time.Second {
				t.Errorf("exit code %d after %s", code, took)
			}
		})
	}
}

// faults counts those that are still to come.
func (w *world) faults() int {
	w.t.Helper()
	var out struct {
		Fail []any `json:"fail"`
	}
	w.get("/api/faults", &out)
	return len(out.Fail)
}
