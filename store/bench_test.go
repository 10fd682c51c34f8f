package store_test

import (
	"sync"
	"testing"
	"time"

	"github.com/forumbot/forumbot/bot"
	"github.com/forumbot/forumbot/handlers"
	"github.com/forumbot/forumbot/store"
	"github.com/forumbot/forumbot/store/storetest"
)

// BenchmarkUpdate is the way of a question through the store: accepted in
// batches of ten, claimed, its exchange, conversation, log and count written, ended side by side.
func BenchmarkUpdate(b *testing.B) {
	for name, options := range map[string]func(b *testing.B) store.Options{
		"SQLite":     func(b *testing.B) store.Options { return store.Options{Dir: b.TempDir()} },
		"PostgreSQL": func(b *testing.B) store.Options { return store.Options{URL: storetest.Postgres(b)} },
	} {
		b.Run(name, func(b *testing.B) {
			o := options(b)
			o.KeepQuestions = time.Hour
			s, err := store.Open(b.Context(), o)
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			for id := int64(1); b.Loop(); id += 10 {
				var batch []bot.Item
				for i := range int64(10) {
					batch = append(batch, item(id+i, i+1, "a question"))
				}
				if _, err := s.Accept(b.Context(), batch); err != nil {
					b.Fatal(err)
				}
				works, err := s.Claim(b.Context(), 10)
				if err != nil || len(works) != 10 {
					b.Fatalf("%d claimed, %v", len(works), err)
				}
				var wg sync.WaitGroup
				for _, w := range works {
					wg.Go(func() {
						ctx, who := w.Context(b.Context()), handlers.Speaker{Chat: w.Item().Chat}
						question := int(w.Item().ID)
						_, _ = s.Asked(ctx, 20_000, who.Chat)
						_ = s.Remember(ctx, handlers.Exchange{Chat: who.Chat, Speaker: who, Question: question, Answer: question, Verdict: "answer"})
						_ = s.SetConversation(ctx, who, handlers.Conversation{At: time.Now(), Question: question})
						_ = s.LogQuestion(ctx, handlers.Asked{Chat: who.Chat, Answer: question, At: time.Now(), Text: "a question"})
						_ = s.CountAsked(ctx, 20_000, who.Chat)
						if err := w.Finish(b.Context()); err != nil {
							b.Error(err)
						}
					})
				}
				wg.Wait()
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*10), "µs/question")
		})
	}
}
