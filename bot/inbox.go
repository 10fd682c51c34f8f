package bot

import (
	"context"
	"errors"
	"time"
)

// Item is an update on its way through an Inbox.
type Item struct {
	ID      int64 // update_id
	Chat    int64 // whose updates are handled in order
	Payload []byte
}

// Inbox keeps updates durably from their acceptance until they are handled.
// It is safe for concurrent use.
type Inbox interface {
	// Accept stores items, all or none, and each ID once for as long as
	// Telegram may repeat it. When it returns without an error they survive
	// any crash. Fresh is how many were not there before.
	Accept(ctx context.Context, items []Item) (fresh int, err error)
	// Claim takes up to most items that nobody else has and that may be
	// handled now: the first of its chat, and not put back for later.
	Claim(ctx context.Context, most int) ([]Work, error)
	// Wake receives when Claim may find more than before. It may miss what
	// other processes do.
	Wake() <-chan struct{}
}

// Work is a claimed item. It is used by one goroutine at a time, and no more
// after Finish or Retry succeeded.
type Work interface {
	Item() Item
	Accepted() time.Time
	// Crashes is how often a process ended while it had this item.
	Crashes() int
	// Sent are the messages recorded for this item by an earlier claim.
	Sent() []int
	// Context returns one under which what handlers store is kept back for
	// the next Commit or Finish.
	Context(ctx context.Context) context.Context
	// Record notes a message that was sent for this item, for the next Commit,
	// Finish or Retry.
	Record(message int)
	// Commit makes durable what was kept back and noted so far. It costs
	// nothing when there is nothing.
	Commit(ctx context.Context) error
	// Finish commits and ends the item, in one transaction.
	Finish(ctx context.Context) error
	// Retry puts the item back for later. Of what was kept back, only the
	// recorded messages are committed.
	Retry(ctx context.Context, after time.Duration) error
}

// ErrLost says that a Work is somebody else's by now, or ended; nothing was
// committed.
var ErrLost = errors.New("the update was taken over by another process")
