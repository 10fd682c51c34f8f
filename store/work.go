package store

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/forumbot/forumbot/bot"
)

// giveUpWrites is after how many refusals an update is ended without what its
// handler stored, so that its chat goes on. Failures of the database itself
// don't count.
const giveUpWrites = 3

// work is a claimed update, and what waits to be committed with its end.
type work struct {
	s        *Store
	item     bot.Item
	accepted time.Time
	attempts int
	crashes  int
	before   int // how many of sent an earlier claim recorded

	mu       sync.Mutex
	writes   []func(ctx context.Context, q querier) error
	sent     []int
	noted    bool // sent has grown since it was committed
	refusals int  // of the writes as such
}

type workKey struct{}

// workOf is the update that is handled under ctx; nil for none of this store.
func workOf(ctx context.Context, s *Store) *work {
	if w, ok := ctx.Value(workKey{}).(*work); ok && w.s == s {
		return w
	}
	return nil
}

// Item implements bot.Work.
func (w *work) Item() bot.Item { return w.item }

// Accepted implements bot.Work.
func (w *work) Accepted() time.Time { return w.accepted }

// Crashes implements bot.Work.
func (w *work) Crashes() int { return w.crashes }

// Sent implements bot.Work.
func (w *work) Sent() []int { return w.sent[:w.before:w.before] }

// Context implements bot.Work.
func (w *work) Context(ctx context.Context) context.Context {
	return context.WithValue(ctx, workKey{}, w)
}

func (w *work) add(f func(ctx context.Context, q querier) error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.writes = append(w.writes, f)
}

func (w *work) pending() bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.writes) > 0 || w.noted
}

// Record implements bot.Work.
func (w *work) Record(message int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.sent = append(w.sent, message)
	w.noted = true
}

// Commit implements bot.Work.
func (w *work) Commit(ctx context.Context) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.s.holds() {
		return bot.ErrLost
	}
	if len(w.writes) == 0 && !w.noted {
		return nil
	}
	sent, err := list(w.sent)
	if err != nil {
		return err
	}
	if err := w.commit(ctx, w.writes, "sent = $4", sent); err != nil {
		return err
	}
	w.writes, w.noted = nil, false
	return nil
}

// Finish implements bot.Work.
func (w *work) Finish(ctx context.Context) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.refusals >= giveUpWrites {
		w.s.log.Error("the database refuses what was to be stored with an update; it is given up", "update", w.item.ID)
		w.writes = nil
	}
	return w.end(w.commit(ctx, w.writes, "state = 'done', chat = 0, payload = NULL, sent = '', owner = ''"), true)
}

// Retry implements bot.Work.
func (w *work) Retry(ctx context.Context, after time.Duration) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	sent, err := list(w.sent)
	if err != nil {
		return err
	}
	at := int64(0)
	if after > 0 {
		at = millis(w.s.now().Add(min(after, longestDelay)))
	}
	return w.end(w.commit(ctx, nil, "state = 'ready', owner = '', sent = $4, run_at = $5", sent, at), false)
}

// commit does the writes and changes the update's row, if this claim on it
// still holds.
func (w *work) commit(ctx context.Context, writes []func(ctx context.Context, q querier) error, set string, args ...any) error {
	err := w.s.engine.transact(ctx, func(ctx context.Context, q querier) error {
		r, err := q.ExecContext(ctx, "UPDATE inbox SET "+set+" WHERE id = $1 AND owner = $2 AND attempts = $3 AND state = 'running'",
			append([]any{w.item.ID, w.s.owner, w.attempts}, args...)...)
		if err != nil {
			return err
		}
		switch n, err := r.RowsAffected(); {
		case err != nil:
			return err
		case n == 0:
			return bot.ErrLost
		}
		for _, f := range writes {
			if err := f(ctx, q); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil || errors.Is(err, bot.ErrLost) {
		return err
	}
	if refused(err) {
		w.refusals++
	}
	return explain(err)
}

// end lets go of an update that is ended or lost, or put back: then it goes on
// to be the first of its chat. Claim has nothing to look for when the chat has
// no other.
func (w *work) end(err error, done bool) error {
	if err != nil && !errors.Is(err, bot.ErrLost) {
		return err
	}
	more := true
	w.s.mu.Lock()
	if w.s.held[w.item.ID] == w {
		delete(w.s.held, w.item.ID)
		if done {
			more = w.s.ended(w.item.Chat)
		}
	}
	w.s.mu.Unlock()
	if more {
		w.s.signal()
	}
	return err
}
