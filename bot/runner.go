package bot

import (
	"context"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
	"sync"
	"time"

	"github.com/forumbot/forumbot/handlers"
)

// runner runs the handler on messages, and none of them takes the program down.
type runner struct {
	handler Handler
	limit   time.Duration    // for one message
	stale   time.Duration    // older messages in groups are passed over; 0: none
	now     func() time.Time // by Telegram's clock
	log     *slog.Logger
}

// run handles one message and returns the handler's error. A panic counts as
// handled: it would come again.
func (r *runner) run(ctx context.Context, update int64, m handlers.Message) (err error) {
	ctx, cancel := context.WithTimeout(ctx, r.limit)
	defer cancel()
	log := r.log.With("update", update, "kind", string(m.Kind))
	if age := r.age(&m); r.stale > 0 && age > r.stale {
		log.Info("a message in a group is too old to be answered", "age", age.Round(time.Second))
		return nil
	}
	defer func() {
		if p := recover(); p != nil {
			log.Error("a handler panicked; the update is passed over", "panic", describePanic(p), "stack", string(debug.Stack()))
			err = nil
		}
	}()
	start := time.Now()
	if err = r.handler.Handle(ctx, m); err == nil {
		log.Debug("handled", "took", time.Since(start).Round(time.Millisecond))
	}
	return err
}

// age is how long ago a message was sent to a group. A button has no age: its
// message's date says nothing, and pressing it adds no message. A vote has none
// either: it counts. That the bot was removed is to be known however late.
func (r *runner) age(m *handlers.Message) time.Duration {
	if m.Chat.Type == handlers.Private || m.Kind == handlers.Pressed || m.Kind == handlers.Voted || m.Kind == handlers.Left || m.Sent.IsZero() {
		return 0
	}
	return r.now().Sub(m.Sent)
}

// describePanic keeps people's words out of the log: only the runtime's own
// errors are known to hold none.
func describePanic(p any) string {
	if e, ok := p.(runtime.Error); ok {
		return e.Error()
	}
	return fmt.Sprintf("a value of type %T", p)
}

// cutoff is how long workers whose context has ended are waited for.
const cutoff = time.Second

// windDown waits for workers for at most grace, then cuts them off and waits
// for at most cutoff more. It reports whether all ended.
func windDown(workers *sync.WaitGroup, cancel context.CancelFunc, grace time.Duration) bool {
	ended := make(chan struct{})
	go func() {
		workers.Wait()
		close(ended)
	}()
	defer cancel()
	timer := time.NewTimer(grace)
	defer timer.Stop()
	select {
	case <-ended:
		return true
	case <-timer.C:
	}
	cancel()
	timer.Reset(cutoff)
	select {
	case <-ended:
		return true
	case <-timer.C:
		return false
	}
}
