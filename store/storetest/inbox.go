package storetest

import (
	"context"
	"errors"
	"fmt"
	"math"
	"reflect"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/forumbot/forumbot/bot"
	"github.com/forumbot/forumbot/handlers"
	"github.com/forumbot/forumbot/knowledge"
	"github.com/forumbot/forumbot/store"
)

// Inbox is the suite for the inbox of every database.
func Inbox(t *testing.T, db Database) {
	t.Helper()
	run := func(name string, test func(t *testing.T, o store.Options, c *Clock)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := NewClock()
			o := db.Fresh(t)
			o.Now = c.Now
			test(t, o, c)
		})
	}
	run("each once, in order", inOrder)
	run("put back for later", putBack)
	run("taken up after a crash", takenUp)
	run("the claim must hold", fenced)
	run("stored with the end", together)
	run("forgotten at once", forgotten)
	run("a refused write", refusedWrite)
	run("a flood of one chat", flood)
	run("ids are known for a while", known)
	run("many at once", func(t *testing.T, o store.Options, c *Clock) { manyAtOnce(t, o, c, db.Shared) })
	if db.Shared {
		run("replicas", replicas)
	}
}

func items(chat int64, ids ...int64) []bot.Item {
	var out []bot.Item
	for _, id := range ids {
		out = append(out, bot.Item{ID: id, Chat: chat, Payload: fmt.Appendf(nil, `{"id":%d}`, id)})
	}
	return out
}

// accept accepts items and checks how many are new.
func accept(t *testing.T, s *store.Store, fresh int, list ...bot.Item) {
	t.Helper()
	n, err := s.Accept(t.Context(), list)
	if err != nil || n != fresh {
		t.Fatalf("%d accepted, %v; want %d", n, err, fresh)
	}
}

// claim claims and checks what.
func claim(t *testing.T, s *store.Store, most int, want ...int64) []bot.Work {
	t.Helper()
	got, err := s.Claim(t.Context(), most)
	if err != nil {
		t.Fatal(err)
	}
	var ids []int64
	for _, w := range got {
		ids = append(ids, w.Item().ID)
		if string(w.Item().Payload) != fmt.Sprintf(`{"id":%d}`, w.Item().ID) {
			t.Errorf("payload %s of %d", w.Item().Payload, w.Item().ID)
		}
	}
	if !slices.Equal(ids, want) {
		t.Fatalf("claimed %v, want %v", ids, want)
	}
	return got
}

func inOrder(t *testing.T, o store.Options, c *Clock) {
	s := open(t, o)
	accept(t, s, 3, items(1, 10, 11, 12)...)
	accept(t, s, 2, append(items(2, 20, 21), items(1, 11)...)...)
	accept(t, s, 0, items(1, 10)...)
	accept(t, s, 0)
	w := claim(t, s, 1, 10)
	if !w[0].Accepted().Equal(c.Now()) || w[0].Item().Chat != 1 || w[0].Crashes() != 0 || len(w[0].Sent()) != 0 {
		t.Errorf("claimed %+v", w[0])
	}
	w = append(w, claim(t, s, 9, 20)...)
	claim(t, s, 9)
	must(t, w[0].Finish(t.Context()))
	select {
	case <-s.Wake():
	default:
		t.Error("nobody is told that the chat goes on")
	}
	w = append(w, claim(t, s, 9, 11)...)
	must(t, w[1].Finish(t.Context()))
	must(t, w[2].Finish(t.Context()))
	w = claim(t, s, 9, 12, 21)
	accept(t, s, 0, items(1, 10, 11, 12)...) // as Telegram may send them again
	must(t, w[0].Finish(t.Context()))
	must(t, w[1].Finish(t.Context()))
	claim(t, s, 9)
}

func putBack(t *testing.T, o store.Options, c *Clock) {
	s := open(t, o)
	accept(t, s, 2, items(1, 10, 11)...)
	accept(t, s, 1, items(2, 20)...)
	must(t, claim(t, s, 1, 10)[0].Retry(t.Context(), time.Minute))
	claim(t, s, 9, 20) // 11 waits behind 10
	c.Add(61 * time.Second)
	must(t, claim(t, s, 9, 10)[0].Retry(t.Context(), 0))
	must(t, claim(t, s, 9, 10)[0].Retry(t.Context(), time.Minute))
	c.Add(-24 * time.Hour) // the clock is set right: nobody waits for a day
	w := claim(t, s, 9, 10)[0]
	if w.Crashes() != 0 {
		t.Errorf("%d crashes", w.Crashes())
	}
	must(t, w.Finish(t.Context()))
	claim(t, s, 9, 11)
}

// reopen ends a process's use of the database without any farewell and starts
// another.
func reopen(t *testing.T, s *store.Store, o store.Options, c *Clock) *store.Store {
	t.Helper()
	must(t, s.Close())
	c.Add(time.Minute) // leases are over
	return open(t, o)
}

func takenUp(t *testing.T, o store.Options, c *Clock) {
	s := open(t, o)
	accept(t, s, 3, items(1, 10, 11, 12)...)
	w := claim(t, s, 1, 10)[0]
	w.Record(100)
	must(t, w.Commit(t.Context()))
	w.Record(101)
	must(t, w.Commit(t.Context()))
	w.Record(102) // not committed
	s = reopen(t, s, o, c)
	w = claim(t, s, 9, 10)[0]
	if w.Crashes() != 1 || !slices.Equal(w.Sent(), []int{100, 101}) {
		t.Errorf("taken up after %d crashes, %v sent", w.Crashes(), w.Sent())
	}
	w.Record(103)
	if !slices.Equal(w.Sent(), []int{100, 101}) {
		t.Errorf("what was just sent is not of an earlier claim: %v", w.Sent())
	}
	must(t, w.Retry(t.Context(), 0))
	w = claim(t, s, 9, 10)[0]
	if w.Crashes() != 1 || !slices.Equal(w.Sent(), []int{100, 101, 103}) {
		t.Errorf("put back after %d crashes, %v sent", w.Crashes(), w.Sent())
	}
	must(t, w.Finish(t.Context()))
	s = reopen(t, s, o, c)
	accept(t, s, 0, items(1, 10)...)
	if w := claim(t, s, 9, 11)[0]; w.Crashes() != 0 || len(w.Sent()) != 0 {
		t.Errorf("the next: %d crashes, %v sent", w.Crashes(), w.Sent())
	}
}

func fenced(t *testing.T, o store.Options, c *Clock) {
	s := open(t, o)
	accept(t, s, 1, items(1, 10)...)
	w := claim(t, s, 1, 10)[0]
	must(t, w.Retry(t.Context(), 0))
	second := claim(t, s, 1, 10)[0]
	lost := func(err error) {
		t.Helper()
		if !errors.Is(err, bot.ErrLost) {
			t.Errorf("got %v, want that the claim is lost", err)
		}
	}
	w.Record(1)
	lost(w.Commit(t.Context()))
	lost(w.Finish(t.Context()))
	lost(w.Retry(t.Context(), 0))
	who := handlers.Speaker{Chat: 1}
	must(t, s.SetConversation(w.Context(t.Context()), who, handlers.Conversation{At: c.Now()}))
	lost(w.Finish(t.Context()))
	if _, ok, _ := s.Conversation(t.Context(), who); ok {
		t.Error("stored by somebody who lost the claim")
	}
	must(t, second.Finish(t.Context()))
	lost(second.Finish(t.Context()))
	claim(t, s, 9)
}

func together(t *testing.T, o store.Options, c *Clock) {
	o.KeepQuestions = time.Hour
	s := open(t, o)
	accept(t, s, 2, items(1, 10, 11)...)
	who := handlers.Speaker{Chat: 1}
	write := func(w bot.Work, question int) {
		t.Helper()
		ctx := w.Context(t.Context())
		must(t, s.Remember(ctx, handlers.Exchange{Chat: 1, Speaker: who, Question: question, Answer: question + 1, Verdict: knowledge.Answer}))
		must(t, s.SetConversation(ctx, who, handlers.Conversation{At: c.Now(), Question: question}))
		must(t, s.LogQuestion(ctx, handlers.Asked{Chat: 1, Answer: question + 1, Person: 1, At: c.Now(), Text: "why\x00\xff?", Facts: []string{"a"}}))
	}
	there := func(question int) bool {
		t.Helper()
		_, ok, err := s.ByQuestion(t.Context(), 1, question)
		must(t, err)
		return ok
	}
	logged := func() int64 {
		t.Helper()
		info, err := s.Info(t.Context())
		must(t, err)
		return info.Rows["question"]
	}
	w := claim(t, s, 1, 10)[0]
	write(w, 5)
	if there(5) || logged() != 0 {
		t.Error("stored before the update is ended")
	}
	s = reopen(t, s, o, c)
	if there(5) || logged() != 0 {
		t.Error("stored by a process that ended before")
	}
	w = claim(t, s, 1, 10)[0]
	write(w, 5)
	must(t, w.Finish(t.Context()))
	if !there(5) || logged() != 1 {
		t.Error("not stored with the end")
	}
	w = claim(t, s, 1, 11)[0]
	write(w, 7)
	if _, ok, err := s.ByQuestion(w.Context(t.Context()), 1, 7); !ok || err != nil {
		t.Errorf("a handler doesn't see what it stored: %v, %v", ok, err)
	}
	write(w, 9)
	must(t, w.Retry(t.Context(), 0))
	if !there(7) || there(9) {
		t.Error("what was not committed is stored by an update that was put back")
	}
}

func forgotten(t *testing.T, o store.Options, _ *Clock) {
	s := open(t, o)
	must(t, s.SetLanguage(t.Context(), 7, "zh"))
	accept(t, s, 1, items(7, 10)...)
	w := claim(t, s, 1, 10)[0]
	must(t, s.Forget(w.Context(t.Context()), 7))
	if l, _ := s.Language(t.Context(), 7); l != "" {
		t.Error("it waits for the update to end")
	}
}

// refusedWrite: what the database does not take holds nobody up for ever.
func refusedWrite(t *testing.T, o store.Options, c *Clock) {
	o.KeepQuestions = time.Hour
	s := open(t, o)
	accept(t, s, 2, items(7, 10, 11)...)
	w := claim(t, s, 1, 10)[0]
	odd := handlers.Asked{Chat: 7, Answer: 1, At: c.Now(), Confidence: math.NaN(), Verdict: "\xff\x00"}
	must(t, s.LogQuestion(w.Context(t.Context()), odd))
	refusals := 0
	for w.Finish(t.Context()) != nil {
		if refusals++; refusals > 10 {
			t.Fatal("refused for ever")
		}
	}
	if refusals == 0 {
		t.Error("the database takes anything; the test tests nothing")
	}
	claim(t, s, 1, 11)
}

func flood(t *testing.T, o store.Options, _ *Clock) {
	s := open(t, o)
	var all []bot.Item
	for id := range int64(400) {
		all = append(all, items(1, 1000+id)...)
	}
	accept(t, s, 400, all...)
	accept(t, s, 1, items(2, 5000)...)
	info, err := s.Info(t.Context())
	if err != nil || info.Waiting != 301 {
		t.Errorf("%d wait, %v; want 300 of the flood and one", info.Waiting, err)
	}
	claim(t, s, 2, 1000, 5000)
	accept(t, s, 0, all...)
}

func known(t *testing.T, o store.Options, c *Clock) {
	s := open(t, o)
	accept(t, s, 2, items(1, 10, 11)...)
	must(t, claim(t, s, 1, 10)[0].Finish(t.Context()))
	c.Add(47 * time.Hour)
	_, err := s.Prune(t.Context())
	must(t, err)
	accept(t, s, 0, items(1, 10)...)
	c.Add(2 * time.Hour)
	_, err = s.Prune(t.Context())
	must(t, err)
	accept(t, s, 1, items(1, 10)...) // after two days ids may be anybody's
	claim(t, s, 9, 10)               // and what waits is never removed: 11
}

// workers claim and end until they have seen everything, and check that no
// two have updates of one chat at once.
type workers struct {
	mu   sync.Mutex
	seen map[int64][]int64 // by chat
	now  map[int64]bool
}

func (k *workers) work(t *testing.T, s *store.Store, total int) {
	ctx := context.WithoutCancel(t.Context())
	for {
		k.mu.Lock()
		n := 0
		for _, ids := range k.seen {
			n += len(ids)
		}
		k.mu.Unlock()
		if n >= total || t.Failed() {
			return
		}
		claimed, err := s.Claim(ctx, 3)
		must(t, err)
		for _, w := range claimed {
			chat := w.Item().Chat
			k.mu.Lock()
			if k.now[chat] {
				t.Errorf("two of chat %d at once", chat)
			}
			k.now[chat] = true
			k.seen[chat] = append(k.seen[chat], w.Item().ID)
			k.mu.Unlock()
		}
		for _, w := range claimed {
			k.mu.Lock()
			k.now[w.Item().Chat] = false
			k.mu.Unlock()
			must(t, w.Finish(ctx))
		}
	}
}

func (k *workers) check(t *testing.T, want map[int64][]int64) {
	t.Helper()
	if !reflect.DeepEqual(k.seen, want) {
		t.Errorf("handled %v, want %v", k.seen, want)
	}
}

func manyAtOnce(t *testing.T, o store.Options, _ *Clock, shared bool) {
	stores := []*store.Store{open(t, o)}
	if shared {
		stores = append(stores, open(t, o), open(t, o))
	}
	const chats, each = 7, 20
	want := map[int64][]int64{}
	k := &workers{seen: map[int64][]int64{}, now: map[int64]bool{}}
	var wg sync.WaitGroup
	for i := range int64(each) {
		var batch []bot.Item
		for chat := range int64(chats) {
			id := 1 + i*chats + chat
			want[chat+1] = append(want[chat+1], id)
			batch = append(batch, items(chat+1, id)...)
		}
		accept(t, stores[int(i)%len(stores)], chats, batch...)
		if i == 0 {
			for _, s := range stores {
				for range 2 {
					wg.Go(func() { k.work(t, s, chats*each) })
				}
			}
		}
	}
	wg.Wait()
	k.check(t, want)
}

// replicas: what a process that no longer renews its lease has is taken over,
// and that process can't end it any more.
func replicas(t *testing.T, o store.Options, c *Clock) {
	o.Lease = time.Hour // of the test's clock: nobody renews it here
	a, b := open(t, o), open(t, o)
	accept(t, a, 2, items(1, 10, 11)...)
	w := claim(t, a, 9, 10)[0]
	claim(t, b, 9)
	must(t, w.Commit(t.Context()))
	c.Add(time.Hour + time.Second)
	if err := w.Commit(t.Context()); !errors.Is(err, bot.ErrLost) {
		t.Errorf("a lease that is over still counts: %v", err)
	}
	claim(t, a, 9) // its own it doesn't take over
	other := claim(t, b, 9, 10)[0]
	if other.Crashes() != 1 {
		t.Errorf("%d crashes", other.Crashes())
	}
	if err := w.Finish(t.Context()); !errors.Is(err, bot.ErrLost) {
		t.Errorf("ended by two: %v", err)
	}
	must(t, other.Finish(t.Context()))
	claim(t, a, 9, 11)
}
