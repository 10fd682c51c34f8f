package store

import (
	"context"
	"time"

	"github.com/forumbot/forumbot/handlers"
	"github.com/forumbot/forumbot/trivia"
)

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

// AddPoll implements handlers.QuizState.
func (s *Store) AddPoll(ctx context.Context, p handlers.Poll) error {
	return s.write(ctx, func(ctx context.Context, q querier) error {
		_, err := q.ExecContext(ctx, `INSERT INTO quiz_poll (id, chat, thread, message, fact, correct, sent, open, round, number)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO NOTHING`,
			text(p.ID), p.Chat, p.Thread, p.Message, text(p.Fact), p.Right, millis(p.Sent), p.Open.Milliseconds(), text(p.Round), p.Number)
		return err
	})
}

// Poll implements handlers.QuizState.
func (s *Store) Poll(ctx context.Context, id string) (handlers.Poll, bool, error) {
	return s.poll(ctx, "id = $1 AND sent >= $2", text(id), s.ago(handlers.KeepPolls))
}

// LastPoll implements handlers.QuizState.
func (s *Store) LastPoll(ctx context.Context, round string) (handlers.Poll, bool, error) {
	return s.poll(ctx, "round <> '' AND round = $1 AND sent >= $2 ORDER BY number DESC LIMIT 1", text(round), s.ago(handlers.KeepPolls))
}

func (s *Store) poll(ctx context.Context, where string, args ...any) (handlers.Poll, bool, error) {
	if err := s.reading(ctx); err != nil {
		return handlers.Poll{}, false, err
	}
	var p handlers.Poll
	var sent, open int64
	ok, err := found(s.row(ctx, "SELECT id, chat, thread, message, fact, correct, sent, open, round, number FROM quiz_poll WHERE "+where, args...).
		Scan(&p.ID, &p.Chat, &p.Thread, &p.Message, &p.Fact, &p.Right, &sent, &open, &p.Round, &p.Number))
	if !ok {
		return handlers.Poll{}, false, err
	}
	p.Sent, p.Open = time.UnixMilli(sent), duration(open)
	return p, true, nil
}

// AskedAt implements handlers.QuizState.
func (s *Store) AskedAt(ctx context.Context, chat int64, fact string) (time.Time, bool, error) {
	if err := s.reading(ctx); err != nil {
		return time.Time{}, false, err
	}
	var at int64
	ok, err := found(s.row(ctx, "SELECT sent FROM quiz_poll WHERE chat = $1 AND fact = $2 AND sent >= $3 ORDER BY sent DESC LIMIT 1",
		chat, text(fact), s.ago(handlers.KeepPolls)).Scan(&at))
	if !ok {
		return time.Time{}, false, err
	}
	return time.UnixMilli(at), true, nil
}

// AddAnswer implements handlers.QuizState.
func (s *Store) AddAnswer(ctx context.Context, a handlers.QuizAnswer) error {
	since := s.ago(handlers.KeepPolls)
	return s.write(ctx, func(ctx context.Context, q querier) error {
		r, err := q.ExecContext(ctx, `INSERT INTO quiz_answer (poll, person, chat, round, choice, correct, took, at)
			SELECT p.id, CAST($2 AS BIGINT), p.chat, p.round, CAST($3 AS BIGINT), CAST($4 AS BIGINT), CAST($5 AS BIGINT), CAST($6 AS BIGINT)
			FROM quiz_poll p WHERE p.id = $1 AND p.sent >= $7
			AND (p.round = '' OR EXISTS (SELECT 1 FROM quiz_round r WHERE r.id = p.round AND r.phase = 'running'))
			ON CONFLICT (poll, person) DO NOTHING`,
			text(a.Poll), a.Person, a.Option, flag(a.Right), a.Took.Milliseconds(), millis(a.At), since)
		if err != nil {
			return err
		}
		if n, err := r.RowsAffected(); err != nil || n == 0 {
			return err // not their first, or too late
		}
		took := int64(0)
		if a.Right {
			took = a.Took.Milliseconds()
		}
		if _, err := q.ExecContext(ctx, `INSERT INTO quiz_score (chat, person, day, answered, correct, took)
			SELECT p.chat, CAST($2 AS BIGINT), CAST($3 AS BIGINT), 1, CAST($4 AS BIGINT), CAST($5 AS BIGINT) FROM quiz_poll p WHERE p.id = $1
			ON CONFLICT (chat, person, day) DO UPDATE SET answered = quiz_score.answered + 1,
				correct = quiz_score.correct + excluded.correct, took = quiz_score.took + excluded.took`,
			text(a.Poll), a.Person, int64(a.Day), flag(a.Right), took); err != nil {
			return err
		}
		if _, err := q.ExecContext(ctx, `INSERT INTO quiz_player (person, name) VALUES ($1, $2)
			ON CONFLICT (person) DO UPDATE SET name = excluded.name`, a.Person, text(a.Name)); err != nil {
			return err
		}
		p := a.Progress
		_, err = q.ExecContext(ctx, `INSERT INTO quiz_progress (person, fact, seen, missed, last, box) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (person, fact) DO UPDATE SET seen = excluded.seen, missed = excluded.missed, last = excluded.last, box = excluded.box`,
			a.Person, text(p.Fact), p.Seen, p.Missed, millis(p.Last), p.Box)
		return err
	})
}

// Progress implements handlers.QuizState.
func (s *Store) Progress(ctx context.Context, person int64) ([]trivia.Progress, error) {
	if err := s.reading(ctx); err != nil {
		return nil, err
	}
	var out []trivia.Progress
	err := s.rows(ctx, func(scan func(...any) error) error {
		var p trivia.Progress
		var last int64
		if err := scan(&p.Fact, &p.Seen, &p.Missed, &last, &p.Box); err != nil {
			return err
		}
		p.Last = time.UnixMilli(last)
		out = append(out, p)
		return nil
	}, "SELECT fact, seen, missed, last, box FROM quiz_progress WHERE person = $1 ORDER BY fact", person)
	return out, err
}

// DayScores implements handlers.QuizState.
func (s *Store) DayScores(ctx context.Context, person int64) ([]handlers.DayScore, error) {
	if err := s.reading(ctx); err != nil {
		return nil, err
	}
	var out []handlers.DayScore
	err := s.rows(ctx, func(scan func(...any) error) error {
		var d handlers.DayScore
		var took int64
		if err := scan(&d.Day, &d.Answered, &d.Right, &took); err != nil {
			return err
		}
		d.Took = duration(took)
		out = append(out, d)
		return nil
	}, `SELECT day, CAST(sum(answered) AS BIGINT), CAST(sum(correct) AS BIGINT), CAST(sum(took) AS BIGINT) FROM quiz_score
		WHERE person = $1 GROUP BY day ORDER BY day DESC`, person)
	return out, err
}

// rows calls each with what reads one row, for every row that a query finds.
func (s *Store) rows(ctx context.Context, each func(scan func(into ...any) error) error, query string, args ...any) error {
	rows, err := s.engine.read.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := each(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

func duration(ms int64) time.Duration { return time.Duration(ms) * time.Millisecond }
