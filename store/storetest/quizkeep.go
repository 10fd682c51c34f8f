package storetest

import (
	"fmt"
	"testing"
	"time"

	"github.com/forumbot/forumbot/handlers"
)

// QuizKeeping tests what a database does with quizzes beyond handlers.QuizState:
// groups that move, and what is too old.
func QuizKeeping(t *testing.T, db Database) {
	t.Run("moved", func(t *testing.T) {
		t.Parallel()
		c := NewClock()
		o := db.Fresh(t)
		o.Now = c.Now
		s := open(t, o)
		ctx := t.Context()
		for _, chat := range []int64{-5, -1005} {
			must(t, s.AddPoll(ctx, handlers.Poll{ID: fmt.Sprint("p", chat), Chat: chat, Fact: "f", Sent: c.Now(), Round: "r"}))
		}
		must(t, s.StartRound(ctx, handlers.Round{ID: "r", Chat: -5, Thread: 0, Total: 5, Started: c.Now(), Due: c.Now()}))
		answer(t, s, "p-5", 7, true, time.Second, c.Now(), 100)
		answer(t, s, "p-5", 8, false, time.Second, c.Now(), 100)
		answer(t, s, "p-1005", 7, true, 2*time.Second, c.Now(), 100)
		for range 2 { // told of the same move again
			must(t, s.MoveChat(ctx, -5, -1005))
		}
		must(t, s.MoveChat(ctx, -1005, -1005))
		if got := board(t, s, -1005, 0, 10); got != "2 7:P7:2/2:3s 8:P8:0/1:0s" {
			t.Errorf("the new chat's board: %s", got)
		}
		if got := board(t, s, -5, 0, 10); got != "0" {
			t.Errorf("the old chat's board: %s", got)
		}
		if r, ok, err := s.Round(ctx, -1005); err != nil || !ok || r.ID != "r" {
			t.Errorf("the round: %+v, %v, %v", r, ok, err)
		}
		answer(t, s, "p-5", 9, true, time.Second, c.Now(), 100)
		if got := board(t, s, -1005, 0, 1); got != "3 7:P7:2/2:3s" {
			t.Errorf("with an answer since: %s", got)
		}
	})
	t.Run("replicas", func(t *testing.T) {
		if !db.Shared {
			return // one process at a time
		}
		t.Parallel()
		c := NewClock()
		o := db.Fresh(t)
		o.Now = c.Now
		roundClaims(t, c, open(t, o), open(t, o), open(t, o))
	})
	t.Run("pruned", func(t *testing.T) {
		t.Parallel()
		c := NewClock()
		o := db.Fresh(t)
		o.Now = c.Now
		s := open(t, o)
		ctx := t.Context()
		must(t, s.StartRound(ctx, handlers.Round{ID: "r", Chat: -5, Total: 5, Started: c.Now(), Due: c.Now()}))
		must(t, s.AddPoll(ctx, handlers.Poll{ID: "p", Chat: -5, Fact: "f", Sent: c.Now(), Round: "r"}))
		answer(t, s, "p", 7, true, time.Second, c.Now(), 100)
		c.Add(handlers.KeepPolls - time.Hour)
		if n, err := s.Prune(ctx); err != nil || n != 0 {
			t.Errorf("pruned %d, %v", n, err)
		}
		c.Add(2 * time.Hour)
		if n, err := s.Prune(ctx); err != nil || n != 3 {
			t.Errorf("pruned %d, %v", n, err)
		}
		if got := board(t, s, -5, 0, 10); got != "1 7:P7:1/1:1s" {
			t.Errorf("the board: %s", got)
		}
	})
}
