package handlers

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

// tick lets time pass and does what is due then.
func (b *quizBench) tick(d time.Duration) {
	b.t.Helper()
	b.clock.add(d)
	for more := true; more; {
		var err error
		if more, err = b.rounds(context.Background()); err != nil {
			b.t.Fatal(err)
		}
		b.roundSteps.Wait()
	}
}

const roundStep = roundOpen + roundPause

func TestRound(t *testing.T) {
	t.Parallel()
	b := newQuizBench(t)
	m := group("/quiz 3")
	m.Thread = 6
	b.handle(m)
	if got := b.out.lastText(); !strings.Contains(got, "round of 3 quizzes, 25 seconds each") {
		t.Errorf("announced %q", got)
	}
	b.tick(roundBegin - time.Second)
	if len(b.polls.sent) > 0 {
		t.Error("it begins too early")
	}
	seen := map[string]bool{}
	for i := 1; i <= 3; i++ {
		b.tick(time.Second)
		q, _ := b.lastQuiz()
		if len(b.polls.sent) != i || q.Open != roundOpen || q.Chat != -5 || q.Thread != 6 || !strings.HasPrefix(q.Question, fmt.Sprintf("%d/3 · ", i)) || seen[q.Question[len("1/3 · "):]] {
			t.Errorf("quiz %d: %+v", i, q)
		}
		seen[q.Question[len("1/3 · "):]] = true
		b.vote(1, true, 5*time.Second)
		b.vote(2, i > 1, time.Second)
		b.tick(roundStep - 7*time.Second)
		if len(b.polls.sent) != i {
			t.Error("the next comes too early")
		}
	}
	b.tick(time.Second)
	end := b.out.sent[len(b.out.sent)-1]
	const want = "🏁 The round is over!\n\n🥇 Player 1 · 3/3 · 15.0 s\n🥈 Player 2 · 2/3 · 12.0 s\n\n/top shows the week, /quiz 10 starts a new round."
	if got := shownText(end.HTML); got != want || end.Thread != 6 || len(b.polls.sent) != 3 {
		t.Errorf("ended with %q in %d", got, end.Thread)
	}
	b.vote(3, true, time.Second)
	b.tick(time.Hour)
	if len(b.out.sent) != 2 || len(b.polls.sent) != 3 {
		t.Errorf("it goes on: %+v", b.out.sent[2:])
	}
	b.handle(group("/top"))
	if got := b.out.lastText(); strings.Contains(got, "Player 3") || !strings.Contains(got, "This week, 23 Nov – 29 Nov") {
		t.Errorf("the board has %q", got)
	}
}

func TestRoundSize(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]int{"2": 3, "30": 30, "31": 30, "999999999999999999999": 30, "12题": 12} {
		b := newQuizBench(t)
		b.handle(group("/quiz " + args))
		if r, ok, _ := b.state.Round(context.Background(), -5); !ok || r.Total != want || r.Starter != 7 {
			t.Errorf("%s: %+v", args, r)
		}
	}
}

// A chat has one round at a time, and no other quiz meanwhile.
func TestOneRound(t *testing.T) {
	t.Parallel()
	b := newQuizBench(t)
	b.handle(group("/quiz 5"))
	for _, text := range []string{"/quiz 5", "/quiz"} {
		b.handle(from(group(text), 8))
		if got := b.out.lastText(); !strings.Contains(got, "A round is on") {
			t.Errorf("%s: %q", text, got)
		}
	}
	b.handle(pressing(group(""), 9, "q:en:n:"))
	if got := b.out.acks[0]; !strings.Contains(got, "A round is on") {
		t.Errorf("a button: %q", got)
	}
	other := group("/quiz 5")
	other.Chat.ID = -6
	b.handle(other)
	b.tick(roundBegin)
	if len(b.polls.sent) != 2 || b.polls.sent[0].Chat == b.polls.sent[1].Chat {
		t.Errorf("sent %+v", b.polls.sent)
	}
}

// Who started a round may stop it, and the group's administrators.
func TestStop(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		person int64
		says   string
	}{{7, ""}, {99, ""}, {8, "Only the person"}, {13, "couldn't stop"}, {0, "只有发起的人"}} {
		b := newQuizBench(t)
		b.handle(group("/quiz 5"))
		b.tick(roundBegin)
		b.vote(8, true, 2*time.Second)
		n := len(b.out.sent)
		m := from(group("/stop"), tt.person)
		if tt.person == 0 {
			m.From = nil
		}
		b.handle(m)
		b.tick(time.Second)
		if tt.says != "" {
			if got := b.out.lastText(); !strings.Contains(got, tt.says) || len(b.polls.stopped) > 0 {
				t.Errorf("%d: %q", tt.person, got)
			}
			continue
		}
		if got := b.out.lastText(); len(b.out.sent) != n+1 || !strings.Contains(got, "was stopped") || !strings.Contains(got, "Player 8 · 1/1 · 2.0 s") || fmt.Sprint(b.polls.stopped) != "[5001]" {
			t.Errorf("%d: %q, closed %v", tt.person, got, b.polls.stopped)
		}
		b.handle(m)
		if got := b.out.lastText(); !strings.Contains(got, "no round to stop") {
			t.Errorf("%d again: %q", tt.person, got)
		}
		b.tick(time.Hour)
		if len(b.polls.sent) != 1 {
			t.Errorf("%d: it goes on", tt.person)
		}
	}
	b := newQuizBench(t)
	admin := group("/quiz 5")
	admin.From = nil
	b.handle(admin)
	admin.Text = "/quiz stop"
	b.handle(admin)
	b.tick(time.Second)
	if got := b.out.lastText(); !strings.Contains(got, "提前结束") || len(b.polls.sent) != 0 {
		t.Errorf("an anonymous admin: %q", got)
	}
}

// When nobody answers three in a row, the round ends, kindly.
func TestQuietRound(t *testing.T) {
	t.Parallel()
	b := newQuizBench(t)
	b.handle(group("/quiz 10"))
	b.tick(roundBegin)
	b.vote(1, true, time.Second)
	for range 5 {
		b.tick(roundStep)
	}
	if got := b.out.lastText(); len(b.polls.sent) != 4 || !strings.Contains(got, "gone quiet") || !strings.Contains(got, "Player 1 · 1/4") {
		t.Errorf("%d quizzes, then %q", len(b.polls.sent), got)
	}
	b = newQuizBench(t)
	b.handle(group("/quiz 10"))
	b.tick(roundBegin)
	for range 5 {
		b.tick(roundStep)
	}
	if got := b.out.lastText(); len(b.polls.sent) != 3 || !strings.Contains(got, "gone quiet") || len(b.out.sent) != 2 {
		t.Errorf("%d quizzes, then %q", len(b.polls.sent), got)
	}
}

// A quiz that can't be sent is left out; when two in a row can't, the round ends.
func TestRoundThatCannotBeSent(t *testing.T) {
	t.Parallel()
	b := newQuizBench(t)
	b.handle(group("/quiz 4"))
	b.polls.fail = errors.New("out of reach")
	b.tick(roundBegin)
	b.polls.fail = nil
	b.tick(roundRetry)
	if q, _ := b.lastQuiz(); !strings.HasPrefix(q.Question, "2/4 · ") {
		t.Errorf("goes on with %q", q.Question)
	}
	b.polls.fail = errors.New("out of reach")
	b.tick(roundStep)
	b.tick(roundRetry)
	b.tick(time.Second)
	if got := b.out.lastText(); len(b.polls.sent) != 1 || !strings.Contains(got, "admin can allow") {
		t.Errorf("said %q", got)
	}
}

// Where polls are forbidden, that is told at once.
func TestRoundWherePollsAreForbidden(t *testing.T) {
	t.Parallel()
	b := newQuizBench(t)
	b.handle(group("/quiz 4"))
	b.polls.fail = fmt.Errorf("sending: %w", refusal{})
	b.tick(roundBegin)
	b.tick(time.Second)
	if got := b.out.lastText(); !strings.Contains(got, "admin can allow") {
		t.Errorf("said %q", got)
	}
}

// A board that can't be sent is tried again, but not for ever.
func TestBoardThatCannotBeSent(t *testing.T) {
	t.Parallel()
	b := newQuizBench(t)
	b.handle(group("/quiz 3"))
	b.handle(group("/stop"))
	b.out.fail = errors.New("kicked")
	for range roundTries + 2 {
		b.tick(roundHold)
	}
	if r, _, _ := b.state.Round(context.Background(), -5); r.Phase != RoundClosed || r.Tries != roundTries+1 {
		t.Errorf("the round: %+v", r)
	}
	b = newQuizBench(t)
	b.handle(group("/quiz 3"))
	b.handle(group("/stop"))
	b.out.fail = errors.New("out of reach")
	b.tick(time.Second)
	b.out.fail = nil
	b.tick(roundHold)
	if got := b.out.lastText(); !strings.Contains(got, "was stopped") {
		t.Errorf("said %q", got)
	}
}

// After a crash a round goes on with the next quiz; none comes twice. After a
// long absence it is over.
func TestRoundAfterCrash(t *testing.T) {
	t.Parallel()
	b := newQuizBench(t)
	b.handle(group("/quiz 5"))
	b.tick(roundBegin)
	b.vote(1, true, time.Second)
	b.clock.add(roundStep)
	// It dies after it took the second in hand.
	if _, ok, err := b.state.ClaimRound(context.Background(), b.clock.now(), b.clock.now().Add(roundHold)); !ok || err != nil {
		t.Fatal("nothing to claim")
	}
	b.Handler = New(Options{Base: embedded(), Messenger: b.out, Polls: b.polls, Quizzes: b.state, State: b.state, Now: b.clock.now})
	b.tick(time.Second)
	if len(b.polls.sent) != 1 {
		t.Error("it is sent while it may be on its way")
	}
	b.composer.Store(quizComposer())
	b.tick(roundHold)
	if q, _ := b.lastQuiz(); len(b.polls.sent) != 2 || !strings.HasPrefix(q.Question, "3/5 · ") {
		t.Errorf("goes on with %q", q.Question)
	}
	b.clock.add(2 * time.Hour)
	b.tick(0)
	b.tick(time.Second)
	if got := b.out.lastText(); !strings.Contains(got, "I was away") || !strings.Contains(got, "Player 1 · 1/3") || len(b.polls.sent) != 2 {
		t.Errorf("said %q", got)
	}
}

// What is being sent when the program stops is finished.
func TestLinger(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	longer, stop := linger(ctx, time.Hour)
	cancel()
	if longer.Err() != nil {
		t.Error("it ends at once")
	}
	stop()
	if longer.Err() == nil {
		t.Error("it goes on")
	}
	ctx, cancel = context.WithCancel(context.Background())
	longer, stop = linger(ctx, time.Millisecond)
	defer stop()
	cancel()
	<-longer.Done()
}
