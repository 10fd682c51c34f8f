package store

import (
	"database/sql"
	"os"
	"path/filepath"
	"testing"
)

// The log is copied once it is long and then begins anew, and what is in it can
// be read at any time; who reads for long keeps nobody waiting.
func TestCheckpoint(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), fileName)
	var dbs [3]*sql.DB // of the writer, aside, of readers
	for i := range dbs {
		db, err := connectSQLite(file, i == 2)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		dbs[i] = db
	}
	writer, aside, reader := dbs[0], dbs[1], dbs[2]
	rows := 0
	write := func(n int) {
		t.Helper()
		for range n {
			if _, err := writer.ExecContext(t.Context(), "INSERT INTO t VALUES (zeroblob(100000))"); err != nil {
				t.Fatal(err)
			}
		}
		rows += n
	}
	state := func() (pages int, size int64) {
		t.Helper()
		all, copied, err := walPages(t.Context(), aside, "PRAGMA wal_checkpoint(NOOP)")
		if err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(file + "-wal")
		if err != nil {
			t.Fatal(err)
		}
		return all - copied, info.Size()
	}
	check := func() {
		t.Helper()
		if err := checkpoint(t.Context(), writer, aside); err != nil {
			t.Fatal(err)
		}
		n := 0
		if err := reader.QueryRowContext(t.Context(), "SELECT count(*) FROM t").Scan(&n); err != nil || n != rows {
			t.Fatalf("%d rows, %v; want %d", n, err, rows)
		}
	}
	if _, err := writer.ExecContext(t.Context(), "CREATE TABLE t (a BLOB)"); err != nil {
		t.Fatal(err)
	}
	write(10)
	check()
	if pages, _ := state(); pages < 200 {
		t.Errorf("a log of %d pages was copied", pages)
	}
	write(200)
	if pages, _ := state(); pages < checkpointPages {
		t.Errorf("%d pages are in the log, want %d", pages, checkpointPages)
	}
	check()
	pages, size := state()
	if pages != 0 {
		t.Errorf("%d pages are left in the log", pages)
	}
	write(100)
	if _, now := state(); now != size {
		t.Errorf("the log grew from %d to %d bytes instead of beginning anew", size, now)
	}

	reading, err := reader.BeginTx(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := reading.QueryRowContext(t.Context(), "SELECT count(*) FROM t").Scan(new(int)); err != nil {
		t.Fatal(err)
	}
	write(200)
	check()
	if pages, _ := state(); pages == 0 {
		t.Error("what somebody still reads was overwritten")
	}
	if err := reading.Rollback(); err != nil {
		t.Fatal(err)
	}
	check()
	if pages, _ := state(); pages != 0 {
		t.Errorf("%d pages are left in the log", pages)
	}
}
