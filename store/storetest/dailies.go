package storetest

import (
	"context"
	"fmt"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/forumbot/forumbot/handlers"
	"github.com/forumbot/forumbot/trivia"
)

// Dailies is the suite for every handlers.Dailies. fresh returns empty ones
// that go by the given clock.
func Dailies(t *testing.T, fresh func(t *testing.T, now func() time.Time) handlers.Dailies) {
	t.Helper()
	run := func(name string, test func(t *testing.T, s handlers.Dailies, c *Clock)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := NewClock()
			test(t, fresh(t, c.Now), c)
		})
	}
	run("settings", settings)
	run("claims", claims)
	run("each slot once", eachSlotOnce)
	run("put back", putBackPosts)
	run("outcomes", outcomes)
	run("in turn", inTurn)
	run("missed", missed)
	run("the rate", rate)
	run("introduced", introduced)
	run("many workers", func(t *testing.T, s handlers.Dailies, c *Clock) { ManyWorkers(t, c, s, s, s, s) })
}

// next is how posts follow each other in these tests.
func next(c *Clock) func(handlers.Daily) (trivia.Slot, bool) {
	return func(d handlers.Daily) (trivia.Slot, bool) { return d.Schedule.Next(c.Now(), d.Last) }
}

// daily is one that is due at the clock's time tomorrow and after.
func daily(c *Clock, chat int64) handlers.Daily {
	now := c.Now().UTC()
	d := handlers.Daily{
		Chat: chat, State: handlers.DailyOn, Language: "zh", Kind: handlers.DailyText,
		Schedule: trivia.Schedule{Zone: "UTC", Minute: now.Hour()*60 + now.Minute(), Days: trivia.Everyday},
	}
	d.Next, _ = d.Schedule.Next(now, trivia.Date{})
	return d
}

const day = 24 * time.Hour

func settings(t *testing.T, s handlers.Dailies, c *Clock) {
	ctx := t.Context()
	if _, ok, err := s.Daily(ctx, -5, 0); ok || err != nil {
		t.Errorf("some from nothing: %v, %v", ok, err)
	}
	want := handlers.Daily{
		Chat: -5, Thread: 7, State: handlers.DailyBlocked, Language: "en", Kind: handlers.DailyBoth, Picture: true, Card: 99,
		Schedule: trivia.Schedule{Zone: "America/St_Johns", Minute: 1439, Days: trivia.Weekend},
		Next:     trivia.Slot{Day: trivia.Date{Year: 2026, Month: 11, Day: 29}, At: c.Now().Add(time.Hour)},
	}
	must(t, s.SetDaily(ctx, daily(c, -5)))
	for _, d := range []handlers.Daily{{Chat: -5, Thread: 7}, want} {
		must(t, s.SetDaily(ctx, d))
	}
	got, ok, err := s.Daily(ctx, -5, 7)
	if err != nil || !ok || !got.Next.At.Equal(want.Next.At) {
		t.Fatalf("got %+v, %v, %v", got, ok, err)
	}
	got.Next.At = want.Next.At
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
	must(t, s.StopDaily(ctx, -5, handlers.DailyLeft))
	general, _, _ := s.Daily(ctx, -5, 0)
	topic, _, _ := s.Daily(ctx, -5, 7)
	if general.State != handlers.DailyLeft || topic.State != handlers.DailyBlocked {
		t.Errorf("stopped: %s, %s", general.State, topic.State)
	}
}

// claimPosts claims and checks the chats.
func claimPosts(t *testing.T, s handlers.Dailies, c *Clock, most int, chats ...int64) []handlers.Post {
	t.Helper()
	posts, more, err := s.ClaimPosts(t.Context(), most, next(c))
	if err != nil {
		t.Fatal(err)
	}
	var got []int64
	for _, p := range posts {
		got = append(got, p.Daily.Chat)
	}
	if fmt.Sprint(got) != fmt.Sprint(chats) {
		t.Fatalf("claimed %v, want %v", got, chats)
	}
	if more != (len(posts) == most) {
		t.Errorf("more: %v of %d", more, most)
	}
	return posts
}

func claims(t *testing.T, s handlers.Dailies, c *Clock) {
	ctx := t.Context()
	for _, chat := range []int64{3, -1, 2} {
		must(t, s.SetDaily(ctx, daily(c, chat)))
	}
	c.Add(-time.Minute)
	must(t, s.SetDaily(ctx, daily(c, 9))) // a minute earlier
	c.Add(time.Minute)
	off := daily(c, 4)
	off.State = handlers.DailyOff
	must(t, s.SetDaily(ctx, off))
	claimPosts(t, s, c, 10)
	c.Add(day)
	p := claimPosts(t, s, c, 2, 9, -1)
	p = append(p, claimPosts(t, s, c, 10, 2, 3)...)
	claimPosts(t, s, c, 10)
	slot := p[1].Slot
	if slot.Day != trivia.DateOf(c.Now().UTC()) || !slot.At.Equal(c.Now()) {
		t.Errorf("slot %s at %v", slot.Day, slot.At)
	}
	d, _, _ := s.Daily(ctx, -1, 0)
	if d.Last != slot.Day || !d.Next.At.Equal(c.Now().Add(day)) {
		t.Errorf("after: last %s, next %v", d.Last, d.Next)
	}
	for _, post := range p {
		if ok, err := s.BeginPost(ctx, post); !ok || err != nil {
			t.Errorf("begin: %v, %v", ok, err)
		}
		must(t, s.EndPost(ctx, post, handlers.PostSent))
		if ok, err := s.BeginPost(ctx, post); ok || err != nil {
			t.Errorf("begun when it was sent: %v, %v", ok, err)
		}
	}
	c.Add(day)
	claimPosts(t, s, c, 10, 9, -1, 2, 3)
}

// A day has one post, whatever is set meanwhile.
func eachSlotOnce(t *testing.T, s handlers.Dailies, c *Clock) {
	ctx := t.Context()
	must(t, s.SetDaily(ctx, daily(c, 1)))
	c.Add(day)
	must(t, s.EndPost(ctx, claimPosts(t, s, c, 10, 1)[0], handlers.PostSent))
	d, _, _ := s.Daily(ctx, 1, 0)
	d.Schedule.Minute += 10
	d.Next, _ = d.Schedule.Next(c.Now(), trivia.Date{}) // later today, as if nobody knew of the one before
	must(t, s.SetDaily(ctx, d))
	c.Add(11 * time.Minute)
	claimPosts(t, s, c, 10)
	c.Add(day)
	must(t, s.EndPost(ctx, claimPosts(t, s, c, 10, 1)[0], handlers.PostSent))
	topic := daily(c, 1)
	topic.Thread, topic.Next.At = 5, c.Now()
	must(t, s.SetDaily(ctx, topic))
	must(t, s.EndPost(ctx, claimPosts(t, s, c, 10, 1)[0], handlers.PostSent))
	// A chat without another slot is turned off.
	none := daily(c, 2)
	none.Schedule.Days, none.Next.At = 0, c.Now()
	must(t, s.SetDaily(ctx, none))
	claimPosts(t, s, c, 10, 2)
	if d, _, _ := s.Daily(ctx, 2, 0); d.State != handlers.DailyOff {
		t.Errorf("without slots: %s", d.State)
	}
}

func putBackPosts(t *testing.T, s handlers.Dailies, c *Clock) {
	ctx := t.Context()
	must(t, s.SetDaily(ctx, daily(c, 1)))
	c.Add(day)
	p := claimPosts(t, s, c, 10, 1)[0]
	c.Add(handlers.ClaimLasts - time.Second)
	claimPosts(t, s, c, 10)
	c.Add(time.Second)
	again := claimPosts(t, s, c, 10, 1)[0] // nobody began it
	if ok, _ := s.BeginPost(ctx, p); ok || !again.Slot.At.Equal(p.Slot.At) || again.Slot.Day != p.Slot.Day {
		t.Errorf("an old claim holds, or it is another slot: %+v", again)
	}
	must(t, s.EndPost(ctx, p, handlers.PostSent)) // of no account
	if ok, _ := s.BeginPost(ctx, again); !ok {
		t.Error("the new claim does not hold")
	}
	must(t, s.DelayPost(ctx, again, c.Now().Add(time.Hour))) // Telegram did not take it
	c.Add(time.Hour - time.Second)
	claimPosts(t, s, c, 10)
	c.Add(time.Second)
	last := claimPosts(t, s, c, 10, 1)[0]
	for range 2 {
		if ok, _ := s.BeginPost(ctx, last); !ok {
			t.Error("it can't be begun, or not again")
		}
	}
	c.Add(time.Hour) // the process died: nobody knows whether it arrived
	claimPosts(t, s, c, 10)
}

func outcomes(t *testing.T, s handlers.Dailies, c *Clock) {
	ctx := t.Context()
	state := func() handlers.DailyState { d, _, _ := s.Daily(ctx, 1, 0); return d.State }
	must(t, s.SetDaily(ctx, daily(c, 1)))
	refused, sent, unsure, blocked := handlers.PostRefused, handlers.PostSent, handlers.PostUnsure, handlers.PostBlocked
	for i, o := range []handlers.Outcome{refused, refused, sent, refused, unsure, handlers.PostSkipped, refused} {
		c.Add(day)
		p := claimPosts(t, s, c, 10, 1)[0]
		must(t, s.EndPost(ctx, p, o))
		if state() != handlers.DailyOn {
			t.Fatalf("off after %d", i+1)
		}
	}
	c.Add(day)
	must(t, s.EndPost(ctx, claimPosts(t, s, c, 10, 1)[0], refused)) // the third since one was sent
	if state() != handlers.DailyBlocked {
		t.Errorf("%s after three refusals", state())
	}
	must(t, s.SetDaily(ctx, daily(c, 1)))
	c.Add(day)
	must(t, s.EndPost(ctx, claimPosts(t, s, c, 10, 1)[0], blocked))
	if state() != handlers.DailyBlocked {
		t.Errorf("%s when blocked", state())
	}
	c.Add(day)
	claimPosts(t, s, c, 10)
}

// inTurn has many chats due at once: they come in the order of their slots,
// each once, in batches.
func inTurn(t *testing.T, s handlers.Dailies, c *Clock) {
	ctx := t.Context()
	const chats = 100
	begin := c.Now()
	for i := range int64(chats) {
		d := daily(c, chats-i)
		d.Next.At = begin.Add(day + time.Duration(i%3)*time.Minute)
		must(t, s.SetDaily(ctx, d))
	}
	c.Add(day + 3*time.Minute)
	var all []handlers.Post
	for more := true; more; {
		var posts []handlers.Post
		var err error
		if posts, more, err = s.ClaimPosts(ctx, 7, next(c)); err != nil || len(posts) > 7 {
			t.Fatalf("%d claimed, %v", len(posts), err)
		}
		all = append(all, posts...)
	}
	if len(all) != chats {
		t.Fatalf("%d claimed", len(all))
	}
	for i, p := range all[1:] {
		before := all[i]
		if p.Slot.At.Before(before.Slot.At) || p.Slot.At.Equal(before.Slot.At) && p.Daily.Chat <= before.Daily.Chat {
			t.Fatalf("%d after %d", p.Daily.Chat, before.Daily.Chat)
		}
	}
}

// After a long downtime nothing comes in a burst.
func missed(t *testing.T, s handlers.Dailies, c *Clock) {
	ctx := t.Context()
	must(t, s.SetDaily(ctx, daily(c, 1)))
	begin := c.Now()
	c.Add(3*day + trivia.Grace + time.Second)
	if posts, _, err := s.ClaimPosts(ctx, 10, next(c)); len(posts) != 0 || err != nil {
		t.Fatalf("claimed %v, %v", posts, err)
	}
	if d, _, _ := s.Daily(ctx, 1, 0); !d.Next.At.Equal(begin.Add(4*day)) || d.State != handlers.DailyOn {
		t.Fatalf("next %v", d.Next)
	}
	c.Add(day - time.Second)
	claimPosts(t, s, c, 10, 1) // just within its grace
}

func rate(t *testing.T, s handlers.Dailies, c *Clock) {
	const every = 40 * time.Millisecond
	begin := c.Now()
	for i, want := range []time.Duration{0, 10 * every, 11 * every} {
		at, err := s.Reserve(t.Context(), []int{10, 1, 5}[i], every)
		if err != nil || !at.Equal(begin.Add(want)) {
			t.Errorf("%d: %v later, %v", i, at.Sub(begin), err)
		}
	}
	c.Add(time.Minute)
	if at, err := s.Reserve(t.Context(), 1, every); err != nil || !at.Equal(c.Now()) {
		t.Errorf("after a pause: %v, %v", at, err)
	}
}

func introduced(t *testing.T, s handlers.Dailies, _ *Clock) {
	ctx := t.Context()
	if got, err := s.Introduced(ctx, -5); got || err != nil {
		t.Errorf("introduced from the beginning: %v, %v", got, err)
	}
	for range 2 {
		must(t, s.SetIntroduced(ctx, -5, true))
	}
	if got, err := s.Introduced(ctx, -5); !got || err != nil {
		t.Errorf("not introduced: %v, %v", got, err)
	}
	if got, _ := s.Introduced(ctx, -6); got {
		t.Error("another group's")
	}
	must(t, s.SetIntroduced(ctx, -5, false))
	if got, _ := s.Introduced(ctx, -5); got {
		t.Error("introduced for ever")
	}
}

// ManyWorkers has posts claimed from all sides at once, day after day, while
// settings are changed: each slot is begun once.
func ManyWorkers(t *testing.T, c *Clock, workers ...handlers.Dailies) {
	t.Helper()
	ctx := context.WithoutCancel(t.Context())
	const chats, days = 30, 3
	for chat := range int64(chats) {
		must(t, workers[0].SetDaily(ctx, daily(c, chat+1)))
	}
	type key struct {
		chat int64
		day  trivia.Date
	}
	var mu sync.Mutex
	begun := map[key]int{}
	for range days {
		c.Add(day)
		var wg sync.WaitGroup
		for _, s := range workers {
			wg.Go(func() {
				for more := true; more; {
					posts, again, err := s.ClaimPosts(ctx, 4, next(c))
					if err != nil {
						t.Error(err)
						return
					}
					more = again || len(posts) > 0
					for _, p := range posts {
						must(t, s.SetDaily(ctx, p.Daily)) // as somebody may at any time
						ok, err := s.BeginPost(ctx, p)
						if err != nil {
							t.Error(err)
						}
						if ok {
							mu.Lock()
							begun[key{p.Daily.Chat, p.Slot.Day}]++
							mu.Unlock()
							must(t, s.EndPost(ctx, p, handlers.PostSent))
						}
					}
				}
			})
		}
		wg.Wait()
	}
	if len(begun) != chats*days {
		t.Errorf("%d slots were begun, want %d", len(begun), chats*days)
	}
	for k, n := range begun {
		if n != 1 {
			t.Errorf("the slot of %s in chat %d was begun %d times", k.day, k.chat, n)
		}
	}
}
