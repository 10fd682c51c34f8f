package handlers

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/forumbot/forumbot/knowledge"
)

// Against a bucket that is filled drop by drop: over random schedules the same
// messages are let through, and in no span of time more than are due.
func TestPaceIsThatOfABucket(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1))
		burst, every := 1+r.IntN(8), time.Duration(1+r.IntN(4000))*time.Millisecond
		c := newClock()
		p := newPacer(burst, every, c.now)
		full := time.Duration(burst) * every // the bucket, in units of time
		level, before := full, c.now()
		var through []time.Time
		for i := range 200 {
			c.add(time.Duration(r.Int64N(int64(every) * 3 / 2)))
			if r.IntN(40) == 0 {
				c.add(full)
			}
			at := c.now()
			level, before = min(full, level+at.Sub(before)), at
			m := passed{1, i + 1, 0}
			fits := p.fits(7, m, at)
			if want := level >= every; fits != want {
				t.Fatalf("seed %d, message %d: %v, the bucket says %v", seed, i, fits, want)
			}
			if !fits {
				continue
			}
			p.count(7, m, at)
			level -= every
			through = append(through, at)
			for j, from := range through {
				if n, most := len(through)-j, burst+int(at.Sub(from)/every); n > most {
					t.Fatalf("seed %d: %d messages within %v, at most %d are due", seed, n, at.Sub(from), most)
				}
			}
		}
	}
}

// Who keeps to the pace is never refused, however long.
func TestEvenPace(t *testing.T) {
	t.Parallel()
	c := newClock()
	p := newPacer(1, 2*time.Second, c.now)
	for i := range 1000 {
		m := passed{1, i + 1, 0}
		if !p.fits(7, m, c.now()) {
			t.Fatalf("message %d is refused", i)
		}
		p.count(7, m, c.now())
		c.add(2 * time.Second)
	}
}

// A message that comes again, after a failure, costs nothing, and one that is
// heard of late is not charged for the newer ones of another chat.
func TestPaceOfRepeatedAndLateMessages(t *testing.T) {
	t.Parallel()
	c := newClock()
	p := newPacer(2, time.Second, c.now)
	now := c.now()
	once := passed{1, 1, 5}
	for range 10 {
		if !p.fits(7, once, now) {
			t.Fatal("a repeated message is refused")
		}
		p.count(7, once, now)
	}
	late := passed{2, 1, 4}
	if !p.fits(7, late, now.Add(-time.Hour)) {
		t.Error("a late message is refused though there is room")
	}
	p.count(7, late, now.Add(-time.Hour))
	if p.fits(7, passed{2, 2, 5}, now.Add(-time.Hour)) {
		t.Error("late messages have a room of their own")
	}
	if !p.fits(8, once, now) {
		t.Error("one pays for another")
	}
}

// limited is a bench with limits.
func limited(t *testing.T, l Limits) *bench {
	t.Helper()
	b := newBench(t)
	b.throttle = newThrottle(l, b.clock.now)
	return b
}

// numbered are messages like m, each with its own id.
func (b *bench) numbered(m Message, from, n int) {
	b.t.Helper()
	for i := range n {
		m.ID = from + i
		b.handle(m)
	}
}

var usual = Limits{Burst: 5, Every: 2 * time.Second, Daily: 300}

// A burst is answered, then one word is said, then nothing; as soon as it is
// fine again there are answers, but no second word before a pause.
func TestBurst(t *testing.T) {
	t.Parallel()
	for name, m := range map[string]Message{"private": private("motto 2023?"), "group": group("/ask motto 2023?"), "command": private("/about")} {
		b := limited(t, usual)
		b.numbered(m, 1, 30)
		if len(b.out.sent) != 6 || !strings.Contains(b.out.lastText(), "One at a time") {
			t.Fatalf("%s: %d messages, the last %q", name, len(b.out.sent), b.out.lastText())
		}
		b.clock.add(2 * time.Second)
		b.numbered(m, 31, 5)
		if len(b.out.sent) != 7 {
			t.Errorf("%s: after two seconds %d messages", name, len(b.out.sent)-6)
		}
		b.clock.add(time.Minute)
		b.numbered(m, 41, 30)
		if len(b.out.sent) != 7+6 {
			t.Errorf("%s: after a pause %d messages", name, len(b.out.sent)-7)
		}
		if ack := b.out.sent[5]; m.Chat.Type != Private && ack.ReplyTo != 6 {
			t.Errorf("%s: the word answers %d", name, ack.ReplyTo)
		}
	}
}

// People in a group don't pay for each other until it is too much for the
// group; who doesn't speak to the bot hears nothing and costs nothing.
func TestGroupLimit(t *testing.T) {
	t.Parallel()
	b := limited(t, usual)
	b.numbered(group("chatter"), 1, 100)
	b.out.silent()
	ask := func(person int64, id int) {
		m := group("/ask motto 2023?")
		m.From, m.ID = &Person{ID: person, LanguageCode: "en"}, id
		b.handle(m)
	}
	for i := range 40 {
		ask(int64(100+i%10), 200+i)
	}
	if len(b.out.sent) != 5*groupPace+1 || !strings.Contains(b.out.lastText(), "in here") {
		t.Fatalf("%d messages, the last %q", len(b.out.sent), b.out.lastText())
	}
	inPrivate := private("motto 2023?")
	inPrivate.Chat.ID, inPrivate.From.ID = 100, 100
	b.handle(inPrivate)
	if len(b.out.sent) != 5*groupPace+2 {
		t.Error("a group's haste is charged to a private chat")
	}
}

// What waited while Telegram was out of reach is answered, at whatever pace
// it is worked off.
func TestBacklogIsNoHaste(t *testing.T) {
	t.Parallel()
	b := limited(t, usual)
	at := b.clock.now()
	for i := range 50 {
		m := private("motto 2023?")
		m.ID, m.Sent = i+1, at.Add(time.Duration(i)*3*time.Second)
		b.handle(m)
	}
	if len(b.out.sent) != 50 {
		t.Errorf("%d of 50 are answered", len(b.out.sent))
	}
}

// A day's number holds over a restart, and ends with the day.
func TestDailyLimit(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		m    func(i int) Message
		most int
		word string
	}{
		"person": {func(int) Message { return private("motto 2023?") }, 12, "than I can answer in a day. I'll be back for you in about 12 h"},
		"group": {func(i int) Message {
			m := group("/ask motto 2023?")
			m.From = &Person{ID: int64(1000 + i), LanguageCode: "en"}
			return m
		}, 12 * groupDaily, "This group"},
	} {
		b := limited(t, Limits{Daily: 12})
		ask := func(n int) (answers int) {
			before := len(b.out.sent)
			for i := range n {
				m := c.m(i)
				m.ID = i + 1
				b.handle(m)
			}
			return len(b.out.sent) - before
		}
		b.handle(private("/about")) // commands are no questions
		if n := ask(c.most + 20); n != c.most+1 || !strings.Contains(b.out.lastText(), c.word) {
			t.Errorf("%s: %d messages, the last %q", name, n, b.out.lastText())
		}
		b.Handler = New(Options{Base: b.base, Messenger: b.out, State: b.state, Usage: b.state, Now: b.clock.now, BotName: "FairBot", Limits: Limits{Daily: 12}})
		if n := ask(20); n != 1 {
			t.Errorf("%s: after a restart %d messages", name, n)
		}
		b.clock.add(13 * time.Hour)
		if n := ask(1); n != 1 || strings.Contains(b.out.lastText(), "I can answer") {
			t.Errorf("%s: the next day %q", name, b.out.lastText())
		}
	}
}

func TestAdminsAreFree(t *testing.T) {
	t.Parallel()
	b := limited(t, Limits{Burst: 1, Every: time.Hour, Daily: 1})
	b.admins = []int64{7}
	b.numbered(private("motto 2023?"), 1, 20)
	b.numbered(group("/ask motto 2023?"), 1, 20)
	for range 20 {
		b.handle(pressing(private(""), 3, "f:en:motto-2021"))
	}
	if len(b.out.sent) != 40 || len(b.out.edits[3]) != 20 {
		t.Errorf("%d answers, %d presses", len(b.out.sent), len(b.out.edits[3]))
	}
}

// Each press is acknowledged, and only so many rewrite their message.
func TestHammeredButton(t *testing.T) {
	t.Parallel()
	b := limited(t, usual)
	for range 100 {
		b.handle(pressing(group(""), 3, "f:en:motto-2021"))
	}
	if len(b.out.edits[3]) != 5*pressPace || len(b.out.acks) != 100 || !strings.Contains(b.out.acks[99], "a bit fast") {
		t.Errorf("%d edits, %d acknowledged, the last by %q", len(b.out.edits[3]), len(b.out.acks), b.out.acks[99])
	}
	b.handle(group("/ask motto 2023?"))
	if len(b.out.sent) != 1 {
		t.Error("presses cost questions")
	}
}

// An edit is a question; one that changes no word costs nothing.
func TestEditsAreLimited(t *testing.T) {
	t.Parallel()
	b := limited(t, usual)
	b.handle(private("motto 2023?"))
	edit := private("motto 2023?")
	edit.Kind = Edited
	for range 50 {
		b.handle(edit)
	}
	for i := range 50 {
		edit.Text = fmt.Sprint("motto ", i)
		b.handle(edit)
	}
	if n := len(b.base.asked); n != 5 {
		t.Errorf("asked %d times", n)
	}
}

// lostUsage can't be reached.
type lostUsage struct{}

func (lostUsage) Asked(context.Context, int64, ...int64) ([]int, error) {
	return nil, errors.New("gone")
}
func (lostUsage) CountAsked(context.Context, int64, ...int64) error { return errors.New("gone") }

func TestLimitsWithoutUsage(t *testing.T) {
	t.Parallel()
	b := limited(t, Limits{Daily: 1})
	b.usage = lostUsage{}
	b.numbered(private("motto 2023?"), 1, 3)
	if len(b.out.sent) != 3 {
		t.Errorf("%d answers", len(b.out.sent))
	}
}

// The words are there in both languages, with no blank left open.
func TestLimitWords(t *testing.T) {
	t.Parallel()
	for _, l := range []knowledge.Language{knowledge.Chinese, knowledge.English} {
		for _, id := range []string{"limit.daily.person", "limit.daily.group"} {
			if s := say(l, id, "Hours", "7"); !strings.Contains(s, "7") {
				t.Errorf("%s in %s: %q", id, l, s)
			}
		}
	}
}
