package simulator

import (
	"sync"
	"time"
)

// Clock is the time of a simulated world: the real one, which can be moved on.
// A nil *Clock is the real time.
type Clock struct {
	mu    sync.Mutex
	ahead time.Duration
	moved chan struct{}
}

// NewClock returns a clock that shows the real time until it is moved.
func NewClock() *Clock { return &Clock{moved: make(chan struct{})} }

// Now is the time.
func (c *Clock) Now() time.Time {
	if c == nil {
		return time.Now()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return time.Now().Add(c.ahead)
}

// Advance moves the clock on. It never goes back: d must be positive.
func (c *Clock) Advance(d time.Duration) {
	if d <= 0 {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ahead += d
	close(c.moved)
	c.moved = make(chan struct{})
}

// Moved is closed when the clock is next moved.
func (c *Clock) Moved() <-chan struct{} {
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.moved
}
