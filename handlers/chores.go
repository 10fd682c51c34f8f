package handlers

import (
	"context"
	"sync"
	"time"
)

// chore does some of the work that no message asks for, such as posts that are
// due. It returns more when there is more to do at once.
type chore func(ctx context.Context) (more bool, err error)

// choreEvery is how often chores look for work.
const choreEvery = time.Second

// chores are all of them, by name.
func (h *Handler) chores() map[string]chore {
	all := map[string]chore{"daily posts": h.deliver}
	if h.asksQuizzes() {
		all["rounds of quizzes"] = h.rounds
	}
	return all
}

// Run does what is due by the clock rather than by a message, until ctx ends.
// It may run in several processes at once.
func (h *Handler) Run(ctx context.Context) {
	var wg sync.WaitGroup
	for name, do := range h.chores() {
		wg.Go(func() { h.keepDoing(ctx, name, do) })
	}
	wg.Wait()
	h.roundSteps.Wait()
}

// keepDoing does one chore, side by side with the others. A failure is logged
// once as it begins, and tried again.
func (h *Handler) keepDoing(ctx context.Context, name string, do chore) {
	tick := time.NewTicker(choreEvery)
	defer tick.Stop()
	failing := false
	for {
		more, err := do(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err != nil && !failing:
			h.log.Error("what is due can't be done; it is tried again", "what", name, "err", err)
		case err == nil && failing:
			h.log.Info("what is due is done again", "what", name)
		}
		failing = err != nil
		if more && err == nil {
			continue
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
	}
}
