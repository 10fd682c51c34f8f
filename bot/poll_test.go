package bot

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/forumbot/forumbot/handlers"
)

// recorder is a Handler that notes what it handled.
type recorder struct {
	mu    sync.Mutex
	got   []handlers.Message
	then  func(ctx context.Context, m handlers.Message) error // may be nil
	begun chan struct{}                                       // may be nil; one value per message
}

func (r *recorder) Handle(ctx context.Context, m handlers.Message) error {
	r.mu.Lock()
	r.got = append(r.got, m)
	r.mu.Unlock()
	if r.begun != nil {
		r.begun <- struct{}{}
	}
	if r.then != nil {
		return r.then(ctx, m)
	}
	return nil
}

// Sift wants everything.
func (r *recorder) Sift(_ context.Context, m handlers.Message) (handlers.Message, bool) {
	return m, true
}

func (r *recorder) texts() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []string
	for _, m := range r.got {
		out = append(out, m.Text)
	}
	return strings.Join(out, " ")
}

// running is a bot that runs within synctest.
type running struct {
	bot  *Bot
	log  *journal
	stop func() error // cancels Run and returns its error
	done <-chan struct{}
	err  func() error
}

// start runs a bot against the fake without a network.
func start(t *testing.T, f *fakeAPI, h Handler, change ...func(*Bot)) *running {
	t.Helper()
	c, log := offline(t, f)
	b, err := New(Options{Token: testToken, HTTP: c.http, Log: log.logger()})
	if err != nil {
		t.Fatal(err)
	}
	for _, ch := range change {
		ch(b)
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	var result error
	go func() {
		defer close(done)
		result = b.Run(ctx, h, nil)
	}()
	r := &running{bot: b, log: log, done: done, err: func() error { <-done; return result }}
	r.stop = func() error { cancel(); return r.err() }
	t.Cleanup(func() { mustHide(t, "the log", log.String()) })
	return r
}

func TestUpdatesAreHandledAndConfirmed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f, h := newFakeAPI(t), &recorder{}
		f.pushText(10, 1, "a")
		f.pushText(11, 1, "b")
		f.pushText(19, 2, "c") // ids may be skipped
		f.pushRaw(20, `{"update_id":20,"message":"not an object"}`)
		f.pushRaw(21, `"not even an update"`)
		f.push(22, `"poll":{"id":"1"}`) // never asked for
		f.pushText(23, 2, "d")
		b := start(t, f, h)
		time.Sleep(10 * time.Second)
		synctest.Wait()
		if got := h.texts(); len(got) != 7 || !strings.Contains(got, "a") || strings.Index(got, "a") > strings.Index(got, "b") || strings.Index(got, "c") > strings.Index(got, "d") {
			t.Errorf("handled %q", got)
		}
		if got := f.confirmed(); got != 24 {
			t.Errorf("offset %d, want 24", got)
		}
		if n := strings.Count(b.log.String(), "passed over"); n != 2 {
			t.Errorf("%d unreadable updates in the log, want 2:\n%s", n, b.log)
		}
		f.pushText(24, 1, "e")
		synctest.Wait()
		if got := h.texts(); !strings.HasSuffix(got, "e") {
			t.Errorf("handled %q", got)
		}
		if err := b.stop(); err != nil {
			t.Error(err)
		}
		if got := f.confirmed(); got != 25 {
			t.Errorf("offset %d after stopping, want 25", got)
		}
	})
}

func TestOffsetStaysBeforeWhatIsNotHandled(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFakeAPI(t)
		release := make(chan struct{})
		h := &recorder{then: func(ctx context.Context, m handlers.Message) error {
			switch m.Text {
			case "slow":
				<-release
			case "panic":
				panic("people's words")
			case "index":
				_ = strings.Split(m.Text, " ")[len(m.Text)]
			case "fail":
				return errors.New("no luck")
			}
			return nil
		}}
		f.pushText(10, 1, "slow")
		f.pushText(11, 2, "quick")
		b := start(t, f, h)
		time.Sleep(20 * time.Second)
		if got := f.confirmed(); got != 10 {
			t.Errorf("offset %d while 10 is in work", got)
		}
		if n := len(f.requests("getUpdates")); n > 50 {
			t.Errorf("%d calls in 20 s while an update is in work", n)
		}
		f.pushText(12, 3, "panic")
		f.pushText(13, 4, "index")
		f.pushText(14, 5, "fail")
		time.Sleep(2 * time.Second)
		if got := h.texts(); got != "slow quick panic index fail" && len(got) != len("slow quick panic index fail") {
			t.Errorf("handled %q: each once, others while one is slow", got)
		}
		close(release)
		time.Sleep(2 * time.Second)
		if got := f.confirmed(); got != 15 {
			t.Errorf("offset %d after a panic, want 15", got)
		}
		log := b.log.String()
		if strings.Contains(log, "people's words") || !strings.Contains(log, "a value of type string") || !strings.Contains(log, "index out of range") {
			t.Errorf("the log on panics:\n%s", log)
		}
		_ = b.stop()
	})
}

func TestRepeatedAndRestartedIDs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f, h := newFakeAPI(t), &recorder{}
		f.ignore = true // always everything, at once
		f.pushText(500, 1, "a")
		f.pushText(501, 1, "b")
		b := start(t, f, h)
		time.Sleep(time.Minute)
		if got := h.texts(); got != "a b" {
			t.Errorf("handled %q", got)
		}
		if n := len(f.requests("getUpdates")); n > 150 {
			t.Errorf("%d calls in a minute", n)
		}
		f.mu.Lock()
		f.updates = nil // a week later
		f.mu.Unlock()
		f.pushText(7, 1, "c")
		f.pushText(8, 1, "d")
		time.Sleep(5 * time.Second)
		if got := h.texts(); got != "a b c d" {
			t.Errorf("handled %q after the ids began anew", got)
		}
		_ = b.stop()
		calls := f.requests("getUpdates")
		if last := calls[len(calls)-1].params["offset"]; last != "9" {
			t.Errorf("offset %s, want 9", last)
		}
	})
}

func TestServerThatNeverBlocks(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFakeAPI(t)
		f.ignore = true
		b := start(t, f, &recorder{})
		time.Sleep(time.Minute)
		if n := len(f.requests("getUpdates")); n < 30 || n > 150 {
			t.Errorf("%d calls in a minute", n)
		}
		_ = b.stop()
	})
}

func repeat(n int, a action) []action {
	out := make([]action, n)
	for i := range out {
		out[i] = a
	}
	return out
}

func TestPollingFailures(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name     string
		answer   action
		atLeast  time.Duration // until the 20th attempt
		says     string
		webhooks int
	}{
		{"server error", refusal(500, "Internal Server Error", ""), 5 * time.Minute, "Telegram has a problem", 0},
		{"HTML", answer(502, "<html>Bad Gateway</html>"), 5 * time.Minute, "TELEGRAM_API_ROOT", 0},
		{"dropped", hangUp, 5 * time.Minute, "can't be reached", 0},
		{"second poller", refusal(409, "Conflict: terminated by other getUpdates request", ""), 5 * time.Minute, "only one may", 0},
		{"flood", refusal(429, "Too Many Requests: retry after 100", `{"retry_after":100}`), 20 * 100 * time.Second, "asks for a pause", 0},
		{"odd result", result(`{"not":"a list"}`), 5 * time.Minute, "refuses", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				f, h := newFakeAPI(t), &recorder{}
				f.on("getUpdates", repeat(20, tt.answer)...)
				f.pushText(1, 1, "at last")
				b := start(t, f, h)
				begin := time.Now()
				for h.texts() == "" && time.Since(begin) < 3*time.Hour {
					time.Sleep(time.Second)
				}
				if h.texts() != "at last" {
					t.Fatalf("never got the update:\n%s", b.log)
				}
				if took := time.Since(begin); took < tt.atLeast {
					t.Errorf("20 attempts within %v", took)
				}
				log := b.log.String()
				if !strings.Contains(log, tt.says) || !strings.Contains(log, "works again") {
					t.Errorf("the log does not say it:\n%s", log)
				}
				if n := strings.Count(log, "level=WARN"); n < 1 || n > 5 {
					t.Errorf("%d warnings for 20 failures:\n%s", n, log)
				}
				_ = b.stop()
			})
		})
	}
}

func TestWebhookIsRemoved(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f, h := newFakeAPI(t), &recorder{}
		f.on("getUpdates", refusal(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first", ""))
		f.pushText(1, 1, "a")
		b := start(t, f, h)
		time.Sleep(time.Second)
		if n := len(f.requests("deleteWebhook")); n != 1 || h.texts() != "a" {
			t.Errorf("%d deleteWebhook, handled %q", n, h.texts())
		}
		if got := f.requests("deleteWebhook")[0].params["drop_pending_updates"]; got == "true" {
			t.Error("waiting updates are thrown away")
		}
		_ = b.stop()
	})
}

func TestTokenRevoked(t *testing.T) {
	t.Parallel()
	for _, code := range []int{401, 404} {
		synctest.Test(t, func(t *testing.T) {
			f := newFakeAPI(t)
			f.on("getUpdates", refusal(code, "Unauthorized", ""))
			b := start(t, f, &recorder{})
			err := b.err()
			if !errors.Is(err, errUnknownToken) || KindOf(err) != Token || !strings.Contains(err.Error(), "@BotFather") {
				t.Errorf("got %v", err)
			}
			mustHide(t, "the error", err.Error())
		})
	}
}

func TestConnect(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFakeAPI(t)
		f.on("getMe", hangUp, answer(502, "<html>"), refusal(429, "Too Many Requests", `{"retry_after":5}`), result(`{}`))
		c, log := offline(t, f)
		b, err := New(Options{Token: testToken, HTTP: c.http, Log: log.logger()})
		if err != nil {
			t.Fatal(err)
		}
		me, err := b.Connect(t.Context())
		if err != nil || me.ID != 42 || me.Username != "ForumTestBot" || !me.JoinsGroups || me.ReadsAllGroup {
			t.Errorf("got %+v, %v", me, err)
		}
		f.on("getMe", refusal(401, "Unauthorized", ""))
		if _, err := b.Connect(t.Context()); !errors.Is(err, errUnknownToken) {
			t.Errorf("got %v", err)
		}
		f.on("getMe", repeat(100, hangUp)...)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if _, err := b.Connect(ctx); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		mustHide(t, "the log", log.String())
	})
}

func TestStopFinishesWhatIsInWork(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFakeAPI(t)
		h := &recorder{then: func(ctx context.Context, m handlers.Message) error {
			return sleep(ctx, 5*time.Second)
		}}
		f.pushText(1, 1, "a")
		f.pushText(2, 2, "b")
		b := start(t, f, h)
		time.Sleep(time.Second)
		begin := time.Now()
		if err := b.stop(); err != nil {
			t.Error(err)
		}
		if took := time.Since(begin); took != 4*time.Second {
			t.Errorf("stopping took %v, want the 4 s that were left", took)
		}
		if got := f.confirmed(); got != 3 {
			t.Errorf("offset %d, want 3", got)
		}
	})
}

func TestStopCutsOffAfterItsGrace(t *testing.T) {
	t.Parallel()
	for _, deaf := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			f := newFakeAPI(t)
			end := make(chan struct{})
			h := &recorder{then: func(ctx context.Context, m handlers.Message) error {
				switch {
				case m.Text == "quick":
					return nil
				case deaf:
					<-end
					return nil
				}
				<-ctx.Done()
				return fmt.Errorf("cut: %w", ctx.Err())
			}}
			f.pushText(1, 1, "quick")
			f.pushText(2, 1, "slow")
			f.pushText(3, 1, "waiting")
			b := start(t, f, h)
			time.Sleep(time.Second)
			begin := time.Now()
			if err := b.stop(); err != nil {
				t.Error(err)
			}
			if took := time.Since(begin); took < 7*time.Second || took > 10*time.Second {
				t.Errorf("stopping took %v", took)
			}
			if got := f.confirmed(); got != 2 {
				t.Errorf("offset %d: what was cut off must come again", got)
			}
			if got := h.texts(); got != "quick slow" {
				t.Errorf("handled %q", got)
			}
			close(end)
		})
	}
}

func TestHandlersTimeIsBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFakeAPI(t)
		h := &recorder{then: func(ctx context.Context, m handlers.Message) error {
			if m.Text == "slow" {
				<-ctx.Done()
				return ctx.Err()
			}
			return nil
		}}
		f.pushText(1, 1, "slow")
		f.pushText(2, 1, "next")
		b := start(t, f, h)
		time.Sleep(89 * time.Second)
		if got := h.texts(); got != "slow" {
			t.Errorf("handled %q before the time was over", got)
		}
		time.Sleep(2 * time.Second)
		if got := h.texts(); got != "slow next" {
			t.Errorf("handled %q", got)
		}
		_ = b.stop()
	})
}
