package handlers

import (
	"context"
	"time"

	"github.com/forumbot/forumbot/knowledge"
	"github.com/forumbot/forumbot/trivia"
)

// Daily is what is set about the daily post of a chat, or of one topic of it.
type Daily struct {
	Chat   int64
	Thread int // forum topic, 0 for none or General

	State    DailyState
	Schedule trivia.Schedule
	Language knowledge.Language
	Kind     DailyKind
	Picture  bool // a picture beside the words

	Next trivia.Slot // the next post, while State is DailyOn
	Last trivia.Date // the day of the last one that was due
	Card int         // the message that shows the settings, 0 for none
}

// DailyState tells whether posts are due.
type DailyState string

// The states.
const (
	DailyOn      DailyState = "on"
	DailyOff     DailyState = "off"     // turned off by people
	DailyLeft    DailyState = "left"    // the bot was removed from the chat
	DailyBlocked DailyState = "blocked" // the bot may not write there
)

// DailyKind is what a daily post is.
type DailyKind string

// The kinds of post.
const (
	DailyText DailyKind = "text"
	DailyQuiz DailyKind = "quiz"
	DailyBoth DailyKind = "both"
)

// Post is one post that is due and claimed.
type Post struct {
	Daily Daily
	Slot  trivia.Slot
	Claim int64 // tells this claim from others on the same post
}

// Outcome is how a post ended.
type Outcome string

// The outcomes.
const (
	PostSent    Outcome = "sent"
	PostSkipped Outcome = "skipped" // too late, turned off meanwhile, or nothing to tell
	PostRefused Outcome = "refused" // Telegram does not take it
	PostBlocked Outcome = "blocked" // the bot may not write there: the chat's posts are turned off
	PostUnsure  Outcome = "unsure"  // no answer came; it may have arrived
)

// Dailies keep what chats set about daily posts, and which are due.
//
// A post passes through
//
//	claimed → sending → one of the outcomes
//
// and each step is stored before the next begins. What a crash leaves claimed
// is claimed again; what it leaves sending is not sent again, for it may have
// arrived. So each slot is posted once at most, whatever happens, and missed
// only where a process ended in the moment of sending. Several processes may
// claim at once.
type Dailies interface {
	// Daily returns the settings of a chat's topic; false when there are none.
	Daily(ctx context.Context, chat int64, thread int) (Daily, bool, error)
	// SetDaily stores settings, over what was there, all but Last.
	SetDaily(ctx context.Context, d Daily) error
	// StopDaily puts all topics of a chat that are on into another state.
	StopDaily(ctx context.Context, chat int64, s DailyState) error

	// ClaimPosts takes up to most posts that are due, in the order in which they
	// became so, and moves each chat on to its next slot, which next tells; a
	// chat without one is turned off. What is beyond its grace is passed over.
	// More tells whether there may be others that are due now.
	ClaimPosts(ctx context.Context, most int, next func(Daily) (trivia.Slot, bool)) (posts []Post, more bool, err error)
	// BeginPost stores that a post is being sent; false when its claim is lost.
	BeginPost(ctx context.Context, p Post) (ok bool, err error)
	// EndPost stores how it ended. A chat that refuses RefusalsAllowed posts in
	// a row is turned off as if it had blocked the bot.
	EndPost(ctx context.Context, p Post, o Outcome) error
	// DelayPost puts a post that was not sent back, to be claimed again later.
	DelayPost(ctx context.Context, p Post, until time.Time) error
	// Reserve returns when the first of n posts may be sent, at one every stretch
	// of time over all processes together.
	Reserve(ctx context.Context, n int, every time.Duration) (time.Time, error)

	// Introduced tells whether a group was shown what the bot can do.
	Introduced(ctx context.Context, chat int64) (bool, error)
	SetIntroduced(ctx context.Context, chat int64, yes bool) error
}

// RefusalsAllowed is how many posts in a row a chat may refuse.
const RefusalsAllowed = 3

// ClaimLasts is how long a claimed post belongs to who claimed it: much longer
// than it takes to send it.
const ClaimLasts = time.Minute
