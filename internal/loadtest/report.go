package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"
)

// watch prints a line a minute until ctx ends; the channel is closed then.
func watch(ctx context.Context, out io.Writer, t *tally, p *process) <-chan struct{} {
	done := make(chan struct{})
	go func() {
		defer close(done)
		p.sample(ctx)
	}()
	go func() {
		tick := time.NewTicker(time.Minute)
		defer tick.Stop()
		seen := 0
		for minute := 1; ; minute++ {
			select {
			case <-tick.C:
			case <-ctx.Done():
				return
			}
			times := t.times(seen)
			seen += len(times)
			p.mu.Lock()
			fmt.Fprintf(out, "minute %d: %d replies, %s, %.0f MB resident, %d MB live\n",
				minute, len(times), percentiles(times), last(p.memory), last(p.gc).live)
			p.mu.Unlock()
		}
	}()
	return done
}

func last[T any](list []T) (v T) {
	if len(list) > 0 {
		v = list[len(list)-1]
	}
	return v
}

// percentiles puts times into words.
func percentiles(times []time.Duration) string {
	if len(times) == 0 {
		return "no times"
	}
	slices.Sort(times)
	var b strings.Builder
	for _, p := range []struct {
		name  string
		share float64
	}{{"p50", .5}, {"p90", .9}, {"p99", .99}, {"p99.9", .999}} {
		i := min(int(p.share*float64(len(times))), len(times)-1)
		fmt.Fprintf(&b, "%s %.1f ms, ", p.name, milliseconds(times[i]))
	}
	fmt.Fprintf(&b, "max %.1f ms", milliseconds(times[len(times)-1]))
	return b.String()
}

func milliseconds(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }

const (
	// longRun is from when on memory is judged: what is bounded has filled up
	// by its second fifth.
	longRun = 5 * time.Minute
	// mayGrow is by how much, from then to the last fifth.
	mayGrow = 1.15
)

// report prints what came out, and returns an error that tells all that was
// wrong.
func report(out io.Writer, o options, t *tally, tg *telegram, p *process, problems []string) error {
	problems = append(t.verdict(), problems...)
	tg.mu.Lock()
	for _, what := range slices.Sorted(maps.Keys(tg.refused)) {
		problems = append(problems, fmt.Sprintf("calls answered with an error: %s, %d times", what, tg.refused[what]))
	}
	var calls []string
	for _, name := range slices.Sorted(maps.Keys(tg.calls)) {
		calls = append(calls, fmt.Sprintf("%s %d", name, tg.calls[name]))
	}
	tg.mu.Unlock()

	times := t.times(0)
	fmt.Fprintf(out, "questions: %d asked, %d replies\n", t.asked, len(times))
	fmt.Fprintf(out, "question to reply: %s\n", percentiles(times))
	fmt.Fprintf(out, "replies: %s\n", t.pace())
	fmt.Fprintf(out, "calls: %s\n", strings.Join(calls, ", "))
	state := p.cmd.ProcessState
	fmt.Fprintf(out, "bot: %.1f s of a processor (%.2f ms a question)", (state.UserTime() + state.SystemTime()).Seconds(),
		milliseconds(state.UserTime()+state.SystemTime())/float64(max(t.asked, 1)))
	if len(p.memory) > 0 {
		fmt.Fprintf(out, ", at most %.0f MB resident", slices.Max(p.memory))
	}
	fmt.Fprintln(out)
	if tg.spent > 0 {
		fmt.Fprintf(out, "simulator and people: %.1f s of a processor (%.2f ms a question)\n", tg.spent.Seconds(), milliseconds(tg.spent)/float64(max(t.asked, 1)))
	}
	if len(p.gc) > 0 {
		longest := slices.MaxFunc(p.gc, func(a, b collection) int { return int(a.pause - b.pause) })
		fmt.Fprintf(out, "garbage collection: %d times, %d %% of the time, standing still for %.2f ms at most, %d MB live at the end\n",
			len(p.gc), last(p.gc).share, milliseconds(longest.pause), last(p.gc).live)
	}
	if early, late, ok := growth(p.memory); ok {
		fmt.Fprintf(out, "memory: %.0f MB resident in the second fifth of the time, %.0f MB in the last\n", early, late)
		if o.duration >= longRun && late > early*mayGrow {
			problems = append(problems, "memory grew")
		}
	}
	if len(problems) > 0 {
		return errors.New(strings.Join(problems, "\n"))
	}
	fmt.Fprintln(out, "Nothing is lost, nothing doubled, no call was refused, nothing alarming was logged.")
	return nil
}

// growth is the mean memory in the second and in the last fifth of the time.
func growth(samples []float64) (early, late float64, ok bool) {
	n := len(samples) / 5
	if n == 0 {
		return 0, 0, false
	}
	return mean(samples[n : 2*n]), mean(samples[len(samples)-n:]), true
}

func mean(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x
	}
	return sum / float64(len(v))
}
