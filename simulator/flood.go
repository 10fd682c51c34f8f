package simulator

import (
	"math"
	"time"
)

// pace is a rate: count messages in a stretch of time, which may come at once.
type pace struct {
	Count int     `json:"count"`
	Per   float64 `json:"per"` // seconds
}

// floodLimits are rates of sending beyond which 429 is answered.
type floodLimits struct {
	Overall pace `json:"overall"`
	Chat    pace `json:"chat"`
	Group   pace `json:"group"`
}

// usualFlood is what Telegram names: 30 messages a second overall, one a
// second in a chat where short bursts pass, 20 a minute in a group.
var usualFlood = floodLimits{Overall: pace{30, 1}, Chat: pace{5, 5}, Group: pace{20, 60}}

// bucket counts by the leaky bucket: it holds what was sent and empties at the
// pace; it is full at count.
type bucket struct {
	level float64
	at    time.Time
}

// flood is who sent how much. It goes by real time, for so do limits.
type flood struct {
	limits  floodLimits
	overall bucket
	chats   map[int64]*[2]bucket // by chat: of every chat, of groups
}

func newFlood(l floodLimits) *flood { return &flood{limits: l, chats: map[int64]*[2]bucket{}} }

// wait is how long until one more fits.
func (b *bucket) wait(p pace, now time.Time) time.Duration {
	if p.Count <= 0 || p.Per <= 0 {
		return 0
	}
	rate := float64(p.Count) / p.Per
	b.level = max(b.level-now.Sub(b.at).Seconds()*rate, 0)
	b.at = now
	if over := b.level + 1 - float64(p.Count); over > 1e-9 {
		return time.Duration(over / rate * float64(time.Second))
	}
	return 0
}

// take counts a message to the chat, or tells after how many seconds to try
// again. A nil flood has no limits.
func (f *flood) take(chat int64, now time.Time) *apiError {
	if f == nil {
		return nil
	}
	b := f.chats[chat]
	if b == nil {
		b = &[2]bucket{}
		f.chats[chat] = b
	}
	wait := max(f.overall.wait(f.limits.Overall, now), b[0].wait(f.limits.Chat, now))
	if chat < 0 {
		wait = max(wait, b[1].wait(f.limits.Group, now))
	}
	if wait > 0 {
		return tooMany(max(int(math.Ceil(wait.Seconds())), 1))
	}
	f.overall.level++
	b[0].level++
	b[1].level++
	return nil
}
