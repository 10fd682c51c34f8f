package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// fileName is the database's name in its folder.
const fileName = "forumbot.db"

// readers is how many queries SQLite answers at once.
const readers = 4

// lockPatience is how long another process may take to stop.
const lockPatience = 12 * time.Second

// openSQLite opens the file in o.Dir. No other process may run on it
// meanwhile; reading and backing it up is fine.
func openSQLite(ctx context.Context, o Options) (*sql.DB, engine, error) {
	if o.Dir == "" {
		return nil, engine{}, errors.New("no folder for the data is named; set DATA_DIR or --data")
	}
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return nil, engine{}, fmt.Errorf("the folder for the data can't be made: %w; set DATA_DIR or --data to one that can be written", err)
	}
	lock, err := lockDir(ctx, o.Dir, lockPatience)
	if err != nil {
		return nil, engine{}, err
	}
	fail := func(err error, db *sql.DB) (*sql.DB, engine, error) {
		if db != nil {
			err = errors.Join(err, db.Close())
		}
		return nil, engine{}, errors.Join(err, lock.Close())
	}
	file := filepath.Join(o.Dir, fileName)
	db, err := connectSQLite(file, false)
	if err != nil {
		return fail(err, nil)
	}
	if err := checkSQLite(ctx, db, file); err != nil {
		return fail(err, db)
	}
	if err := migrate(ctx, db, sqliteMigrations, o.Log, backupBefore(db, o)); err != nil {
		return fail(explain(err), db)
	}
	read, err := connectSQLite(file, true)
	if err != nil {
		return fail(err, db)
	}
	together := &group{db: db}
	e := engine{
		name: "SQLite", exclusive: lock.alone, read: read, local: true, transact: together.transact, sync: func() error { return syncFile(file + "-wal") },
		close: lock.Close,
	}
	return db, e, nil
}

// backupBefore copies the database before an upgrade from some version.
func backupBefore(db *sql.DB, o Options) func(ctx context.Context, from int64) error {
	return func(ctx context.Context, from int64) error {
		to := backupName(o, fmt.Sprintf("before-upgrade-from-%d", from))
		if err := copySQLite(ctx, db, to); err != nil {
			return fmt.Errorf("the backup before the upgrade fails, so nothing is upgraded: %w", explain(err))
		}
		o.Log.Info("the database is backed up before its upgrade", "file", to)
		return nil
	}
}

// backupName is a name in the folder of backups that tells why and when.
func backupName(o Options, why string) string {
	return filepath.Join(o.Dir, "backups", why+"-"+o.Now().UTC().Format("20060102T150405.000Z")+".db")
}

// connectSQLite opens a file. One connection for writing: SQLite has one writer
// at a time anyway, and then waits happen in Go, in order and with a context.
// Readers wait for nobody.
func connectSQLite(file string, readOnly bool) (*sql.DB, error) {
	abs, err := filepath.Abs(file)
	if err != nil {
		return nil, err
	}
	q := url.Values{"_txlock": {"immediate"}, "_pragma": {
		"busy_timeout(5000)", "foreign_keys(1)", "journal_mode(WAL)", "secure_delete(1)", "synchronous(NORMAL)",
		// 16 MB: else, as the file grows, most pages are read from it again each time.
		"cache_size(-16000)",
		// 16 MB of pages: a busy page is copied to the file less often.
		"wal_autocheckpoint(4000)",
	}}
	if readOnly {
		q = url.Values{"mode": {"ro"}, "_pragma": {"busy_timeout(5000)"}}
	}
	path := filepath.ToSlash(abs)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/…
	}
	dsn := (&url.URL{Scheme: "file", Path: path, RawQuery: q.Encode()}).String()
	connector, err := newPreparing(dsn)
	if err != nil {
		return nil, err
	}
	db := sql.OpenDB(connector)
	db.SetMaxOpenConns(1)
	if readOnly {
		db.SetMaxOpenConns(readers)
		db.SetMaxIdleConns(readers)
	}
	return db, nil
}

// checkSQLite tells a damaged file from a sound one.
func checkSQLite(ctx context.Context, db *sql.DB, file string) error {
	var said string
	err := db.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&said)
	switch {
	case err == nil && said == "ok":
		return nil
	case err == nil:
		err = errors.New(strings.ReplaceAll(said, "\n", " "))
	case !isDamage(err):
		return fmt.Errorf("the database %s can't be opened: %w", file, explain(err))
	}
	return fmt.Errorf(`the database %s is damaged and is left as it is: %w
  Restore a backup:  forumbot db restore FILE  (backups before upgrades are in %s)
  or start anew:     move the file away`, file, err, filepath.Join(filepath.Dir(file), "backups"))
}

// copySQLite writes a consistent copy of a database that may be in use. It
// fails when the file is there already.
func copySQLite(ctx context.Context, db *sql.DB, to string) error {
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) // VACUUM INTO takes an empty file
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already; name another file", to)
	}
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	if _, err := db.ExecContext(ctx, "VACUUM INTO $1", to); err != nil {
		return errors.Join(err, os.Remove(to))
	}
	return syncFile(to)
}

func syncFile(name string) error {
	f, err := os.OpenFile(name, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

func sqliteCode(err error) int {
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		return e.Code() & 0xff // the rest tells where
	}
	return 0
}

func isDamage(err error) bool {
	code := sqliteCode(err)
	return code == sqlite3.SQLITE_CORRUPT || code == sqlite3.SQLITE_NOTADB
}

// refused tells that a database works and does not take a statement or its
// values.
func refused(err error) bool {
	switch sqliteCode(err) {
	case sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_TOOBIG:
		return true
	}
	return refusedByPostgres(err)
}

// explain adds what to do to SQLite's errors.
func explain(err error) error {
	advice := ""
	switch sqliteCode(err) {
	case sqlite3.SQLITE_FULL:
		advice = "the disk is full; make room"
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		advice = "another program keeps the database locked; end it"
	case sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM:
		advice = "the database can't be written; check who owns the folder"
	case sqlite3.SQLITE_IOERR:
		advice = "the disk fails or is full"
	case sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB:
		advice = "the database is damaged; restore a backup with: forumbot db restore FILE"
	}
	if advice == "" {
		return err
	}
	return fmt.Errorf("%s: %w", advice, err)
}
