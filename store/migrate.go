package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// The migrations, forward only: each is one transaction, and a released one
// never changes. They are named 00001_what.sql, and so on.
//
//go:embed migrations/*.sql
var migrationFiles embed.FS

// migrator makes goose's provider for one of the databases.
type migrator func(db *sql.DB, files fs.FS) (*goose.Provider, error)

func sqliteMigrations(db *sql.DB, files fs.FS) (*goose.Provider, error) {
	return goose.NewProvider(goose.DialectSQLite3, db, files, goose.WithDisableGlobalRegistry(true))
}

// postgresMigrations holds a lock meanwhile, for several processes may start at
// once; each asks for it every second, for a minute.
func postgresMigrations(db *sql.DB, files fs.FS) (*goose.Provider, error) {
	locker, err := lock.NewPostgresSessionLocker(lock.WithLockTimeout(1, 60))
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectPostgres, db, files, goose.WithDisableGlobalRegistry(true), goose.WithSessionLocker(locker))
}

// migrate brings a database to the version of this program. before is called
// when there is something to upgrade, and may be nil.
func migrate(ctx context.Context, db *sql.DB, m migrator, log *slog.Logger, before func(ctx context.Context, from int64) error) error {
	files, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		return err
	}
	return migrateWith(ctx, db, m, files, log, before)
}

func migrateWith(ctx context.Context, db *sql.DB, m migrator, files fs.FS, log *slog.Logger, before func(ctx context.Context, from int64) error) error {
	p, err := m(db, files)
	if err != nil {
		return err
	}
	have, want, err := p.GetVersions(ctx)
	switch {
	case err != nil:
		return fmt.Errorf("the database's version can't be read: %w", err)
	case have > want:
		return fmt.Errorf("the database has version %d and this program knows up to %d: it was written by a newer forumbot; run that one, or restore a backup from before", have, want)
	case have == want:
		return nil
	case have > 0 && before != nil:
		if err := before(ctx, have); err != nil {
			return err
		}
	}
	if _, err := p.Up(ctx); err != nil {
		cause := err
		if partial, ok := errors.AsType[*goose.PartialError](err); ok {
			cause = partial.Err
		}
		return fmt.Errorf("the database can't be brought from version %d to %d and stays as it was: %w", have, want, cause)
	}
	log.Info("the database is up to date", "version", want, "was", have)
	return nil
}
