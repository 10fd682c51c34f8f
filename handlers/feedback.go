package handlers

import (
	"context"
	"time"
)

// Feedback keeps what people think of facts: whether an answer helped, and
// reports that a fact is outdated or wrong. Each is about one version of a fact
// (knowledge.Fact.Version), of which a person has one opinion: the last.
//
// A Feedback is safe for concurrent use.
type Feedback interface {
	// Rating is a person's rating of a fact's version, if there is one.
	Rating(ctx context.Context, f FactVersion, person int64) (Rating, bool, error)
	SetRating(ctx context.Context, r Rating) error
	DropRating(ctx context.Context, f FactVersion, person int64) error

	// Reports are how a fact's version was reported, but for what a person
	// said.
	Reports(ctx context.Context, f FactVersion, but int64) (Reports, error)
	Report(ctx context.Context, r Report) error
	// SetReviewed notes that the bot's administrators were told of a fact's
	// reports.
	SetReviewed(ctx context.Context, f FactVersion, at time.Time) error
}

// KeepFeedback is how long ratings and reports are kept.
const KeepFeedback = 365 * 24 * time.Hour

// FactVersion is one wording of a fact.
type FactVersion struct {
	Fact    string // its id
	Version string
}

// Rating is what a person says of an answer: 👍 or 👎.
type Rating struct {
	FactVersion
	Person  int64
	Chat    int64
	Message int // the answer; 0 where it is out of reach
	At      time.Time
	Up      bool
}

// Report is a person's report that a fact is not right (any more).
type Report struct {
	FactVersion
	Person int64
	Chat   int64
	At     time.Time
	Reason Reason
}

// Reason is what is not right.
type Reason string

// The reasons of a Report.
const (
	Outdated Reason = "outdated"
	Wrong    Reason = "wrong"
)

// Reports are the reports on a fact's version, in numbers.
type Reports struct {
	Outdated, Wrong int
	Reviewed        bool // the bot's administrators were told
}
