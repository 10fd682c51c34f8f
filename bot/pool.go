package bot

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// claimEvery is how often the inbox is asked without a wake: for what was
	// put back for later, and for what other processes left.
	claimEvery = time.Second
	// settleLimit bounds one attempt to end an update.
	settleLimit = 10 * time.Second
	// maxCrashes is after how many crashes an update is given up: it may be
	// what they come from.
	maxCrashes = 10
	// maxAside bounds how many updates wait for their chats' turns beside those
	// that are worked on.
	maxAside = 1000
	// longestTrying is how long an answer that can't be sent is tried again;
	// as long as Telegram itself keeps updates.
	longestTrying = 24 * time.Hour
)

// pool handles what an Inbox holds, several updates side by side.
type pool struct {
	*runner
	inbox Inbox

	claims  context.Context // ends first: no more updates are claimed
	end     context.CancelFunc
	ctx     context.Context // of all handlers; cancel cuts them off
	cancel  context.CancelFunc
	claimer sync.WaitGroup
	workers sync.WaitGroup
	free    chan struct{} // a token for each update that may be begun
	aside   chan struct{} // holds one for each worker that waits without its token
	next    chan Work     // to a worker that has nothing to do
	idle    atomic.Int32  // workers that have nothing to do

	mu       sync.Mutex
	settling trouble // ending updates
}

func newPool(r *runner, in Inbox, workers int) *pool {
	p := &pool{runner: r, inbox: in, free: make(chan struct{}, workers), aside: make(chan struct{}, maxAside), next: make(chan Work),
		settling: trouble{log: r.log, doing: "storing what was done"}}
	p.claims, p.end = context.WithCancel(context.Background())
	p.ctx, p.cancel = context.WithCancel(context.Background())
	for range workers {
		p.free <- struct{}{}
	}
	p.claimer.Go(p.run)
	return p
}

// run claims updates and begins them.
func (p *pool) run() {
	pauses := backoff{first: 200 * time.Millisecond, most: 15 * time.Second}
	claiming := trouble{log: p.log, doing: "reading the inbox"}
	for {
		n := p.reserve()
		if n == 0 {
			return
		}
		claimed, err := p.inbox.Claim(p.claims, n)
		for range n - len(claimed) {
			p.free <- struct{}{}
		}
		for _, w := range claimed {
			p.begin(w)
		}
		switch {
		case p.claims.Err() != nil:
			return
		case err != nil:
			wait := pauses.pause()
			claiming.failed("database", err, "the database does not answer as it should", wait)
			_ = sleep(p.claims, wait)
			continue
		case len(claimed) == 0:
			p.rest()
		}
		pauses.reset()
		claiming.over()
	}
}

// begin has a worker handle an update: one that has nothing to do, whose stack
// has grown to what is needed, or a new one.
func (p *pool) begin(w Work) {
	select {
	case p.next <- w:
	default:
		p.workers.Go(func() {
			for {
				p.work(w)
				p.free <- struct{}{}
				if p.idle.Add(1) > int32(cap(p.free)) {
					p.idle.Add(-1)
					return // it took the place of one that was aside
				}
				select {
				case w = <-p.next:
					p.idle.Add(-1)
				case <-p.claims.Done():
					return
				}
			}
		})
	}
}

type poolKey struct{}

// aside sleeps. If ctx is that of an update in a pool, another update may be
// begun meanwhile: else a few chats whose turn is far off would keep all the
// others waiting.
func aside(ctx context.Context, d time.Duration) error {
	p, ok := ctx.Value(poolKey{}).(*pool)
	if !ok {
		return sleep(ctx, d)
	}
	select {
	case p.aside <- struct{}{}:
	default: // too many do
		return sleep(ctx, d)
	}
	p.free <- struct{}{}
	err := sleep(ctx, d)
	<-p.free // whoever has one gives it back, also when stopping
	<-p.aside
	return err
}

// reserve waits until updates may be begun and returns how many; 0 at the end.
func (p *pool) reserve() (n int) {
	select {
	case <-p.free:
		n = 1
	case <-p.claims.Done():
		return 0
	}
	for {
		select {
		case <-p.free:
			n++
		default:
			return n
		}
	}
}

func (p *pool) rest() {
	t := time.NewTimer(claimEvery)
	defer t.Stop()
	select {
	case <-p.inbox.Wake():
	case <-t.C:
	case <-p.claims.Done():
	}
}

// work handles one update and ends it.
func (p *pool) work(w Work) {
	log := p.log.With("update", w.Item().ID)
	m, err := unpack(w.Item().Payload)
	switch {
	case err != nil:
		log.Warn("a stored update can't be read and is passed over", "error", err)
	case w.Crashes() >= maxCrashes:
		log.Error("an update is given up: the program ended each time while it was handled", "times", w.Crashes())
	default:
		err := p.runner.run(deliver(context.WithValue(p.ctx, poolKey{}, p), w), w.Item().ID, m)
		if after, again := p.again(w, err); again {
			log.Warn("an update could not be handled and is tried again", "in", after.Round(time.Millisecond), "error", err)
			p.settle(w, func(ctx context.Context) error { return w.Retry(ctx, after) })
			return
		}
		if err != nil && KindOf(err) == Forbidden {
			log.Info("the bot may not write to a chat", "error", err)
		} else if err != nil {
			log.Error("an update could not be handled", "error", err)
		}
	}
	p.settle(w, w.Finish)
}

// again tells whether and when an update whose handling ended with err is to
// be handled once more: when stopping cut it off, and as long as Telegram can't
// be reached.
func (p *pool) again(w Work, err error) (after time.Duration, again bool) {
	e, ok := errors.AsType[*Error](err)
	switch {
	case err == nil:
		return 0, false
	case p.ctx.Err() != nil && errors.Is(err, context.Canceled):
		return 0, true
	case !ok || !e.transient() && e.Kind != TooMany:
		return 0, false
	}
	tried := time.Since(w.Accepted())
	// The longer it was tried, the longer the pause: a sixth of the time, so
	// that an outage of an hour costs some twenty attempts.
	after = max(e.RetryAfter, min(tried/6, 5*time.Minute), 2*time.Second)
	return after, tried < longestTrying
}

// settle ends an update. As long as the database fails it tries again: the
// reply has been sent, and would be sent again by whoever takes the update up.
func (p *pool) settle(w Work, end func(ctx context.Context) error) {
	pauses := backoff{first: 50 * time.Millisecond, most: 5 * time.Second}
	for {
		ctx, cancel := context.WithTimeout(context.Background(), settleLimit)
		err := end(ctx)
		cancel()
		switch {
		case err == nil:
			p.mu.Lock()
			p.settling.over()
			p.mu.Unlock()
			return
		case errors.Is(err, ErrLost):
			p.log.Warn("an update was taken over by another process while it was handled; it may be answered twice", "update", w.Item().ID)
			return
		case p.ctx.Err() != nil:
			p.log.Error("the end of an update could not be stored; it will be handled again", "update", w.Item().ID, "error", err)
			return
		}
		wait := pauses.pause()
		p.mu.Lock()
		p.settling.failed("database", err, "the database does not answer as it should", wait)
		p.mu.Unlock()
		_ = sleep(p.ctx, wait)
	}
}

// stop claims no more, lets what is begun go on for at most grace, and cuts it
// off then. It reports whether all ended.
func (p *pool) stop(grace time.Duration) bool {
	p.end()
	p.claimer.Wait()
	return windDown(&p.workers, p.cancel, grace)
}
