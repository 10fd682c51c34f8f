package store

import (
	"context"
	"database/sql"
	"sync"
	"time"
)

// Transactions on SQLite's one writing connection come one after the other, and
// most of what a small one costs is its commit. So those that wait for their
// turn share the next one.

const (
	// largestGroup bounds how many share a transaction, so that none takes long.
	largestGroup = 64
	// groupEvery is the least time from the beginning of one to that of the next,
	// on average: under load more gather meanwhile.
	groupEvery = 4 * time.Millisecond
	// groupBurst is how far they may run ahead of that: the few transactions of
	// a question that comes alone wait for nothing.
	groupBurst = 8 * groupEvery
	// groupLimit bounds the time of a shared transaction.
	groupLimit = 10 * time.Second
)

// group runs transactions, as many as wait at once.
type group struct {
	db *sql.DB

	mu      sync.Mutex
	waiting []*member
	running bool
	due     time.Time // of the next, were they evenly spread; run's own
}

// member is a transaction that waits for its turn.
type member struct {
	f    func(ctx context.Context, q querier) error
	ctx  context.Context
	done chan error
}

// transact runs f in a transaction, which others may share: when one of them
// fails, each is run again by itself, so f must bear to be run twice, the first
// time in vain.
func (g *group) transact(ctx context.Context, f func(ctx context.Context, q querier) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m := &member{f: f, ctx: ctx, done: make(chan error, 1)}
	g.mu.Lock()
	g.waiting = append(g.waiting, m)
	if !g.running {
		g.running = true
		go g.run()
	}
	g.mu.Unlock()
	return <-m.done
}

// pace waits for the next turn.
func (g *group) pace() {
	now := time.Now()
	if ahead := g.due.Sub(now); ahead > groupBurst {
		<-time.After(ahead - groupBurst)
	} else if ahead < 0 {
		g.due = now
	}
	g.due = g.due.Add(groupEvery)
}

// run ends when nobody waits.
func (g *group) run() {
	for {
		g.pace()
		g.mu.Lock()
		n := min(len(g.waiting), largestGroup)
		if n == 0 {
			g.running = false
			g.mu.Unlock()
			return
		}
		members := g.waiting[:n:n]
		g.waiting = g.waiting[n:]
		g.mu.Unlock()
		g.together(members)
	}
}

func (g *group) together(members []*member) {
	if len(members) > 1 {
		// None of them alone may end it by losing patience.
		ctx, cancel := context.WithTimeout(context.Background(), groupLimit)
		err := g.alone(ctx, func(ctx context.Context, q querier) error {
			for _, m := range members {
				if err := m.f(ctx, q); err != nil {
					return err
				}
			}
			return nil
		})
		cancel()
		if err == nil {
			for _, m := range members {
				m.done <- nil
			}
			return
		}
	}
	for _, m := range members {
		m.done <- g.alone(m.ctx, m.f)
	}
}

// alone runs a transaction. It is for its beginning that it may have to wait,
// when another process has the file locked; each statement after that is quick,
// and to watch over ctx during each would cost more than it takes.
func (g *group) alone(ctx context.Context, f func(ctx context.Context, q querier) error) error {
	return transact(ctx, g.db, func(ctx context.Context, q querier) error { return f(context.WithoutCancel(ctx), q) })
}
