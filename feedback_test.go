package main

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/forumbot/forumbot/handlers"
	"github.com/forumbot/forumbot/store"
)

// What curators get to see: numbers and questions, fit for a terminal, and
// nobody's id.
func TestFeedbackCommand(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	dir := t.TempDir()
	const person, chat = 5_550_123_456, -1_005_550_654_321
	base, err := loadFacts(marketDir(t), "")
	if err != nil {
		t.Fatal(err)
	}
	env := map[string]string{"DATA_DIR": dir, "KNOWLEDGE_DIR": marketDir(t)}
	code, _, stderr := runIn(t, ctx, env, "", "feedback")
	if code != exitFail || !strings.Contains(stderr, "there is no database") {
		t.Errorf("without data: %d, %s", code, stderr)
	}

	s, err := store.Open(ctx, store.Options{Dir: dir, KeepQuestions: 90 * 24 * time.Hour})
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	fact := base.Facts()[0]
	current := handlers.FactVersion{Fact: fact.ID, Version: fact.Version()}
	for _, err := range []error{
		s.Report(ctx, handlers.Report{FactVersion: current, Person: person, Chat: chat, At: now, Reason: handlers.Wrong}),
		s.SetRating(ctx, handlers.Rating{FactVersion: current, Person: person, Chat: chat, Message: 9, At: now, Up: true}),
		s.SetRating(ctx, handlers.Rating{FactVersion: handlers.FactVersion{Fact: fact.ID, Version: "000000000000"}, Person: person, At: now}),
		s.SetRating(ctx, handlers.Rating{FactVersion: handlers.FactVersion{Fact: "no-more", Version: "000000000000"}, Person: person, At: now}),
		s.SetRating(ctx, handlers.Rating{FactVersion: handlers.FactVersion{Fact: "long-ago", Version: "000000000000"}, Person: person, At: now.AddDate(0, 0, -20)}),
		s.LogQuestion(ctx, handlers.Asked{Chat: chat, Answer: 1, Person: person, At: now, Text: "Is there <parking>?\x1b[31m\nSecond\tline", Verdict: "refuse"}),
		s.LogQuestion(ctx, handlers.Asked{Chat: chat, Answer: 2, Person: person, At: now, Text: "is there parking", Verdict: "suggest"}),
		s.LogQuestion(ctx, handlers.Asked{Chat: chat, Answer: 3, Person: person, At: now, Text: "What is sold?", Verdict: "answer", Facts: []string{fact.ID}}),
		s.SetRating(ctx, handlers.Rating{FactVersion: handlers.FactVersion{Fact: "no-more", Version: "111111111111"}, Person: person, Chat: chat, Message: 3, At: now}),
		s.Close(),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}

	code, table, stderr := runIn(t, ctx, env, "", "feedback", "--days", "7")
	if code != exitOK {
		t.Fatalf("exit code %d: %s", code, stderr)
	}
	for _, line := range []string{
		"Facts reported or rated in the last 7 days: 4", `0 +1 +0 +1 +\S+ +current +` + fact.ID, `0 +0 +1 +0 +\S+ +changed +` + fact.ID, `gone +no-more`,
		"Questions without an answer in the last 7 days: 2", `1 +0 +\S+ +\S+ +Is there <parking>\?\[31m Second line`, `0 +1 +\S+ +\S+ +is there parking`,
		"got a 👎 in the last 7 days: 1", `1 +\S+ +` + fact.ID + ` +What is sold\?`,
	} {
		if !regexp.MustCompile(`(?m)^.*` + line + `$`).MatchString(table) {
			t.Errorf("it lacks %s:\n%s", line, table)
		}
	}
	code, out, stderr := runIn(t, ctx, env, "", "feedback", "--json", "--most", "1")
	var got struct {
		Facts      []map[string]any `json:"facts"`
		Unanswered []map[string]any `json:"unanswered"`
		Misjudged  []map[string]any `json:"misjudged"`
	}
	if err := json.Unmarshal([]byte(out), &got); err != nil || code != exitOK || len(got.Facts) != 5 || got.Facts[0]["standing"] != "current" ||
		got.Facts[0]["wrong"] != 1.0 || len(got.Unanswered) != 1 || len(got.Misjudged) != 1 {
		t.Errorf("%d, %v, %s%s", code, err, out, stderr)
	}
	for _, private := range []string{"5550123456", "5550654321", "\x1b"} {
		if strings.Contains(table+out, private) {
			t.Errorf("%q is shown", private)
		}
	}
	for _, args := range [][]string{{"--days", "0"}, {"--days", "x"}, {"--most", "0"}, {"more"}} {
		if code, _, _ := runIn(t, ctx, env, "", append([]string{"feedback"}, args...)...); code != exitUsage {
			t.Errorf("%v: exit code %d", args, code)
		}
	}
}
