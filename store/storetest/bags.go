package storetest

import (
	"reflect"
	"sync"
	"testing"

	"github.com/forumbot/forumbot/handlers"
	"github.com/forumbot/forumbot/trivia"
)

// Bags is the suite for every handlers.Bags. fresh returns empty ones.
func Bags(t *testing.T, fresh func(t *testing.T) handlers.Bags) {
	t.Helper()
	t.Run("kept by version", func(t *testing.T) {
		t.Parallel()
		s, ctx := fresh(t), t.Context()
		if b, v, err := s.Bag(ctx, -5); v != 0 || len(b.Drawn) != 0 || err != nil {
			t.Errorf("one from nothing: %+v, %d, %v", b, v, err)
		}
		want := trivia.Bag{Seed: 1<<64 - 1, Drawn: []trivia.Key{1, 1<<32 - 1}, Resting: []trivia.Key{0}}
		set := func(b trivia.Bag, version int64, want bool) {
			t.Helper()
			if ok, err := s.SetBag(ctx, -5, b, version); ok != want || err != nil {
				t.Fatalf("version %d: %v, %v", version, ok, err)
			}
		}
		set(trivia.NewBag(1), 0, true)
		set(trivia.NewBag(2), 0, false)
		_, v, _ := s.Bag(ctx, -5)
		set(want, v, true)
		set(trivia.NewBag(3), v, false)
		got, _, err := s.Bag(ctx, -5)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, %v", got, err)
		}
		if _, v, _ := s.Bag(ctx, 5); v != 0 {
			t.Error("another chat's")
		}
	})
	// A daily post and quizzes draw at once: each draw counts, none twice.
	t.Run("drawn from at once", func(t *testing.T) {
		t.Parallel()
		s, ctx := fresh(t), t.Context()
		const workers, draws = 6, 8
		facts := make([]string, workers*draws)
		for i := range facts {
			facts[i] = string(rune('A' + i))
		}
		var mu sync.Mutex
		drawn := map[string]int{}
		var wg sync.WaitGroup
		for range workers {
			wg.Go(func() {
				for n := 0; n < draws; {
					b, v, err := s.Bag(ctx, 7)
					if err != nil {
						t.Error(err)
						return
					}
					if v == 0 {
						b = trivia.NewBag(7)
					}
					id, _ := b.Next(facts, nil)
					ok, err := s.SetBag(ctx, 7, b, v)
					if err != nil {
						t.Error(err)
						return
					}
					if ok {
						n++
						mu.Lock()
						drawn[id]++
						mu.Unlock()
					}
				}
			})
		}
		wg.Wait()
		for _, id := range facts {
			if drawn[id] != 1 {
				t.Errorf("%s was drawn %d times", id, drawn[id])
			}
		}
	})
}
