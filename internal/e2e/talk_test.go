package e2e

import (
	"fmt"
	"testing"
)

// Two questions with the core of their answers.
const (
	themeZH, themeIsZH = "2023年论坛的主题是什么？", "开放合作·共享未来"
	themeEN, themeIsEN = "What was the theme of the 2023 forum?", "Open Cooperation"
)

func TestPrivateChat(t *testing.T) {
	w := newWorld(t)
	w.bot()
	m := w.ask(xiaoyu, xiaoyu, "/start")
	if len(m.Buttons) == 0 {
		t.Errorf("no examples: %+v", m)
	}
	holds(t, "an answer", w.ask(xiaoyu, xiaoyu, themeZH).Text, themeIsZH)
	holds(t, "a follow-up", w.ask(xiaoyu, xiaoyu, "2021年呢？").Text, "智慧·健康·碳中和")
	holds(t, "an answer to somebody else", w.ask(emma, emma, themeEN).Text, themeIsEN)
	if m := w.ask(emma, emma, "How much is a ticket?"); m.Text == "" || m.ReplyTo != nil {
		t.Errorf("got %+v", m)
	}
}

func TestEditedQuestion(t *testing.T) {
	w := newWorld(t)
	w.bot()
	q := w.say(xiaoyu, xiaoyu, themeZH)
	first := w.next(xiaoyu, q.Seq)
	var edit sent
	w.post("/api/edit", &edit, `{"as":%d,"chat":%d,"message_id":%d,"text":"2021年论坛的主题是什么？"}`, xiaoyu, xiaoyu, q.ID)
	second := w.next(xiaoyu, edit.Seq)
	holds(t, "the answer", second.Text, "智慧·健康·碳中和")
	if second.ID != first.ID {
		t.Errorf("a new message, %d after %d", second.ID, first.ID)
	}
}

// pressed presses a button or sends data of its own, and waits for the notice.
func (w *world) pressed(as, chat int64, m message, data string) (answered bool, seq int64) {
	w.t.Helper()
	var press struct {
		ID  string `json:"press"`
		Seq int64  `json:"seq"`
	}
	w.post("/api/press", &press, `{"as":%d,"chat":%d,"message_id":%d,"data":%s}`, as, chat, m.ID, quoted(w.t, data))
	var notice struct {
		Answered bool `json:"answered"`
	}
	w.get("/api/presses/"+press.ID+"?timeout=30", &notice)
	return notice.Answered, press.Seq
}

func TestButtons(t *testing.T) {
	w := newWorld(t)
	w.bot()
	m := w.ask(xiaoyu, xiaoyu, themeZH)
	if len(m.Buttons) == 0 {
		t.Fatalf("no buttons: %+v", m)
	}
	for _, forged := range []string{"x", "s:zh:y:no-such-fact", "f:zh:../../etc", "t:zh::9999", "l:zh:<b>", "f:zh:\u202eabc", "\x00"} {
		if answered, _ := w.pressed(xiaoyu, xiaoyu, m, forged); !answered {
			t.Errorf("%q is left unanswered", forged)
		}
	}
	answered, seq := w.pressed(xiaoyu, xiaoyu, m, m.Buttons[0][0].Data)
	if !answered {
		t.Error("a press is left unanswered")
	}
	if after := w.next(xiaoyu, seq); after.Text == m.Text && after.ID == m.ID {
		t.Errorf("nothing changed: %+v", after)
	}
}

func TestGroup(t *testing.T) {
	w := newWorld(t)
	w.post("/api/privacy", nil, `{"enabled":false}`) // it gets everything, and must know what is meant for it
	w.bot()
	for _, tt := range []struct{ name, text string }{
		{"/ask", "/ask " + themeEN}, {"/ask@", "/ask@forum_demo_bot " + themeEN}, {"a mention", "@forum_demo_bot " + themeEN},
	} {
		w.say(xiaoyu, visitors, themeZH) // among people
		q := w.say(emma, visitors, tt.text)
		m := w.next(visitors, q.Seq)
		holds(t, tt.name, m.Text, themeIsEN)
		if m.ReplyTo == nil || m.ReplyTo.ID != q.ID {
			t.Errorf("%s: it replies to %+v, not to %d", tt.name, m.ReplyTo, q.ID)
		}
	}
	last := w.chat(visitors)
	reply := w.ask(emma, visitors, "And in 2021?", fmt.Sprintf(`,"reply_to":%d`, last[len(last)-1].ID))
	holds(t, "a reply", reply.Text, "2021")
	asked := w.say(emma, visitors, themeEN)
	m := w.ask(xiaoyu, visitors, "/ask", fmt.Sprintf(`,"reply_to":%d`, asked.ID))
	holds(t, "/ask in reply to a question", m.Text, themeIsEN)
	answers := 0
	for _, m := range w.chat(visitors) {
		if m.ReplyTo != nil && m.ID != reply.ReplyTo.ID {
			answers++
		}
	}
	if answers != 6 { // five answers, and the one /ask that replies
		t.Errorf("%d replies in the group", answers)
	}
}

func TestPrivacyMode(t *testing.T) {
	w := newWorld(t)
	w.post("/api/privacy", nil, `{"enabled":true,"mentions":false}`)
	w.bot()
	w.say(xiaoyu, visitors, themeZH)
	w.say(xiaoyu, visitors, "@forum_demo_bot "+themeZH)
	m := w.ask(emma, visitors, "/ask "+themeEN)
	holds(t, "/ask", m.Text, themeIsEN)
	follow := w.ask(emma, visitors, themeZH, fmt.Sprintf(`,"reply_to":%d`, m.ID))
	holds(t, "a reply", follow.Text, themeIsZH)
	w.sent("200 200")
}

func TestTopics(t *testing.T) {
	w := newWorld(t)
	var topic struct {
		ID int `json:"id"`
	}
	w.post("/api/topics", &topic, `{"chat":%d,"name":"Questions"}`, forum)
	w.bot()
	for _, thread := range []int{topic.ID, 0} {
		m := w.ask(emma, forum, "/ask "+themeEN, fmt.Sprintf(`,"thread":%d`, thread))
		holds(t, "the answer", m.Text, themeIsEN)
		if m.Thread != thread {
			t.Errorf("asked in %d, answered in %d", thread, m.Thread)
		}
	}
	// In a topic every message replies to the one that opened it: no reply to the bot.
	w.say(emma, forum, themeEN, fmt.Sprintf(`,"thread":%d`, topic.ID))
	holds(t, "the answer after it", w.ask(xiaoyu, forum, "/ask "+themeZH).Text, themeIsZH)
	w.sent("200 200 200")
}
