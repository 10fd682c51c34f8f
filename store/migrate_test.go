package store

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
)

// files are the real migrations and more.
func files(t *testing.T, more map[string]string) fs.FS {
	t.Helper()
	all := fstest.MapFS{}
	names, err := fs.Glob(migrationFiles, "migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(migrationFiles, name)
		if err != nil {
			t.Fatal(err)
		}
		all[filepath.Base(name)] = &fstest.MapFile{Data: data}
	}
	for name, text := range more {
		all[name] = &fstest.MapFile{Data: []byte("-- +goose Up\n" + text)}
	}
	return all
}

// An upgrade that fails half-way leaves the database as it was, and none
// begins without its backup.
func TestUpgrade(t *testing.T) {
	t.Parallel()
	ctx, log := t.Context(), slog.New(slog.DiscardHandler)
	file := filepath.Join(t.TempDir(), fileName)
	db, err := connectSQLite(file, false)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var backups []int64
	backup := func(_ context.Context, from int64) error { backups = append(backups, from); return nil }
	if err := migrateWith(ctx, db, sqliteMigrations, files(t, nil), log, backup); err != nil || len(backups) != 0 {
		t.Fatalf("from nothing: %v, backups %v", err, backups)
	}
	if _, err := db.ExecContext(ctx, "INSERT INTO language (person, language) VALUES (7, 'zh')"); err != nil {
		t.Fatal(err)
	}
	broken := files(t, map[string]string{"00999_broken.sql": "ALTER TABLE language ADD COLUMN x TEXT;\nDELETE FROM language;\nINSERT INTO nowhere VALUES (1);\n"})
	err = migrateWith(ctx, db, sqliteMigrations, broken, log, backup)
	if err == nil || !strings.Contains(err.Error(), "stays as it was") || !strings.Contains(err.Error(), "nowhere") {
		t.Errorf("a broken upgrade: %v", err)
	}
	var n int
	if err := db.QueryRowContext(ctx, "SELECT count(*) FROM language").Scan(&n); err != nil || n != 1 {
		t.Errorf("%d languages, %v", n, err)
	}
	if _, err := db.ExecContext(ctx, "SELECT x FROM language"); err == nil {
		t.Error("half of it stays")
	}
	good := files(t, map[string]string{"00999_good.sql": "ALTER TABLE language ADD COLUMN x TEXT;\n"})
	refusal := errors.New("no room")
	if err := migrateWith(ctx, db, sqliteMigrations, good, log, func(context.Context, int64) error { return refusal }); !errors.Is(err, refusal) {
		t.Errorf("upgraded without a backup: %v", err)
	}
	before := backupBefore(db, Options{Dir: filepath.Dir(file)}.withDefaults())
	for range 2 { // the second time there is nothing to do
		if err := migrateWith(ctx, db, sqliteMigrations, good, log, before); err != nil {
			t.Errorf("a good upgrade: %v", err)
		}
	}
	names, err := filepath.Glob(filepath.Join(filepath.Dir(file), "backups", fmt.Sprintf("before-upgrade-from-%d-*.db", latest(t))))
	if err != nil || len(names) != 1 {
		t.Fatalf("backups %v, %v", names, err)
	}
	old, err := openExisting(ctx, names[0])
	if err != nil {
		t.Fatal(err)
	}
	defer old.Close()
	if info, err := readInfo(ctx, old, false); err != nil || info.Version != latest(t) || info.Rows["language"] != 1 {
		t.Errorf("the backup holds %+v, %v", info, err)
	}
	err = migrateWith(ctx, db, sqliteMigrations, files(t, nil), log, backup)
	if err == nil || !strings.Contains(err.Error(), "newer forumbot") {
		t.Errorf("a database of a newer program: %v", err)
	}
}

// latest is the version of a database of this program.
func latest(t *testing.T) int64 {
	t.Helper()
	names, err := fs.Glob(migrationFiles, "migrations/*.sql")
	if err != nil || len(names) == 0 {
		t.Fatalf("migrations %v, %v", names, err)
	}
	var n int64
	if _, err := fmt.Sscanf(path.Base(names[len(names)-1]), "%d_", &n); err != nil {
		t.Fatal(err)
	}
	return n
}

// A database of the first version, with rows in it, is brought to this one, and
// tells what it holds before and after.
func TestFromTheFirstVersion(t *testing.T) {
	t.Parallel()
	ctx, log := t.Context(), slog.New(slog.DiscardHandler)
	file := filepath.Join(t.TempDir(), fileName)
	db, err := connectSQLite(file, false)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	first, err := migrationFiles.ReadFile("migrations/00001_state.sql")
	if err != nil {
		t.Fatal(err)
	}
	if err := migrateWith(ctx, db, sqliteMigrations, fstest.MapFS{"00001_state.sql": {Data: first}}, log, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := db.ExecContext(ctx, "INSERT INTO language (person, language) VALUES (7, 'zh')"); err != nil {
		t.Fatal(err)
	}
	for _, version := range []int64{1, latest(t)} {
		info, err := readInfo(ctx, db, false)
		if err != nil || info.Version != version || info.Rows["language"] != 1 {
			t.Errorf("version %d: %+v, %v", version, info, err)
		}
		if err := migrate(ctx, db, sqliteMigrations, log, nil); err != nil {
			t.Fatal(err)
		}
	}
}

// Rows of another version, or broken ones, count as not there.
func TestUnpack(t *testing.T) {
	t.Parallel()
	good, err := pack(map[string]int{"a": 1})
	if err != nil || good != `{"v":1,"d":{"a":1}}` {
		t.Fatalf("packed %s, %v", good, err)
	}
	var m map[string]int
	if !unpack(good, &m) || m["a"] != 1 {
		t.Errorf("got %v", m)
	}
	for _, s := range []string{"", "null", "{", "[]", `{"v":2,"d":{"a":1}}`, `{"v":1}`, `{"v":1,"d":null}`, `{"v":1,"d":[1]}`, `{"v":"1","d":{}}`, `{"d":{"a":1}}`} {
		if unpack(s, &m) {
			t.Errorf("%s is read", s)
		}
	}
}

func FuzzUnpack(f *testing.F) {
	f.Add(`{"v":1,"d":{"text":"x","after":{"turns":[{"question":"q","facts":["a"],"year":2023}]}}}`)
	f.Fuzz(func(t *testing.T, s string) {
		var x exchange
		if !unpack(s, &x) {
			return
		}
		again, err := pack(x)
		if err != nil || !unpack(again, &x) {
			t.Errorf("%s can't be written again: %v", s, err)
		}
	})
}
