package handlers

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/forumbot/forumbot/trivia"
)

// slowest is the longest time that counts for an answer: who answers a quiz a
// day later should not lose every tie for that.
const slowest = time.Minute

// playerWidth is how many columns a name has on a board.
const playerWidth = 20

// How often and how long a vote waits for its poll to be stored: it may be
// there within milliseconds of the poll.
const (
	voteTries = 4
	voteWait  = 250 * time.Millisecond
)

// voted counts somebody's vote in a quiz. The first vote of each person counts:
// one that is taken back stays. Telegram tells neither when nor where somebody
// voted, so the time is that at which the vote was accepted here.
func (s *session) voted(ctx context.Context) error {
	v, from := s.m.Vote, s.m.From
	if v == nil || from == nil || len(v.Options) == 0 || !s.asksQuizzes() {
		return nil
	}
	p, ok, err := s.poll(ctx, v.Poll)
	if s.failed(err, "poll") || !ok {
		return nil // not, or no longer, ours
	}
	at := s.m.Sent
	if at.IsZero() {
		at = s.begun
	}
	right := len(v.Options) == 1 && v.Options[0] == p.Right
	known, err := s.quizzes.Progress(ctx, from.ID)
	if s.failed(err, "progress") {
		return nil
	}
	progress := trivia.Progress{Fact: p.Fact}
	if i := slices.IndexFunc(known, func(p trivia.Progress) bool { return p.Fact == progress.Fact }); i >= 0 {
		progress = known[i]
	}
	longest := slowest
	if p.Open > 0 {
		longest = p.Open
	}
	s.failed(s.quizzes.AddAnswer(ctx, QuizAnswer{
		Poll: p.ID, Person: from.ID, Name: playerName(from.Name), Option: v.Options[0], Right: right,
		Took: min(max(at.Sub(p.Sent), 0), longest), At: at, Day: dayOf(at.In(s.zone(ctx, p.Chat))),
		Progress: progress.Answered(right, at),
	}), "answer")
	return nil
}

// poll finds the quiz that a vote is for.
func (s *session) poll(ctx context.Context, id string) (p Poll, ok bool, err error) {
	for n := 1; ; n++ {
		if p, ok, err = s.quizzes.Poll(ctx, id); ok || err != nil || n == voteTries {
			return p, ok, err
		}
		select {
		case <-time.After(voteWait):
		case <-ctx.Done():
			return Poll{}, false, ctx.Err()
		}
	}
}

// playerName is a person's name as boards show it: in one line, short, and free
// of what would disturb its neighbours.
func playerName(name string) string {
	return shorten(strings.Join(strings.Fields(clean(name)), " "), playerWidth)
}
