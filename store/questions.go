package store

import (
	"context"
	"errors"
	"time"

	"github.com/forumbot/forumbot/handlers"
)

// LogQuestion implements handlers.QuestionLog. It does nothing when no
// questions are to be kept.
func (s *Store) LogQuestion(ctx context.Context, a handlers.Asked) error {
	if s.o.KeepQuestions <= 0 {
		return nil
	}
	facts, err := list(a.Facts)
	if err != nil {
		return err
	}
	return s.write(ctx, func(ctx context.Context, q querier) error {
		_, err := q.ExecContext(ctx, `INSERT INTO question (chat, answer, person, at, text, language, verdict, facts, confidence, took)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
			ON CONFLICT (chat, answer) DO UPDATE SET person = excluded.person, at = excluded.at, text = excluded.text,
				language = excluded.language, verdict = excluded.verdict, facts = excluded.facts,
				confidence = excluded.confidence, took = excluded.took`,
			a.Chat, a.Answer, a.Person, millis(a.At), text(a.Text), text(string(a.Language)), string(a.Verdict), facts,
			a.Confidence, int64(a.Took/time.Millisecond))
		return err
	})
}

// Forget implements handlers.State.
func (s *Store) Forget(ctx context.Context, person int64) error {
	// A private chat has the id of its person.
	err := s.write(ctx, func(ctx context.Context, q querier) error {
		for _, statement := range []string{
			"DELETE FROM thread WHERE EXISTS (SELECT 1 FROM exchange e WHERE e.chat = thread.chat AND e.answer = thread.answer AND (e.person = $1 OR e.chat = $1))",
			"DELETE FROM exchange WHERE person = $1 OR chat = $1",
			"DELETE FROM conversation WHERE person = $1 OR chat = $1",
			"DELETE FROM question WHERE person = $1 OR chat = $1",
			"DELETE FROM language WHERE person = $1",
			"DELETE FROM quiz_answer WHERE person = $1 OR chat = $1",
			"DELETE FROM quiz_score WHERE person = $1 OR chat = $1",
			"DELETE FROM quiz_player WHERE person = $1",
			"DELETE FROM quiz_progress WHERE person = $1",
			"DELETE FROM quiz_poll WHERE chat = $1",
			"DELETE FROM quiz_round WHERE chat = $1",
			"UPDATE quiz_round SET starter = 0 WHERE starter = $1",
			"DELETE FROM bag WHERE chat = $1",
			"DELETE FROM tokens WHERE person = $1",
			"DELETE FROM daily WHERE chat = $1",
			"DELETE FROM post WHERE chat = $1",
			"DELETE FROM rating WHERE person = $1",
			"DELETE FROM report WHERE person = $1",
			"DELETE FROM asked WHERE who = $1",
		} {
			if _, err := q.ExecContext(ctx, statement, person); err != nil {
				return err
			}
		}
		return nil
	})
	// Whoever is told that it is done can rely on it.
	return errors.Join(err, s.reading(ctx))
}
