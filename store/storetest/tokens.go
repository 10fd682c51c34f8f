package storetest

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/forumbot/forumbot/store"
)

// Tokens is the suite for what language models took.
func Tokens(t *testing.T, db Database) {
	t.Helper()
	run := func(name string, test func(t *testing.T, s *store.Store, c *Clock)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := NewClock()
			o := db.Fresh(t)
			o.Now = c.Now
			test(t, open(t, o), c)
		})
	}
	run("counted", tokensCounted)
	run("concurrent", tokensConcurrent)
}

func spent(t *testing.T, s *store.Store, day string, person, own, all int64) {
	t.Helper()
	gotOwn, gotAll, err := s.TokensSpent(t.Context(), day, person)
	if err != nil || gotOwn != own || gotAll != all {
		t.Errorf("%d on %s: %d of %d, %v; want %d of %d", person, day, gotOwn, gotAll, err, own, all)
	}
}

func tokensCounted(t *testing.T, s *store.Store, c *Clock) {
	ctx := t.Context()
	const monday, tuesday = "2026-11-23", "2026-11-24"
	spent(t, s, monday, 7, 0, 0)
	must(t, s.SpendTokens(ctx, monday, 7, 1_500_000_000_000))
	must(t, s.SpendTokens(ctx, monday, 7, 20))
	must(t, s.SpendTokens(ctx, monday, 8, 3))
	must(t, s.SpendTokens(ctx, tuesday, 0, 4))
	spent(t, s, monday, 7, 1_500_000_000_020, 1_500_000_000_023)
	spent(t, s, monday, 9, 0, 1_500_000_000_023)
	spent(t, s, tuesday, 7, 0, 4)

	must(t, s.Forget(ctx, 7))
	spent(t, s, monday, 7, 0, 3)

	c.Add(47 * time.Hour)
	_, err := s.Prune(ctx)
	must(t, err)
	spent(t, s, monday, 8, 3, 3)
	c.Add(2 * time.Hour)
	_, err = s.Prune(ctx)
	must(t, err)
	spent(t, s, monday, 8, 0, 0)
}

func tokensConcurrent(t *testing.T, s *store.Store, _ *Clock) {
	ctx := context.WithoutCancel(t.Context())
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			for range 10 {
				if err := s.SpendTokens(ctx, "2026-11-23", int64(i%2), 1); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	spent(t, s, "2026-11-23", 1, 100, 200)
}
