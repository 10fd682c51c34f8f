package storetest

import (
	"context"
	"crypto/rand"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// shared is the server of this test binary, started when the first test asks.
var shared struct {
	once   sync.Once
	server *Server
	err    error
}

// Postgres returns the address of an empty schema in a real PostgreSQL: of the
// database that TEST_DATABASE_URL names, else of a server that the tests start
// for themselves when initdb and postgres are installed. Without either the
// test is skipped; with FORUMBOT_POSTGRES=required it fails. A test binary
// that calls it calls Main, too.
func Postgres(t testing.TB) string {
	t.Helper()
	address := os.Getenv("TEST_DATABASE_URL")
	if address == "" {
		shared.once.Do(func() { shared.server, shared.err = StartServer() })
		if shared.err != nil {
			missing(t, shared.err)
		}
		address = shared.server.URL()
	}
	return schema(t, address)
}

// missing skips the test, or fails it where PostgreSQL is required.
func missing(t testing.TB, why error) {
	t.Helper()
	if os.Getenv("FORUMBOT_POSTGRES") == "required" {
		t.Fatalf("PostgreSQL is required here, and there is none: %v", why)
	}
	t.Skipf("no PostgreSQL to test with: %v; install it, or set TEST_DATABASE_URL", why)
}

// schema makes a schema for one test and returns the address that leads there.
func schema(t testing.TB, address string) string {
	t.Helper()
	db, err := sql.Open("pgx", address)
	if err != nil {
		t.Fatal("TEST_DATABASE_URL can't be read") // the cause may quote it
	}
	name := "forumbot_test_" + strings.ToLower(rand.Text()[:12])
	if _, err := db.ExecContext(t.Context(), "CREATE SCHEMA "+name); err != nil {
		t.Fatalf("a schema for the test can't be made: %v", err)
	}
	t.Cleanup(func() {
		// The server of a test may be gone by now.
		_, _ = db.ExecContext(context.Background(), "DROP SCHEMA IF EXISTS "+name+" CASCADE")
		_ = db.Close()
	})
	u, err := url.Parse(address)
	if err != nil {
		t.Fatal("TEST_DATABASE_URL is no URL")
	}
	q := u.Query()
	q.Set("search_path", name)
	u.RawQuery = q.Encode()
	return u.String()
}

// Main runs a test binary's tests and stops the server that they may have
// started. It is a TestMain.
func Main(m *testing.M) {
	defer func() {
		if shared.server != nil {
			if err := shared.server.Close(); err != nil {
				fmt.Fprintln(os.Stderr, "PostgreSQL could not be stopped:", err)
			}
		}
	}()
	m.Run()
}

// NewServer starts a server for one test alone, to stop and restart it; see
// Postgres for when it skips.
func NewServer(t testing.TB) *Server {
	t.Helper()
	s, err := StartServer()
	if err != nil {
		missing(t, err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Errorf("PostgreSQL could not be stopped: %v", err)
		}
	})
	return s
}
