package e2e

import (
	"fmt"
	"strings"
	"testing"
)

// button is the data of a message's button that begins and ends like this.
func (w *world) button(m message, begin, end string) string {
	w.t.Helper()
	for _, row := range m.Buttons {
		for _, b := range row {
			if strings.HasPrefix(b.Data, begin) && strings.HasSuffix(b.Data, end) {
				return b.Data
			}
		}
	}
	w.t.Fatalf("no button %s…%s: %+v", begin, end, m.Buttons)
	return ""
}

// presses presses a button and returns the notice that the person sees.
func (w *world) presses(as, chat int64, m message, data string) (notice string, seq int64) {
	w.t.Helper()
	var press struct {
		ID  string `json:"press"`
		Seq int64  `json:"seq"`
	}
	w.post("/api/press", &press, `{"as":%d,"chat":%d,"message_id":%d,"data":%s}`, as, chat, m.ID, quoted(w.t, data))
	var out struct {
		Answered bool   `json:"answered"`
		Text     string `json:"text"`
	}
	w.get("/api/presses/"+press.ID+"?timeout=30", &out)
	if !out.Answered {
		w.t.Errorf("%q is left unanswered", data)
	}
	return out.Text, press.Seq
}

// What people think of an answer in a group, from the tap to the curators.
func TestFeedback(t *testing.T) {
	w := newWorld(t)
	data := t.TempDir()
	bot := w.bot("DATA_DIR="+data, fmt.Sprintf("ADMIN_IDS=%d", emma), "REPORTS_TO_REVIEW=1")
	welcome := w.ask(emma, emma, "/start")
	w.presses(emma, emma, welcome, "l:en:en") // what nobody asked for comes in the language that they chose
	m := w.ask(emma, visitors, "/ask "+themeEN)
	up, down := w.button(m, "v:", ":u"), w.button(m, "v:", ":d")
	for _, step := range []struct {
		as         int64
		data, says string
	}{
		{xiaoyu, up, "很高兴"}, {xiaoyu, down, "记下了"}, {xiaoyu, down, "已撤回"}, {xiaoyu, down, "记下了"}, {emma, up, "Glad"},
		{emma, strings.Replace(up, ":u", ":x", 1), "can't read"}, {emma, "v:en:no-such-fact:0000:u", "no longer"},
	} {
		if notice, _ := w.presses(step.as, visitors, m, step.data); !strings.Contains(notice, step.says) {
			t.Errorf("%s: %q", step.data, notice)
		}
	}
	_, seq := w.presses(xiaoyu, visitors, m, w.button(m, "o:", ""))
	asking := w.next(visitors, seq)
	if asking.ID != m.ID || asking.Text != m.Text || len(asking.Buttons) != len(m.Buttons)+1 {
		t.Fatalf("asks %+v", asking)
	}
	before := w.say(emma, emma, "hello") // what comes later in this chat is the notice
	w.next(emma, before.Seq)
	last := w.chat(emma)
	notice, seq := w.presses(xiaoyu, visitors, asking, w.button(asking, "o:", ":w"))
	holds(t, "the thanks", notice, "谢谢")
	if after := w.next(visitors, seq); len(after.Buttons) != len(m.Buttons) {
		t.Errorf("left %+v", after.Buttons)
	}
	told := w.next(emma, last[len(last)-1].Seq)
	holds(t, "what the admin hears", told.Text, "People: 1 (outdated: 0, wrong: 1)")

	stats := w.ask(emma, emma, "/stats")
	holds(t, "the statistics", stats.Text, "Last 24 hours\nQuestions: 2")
	holds(t, "the statistics", stats.Text, "👍 1 · 👎 1 · reports: 1")
	if other := w.ask(xiaoyu, xiaoyu, "/stats"); strings.Contains(other.Text, "👍") {
		t.Errorf("somebody else sees %s", other.Text)
	}
	bot.stop()
	curate := run(t, nil, "feedback", "--data", data)
	<-curate.ended
	out, _ := curate.output.read()
	holds(t, "forumbot feedback", out, "Facts reported or rated in the last 90 days: 1")
	holds(t, "forumbot feedback", out, "current")
}

// Who asks too fast is told once, then hears nothing; others are answered.
func TestLimits(t *testing.T) {
	w := newWorld(t)
	w.bot("ASK_RATE=2/1h", fmt.Sprintf("ADMIN_IDS=%d", emma))
	first := w.ask(xiaoyu, xiaoyu, themeZH)
	for range 6 {
		w.say(xiaoyu, xiaoyu, themeZH)
	}
	// Messages of a chat are handled in order: once this is answered, so are they.
	w.presses(xiaoyu, xiaoyu, first, "x")
	var said []string
	for _, m := range w.chat(xiaoyu) {
		if m.Text != themeZH {
			said = append(said, m.Text)
		}
	}
	if len(said) != 3 || !strings.Contains(said[1], themeIsZH) || !strings.Contains(said[2], "问得有点快") {
		t.Errorf("said %q", said)
	}
	for range 4 {
		holds(t, "an answer to an admin", w.ask(emma, emma, themeEN).Text, themeIsEN)
	}
}

// The day's number is known after a restart.
func TestDailyLimit(t *testing.T) {
	w := newWorld(t)
	data := "DATA_DIR=" + t.TempDir()
	bot := w.bot(data, "ASK_DAILY=2")
	for range 2 {
		holds(t, "an answer", w.ask(emma, emma, themeEN).Text, themeIsEN)
	}
	bot.stop()
	w.bot(data, "ASK_DAILY=2")
	holds(t, "the third time", w.ask(emma, emma, themeEN).Text, "than I can answer in a day")
	holds(t, "a command", w.ask(emma, emma, "/about").Text, "Q&A bot")
}
