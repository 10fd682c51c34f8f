package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// CheckURL tells whether s is the address of a PostgreSQL database. The error
// does not repeat s, which may hold a password.
func CheckURL(s string) error {
	_, err := parseURL(s)
	return err
}

func parseURL(s string) (*pgx.ConnConfig, error) {
	c, err := pgx.ParseConfig(s)
	if err != nil || c.Database == "" {
		return nil, errors.New("this is no address of a PostgreSQL database; it looks like postgres://user:password@host:5432/database")
	}
	return c, nil
}

// describe names a database without its password.
func describe(c *pgx.ConnConfig) string {
	return fmt.Sprintf("database %s at %s:%d", c.Database, c.Host, c.Port)
}

func connectPostgres(ctx context.Context, address string) (*sql.DB, error) {
	c, err := parseURL(address)
	if err != nil {
		return nil, fmt.Errorf("DATABASE_URL: %w", err)
	}
	if c.RuntimeParams["application_name"] == "" {
		c.RuntimeParams["application_name"] = "forumbot"
	}
	if c.ConnectTimeout == 0 {
		c.ConnectTimeout = 10 * time.Second
	}
	db := stdlib.OpenDB(*c)
	db.SetMaxOpenConns(16)
	db.SetMaxIdleConns(8)
	db.SetConnMaxIdleTime(5 * time.Minute)
	if err := db.PingContext(ctx); err != nil {
		err = fmt.Errorf("the %s can't be reached (%s); check DATABASE_URL and that the server runs", describe(c), reason(err))
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// reason is the cause of a failed connection. The driver's own text names the
// user and the address, so only the innermost cause is told.
func reason(err error) string {
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		return e.Message + ", " + e.Code
	}
	for {
		inner := errors.Unwrap(err)
		if inner == nil {
			return err.Error()
		}
		err = inner
	}
}

// refusedByPostgres tells errors about data, constraints and statements from
// those of a server that is stopping, full or gone.
// https://www.postgresql.org/docs/current/errcodes-appendix.html
func refusedByPostgres(err error) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	if !ok || len(e.Code) < 2 {
		return false
	}
	class := e.Code[:2]
	return class == "22" || class == "23" || class == "42"
}

func openPostgres(ctx context.Context, o Options) (*sql.DB, engine, error) {
	db, err := connectPostgres(ctx, o.URL)
	if err != nil {
		return nil, engine{}, err
	}
	if err := migrate(ctx, db, postgresMigrations, o.Log, nil); err != nil {
		return nil, engine{}, errors.Join(err, db.Close())
	}
	e := engine{
		name: "PostgreSQL", skipLocked: "FOR UPDATE SKIP LOCKED", read: db, close: func() error { return nil },
		transact: func(ctx context.Context, f func(ctx context.Context, q querier) error) error {
			return transact(ctx, db, f)
		},
		sync: func() error { return nil }, // synchronous_commit is on unless the server says otherwise
	}
	return db, e, nil
}
