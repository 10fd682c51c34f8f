package answer

import (
	"context"
	"errors"
	"time"
)

// fits tells whether, after a pause, half of the time that is left would still
// be there.
func fits(ctx context.Context, wait time.Duration) bool {
	deadline, ok := ctx.Deadline()
	return !ok || 2*wait <= time.Until(deadline)
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// longestHold is how long a server is left alone that limits requests on and on and
// doesn't say until when.
const longestHold = time.Minute

// hold lets no request go out for a while, the longer the more often that was
// needed.
func (c *client) hold(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	d = max(d, min(time.Second<<min(c.limits, 10), longestHold))
	c.limits++
	if until := time.Now().Add(d); until.After(c.held) {
		c.held = until
	}
}

// limitedAgain tells that requests were limited just before, so that nobody waits
// for another try.
func (c *client) limitedAgain() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.limits > 0
}

func (c *client) heldFor(now time.Time) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.held.Sub(now)
}

// note logs when the server begins to fail, in which way, and when that is over.
func (c *client) note(err error) {
	e, _ := errors.AsType[*Error](err)
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case err == nil:
		if c.failing != "" {
			c.log.Info("the language model answers again")
		}
		c.failing, c.limits = "", 0
	case e == nil || !e.failing() && e.Kind != TooMany || e.Kind == c.failing:
	default:
		c.failing = e.Kind
		c.log.Warn("the language model does not answer as it should; curated texts go out as they are", "error", e, "advice", e.Kind.advice())
	}
}
