package handlers

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/forumbot/forumbot/knowledge"
)

func TestTop(t *testing.T) {
	t.Parallel()
	b := newQuizBench(t) // Monday 23 November 2026, 20:00 in Beijing
	b.handle(group("/top"))
	if got := b.out.lastText(); !strings.Contains(got, "This week, 23 Nov – 29 Nov") || !strings.Contains(got, "Nobody has answered") {
		t.Errorf("an empty board: %q", got)
	}
	b.handle(private("/top"))
	if got := b.out.lastText(); !strings.Contains(got, "Boards are for groups") {
		t.Errorf("in private: %q", got)
	}
	ask := func(votes map[int64]time.Duration) {
		b.handle(group("/quiz"))
		for person, after := range votes {
			b.vote(person, true, after)
			b.clock.add(-after)
		}
	}
	ask(map[int64]time.Duration{1: 5 * time.Second, 2: 4 * time.Second})
	b.clock.add(7 * 24 * time.Hour) // 30 November
	ask(map[int64]time.Duration{3: 9 * time.Second})
	ask(map[int64]time.Duration{3: 60 * time.Second, 2: 8 * time.Second})
	b.clock.add(5 * time.Hour) // already Tuesday in Beijing: 1 December
	boards := func(want map[scope]string) {
		t.Helper()
		b.handle(group("/top"))
		buttons := b.out.sent[len(b.out.sent)-1].Buttons
		if len(buttons) != 2 || len(buttons[0]) != 2 || buttons[0][1].Text != "• Week" {
			t.Errorf("buttons %+v", buttons)
		}
		for i, at := range scopes {
			b.handle(pressing(group(""), 1500, buttons[i/2][i%2].Data))
			edits := b.out.edits[1500]
			got := shownText(edits[len(edits)-1].HTML)
			if _, lines, _ := strings.Cut(got, "\n\n"); lines != want[at] {
				t.Errorf("%s: %q, want %q", scopeNames[at], got, want[at])
			}
		}
	}
	empty := "Nobody has answered a quiz yet. /quiz asks one."
	boards(map[scope]string{
		scopeRound:  empty,
		scopeWeek:   "🥇 Player 3 · 2/2 · 1 min 9 s\n🥈 Player 2 · 1/1 · 8.0 s",
		scopeSeason: "🥇 Player 2 · 2/2 · 12.0 s\n🥈 Player 3 · 2/2 · 1 min 9 s\n🥉 Player 1 · 1/1 · 5.0 s",
		scopeAll:    "🥇 Player 2 · 2/2 · 12.0 s\n🥈 Player 3 · 2/2 · 1 min 9 s\n🥉 Player 1 · 1/1 · 5.0 s",
	})
	b.clock.add(31 * 24 * time.Hour) // January
	boards(map[scope]string{
		scopeRound: empty, scopeWeek: empty, scopeSeason: empty,
		scopeAll: "🥇 Player 2 · 2/2 · 12.0 s\n🥈 Player 3 · 2/2 · 1 min 9 s\n🥉 Player 1 · 1/1 · 5.0 s",
	})
	if err := b.state.Forget(context.Background(), 2); err != nil {
		t.Fatal(err)
	}
	boards(map[scope]string{
		scopeRound: empty, scopeWeek: empty, scopeSeason: empty,
		scopeAll: "🥇 Player 3 · 2/2 · 1 min 9 s\n🥈 Player 1 · 1/1 · 5.0 s",
	})
	b.handle(pressing(private(""), 9, "q:en:t:w")) // forged, or forwarded
}

// A board of very many, with the longest names, fits on a phone.
func TestLongBoard(t *testing.T) {
	t.Parallel()
	for _, l := range []knowledge.Language{"en", "zh"} {
		b := Board{Players: 1234}
		for i := range boardSize {
			b.Standings = append(b.Standings, Standing{Person: int64(i), Name: strings.Repeat("名", 64), Answered: 1000, Right: 999, Took: 999 * slowest})
		}
		text := roundBoard(l, Round{Asked: 1000}, b).Document.Plain()
		if n := strings.Count(text, "\n"); n > 16 || !strings.Contains(text, "1224") {
			t.Errorf("%d lines: %s", n, text)
		}
		for _, line := range strings.Split(text, "\n") {
			if width(line) > 60 {
				t.Errorf("%d columns: %s", width(line), line)
			}
		}
	}
}

func TestSpan(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration][2]string{
		0: {"0.0 s", "0.0秒"}, 8449 * time.Millisecond: {"8.4 s", "8.4秒"}, 59960 * time.Millisecond: {"1 min 0 s", "1分0秒"},
		200 * time.Second: {"3 min 20 s", "3分20秒"}, 125 * time.Minute: {"2 h 5 min", "2小时5分"},
	} {
		for i, l := range []knowledge.Language{"en", "zh"} {
			if got := span(l, d); got != want[i] {
				t.Errorf("%s: %q, want %q", d, got, want[i])
			}
		}
	}
}

// Weeks begin on Monday and seasons with a quarter, by the chat's zone.
func TestCalendar(t *testing.T) {
	t.Parallel()
	for now, want := range map[string]string{
		"2026-11-23T00:00:00+08:00": "2026-11-23 2026-10-01 4",
		"2026-11-29T23:59:59+08:00": "2026-11-23 2026-10-01 4",
		"2027-01-01T00:00:00+08:00": "2026-12-28 2027-01-01 1",
		"2026-03-31T23:59:59+08:00": "2026-03-30 2026-01-01 1",
		"2026-04-01T00:00:00-11:00": "2026-03-30 2026-04-01 2",
		"2024-02-29T12:00:00+14:00": "2024-02-26 2024-01-01 1",
	} {
		at, err := time.Parse(time.RFC3339, now)
		if err != nil {
			t.Fatal(err)
		}
		season, quarter := seasonBegin(at)
		if got := fmt.Sprint(weekBegin(at).date().Format(time.DateOnly), " ", season.date().Format(time.DateOnly), " ", quarter); got != want {
			t.Errorf("%s: %s, want %s", now, got, want)
		}
	}
}

func TestStreaks(t *testing.T) {
	t.Parallel()
	const today = 100
	for _, tt := range []struct {
		right        []CivilDay // days with a right answer, newest first
		streak, best int
		alive        bool
	}{
		{nil, 0, 0, false},
		{[]CivilDay{100}, 1, 1, true},
		{[]CivilDay{99}, 1, 1, false},
		{[]CivilDay{98, 97}, 0, 2, false},
		{[]CivilDay{100, 99, 98, 96, 95, 94, 93, 90}, 3, 4, true},
		{[]CivilDay{99, 98, 90, 89, 88}, 2, 3, false},
		{[]CivilDay{101, 100, 99}, 3, 3, true}, // answered in a zone further east
	} {
		var days []DayScore
		for _, d := range tt.right {
			days = append(days, DayScore{Day: d, Answered: 3, Right: 1})
		}
		streak, best, alive := streaks(days, today)
		if streak != tt.streak || best != tt.best || alive != tt.alive {
			t.Errorf("%v: %d, %d, %v", tt.right, streak, best, alive)
		}
	}
	if streak, best, _ := streaks([]DayScore{{Day: 100, Answered: 1}, {Day: 99, Right: 1}, {Day: 98, Answered: 2}, {Day: 97, Right: 1}}, today); streak != 1 || best != 1 {
		t.Errorf("days without a right answer: %d, %d", streak, best)
	}
}

func TestOwnStats(t *testing.T) {
	t.Parallel()
	b := newQuizBench(t)
	b.handle(private("/stats"))
	if got := b.out.lastText(); !strings.Contains(got, "haven't answered") {
		t.Errorf("before the first: %q", got)
	}
	b.handle(group("/stats"))
	if got := b.out.sent[len(b.out.sent)-1]; !strings.Contains(got.HTML, "yours alone") || got.Buttons[0][0].URL != "https://t.me/FairBot" {
		t.Errorf("in a group: %+v", got)
	}
	for day := range 3 {
		b.handle(group("/quiz"))
		b.vote(7, true, 4*time.Second)
		b.handle(private("/quiz"))
		b.vote(7, day > 0, 6*time.Second)
		b.clock.add(24 * time.Hour)
	}
	b.handle(private("/stats"))
	got := b.out.lastText()
	for _, want := range []string{"Right: 5 of 6 (83%)", "4.8 s on average", "in a row with a right answer: 3. One today"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %q", want, got)
		}
	}
	b.handle(private("/quiz"))
	b.vote(7, false, time.Second)
	b.handle(private("/quiz"))
	b.vote(7, true, time.Second)
	b.handle(private("/stats"))
	got = b.out.lastText()
	if !strings.Contains(got, "in a row with a right answer: 4") || strings.Contains(got, "One today") || !strings.Contains(got, "Missed last time") || strings.Count(got, "• ") < 1 {
		t.Errorf("today: %q", got)
	}
	b.handle(from(private("/stats"), 8))
	if got := b.out.lastText(); !strings.Contains(got, "haven't answered") {
		t.Errorf("somebody else's: %q", got)
	}
}

// What is kept of quizzes is told, and only when there are any.
func TestQuizPrivacy(t *testing.T) {
	t.Parallel()
	b := newQuizBench(t)
	for _, text := range []string{"/privacy", "/help"} {
		b.handle(private(text))
		if got := b.out.lastText(); !strings.Contains(strings.ToLower(got), "quiz") {
			t.Errorf("%s: %q", text, got)
		}
	}
	b.handle(group("/help"))
	if got := b.out.lastText(); !strings.Contains(got, "\n/quiz – ") || !strings.Contains(got, "\n/top – ") {
		t.Errorf("/help in a group: %q", got)
	}
	m, ok := b.Sift(context.Background(), Message{Kind: Wrote, Chat: Chat{ID: 7, Type: Private}, From: &Person{ID: 7, Name: "SECRET"}, Text: "hi"})
	if !ok || m.From.Name != "" || m.From.ID != 7 {
		t.Errorf("a name is kept: %+v", m.From)
	}
}

// Who runs the bot gets their own numbers, then the bot's.
func TestStatsOfAdmins(t *testing.T) {
	t.Parallel()
	b := newQuizBench(t)
	b.admins = []int64{7}
	b.handle(private("/stats"))
	if n := len(b.out.sent); n != 1 || strings.Contains(b.out.sent[0].HTML, "haven't answered") {
		t.Errorf("without any: %+v", b.out.sent)
	}
	b.handle(private("/quiz"))
	b.vote(7, true, time.Second)
	b.handle(private("/stats"))
	if n := len(b.out.sent); n != 3 || !strings.Contains(b.out.sent[1].HTML, "Right: 1 of 1") || b.out.sent[2].HTML != b.out.sent[0].HTML {
		t.Errorf("said %+v", b.out.sent[1:])
	}
	b.handle(group("/stats"))
	if n := len(b.out.sent); n != 4 || !strings.Contains(b.out.sent[3].HTML, "yours alone") {
		t.Errorf("in a group: %+v", b.out.sent[3:])
	}
}
