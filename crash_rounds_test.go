package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/signal"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The environment by which this test binary is started as a bot in whose eyes
// time flies, so that a round of quizzes takes seconds: hastyBot holds the
// address of the Bot API, hastySince when time began to fly, in Unix
// nanoseconds, and DATA_DIR the folder of the data.
const (
	hastyBot   = "FORUMBOT_HASTY_BOT"
	hastySince = "FORUMBOT_HASTY_SINCE"
)

// haste is how much faster time goes.
const haste = 30

func runHastyBot() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	nanos, _ := strconv.ParseInt(os.Getenv(hastySince), 10, 64)
	since := time.Unix(0, nanos)
	err := runBot(ctx, config{
		Token: goodToken, APIRoot: os.Getenv(hastyBot), DataDir: os.Getenv("DATA_DIR"), LogLevel: slog.LevelInfo, LogFormat: "text", SendRate: rateTelegram,
	}, os.Stderr, func() time.Time { return since.Add(haste * time.Since(since)) })
	if err != nil {
		fmt.Fprintln(os.Stderr, "it failed:", err)
	}
}

// The bot is killed again and again while rounds of quizzes go on in many
// groups: no quiz is sent twice, and each round comes to its end.
// FORUMBOT_CRASH_ROUNDS sets how often that is done.
func TestRoundsThroughCrashes(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("there is no SIGKILL")
	}
	var total roundTally
	for range setting(t, "FORUMBOT_CRASH_ROUNDS", 1) {
		got := crashRounds(t)
		total.Rounds += got.Rounds
		total.Kills += got.Kills
		total.Quizzes += got.Quizzes
		total.Missing += got.Missing
		total.Doubled += got.Doubled
		total.Boards += got.Boards
	}
	t.Logf("%+v", total)
	if total.Doubled > 0 || total.Boards < total.Rounds {
		t.Errorf("%+v", total)
	}
}

// roundTally is what came of rounds of quizzes.
type roundTally struct {
	Rounds, Kills    int
	Quizzes          int // that were sent
	Missing, Doubled int
	Boards           int
}

func crashRounds(t *testing.T) roundTally {
	t.Helper()
	const groups, quizzes, kills = 8, 5, 3
	api := newDouble(40 * time.Millisecond)
	api.voters = 2
	server := httptest.NewServer(api)
	defer server.Close()
	defer server.CloseClientConnections()
	since, dir := strconv.FormatInt(time.Now().UnixNano(), 10), t.TempDir()
	var log bytes.Buffer
	begin := func() (end func(sig os.Signal)) {
		cmd := exec.CommandContext(t.Context(), os.Args[0])
		cmd.Env = append(os.Environ(), hastyBot+"="+server.URL, hastySince+"="+since, "DATA_DIR="+dir)
		cmd.Stderr = &log
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		return func(sig os.Signal) {
			_ = cmd.Process.Signal(sig)
			_ = cmd.Wait()
		}
	}
	for i := range groups {
		api.say(int64(-1-i), fmt.Sprint("/quiz ", quizzes))
	}
	for range kills {
		end := begin()
		<-time.After(time.Second + rand.N(2*time.Second))
		end(os.Kill)
	}
	end := begin()
	defer end(syscall.SIGTERM)
	over := time.After(time.Minute)
	for {
		got := tallyRounds(api.deliveries(), groups, quizzes)
		got.Kills = kills
		if got.ended == groups {
			return got.roundTally
		}
		select {
		case <-api.changed:
		case <-over:
			t.Errorf("%d of %d rounds end; the log:\n%s", got.ended, groups, log.String())
			return got.roundTally
		}
	}
}

var numbered = regexp.MustCompile(`^(\d+)/\d+ · `)

// tallyRounds counts what was sent, and in how many groups a round has ended.
func tallyRounds(sent []delivered, groups, quizzes int) (t struct {
	roundTally
	ended int
}) {
	times, boards := map[string]int{}, map[int64]int{}
	for _, s := range sent {
		if m := numbered.FindString(s.text); m != "" {
			times[fmt.Sprint(s.chat, " ", m)]++
		} else if strings.HasPrefix(s.text, "<b>🏁") {
			boards[s.chat]++
		}
	}
	t.Rounds = groups
	for _, n := range times {
		t.Quizzes++
		t.Doubled += n - 1
	}
	t.Missing = groups*quizzes - t.Quizzes
	for _, n := range boards {
		t.Boards += n
	}
	t.ended = len(boards)
	return t
}
