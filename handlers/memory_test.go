package handlers

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/forumbot/forumbot/knowledge"
)

func TestRecent(t *testing.T) {
	t.Parallel()
	clock := newClock()
	r := newRecent[int, string](3, time.Hour, clock.now)
	r.put(1, "a")
	r.put(2, "b")
	r.put(3, "c")
	r.get(1) // used: 2 is now the oldest
	r.put(4, "d")
	for k, want := range map[int]string{1: "a", 2: "", 3: "c", 4: "d"} {
		if got, ok := r.get(k); got != want || ok != (want != "") {
			t.Errorf("%d: %q, %v", k, got, ok)
		}
	}
	clock.add(40 * time.Minute)
	r.put(1, "again")
	clock.add(40 * time.Minute)
	if got, _ := r.get(1); got != "again" {
		t.Error("written 40 minutes ago, and gone")
	}
	if _, ok := r.get(3); ok {
		t.Error("written 80 minutes ago, and there")
	}
	for i := range 1000 {
		r.put(i, "x")
		if len(r.entries) > 3 || r.order.Len() != len(r.entries) {
			t.Fatalf("%d entries, %d in order", len(r.entries), r.order.Len())
		}
	}
}

func TestMemoryExchanges(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	m := NewMemory(newClock().now)
	asked := Exchange{Chat: 1, Thread: 2, Question: 10, Answer: 11, Verdict: knowledge.Answer, Text: "q"}
	talk := Exchange{Chat: 1, Thread: 2, Question: 12, Answer: 13, Verdict: knowledge.Smalltalk}
	hint := Exchange{Chat: 1, Thread: 2, Question: 14, Answer: 15}
	opened := Exchange{Chat: 1, Answer: 16, Verdict: knowledge.Answer}
	for _, e := range []Exchange{asked, talk, hint, opened} {
		if err := m.Remember(ctx, e); err != nil {
			t.Fatal(err)
		}
	}
	if e, ok, _ := m.Last(ctx, 1, 2); !ok || e.Question != 10 {
		t.Errorf("last %+v", e)
	}
	if e, ok, _ := m.Last(ctx, 1, 0); !ok || e.Answer != 16 {
		t.Errorf("last of General %+v", e)
	}
	if _, ok, _ := m.Last(ctx, 2, 2); ok {
		t.Error("another chat's")
	}
	if e, ok, _ := m.ByAnswer(ctx, 1, 13); !ok || e.Question != 12 {
		t.Errorf("by answer %+v", e)
	}
	if e, ok, _ := m.ByQuestion(ctx, 1, 14); !ok || e.Answer != 15 {
		t.Errorf("by question %+v", e)
	}
	if _, ok, _ := m.ByQuestion(ctx, 1, 0); ok {
		t.Error("a question that was none")
	}
}

// Chats are handled at the same time; the race detector watches.
func TestHandlerIsConcurrent(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	var wg sync.WaitGroup
	for chat := range 8 {
		wg.Go(func() {
			for i := range 20 {
				m := private("motto 2023?")
				m.Chat.ID, m.From.ID, m.ID = int64(chat+1), int64(chat+1), i+1
				if err := b.Handle(context.Background(), m); err != nil {
					t.Error(err)
				}
				m.Kind, m.Text = Edited, "motto 2021?"
				if err := b.Handle(context.Background(), m); err != nil {
					t.Error(err)
				}
				if i == 10 {
					b.SetBase(newScript())
				}
			}
		})
	}
	wg.Wait()
}
