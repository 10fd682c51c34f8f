package handlers

import (
	"context"
	"errors"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"github.com/forumbot/forumbot/knowledge"
	"github.com/forumbot/forumbot/trivia"
)

// A quiz is a native poll. /quiz sends one; in groups "/quiz 10" begins a timed
// round (quizround.go). Telegram shows who is right and why; what is left to us
// is to choose the fact (quizpick.go), to count the votes (quizvote.go) and to
// show who leads (quizboard.go, quizstats.go).

// asksQuizzes tells whether quizzes are there at all.
func (h *Handler) asksQuizzes() bool { return h.polls != nil && h.quizzes != nil }

// quiz sends one quiz, or begins or ends a round, as the words behind /quiz say.
func (s *session) quiz(ctx context.Context, args string) error {
	n, ok := quizCount(args)
	switch {
	case !s.asksQuizzes():
		return s.say(ctx, "quiz.none")
	case quizStops[strings.ToLower(args)]:
		return s.stop(ctx, "")
	case !ok:
		return s.say(ctx, "quiz.usage")
	case n > 1 && !s.private():
		return s.startRound(ctx, n)
	case s.roundIsOn(ctx):
		return s.say(ctx, "quiz.round.on")
	}
	q, note, ok := s.pickQuiz(ctx)
	if !ok {
		return s.say(ctx, "quiz.none")
	}
	if n > 1 { // told before the poll, which is to stay last
		if err := s.say(ctx, "quiz.round.private"); err != nil {
			return err
		}
	}
	return s.sendQuiz(ctx, q, note, s.m.ID)
}

// quizStops are the words behind /quiz that mean /stop.
var quizStops = map[string]bool{"stop": true, "end": true, "off": true, "停": true, "停止": true, "结束": true}

// quizCount reads how many quizzes are asked for: 1 without words.
func quizCount(args string) (n int, ok bool) {
	digits := strings.Map(func(r rune) rune {
		if r >= '０' && r <= '９' {
			return r - '０' + '0'
		}
		return r
	}, args)
	for _, unit := range []string{"questions", "quizzes", "道题", "题", "道", "个"} {
		digits = strings.TrimSpace(strings.TrimSuffix(digits, unit))
	}
	switch {
	case args == "":
		return 1, true
	case digits == "" || strings.Trim(digits, "0123456789") != "":
		return 0, false
	}
	n, err := strconv.Atoi(digits)
	if err != nil {
		return maxRound, true // more than fits into an int
	}
	return n, n > 0
}

// quizPressed does what a button of quizzes says.
func (s *session) quizPressed(ctx context.Context, p press) error {
	l := s.lang(ctx)
	switch {
	case !s.asksQuizzes():
		return s.acknowledge(ctx, say(l, "quiz.none"))
	case s.m.Chat.ID == 0 || s.m.Chat.Type == Channel:
		return s.acknowledge(ctx, say(l, "press.stale"))
	case p.verb == quizBoards:
		return s.switchBoard(ctx, p)
	case s.roundIsOn(ctx):
		return s.acknowledge(ctx, say(l, "quiz.round.on"))
	}
	p.language = s.Composer.language(p.language)
	if p.verb == quizNext {
		q, note, ok := s.pickQuizIn(ctx, p.language)
		if !ok {
			return s.acknowledge(ctx, say(l, "quiz.none"))
		}
		return s.acknowledgeAndSend(ctx, q, note, 0)
	}
	facts := s.resolve(p.ids)
	if len(facts) == 0 {
		return s.acknowledge(ctx, say(l, "press.gone"))
	}
	q, ok := s.maker().Quiz(facts[0].ID, p.language, rand.Uint64())
	if !ok {
		return s.acknowledge(ctx, say(l, "quiz.fact.none"))
	}
	if !s.private() { // anybody may press, again and again
		at, ok, err := s.quizzes.AskedAt(ctx, s.m.Chat.ID, q.Fact)
		if !s.failed(err, "quiz") && ok && s.now().Sub(at) < askAgain {
			return s.acknowledge(ctx, say(l, "quiz.fact.there"))
		}
	}
	return s.acknowledgeAndSend(ctx, q, "", s.m.ID)
}

// askAgain is how long after a quiz on a fact a button sends no other on it to
// the same group.
const askAgain = 10 * time.Minute

func (s *session) acknowledgeAndSend(ctx context.Context, q trivia.Quiz, note string, replyTo int) error {
	if err := s.acknowledge(ctx, ""); err != nil {
		return err
	}
	return s.sendQuiz(ctx, q, note, replyTo)
}

// sendQuiz sends a quiz to this chat, a note above it.
func (s *session) sendQuiz(ctx context.Context, q trivia.Quiz, note string, replyTo int) error {
	out := Quiz{Chat: s.m.Chat.ID, Thread: s.m.Thread}
	if s.private() {
		out.Buttons = [][]Button{{nextQuizButton(q.Language)}}
	} else {
		out.ReplyTo = replyTo
	}
	if note != "" {
		note += "\n\n"
	}
	err := s.postQuiz(ctx, out, q, note, Round{})
	if isRefused(err) { // most often polls are forbidden to the group's members
		s.log.Info("a quiz can't be sent", "error", err)
		return s.say(ctx, "quiz.refused")
	}
	return err
}

// postQuiz sends a quiz to where out says, and stores what votes for it will
// mean. Round is the one that it belongs to, if any.
func (h *Handler) postQuiz(ctx context.Context, out Quiz, q trivia.Quiz, note string, r Round) error {
	out.fill(q, note)
	sent, err := h.polls.SendQuiz(ctx, out)
	if err != nil {
		return err
	}
	if sent.Poll == "" {
		return nil // sent and stored before a crash
	}
	return h.quizzes.AddPoll(ctx, Poll{
		ID: sent.Poll, Chat: out.Chat, Thread: out.Thread, Message: sent.Message, Fact: q.Fact, Right: q.Right,
		Sent: h.now(), Open: out.Open, Round: r.ID, Number: r.Asked,
	})
}

// isRefused tells that Telegram will not have a message, now and later.
func isRefused(err error) bool {
	refused, ok := errors.AsType[interface {
		error
		Refused() bool
	}](err)
	return ok && refused.Refused()
}

// fill puts a quiz's words into the message, behind a note where there is room.
func (out *Quiz) fill(q trivia.Quiz, note string) {
	if out.Question = note + q.Question; units(out.Question) > trivia.MaxQuestion {
		out.Question = q.Question
	}
	out.Options, out.Right, out.Explanation = q.Options, q.Right, q.Explanation
}

func nextQuizButton(l knowledge.Language) Button {
	return Button{Text: say(l, "quiz.next"), Data: press{kind: pressQuiz, language: l, verb: quizNext}.data()}
}

// quizButton asks a quiz on a fact; false when there is none on it.
func (c *Composer) quizButton(l knowledge.Language, f *knowledge.Fact) (Button, bool) {
	if c.maker().Why(f.ID, l) != "" {
		return Button{}, false
	}
	return Button{Text: say(l, "quiz.button"), Data: press{kind: pressQuiz, language: l, verb: quizFact, ids: []string{f.ID}}.data()}, true
}

// roundIsOn tells whether a round goes on in the chat.
func (s *session) roundIsOn(ctx context.Context) bool {
	if s.private() {
		return false
	}
	r, ok, err := s.quizzes.Round(ctx, s.m.Chat.ID)
	return !s.failed(err, "round") && ok && r.live()
}
