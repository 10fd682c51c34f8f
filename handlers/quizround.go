package handlers

import (
	"context"
	"crypto/rand"
	"strconv"
	"time"
)

// How a round goes: a poll every 30 seconds is two messages a minute, well
// below the 20 that Telegram allows in a group.
const (
	minRound   = 3
	maxRound   = 30
	roundOpen  = 25 * time.Second // to read a question and four options on a phone
	roundPause = 5 * time.Second  // between a poll's end and the next: to read why
	roundBegin = 5 * time.Second  // from the announcement to the first poll
)

// startRound announces a round of n quizzes; the chore asks them (quizchore.go).
func (s *session) startRound(ctx context.Context, n int) error {
	l := s.lang(ctx)
	if s.roundIsOn(ctx) {
		return s.say(ctx, "quiz.round.on")
	}
	if !s.quizSource().any(s.quizLanguage(l)) {
		return s.say(ctx, "quiz.none")
	}
	n = min(max(n, minRound), maxRound)
	text := say(l, "quiz.round.begins", "Count", strconv.Itoa(n), "Seconds", strconv.Itoa(int(roundOpen/time.Second)))
	if _, err := s.reply(ctx, Shown{Document: paragraph(text)}); err != nil {
		return err
	}
	r := Round{ID: rand.Text(), Chat: s.m.Chat.ID, Thread: s.m.Thread, Language: l, Total: n, Started: s.now(), Due: s.now().Add(roundBegin)}
	if s.m.From != nil {
		r.Starter = s.m.From.ID
	}
	return s.quizzes.StartRound(ctx, r)
}

// stop ends the chat's round, for who started it and for administrators.
func (s *session) stop(ctx context.Context, _ string) error {
	if !s.asksQuizzes() || s.private() {
		return s.say(ctx, "quiz.stop.none")
	}
	r, ok, err := s.quizzes.Round(ctx, s.m.Chat.ID)
	switch {
	case s.failed(err, "round"):
		return s.say(ctx, "quiz.stop.failed")
	case !ok || r.Phase != RoundRunning:
		return s.say(ctx, "quiz.stop.none")
	}
	if may, err := s.mayStop(ctx, r); err != nil {
		s.log.Warn("it can't be found out who is an administrator", "error", err)
		return s.say(ctx, "quiz.stop.failed")
	} else if !may {
		return s.say(ctx, "quiz.stop.others")
	}
	return s.quizzes.EndRound(ctx, r.ID, RoundStopped, s.now())
}

func (s *session) mayStop(ctx context.Context, r Round) (bool, error) {
	switch {
	case s.m.From == nil: // somebody who writes as a chat: an administrator may
		return r.Starter == 0, nil
	case s.m.From.ID == r.Starter:
		return true, nil
	case s.members == nil:
		return false, nil
	}
	return s.members.Admin(ctx, s.m.Chat.ID, s.m.From.ID)
}
