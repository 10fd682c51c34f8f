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

// MoveChat carries a group's conversations, its opinions and its number of
// questions over to its new id. Its messages are counted anew there, so
// exchanges stay behind and run out.
func (s *Store) MoveChat(ctx context.Context, from, to int64) error {
	return transact(ctx, s.db, func(ctx context.Context, q querier) error {
		if _, err := q.ExecContext(ctx, `DELETE FROM conversation WHERE chat = $1
			AND EXISTS (SELECT 1 FROM conversation n WHERE n.chat = $2 AND n.person = conversation.person)`, from, to); err != nil {
			return err
		}
		for _, statement := range []string{
			"UPDATE conversation SET chat = $2 WHERE chat = $1",
			"UPDATE rating SET chat = $2, message = 0 WHERE chat = $1",
			"UPDATE report SET chat = $2 WHERE chat = $1",
			"UPDATE asked SET who = $2 WHERE who = $1 AND NOT EXISTS (SELECT 1 FROM asked n WHERE n.day = asked.day AND n.who = $2)",
		} {
			if _, err := q.ExecContext(ctx, statement, from, to); err != nil {
				return err
			}
		}
		return nil
	})
}
