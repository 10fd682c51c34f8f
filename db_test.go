package main

import (
	"context"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A bot's data from the first question to a restored backup: what was said to
// others is nowhere in it, a conversation outlives a restart, and /forget
// empties it.
func TestData(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	api := newDouble(0)
	server := httptest.NewServer(api)
	defer server.Close()
	defer server.CloseClientConnections()
	dir := t.TempDir()
	env := map[string]string{"TELEGRAM_BOT_TOKEN": goodToken, "KNOWLEDGE_DIR": marketDir(t), "DATA_DIR": dir, "TELEGRAM_API_ROOT": server.URL}
	heard := 0
	// during runs the bot until it has answered as many messages more.
	during := func(answers int, say func()) string {
		t.Helper()
		running, stop := context.WithCancel(ctx)
		defer stop()
		ended := make(chan string, 1)
		go func() {
			_, _, stderr := runIn(t, running, env, "")
			ended <- stderr
		}()
		say()
		heard += answers
		for len(api.deliveries()) < heard {
			select {
			case <-api.changed:
			case log := <-ended:
				t.Fatalf("the bot ended early:\n%s", log)
			case <-ctx.Done():
				t.Fatalf("%d of %d answers", len(api.deliveries()), heard)
			}
		}
		stop()
		log := <-ended
		if strings.Contains(log, "tulips") || strings.Contains(log, "UNHEARD") {
			t.Errorf("the log holds people's words:\n%s", log)
		}
		return api.deliveries()[heard-1].text
	}
	db := func(code int, args ...string) string {
		t.Helper()
		got, stdout, stderr := runIn(t, ctx, env, "", append([]string{"db"}, args...)...)
		if got != code {
			t.Errorf("db %v: exit code %d\n%s%s", args, got, stdout, stderr)
		}
		return stdout + stderr
	}
	holds := func(what string) bool {
		t.Helper()
		b, err := os.ReadFile(filepath.Join(dir, "forumbot.db"))
		if err != nil {
			t.Fatal(err)
		}
		return strings.Contains(string(b), what)
	}

	if got := db(1, "info"); !strings.Contains(got, "there is no database") {
		t.Errorf("info on nothing: %s", got)
	}
	during(2, func() {
		api.say(-3, "UNHEARD chatter")
		api.say(5, "Where do the tulips come from?")
		api.say(-3, "/ask Where do the tulips come from?")
	})
	if holds("UNHEARD") || !holds("tulips") {
		t.Error("the data holds what was not said to the bot, or not what was")
	}
	if got := during(1, func() { api.say(5, "/why") }); !strings.Contains(got, "How I found") {
		t.Errorf("after a restart /why says %q", got)
	}
	info := db(0, "info")
	if !strings.Contains(info, "questions        2") || !strings.Contains(info, "waiting updates  0") {
		t.Errorf("info: %s", info)
	}
	backup := filepath.Join(t.TempDir(), "backup.db")
	if got := db(0, "backup", backup); !strings.Contains(got, backup) {
		t.Errorf("backup: %s", got)
	}
	db(1, "backup", backup)
	db(0, "backup")
	during(1, func() { api.say(6, "Where do the tulips come from?") })
	if got := db(0, "restore", backup); !strings.Contains(got, "before-restore") {
		t.Errorf("restore: %s", got)
	}
	if got := db(0, "info"); got != info && !strings.Contains(got, "questions        2") {
		t.Errorf("restored:\n%s\nbefore:\n%s", got, info)
	}
	db(1, "restore", filepath.Join(dir, "nowhere"))
	db(2, "restore")
	db(2, "frobnicate")

	// A damaged file keeps the bot from starting.
	if err := os.WriteFile(filepath.Join(dir, "forumbot.db"), []byte(strings.Repeat("damaged ", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	code, _, stderr := runIn(t, ctx, env, "")
	if code != exitFail || !strings.Contains(stderr, "forumbot db restore") || !holds("damaged damaged") {
		t.Errorf("exit code %d: %s", code, stderr)
	}

	env["DATABASE_URL"] = "postgres://u:hunter2@127.0.0.1:1/d"
	code, _, stderr = runIn(t, ctx, env, "")
	if code != exitFail || strings.Contains(stderr, "hunter2") || !strings.Contains(stderr, "DATABASE_URL") {
		t.Errorf("exit code %d: %s", code, stderr)
	}
	if got := db(1, "backup"); !strings.Contains(got, "pg_dump") || strings.Contains(got, "hunter2") {
		t.Errorf("a backup of PostgreSQL: %s", got)
	}
}
