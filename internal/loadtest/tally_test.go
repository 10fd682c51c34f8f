package main

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func named(id int) *struct {
	ID int `json:"id"`
} {
	return &struct {
		ID int `json:"id"`
	}{id}
}

// Whatever goes wrong with replies is told.
func TestTally(t *testing.T) {
	t.Parallel()
	const guest, group = int64(7), int64(-7)
	in := func(chat int64, to int) reply {
		r := reply{Chat: chat, Text: "an answer"}
		if to > 0 {
			r.ReplyTo = named(to)
		}
		return r
	}
	for _, tt := range []struct {
		name    string
		asked   []int64
		replies []reply
		want    string
	}{
		{"one each", []int64{guest, group, guest}, []reply{in(guest, 0), in(guest, 0), in(group, 3)}, ""},
		{"one is lost", []int64{guest, guest}, []reply{in(guest, 0)}, "1 questions got no reply"},
		{"all are lost", []int64{guest, group}, nil, "2 questions got no reply"},
		{"two replies", []int64{guest}, []reply{in(guest, 0), in(guest, 0)}, "1 replies answered no question"},
		{"to nobody", nil, []reply{in(group, 3)}, "1 replies answered no question"},
		{"one twice and one lost", []int64{group, group}, []reply{in(group, 3), in(group, 3)}, "1 replies in groups answered a question that had"},
		{"out of order", []int64{group, group}, []reply{in(group, 5), in(group, 3)}, "1 replies in groups answered a question that had"},
		{"which question", []int64{group}, []reply{in(group, 0)}, "1 replies in groups did not name"},
		{"which of many", []int64{group, group, group, group, group}, []reply{in(group, 0), in(group, 4), in(group, 5), in(group, 6), in(group, 7)}, ""},
		{"which of some", []int64{group, group, group, group}, []reply{in(group, 0), in(group, 4), in(group, 5), in(group, 6)}, "1 replies in groups did not name"},
		{"no words", []int64{guest}, []reply{{Chat: guest}}, "1 replies had no words"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			y := newTally(4)
			for _, chat := range tt.asked {
				y.ask(chat, time.Now())
			}
			for _, r := range tt.replies {
				y.replied(r, time.Now())
			}
			got := strings.Join(y.verdict(), "; ")
			if (tt.want == "") != (got == "") || !strings.HasPrefix(got, tt.want) {
				t.Errorf("%q, not %q", got, tt.want)
			}
		})
	}
}

// The time counts from when a question was due, and in a chat the oldest is
// answered first.
func TestTallyTimes(t *testing.T) {
	t.Parallel()
	y, start := newTally(4), time.Now()
	y.ask(1, start)
	y.ask(1, start.Add(10*time.Millisecond))
	y.ask(2, start.Add(20*time.Millisecond))
	for _, chat := range []int64{2, 1, 1} {
		y.replied(reply{Chat: chat, Text: "an answer"}, start.Add(30*time.Millisecond))
	}
	want := []time.Duration{10 * time.Millisecond, 30 * time.Millisecond, 20 * time.Millisecond}
	if got := y.times(0); !slices.Equal(got, want) {
		t.Errorf("%v, not %v", got, want)
	}
	if got := y.times(2); !slices.Equal(got, want[2:]) {
		t.Errorf("the last: %v", got)
	}
}

func TestEvents(t *testing.T) {
	t.Parallel()
	y := newTally(4)
	y.ask(5, time.Now())
	w := &eventWriter{tally: y, fail: func(err error) { t.Errorf("%v", err) }}
	for _, text := range []string{
		"retry: 1000\n\n",
		"id: 1\nevent: message\ndata: {\"chat\":5,\"from\":{\"id\":5,\"is_bot\":false},\"text\":\"a question\"}\n\n" +
			"id: 2\nevent: action\ndata: {\"chat\":5,\"action\":\"typing\"}\n\n" +
			"id: 3\nevent: message\ndata: {\"chat\":5,\"from\":{\"id\":1,\"is_bot\":true},\"text\":\"an answer\",\"reply_to\":null}\n\n",
		": still here\n\n",
	} {
		if n, err := w.Write([]byte(text)); n != len(text) || err != nil {
			t.Errorf("%d, %v", n, err)
		}
		w.Flush()
	}
	<-y.following
	if got := y.verdict(); len(got) > 0 || len(y.times(0)) != 1 {
		t.Errorf("%q", got)
	}
	failed := false
	w.fail = func(error) { failed = true }
	_, _ = w.Write([]byte("id: 9\nevent: reset\ndata: {}\n\n"))
	if !failed {
		t.Error("it goes on though events were lost")
	}
}

func TestBusiest(t *testing.T) {
	t.Parallel()
	b, start := busiest{within: time.Second}, time.Now()
	for _, ms := range []int{0, 400, 900, 1000, 1300, 3000, 3100} {
		b.add(start.Add(time.Duration(ms) * time.Millisecond))
	}
	if b.most != 4 { // 400 to 1300
		t.Errorf("%d within a second", b.most)
	}
}
