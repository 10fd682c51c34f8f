package bot

import (
	"context"
	"log/slog"
)

// Inbox takes updates off the poll loop, or a webhook, and answers for them
// from then on. The one here keeps them in memory and lets go of an update
// when it is handled; one that stores them durably can let go at once.
type Inbox interface {
	// Accept takes one update; it blocks while the inbox is full. Fresh is
	// false for an update that it already has or had. The only error is that
	// of a done ctx; the update is then not accepted.
	Accept(ctx context.Context, u Update) (fresh bool, err error)
	// Offset is where Telegram is to go on: it may forget all updates with a
	// lower id. 0 while nothing is known.
	Offset() int64
	// Moved receives when an update was finished since the last receive, so
	// that Offset may have changed.
	Moved() <-chan struct{}
}

// memoryInbox hands updates straight to the dispatcher. An update stays with
// Telegram until it and all before it are handled.
type memoryInbox struct {
	ledger   *ledger
	dispatch *dispatcher
	decode   func(Update) (decoded, error)
	onMove   func(ctx context.Context, oldChat, newChat int64)
	log      *slog.Logger
}

func (in *memoryInbox) Offset() int64          { return in.ledger.next() }
func (in *memoryInbox) Moved() <-chan struct{} { return in.ledger.moved }

func (in *memoryInbox) Accept(ctx context.Context, u Update) (bool, error) {
	if !in.ledger.begin(u.ID) {
		return false, nil
	}
	d, err := in.decode(u)
	switch {
	case err != nil:
		in.log.Warn("an update can't be read and is passed over", "update", u.ID, "error", err)
	case d.moved:
		in.onMove(ctx, d.old, d.new_)
	case d.message != nil:
		done := func() { in.ledger.finish(u.ID) }
		if err := in.dispatch.add(ctx, job{update: u.ID, message: *d.message, done: done}); err != nil {
			in.ledger.abandon(u.ID)
			return false, err
		}
		return true, nil
	}
	in.ledger.finish(u.ID)
	return true, nil
}
