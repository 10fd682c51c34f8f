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

// jitter is how much closer together messages may arrive than they were sent:
// not every request takes the same time on its way. Short stretches allow less.
const jitter = 100 * time.Millisecond

// window remembers when the last messages were sent, as many as may be.
type window []time.Time

// flood is who sent how much. It goes by real time, for so do limits.
type flood struct {
	limits  floodLimits
	overall window
	chats   map[int64]*[2]window // by chat: of every chat, of groups
}

func newFlood(l floodLimits) *flood { return &flood{limits: l, chats: map[int64]*[2]window{}} }

// wait is how long until one more fits: in no stretch of p.Per seconds, less
// the jitter, are there more than p.Count.
func (w window) wait(p pace, now time.Time) time.Duration {
	if p.Count <= 0 || p.Per <= 0 || len(w) < p.Count {
		return 0
	}
	const longest = 1e9 // seconds; a time.Duration holds nine times that
	per := time.Duration(min(p.Per, longest) * float64(time.Second))
	left := per - now.Sub(w[len(w)-p.Count])
	if left <= min(jitter, per/10) {
		return 0
	}
	return left
}

func (w *window) add(p pace, now time.Time) {
	if p.Count <= 0 {
		return
	}
	if len(*w) >= p.Count {
		*w = (*w)[len(*w)-p.Count+1:]
	}
	*w = append(*w, now)
}

// take counts a message to the chat, or tells after how many seconds to try
// again. A nil flood has no limits.
func (f *flood) take(chat int64, now time.Time) *apiError {
	if f == nil {
		return nil
	}
	c := f.chats[chat]
	if c == nil {
		c = &[2]window{}
		f.chats[chat] = c
	}
	wait := max(f.overall.wait(f.limits.Overall, now), c[0].wait(f.limits.Chat, now))
	if chat < 0 {
		wait = max(wait, c[1].wait(f.limits.Group, now))
	}
	if wait > 0 {
		return tooMany(max(int(math.Ceil(wait.Seconds())), 1))
	}
	f.overall.add(f.limits.Overall, now)
	c[0].add(f.limits.Chat, now)
	c[1].add(f.limits.Group, now)
	return nil
}
