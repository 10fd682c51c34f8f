package bot

import (
	"context"
	"log/slog"
	"sync/atomic"

	"github.com/forumbot/forumbot/handlers"
)

// intake takes updates off the poll loop and answers for them from then on.
type intake interface {
	// accept takes a batch, in the order of its ids, and returns how many it
	// did not have before. What is not accepted because of an error is to come
	// again.
	accept(ctx context.Context, batch []Update) (fresh int, err error)
	// offset is where Telegram is to go on: it may forget all updates with a
	// lower id. 0 while nothing is known.
	offset() int64
	// moved receives when an update was finished since the last receive, so
	// that offset may have changed; nil when only accept changes it.
	moved() <-chan struct{}
}

// reader finds out what an update asks of the handler.
type reader struct {
	me      self
	handler Handler
	onMove  func(ctx context.Context, oldChat, newChat int64)
	onStop  func(chat, draft int64)
	log     *slog.Logger
}

// read returns what the handler needs of an update; nil for nothing.
func (r *reader) read(ctx context.Context, u Update) *handlers.Message {
	d, err := decode(u.Raw, r.me)
	switch {
	case err != nil:
		r.log.Warn("an update can't be read and is passed over", "update", u.ID, "error", err)
	case d.moved:
		r.onMove(ctx, d.old, d.new_)
	case d.stopped:
		// At once: in the order of its chat it would wait for what it stops.
		r.onStop(d.chat, d.draft)
	case d.message != nil:
		if m, ok := r.handler.Sift(ctx, *d.message); ok {
			return &m
		}
	}
	return nil
}

// memoryIntake hands updates straight to the dispatcher. An update stays with
// Telegram until it and all before it are handled.
type memoryIntake struct {
	*reader
	ledger   *ledger
	dispatch *dispatcher
}

func (in *memoryIntake) offset() int64          { return in.ledger.next() }
func (in *memoryIntake) moved() <-chan struct{} { return in.ledger.moved }

// accept blocks while the dispatcher is full. Its only error is that of a done
// ctx.
func (in *memoryIntake) accept(ctx context.Context, batch []Update) (fresh int, err error) {
	for _, u := range batch {
		if !in.ledger.begin(u.ID) {
			continue
		}
		if m := in.read(ctx, u); m != nil {
			done := func() { in.ledger.finish(u.ID) }
			if err := in.dispatch.add(ctx, job{update: u.ID, message: *m, done: done}); err != nil {
				in.ledger.abandon(u.ID)
				return fresh, err
			}
		} else {
			in.ledger.finish(u.ID)
		}
		fresh++
	}
	return fresh, nil
}

// durableIntake puts updates into an Inbox, after which Telegram may forget
// them. What asks nothing of the handler is not stored.
type durableIntake struct {
	*reader
	inbox Inbox
	next  atomic.Int64
}

func (in *durableIntake) offset() int64          { return in.next.Load() }
func (in *durableIntake) moved() <-chan struct{} { return nil }

func (in *durableIntake) accept(ctx context.Context, batch []Update) (fresh int, err error) {
	if len(batch) == 0 {
		return 0, nil
	}
	var items []Item
	passed := 0
	for _, u := range batch {
		m := in.read(ctx, u)
		if m == nil {
			passed++
			continue
		}
		payload, err := pack(*m)
		if err != nil {
			in.log.Error("an update can't be stored and is passed over", "update", u.ID, "error", err)
			passed++
			continue
		}
		items = append(items, Item{ID: u.ID, Chat: orderKey(m), Payload: payload})
	}
	if err := ctx.Err(); err != nil {
		return 0, err // the handler may have been kept from judging
	}
	if fresh, err = in.inbox.Accept(ctx, items); err != nil {
		return 0, err
	}
	next := batch[len(batch)-1].ID + 1
	if in.next.Swap(next) == next {
		passed = 0 // the server repeats itself
	}
	return fresh + passed, nil
}
