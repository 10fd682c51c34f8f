package main

import (
	"context"
	"math/rand/v2"
	"sync"
	"time"
)

// askers bounds the requests under way that carry questions. Were it reached,
// the time would count all the same, from when the question was due.
const askers = 64

// people ask questions.
type people struct {
	tg        *telegram
	tally     *tally
	questions []string
	random    *rand.Rand
}

// ask asks at random moments, rate times a second on average.
func (p *people) ask(ctx context.Context, rate float64, duration time.Duration) error {
	select {
	case <-p.tally.following:
	case <-ctx.Done():
		return ctx.Err()
	}
	type asked struct {
		where place
		text  string
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	todo := make(chan asked, 4096)
	var wg sync.WaitGroup
	for range askers {
		wg.Go(func() {
			for q := range todo {
				in := map[string]any{"as": q.where.person, "chat": q.where.chat, "text": q.text}
				if err := p.tg.post(ctx, "/api/send", in, nil); err != nil {
					cancel(err)
				}
			}
		})
	}
	timer := time.NewTimer(0)
	defer timer.Stop()
	due := time.Now()
	for end := due.Add(duration); ; {
		due = due.Add(time.Duration(p.random.ExpFloat64() / rate * float64(time.Second)))
		if due.After(end) {
			break
		}
		if d := time.Until(due); d > 0 {
			timer.Reset(d)
			select {
			case <-timer.C:
			case <-ctx.Done():
			}
		}
		if ctx.Err() != nil {
			break
		}
		q := asked{p.tg.places[p.random.IntN(len(p.tg.places))], p.questions[p.random.IntN(len(p.questions))]}
		if q.where.group {
			q.text = "/ask " + q.text
		}
		p.tally.ask(q.where.chat, due)
		todo <- q
	}
	close(todo)
	wg.Wait()
	return context.Cause(ctx)
}
