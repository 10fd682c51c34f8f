package main

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// tally matches replies with questions. The bot answers a chat's questions in
// their order, so the reply that comes is that to the oldest question without
// one; in groups, where it names its question, names must not come back. It
// can't name one that the simulator has forgotten, since so much was written
// after it.
type tally struct {
	following chan struct{} // closed when replies are being counted
	kept      int           // messages that the simulator remembers of a chat

	mu       sync.Mutex
	open     map[int64][]question // by chat: those without a reply
	written  map[int64]int        // by chat: messages so far
	answered map[int64]int        // by group: the last question that a reply named
	waiting  int                  // questions without a reply
	asked    int
	took     []time.Duration // by reply
	extra    int             // replies to nothing
	twice    int             // replies in groups to a question that had one
	unnamed  int             // replies in groups to no message
	empty    int             // replies without words
	first    time.Time       // reply
	last     time.Time       // reply
	second   busiest         // of the replies of all chats
	minutes  map[int64]*busiest
}

// question waits for its reply.
type question struct {
	due    time.Time
	before int // messages that were written in its chat before it
}

// busiest is the most that came within a stretch of time.
type busiest struct {
	within time.Duration
	recent []time.Time
	most   int
}

func (b *busiest) add(at time.Time) {
	b.recent = append(b.recent, at)
	i := 0
	for at.Sub(b.recent[i]) >= b.within {
		i++
	}
	b.recent = b.recent[i:]
	b.most = max(b.most, len(b.recent))
}

func newTally(kept int) *tally {
	return &tally{
		following: make(chan struct{}), kept: kept, open: map[int64][]question{}, written: map[int64]int{}, answered: map[int64]int{},
		second: busiest{within: time.Second}, minutes: map[int64]*busiest{},
	}
}

// ask notes a question before it is sent.
func (t *tally) ask(chat int64, due time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.open[chat] = append(t.open[chat], question{due, t.written[chat]})
	t.written[chat]++
	t.asked++
	t.waiting++
}

func (t *tally) replied(r reply, at time.Time) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if r.Text == "" {
		t.empty++
	}
	if t.first.IsZero() {
		t.first = at
	}
	t.last = at
	t.second.add(at)
	open := t.open[r.Chat]
	forgotten := len(open) > 0 && t.written[r.Chat]-open[0].before > t.kept
	t.written[r.Chat]++
	if r.Chat < 0 { // a group
		if t.minutes[r.Chat] == nil {
			t.minutes[r.Chat] = &busiest{within: time.Minute}
		}
		t.minutes[r.Chat].add(at)
		switch {
		case r.ReplyTo == nil && forgotten:
		case r.ReplyTo == nil:
			t.unnamed++
		case r.ReplyTo.ID <= t.answered[r.Chat]:
			t.twice++
		default:
			t.answered[r.Chat] = r.ReplyTo.ID
		}
	}
	if len(open) == 0 {
		t.extra++
		return
	}
	t.took = append(t.took, at.Sub(open[0].due))
	t.open[r.Chat] = open[1:]
	if len(open) == 1 {
		delete(t.open, r.Chat)
	}
	t.waiting--
}

// pace puts into words how fast replies came.
func (t *tally) pace() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	group := 0
	for _, b := range t.minutes {
		group = max(group, b.most)
	}
	return fmt.Sprintf("%.1f a second on average, at most %d within a second, and %d within a minute in a group",
		float64(len(t.took))/max(t.last.Sub(t.first).Seconds(), 1), t.second.most, group)
}

// patience is how long a reply may be the only thing that is waited for: longer
// than a group's turn takes under limits.
const patience = 90 * time.Second

// settle waits for the replies that are still to come, and a little longer for
// any that are too many.
func (t *tally) settle(ctx context.Context, broken <-chan error) error {
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	start, done := time.Now(), time.Time{}
	for {
		t.mu.Lock()
		waiting, last := t.waiting, t.last
		t.mu.Unlock()
		switch {
		case waiting == 0 && done.IsZero():
			done = time.Now()
		case waiting == 0 && time.Since(done) > 2*time.Second:
			return nil
		case waiting > 0 && time.Since(start) > patience && time.Since(last) > patience:
			return nil // report tells of the loss
		}
		select {
		case <-tick.C:
		case err := <-broken:
			return err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// verdict tells what went wrong with the replies.
func (t *tally) verdict() (problems []string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, p := range []struct {
		n    int
		what string
	}{
		{t.waiting, "questions got no reply"},
		{t.extra, "replies answered no question"},
		{t.twice, "replies in groups answered a question that had a reply, or came out of order"},
		{t.unnamed, "replies in groups did not name their question"},
		{t.empty, "replies had no words"},
	} {
		if p.n > 0 {
			problems = append(problems, fmt.Sprintf("%d %s", p.n, p.what))
		}
	}
	return problems
}

// times returns the times to the replies from the nth on.
func (t *tally) times(from int) []time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]time.Duration(nil), t.took[from:]...)
}
