package e2e

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/forumbot/forumbot/trivia"
)

// Somebody asks for a fact a day; tomorrow it comes, and the day after another
// one, at its time and in its language, also over a restart in between.
func TestDailyPosts(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	p, w := demo(t, "--data", data, "--clock")
	holds(t, "the settings", w.ask(xiaoyu, xiaoyu, "/daily").Text, "每日一知：已关闭")
	set := w.ask(xiaoyu, xiaoyu, "/daily 每天早上八点")
	holds(t, "what is set", set.Text, "已开启")
	holds(t, "what is set", set.Text, "08:00 · 北京")
	holds(t, "another's", w.ask(emma, emma, "/daily 9:15 London weekdays").Text, "09:15 · London")

	shanghai, err := trivia.Zone("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	// The next eight o'clock, and half a minute.
	due, _ := trivia.Schedule{Zone: "Asia/Shanghai", Minute: 8 * 60, Days: trivia.Everyday}.Next(time.Now().Add(5*time.Minute), trivia.Date{})
	at := due.At.In(shanghai).Add(30 * time.Second)
	w.post("/api/clock", nil, `{"to":%q}`, at.Format(time.RFC3339))
	first := w.next(xiaoyu, set.Seq)
	holds(t, "the first post", first.Text, "来源")
	if len(first.Buttons) == 0 {
		t.Errorf("no buttons: %+v", first)
	}
	if code := p.stop(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	_, w = demo(t, "--data", data, "--clock")
	w.post("/api/clock", nil, `{"to":%q}`, at.AddDate(0, 0, 1).Format(time.RFC3339))
	w.until(func() bool { return len(w.posts(xiaoyu)) == 2 })
	posts := w.posts(xiaoyu)
	if posts[0] == posts[1] {
		t.Errorf("the same fact on two days: %s", posts[0])
	}
	off := w.ask(xiaoyu, xiaoyu, "/daily 关")
	holds(t, "turned off", off.Text, "已关闭")
	w.post("/api/clock", nil, `{"advance":"48h"}`)
	holds(t, "an answer", w.ask(xiaoyu, xiaoyu, themeZH).Text, themeIsZH)
	if n := len(w.posts(xiaoyu)); n != 2 {
		t.Errorf("%d posts after it was turned off", n)
	}
	if answered, _ := w.pressed(xiaoyu, xiaoyu, first, first.Buttons[0][0].Data); !answered {
		t.Error("a post's button is dead")
	}
}

// posts are the daily posts in a chat.
func (w *world) posts(chat int64) (texts []string) {
	w.t.Helper()
	for _, m := range w.chat(chat) {
		if strings.HasPrefix(m.Text, "每日一知\n") || strings.Contains(m.Text, "年的今天\n") || strings.HasPrefix(m.Text, "Fact of the day") {
			texts = append(texts, m.Text)
		}
	}
	return texts
}

// A group that the bot is new in is told once what it can do, only its
// administrators turn the daily post on, and it follows the group to its new id.
func TestGroupIsIntroduced(t *testing.T) {
	w := newWorld(t)
	bot := w.bot()
	var group struct {
		ID int64 `json:"id"`
	}
	w.post("/api/chats", &group, `{"type":"group","title":"Readers","members":[%d,%d],"bot":"member"}`, emma, xiaoyu)
	w.until(func() bool { return len(w.chat(group.ID)) > 0 && len(w.introductions(group.ID)) == 1 })
	card := w.introductions(group.ID)[0]
	holds(t, "the introduction", card.Text, "/ask")
	data := card.Buttons[0][0].Data
	if answered, _ := w.pressed(xiaoyu, group.ID, card, data); !answered {
		t.Error("a member's press is left unanswered")
	}
	_, seq := w.pressed(emma, group.ID, card, data)
	holds(t, "the settings", w.next(group.ID, seq).Text, "on")
	var moved struct {
		ID int64 `json:"id"`
	}
	w.post("/api/migrate", &moved, `{"chat":%d}`, group.ID)
	holds(t, "the settings there", w.ask(emma, moved.ID, "/daily").Text, "Daily trivia: on")
	if n := len(w.introductions(moved.ID)); n != 0 {
		t.Errorf("introduced again %d times", n)
	}
	bot.stop()
	_ = w.bot()
	holds(t, "an answer", w.ask(emma, moved.ID, "/ask "+themeEN).Text, themeIsEN)
	if n := len(w.introductions(moved.ID)); n != 0 {
		t.Errorf("introduced again %d times after a restart", n)
	}
}

// introductions are the cards in a group.
func (w *world) introductions(chat int64) []message {
	w.t.Helper()
	return slices.DeleteFunc(w.chat(chat), func(m message) bool {
		return len(m.Buttons) == 0 || len(m.Buttons[0]) == 0 || !strings.HasPrefix(m.Buttons[0][0].Data, "w:")
	})
}
