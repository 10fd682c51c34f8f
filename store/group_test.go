package store

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"testing"
)

// newGroup has a database with one table that takes no value twice.
func newGroup(t *testing.T) *group {
	t.Helper()
	db, err := connectSQLite(filepath.Join(t.TempDir(), "group.db"), false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	if _, err := db.ExecContext(t.Context(), "CREATE TABLE number (n BIGINT PRIMARY KEY)"); err != nil {
		t.Fatal(err)
	}
	return &group{db: db}
}

func insert(n int) func(ctx context.Context, q querier) error {
	return func(ctx context.Context, q querier) error {
		_, err := q.ExecContext(ctx, "INSERT INTO number (n) VALUES ($1)", n)
		return err
	}
}

func (g *group) count(t *testing.T) (n int) {
	t.Helper()
	if err := g.db.QueryRowContext(t.Context(), "SELECT count(*) FROM number").Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// Of those that share a transaction each fails for itself.
func TestGroupFailures(t *testing.T) {
	t.Parallel()
	g := newGroup(t)
	own := errors.New("of its own")
	given, cancel := context.WithCancel(t.Context())
	var members []*member
	add := func(ctx context.Context, f func(ctx context.Context, q querier) error) *member {
		m := &member{f: f, ctx: ctx, done: make(chan error, 1)}
		members = append(members, m)
		return m
	}
	first := add(t.Context(), insert(1))
	twice := add(t.Context(), insert(1))
	odd := add(t.Context(), func(ctx context.Context, q querier) error { return errors.Join(insert(2)(ctx, q), own) })
	gone := add(given, insert(3))
	last := add(t.Context(), insert(4))
	cancel()
	g.together(members)
	if err := errors.Join(<-first.done, <-last.done); err != nil {
		t.Errorf("what is in order fails: %v", err)
	}
	if err := <-twice.done; !refused(err) {
		t.Errorf("a value twice: %v", err)
	}
	if err := <-odd.done; !errors.Is(err, own) {
		t.Errorf("an error of its own: %v", err)
	}
	if err := <-gone.done; !errors.Is(err, context.Canceled) {
		t.Errorf("a done context: %v", err)
	}
	if n := g.count(t); n != 2 {
		t.Errorf("%d rows, not those of the two that succeeded", n)
	}
}

// Many at once lose nothing, and nothing of those that fail stays.
func TestGroupCrowd(t *testing.T) {
	t.Parallel()
	g := newGroup(t)
	const callers, each = 24, 20
	var wg sync.WaitGroup
	for i := range callers {
		wg.Go(func() {
			for j := range each {
				n := i*each + j
				if err := g.transact(t.Context(), insert(n)); err != nil {
					t.Error(err)
				}
				if j%5 == 0 {
					if err := g.transact(t.Context(), insert(n)); !refused(err) {
						t.Errorf("a value twice: %v", err)
					}
				}
			}
		})
	}
	wg.Wait()
	if n := g.count(t); n != callers*each {
		t.Errorf("%d rows, not %d", n, callers*each)
	}
}

func TestGroupDoneContext(t *testing.T) {
	t.Parallel()
	g := newGroup(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := g.transact(ctx, insert(1)); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if n := g.count(t); n != 0 {
		t.Errorf("%d rows", n)
	}
}
