package storetest

import (
	"sync"
	"testing"
	"time"

	"github.com/forumbot/forumbot/handlers"
)

// Opinions is a handlers.Feedback and a handlers.Usage that forgets as a State
// does.
type Opinions interface {
	handlers.State
	handlers.Feedback
	handlers.Usage
}

// Feedback is the suite for what people think and how much they ask. fresh
// returns an empty one that goes by the given clock.
func Feedback(t *testing.T, fresh func(t *testing.T, now func() time.Time) Opinions) {
	t.Helper()
	for name, test := range map[string]func(t *testing.T, s Opinions, c *Clock){
		"ratings": ratings, "reports": reports, "usage": usage, "forgotten": opinionsForgotten, "counted at once": countedAtOnce,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := NewClock()
			test(t, fresh(t, c.Now), c)
		})
	}
}

var (
	old     = handlers.FactVersion{Fact: "theme-2023", Version: "0123456789ab"}
	newer   = handlers.FactVersion{Fact: "theme-2023", Version: "ba9876543210"}
	another = handlers.FactVersion{Fact: "dates", Version: "0123456789ab"}
)

func ratings(t *testing.T, s Opinions, c *Clock) {
	ctx := t.Context()
	if _, ok, err := s.Rating(ctx, old, 7); ok || err != nil {
		t.Errorf("one from nothing: %v, %v", ok, err)
	}
	want := handlers.Rating{FactVersion: old, Person: 7, Chat: -5, Message: 11, At: c.Now(), Up: true}
	for _, up := range []bool{false, true, false, true} {
		want.Up, want.Message = up, want.Message+1
		must(t, s.SetRating(ctx, want))
		got, ok, err := s.Rating(ctx, old, 7)
		if same := got.At.Equal(want.At); !ok || err != nil || !same {
			t.Fatalf("got %+v, %v, %v", got, ok, err)
		}
		if got.At = want.At; got != want {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
	for _, f := range []handlers.FactVersion{newer, another} {
		if _, ok, _ := s.Rating(ctx, f, 7); ok {
			t.Errorf("a rating of %v", f)
		}
	}
	if _, ok, _ := s.Rating(ctx, old, 8); ok {
		t.Error("another person's rating")
	}
	must(t, s.DropRating(ctx, old, 8))
	if _, ok, _ := s.Rating(ctx, old, 7); !ok {
		t.Error("another person withdrew it")
	}
	for range 2 { // what is not there is withdrawn, too
		must(t, s.DropRating(ctx, old, 7))
	}
	if _, ok, _ := s.Rating(ctx, old, 7); ok {
		t.Error("it is there still")
	}
}

func reports(t *testing.T, s Opinions, c *Clock) {
	ctx := t.Context()
	say := func(person int64, f handlers.FactVersion, why handlers.Reason) {
		t.Helper()
		must(t, s.Report(ctx, handlers.Report{FactVersion: f, Person: person, Chat: -5, At: c.Now(), Reason: why}))
	}
	count := func(f handlers.FactVersion, but int64, want handlers.Reports) {
		t.Helper()
		if got, err := s.Reports(ctx, f, but); got != want || err != nil {
			t.Errorf("%v but for %d: %+v, %v, want %+v", f, but, got, err, want)
		}
	}
	count(old, 0, handlers.Reports{})
	say(7, old, handlers.Wrong)
	say(7, old, handlers.Outdated) // thought better of
	say(8, old, handlers.Wrong)
	say(9, old, handlers.Outdated)
	say(9, newer, handlers.Wrong)
	count(old, 0, handlers.Reports{Outdated: 2, Wrong: 1})
	count(old, 9, handlers.Reports{Outdated: 1, Wrong: 1})
	count(newer, 9, handlers.Reports{})
	count(newer, 0, handlers.Reports{Wrong: 1})
	for range 2 {
		must(t, s.SetReviewed(ctx, old, c.Now()))
	}
	count(old, 7, handlers.Reports{Outdated: 1, Wrong: 1, Reviewed: true})
	count(newer, 0, handlers.Reports{Wrong: 1})
	count(another, 0, handlers.Reports{})
}

func usage(t *testing.T, s Opinions, _ *Clock) {
	ctx := t.Context()
	count := func(day int64, who []int64, want ...int) {
		t.Helper()
		got, err := s.Asked(ctx, day, who...)
		if err != nil || len(got) != len(want) {
			t.Fatalf("%v on day %d: %v, %v", who, day, got, err)
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("%v on day %d: %v, want %v", who, day, got, want)
			}
		}
	}
	count(100, []int64{7, -5}, 0, 0)
	for range 3 {
		must(t, s.CountAsked(ctx, 100, 7, -5))
	}
	must(t, s.CountAsked(ctx, 100, -5))
	must(t, s.CountAsked(ctx, 101, 7))
	must(t, s.CountAsked(ctx, 101))
	count(100, []int64{7, -5}, 3, 4)
	count(101, []int64{-5, 7, 8}, 0, 1, 0)
	count(100, nil)
}

func opinionsForgotten(t *testing.T, s Opinions, c *Clock) {
	ctx := t.Context()
	for _, person := range []int64{7, 8} {
		must(t, s.SetRating(ctx, handlers.Rating{FactVersion: old, Person: person, Chat: -5, At: c.Now()}))
		must(t, s.Report(ctx, handlers.Report{FactVersion: old, Person: person, Chat: -5, At: c.Now(), Reason: handlers.Wrong}))
		must(t, s.CountAsked(ctx, 100, person, -5))
	}
	must(t, s.Forget(ctx, 7))
	_, mine, err1 := s.Rating(ctx, old, 7)
	_, theirs, err2 := s.Rating(ctx, old, 8)
	left, err3 := s.Reports(ctx, old, 0)
	asked, err4 := s.Asked(ctx, 100, 7, 8, -5)
	for _, err := range []error{err1, err2, err3, err4} {
		must(t, err)
	}
	if mine || !theirs || left.Wrong != 1 || asked[0] != 0 || asked[1] != 1 || asked[2] != 2 {
		t.Errorf("left: rated %v, %v; reports %+v; asked %v", mine, theirs, left, asked)
	}
}

func countedAtOnce(t *testing.T, s Opinions, _ *Clock) {
	ctx := t.Context()
	var wg sync.WaitGroup
	for person := range int64(8) {
		wg.Go(func() {
			for range 10 {
				must(t, s.CountAsked(ctx, 100, person+1, -5))
			}
		})
	}
	wg.Wait()
	if n, err := s.Asked(ctx, 100, 3, -5); err != nil || n[0] != 10 || n[1] != 80 {
		t.Errorf("counted %v, %v", n, err)
	}
}
