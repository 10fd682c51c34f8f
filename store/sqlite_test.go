package store_test

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/forumbot/forumbot/bot"
	"github.com/forumbot/forumbot/handlers"
	"github.com/forumbot/forumbot/store"
)

func item(id, chat int64, words string) bot.Item {
	return bot.Item{ID: id, Chat: chat, Payload: []byte(words)}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// A damaged file fails the start with what to do, and is left as it is.
func TestDamagedFile(t *testing.T) {
	t.Parallel()
	for name, damage := range map[string]func(sound []byte) []byte{
		"no database at all": func([]byte) []byte { return []byte("Dear diary, this is no database. " + strings.Repeat("x", 5000)) },
		"cut off":            func(b []byte) []byte { return b[:len(b)/2] },
		"overwritten":        func(b []byte) []byte { copy(b[4096:], bytes.Repeat([]byte{0xa5}, 12000)); return b },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := sqlite(t)
			s := open(t, o)
			for i := range int64(200) {
				_, err := s.Accept(t.Context(), []bot.Item{item(i+1, i+1, strings.Repeat("w", 500))})
				must(t, err)
			}
			must(t, s.Close())
			file := filepath.Join(o.Dir, "forumbot.db")
			b, err := os.ReadFile(file)
			must(t, err)
			b = damage(b)
			must(t, os.WriteFile(file, b, 0o600))
			_, err = store.Open(t.Context(), o)
			if err == nil {
				t.Fatal("it opens")
			}
			for _, want := range []string{file, "damaged", "left as it is", "forumbot db restore"} {
				if !strings.Contains(err.Error(), want) {
					t.Errorf("%q is missing in: %v", want, err)
				}
			}
			if after, err := os.ReadFile(file); err != nil || !bytes.Equal(after, b) {
				t.Errorf("the file was changed: %v", err)
			}
			if _, err := store.Inspect(t.Context(), o); err == nil {
				t.Error("it can be looked at")
			}
		})
	}
}

// A locked database fails calls, loses nothing, and works again afterwards.
func TestLockedDatabase(t *testing.T) {
	t.Parallel()
	o := sqlite(t)
	s := open(t, o)
	must2(s.Accept(t.Context(), []bot.Item{item(1, 1, "a")}))(t)
	works, err := s.Claim(t.Context(), 1)
	must(t, err)

	other, err := sql.Open("sqlite", filepath.Join(o.Dir, "forumbot.db"))
	must(t, err)
	defer other.Close()
	other.SetMaxOpenConns(1)
	_, err = other.ExecContext(t.Context(), "BEGIN IMMEDIATE")
	must(t, err)

	who := handlers.Speaker{Chat: 1}
	must(t, s.SetConversation(works[0].Context(t.Context()), who, handlers.Conversation{At: time.Now(), Question: 5}))
	short, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := s.Accept(short, []bot.Item{item(2, 1, "b")}); err == nil {
		t.Error("accepted while the database is locked")
	}
	if err := works[0].Finish(short); err == nil || errors.Is(err, bot.ErrLost) {
		t.Errorf("ended while the database is locked: %v", err)
	}
	if _, ok, err := s.Conversation(t.Context(), who); ok || err != nil {
		t.Errorf("reading: %v, %v", ok, err)
	}
	_, err = other.ExecContext(t.Context(), "ROLLBACK")
	must(t, err)
	must(t, works[0].Finish(t.Context()))
	if _, ok, _ := s.Conversation(t.Context(), who); !ok {
		t.Error("what was stored meanwhile is lost")
	}
	if n, err := s.Accept(t.Context(), []bot.Item{item(1, 1, "a"), item(2, 1, "b")}); n != 1 || err != nil {
		t.Errorf("%d accepted, %v", n, err)
	}
}

func must2[T any](_ T, err error) func(t *testing.T) {
	return func(t *testing.T) { t.Helper(); must(t, err) }
}

// A full disk fails what is new and says so; what is there goes on.
func TestFullDisk(t *testing.T) {
	t.Parallel()
	dir := smallDisk(t)
	o := store.Options{Dir: dir}
	s := open(t, o)
	var err error
	accepted := int64(0)
	for id := int64(1); id < 5000 && err == nil; id++ {
		if _, err = s.Accept(t.Context(), []bot.Item{item(id, id, strings.Repeat("w", 2000))}); err == nil {
			accepted = id
		}
	}
	if err == nil || !strings.Contains(err.Error(), "disk") {
		t.Fatalf("%d accepted on a full disk, %v", accepted, err)
	}
	if info, err := s.Info(t.Context()); err != nil || info.Waiting != accepted {
		t.Errorf("%d wait of %d, %v", info.Waiting, accepted, err)
	}
	must(t, os.Remove(filepath.Join(dir, "ballast")))
	works, err := s.Claim(t.Context(), 3)
	if err != nil || len(works) != 3 {
		t.Fatalf("%d claimed when there is room again, %v", len(works), err)
	}
	for _, w := range works {
		must(t, w.Finish(t.Context()))
	}
	must2(s.Accept(t.Context(), []bot.Item{item(9000, 1, "w")}))(t)
	must(t, s.Close())
	if info, err := open(t, o).Info(t.Context()); err != nil || info.Waiting != accepted-2 {
		t.Errorf("%d wait in the end, %v", info.Waiting, err)
	}
}

// Two processes don't run on one file; the second may once the first ended.
func TestOneProcess(t *testing.T) {
	t.Parallel()
	o := sqlite(t)
	s := open(t, o)
	short, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, err := store.Open(short, o); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a second one: %v", err)
	}
	if _, err := store.Restore(t.Context(), o, "x"); err == nil || !strings.Contains(err.Error(), "another forumbot runs") {
		t.Errorf("restored under a running one: %v", err)
	}
	must(t, s.Close())
	open(t, o)
}

// Words are gone from the file once they are no longer needed.
func TestWordsAreErased(t *testing.T) {
	t.Parallel()
	o := sqlite(t)
	o.KeepQuestions = time.Hour
	s := open(t, o)
	const words, logged = "a-question-in-the-inbox", "a-question-in-the-log"
	must2(s.Accept(t.Context(), []bot.Item{item(1, 7, words)}))(t)
	works, err := s.Claim(t.Context(), 1)
	must(t, err)
	ctx := works[0].Context(t.Context())
	must(t, s.LogQuestion(ctx, handlers.Asked{Chat: 7, Answer: 1, Person: 7, At: time.Now(), Text: logged}))
	must(t, s.Remember(ctx, handlers.Exchange{Chat: 7, Speaker: handlers.Speaker{Chat: 7}, Question: 1, Answer: 1, Text: logged, Verdict: "answer"}))
	must(t, works[0].Finish(t.Context()))
	holds := func(what string) bool {
		t.Helper()
		must(t, s.Close())
		b, err := os.ReadFile(filepath.Join(o.Dir, "forumbot.db"))
		must(t, err)
		if _, err := os.Stat(filepath.Join(o.Dir, "forumbot.db-wal")); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("the log beside the file: %v", err)
		}
		s = open(t, o)
		return bytes.Contains(b, []byte(what))
	}
	if holds(words) {
		t.Error("the words of a handled update are still in the file")
	}
	if !holds(logged) {
		t.Error("the log has no words")
	}
	must(t, s.Forget(t.Context(), 7))
	if holds(logged) {
		t.Error("forgotten words are still in the file")
	}
}

func TestBackupAndRestore(t *testing.T) {
	t.Parallel()
	o := sqlite(t)
	backup := filepath.Join(t.TempDir(), "deep", "er", "backup.db")
	if err := store.Backup(t.Context(), o, backup); err == nil || !strings.Contains(err.Error(), "there is no database") {
		t.Errorf("a backup of nothing: %v", err)
	}
	s := open(t, o)
	must(t, s.SetLanguage(t.Context(), 7, "zh"))
	must2(s.Accept(t.Context(), []bot.Item{item(1, 7, "w")}))(t)
	must(t, store.Backup(t.Context(), o, backup)) // while it is in use
	if err := store.Backup(t.Context(), o, backup); err == nil || !strings.Contains(err.Error(), "already") {
		t.Errorf("over an older one: %v", err)
	}
	must(t, s.SetLanguage(t.Context(), 7, "en"))
	must(t, s.Close())

	noBackup := filepath.Join(t.TempDir(), "x")
	must(t, os.WriteFile(noBackup, []byte(strings.Repeat("no database ", 1000)), 0o600))
	if _, err := store.Restore(t.Context(), o, noBackup); err == nil || !strings.Contains(err.Error(), "nothing is changed") {
		t.Errorf("restored from a text: %v", err)
	}
	moved, err := store.Restore(t.Context(), o, backup)
	must(t, err)
	if _, err := os.Stat(moved); err != nil {
		t.Errorf("what was there before: %v", err)
	}
	s = open(t, o)
	if l, err := s.Language(t.Context(), 7); l != "zh" || err != nil {
		t.Errorf("restored %q, %v", l, err)
	}
	if works, err := s.Claim(t.Context(), 9); len(works) != 0 || err != nil {
		t.Errorf("%d old updates are answered again, %v", len(works), err)
	}
	info, err := store.Inspect(t.Context(), o)
	if err != nil || info.Rows["language"] != 1 || info.Version < 2 || info.Bytes == 0 || !strings.Contains(info.Database, o.Dir) {
		t.Errorf("info %+v, %v", info, err)
	}
	if left, _ := filepath.Glob(filepath.Join(o.Dir, "*.restoring*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}
