package storetest

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/forumbot/forumbot/handlers"
	"github.com/forumbot/forumbot/knowledge"
	"github.com/forumbot/forumbot/store"
)

// Statistics is the suite for what is summed up of the log of questions.
func Statistics(t *testing.T, db Database) {
	t.Helper()
	c := NewClock()
	o := db.Fresh(t)
	o.Now, o.KeepQuestions = c.Now, 90*24*time.Hour
	s := open(t, o)
	ctx := t.Context()
	start := c.Now() // 12:00 UTC
	if got, err := s.Summary(ctx, start); err != nil || got.Questions != 0 || got.P99 != 0 {
		t.Errorf("nothing: %+v, %v", got, err)
	}
	answer := 0
	ask := func(person int64, text string, v knowledge.Verdict, took time.Duration, facts ...string) {
		t.Helper()
		answer++
		must(t, s.LogQuestion(ctx, handlers.Asked{
			Chat: person % 3, Answer: answer, Person: person, At: c.Now(), Text: text, Verdict: v, Facts: facts, Took: took,
		}))
	}
	ask(1, "long ago", knowledge.Refuse, time.Hour)
	c.Add(24 * time.Hour)
	since := c.Now()
	for i := range 100 { // 1 to 100 ms
		ask(int64(i%10), fmt.Sprint("motto ", i), knowledge.Answer, time.Duration(i+1)*time.Millisecond, "motto-2023")
	}
	ask(11, "both?", knowledge.Answer, 100*time.Millisecond, "motto-2023", "hall")
	ask(11, "hi", knowledge.Smalltalk, 0)
	ask(11, "How much?", knowledge.Refuse, 0)
	c.Add(37 * time.Hour) // two days later
	ask(12, "how much", knowledge.Refuse, 0)
	ask(12, "how much", knowledge.Suggest, 0)
	ask(12, "who?", knowledge.Refuse, 0)
	ask(12, "a known gap", knowledge.Refuse, 0, "gap-price")
	ask(12, "", knowledge.Refuse, 0) // somebody else's words
	must(t, s.SetRating(ctx, handlers.Rating{FactVersion: old, Person: 1, At: c.Now(), Up: true}))
	must(t, s.SetRating(ctx, handlers.Rating{FactVersion: old, Person: 2, At: c.Now()}))
	must(t, s.Report(ctx, handlers.Report{FactVersion: old, Person: 2, At: c.Now(), Reason: handlers.Wrong}))

	got, err := s.Summary(ctx, since)
	want := handlers.Summary{
		Questions: 108, Verdicts: map[knowledge.Verdict]int{knowledge.Answer: 101, knowledge.Smalltalk: 1, knowledge.Refuse: 5, knowledge.Suggest: 1},
		P50: 47 * time.Millisecond, P95: 96 * time.Millisecond, P99: 100 * time.Millisecond,
		People: 11, Chats: 3, Up: 1, Down: 1, Reports: 1, // person 0 is nobody
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("summary %+v, %v\nwant    %+v", got, err, want)
	}
	facts, err := s.TopFacts(ctx, since, 9)
	if want := []handlers.FactCount{{Fact: "motto-2023", Count: 101}, {Fact: "hall", Count: 1}}; err != nil || !reflect.DeepEqual(facts, want) {
		t.Errorf("facts %v, %v", facts, err)
	}
	open, err := s.Unanswered(ctx, since, 9)
	if err != nil || len(open) != 2 || open[0].Question != "how much" || open[0].Refused != 2 || open[0].Suggested != 1 ||
		!open[0].First.Equal(since) || !open[0].Last.Equal(c.Now()) || open[1].Question != "who?" {
		t.Errorf("unanswered %+v, %v", open, err)
	}
	if one, err := s.Unanswered(ctx, since, 1); len(one) != 1 || err != nil {
		t.Errorf("one: %+v, %v", one, err)
	}
	must(t, s.SetRating(ctx, handlers.Rating{FactVersion: another, Person: 3, At: c.Now()}))
	for _, q := range []store.Options{o, {Dir: o.Dir, URL: o.URL}} {
		got, err := store.Curate(ctx, q, since, 1)
		want := []store.Opinions{
			{FactVersion: old, Up: 1, Down: 1, Wrong: 1, First: time.UnixMilli(c.Now().UnixMilli()), Last: time.UnixMilli(c.Now().UnixMilli())},
			{FactVersion: another, Down: 1, First: time.UnixMilli(c.Now().UnixMilli()), Last: time.UnixMilli(c.Now().UnixMilli())},
		}
		if err != nil || !reflect.DeepEqual(got.Facts, want) || len(got.Unanswered) != 1 || got.Unanswered[0].Question != "how much" {
			t.Errorf("curated %+v, %v", got, err)
		}
	}
	for _, person := range []int64{4, 5} { // the first answer of this time, to person 0, in chat 0
		must(t, s.SetRating(ctx, handlers.Rating{FactVersion: newer, Person: person, Chat: 0, Message: 2, At: c.Now()}))
		must(t, s.SetRating(ctx, handlers.Rating{FactVersion: another, Person: person, Chat: 0, Message: 2, At: c.Now()}))
	}
	must(t, s.SetRating(ctx, handlers.Rating{FactVersion: newer, Person: 6, Chat: 0, Message: 2, At: c.Now(), Up: true}))
	curated, err := store.Curate(ctx, o, since, 9)
	if m := curated.Misjudged; err != nil || len(m) != 1 || m[0].Question != "motto 0" || m[0].Down != 2 || !reflect.DeepEqual(m[0].Facts, []string{"motto-2023"}) {
		t.Errorf("misjudged %+v, %v", m, err)
	}
	if got, err := store.Curate(ctx, o, c.Now().Add(time.Second), 9); err != nil || len(got.Facts)+len(got.Unanswered) > 0 {
		t.Errorf("curated since later %+v, %v", got, err)
	}
	days, err := s.Days(ctx, since) // the whole first day
	if err != nil || len(days) != 3 || !days[0].Date.Equal(start.Add(12*time.Hour)) || days[0].Verdicts[knowledge.Answer] != 101 ||
		days[1].Verdicts[knowledge.Refuse] != 0 || !days[2].Date.Equal(start.Add(60*time.Hour)) || days[2].Verdicts[knowledge.Refuse] != 4 {
		t.Errorf("days %+v, %v", days, err)
	}
}
