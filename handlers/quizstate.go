package handlers

import (
	"context"
	"time"

	"github.com/forumbot/forumbot/knowledge"
	"github.com/forumbot/forumbot/trivia"
)

// QuizState keeps the quizzes that were sent, how people answered them, and
// timed rounds. What is not there is no error: the zero value and false. It is
// safe for concurrent use, also by several processes.
type QuizState interface {
	// AddPoll stores a quiz that was sent.
	AddPoll(ctx context.Context, p Poll) error
	// Poll is a quiz that was sent within KeepPolls.
	Poll(ctx context.Context, id string) (Poll, bool, error)
	// LastPoll is the latest quiz of a round.
	LastPoll(ctx context.Context, round string) (Poll, bool, error)
	// AskedAt is when a fact was last asked about in a chat, within KeepPolls.
	AskedAt(ctx context.Context, chat int64, fact string) (time.Time, bool, error)

	// AddAnswer stores a person's answer to a quiz, and with it their score of
	// the day, their progress and their name. Only the first to a quiz counts,
	// and one to a round's quiz only while that round is running; any other
	// changes nothing.
	AddAnswer(ctx context.Context, a QuizAnswer) error
	// Board ranks the people of a chat by their answers since a day.
	Board(ctx context.Context, chat int64, since CivilDay, most int) (Board, error)
	// RoundBoard ranks the people of a round.
	RoundBoard(ctx context.Context, round string, most int) (Board, error)
	// DayScores are a person's scores of all chats together, the newest day first.
	DayScores(ctx context.Context, person int64) ([]DayScore, error)
	// Progress is what a person has shown to know, of every fact they were
	// asked about.
	Progress(ctx context.Context, person int64) ([]trivia.Progress, error)

	// StartRound stores a round, unless its chat has one that goes on.
	StartRound(ctx context.Context, r Round) error
	// Round is the latest round of a chat.
	Round(ctx context.Context, chat int64) (Round, bool, error)
	// ClaimRound takes the round that has been due for longest at now, and puts
	// it off until hold. Nobody else gets it meanwhile, whatever happens to the
	// process. A running round is taken for its next quiz, which is counted as
	// asked, and one that has asked them all begins to end. A round that ends is
	// taken for its board; that is counted in Tries.
	ClaimRound(ctx context.Context, now, hold time.Time) (Round, bool, error)
	// PutOff sets when a running round goes on, if nothing was asked in it
	// since: asked is Round.Asked. Failed counts the quizzes in a row that could
	// not be sent.
	PutOff(ctx context.Context, id string, asked int, due time.Time, failed int) error
	// EndRound makes a running round end: its board is due at once.
	EndRound(ctx context.Context, id string, why RoundEnd, due time.Time) error
	// CloseRound ends a round for good.
	CloseRound(ctx context.Context, id string) error
}

// KeepPolls is how long a quiz can be answered, and how long it is known who
// answered what. Scores and progress are kept until they are forgotten.
const KeepPolls = 30 * 24 * time.Hour

// Poll is a quiz that was sent.
type Poll struct {
	ID      string // what votes for it are told by
	Chat    int64
	Thread  int
	Message int
	Fact    string
	Right   int // the right option
	Sent    time.Time
	Open    time.Duration // 0: it does not close by itself
	Round   string        // Round.ID, "" for none
	Number  int           // in its round, from 1
}

// QuizAnswer is a person's answer to a quiz.
type QuizAnswer struct {
	Poll     string
	Person   int64
	Name     string // as others are shown it; a stranger's input, cleaned
	Option   int
	Right    bool
	Took     time.Duration // from the quiz's sending to the answer's acceptance
	At       time.Time
	Day      CivilDay
	Progress trivia.Progress // on the quiz's fact, this answer included
}

// CivilDay is a calendar day, as the number of days since 1 January 1970. Which day
// it is depends on the zone.
type CivilDay int

// dayOf is the day on which t lies in its location.
func dayOf(t time.Time) CivilDay {
	y, m, d := t.Date()
	return CivilDay(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
}

// date is the day's beginning in UTC, to read year, month and weekday from.
func (d CivilDay) date() time.Time { return time.Unix(int64(d)*24*60*60, 0).UTC() }

// DayScore is how many quizzes a person answered on a day.
type DayScore struct {
	Day      CivilDay
	Answered int
	Right    int
	Took     time.Duration // of the right answers together
}

// Board is a ranking: more right answers first, then less time for them.
type Board struct {
	Standings []Standing // the first ones
	Players   int        // all of them
}

// Standing is one person's place on a Board.
type Standing struct {
	Person   int64
	Name     string
	Answered int
	Right    int
	Took     time.Duration // of the right answers together
}

// Round is a timed round of quizzes in a group.
type Round struct {
	ID       string
	Chat     int64
	Thread   int
	Starter  int64 // 0: an anonymous admin
	Language knowledge.Language
	Total    int // how many quizzes it is to have
	Started  time.Time
	Due      time.Time // when it goes on; from ClaimRound: when it was to

	Phase  RoundPhase
	End    RoundEnd
	Asked  int // quizzes taken in hand
	Quiet  int // quizzes since the last that anybody answered; told by ClaimRound alone
	Failed int // quizzes in a row that could not be sent
	Tries  int // of its board
}

// RoundPhase tells how far a round is.
type RoundPhase string

// The phases of a round.
const (
	RoundRunning RoundPhase = "running"
	RoundEnding  RoundPhase = "ending" // its board is to be sent
	RoundClosed  RoundPhase = "closed"
)

// RoundEnd tells why a round ended.
type RoundEnd string

// Why a round ended.
const (
	RoundFull    RoundEnd = ""        // all its quizzes were asked
	RoundStopped RoundEnd = "stopped" // by /stop
	RoundQuiet   RoundEnd = "quiet"   // nobody answered any more
	RoundFailed  RoundEnd = "failed"  // quizzes can't be sent here
	RoundLate    RoundEnd = "late"    // the bot was away for too long
)
