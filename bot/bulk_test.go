package bot

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/forumbot/forumbot/handlers"
)

// Very many chats get their post at the full rate of bulk, no faster
// in any second, and questions are answered meanwhile as if it were not there:
// at 12 a second, in bursts, and at as many as are allowed in all.
func TestBulkGivesWay(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := newLimiter(DefaultLimits)
		const posts = 20_000
		var mu sync.Mutex
		var bulk, all []time.Time
		sent := func(isBulk bool) {
			mu.Lock()
			defer mu.Unlock()
			all = append(all, time.Now())
			if isBulk {
				bulk = append(bulk, time.Now())
			}
		}
		begin := time.Now()
		var chats atomic.Int64
		var work sync.WaitGroup
		for range 8 {
			work.Go(func() {
				for n := chats.Add(1); n <= posts; n = chats.Add(1) {
					if err := l.waitBulk(t.Context(), 1_000_000+n); err != nil {
						t.Error(err)
						return
					}
					sent(true)
				}
			})
		}
		var longest atomic.Int64
		ask := func(chat int64) {
			asked := time.Now()
			if err := l.wait(t.Context(), chat); err != nil {
				t.Error(err)
			}
			sent(false)
			if d := int64(time.Since(asked)); d > longest.Load() {
				longest.Store(d)
			}
		}
		var answers sync.WaitGroup
		phase := func(name string, n int, every, most time.Duration) {
			longest.Store(0)
			for i := range int64(n) {
				answers.Go(func() { ask(i%500 + 1) })
				time.Sleep(every)
			}
			answers.Wait()
			if got := time.Duration(longest.Load()); got > most {
				t.Errorf("%s: an answer waited for %v", name, got)
			}
		}
		phase("12 a second", 600, time.Second/12, 60*time.Millisecond)
		time.Sleep(10 * time.Second)
		phase("29 a second", 600, time.Second/29, 60*time.Millisecond)
		time.Sleep(10 * time.Second)
		phase("a burst of 30", 30, 0, 1100*time.Millisecond)
		work.Wait()
		if n := most(bulk, time.Second); n > 25 {
			t.Errorf("%d posts within a second", n)
		}
		if n := most(all, time.Second); n > 30 {
			t.Errorf("%d messages within a second", n)
		}
		// 800 s alone, and what it gave way to.
		if took := time.Since(begin); took > 850*time.Second {
			t.Errorf("took %v", took)
		}
		t.Logf("%d posts took %v", len(bulk), time.Since(begin))
		if n := len(l.chats); n > 3000 {
			t.Errorf("%d chats are remembered", n)
		}
	})
}

// What handlers want done before a message leaves is done once its turn has
// come, and what became of the message is told by the error.
func TestBegin(t *testing.T) {
	dial := &net.OpError{Op: "dial", Err: errors.New("connection refused")}
	for _, tt := range []struct {
		name                    string
		answer                  action
		again, refused, blocked bool
		after                   time.Duration
	}{
		{"sent", usual, false, false, false, 0},
		{"flood", refusal(429, "Too Many Requests", `{"retry_after":7}`), true, false, false, 7 * time.Second},
		{"server error", refusal(500, "Internal Server Error", ""), true, false, false, 0},
		{"gateway page", answer(502, "<html>"), false, false, false, 0},
		{"dropped", hangUp, false, false, false, 0},
		{"odd result", result(`[1]`), false, false, false, 0},
		{"refused", refusal(400, "Bad Request: MESSAGE_TOO_LONG", ""), false, true, false, 0},
		{"blocked", refusal(403, "Forbidden: bot was blocked by the user", ""), false, false, true, 0},
		{"topic gone", refusal(400, "Bad Request: message thread not found", ""), false, false, true, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			send(t, func(t *testing.T, f *fakeAPI, s *sender, _ *journal) {
				f.on("sendMessage", tt.answer)
				begun := 0
				ctx := handlers.WithBegin(t.Context(), func(context.Context) error { begun++; return nil })
				_, err := s.Send(ctx, handlers.Reply{Chat: 5, HTML: "x", Bulk: true})
				if begun != 1 || len(f.requests("sendMessage")) != 1 {
					t.Errorf("begun %d times, %d requests", begun, len(f.requests("sendMessage")))
				}
				checkFate(t, err, tt.again, tt.refused, tt.blocked, tt.after)
				asked := time.Now()
				if _, err := s.Send(t.Context(), handlers.Reply{Chat: 6, HTML: "x"}); err != nil || time.Since(asked) != 0 {
					t.Errorf("an answer elsewhere waits for %v, %v", time.Since(asked), err)
				}
				// Too many requests hold back all that nobody waits for.
				want := max(tt.after, DefaultLimits.Bulk.Per)
				if _, err := s.Send(t.Context(), handlers.Reply{Chat: 7, HTML: "x", Bulk: true}); err != nil || time.Since(asked) != want {
					t.Errorf("a post elsewhere waits for %v, %v; want %v", time.Since(asked), err, want)
				}
			})
		})
	}
	t.Run("no connection", func(t *testing.T) {
		t.Parallel()
		fails := func(*http.Request) (*http.Response, error) { return nil, dial }
		c, err := newClient(testToken, "", &http.Client{Transport: roundTrip(fails)}, (&journal{}).logger())
		if err != nil {
			t.Fatal(err)
		}
		s := newSender(c, newLimiter(DefaultLimits), c.log, nil)
		ctx := handlers.WithBegin(t.Context(), func(context.Context) error { return nil })
		_, err = s.Send(ctx, handlers.Reply{Chat: 5, HTML: "x"})
		checkFate(t, err, true, false, false, 0)
	})
	t.Run("not begun", func(t *testing.T) {
		send(t, func(t *testing.T, f *fakeAPI, s *sender, _ *journal) {
			no := errors.New("no longer ours")
			ctx := handlers.WithBegin(t.Context(), func(context.Context) error { return no })
			_, err := s.Send(ctx, handlers.Reply{Chat: 5, HTML: "x"})
			if !errors.Is(err, no) || len(f.requests("sendMessage")) > 0 {
				t.Errorf("got %v, %d requests", err, len(f.requests("sendMessage")))
			}
			checkFate(t, err, true, false, false, 0)
		})
	})
}

func checkFate(t *testing.T, err error, again, refused, blocked bool, after time.Duration) {
	t.Helper()
	e, ok := errors.AsType[*Error](err)
	if !ok {
		if err != nil || again || refused || blocked {
			t.Errorf("got %v", err)
		}
		return
	}
	gotAfter, gotAgain := e.Again()
	if gotAgain != again || gotAfter != after || e.Refused() != refused || e.Blocked() != blocked {
		t.Errorf("%v: again %v after %v, refused %v, blocked %v", err, gotAgain, gotAfter, e.Refused(), e.Blocked())
	}
}
