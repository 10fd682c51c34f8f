package main

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"syscall"
	"time"
)

// question is one, with the fact that it was made from.
type question struct {
	text string
	fact int
}

// result is what was measured of one engine. Times of a question include its
// analysis.
type result struct {
	name            string
	perCPU, perWall float64       // facts built a second
	heap, disk      float64       // bytes a fact
	best, first     times         // the quickest run of each question, and the first
	cpu             time.Duration // mean processor time of a question, whatever else the machine does
	found           float64       // share of questions whose own fact is in the top k
	note            string
}

func (r result) memory() string {
	if r.disk > 0 {
		return fmt.Sprintf("%.0f + %.0f disk", r.heap, r.disk)
	}
	return fmt.Sprintf("%.0f", r.heap)
}

// times are sorted.
type times []time.Duration

func (t times) at(percent int) time.Duration {
	d := t[min(len(t)-1, len(t)*percent/100)]
	return d.Round(max(1, d/1000).Round(10))
}

func ratio(a, b times, percent int) float64 {
	return float64(a.at(percent)) / float64(b.at(percent))
}

// clock measures wall time and the processor time of this process.
type clock struct {
	wall time.Time
	cpu  time.Duration
}

func start() clock { return clock{time.Now(), cpuTime()} }

func (c clock) stop() (wall, cpu time.Duration) {
	return time.Since(c.wall), cpuTime() - c.cpu
}

func cpuTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		panic(err) // cannot fail for RUSAGE_SELF
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// heap is what is alive.
func heap() float64 {
	runtime.GC()
	runtime.GC() // the second empties the pools' victims
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return float64(m.HeapAlloc)
}

// ask asks every question repeat times and reports the quickest and the first
// run of each, sorted.
func ask(o options, questions []question, name string, search func(question) bool) (best, first times, cpu time.Duration, found float64) {
	for _, q := range questions[:min(100, len(questions))] {
		search(q) // pools and caches fill
	}
	bar := newProgress(name, len(questions))
	hits, c := 0, start()
	for _, q := range questions {
		quickest := time.Duration(1 << 62)
		for i := range o.repeat {
			begin := time.Now()
			hit := search(q)
			d := time.Since(begin)
			quickest = min(quickest, d)
			if i == 0 {
				first = append(first, d)
				if hit {
					hits++
				}
			}
		}
		best = append(best, quickest)
		bar.step()
	}
	_, cpu = c.stop()
	cpu /= time.Duration(o.repeat * len(questions))
	bar.done()
	slices.Sort(best)
	slices.Sort(first)
	return best, first, cpu, float64(hits) / float64(len(questions))
}

// progress is a line on the standard error that tells how far a long step is.
type progress struct {
	name         string
	count, total int
	last         time.Time
}

func newProgress(name string, total int) *progress {
	return &progress{name: name, total: total, last: time.Now()}
}

func (p *progress) step() { p.add(1) }

func (p *progress) add(n int) {
	p.count += n
	if p.count&63 != 0 && n == 1 || time.Since(p.last) < time.Second {
		return
	}
	p.last = time.Now()
	fmt.Fprintf(os.Stderr, "\r%s: %d of %d (%d %%)   ", p.name, p.count, p.total, 100*p.count/p.total)
}

func (p *progress) done() { fmt.Fprint(os.Stderr, "\r\x1b[K") }
