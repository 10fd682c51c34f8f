package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Info is what a database holds, in numbers.
type Info struct {
	Database string // where it is, without a password
	Version  int64  // of its schema
	Bytes    int64  // its size
	Waiting  int64  // updates that are accepted and not handled
	Rows     map[string]int64
	Oldest   time.Time // of the log of questions; zero for none
}

// Info counts what is there.
func (s *Store) Info(ctx context.Context) (Info, error) {
	return readInfo(ctx, s.db, s.o.URL != "")
}

// Inspect returns what a database holds, without changing anything, also while
// a bot runs on it.
func Inspect(ctx context.Context, o Options) (info Info, err error) {
	db, where, err := openForReading(ctx, o)
	if err != nil {
		return Info{}, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	info, err = readInfo(ctx, db, o.URL != "")
	info.Database = where
	return info, err
}

// openForReading opens a database that is there, and tells where it is without
// a password.
func openForReading(ctx context.Context, o Options) (db *sql.DB, where string, err error) {
	if o.URL == "" {
		file := filepath.Join(o.Dir, fileName)
		db, err = openExisting(ctx, file)
		return db, "SQLite, " + file, err
	}
	c, err := parseURL(o.URL)
	if err != nil {
		return nil, "", fmt.Errorf("DATABASE_URL: %w", err)
	}
	db, err = connectPostgres(ctx, o.URL)
	return db, "PostgreSQL, " + describe(c), err
}

func readInfo(ctx context.Context, db *sql.DB, postgres bool) (Info, error) {
	info := Info{Rows: map[string]int64{}}
	size := "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
	if postgres {
		size = "SELECT pg_database_size(current_database())"
	}
	for _, q := range []struct {
		query string
		into  *int64
	}{
		{"SELECT max(version_id) FROM goose_db_version", &info.Version},
		{size, &info.Bytes},
		{"SELECT count(*) FROM inbox WHERE state IN ('ready', 'running')", &info.Waiting},
	} {
		if err := db.QueryRowContext(ctx, q.query).Scan(q.into); err != nil {
			return info, fmt.Errorf("this is no database of forumbot, or none that this program can read: %w", err)
		}
	}
	names, err := tables(ctx, db, postgres)
	if err != nil {
		return info, err
	}
	for _, t := range names {
		var n int64
		if err := db.QueryRowContext(ctx, "SELECT count(*) FROM "+t).Scan(&n); err != nil {
			return info, err
		}
		info.Rows[t] = n
	}
	var oldest sql.NullInt64
	err = db.QueryRowContext(ctx, "SELECT min(at) FROM question").Scan(&oldest)
	if oldest.Valid {
		info.Oldest = time.UnixMilli(oldest.Int64)
	}
	return info, err
}

// tables are the names of the tables of ours that a database has: one of an
// earlier version has fewer.
func tables(ctx context.Context, db *sql.DB, postgres bool) (names []string, err error) {
	query := "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
	if postgres {
		query = "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()"
	}
	rows, err := db.QueryContext(ctx, query)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, rows.Close()) }()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		if !strings.HasPrefix(name, "goose_") {
			names = append(names, name)
		}
	}
	return names, rows.Err()
}

// openExisting opens a SQLite file for reading, and checks it.
func openExisting(ctx context.Context, file string) (*sql.DB, error) {
	if _, err := os.Stat(file); err != nil {
		if errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("there is no database %s", file)
		}
		return nil, err
	}
	db, err := connectSQLite(file, true)
	if err != nil {
		return nil, err
	}
	if err := checkSQLite(ctx, db, file); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

var errDump = errors.New(`PostgreSQL is backed up and restored by its own tools:
  pg_dump "$DATABASE_URL" > forumbot.sql
  psql "$DATABASE_URL" < forumbot.sql`)

// Backup writes a consistent copy of the SQLite file, also while a bot runs on
// it. It fails when there is a file of that name, and for PostgreSQL.
func Backup(ctx context.Context, o Options, to string) (err error) {
	if o.URL != "" {
		return errDump
	}
	db, err := openExisting(ctx, filepath.Join(o.Dir, fileName))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	return explain(copySQLite(ctx, db, to))
}

// Restore puts a backup in the place of the SQLite file, which is moved to the
// folder of backups; it returns where to, "" when there was none. No bot may
// run meanwhile. Updates that waited when the backup was made are taken out:
// they were answered since, as far as they ever can be.
func Restore(ctx context.Context, o Options, from string) (moved string, err error) {
	if o.URL != "" {
		return "", errDump
	}
	o = o.withDefaults()
	if err := os.MkdirAll(filepath.Join(o.Dir, "backups"), 0o700); err != nil {
		return "", err
	}
	lock, err := lockDir(ctx, o.Dir, time.Second)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	fresh := filepath.Join(o.Dir, fileName+".restoring")
	removeSQLite(fresh)
	if err := readyBackup(ctx, from, fresh); err != nil {
		removeSQLite(fresh)
		return "", err
	}
	current := filepath.Join(o.Dir, fileName)
	if _, err := os.Stat(current); err == nil {
		moved = backupName(o, "before-restore")
		for _, part := range []string{"", "-wal", "-shm"} {
			if err := os.Rename(current+part, moved+part); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return "", err
			}
		}
	}
	return moved, os.Rename(fresh, current)
}

// readyBackup copies a backup, and checks and prepares the copy.
func readyBackup(ctx context.Context, from, to string) (err error) {
	if err := copyFile(from, to); err != nil {
		return err
	}
	db, err := connectSQLite(to, false)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := checkSQLite(ctx, db, to); err != nil {
		return fmt.Errorf("%s is no sound backup; nothing is changed", from)
	}
	if _, err := readInfo(ctx, db, false); err != nil {
		return fmt.Errorf("%s: %w; nothing is changed", from, err)
	}
	if _, err := db.ExecContext(ctx, "DELETE FROM inbox WHERE state IN ('ready', 'running')"); err != nil {
		return explain(err)
	}
	// Everything is in the one file then, without a write-ahead log beside it.
	_, err = db.ExecContext(ctx, "PRAGMA journal_mode = DELETE")
	return errors.Join(err, syncFile(to))
}

func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

func removeSQLite(file string) {
	for _, part := range []string{"", "-wal", "-shm", "-journal"} {
		_ = os.Remove(file + part) // it need not be there
	}
}
