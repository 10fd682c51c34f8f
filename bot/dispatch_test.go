package bot

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/forumbot/forumbot/handlers"
)

func message(chat int64, text string) handlers.Message {
	return handlers.Message{Kind: handlers.Wrote, Chat: handlers.Chat{ID: chat, Type: handlers.Private}, Text: text}
}

func TestOrderWithinAChatAndBoundOverall(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const chats, each, workers = 12, 40, 5
		var mu sync.Mutex
		got := map[int64][]string{}
		var now, most atomic.Int64
		busy := map[int64]bool{}
		h := &recorder{then: func(ctx context.Context, m handlers.Message) error {
			most.Store(max(most.Load(), now.Add(1)))
			defer now.Add(-1)
			mu.Lock()
			if busy[m.Chat.ID] {
				t.Errorf("two of chat %d at once", m.Chat.ID)
			}
			busy[m.Chat.ID] = true
			mu.Unlock()
			time.Sleep(time.Duration(rand.IntN(50)) * time.Millisecond)
			mu.Lock()
			busy[m.Chat.ID] = false
			got[m.Chat.ID] = append(got[m.Chat.ID], m.Text)
			mu.Unlock()
			return nil
		}}
		d := newDispatcher(&runner{handler: h, limit: time.Minute, log: (&journal{}).logger()}, dispatchLimits{workers: workers, waiting: 30, perChat: 100})
		var done atomic.Int64
		var want []string
		for i := range each {
			want = append(want, fmt.Sprint(i))
			for c := range int64(chats) {
				if err := d.add(t.Context(), job{message: message(c+1, fmt.Sprint(i)), done: func() { done.Add(1) }}); err != nil {
					t.Fatal(err)
				}
				d.mu.Lock()
				if d.total > 30 {
					t.Errorf("%d waiting", d.total)
				}
				d.mu.Unlock()
			}
		}
		if !d.stop(time.Hour) {
			t.Error("the workers don't end")
		}
		for _, c := range slices.Sorted(maps.Keys(got)) {
			if !slices.Equal(got[c], want) {
				t.Errorf("chat %d: %v", c, got[c])
			}
		}
		if len(got) != chats || done.Load() != chats*each {
			t.Errorf("%d chats, %d done", len(got), done.Load())
		}
		if most.Load() != workers {
			t.Errorf("at most %d at once, want %d", most.Load(), workers)
		}
		if len(d.chats) != 0 {
			t.Errorf("%d queues are left", len(d.chats))
		}
	})
}

func TestOneChatCannotHoldUpTheOthers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h := &recorder{then: func(ctx context.Context, m handlers.Message) error { return sleep(ctx, 10*time.Second) }}
		log := &journal{}
		d := newDispatcher(&runner{handler: h, limit: time.Minute, log: log.logger()}, dispatchLimits{workers: 4, waiting: 256, perChat: 5, patience: 2 * time.Second})
		begin := time.Now()
		var done atomic.Int64
		for i := range 100 {
			if err := d.add(t.Context(), job{message: message(1, fmt.Sprint(i)), done: func() { done.Add(1) }}); err != nil {
				t.Fatal(err)
			}
			synctest.Wait()
		}
		if took := time.Since(begin); took > 3*time.Second {
			t.Errorf("a flood of one chat takes %v to accept", took)
		}
		if err := d.add(t.Context(), job{message: message(2, "other"), done: func() {}}); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if got := h.texts(); got != "0 other" {
			t.Errorf("handled %q", got)
		}
		if n := strings.Count(log.String(), "faster than"); n != 1 {
			t.Errorf("%d lines in the log for one flood", n)
		}
		if n := done.Load(); n != 100-6 {
			t.Errorf("%d dropped, want 94", n)
		}
		time.Sleep(time.Minute) // the flood is over
		if err := d.add(t.Context(), job{message: message(1, "later"), done: func() {}}); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Minute)
		if got := h.texts(); !strings.HasSuffix(got, "later") {
			t.Errorf("handled %q", got)
		}
		d.stop(time.Minute)
	})
}

func TestAddEndsWithItsContext(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		end := make(chan struct{})
		h := &recorder{then: func(context.Context, handlers.Message) error { <-end; return nil }}
		for name, l := range map[string]dispatchLimits{
			"full":      {workers: 1, waiting: 1, perChat: 9, patience: time.Hour},
			"chat full": {workers: 1, waiting: 9, perChat: 1, patience: time.Hour},
		} {
			d := newDispatcher(&runner{handler: h, limit: time.Hour, log: (&journal{}).logger()}, l)
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			var err error
			for range 3 {
				err = d.add(ctx, job{message: message(1, ""), done: func() {}})
				synctest.Wait()
			}
			if err == nil {
				t.Errorf("%s: added all the same", name)
			}
			cancel()
			go d.stop(time.Hour)
		}
		close(end)
		time.Sleep(time.Second)
	})
}

func TestLedger(t *testing.T) {
	t.Parallel()
	l := newLedger()
	begin := func(id int64, want bool) {
		t.Helper()
		if got := l.begin(id); got != want {
			t.Errorf("begin(%d) = %v", id, got)
		}
	}
	finish := func(id, next int64) {
		t.Helper()
		if l.finish(id); l.next() != next {
			t.Errorf("after %d the offset is %d, want %d", id, l.next(), next)
		}
	}
	if l.next() != 0 {
		t.Error("an offset from nothing")
	}
	for _, id := range []int64{10, 11, 15, 12} {
		begin(id, true)
		begin(id, false)
	}
	finish(11, 10)
	finish(99, 10)  // never begun
	begin(9, false) // below the offset, with updates open
	finish(10, 12)
	begin(8, false)
	finish(15, 12)
	begin(14, true)
	l.abandon(14)
	finish(12, 16)
	begin(11, false)
	begin(14, true) // with nothing open the ids may have begun anew
	finish(14, 15)
	for id := range int64(2 * remembered) {
		begin(1000+id, true)
		l.finish(1000 + id)
	}
	if len(l.done) != remembered || len(l.ring) != remembered || len(l.open) != 0 {
		t.Errorf("the ledger grows: %d, %d, %d", len(l.done), len(l.ring), len(l.open))
	}
}
