package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"regexp"

	"modernc.org/sqlite"
)

// SQLite reads the text of a statement anew each time it runs, which costs more
// than most statements here take to run. So each connection keeps what it has
// read, by text. (pgx does the same for PostgreSQL by itself.)

// keptStatements bounds how many a connection keeps.
const keptStatements = 64

// preparing opens connections that keep their statements.
type preparing struct{ driver.Connector }

func newPreparing(dsn string) (driver.Connector, error) {
	c, err := sqlite.NewConnector(dsn)
	return preparing{c}, err
}

// Connect implements driver.Connector.
func (p preparing) Connect(ctx context.Context) (driver.Conn, error) {
	c, err := p.Connector.Connect(ctx)
	if err != nil {
		return nil, err
	}
	inner, ok := c.(sqliteConn)
	if !ok {
		return nil, errors.Join(fmt.Errorf("SQLite's driver has another form than expected (%T)", c), c.Close())
	}
	return &preparedConn{sqliteConn: inner, statements: map[string]*statement{}}, nil
}

// sqliteConn is what the driver's connections can do.
type sqliteConn interface {
	driver.Conn
	driver.ConnBeginTx
	driver.ConnPrepareContext
	driver.ExecerContext
	driver.QueryerContext
	driver.Pinger
	driver.SessionResetter
	driver.Validator
}

// preparedConn is a connection that keeps its statements. Like every
// driver.Conn it is used by one goroutine at a time.
type preparedConn struct {
	sqliteConn
	statements map[string]*statement
}

// statement is one that was read; it runs once at a time.
type statement struct {
	driver.Stmt
	busy bool // its rows are being read
}

// Unwrap returns the driver's own connection, which the driver asks for.
func (c *preparedConn) Unwrap() driver.Conn { return c.sqliteConn }

// repeated are statements that run again and again; schema changes and
// settings don't.
var repeated = regexp.MustCompile(`^\s*(?:SELECT|INSERT|UPDATE|DELETE|WITH)\s`)

// prepared returns the statement for a text, nil for one that is to be read
// anew.
func (c *preparedConn) prepared(ctx context.Context, query string) (*statement, error) {
	if s := c.statements[query]; s != nil {
		if s.busy {
			return nil, nil
		}
		return s, nil
	}
	if !repeated.MatchString(query) {
		return nil, nil
	}
	read, err := c.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	if len(c.statements) >= keptStatements {
		for text, s := range c.statements { // any of them
			if !s.busy {
				c.forget(text)
				break
			}
		}
	}
	s := &statement{Stmt: read}
	c.statements[query] = s
	return s, nil
}

// forget drops a statement, as after an error, when its state is unsure.
func (c *preparedConn) forget(query string) {
	if s := c.statements[query]; s != nil {
		delete(c.statements, query)
		_ = s.Close() // repeats the error of its last run
	}
}

// ExecContext implements driver.ExecerContext.
func (c *preparedConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	s, err := c.prepared(ctx, query)
	if err != nil {
		return nil, err
	}
	run, ok := driver.StmtExecContext(nil), false
	if s != nil {
		run, ok = s.Stmt.(driver.StmtExecContext)
	}
	if !ok {
		return c.sqliteConn.ExecContext(ctx, query, args)
	}
	r, err := run.ExecContext(ctx, args)
	if err != nil {
		c.forget(query)
	}
	return r, err
}

// QueryContext implements driver.QueryerContext.
func (c *preparedConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	s, err := c.prepared(ctx, query)
	if err != nil {
		return nil, err
	}
	run, ok := driver.StmtQueryContext(nil), false
	if s != nil {
		run, ok = s.Stmt.(driver.StmtQueryContext)
	}
	if !ok {
		return c.sqliteConn.QueryContext(ctx, query, args)
	}
	rows, err := run.QueryContext(ctx, args)
	if err != nil {
		c.forget(query)
		return nil, err
	}
	s.busy = true
	return &preparedRows{Rows: rows, conn: c, query: query, statement: s}, nil
}

// Close implements driver.Conn.
func (c *preparedConn) Close() error {
	for query := range c.statements {
		c.forget(query)
	}
	return c.sqliteConn.Close()
}

// preparedRows gives its statement back when it is closed.
type preparedRows struct {
	driver.Rows
	conn      *preparedConn
	query     string
	statement *statement
	failed    bool
}

// Next implements driver.Rows.
func (r *preparedRows) Next(dest []driver.Value) error {
	err := r.Rows.Next(dest)
	r.failed = r.failed || err != nil && !errors.Is(err, io.EOF)
	return err
}

// Close implements driver.Rows.
func (r *preparedRows) Close() error {
	err := r.Rows.Close()
	r.statement.busy = false
	if (err != nil || r.failed) && r.conn.statements[r.query] == r.statement {
		r.conn.forget(r.query)
	}
	return err
}
