package handlers

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/forumbot/forumbot/knowledge"
	"github.com/forumbot/forumbot/trivia"
)

// maxMissed is how many missed facts /stats names.
const maxMissed = 5

// ownStats shows a person's own quizzes, in private: they are nobody else's
// business.
func (s *session) ownStats(ctx context.Context, _ string) error {
	switch {
	case !s.asksQuizzes():
		return s.say(ctx, "quiz.none")
	case s.m.From == nil:
		return s.say(ctx, "quiz.stats.nobody")
	case !s.private():
		shown := Shown{Document: paragraph(say(s.lang(ctx), "quiz.stats.group"))}
		if s.botName != "" {
			shown.Buttons = [][]Button{{{Text: say(s.lang(ctx), "quiz.stats.open"), URL: "https://t.me/" + s.botName}}}
		}
		_, err := s.reply(ctx, shown)
		return err
	}
	return s.sendOwnStats(ctx)
}

// hasAnswered tells whether a person has ever answered a quiz.
func (s *session) hasAnswered(ctx context.Context) bool {
	if !s.asksQuizzes() || s.m.From == nil {
		return false
	}
	days, err := s.quizzes.DayScores(ctx, s.m.From.ID)
	return !s.failed(err, "scores") && len(days) > 0
}

func (s *session) sendOwnStats(ctx context.Context) error {
	days, err := s.quizzes.DayScores(ctx, s.m.From.ID)
	if s.failed(err, "scores") {
		return s.say(ctx, "quiz.stats.failed")
	}
	known, err := s.quizzes.Progress(ctx, s.m.From.ID)
	if s.failed(err, "progress") {
		return s.say(ctx, "quiz.stats.failed")
	}
	if len(days) == 0 {
		return s.say(ctx, "quiz.stats.empty")
	}
	l := s.lang(ctx)
	_, err = s.reply(ctx, s.ownStatsShown(l, days, known, dayOf(s.now().In(s.zone(ctx, s.m.Chat.ID)))))
	return err
}

func (s *session) ownStatsShown(l knowledge.Language, days []DayScore, known []trivia.Progress, today CivilDay) Shown {
	var all DayScore
	for _, d := range days {
		all = all.plus(d)
	}
	lines := []string{say(l, "quiz.stats.right", "Right", all.Right, "Answered", all.Answered, "Share", (100*all.Right+all.Answered/2)/all.Answered)}
	if all.Right > 0 {
		lines = append(lines, say(l, "quiz.stats.speed", "Span", span(l, all.Took/time.Duration(all.Right))))
	}
	streak, best, alive := streaks(days, today)
	switch {
	case streak > 0 && alive:
		lines = append(lines, say(l, "quiz.stats.streak", "Days", streak))
	case streak > 0:
		lines = append(lines, say(l, "quiz.stats.streak.save", "Days", streak))
	}
	if best > max(streak, 1) {
		lines = append(lines, say(l, "quiz.stats.best", "Days", best))
	}
	var shown Shown
	shown.Document.Paragraph(bold(say(l, "quiz.stats.title")))
	shown.Document.Paragraph(regular(strings.Join(lines, "\n")))
	if missed := s.missed(known); len(missed) > 0 {
		lines := []string{say(l, "quiz.stats.missed")}
		for _, f := range first(missed, maxMissed) {
			lines = append(lines, "• "+label(f, l))
		}
		if more := len(missed) - maxMissed; more > 0 {
			lines = append(lines, say(l, "quiz.stats.more", "Count", strconv.Itoa(more)))
		}
		shown.Document.Paragraph(regular(strings.Join(lines, "\n")))
	}
	shown.Buttons = [][]Button{{nextQuizButton(l)}}
	return shown
}

// missed are the facts that a person got wrong the last time, the latest first.
func (s *session) missed(known []trivia.Progress) []*knowledge.Fact {
	known = slices.Clone(known)
	slices.SortStableFunc(known, func(a, b trivia.Progress) int { return b.Last.Compare(a.Last) })
	var out []*knowledge.Fact
	for _, p := range known {
		if f := s.base.Fact(p.Fact); f != nil && p.Seen > 0 && p.Box == 0 {
			out = append(out, f)
		}
	}
	return out
}

// streaks counts days in a row with a right answer: the streak that goes on,
// and the longest. The former is alive when today is part of it; one that ended
// yesterday can still be saved.
func streaks(days []DayScore, today CivilDay) (streak, best int, alive bool) {
	run, last, goesOn := 0, CivilDay(0), false
	for _, d := range days { // newest first
		if d.Right == 0 {
			continue
		}
		if run == 0 || d.Day != last-1 {
			goesOn = run == 0 && d.Day >= today-1
			alive = alive || goesOn && d.Day >= today
			run = 0
		}
		run++
		last = d.Day
		best = max(best, run)
		if goesOn {
			streak = run
		}
	}
	return streak, best, alive
}
