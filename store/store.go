package store

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/forumbot/forumbot/bot"
	"github.com/forumbot/forumbot/handlers"
)

// Options say where the state is and how long parts of it are kept.
type Options struct {
	Dir string // folder of the SQLite file; made when missing. Used unless URL is set.
	URL string // address of a PostgreSQL database, postgres://…

	// KeepQuestions is how long the log of questions goes back; 0: none is kept.
	KeepQuestions time.Duration
	// Lease is how long a claimed update belongs to a process that no longer
	// renews it; 0 is 10 s.
	Lease time.Duration

	Log *slog.Logger     // nil: none
	Now func() time.Time // nil: the clock's
}

func (o Options) withDefaults() Options {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Lease <= 0 {
		o.Lease = 10 * time.Second
	}
	return o
}

// Store is an open database. It is safe for concurrent use.
type Store struct {
	db     *sql.DB
	engine engine
	o      Options
	log    *slog.Logger
	now    func() time.Time
	owner  string // of claims; another one each time a store is opened
	wake   chan struct{}

	mu      sync.Mutex
	held    map[int64]*work // claimed and not ended
	open    map[int64]int   // by chat: updates accepted and not ended; nil where other processes accept, too
	unsure  bool            // a Claim failed and may have claimed all the same
	renewed time.Time       // when the leases of held were last known to be good

	stop    context.CancelFunc
	stopped sync.WaitGroup
}

// engine is what differs between the databases.
type engine struct {
	name       string // for people
	skipLocked string // after the SELECT of a claim
	exclusive  bool   // no other process can hold claims
	// read is for queries that change nothing. They see all that is committed.
	read *sql.DB
	// local: a query is answered in no time, and needs nobody who watches over
	// its context.
	local bool
	// transact runs a transaction that may share its commit with others; see
	// group.
	transact func(ctx context.Context, f func(ctx context.Context, q querier) error) error
	// sync returns when all that is committed is on the disk.
	sync  func() error
	close func() error
}

var (
	_ handlers.State       = (*Store)(nil)
	_ handlers.QuestionLog = (*Store)(nil)
	_ handlers.QuizState   = (*Store)(nil)
	_ handlers.Bags        = (*Store)(nil)
	_ handlers.Dailies     = (*Store)(nil)
	_ handlers.Subscribers = (*Store)(nil)
	_ handlers.Usage       = (*Store)(nil)
	_ handlers.Feedback    = (*Store)(nil)
	_ handlers.Statistics  = (*Store)(nil)
	_ bot.Inbox            = (*Store)(nil)
)

// Open opens the database, brings it to this program's version and takes up
// what an earlier process left. Its errors say what to do, and none holds a
// password. The caller closes the Store.
func Open(ctx context.Context, o Options) (*Store, error) {
	o = o.withDefaults()
	var db *sql.DB
	var e engine
	var err error
	if o.URL != "" {
		db, e, err = openPostgres(ctx, o)
	} else {
		db, e, err = openSQLite(ctx, o)
	}
	if err != nil {
		return nil, err
	}
	s := &Store{
		db: db, engine: e, o: o, log: o.Log, now: o.Now,
		owner: rand.Text(), wake: make(chan struct{}, 1), held: map[int64]*work{},
	}
	if err := s.takeOver(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("what is left in the database can't be taken up: %w", err), s.Close())
	}
	background, cancel := context.WithCancel(context.Background())
	s.stop = cancel
	s.stopped.Go(func() { s.renew(background) })
	return s, nil
}

// Close ends what runs in the background and closes the database. Updates that
// are claimed and not ended are taken up by the next process.
func (s *Store) Close() error {
	if s.stop != nil {
		s.stop()
		s.stopped.Wait()
	}
	var err error
	if s.engine.read != s.db {
		err = s.engine.read.Close() // first: SQLite's last connection takes its log into the file
	}
	return errors.Join(err, s.db.Close(), s.engine.close())
}

// querier is a database, a connection or a transaction.
type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// beginner is what a transaction begins on.
type beginner interface {
	BeginTx(ctx context.Context, o *sql.TxOptions) (*sql.Tx, error)
}

// transact runs f in a transaction: all of it or nothing.
func transact(ctx context.Context, db beginner, f func(ctx context.Context, q querier) error) (err error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = tx.Rollback() // the cause is err
		}
	}()
	if err := f(ctx, tx); err != nil {
		return err
	}
	return tx.Commit()
}

// write runs f in a transaction; while an update is handled, in the one that
// ends the update.
func (s *Store) write(ctx context.Context, f func(ctx context.Context, q querier) error) error {
	if w := workOf(ctx, s); w != nil {
		w.add(f)
		return nil
	}
	return s.engine.transact(ctx, f)
}

// row is one that a query finds.
func (s *Store) row(ctx context.Context, query string, args ...any) *sql.Row {
	if s.engine.local {
		ctx = context.WithoutCancel(ctx)
	}
	return s.engine.read.QueryRowContext(ctx, query, args...)
}

// reading makes what was written while an update is handled visible to what is
// read next.
func (s *Store) reading(ctx context.Context) error {
	if w := workOf(ctx, s); w != nil && w.pending() {
		return w.Commit(ctx)
	}
	return nil
}

func millis(t time.Time) int64 { return t.UnixMilli() }

func (s *Store) ago(d time.Duration) int64 { return millis(s.now().Add(-d)) }
