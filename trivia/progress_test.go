package trivia_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"github.com/forumbot/forumbot/trivia"
)

var noon = time.Date(2024, 5, 1, 12, 0, 0, 0, time.UTC)

// A fact comes back a day after it was missed, and 3, 7 and 21 days after
// right answers in a row.
func TestProgressSchedule(t *testing.T) {
	t.Parallel()
	const day = 24 * time.Hour
	for _, tt := range []struct {
		name    string
		answers []bool
		after   time.Duration
		missed  int
	}{
		{"missed", []bool{false}, day, 1},
		{"right at once", []bool{true}, 3 * day, 0},
		{"right twice", []bool{true, true}, 7 * day, 0},
		{"right three times", []bool{true, true, true}, 21 * day, 0},
		{"right for ever", []bool{true, true, true, true, true, true}, 21 * day, 0},
		{"forgotten", []bool{true, true, true, false}, day, 1},
		{"learned again", []bool{true, true, false, true}, 3 * day, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			p := trivia.Progress{Fact: "f"}
			if p.Due(noon) {
				t.Error("a fact that was never asked is due")
			}
			for _, right := range tt.answers {
				p = p.Answered(right, noon)
			}
			if p.Seen != len(tt.answers) || p.Missed != tt.missed || !p.Last.Equal(noon) {
				t.Errorf("counted %+v", p)
			}
			if got := p.Next().Sub(noon); got != tt.after {
				t.Errorf("comes back after %v, want %v", got, tt.after)
			}
			if p.Due(noon.Add(tt.after - time.Second)) {
				t.Error("due a second early")
			}
			if !p.Due(noon.Add(tt.after)) {
				t.Error("not due in time")
			}
			data, err := json.Marshal(p)
			if err != nil {
				t.Fatal(err)
			}
			var back trivia.Progress
			if err := json.Unmarshal(data, &back); err != nil || back != p {
				t.Errorf("%s came back as %+v, %v", data, back, err)
			}
		})
	}
}

// What a damaged or newer store holds must not break anything.
func TestProgressOddBox(t *testing.T) {
	t.Parallel()
	for _, box := range []int{-5, 4, 1 << 30} {
		p := trivia.Progress{Fact: "f", Seen: 3, Last: noon, Box: box}
		if next := p.Next(); !next.After(noon) || next.After(noon.Add(22*24*time.Hour)) {
			t.Errorf("box %d: next %v", box, next)
		}
		if p = p.Answered(true, noon); p.Box < 1 || p.Box > 3 {
			t.Errorf("box %d became %d", box, p.Box)
		}
	}
}

func TestOrder(t *testing.T) {
	t.Parallel()
	ago := func(days int) time.Time { return noon.Add(-time.Duration(days) * 24 * time.Hour) }
	progress := []trivia.Progress{
		{Fact: "known-due", Seen: 1, Last: ago(9), Box: 1},
		{Fact: "known-long-due", Seen: 2, Last: ago(30), Box: 2},
		{Fact: "missed", Seen: 1, Missed: 1, Last: ago(1)},
		{Fact: "missed-long-ago", Seen: 4, Missed: 1, Last: ago(50)},
		{Fact: "missed-today", Seen: 1, Missed: 1, Last: noon},
		{Fact: "just-learned", Seen: 1, Last: ago(2), Box: 1},
		{Fact: "no-longer-there", Seen: 1, Missed: 1, Last: ago(9)},
	}
	ids := []string{"just-learned", "known-due", "new-b", "missed", "new-a", "missed-today", "known-long-due", "missed-long-ago"}
	given := slices.Clone(ids)
	want := []string{
		"missed-long-ago", "missed", // due and missed, the longest due first
		"known-long-due", "known-due", // due
		"new-b", "new-a", // never asked, as they stood
	}
	got := trivia.Order(ids, progress, noon)
	if !slices.Equal(got[:len(want)], want) {
		t.Errorf("order %v, want it to begin with %v", got, want)
	}
	rest := slices.Sorted(slices.Values(got[len(want):]))
	if !slices.Equal(rest, []string{"just-learned", "missed-today"}) {
		t.Errorf("the rest is %v", rest)
	}
	if !slices.Equal(ids, given) {
		t.Error("the ids that were handed over were changed")
	}
	if got := trivia.Order(ids, nil, noon); !slices.Equal(got, ids) {
		t.Errorf("without progress the order became %v", got)
	}
}
