package bot

import (
	"context"
	"time"

	"github.com/forumbot/forumbot/handlers"
)

// Messages that nobody waits for, such as daily posts, go out in bulk: at a
// rate of their own within the overall one, evenly spread, behind every message
// that somebody waits for, and never so many that the next of those would have
// to wait.

// spareFor is what bulk leaves free of the overall rate at any time: a sixth,
// for as many answers at once.
const spareFor = 6

// bulkPace is the pace of what is sent in bulk.
type bulkPace struct {
	window
	held   time.Time // Telegram said to wait until then
	behind time.Time // until then an answer has the next turn
}

// yieldFor is how long an answer that had to wait keeps its turn after it came:
// as long as a timer may be late.
const yieldFor = 2 * time.Millisecond

// yield lets an answer go first that waits until free.
func (b *bulkPace) yield(free time.Time) {
	if until := free.Add(yieldFor); until.After(b.behind) {
		b.behind = until
	}
}

// waitBulk is wait for a message that nobody waits for.
func (l *limiter) waitBulk(ctx context.Context, chat int64) error {
	for {
		d := l.takeBulk(chat, time.Now())
		if d <= 0 {
			return ctx.Err()
		}
		if err := sleep(ctx, d); err != nil {
			return err
		}
	}
}

// takeBulk is take for a message that nobody waits for.
func (l *limiter) takeBulk(chat int64, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	free := l.overall.freeBut(l.overall.rate.Count / spareFor)
	for _, t := range []time.Time{l.bulk.free(), l.bulk.held, l.bulk.behind} {
		if t.After(free) {
			free = t
		}
	}
	d := l.takeAfter(free, chat, now)
	if d == 0 {
		l.bulk.add(now)
	}
	return d
}

// holdBulk keeps everything in bulk back for d.
func (l *limiter) holdBulk(d time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if until := time.Now().Add(d); until.After(l.bulk.held) {
		l.bulk.held = until
	}
}

type bulkKey struct{}

// inBulk returns a context under which messages are sent in bulk, if yes.
func inBulk(ctx context.Context, yes bool) context.Context {
	if !yes {
		return ctx
	}
	return context.WithValue(ctx, bulkKey{}, true)
}

// turn waits for a call's turn, and runs what the handlers want to be done right
// before it.
func (s *sender) turn(ctx context.Context, method string, chat int64) error {
	wait := s.limiter.wait
	if ctx.Value(bulkKey{}) != nil {
		wait = s.limiter.waitBulk
	}
	err := wait(ctx, chat)
	if begin := handlers.BeginOf(ctx); begin != nil && err == nil {
		err = begin(ctx)
	}
	if err != nil {
		return canceled(method, err)
	}
	return nil
}

// tooMany obeys a 429: it holds the chat back, and all that is sent in bulk if
// that drew it.
func (s *sender) tooMany(ctx context.Context, chat int64, pause time.Duration) {
	s.limiter.hold(chat, pause)
	if ctx.Value(bulkKey{}) != nil {
		s.limiter.holdBulk(pause)
	}
}
