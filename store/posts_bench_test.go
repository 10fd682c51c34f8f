package store_test

import (
	"context"
	"runtime"
	"testing"
	"time"

	"github.com/forumbot/forumbot/handlers"
	"github.com/forumbot/forumbot/store"
	"github.com/forumbot/forumbot/store/storetest"
	"github.com/forumbot/forumbot/trivia"
)

// BenchmarkPosts is the way of a batch of 25 posts through the store, while
// 100,000 chats are due at the same minute: claimed, each begun and ended.
func BenchmarkPosts(b *testing.B) {
	const chats = 100_000
	for name, options := range map[string]func(b *testing.B) store.Options{
		"SQLite":     func(b *testing.B) store.Options { return store.Options{Dir: b.TempDir()} },
		"PostgreSQL": func(b *testing.B) store.Options { return store.Options{URL: storetest.Postgres(b)} },
	} {
		b.Run(name, func(b *testing.B) {
			s, err := store.Open(b.Context(), options(b))
			if err != nil {
				b.Fatal(err)
			}
			defer s.Close()
			subscribe(b, s, chats)
			next := func(d handlers.Daily) (trivia.Slot, bool) { return d.Schedule.Next(time.Now(), d.Last) }
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			for b.Loop() {
				posts, _, err := s.ClaimPosts(b.Context(), 25, next)
				if err != nil || len(posts) != 25 {
					b.Fatalf("%d claimed, %v", len(posts), err)
				}
				for _, p := range posts {
					if ok, err := s.BeginPost(b.Context(), p); !ok || err != nil {
						b.Fatal(ok, err)
					}
					if err := s.EndPost(b.Context(), p, handlers.PostSent); err != nil {
						b.Fatal(err)
					}
				}
			}
			runtime.GC()
			runtime.ReadMemStats(&after)
			b.ReportMetric((float64(after.HeapAlloc)-float64(before.HeapAlloc))/1024, "KB-grown")
		})
	}
}

// subscribe makes chats due now, in transactions of many.
func subscribe(b *testing.B, s *store.Store, chats int) {
	b.Helper()
	now := time.Now().UTC()
	work := make(chan int64)
	done := make(chan error, 32)
	for range 32 {
		go func() {
			var failed error
			for chat := range work {
				if err := s.SetDaily(context.Background(), handlers.Daily{
					Chat: chat, State: handlers.DailyOn, Language: "en", Kind: handlers.DailyText,
					Schedule: trivia.Schedule{Zone: "UTC", Minute: now.Hour()*60 + now.Minute(), Days: trivia.Everyday},
					Next:     trivia.Slot{Day: trivia.DateOf(now), At: now},
				}); err != nil {
					failed = err
				}
			}
			done <- failed
		}()
	}
	for chat := range int64(chats) {
		work <- chat + 1
	}
	close(work)
	for range 32 {
		if err := <-done; err != nil {
			b.Fatal(err)
		}
	}
}
