package main

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/forumbot/forumbot/handlers"
	"github.com/forumbot/forumbot/store"
	"github.com/forumbot/forumbot/store/storetest"
	"github.com/forumbot/forumbot/trivia"
)

// The real program is killed again and again while daily posts go out: none
// comes twice. How many are missed, because a process ended while they were on
// their way, is counted and bounded. FORUMBOT_CRASH_ROUNDS sets how much is
// done; with it, PostgreSQL has its turn with three processes at once.
func TestDailyCrashes(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("there is no SIGKILL")
	}
	binary := filepath.Join(t.TempDir(), "forumbot")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for name, c := range map[string]struct {
		options   func(t *testing.T) store.Options
		processes int
		patience  time.Duration // until what a dead process had claimed is sent
	}{
		"SQLite":     {func(t *testing.T) store.Options { return store.Options{Dir: t.TempDir()} }, 1, 8 * time.Second},
		"PostgreSQL": {func(t *testing.T) store.Options { return store.Options{URL: storetest.Postgres(t)} }, 3, handlers.ClaimLasts + 15*time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rounds := setting(t, "FORUMBOT_CRASH_ROUNDS", 1)
			if name == "PostgreSQL" && os.Getenv("FORUMBOT_CRASH_ROUNDS") == "" {
				t.Skip("each round costs as long as a claim lasts; FORUMBOT_CRASH_ROUNDS sets how many there are")
			}
			var due, doubled, missed, kills int
			for range rounds {
				r := &dailyRound{t: t, binary: binary, o: c.options(t), chats: 80, processes: c.processes, patience: c.patience}
				r.run()
				due, kills = due+r.chats, kills+r.kills
				doubled, missed = doubled+r.doubled, missed+r.missed
			}
			t.Logf("%d rounds, %d processes: %d posts were due, %d kills, %d twice, %d missed", rounds, c.processes, due, kills, doubled, missed)
			if doubled > 0 {
				t.Errorf("%d posts came twice", doubled)
			}
			if missed > 8*kills { // as many are on their way at once
				t.Errorf("%d posts are missed in %d kills", missed, kills)
			}
		})
	}
}

// dailyRound is a database with posts due, and processes that send them.
type dailyRound struct {
	t         *testing.T
	binary    string
	o         store.Options
	chats     int
	processes int
	patience  time.Duration

	api                    *double
	root                   string
	kills, doubled, missed int
	mu                     sync.Mutex
	log                    bytes.Buffer
}

// Write gathers what the processes log.
func (r *dailyRound) Write(p []byte) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.log.Write(p)
}

func (r *dailyRound) run() {
	t := r.t
	s, err := store.Open(t.Context(), r.o)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now().UTC()
	for chat := range int64(r.chats) {
		err := s.SetDaily(t.Context(), handlers.Daily{
			Chat: chat + 1, State: handlers.DailyOn, Language: "en", Kind: handlers.DailyText,
			// The time of the next days is far from now.
			Schedule: trivia.Schedule{Zone: "UTC", Minute: (now.Hour()*60 + now.Minute() + 720) % 1440, Days: 1 << now.Weekday()},
			Next:     trivia.Slot{Day: trivia.DateOf(now), At: now.Add(-time.Minute)},
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	r.api = newDouble(60 * time.Millisecond)
	server := httptest.NewServer(r.api)
	defer server.Close()
	defer server.CloseClientConnections()
	r.root = server.URL

	var work sync.WaitGroup
	for range r.processes {
		work.Go(func() {
			for range 3 {
				r.process(rand.N(1500*time.Millisecond) + 300*time.Millisecond)
			}
		})
	}
	work.Wait()
	r.process(0)
	times := map[int64]int{}
	for _, d := range r.api.deliveries() {
		times[d.chat]++
		if !strings.Contains(d.text, "day") { // “Fact of the day”, “On this day”
			t.Errorf("sent %q", d.text)
		}
	}
	for chat := range int64(r.chats) {
		switch n := times[chat+1]; {
		case n == 0:
			r.missed++
		case n > 1:
			r.doubled += n - 1
		}
	}
	if t.Failed() {
		t.Log(r.log.String())
	}
}

// process runs the program until it is killed after a while, or, with 0, until
// nothing is sent for as long as patience.
func (r *dailyRound) process(kill time.Duration) {
	ctx, cancel := context.WithCancel(r.t.Context())
	defer cancel()
	cmd := exec.CommandContext(ctx, r.binary, "--env-file", os.DevNull, "--api-root", r.root)
	data := "DATABASE_URL=" + r.o.URL
	if r.o.Dir != "" {
		data = "DATA_DIR=" + r.o.Dir
	}
	cmd.Env = append(os.Environ(), "TELEGRAM_BOT_TOKEN="+goodToken, data)
	cmd.Stderr = r
	if err := cmd.Start(); err != nil {
		r.t.Error(err)
		return
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	if kill > 0 {
		select {
		case <-time.After(kill):
			_ = cmd.Process.Kill()
			<-ended
			r.mu.Lock()
			r.kills++
			r.mu.Unlock()
		case err := <-ended:
			r.t.Error(fmt.Errorf("the bot ended by itself: %w", err))
		}
		return
	}
	quiet := time.NewTimer(r.patience)
	defer quiet.Stop()
	for {
		select {
		case <-r.api.changed:
			quiet.Reset(r.patience)
		case <-quiet.C:
			_ = cmd.Process.Signal(syscall.SIGTERM)
			if err := <-ended; err != nil {
				r.t.Errorf("the bot did not stop in order: %v", err)
			}
			return
		case err := <-ended:
			r.t.Errorf("the bot ended by itself: %v", err)
			return
		}
	}
}
