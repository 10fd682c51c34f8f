package handlers

import (
	"sync"
	"time"
)

// rated bounds how many people, or groups, are rated at a time. Whoever was
// heard of longest ago makes room, and starts afresh when they come again.
const rated = 20_000

// pacer keeps the pace of people, or of groups, by the generic cell rate
// algorithm (ITU-T I.371, annex A, as virtual scheduling): for each, the time
// at which the next message would be due if all before had come evenly. It is
// safe for concurrent use.
type pacer struct {
	burst int           // 0: no bound
	every time.Duration // from one message to the next, at an even pace

	mu   sync.Mutex
	keys *recent[int64, pace]
}

// pace is how somebody has asked so far.
type pace struct {
	due  time.Time // of the next message
	seen time.Time // the latest time that a message named
	last passed
	told bool // has been asked for patience, and has not been quiet since
}

// passed is a message that was let through. It may come again, after a failure,
// and then costs nothing.
type passed struct {
	chat  int64
	id    int
	words uint64 // a hash of its text: edits have the id of their message
}

func newPacer(burst int, every time.Duration, now func() time.Time) *pacer {
	// Whoever was quiet for longer than a burst takes to be regained is as good
	// as new; twice that, since messages may be heard of late.
	ttl := max(time.Minute, 2*time.Duration(burst)*every)
	return &pacer{burst: burst, every: every, keys: newRecent[int64, pace](rated, ttl, now)}
}

func (p *pacer) off() bool { return p.burst <= 0 || p.every <= 0 }

// fits tells whether a message that was sent at a time is within the pace. It
// counts nothing.
func (p *pacer) fits(key int64, m passed, at time.Time) bool {
	if p.off() {
		return true
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	k, _ := p.keys.get(key)
	if k.last == m && m != (passed{}) {
		return true
	}
	at = later(at, k.seen)
	return !later(k.due, at).Add(p.every).After(at.Add(time.Duration(p.burst) * p.every))
}

// count counts a message that was let through.
func (p *pacer) count(key int64, m passed, at time.Time) {
	if p.off() {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	k, _ := p.keys.get(key)
	if k.last == m && m != (passed{}) {
		return
	}
	at = later(at, k.seen) // it may be heard of after a newer one of another chat
	if !k.due.After(at) {
		k.told = false
	}
	k.due, k.seen, k.last = later(k.due, at).Add(p.every), at, m
	p.keys.put(key, k)
}

// tell tells whether somebody who is too fast is to be asked for patience: once,
// until they have been quiet for as long as it takes to be as good as new.
func (p *pacer) tell(key int64) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	k, _ := p.keys.get(key)
	first := !k.told
	k.told = true
	p.keys.put(key, k)
	return first
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
