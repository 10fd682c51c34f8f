package handlers

import (
	"context"
	"time"

	"github.com/forumbot/forumbot/knowledge"
)

// Statistics sums up what people asked and what they thought of it, for the
// bot's administrators. A QuestionLog that keeps nothing has nothing to sum up.
type Statistics interface {
	// Summary is what happened since a time.
	Summary(ctx context.Context, since time.Time) (Summary, error)
	// Days are the questions of each day (UTC) from that of a time until now, by
	// verdict.
	Days(ctx context.Context, since time.Time) ([]Day, error)
	// TopFacts are the facts told most often since a time.
	TopFacts(ctx context.Context, since time.Time, most int) ([]FactCount, error)
	// Unanswered are the questions that no fact and no gap answered since a
	// time, those that differ by nothing (knowledge.Fold) as one, the most
	// frequent first.
	Unanswered(ctx context.Context, since time.Time, most int) ([]Unanswered, error)
}

// Subscribers counts the chats that get something by the clock.
type Subscribers interface {
	// Subscribers is how many chats get daily posts now.
	Subscribers(ctx context.Context) (int, error)
}

// Summary is a time in numbers.
type Summary struct {
	Questions     int
	Verdicts      map[knowledge.Verdict]int
	P50, P95, P99 time.Duration // within which half, … of the questions were answered
	People        int           // who asked, anonymous admins left out
	Chats         int           // where it was asked
	Up, Down      int           // ratings
	Reports       int
}

// Day is a day's questions.
type Day struct {
	Date     time.Time // its beginning, UTC
	Verdicts map[knowledge.Verdict]int
}

// FactCount is how often a fact was told.
type FactCount struct {
	Fact  string // its id
	Count int
}

// Unanswered is a question without an answer.
type Unanswered struct {
	Question    string // in its most frequent wording
	Refused     int    // how often it was refused
	Suggested   int    // how often it was met by suggestions
	First, Last time.Time
}
