package storetest

import (
	"testing"
	"time"

	"github.com/forumbot/forumbot/handlers"
)

// Aging is the suite for what a database does with opinions over time: what is
// too old goes, and a group takes its own along to its new id.
func Aging(t *testing.T, db Database) {
	t.Helper()
	c := NewClock()
	o := db.Fresh(t)
	o.Now = c.Now
	s := open(t, o)
	ctx := t.Context()
	today := c.Now().Unix() / 86400
	write := func(person, chat int64) {
		t.Helper()
		must(t, s.SetRating(ctx, handlers.Rating{FactVersion: old, Person: person, Chat: chat, Message: 5, At: c.Now(), Up: true}))
		must(t, s.Report(ctx, handlers.Report{FactVersion: old, Person: person, Chat: chat, At: c.Now(), Reason: handlers.Wrong}))
	}
	write(7, -5)
	must(t, s.CountAsked(ctx, today, -5, 7))
	must(t, s.MoveChat(ctx, -5, -1005))
	r, ok, err := s.Rating(ctx, old, 7)
	if !ok || err != nil || r.Chat != -1005 || r.Message != 0 {
		t.Errorf("after the move: %+v, %v, %v", r, ok, err)
	}
	asked := func(day int64, who int64) int {
		t.Helper()
		n, err := s.Asked(ctx, day, who)
		must(t, err)
		return n[0]
	}
	if asked(today, -5) != 0 || asked(today, -1005) != 1 || asked(today, 7) != 1 {
		t.Error("the group's questions don't go with it")
	}
	must(t, s.CountAsked(ctx, today, -5))
	must(t, s.MoveChat(ctx, -5, -1005)) // told twice; what is there stays
	if asked(today, -1005) != 1 {
		t.Errorf("counted %d", asked(today, -1005))
	}

	prune := func() {
		t.Helper()
		_, err := s.Prune(ctx)
		must(t, err)
	}
	c.Add(handlers.KeepUsage - 25*time.Hour)
	prune()
	if asked(today, 7) != 1 {
		t.Error("the day's questions are gone too early")
	}
	c.Add(26*time.Hour + 24*time.Hour)
	prune()
	if asked(today, 7) != 0 {
		t.Error("the day's questions are there for too long")
	}
	write(8, -5)
	c.Add(handlers.KeepFeedback - 4*24*time.Hour)
	prune()
	if got, _ := s.Reports(ctx, old, 0); got.Wrong != 2 {
		t.Errorf("reports are gone too early: %+v", got)
	}
	c.Add(24 * time.Hour)
	prune()
	_, first, _ := s.Rating(ctx, old, 7)
	_, second, _ := s.Rating(ctx, old, 8)
	if got, _ := s.Reports(ctx, old, 0); got.Wrong != 1 || first || !second {
		t.Errorf("there for too long: %+v, %v, %v", got, first, second)
	}
}

// CountedOnce is the suite for what is counted and said while an update is
// handled: it holds with the update's end, however often that is begun.
func CountedOnce(t *testing.T, db Database) {
	t.Helper()
	c := NewClock()
	o := db.Fresh(t)
	o.Now = c.Now
	s := open(t, o)
	ctx := t.Context()
	accept(t, s, 1, items(7, 1)...)
	for try := range 3 {
		works, err := s.Claim(ctx, 1)
		if err != nil || len(works) != 1 {
			t.Fatalf("claimed %d, %v", len(works), err)
		}
		w := works[0]
		within := w.Context(ctx)
		must(t, s.CountAsked(within, 100, 7, -5))
		must(t, s.Report(within, handlers.Report{FactVersion: old, Person: 7, At: c.Now(), Reason: handlers.Wrong}))
		n, err := s.Asked(ctx, 100, 7, -5)
		must(t, err)
		if r, _ := s.Reports(ctx, old, 0); n[0]+n[1]+r.Wrong > 0 {
			t.Errorf("before the update's end: counted %v, %+v", n, r)
		}
		if try < 2 {
			must(t, w.Retry(ctx, 0))
		} else {
			must(t, w.Finish(ctx))
		}
	}
	n, err := s.Asked(ctx, 100, 7, -5)
	must(t, err)
	if r, _ := s.Reports(ctx, old, 0); n[0] != 1 || n[1] != 1 || r.Wrong != 1 {
		t.Errorf("after the update's end: counted %v, %+v", n, r)
	}
}
