package bot

import (
	"context"
	"errors"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// most is the largest number of times within any stretch of length per.
func most(times []time.Time, per time.Duration) int {
	slices.SortFunc(times, time.Time.Compare)
	best, from := 0, 0
	for i, t := range times {
		for t.Sub(times[from]) >= per {
			from++
		}
		best = max(best, i-from+1)
	}
	return best
}

func TestLimiterHoldsEveryRate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(DefaultLimits)
		var mu sync.Mutex
		sent := map[int64][]time.Time{}
		var all []time.Time
		var wg sync.WaitGroup
		begin := time.Now()
		send := func(chat int64, n int) {
			wg.Go(func() {
				for range n {
					if err := l.wait(t.Context(), chat); err != nil {
						t.Error(err)
						return
					}
					mu.Lock()
					sent[chat] = append(sent[chat], time.Now())
					all = append(all, time.Now())
					mu.Unlock()
				}
			})
		}
		for chat := range int64(40) {
			send(chat+1, 20)
		}
		send(-1001, 60)
		wg.Wait()
		if n := most(all, time.Second); n > 30 {
			t.Errorf("%d within a second overall", n)
		}
		for chat, times := range sent {
			if n := most(times, 5*time.Second); n > 5 {
				t.Errorf("chat %d: %d within 5 s", chat, n)
			}
		}
		if n := most(sent[-1001], time.Minute); n > 20 {
			t.Errorf("%d within a minute in a group", n)
		}
		// 60 in a group take two minutes and a little, not three.
		if took := time.Since(begin); took < 2*time.Minute || took > 150*time.Second {
			t.Errorf("took %v", took)
		}
	})
}

func TestLimiterHoldAndContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(DefaultLimits)
		l.hold(7, time.Minute)
		l.hold(7, time.Second) // never shortens
		l.hold(0, time.Hour)   // means no chat
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
		defer cancel()
		if err := l.wait(ctx, 7); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		begin := time.Now()
		if err := l.wait(t.Context(), 8); err != nil || time.Since(begin) != 0 {
			t.Errorf("another chat waits %v, %v", time.Since(begin), err)
		}
		if err := l.wait(t.Context(), 7); err != nil || time.Since(begin) != 30*time.Second {
			t.Errorf("waited %v, %v", time.Since(begin), err)
		}
	})
}

func TestLimiterForgets(t *testing.T) {
	t.Parallel()
	l := newLimiter(Limits{Overall: Rate{1 << 20, time.Second}, Chat: Rate{5, 5 * time.Second}, Group: Rate{20, time.Minute}})
	now := time.Unix(1, 0)
	for i := range int64(100_000) {
		now = now.Add(10 * time.Millisecond)
		if d := l.take(i+1, now); d != 0 {
			t.Fatal(d)
		}
	}
	if n := len(l.chats); n > 4096 {
		t.Errorf("%d chats are remembered", n)
	}
}

func TestNoLimits(t *testing.T) {
	t.Parallel()
	b, err := New(Options{Token: testToken, Limits: NoLimits})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	for range 1000 {
		if d := b.sender.limiter.take(-1, now); d != 0 {
			t.Fatalf("held up for %s", d)
		}
	}
}
