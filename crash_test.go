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
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/forumbot/forumbot/knowledge"
	"github.com/forumbot/forumbot/store"
	"github.com/forumbot/forumbot/store/storetest"
)

func TestMain(m *testing.M) {
	if os.Getenv(hastyBot) != "" {
		runHastyBot() // a test started this binary as a bot
		return
	}
	storetest.Main(m)
}

// The real program is killed again and again while it is asked: no question
// is lost, none is answered out of order, and how many are answered twice is
// counted. FORUMBOT_CRASH_ROUNDS and FORUMBOT_CRASH_QUESTIONS set how much is
// done, FORUMBOT_CRASH_PARALLEL how many rounds run side by side (each at the
// 30 messages a second that Telegram allows one bot).
func TestCrashes(t *testing.T) {
	t.Parallel()
	if runtime.GOOS == "windows" {
		t.Skip("there is no SIGKILL")
	}
	binary := filepath.Join(t.TempDir(), "forumbot")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	facts := stalls(t)
	for name, data := range map[string]func(t *testing.T) string{
		"SQLite":     func(t *testing.T) string { return "DATA_DIR=" + t.TempDir() },
		"PostgreSQL": func(t *testing.T) string { return "DATABASE_URL=" + storetest.Postgres(t) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if name == "PostgreSQL" && os.Getenv("FORUMBOT_CRASH_ROUNDS") == "" {
				t.Skip("each kill costs the length of a lease; FORUMBOT_CRASH_ROUNDS sets how many rounds there are")
			}
			rounds, parallel := setting(t, "FORUMBOT_CRASH_ROUNDS", 1), setting(t, "FORUMBOT_CRASH_PARALLEL", 1)
			total := tally{}
			var mu sync.Mutex
			var wg sync.WaitGroup
			slots := make(chan struct{}, parallel)
			for n := range rounds {
				slots <- struct{}{}
				wg.Go(func() {
					defer func() { <-slots }()
					r := &crashRound{binary: binary, facts: facts, data: data(t), questions: setting(t, "FORUMBOT_CRASH_QUESTIONS", 60), kills: 3}
					got, err := r.run(t.Context())
					mu.Lock()
					defer mu.Unlock()
					if err != nil {
						t.Errorf("round %d: %v", n+1, err)
					}
					total.add(got)
				})
			}
			wg.Wait()
			t.Logf("%d rounds: %+v", rounds, total)
			if total.Lost > 0 || total.Wrong > 0 || total.OutOfOrder > 0 || total.Answered != total.Asked {
				t.Errorf("%+v", total)
			}
		})
	}
}

func setting(t *testing.T, name string, otherwise int) int {
	s := os.Getenv(name)
	if s == "" {
		return otherwise
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		t.Fatalf("%s is no number", name)
	}
	return n
}

// tally is what came of questions.
type tally struct {
	Asked, Answered, Lost, Doubled, Wrong, OutOfOrder, Kills int
	Longest                                                  time.Duration // from a start after a kill to the next answer
}

func (t *tally) add(o tally) {
	t.Asked += o.Asked
	t.Answered += o.Answered
	t.Lost += o.Lost
	t.Doubled += o.Doubled
	t.Wrong += o.Wrong
	t.OutOfOrder += o.OutOfOrder
	t.Kills += o.Kills
	t.Longest = max(t.Longest, o.Longest)
}

// names are what the facts of the rounds differ by: a stall and its goods.
var names = [][2]string{
	{"Amber", "lanterns"}, {"Birch", "teapots"}, {"Cedar", "saddles"}, {"Daisy", "violins"}, {"Ember", "carpets"},
	{"Falcon", "compasses"}, {"Granite", "umbrellas"}, {"Harbour", "telescopes"}, {"Indigo", "typewriters"}, {"Juniper", "marbles"},
	{"Kestrel", "ladders"}, {"Lagoon", "puppets"}, {"Meadow", "scissors"}, {"Nutmeg", "kettles"},
}

func stallQuestion(n int) string {
	return fmt.Sprintf("What does the stall called %s sell?", names[n][0])
}

// stalls writes the facts of the rounds into a folder and returns it.
func stalls(t *testing.T) string {
	t.Helper()
	var b strings.Builder
	b.WriteString("name: {en: Valley Market}\nlanguages: [en]\ntopics: [{id: stalls, en: Stalls}]\n" +
		"sources: [{id: guide, title: {en: Guide}}]\nfacts:\n")
	for n, name := range names {
		fmt.Fprintf(&b, "  - id: stall-%d\n    topic: stalls\n    text: {en: \"The stall called %s sells %s.\"}\n    questions: {en: [%q]}\n    sources: [guide]\n",
			n, name[0], name[1], stallQuestion(n))
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "stalls.yaml"), []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	base, err := knowledge.Load(os.DirFS(dir))
	if err != nil {
		t.Fatal(err)
	}
	for n := range names {
		if r := base.Ask(knowledge.Query{Text: stallQuestion(n)}); r.Verdict != knowledge.Answer || r.Matches[0].Fact.ID != fmt.Sprint("stall-", n) {
			t.Fatalf("%s: %s", stallQuestion(n), r.Verdict)
		}
	}
	return dir
}

// crashRound is a database, a Bot API and a bot that is killed.
type crashRound struct {
	binary, facts, data string
	questions, kills    int
	api                 *double
	root                string
	log                 bytes.Buffer
	asked               []asking
}

// asking is a question that was asked. In a private chat no two are the same.
type asking struct {
	chat int64
	id   int
	fact int
}

// run asks all questions and kills the bot meanwhile; it ends when all are
// answered or nothing is for a minute.
func (r *crashRound) run(ctx context.Context) (tally, error) {
	r.api = newDouble(40 * time.Millisecond)
	server := httptest.NewServer(r.api)
	defer server.Close()
	defer server.CloseClientConnections()
	r.root = server.URL

	var asking sync.WaitGroup
	defer asking.Wait()
	planned := r.plan()
	r.asked = planned
	asking.Go(func() {
		for _, a := range planned {
			text := stallQuestion(a.fact)
			if a.chat < 0 {
				text = "/ask " + text
			}
			r.api.say(a.chat, text)
			select {
			case <-time.After(rand.N(20 * time.Millisecond)):
			case <-ctx.Done():
				return
			}
		}
	})

	var longest time.Duration
	for range r.kills {
		// Within about the time that the questions take to be asked.
		span := time.Duration(r.questions) * 8 * time.Millisecond
		if err := r.once(ctx, rand.N(span)+20*time.Millisecond, &longest); err != nil {
			return tally{}, err
		}
	}
	if err := r.once(ctx, 0, &longest); err != nil {
		return tally{}, err
	}
	got := r.count()
	got.Kills, got.Longest = r.kills, longest
	waiting, err := r.waiting(ctx)
	if err != nil {
		return got, err
	}
	if waiting > 0 {
		return got, fmt.Errorf("%d updates wait at the end; the log:\n%s", waiting, r.log.String())
	}
	if got.Lost > 0 || got.Wrong > 0 || got.OutOfOrder > 0 {
		return got, fmt.Errorf("%+v; the log:\n%s", got, r.log.String())
	}
	return got, nil
}

// plan spreads the questions over groups and private chats.
func (r *crashRound) plan() (list []asking) {
	left := map[int64][]int{}
	chats := max(15, r.questions/len(names)+1)
	for id := 1; len(list) < r.questions; {
		n := rand.IntN(chats) + 1
		chat := int64(n)
		if n%2 == 0 {
			chat = -chat
		}
		if _, ok := left[chat]; !ok {
			left[chat] = rand.Perm(len(names))
		}
		if len(left[chat]) == 0 {
			chats++ // that chat has asked everything
			continue
		}
		list = append(list, asking{chat, id, left[chat][0]})
		left[chat] = left[chat][1:]
		id++
	}
	return list
}

// once runs the bot until it is killed, or with 0 until everything is answered
// and it is asked to stop.
func (r *crashRound) once(ctx context.Context, kill time.Duration, longest *time.Duration) error {
	cmd := exec.CommandContext(ctx, r.binary, "--env-file", os.DevNull, "--api-root", r.root, "--knowledge", r.facts)
	cmd.Env = append(os.Environ(), "TELEGRAM_BOT_TOKEN="+goodToken, "ASK_RATE=off", "ASK_DAILY=0", r.data)
	cmd.Stderr = &r.log
	start, before := time.Now(), len(r.api.deliveries())
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	over := time.NewTimer(time.Hour)
	defer over.Stop()
	if kill > 0 {
		over.Reset(kill)
	}
	quiet := time.NewTimer(time.Minute)
	defer quiet.Stop()
	for {
		select {
		case err := <-ended:
			return fmt.Errorf("the bot ended by itself: %w\n%s", err, r.log.String())
		case <-over.C:
			_ = cmd.Process.Kill()
			<-ended
			return nil
		case <-quiet.C:
			_ = cmd.Process.Kill()
			<-ended
			return nil // the count tells what is lost
		case <-r.api.changed:
			quiet.Reset(time.Minute)
			if before >= 0 {
				*longest = max(*longest, time.Since(start))
				before = -1
			}
		}
		if kill == 0 && r.count().Lost == 0 {
			_ = cmd.Process.Signal(syscall.SIGTERM)
			if err := <-ended; err != nil {
				return fmt.Errorf("the bot did not stop in order: %w\n%s", err, r.log.String())
			}
			return nil
		}
	}
}

// count compares what was asked with what was sent.
func (r *crashRound) count() tally {
	got := tally{Asked: len(r.asked)}
	times, last := make([]int, len(r.asked)), map[int64]int{}
	sent := r.api.deliveries()
	for _, s := range sent {
		i := r.meant(s)
		if i < 0 {
			got.Wrong++
			continue
		}
		if times[i]++; times[i] > 1 {
			got.Doubled++
			continue
		}
		if i < last[s.chat] {
			got.OutOfOrder++
		}
		last[s.chat] = i
	}
	for _, n := range times {
		if n == 0 {
			got.Lost++
		} else {
			got.Answered++
		}
	}
	return got
}

// meant is the question that a message answers, -1 for none.
func (r *crashRound) meant(s delivered) int {
	for i, a := range r.asked {
		if a.chat == s.chat && strings.Contains(s.text, names[a.fact][1]) && (a.chat > 0 || a.id == s.replyTo) {
			return i
		}
	}
	return -1
}

// waiting is how many updates the database still holds.
func (r *crashRound) waiting(ctx context.Context) (int64, error) {
	o := store.Options{}
	name, value, _ := strings.Cut(r.data, "=")
	if name == "DATA_DIR" {
		o.Dir = value
	} else {
		o.URL = value
	}
	info, err := store.Inspect(ctx, o)
	return info.Waiting, err
}
