package store_test

import (
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/forumbot/forumbot/bot"
	"github.com/forumbot/forumbot/handlers"
	"github.com/forumbot/forumbot/knowledge"
	"github.com/forumbot/forumbot/store"
	"github.com/forumbot/forumbot/store/storetest"
)

// BenchmarkUpdate is the way of a question of one of 5,000 chats through the
// store: accepted in batches of five, claimed, what is known of its person
// read, its exchange, conversation, log and count written, ended side by side. On
// Linux it tells how much is written to files, too.
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
			var wg sync.WaitGroup
			const together, chats = 5, 5000
			payload := strings.Repeat("what a message has beside its words ", 8)
			written := writtenBytes()
			for id := int64(1); b.Loop(); id += together {
				var batch []bot.Item
				for i := range int64(together) {
					batch = append(batch, item(id+i, 1+(id+i)*1237%chats, payload))
				}
				if _, err := s.Accept(b.Context(), batch); err != nil {
					b.Fatal(err)
				}
				works, err := s.Claim(b.Context(), 16)
				if err != nil {
					b.Fatalf("%d claimed, %v", len(works), err)
				}
				wg.Wait() // one batch is ended while the next is accepted
				for _, w := range works {
					wg.Go(func() { answered(b, s, w) })
				}
			}
			wg.Wait()
			n := float64(b.N * together)
			b.ReportMetric(float64(b.Elapsed().Microseconds())/n, "µs/question")
			b.ReportMetric(float64(writtenBytes()-written)/1024/n, "KB/question")
		})
	}
}

// answered does with an update what a handler does.
func answered(b *testing.B, s *store.Store, w bot.Work) {
	b.Helper()
	ctx, who := w.Context(b.Context()), handlers.Speaker{Chat: w.Item().Chat}
	question := int(w.Item().ID)
	if _, err := s.Asked(ctx, 20_000, who.Chat); err != nil {
		b.Error(err)
	}
	if _, err := s.Language(ctx, who.Chat); err != nil {
		b.Error(err)
	}
	before, _, err := s.Conversation(ctx, who)
	if err != nil {
		b.Error(err)
	}
	const text = "主论坛是在什么时候、在哪里举行的？"
	turns := append(slices.Clone(before.Context.Turns), knowledge.Turn{Question: text, Facts: []string{"zgc-2025-dates"}})
	after := knowledge.Context{Turns: turns[max(0, len(turns)-4):]}
	_ = s.Remember(ctx, handlers.Exchange{
		Chat: who.Chat, Speaker: who, Question: question, Answer: question + 1, Text: text, Verdict: knowledge.Answer,
		Facts: []string{"zgc-2025-dates"}, Before: before.Context, After: after,
	})
	_ = s.SetConversation(ctx, who, handlers.Conversation{At: time.Now(), Question: question, Context: after})
	_ = s.LogQuestion(ctx, handlers.Asked{Chat: who.Chat, Answer: question + 1, Person: who.Chat, At: time.Now(), Text: text, Verdict: knowledge.Answer})
	_ = s.CountAsked(ctx, 20_000, who.Chat)
	if err := w.Finish(b.Context()); err != nil {
		b.Error(err)
	}
}

var writtenForm = regexp.MustCompile(`(?m)^wchar: (\d+)$`)

// writtenBytes is how much this process has written so far; 0 where that is not
// known.
func writtenBytes() int64 {
	data, _ := os.ReadFile("/proc/self/io")
	m := writtenForm.FindSubmatch(data)
	if m == nil {
		return 0
	}
	n, _ := strconv.ParseInt(string(m[1]), 10, 64)
	return n
}
