package store

import "context"

// moves are the statements by which a group's rows follow it to its new id ($1
// to $2). What the new id has already stays; scores add up.
var moves = []string{
	`DELETE FROM conversation WHERE chat = $1
		AND EXISTS (SELECT 1 FROM conversation n WHERE n.chat = $2 AND n.person = conversation.person)`,
	"UPDATE conversation SET chat = $2 WHERE chat = $1",
	"UPDATE rating SET chat = $2, message = 0 WHERE chat = $1",
	"UPDATE report SET chat = $2 WHERE chat = $1",
	"UPDATE asked SET who = $2 WHERE who = $1 AND NOT EXISTS (SELECT 1 FROM asked n WHERE n.day = asked.day AND n.who = $2)",
	"DELETE FROM bag WHERE chat = $1 AND EXISTS (SELECT 1 FROM bag n WHERE n.chat = $2)",
	"UPDATE bag SET chat = $2 WHERE chat = $1",
	`INSERT INTO quiz_score (chat, person, day, answered, correct, took)
		SELECT CAST($2 AS BIGINT), person, day, answered, correct, took FROM quiz_score WHERE chat = $1
		ON CONFLICT (chat, person, day) DO UPDATE SET answered = quiz_score.answered + excluded.answered,
			correct = quiz_score.correct + excluded.correct, took = quiz_score.took + excluded.took`,
	`DELETE FROM quiz_score WHERE chat = $1
		AND EXISTS (SELECT 1 FROM quiz_score n WHERE n.chat = $2 AND n.person = quiz_score.person AND n.day = quiz_score.day)`,
	"UPDATE quiz_answer SET chat = $2 WHERE chat = $1",
	"UPDATE quiz_poll SET chat = $2 WHERE chat = $1",
	"UPDATE quiz_round SET chat = $2, thread = 0 WHERE chat = $1",
	// A group that moves has not removed the bot, whatever was told in between.
	"DELETE FROM daily WHERE chat = $1 AND EXISTS (SELECT 1 FROM daily n WHERE n.chat = $2 AND n.thread = daily.thread)",
	"UPDATE daily SET chat = $2, state = CASE WHEN state = 'left' THEN 'on' ELSE state END WHERE chat = $1",
	"DELETE FROM post WHERE chat = $1 AND EXISTS (SELECT 1 FROM post n WHERE n.chat = $2 AND n.thread = post.thread AND n.day = post.day)",
	"UPDATE post SET chat = $2 WHERE chat = $1",
	"DELETE FROM introduced WHERE chat = $1 AND EXISTS (SELECT 1 FROM introduced n WHERE n.chat = $2)",
	"UPDATE introduced SET chat = $2 WHERE chat = $1",
}

// MoveChat carries what is kept about a group over to its new id. Its messages
// are counted anew there, so exchanges stay behind and run out.
func (s *Store) MoveChat(ctx context.Context, from, to int64) error {
	if from == to {
		return nil
	}
	return transact(ctx, s.db, func(ctx context.Context, q querier) error {
		for _, statement := range moves {
			// Each names both ids, or PostgreSQL could not tell their types.
			if _, err := q.ExecContext(ctx, statement, from, to); err != nil {
				return err
			}
		}
		return nil
	})
}
