package handlers

import (
	"bytes"
	"context"
	"errors"
	"image/png"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/forumbot/forumbot/knowledge"
)

// figures are statistics as told.
type figures struct {
	sum   Summary
	facts []FactCount
	open  []Unanswered
	days  []Day
	since []time.Time // that summaries were asked for
	err   error
}

func (f *figures) Summary(_ context.Context, since time.Time) (Summary, error) {
	f.since = append(f.since, since)
	return f.sum, f.err
}
func (f *figures) Days(context.Context, time.Time) ([]Day, error) { return f.days, f.err }
func (f *figures) TopFacts(context.Context, time.Time, int) ([]FactCount, error) {
	return f.facts, f.err
}
func (f *figures) Unanswered(context.Context, time.Time, int) ([]Unanswered, error) {
	return f.open, f.err
}

func statsBench(t *testing.T) (*bench, *figures) {
	t.Helper()
	b := newBench(t)
	f := &figures{
		sum: Summary{
			Questions: 200, Verdicts: map[knowledge.Verdict]int{knowledge.Answer: 141, knowledge.Refuse: 39, knowledge.Suggest: 20},
			P50: 45 * time.Millisecond, P95: 320 * time.Millisecond, P99: 12345 * time.Millisecond,
			People: 34, Chats: 12, Up: 7, Down: 2, Reports: 1,
		},
		facts: []FactCount{{"motto-2023", 30}, {"gone-fact", 2}},
		open:  []Unanswered{{Question: "Is there <b>parking</b>?\nSecond line", Refused: 3, Suggested: 1}},
		days: []Day{
			{b.clock.now().Add(-24 * time.Hour), map[knowledge.Verdict]int{knowledge.Answer: 3}},
			{b.clock.now(), map[knowledge.Verdict]int{knowledge.Answer: 5, knowledge.Refuse: 2}},
		},
	}
	b.statistics, b.admins, b.keepDays = f, []int64{7}, 90
	return b, f
}

func TestAdminStats(t *testing.T) {
	t.Parallel()
	b, f := statsBench(t)
	b.handle(private("/stats"))
	period := "Questions: 200 · people: 34 · chats: 12\n" +
		"Answered 71%, suggestions 10%, refused 20%, small talk 0%\n" +
		"Time to the answer: half within 0.04 s, 95% within 0.32 s, 99% within 12.3 s\n" +
		"👍 7 · 👎 2 · reports: 1"
	want := "Last 24 hours\n" + period + "\n\nLast 7 days\n" + period + "\n\nLast 30 days\n" + period + "\n\n" +
		"Most told, 7 days\n30 × What was the fair's motto in 2023?\n2 × gone-fact\n\n" +
		"Most asked without an answer, 7 days\n4 × Is there <b>parking</b>?\n“forumbot feedback” lists more."
	if got := b.out.lastText(); got != want {
		t.Errorf("said\n%s\nwant\n%s", got, want)
	}
	now := b.clock.now()
	if want := []time.Time{now.Add(-day), now.Add(-7 * day), now.Add(-30 * day)}; !slices.EqualFunc(f.since, want, time.Time.Equal) {
		t.Errorf("asked for %v", f.since)
	}
	f.sum = Summary{}
	f.facts, f.open, b.keepDays = nil, nil, 0
	zh := private("/stats")
	zh.From.LanguageCode = "zh-hans"
	b.handle(zh)
	if got := b.out.lastText(); !strings.HasPrefix(got, "最近24小时\n没有人提问\n👍 0 · 👎 0 · 纠错0\n\n") || !strings.Contains(got, "没有保存提问记录") {
		t.Errorf("said %q", got)
	}
}

// subscribed are so many chats.
type subscribed int

func (n subscribed) Subscribers(context.Context) (int, error) {
	if n < 0 {
		return 0, errors.New("gone")
	}
	return int(n), nil
}

func TestStatsOfSubscribers(t *testing.T) {
	t.Parallel()
	for n, want := range map[subscribed]string{12: "Chats that get daily trivia: 12", 0: "Chats that get daily trivia: 0", -1: "can't get at the figures"} {
		b, _ := statsBench(t)
		b.subscribers = n
		b.handle(private("/stats"))
		if !strings.Contains(b.out.lastText(), want) {
			t.Errorf("%d: %q", n, b.out.lastText())
		}
	}
}

// What people asked is shown to administrators alone, and in private alone.
func TestStatsAreForAdmins(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(b *bench, m *Message){
		"somebody else":   func(_ *bench, m *Message) { m.Chat.ID, m.From.ID = 8, 8 },
		"in a group":      func(_ *bench, m *Message) { m.Chat = Chat{ID: -5, Type: Supergroup} },
		"anonymous admin": func(_ *bench, m *Message) { m.Chat, m.From = Chat{ID: -5, Type: Supergroup}, nil },
		"no admins":       func(b *bench, _ *Message) { b.admins = nil },
	} {
		b, f := statsBench(t)
		m := private("/stats")
		change(b, &m)
		b.handle(m)
		if len(f.since) > 0 || strings.Contains(b.out.lastText(), "parking") {
			t.Errorf("%s: %q", name, b.out.lastText())
		}
	}
}

func TestStatsOutOfReach(t *testing.T) {
	t.Parallel()
	b, f := statsBench(t)
	f.err = errors.New("gone")
	b.handle(private("/stats"))
	if got := b.out.lastText(); !strings.Contains(got, "can't get at the figures") {
		t.Errorf("said %q", got)
	}
	b.statistics = nil
	b.handle(private("/stats"))
	if got := b.out.lastText(); got != "There are no statistics." {
		t.Errorf("said %q", got)
	}
}

func TestStatsChart(t *testing.T) {
	t.Parallel()
	b, f := statsBench(t)
	pictures := &gallery{}
	b.pictures = pictures
	b.handle(private("/stats"))
	if len(pictures.sent) != 1 || pictures.sent[0].Chat != 7 || !strings.Contains(pictures.sent[0].HTML, "Questions a day") {
		t.Fatalf("sent %+v", pictures.sent)
	}
	if _, err := png.Decode(bytes.NewReader(pictures.sent[0].PNG)); err != nil {
		t.Error(err)
	}
	c := dayChart(knowledge.English, f.days)
	if !slices.Equal(c.Labels, []string{"11/22", "11/23"}) || len(c.Series) != 4 || c.Series[0].Name != "Answered" ||
		!slices.Equal(c.Series[0].Values, []float64{3, 5}) || !slices.Equal(c.Series[2].Values, []float64{0, 2}) {
		t.Errorf("drawn %+v", c)
	}
	f.days = slices.Repeat(f.days, 1000) // more than a chart can show
	b.handle(private("/stats"))
	if len(b.out.sent) != 2 || len(pictures.sent) != 1 {
		t.Error("without a chart there are no figures")
	}
}
