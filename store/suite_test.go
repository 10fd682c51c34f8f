package store_test

import (
	"testing"
	"time"

	"github.com/forumbot/forumbot/handlers"
	"github.com/forumbot/forumbot/store"
	"github.com/forumbot/forumbot/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

func sqlite(t *testing.T) store.Options { return store.Options{Dir: t.TempDir()} }

func postgres(t *testing.T) store.Options { return store.Options{URL: storetest.Postgres(t)} }

func suite(t *testing.T, db storetest.Database) {
	t.Run("state", func(t *testing.T) {
		storetest.State(t, func(t *testing.T, now func() time.Time) handlers.State {
			o := db.Fresh(t)
			o.Now = now
			return open(t, o)
		})
	})
	t.Run("quizzes", func(t *testing.T) {
		storetest.Quizzes(t, func(t *testing.T, now func() time.Time) storetest.QuizState {
			o := db.Fresh(t)
			o.Now = now
			return open(t, o)
		})
	})
	t.Run("quiz keeping", func(t *testing.T) { storetest.QuizKeeping(t, db) })
	t.Run("bags", func(t *testing.T) {
		storetest.Bags(t, func(t *testing.T) handlers.Bags { return open(t, db.Fresh(t)) })
	})
	t.Run("dailies", func(t *testing.T) {
		storetest.Dailies(t, func(t *testing.T, now func() time.Time) handlers.Dailies {
			o := db.Fresh(t)
			o.Now = now
			return open(t, o)
		})
	})
	t.Run("feedback", func(t *testing.T) {
		storetest.Feedback(t, func(t *testing.T, now func() time.Time) storetest.Opinions {
			o := db.Fresh(t)
			o.Now = now
			return open(t, o)
		})
	})
	if db.Shared {
		t.Run("dailies of replicas", func(t *testing.T) {
			t.Parallel()
			c, o := storetest.NewClock(), db.Fresh(t)
			o.Now = c.Now
			storetest.ManyWorkers(t, c, open(t, o), open(t, o), open(t, o))
		})
	}
	t.Run("opinions grow old", func(t *testing.T) { t.Parallel(); storetest.Aging(t, db) })
	t.Run("counted once", func(t *testing.T) { t.Parallel(); storetest.CountedOnce(t, db) })
	t.Run("statistics", func(t *testing.T) { t.Parallel(); storetest.Statistics(t, db) })
	t.Run("inbox", func(t *testing.T) { storetest.Inbox(t, db) })
	t.Run("tokens", func(t *testing.T) { storetest.Tokens(t, db) })
}

func open(t *testing.T, o store.Options) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() }) // again, after tests that did
	return s
}

func TestSQLite(t *testing.T) {
	t.Parallel()
	suite(t, storetest.Database{Fresh: sqlite})
}

func TestPostgreSQL(t *testing.T) {
	t.Parallel()
	suite(t, storetest.Database{Fresh: postgres, Shared: true})
}

// Memory keeps what the databases keep.
func TestMemory(t *testing.T) {
	t.Parallel()
	storetest.State(t, func(_ *testing.T, now func() time.Time) handlers.State { return handlers.NewMemory(now) })
	storetest.Quizzes(t, func(_ *testing.T, now func() time.Time) storetest.QuizState { return handlers.NewMemory(now) })
	storetest.Bags(t, func(*testing.T) handlers.Bags { return handlers.NewMemoryBags() })
	storetest.Dailies(t, func(_ *testing.T, now func() time.Time) handlers.Dailies { return handlers.NewMemoryDailies(now) })
	storetest.Feedback(t, func(_ *testing.T, now func() time.Time) storetest.Opinions { return handlers.NewMemory(now) })
}
