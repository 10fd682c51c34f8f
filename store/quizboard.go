package store

import (
	"context"

	"github.com/forumbot/forumbot/handlers"
)

// Board implements handlers.QuizState.
func (s *Store) Board(ctx context.Context, chat int64, since handlers.CivilDay, most int) (handlers.Board, error) {
	return s.board(ctx, most, "SELECT person, answered, correct, took FROM quiz_score WHERE chat = $1 AND day >= $2", chat, int64(since))
}

// RoundBoard implements handlers.QuizState.
func (s *Store) RoundBoard(ctx context.Context, round string, most int) (handlers.Board, error) {
	return s.board(ctx, most, `SELECT person, 1 AS answered, correct, CASE WHEN correct = 1 THEN took ELSE 0 END AS took
		FROM quiz_answer WHERE round <> '' AND round = $1 AND $2 = 0`, text(round), 0)
}

// board ranks the people of some scores, which a query with two parameters
// finds. All are counted, and the first returned.
func (s *Store) board(ctx context.Context, most int, scores string, arg1, arg2 any) (handlers.Board, error) {
	if err := s.reading(ctx); err != nil {
		return handlers.Board{}, err
	}
	var b handlers.Board
	err := s.rows(ctx, func(scan func(...any) error) error {
		var st handlers.Standing
		var took int64
		if err := scan(&st.Person, &st.Name, &st.Answered, &st.Right, &took, &b.Players); err != nil {
			return err
		}
		st.Took = duration(took)
		b.Standings = append(b.Standings, st)
		return nil
	}, `SELECT t.person, COALESCE(n.name, ''), t.answered, t.correct, t.took, t.players FROM (
			SELECT person, CAST(sum(answered) AS BIGINT) AS answered, CAST(sum(correct) AS BIGINT) AS correct, CAST(sum(took) AS BIGINT) AS took,
				count(*) OVER () AS players FROM (`+scores+`) AS score GROUP BY person) AS t
		LEFT JOIN quiz_player n ON n.person = t.person
		ORDER BY t.correct DESC, t.took, t.answered, t.person LIMIT $3`, arg1, arg2, most)
	return b, err
}
