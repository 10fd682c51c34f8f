package storetest

import (
	"context"
	"fmt"
	"reflect"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/forumbot/forumbot/handlers"
	"github.com/forumbot/forumbot/knowledge"
	"github.com/forumbot/forumbot/trivia"
)

// QuizState is what the suite of quizzes needs: a person can be forgotten, too.
type QuizState interface {
	handlers.QuizState
	Forget(ctx context.Context, person int64) error
}

// Quizzes is the suite for every handlers.QuizState. fresh returns an empty one
// that goes by the given clock.
func Quizzes(t *testing.T, fresh func(t *testing.T, now func() time.Time) QuizState) {
	t.Helper()
	run := func(name string, test func(t *testing.T, s QuizState, c *Clock)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := NewClock()
			test(t, fresh(t, c.Now), c)
		})
	}
	run("polls", polls)
	run("answers", answers)
	run("boards", boards)
	run("progress", progress)
	run("rounds", rounds)
	run("round answers", roundAnswers)
	run("forget quizzes", forgetQuizzes)
	run("concurrent answers", concurrentAnswers)
	run("concurrent claims", concurrentClaims)
}

func polls(t *testing.T, s QuizState, c *Clock) {
	ctx := t.Context()
	p := handlers.Poll{ID: "p1", Chat: -5, Thread: 2, Message: 9, Fact: "a", Right: 3, Sent: c.Now(), Open: 25 * time.Second, Round: "r", Number: 4}
	must(t, s.AddPoll(ctx, p))
	again := p
	again.Right = 0
	must(t, s.AddPoll(ctx, again)) // the first stays
	got, ok, err := s.Poll(ctx, "p1")
	if err != nil || !ok || !got.Sent.Equal(p.Sent) {
		t.Fatalf("got %+v, %v, %v", got, ok, err)
	}
	got.Sent = p.Sent
	if got != p {
		t.Errorf("got  %+v\nwant %+v", got, p)
	}
	if _, ok, err := s.Poll(ctx, "p\x00'2"); ok || err != nil {
		t.Errorf("one that was never sent: %v, %v", ok, err)
	}
	c.Add(time.Hour)
	must(t, s.AddPoll(ctx, handlers.Poll{ID: "p2", Chat: -5, Fact: "a", Sent: c.Now()}))
	if at, ok, err := s.AskedAt(ctx, -5, "a"); err != nil || !ok || !at.Equal(c.Now()) {
		t.Errorf("asked at %v, %v, %v", at, ok, err)
	}
	for _, other := range []struct {
		chat int64
		fact string
	}{{5, "a"}, {-5, "b"}} {
		if _, ok, _ := s.AskedAt(ctx, other.chat, other.fact); ok {
			t.Errorf("%+v was asked", other)
		}
	}
	c.Add(handlers.KeepPolls)
	if _, ok, _ := s.Poll(ctx, "p1"); ok {
		t.Error("there for too long")
	}
	if _, ok, _ := s.Poll(ctx, "p2"); !ok {
		t.Error("gone too early")
	}
}

// answer answers a poll on fact "f" of a chat.
func answer(t *testing.T, s QuizState, poll string, person int64, right bool, took time.Duration, at time.Time, day handlers.CivilDay) {
	t.Helper()
	must(t, s.AddAnswer(context.WithoutCancel(t.Context()), handlers.QuizAnswer{
		Poll: poll, Person: person, Name: fmt.Sprintf("P%d", person), Option: 1, Right: right, Took: took, At: at, Day: day,
		Progress: trivia.Progress{Fact: "f"}.Answered(right, at),
	}))
}

func board(t *testing.T, s QuizState, chat int64, since handlers.CivilDay, most int) string {
	t.Helper()
	b, err := s.Board(t.Context(), chat, since, most)
	return shown(t, b, err)
}

func shown(t *testing.T, b handlers.Board, err error) string {
	t.Helper()
	must(t, err)
	out := fmt.Sprint(b.Players)
	for _, st := range b.Standings {
		out += fmt.Sprintf(" %d:%s:%d/%d:%s", st.Person, st.Name, st.Right, st.Answered, st.Took)
	}
	return out
}

// The first answer counts, of each person, to a quiz that is known.
func answers(t *testing.T, s QuizState, c *Clock) {
	must(t, s.AddPoll(t.Context(), handlers.Poll{ID: "p1", Chat: -5, Fact: "f", Sent: c.Now()}))
	answer(t, s, "p1", 7, true, 1500*time.Millisecond, c.Now(), 100)
	answer(t, s, "p1", 7, false, 2*time.Second, c.Now(), 100)
	answer(t, s, "p1", 7, true, 2*time.Second, c.Now(), 101)
	answer(t, s, "p1", 8, false, time.Second, c.Now(), 100)
	answer(t, s, "p2", 9, true, time.Second, c.Now(), 100)
	if got := board(t, s, -5, 0, 10); got != "2 7:P7:1/1:1.5s 8:P8:0/1:0s" {
		t.Errorf("got %s", got)
	}
	if p, err := s.Progress(t.Context(), 7); err != nil || len(p) != 1 || p[0].Seen != 1 || p[0].Missed != 0 {
		t.Errorf("progress %+v, %v", p, err)
	}
	if p, err := s.Progress(t.Context(), 9); err != nil || len(p) != 0 {
		t.Errorf("progress with an unknown quiz: %+v, %v", p, err)
	}
	c.Add(handlers.KeepPolls + time.Second)
	answer(t, s, "p1", 10, true, time.Second, c.Now(), 130)
	if got := board(t, s, -5, 0, 10); got[:1] != "2" {
		t.Errorf("an answer that came too late counts: %s", got)
	}
}

// More right answers come first, then less time for the right ones.
func boards(t *testing.T, s QuizState, c *Clock) {
	ctx := t.Context()
	for i := range 3 {
		must(t, s.AddPoll(ctx, handlers.Poll{ID: fmt.Sprint("p", i), Chat: -5, Fact: "f", Sent: c.Now()}))
	}
	must(t, s.AddPoll(ctx, handlers.Poll{ID: "other", Chat: -6, Fact: "f", Sent: c.Now()}))
	answer(t, s, "p0", 7, true, 9*time.Second, c.Now(), 100)
	answer(t, s, "p1", 7, true, 9*time.Second, c.Now(), 101)
	answer(t, s, "p2", 7, false, 50*time.Second, c.Now(), 107)
	answer(t, s, "p0", 8, true, 2*time.Second, c.Now(), 100)
	answer(t, s, "p1", 8, true, 3*time.Second, c.Now(), 107)
	answer(t, s, "p0", 9, true, time.Second, c.Now(), 107)
	answer(t, s, "other", 9, true, time.Second, c.Now(), 107)
	for _, tt := range []struct {
		since handlers.CivilDay
		most  int
		want  string
	}{
		{0, 10, "3 8:P8:2/2:5s 7:P7:2/3:18s 9:P9:1/1:1s"},
		{101, 10, "3 9:P9:1/1:1s 8:P8:1/1:3s 7:P7:1/2:9s"},
		{107, 1, "3 9:P9:1/1:1s"},
		{108, 10, "0"},
	} {
		if got := board(t, s, -5, tt.since, tt.most); got != tt.want {
			t.Errorf("since %d: %s, want %s", tt.since, got, tt.want)
		}
	}
	days, err := s.DayScores(ctx, 9)
	if want := []handlers.DayScore{{Day: 107, Answered: 2, Right: 2, Took: 2 * time.Second}}; err != nil || !reflect.DeepEqual(days, want) {
		t.Errorf("days of 9: %+v, %v", days, err)
	}
	if days, err := s.DayScores(ctx, 7); err != nil || len(days) != 3 || days[0].Day != 107 || days[2].Day != 100 {
		t.Errorf("days of 7: %+v, %v", days, err)
	}
}

func progress(t *testing.T, s QuizState, c *Clock) {
	ctx := t.Context()
	want := trivia.Progress{Fact: "a"}
	for i, right := range []bool{false, true, true} {
		id := fmt.Sprint("p", i)
		must(t, s.AddPoll(ctx, handlers.Poll{ID: id, Chat: 7, Fact: "a", Sent: c.Now()}))
		want = want.Answered(right, c.Now())
		must(t, s.AddAnswer(ctx, handlers.QuizAnswer{Poll: id, Person: 7, Right: right, At: c.Now(), Progress: want}))
		c.Add(24 * time.Hour)
	}
	got, err := s.Progress(ctx, 7)
	if err != nil || len(got) != 1 || !got[0].Last.Equal(want.Last) {
		t.Fatalf("got %+v, %v", got, err)
	}
	got[0].Last = want.Last
	if got[0] != want {
		t.Errorf("got %+v, want %+v", got[0], want)
	}
}

func rounds(t *testing.T, s QuizState, c *Clock) {
	ctx := t.Context()
	if _, ok, err := s.Round(ctx, -5); ok || err != nil {
		t.Errorf("one from nothing: %v, %v", ok, err)
	}
	begin := c.Now()
	r := handlers.Round{ID: "r1", Chat: -5, Thread: 2, Starter: 7, Language: knowledge.English, Total: 2, Started: begin, Due: begin.Add(5 * time.Second)}
	must(t, s.StartRound(ctx, r))
	must(t, s.StartRound(ctx, handlers.Round{ID: "r2", Chat: -5, Total: 9, Started: begin.Add(time.Second), Due: begin}))
	claim := func() (handlers.Round, bool) {
		t.Helper()
		got, ok, err := s.ClaimRound(ctx, c.Now(), c.Now().Add(time.Minute))
		must(t, err)
		return got, ok
	}
	if _, ok := claim(); ok {
		t.Error("claimed too early")
	}
	c.Add(5 * time.Second)
	got, ok := claim()
	r.Phase, r.Asked = handlers.RoundRunning, 1
	if !ok || !got.Started.Equal(r.Started) || !got.Due.Equal(r.Due) {
		t.Fatalf("claimed %+v, %v", got, ok)
	}
	got.Started, got.Due = r.Started, r.Due
	if got != r {
		t.Errorf("claimed %+v, want %+v", got, r)
	}
	if _, ok := claim(); ok {
		t.Error("claimed by two")
	}
	must(t, s.PutOff(ctx, "r1", 0, c.Now(), 1)) // by somebody who is behind
	if _, ok := claim(); ok {
		t.Error("put off by somebody who is behind")
	}
	must(t, s.PutOff(ctx, "r1", 1, c.Now().Add(10*time.Second), 1))
	c.Add(10 * time.Second)
	if got, ok := claim(); !ok || got.Asked != 2 || got.Phase != handlers.RoundRunning || got.Failed != 1 {
		t.Errorf("the second: %+v, %v", got, ok)
	}
	c.Add(time.Minute) // its owner died
	for tries := 1; tries <= 2; tries++ {
		if got, ok := claim(); !ok || got.Asked != 2 || got.Phase != handlers.RoundEnding || got.End != handlers.RoundFull || got.Tries != tries {
			t.Errorf("the end: %+v, %v", got, ok)
		}
		c.Add(time.Minute)
	}
	must(t, s.CloseRound(ctx, "r1"))
	if _, ok := claim(); ok {
		t.Error("claimed when it is over")
	}
	must(t, s.StartRound(ctx, handlers.Round{ID: "r3", Chat: -5, Total: 9, Started: c.Now(), Due: c.Now()}))
	must(t, s.EndRound(ctx, "r1", handlers.RoundStopped, c.Now())) // ended already
	must(t, s.EndRound(ctx, "r3", handlers.RoundStopped, c.Now()))
	must(t, s.EndRound(ctx, "r3", handlers.RoundQuiet, c.Now()))
	if got, ok := claim(); !ok || got.ID != "r3" || got.Phase != handlers.RoundEnding || got.End != handlers.RoundStopped || got.Asked != 0 {
		t.Errorf("stopped: %+v, %v", got, ok)
	}
	if got, ok, err := s.Round(ctx, -5); err != nil || !ok || got.ID != "r3" {
		t.Errorf("the latest: %+v, %v, %v", got, ok, err)
	}
}

func roundAnswers(t *testing.T, s QuizState, c *Clock) {
	ctx := t.Context()
	must(t, s.StartRound(ctx, handlers.Round{ID: "r", Chat: -5, Total: 9, Started: c.Now(), Due: c.Now()}))
	quiet := func() int {
		t.Helper()
		c.Add(time.Minute)
		r, ok, err := s.ClaimRound(ctx, c.Now(), c.Now())
		must(t, err)
		if !ok {
			t.Fatal("nothing to claim")
		}
		return r.Quiet
	}
	if n := quiet(); n != 0 {
		t.Errorf("%d quiet ones before the first", n)
	}
	for i := 1; i <= 4; i++ {
		must(t, s.AddPoll(ctx, handlers.Poll{ID: fmt.Sprint("p", i), Chat: -5, Fact: "f", Sent: c.Now(), Round: "r", Number: i}))
	}
	if n := quiet(); n != 4 {
		t.Errorf("%d quiet ones, want all 4", n)
	}
	answer(t, s, "p1", 7, false, 9*time.Second, c.Now(), 100)
	answer(t, s, "p2", 7, true, 9*time.Second, c.Now(), 100)
	answer(t, s, "p2", 8, true, 8*time.Second, c.Now(), 100)
	if n := quiet(); n != 2 {
		t.Errorf("%d quiet ones, want 2", n)
	}
	if p, ok, err := s.LastPoll(ctx, "r"); err != nil || !ok || p.ID != "p4" {
		t.Errorf("the last one: %+v, %v, %v", p, ok, err)
	}
	if _, ok, err := s.LastPoll(ctx, ""); err != nil || ok {
		t.Errorf("the last one of no round: %v, %v", ok, err)
	}
	must(t, s.EndRound(ctx, "r", handlers.RoundStopped, c.Now()))
	answer(t, s, "p3", 8, true, time.Second, c.Now(), 100)
	b, err := s.RoundBoard(ctx, "r", 10)
	if got := shown(t, b, err); got != "2 8:P8:1/1:8s 7:P7:1/2:9s" {
		t.Errorf("the round's board: %s", got)
	}
	if got := board(t, s, -5, 0, 10); got != "2 8:P8:1/1:8s 7:P7:1/2:9s" {
		t.Errorf("the chat's board: %s", got)
	}
	b, err = s.RoundBoard(ctx, "", 10)
	if got := shown(t, b, err); got != "0" {
		t.Errorf("no round's board: %s", got)
	}
}

func forgetQuizzes(t *testing.T, s QuizState, c *Clock) {
	ctx := t.Context()
	must(t, s.AddPoll(ctx, handlers.Poll{ID: "group", Chat: -5, Fact: "f", Sent: c.Now()}))
	must(t, s.AddPoll(ctx, handlers.Poll{ID: "private", Chat: 7, Fact: "f", Sent: c.Now()}))
	must(t, s.StartRound(ctx, handlers.Round{ID: "r", Chat: -5, Starter: 7, Total: 9, Started: c.Now(), Due: c.Now().Add(time.Hour)}))
	for _, person := range []int64{7, 8} {
		answer(t, s, "group", person, true, time.Second, c.Now(), 100)
		answer(t, s, "private", 7, true, time.Second, c.Now(), 100)
	}
	must(t, s.Forget(ctx, 7))
	if got := board(t, s, -5, 0, 10); got != "1 8:P8:1/1:1s" {
		t.Errorf("the board: %s", got)
	}
	days, err := s.DayScores(ctx, 7)
	must(t, err)
	known, err := s.Progress(ctx, 7)
	must(t, err)
	_, asked, err := s.Poll(ctx, "private")
	must(t, err)
	if len(days) > 0 || len(known) > 0 || asked {
		t.Errorf("kept %v, %v, %v", days, known, asked)
	}
	if r, _, err := s.Round(ctx, -5); err != nil || r.ID != "r" || r.Starter != 0 {
		t.Errorf("the round: %+v, %v", r, err)
	}
	if known, err := s.Progress(ctx, 8); err != nil || len(known) != 1 {
		t.Errorf("somebody else's progress: %v, %v", known, err)
	}
	answer(t, s, "group", 7, false, time.Second, c.Now(), 100) // as if for the first time
	if got := board(t, s, -5, 0, 10); got != "2 8:P8:1/1:1s 7:P7:0/1:0s" {
		t.Errorf("the board with a newcomer: %s", got)
	}
}

// The same answer several times at once counts once.
func concurrentAnswers(t *testing.T, s QuizState, c *Clock) {
	must(t, s.AddPoll(t.Context(), handlers.Poll{ID: "p", Chat: -5, Fact: "f", Sent: c.Now()}))
	var wg sync.WaitGroup
	for i := range 24 {
		wg.Go(func() { answer(t, s, "p", int64(1+i%6), i%2 == 0, time.Second, c.Now(), 100) })
	}
	wg.Wait()
	b, err := s.Board(t.Context(), -5, 0, 10)
	must(t, err)
	for _, st := range b.Standings {
		if st.Answered != 1 {
			t.Errorf("%d answered %d times", st.Person, st.Answered)
		}
	}
	if b.Players != 6 {
		t.Errorf("%d players", b.Players)
	}
}

// However many want it, a round's step is taken once.
func concurrentClaims(t *testing.T, s QuizState, c *Clock) { roundClaims(t, c, s) }

// claims has many workers on each of some handlers.QuizState of the same rounds.
func roundClaims(t *testing.T, c *Clock, all ...handlers.QuizState) {
	t.Helper()
	s := all[0]
	ctx := context.WithoutCancel(t.Context())
	const chats, total = 5, 4
	for i := range int64(chats) {
		must(t, s.StartRound(ctx, handlers.Round{ID: fmt.Sprint("r", i), Chat: -1 - i, Total: total, Started: c.Now(), Due: c.Now()}))
	}
	var mu sync.Mutex
	taken := map[string]int{}
	var left atomic.Int64
	left.Store(chats * (total + 1)) // with the board
	var wg sync.WaitGroup
	for i := range 6 {
		s := all[i%len(all)]
		wg.Go(func() {
			for left.Load() > 0 {
				r, ok, err := s.ClaimRound(ctx, c.Now(), c.Now().Add(time.Hour))
				must(t, err)
				switch {
				case err != nil:
					return
				case !ok:
					continue
				}
				mu.Lock()
				taken[fmt.Sprint(r.ID, " ", r.Asked, " ", r.Phase)]++
				mu.Unlock()
				if r.Phase == handlers.RoundEnding {
					must(t, s.CloseRound(ctx, r.ID))
				} else {
					must(t, s.PutOff(ctx, r.ID, r.Asked, c.Now(), 0))
				}
				left.Add(-1)
			}
		})
	}
	wg.Wait()
	for step, n := range taken {
		if n != 1 {
			t.Errorf("%s was taken %d times", step, n)
		}
	}
	if len(taken) != chats*(total+1) {
		t.Errorf("%d steps", len(taken))
	}
}
