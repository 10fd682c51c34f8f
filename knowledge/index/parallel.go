package index

import (
	"runtime"
	"sync"
)

// inOrder cuts 0…n into chunks, has work done on them by all processors, and
// gives the parts to take one by one, in order. A part is used again for later
// chunks: work must empty it first.
func inOrder[T any](n, chunk int, work func(part *T, from, to int), take func(part *T)) {
	type job struct {
		part     *T
		from, to int
		done     chan struct{}
	}
	workers := min(runtime.GOMAXPROCS(0), (n+chunk-1)/chunk)
	free := make(chan *T, workers+1)
	for range workers + 1 {
		free <- new(T)
	}
	jobs, queue := make(chan job, workers), make(chan job, workers+1)
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for j := range jobs {
				work(j.part, j.from, j.to)
				close(j.done)
			}
		})
	}
	wg.Go(func() {
		for from := 0; from < n; from += chunk {
			j := job{<-free, from, min(from+chunk, n), make(chan struct{})}
			queue <- j
			jobs <- j
		}
		close(jobs)
		close(queue)
	})
	for j := range queue {
		<-j.done
		take(j.part)
		free <- j.part
	}
	wg.Wait()
}
