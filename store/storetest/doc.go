// Package storetest is the suite that every database of package store must
// pass, with a real PostgreSQL to pass it on.
package storetest

import (
	"sync"
	"testing"
	"time"

	"github.com/forumbot/forumbot/store"
)

// Clock is a time that tests move.
type Clock struct {
	mu sync.Mutex
	t  time.Time
}

// NewClock returns a Clock at some day in 2026.
func NewClock() *Clock { return &Clock{t: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)} }

// Now is the time.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

// Add moves the time, also backwards.
func (c *Clock) Add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// Database makes databases for the tests.
type Database struct {
	// Fresh returns the options that open an empty database.
	Fresh func(t *testing.T) store.Options
	// Shared tells that several processes may have it open at once.
	Shared bool
}

func open(t *testing.T, o store.Options) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() }) // again, after tests that did
	return s
}
