package e2e

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// poll is a quiz as the control API shows it to somebody who sees all.
type poll struct {
	Question string `json:"question"`
	Options  []struct {
		Text string `json:"text"`
	} `json:"options"`
	Closed  bool  `json:"is_closed"`
	Correct []int `json:"correct"`
	Mine    []int `json:"my_votes"`
}

// quizzed is a message that may hold a quiz.
type quizzed struct {
	message
	Poll *poll `json:"poll"`
}

// quizzes are the messages of a chat that hold a quiz.
func (w *world) quizzes(chat int64) (out []quizzed) {
	w.t.Helper()
	var all struct {
		Messages []quizzed `json:"messages"`
	}
	w.get(fmt.Sprintf("/api/chats/%d/messages?limit=200", chat), &all)
	for _, m := range all.Messages {
		if m.Poll != nil {
			out = append(out, m)
		}
	}
	return out
}

// quiz waits for a chat's nth quiz.
func (w *world) quiz(chat int64, n int) quizzed {
	w.t.Helper()
	var all []quizzed
	w.until(func() bool { all = w.quizzes(chat); return len(all) >= n })
	return all[n-1]
}

// vote answers a quiz; the options that are no right ones are taken in turn.
func (w *world) vote(as, chat int64, q quizzed, right bool) {
	w.t.Helper()
	option := q.Poll.Correct[0]
	if !right {
		option = (option + 1) % len(q.Poll.Options)
	}
	w.post("/api/vote", nil, `{"as":%d,"chat":%d,"message_id":%d,"options":[%d]}`, as, chat, q.ID, option)
}

// soon asks again until the answer holds what is wanted: votes are counted a
// moment after they are cast.
func (w *world) soon(as, chat int64, text, wanted string) message {
	w.t.Helper()
	var m message
	w.until(func() bool {
		m = w.ask(as, chat, text)
		return strings.Contains(m.Text, wanted)
	})
	return m
}

func TestQuizInPrivate(t *testing.T) {
	w := newWorld(t)
	w.bot()
	w.say(emma, emma, "/quiz")
	first := w.quiz(emma, 1)
	if len(first.Poll.Options) < 3 || len(first.Poll.Correct) != 1 || len(first.Buttons) != 1 {
		t.Errorf("the quiz is %+v", first)
	}
	w.vote(emma, emma, first, true)
	holds(t, "one's own numbers", w.soon(emma, emma, "/stats", "Right: 1 of 1 (100%)").Text, "in a row with a right answer: 1")
	if answered, _ := w.pressed(emma, emma, first.message, first.Buttons[0][0].Data); !answered {
		t.Error("Next is left unanswered")
	}
	second := w.quiz(emma, 2)
	if second.Poll.Question == first.Poll.Question {
		t.Errorf("twice: %q", second.Poll.Question)
	}
	w.vote(emma, emma, second, false)
	w.soon(emma, emma, "/stats", "Right: 1 of 2 (50%)")
	// What is forgotten is forgotten.
	m := w.ask(emma, emma, "/forget")
	if answered, _ := w.pressed(emma, emma, m, m.Buttons[0][0].Data); !answered {
		t.Error("/forget is left unanswered")
	}
	w.soon(emma, emma, "/stats", "haven't answered")
}

func TestQuizInGroup(t *testing.T) {
	w := newWorld(t)
	w.bot()
	asked := w.say(xiaoyu, visitors, "/quiz")
	q := w.quiz(visitors, 1)
	if q.ReplyTo == nil || q.ReplyTo.ID != asked.ID {
		t.Errorf("it replies to %+v", q.ReplyTo)
	}
	w.vote(emma, visitors, q, false)
	w.vote(xiaoyu, visitors, q, true)
	m := w.soon(emma, visitors, "/top", "小雨 · 1/1")
	if !regexp.MustCompile(`🥇 .*小雨 · 1/1 · \d+\.\d s\n🥈 Emma.* · 0/1$`).MatchString(m.Text) {
		t.Errorf("the board: %q", m.Text)
	}
	if answered, _ := w.pressed(emma, visitors, m, m.Buttons[1][0].Data); !answered {
		t.Error("another board is left unanswered")
	}
	w.until(func() bool {
		for _, e := range w.chat(visitors) {
			if e.ID == m.ID {
				return strings.Contains(e.Text, "This season")
			}
		}
		return false
	})
}

// A round in a topic, through a restart in the middle: each quiz comes once, and
// the board at the end counts what was answered before and after.
func TestQuizRound(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "chats")
	p, w := demo(t, "--data", data, "--clock")
	var topic struct {
		ID int `json:"id"`
	}
	w.post("/api/topics", &topic, `{"chat":%d,"name":"Quizzes"}`, forum)
	pass := func(d string) { w.post("/api/clock", nil, `{"advance":%q}`, d) }

	begun := w.ask(emma, forum, "/quiz 3", fmt.Sprintf(`,"thread":%d`, topic.ID))
	holds(t, "the announcement", begun.Text, "round of 3")
	holds(t, "a second round", w.ask(xiaoyu, forum, "/quiz 5").Text, "正在答题")
	pass("6s")
	q := w.quiz(forum, 1)
	if q.Thread != topic.ID || !strings.HasPrefix(q.Poll.Question, "1/3 · ") {
		t.Errorf("the first: %+v", q)
	}
	w.vote(emma, forum, q, true)
	w.vote(xiaoyu, forum, q, true)
	pass("31s")
	q = w.quiz(forum, 2)
	w.until(func() bool { return w.quizzes(forum)[0].Poll.Closed })
	w.vote(xiaoyu, forum, q, false)

	if code := p.stop(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	_, w = demo(t, "--data", data, "--clock")
	pass("31s")
	q = w.quiz(forum, 3)
	w.vote(emma, forum, q, true)
	pass("31s")
	var board message
	w.until(func() bool {
		all := w.chat(forum)
		board = all[len(all)-1]
		return strings.Contains(board.Text, "round is over")
	})
	if !regexp.MustCompile(`🥇 Emma.* · 2/3 · .*\n🥈 .*小雨 · 1/3 · `).MatchString(board.Text) || board.Thread != topic.ID {
		t.Errorf("the board: %q", board.Text)
	}
	pass("10m")
	w.ask(emma, forum, "/top") // the bot has seen the clock
	if all := w.quizzes(forum); len(all) != 3 {
		t.Errorf("%d quizzes", len(all))
	}
}

// Whoever did not start a round can't stop it, unless as an administrator.
func TestQuizStop(t *testing.T) {
	t.Parallel()
	_, w := demo(t, "--clock")
	w.ask(emma, visitors, "/quiz 10")
	w.post("/api/clock", nil, `{"advance":"6s"}`)
	w.quiz(visitors, 1)
	holds(t, "somebody else", w.ask(xiaoyu, visitors, "/stop").Text, "只有发起的人")
	holds(t, "who started it", w.ask(emma, visitors, "/stop").Text, "was stopped")
	w.until(func() bool { return w.quizzes(visitors)[0].Poll.Closed })
}
