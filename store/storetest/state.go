package storetest

import (
	"context"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/forumbot/forumbot/handlers"
	"github.com/forumbot/forumbot/knowledge"
)

// State is the suite for every handlers.State. fresh returns an empty one that
// goes by the given clock.
func State(t *testing.T, fresh func(t *testing.T, now func() time.Time) handlers.State) {
	t.Helper()
	run := func(name string, test func(t *testing.T, s handlers.State, c *Clock)) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := NewClock()
			test(t, fresh(t, c.Now), c)
		})
	}
	run("conversations", conversations)
	run("languages", languages)
	run("exchanges", exchanges)
	run("forget", forget)
	run("concurrent", concurrent)
}

var talk = knowledge.Context{Turns: []knowledge.Turn{
	{Question: "2023年的主题是什么？\x00\"'; --", Facts: []string{"theme-2023"}, Year: 2023},
	{Question: "How many?", Facts: []string{"a", "b"}},
}}

func conversations(t *testing.T, s handlers.State, c *Clock) {
	ctx := t.Context()
	me, other := handlers.Speaker{Chat: -5, Person: 7}, handlers.Speaker{Chat: -5, Person: 8}
	if _, ok, err := s.Conversation(ctx, me); ok || err != nil {
		t.Errorf("one from nothing: %v, %v", ok, err)
	}
	want := handlers.Conversation{Context: talk, At: c.Now(), Question: 3}
	must(t, s.SetConversation(ctx, me, handlers.Conversation{At: c.Now(), Question: 1}))
	must(t, s.SetConversation(ctx, me, want))
	got, ok, err := s.Conversation(ctx, me)
	if err != nil || !ok || !got.At.Equal(want.At) || got.Question != 3 || !reflect.DeepEqual(got.Context, talk) {
		t.Errorf("got %+v, %v, %v", got, ok, err)
	}
	if _, ok, _ := s.Conversation(ctx, other); ok {
		t.Error("another person's")
	}
	c.Add(handlers.KeepConversation - time.Second)
	if _, ok, _ := s.Conversation(ctx, me); !ok {
		t.Error("gone too early")
	}
	c.Add(2 * time.Second)
	if _, ok, _ := s.Conversation(ctx, me); ok {
		t.Error("there for too long")
	}
}

func languages(t *testing.T, s handlers.State, c *Clock) {
	ctx := t.Context()
	for _, l := range []knowledge.Language{knowledge.Chinese, knowledge.English, ""} {
		must(t, s.SetLanguage(ctx, 7, l))
		c.Add(1000 * time.Hour)
		if got, err := s.Language(ctx, 7); got != l || err != nil {
			t.Errorf("got %q, %v, want %q", got, err, l)
		}
		if got, err := s.Language(ctx, 8); got != "" || err != nil {
			t.Errorf("another person's: %q, %v", got, err)
		}
	}
}

func exchanges(t *testing.T, s handlers.State, c *Clock) {
	ctx := t.Context()
	asked := handlers.Exchange{
		Chat: -5, Thread: 2, Speaker: handlers.Speaker{Chat: -5, Person: 7}, Question: 10, Answer: 11, At: c.Now(),
		Text: "问 <q>", Hint: "zh", Language: "en", Verdict: knowledge.Answer, Facts: []string{"a"}, After: talk,
	}
	small := handlers.Exchange{Chat: -5, Thread: 2, Question: 12, Answer: 13, Verdict: knowledge.Smalltalk, Before: talk}
	hint := handlers.Exchange{Chat: -5, Thread: 2, Question: 14, Answer: 15}
	opened := handlers.Exchange{Chat: -5, Answer: 16, Verdict: knowledge.Answer}
	for _, e := range []handlers.Exchange{asked, small, hint, opened} {
		must(t, s.Remember(ctx, e))
	}
	got, ok, err := s.Last(ctx, -5, 2)
	if err != nil || !ok || !got.At.Equal(asked.At) {
		t.Fatalf("last: %+v, %v, %v", got, ok, err)
	}
	got.At = asked.At
	if !reflect.DeepEqual(got, asked) {
		t.Errorf("got  %+v\nwant %+v", got, asked)
	}
	if e, ok, _ := s.Last(ctx, -5, 0); !ok || e.Answer != 16 {
		t.Errorf("last of General: %+v", e)
	}
	if _, ok, _ := s.Last(ctx, 5, 2); ok {
		t.Error("another chat's")
	}
	if e, ok, _ := s.ByAnswer(ctx, -5, 13); !ok || e.Question != 12 || !reflect.DeepEqual(e.Before, talk) {
		t.Errorf("by answer: %+v", e)
	}
	if e, ok, _ := s.ByQuestion(ctx, -5, 14); !ok || e.Answer != 15 {
		t.Errorf("by question: %+v", e)
	}
	if _, ok, _ := s.ByQuestion(ctx, -5, 0); ok {
		t.Error("a question that was none")
	}
	if _, ok, _ := s.ByAnswer(ctx, -5, 99); ok {
		t.Error("an answer that was none")
	}
	asked.Text = "edited"
	must(t, s.Remember(ctx, asked))
	if e, _, _ := s.ByQuestion(ctx, -5, 10); e.Text != "edited" {
		t.Errorf("after an edit: %+v", e)
	}
	hint.Answer = 21 // the question was answered anew
	must(t, s.Remember(ctx, hint))
	if e, ok, _ := s.ByQuestion(ctx, -5, 14); !ok || e.Answer != 21 {
		t.Errorf("by question, answered twice: %+v", e)
	}
	c.Add(handlers.KeepExchange - time.Second)
	if _, ok, _ := s.ByAnswer(ctx, -5, 11); !ok {
		t.Error("gone too early")
	}
	c.Add(2 * time.Second)
	_, byAnswer, _ := s.ByAnswer(ctx, -5, 11)
	_, byQuestion, _ := s.ByQuestion(ctx, -5, 10)
	_, last, _ := s.Last(ctx, -5, 2)
	if byAnswer || byQuestion || last {
		t.Errorf("there for too long: %v, %v, %v", byAnswer, byQuestion, last)
	}
}

func forget(t *testing.T, s handlers.State, c *Clock) {
	ctx := t.Context()
	speakers := []handlers.Speaker{{Chat: 7}, {Chat: -5, Person: 7}, {Chat: 8}, {Chat: -5, Person: 8}, {Chat: -5}}
	for i, who := range speakers {
		must(t, s.SetConversation(ctx, who, handlers.Conversation{At: c.Now(), Question: 1}))
		must(t, s.Remember(ctx, handlers.Exchange{Chat: who.Chat, Thread: i, Speaker: who, Question: 10 + i, Answer: 20 + i, Verdict: knowledge.Answer}))
	}
	must(t, s.SetLanguage(ctx, 7, "zh"))
	must(t, s.SetLanguage(ctx, 8, "zh"))
	must(t, s.Forget(ctx, 7))
	for i, who := range speakers {
		kept := i >= 2
		_, talks, err1 := s.Conversation(ctx, who)
		_, answer, err2 := s.ByAnswer(ctx, who.Chat, 20+i)
		_, question, err3 := s.ByQuestion(ctx, who.Chat, 10+i)
		_, last, err4 := s.Last(ctx, who.Chat, i)
		if talks != kept || answer != kept || question != kept || last != kept {
			t.Errorf("%+v: kept %v %v %v %v, want %v", who, talks, answer, question, last, kept)
		}
		for _, err := range []error{err1, err2, err3, err4} {
			must(t, err)
		}
	}
	if l, _ := s.Language(ctx, 7); l != "" {
		t.Error("the language is kept")
	}
	if l, _ := s.Language(ctx, 8); l != "zh" {
		t.Error("another person's language is gone")
	}
}

func concurrent(t *testing.T, s handlers.State, c *Clock) {
	ctx := context.WithoutCancel(t.Context())
	var wg sync.WaitGroup
	for chat := range int64(8) {
		wg.Go(func() {
			who := handlers.Speaker{Chat: chat + 1}
			for i := range 15 {
				e := handlers.Exchange{Chat: who.Chat, Speaker: who, Question: 2*i + 1, Answer: 2*i + 2, Verdict: knowledge.Answer}
				must(t, s.Remember(ctx, e))
				must(t, s.SetConversation(ctx, who, handlers.Conversation{At: c.Now(), Question: e.Question}))
				got, ok, err := s.Last(ctx, who.Chat, 0)
				talk, _, err2 := s.Conversation(ctx, who)
				if err != nil || err2 != nil || !ok || got.Answer != e.Answer || talk.Question != e.Question {
					t.Errorf("chat %d: %+v, %v, %v", chat, got, err, err2)
				}
			}
		})
	}
	wg.Wait()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Error(err)
	}
}
