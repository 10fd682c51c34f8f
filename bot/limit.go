package bot

import (
	"context"
	"sync"
	"time"
)

// Rate is a number of messages within a stretch of time: in no stretch of that
// length are more sent. A Count of 0 is no limit.
type Rate struct {
	Count int
	Per   time.Duration
}

// Limits are the rates at which messages and edits are sent. Telegram names
// about 30 a second overall, 1 a second in a chat where short bursts pass, and
// 20 a minute in a group; the exact limits are not published, and a 429 is
// obeyed beside these. See https://core.telegram.org/bots/faq.
type Limits struct {
	Overall Rate
	Chat    Rate
	Group   Rate // groups, supergroups and channels, beside Chat
	Bulk    Rate // of Overall, for messages that nobody waits for; see bulk.go
}

// DefaultLimits keeps to what Telegram names.
var DefaultLimits = Limits{
	Overall: Rate{30, time.Second},
	Chat:    Rate{5, 5 * time.Second},
	Group:   Rate{20, time.Minute},
	Bulk:    Rate{1, 40 * time.Millisecond},
}

// NoLimits lets everything through at once: for a server that has no limits.
// Telegram's has, and would answer 429.
var NoLimits = Limits{Overall: Rate{Count: 0, Per: time.Second}}

// window remembers when the last Count messages were sent.
type window struct {
	rate Rate
	sent []time.Time // a ring once it is full
	at   int         // the oldest
}

// free is when the next may be sent; the zero time or one in the past: now.
func (w *window) free() time.Time { return w.freeBut(0) }

// freeBut is when the next may be sent and leave room for spare more.
func (w *window) freeBut(spare int) time.Time {
	// Of those remembered, all but the newest Count-1-spare must be over.
	last := len(w.sent) - (w.rate.Count - spare)
	if w.rate.Count <= 0 || last < 0 {
		return time.Time{}
	}
	return w.sent[(w.at+last)%len(w.sent)].Add(w.rate.Per)
}

func (w *window) add(now time.Time) {
	switch {
	case w.rate.Count <= 0:
	case len(w.sent) < w.rate.Count:
		w.sent = append(w.sent, now)
	default:
		w.sent[w.at] = now
		w.at = (w.at + 1) % len(w.sent)
	}
}

// idle tells that nothing is left to remember.
func (w *window) idle(now time.Time) bool {
	if len(w.sent) == 0 {
		return true
	}
	newest := w.sent[(w.at+len(w.sent)-1)%len(w.sent)]
	return now.Sub(newest) >= w.rate.Per
}

// limiter lets requests through at the pace of Limits.
type limiter struct {
	limits Limits

	mu      sync.Mutex
	overall window
	bulk    bulkPace
	chats   map[int64]*chatPace
	pruneAt int
}

type chatPace struct {
	chat, group window
	held        time.Time // Telegram said to wait until then
}

func newLimiter(l Limits) *limiter {
	return &limiter{limits: l, overall: window{rate: l.Overall}, bulk: bulkPace{window: window{rate: l.Bulk}}, chats: map[int64]*chatPace{}, pruneAt: 1024}
}

// wait blocks until a message may be sent to the chat, and counts it. Chat 0
// counts towards the overall rate only. A wait for the chat's own turn may be
// long, and does not keep other updates from being handled.
func (l *limiter) wait(ctx context.Context, chat int64) error {
	for {
		d := l.take(chat, time.Now())
		if d <= 0 {
			return ctx.Err()
		}
		pause := sleep
		if d > l.limits.Overall.Per { // it is not the turn of all that is waited for
			pause = aside
		}
		if err := pause(ctx, d); err != nil {
			return err
		}
	}
}

// take counts a message and returns 0, or returns how long to wait.
func (l *limiter) take(chat int64, now time.Time) time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	free := l.overall.free()
	if free.After(now) {
		l.bulk.yield(free)
	}
	return l.takeAfter(free, chat, now)
}

// takeAfter is take with the time at which all that is sent has its turn.
func (l *limiter) takeAfter(free time.Time, chat int64, now time.Time) time.Duration {
	var p *chatPace
	if chat != 0 {
		p = l.pace(chat, now)
		for _, t := range []time.Time{p.chat.free(), p.group.free(), p.held} {
			if t.After(free) {
				free = t
			}
		}
	}
	if free.After(now) {
		return free.Sub(now)
	}
	l.overall.add(now)
	if p != nil {
		p.chat.add(now)
		p.group.add(now)
	}
	return 0
}

// hold keeps everything for the chat back for d.
func (l *limiter) hold(chat int64, d time.Duration) {
	if chat == 0 {
		return
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	now := time.Now()
	if p, until := l.pace(chat, now), now.Add(d); until.After(p.held) {
		p.held = until
	}
}

func (l *limiter) pace(chat int64, now time.Time) *chatPace {
	if p := l.chats[chat]; p != nil {
		return p
	}
	if len(l.chats) >= l.pruneAt {
		for id, p := range l.chats {
			if p.chat.idle(now) && p.group.idle(now) && !p.held.After(now) {
				delete(l.chats, id)
			}
		}
		l.pruneAt = max(1024, 2*len(l.chats))
	}
	p := &chatPace{chat: window{rate: l.limits.Chat}}
	if chat < 0 { // Telegram's ids of all chats but private ones are negative
		p.group.rate = l.limits.Group
	}
	l.chats[chat] = p
	return p
}
