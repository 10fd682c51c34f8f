package bot

import (
	"context"
)

// delivery keeps a message from being sent again when an update is handled
// anew after a crash. Handling it sends the same messages in the same order;
// those that were recorded are skipped.
type delivery struct {
	work Work
	left []int // recorded by an earlier claim and not met again yet
}

type deliveryKey struct{}

// deliver returns a context under which messages are sent for w.
func deliver(ctx context.Context, w Work) context.Context {
	return context.WithValue(w.Context(ctx), deliveryKey{}, &delivery{work: w, left: w.Sent()})
}

// once sends a message by send, which returns its id, unless it was sent
// before. The message is recorded with the next commit. That of the messages
// before it comes first, so that a crash repeats one message at most.
func once(ctx context.Context, send func() (int, error)) (int, error) {
	d, ok := ctx.Value(deliveryKey{}).(*delivery)
	if !ok {
		return send()
	}
	if len(d.left) > 0 {
		id := d.left[0]
		d.left = d.left[1:]
		return id, nil
	}
	if err := d.work.Commit(ctx); err != nil {
		return 0, &Error{Kind: Unreachable, Method: "sendMessage", Description: "what was done before can't be stored", Err: err}
	}
	id, err := send()
	if err == nil {
		d.work.Record(id)
	}
	return id, err
}
