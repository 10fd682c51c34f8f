package store

import (
	"context"
	"database/sql"
	"log/slog"
	"time"
)

// SQLite writes to a log, whose pages have to be copied to the file now and
// then (a checkpoint), else it grows. By itself SQLite does that at the end of
// some transaction, and everybody waits for as long as the disk takes. So it is
// done beside the transactions; what is written meanwhile, a small rest, is
// copied between two of them, and the log begins anew.

const (
	// checkpointPages is from how many pages in the log on it is copied, 16 MB: a
	// busy page is copied once for many changes.
	checkpointPages = 4000
	// checkpointLimit is from when on SQLite does it by itself all the same.
	checkpointLimit = 10 * checkpointPages
	// checkpointEvery is how often the log is measured.
	checkpointEvery = 200 * time.Millisecond
)

// checkpoints keeps the log of a file, which writer writes, short until ctx
// ends.
func checkpoints(ctx context.Context, file string, writer *sql.DB, log *slog.Logger) {
	aside, err := connectSQLite(file, false)
	if err != nil {
		log.Warn("the database's log is kept short by SQLite itself, which may be slower", "error", err)
		return
	}
	defer func() { _ = aside.Close() }() // no transaction is open on it
	t := time.NewTicker(checkpointEvery)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
		if err := checkpoint(ctx, writer, aside); err != nil && ctx.Err() == nil {
			// Reported as what fails for the same reason: transactions.
			log.Debug("the database's log can't be taken into the file; it is tried again", "error", explain(err))
		}
	}
}

// checkpoint copies the log to the file if it has become long. A log that
// somebody was reading just then goes on to be long, and the next call tries
// again.
func checkpoint(ctx context.Context, writer, aside *sql.DB) error {
	all, copied, err := walPages(ctx, aside, "PRAGMA wal_checkpoint(NOOP)")
	if err != nil || all < checkpointPages || copied == all {
		return err
	}
	for _, by := range []*sql.DB{aside, writer} {
		if _, _, err := walPages(ctx, by, "PRAGMA wal_checkpoint(PASSIVE)"); err != nil {
			return err
		}
	}
	return nil
}

// walPages runs a checkpoint and returns how many pages are in the log, and how
// many of them are in the file, too.
func walPages(ctx context.Context, db *sql.DB, pragma string) (all, copied int, err error) {
	var busy int
	err = db.QueryRowContext(ctx, pragma).Scan(&busy, &all, &copied)
	return all, copied, err
}
