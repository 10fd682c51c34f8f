package bot

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/forumbot/forumbot/handlers"
)

// Handler decides what a message, button or command does.
type Handler interface {
	// Sift tells whether a message asks anything of the handler, and returns
	// what of it is needed to handle it. Only that is ever stored.
	Sift(ctx context.Context, m handlers.Message) (needed handlers.Message, ok bool)
	// Handle may take until ctx ends. Its error is logged, nothing else.
	Handle(ctx context.Context, m handlers.Message) error
}

// job is one update on its way to the Handler.
type job struct {
	update  int64
	message handlers.Message
	done    func() // handled, or given up for good
}

// dispatchLimits bounds a dispatcher.
type dispatchLimits struct {
	workers  int           // updates handled at the same time
	waiting  int           // updates waiting, of all chats together
	perChat  int           // updates waiting, of one chat
	patience time.Duration // how long add waits for a chat that has perChat waiting
}

// dispatcher handles the updates of a chat one after the other, those of
// different chats side by side.
type dispatcher struct {
	*runner
	limits dispatchLimits

	ctx    context.Context // of all handlers; cancel cuts them off
	cancel context.CancelFunc
	wg     sync.WaitGroup // workers

	mu      sync.Mutex
	changed *sync.Cond           // on mu: ready, total or closed changed
	chats   map[int64]*chatQueue // only those with updates waiting or in work
	ready   []*chatQueue         // with updates waiting and none in work
	total   int                  // waiting
	closed  bool
}

type chatQueue struct {
	key     int64
	jobs    []job
	busy    bool
	flooded bool          // add waited in vain for this chat
	room    chan struct{} // closed and renewed when a job is taken
}

func newDispatcher(r *runner, l dispatchLimits) *dispatcher {
	d := &dispatcher{runner: r, limits: l, chats: map[int64]*chatQueue{}}
	d.ctx, d.cancel = context.WithCancel(context.Background())
	d.changed = sync.NewCond(&d.mu)
	for range l.workers {
		d.wg.Go(d.work)
	}
	return d
}

// add queues a job; it waits while the queue is full. When one chat has too
// much waiting and stays so, its new job is dropped: otherwise a single person
// could hold up everybody. The only error is that of a done ctx.
func (d *dispatcher) add(ctx context.Context, j job) error {
	stop := context.AfterFunc(ctx, func() {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.changed.Broadcast()
	})
	defer stop()

	d.mu.Lock()
	defer d.mu.Unlock()
	for d.total >= d.limits.waiting && ctx.Err() == nil {
		d.changed.Wait()
	}
	key := orderKey(&j.message)
	q := d.chats[key]
	if q != nil && len(q.jobs) >= d.limits.perChat && ctx.Err() == nil {
		if q = d.waitForRoom(ctx, q); q != nil && len(q.jobs) >= d.limits.perChat && ctx.Err() == nil {
			d.drop(q, j)
			return nil
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if q == nil {
		q = &chatQueue{key: key, room: make(chan struct{})}
		d.chats[key] = q
	}
	q.jobs = append(q.jobs, j)
	d.total++
	if !q.busy && len(q.jobs) == 1 {
		d.ready = append(d.ready, q)
	}
	d.changed.Broadcast()
	return nil
}

// waitForRoom waits until q takes another job, and returns the chat's queue of
// then: nil if it has emptied. It doesn't wait for a chat that already kept
// somebody waiting in vain, until half of what it has is handled.
func (d *dispatcher) waitForRoom(ctx context.Context, q *chatQueue) *chatQueue {
	if q.flooded {
		return q
	}
	timer := time.NewTimer(d.limits.patience)
	defer timer.Stop()
	for waiting := true; waiting; {
		room := q.room
		d.mu.Unlock()
		select {
		case <-room:
		case <-ctx.Done():
			waiting = false
		case <-timer.C:
			waiting = false
		}
		d.mu.Lock()
		if q = d.chats[q.key]; q == nil || len(q.jobs) < d.limits.perChat {
			return q
		}
	}
	return q
}

func (d *dispatcher) drop(q *chatQueue, j job) {
	if !q.flooded && d.ctx.Err() == nil {
		d.log.Warn("a chat sends faster than it can be answered; its newest updates are dropped",
			"chat_type", string(j.message.Chat.Type), "waiting", len(q.jobs))
	}
	q.flooded = true
	j.done()
}

// work handles jobs until close.
func (d *dispatcher) work() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for {
		for len(d.ready) == 0 && !d.closed {
			d.changed.Wait()
		}
		if len(d.ready) == 0 || d.ctx.Err() != nil {
			return
		}
		q := d.ready[0]
		d.ready = d.ready[1:]
		j := q.jobs[0]
		q.jobs = q.jobs[1:]
		q.busy = true
		d.total--
		if len(q.jobs) < d.limits.perChat/2 {
			q.flooded = false
		}
		close(q.room)
		q.room = make(chan struct{})
		d.changed.Broadcast()

		d.mu.Unlock()
		finished := d.handle(j)
		d.mu.Lock()

		if finished {
			j.done()
		}
		q.busy = false
		if len(q.jobs) > 0 {
			d.ready = append(d.ready, q)
		} else {
			delete(d.chats, q.key)
		}
		d.changed.Broadcast()
	}
}

// handle runs the handler on one job. It reports false if the update is to
// come again, because stopping cut it off.
func (d *dispatcher) handle(j job) (finished bool) {
	err := d.runner.run(d.ctx, j.update, j.message)
	log := d.log.With("update", j.update, "kind", string(j.message.Kind))
	switch {
	case err == nil:
	case d.ctx.Err() != nil && errors.Is(err, context.Canceled):
		log.Warn("stopping cut an update off; it will come again")
		return false
	case KindOf(err) == Forbidden:
		log.Info("the bot may not write to a chat", "error", err)
	default:
		log.Error("an update could not be handled", "error", err)
	}
	return true
}

// stop lets the workers handle what is queued for at most grace, then cuts
// them off and waits for at most cutoff more. It reports whether all ended.
func (d *dispatcher) stop(grace time.Duration) bool {
	d.mu.Lock()
	d.closed = true
	d.changed.Broadcast()
	d.mu.Unlock()
	return windDown(&d.wg, d.cancel, grace)
}
