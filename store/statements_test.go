package store

import (
	"database/sql"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"testing"
)

func preparedDB(t *testing.T) (*sql.DB, *sql.Conn) {
	t.Helper()
	db, err := connectSQLite(filepath.Join(t.TempDir(), "statements.db"), false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	if _, err := conn.ExecContext(t.Context(), "CREATE TABLE number (n BIGINT PRIMARY KEY); INSERT INTO number VALUES (1), (2), (3)"); err != nil {
		t.Fatal(err)
	}
	return db, conn
}

// kept is how many statements a connection keeps, and how many of them are in
// use.
func kept(t *testing.T, conn *sql.Conn) (n, busy int) {
	t.Helper()
	err := conn.Raw(func(c any) error {
		p, ok := c.(*preparedConn)
		if !ok {
			return fmt.Errorf("the connection is a %T", c)
		}
		n = len(p.statements)
		for _, s := range p.statements {
			if s.busy {
				busy++
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n, busy
}

// A statement that is in use is read anew; both go on by themselves.
func TestStatementWithinItself(t *testing.T) {
	t.Parallel()
	_, conn := preparedDB(t)
	const query = "SELECT n FROM number WHERE n >= $1 ORDER BY n"
	outer, err := conn.QueryContext(t.Context(), query, 1)
	if err != nil {
		t.Fatal(err)
	}
	var pairs []string
	for outer.Next() {
		var n int
		if err := outer.Scan(&n); err != nil {
			t.Fatal(err)
		}
		inner, err := conn.QueryContext(t.Context(), query, n)
		if err != nil {
			t.Fatal(err)
		}
		for inner.Next() {
			var m int
			if err := inner.Scan(&m); err != nil {
				t.Fatal(err)
			}
			pairs = append(pairs, fmt.Sprint(n, m))
		}
		if err := errors.Join(inner.Err(), inner.Close()); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(outer.Err(), outer.Close()); err != nil {
		t.Fatal(err)
	}
	if want := []string{"1 1", "1 2", "1 3", "2 2", "2 3", "3 3"}; !slices.Equal(pairs, want) {
		t.Errorf("%q", pairs)
	}
	if n, busy := kept(t, conn); n != 1 || busy != 0 {
		t.Errorf("%d statements, %d in use", n, busy)
	}
}

// A statement that failed, or whose rows were not read to the end, works as
// before.
func TestStatementAgain(t *testing.T) {
	t.Parallel()
	_, conn := preparedDB(t)
	const insert = "INSERT INTO number (n) VALUES ($1) RETURNING n"
	for i, n := range []int{4, 4, 5, 1, 6} {
		var got int
		err := conn.QueryRowContext(t.Context(), insert, n).Scan(&got)
		if taken := i == 1 || i == 3; taken != (err != nil) || taken != refused(err) || !taken && got != n {
			t.Errorf("%d: %d, %v", n, got, err)
		}
	}
	for range 3 { // all but the first row are left
		var n int
		if err := conn.QueryRowContext(t.Context(), "SELECT n FROM number ORDER BY n").Scan(&n); err != nil || n != 1 {
			t.Errorf("%d, %v", n, err)
		}
	}
	if _, err := conn.ExecContext(t.Context(), "DROP TABLE number; CREATE TABLE number (n BIGINT PRIMARY KEY, m BIGINT)"); err != nil {
		t.Fatal(err)
	}
	var n int
	if err := conn.QueryRowContext(t.Context(), insert, 7).Scan(&n); err != nil || n != 7 {
		t.Errorf("after the table changed: %d, %v", n, err)
	}
	if _, busy := kept(t, conn); busy != 0 {
		t.Errorf("%d statements are in use", busy)
	}
}

func TestStatementsBounded(t *testing.T) {
	t.Parallel()
	_, conn := preparedDB(t)
	for i := range 3 * keptStatements {
		var n int
		if err := conn.QueryRowContext(t.Context(), fmt.Sprintf("SELECT n + %d FROM number WHERE n = $1", i), 2).Scan(&n); err != nil || n != i+2 {
			t.Fatalf("%d, %v", n, err)
		}
	}
	if n, _ := kept(t, conn); n != keptStatements {
		t.Errorf("%d statements are kept", n)
	}
}
