package store

import (
	"context"
	"time"

	"github.com/forumbot/forumbot/handlers"
)

// StartRound implements handlers.QuizState.
func (s *Store) StartRound(ctx context.Context, r handlers.Round) error {
	return s.write(ctx, func(ctx context.Context, q querier) error {
		_, err := q.ExecContext(ctx, `INSERT INTO quiz_round (id, chat, thread, starter, language, total, started, phase, ended, asked, failed, tries, due)
			SELECT CAST($1 AS TEXT), CAST($2 AS BIGINT), CAST($3 AS BIGINT), CAST($4 AS BIGINT), CAST($5 AS TEXT), CAST($6 AS BIGINT), CAST($7 AS BIGINT),
				'running', '', 0, 0, 0, CAST($8 AS BIGINT)
			WHERE NOT EXISTS (SELECT 1 FROM quiz_round o WHERE o.chat = $2 AND o.phase IN ('running', 'ending'))
			ON CONFLICT (id) DO NOTHING`,
			text(r.ID), r.Chat, r.Thread, r.Starter, text(string(r.Language)), r.Total, millis(r.Started), millis(r.Due))
		return err
	})
}

// roundColumns are those that scanRound reads.
const roundColumns = "id, chat, thread, starter, language, total, started, phase, ended, asked, failed, tries, due"

func scanRound(scan func(into ...any) error) (r handlers.Round, err error) {
	var started, due int64
	err = scan(&r.ID, &r.Chat, &r.Thread, &r.Starter, &r.Language, &r.Total, &started, &r.Phase, &r.End, &r.Asked, &r.Failed, &r.Tries, &due)
	r.Started, r.Due = time.UnixMilli(started), time.UnixMilli(due)
	return r, err
}

// Round implements handlers.QuizState.
func (s *Store) Round(ctx context.Context, chat int64) (handlers.Round, bool, error) {
	if err := s.reading(ctx); err != nil {
		return handlers.Round{}, false, err
	}
	r, err := scanRound(s.row(ctx, "SELECT "+roundColumns+" FROM quiz_round WHERE chat = $1 ORDER BY started DESC, id DESC LIMIT 1", chat).Scan)
	ok, err := found(err)
	if !ok {
		return handlers.Round{}, false, err
	}
	return r, true, nil
}

// ClaimRound implements handlers.QuizState.
func (s *Store) ClaimRound(ctx context.Context, now, hold time.Time) (r handlers.Round, ok bool, err error) {
	// Mostly there is none, and then nobody has to wait for the writer.
	var one int
	ok, err = found(s.row(ctx, "SELECT 1 FROM quiz_round WHERE phase IN ('running', 'ending') AND due <= $1 LIMIT 1", millis(now)).Scan(&one))
	if !ok {
		return handlers.Round{}, false, err
	}
	var due int64
	err = s.engine.transact(ctx, func(ctx context.Context, q querier) error {
		if ok, err = found(q.QueryRowContext(ctx, `SELECT id, due FROM quiz_round
			WHERE phase IN ('running', 'ending') AND due <= $1 ORDER BY due LIMIT 1 `+s.engine.skipLocked, millis(now)).Scan(&r.ID, &due)); !ok {
			return err
		}
		r, err = scanRound(q.QueryRowContext(ctx, `UPDATE quiz_round SET due = $2,
				phase = CASE WHEN phase = 'running' AND asked < total THEN 'running' ELSE 'ending' END,
				tries = tries + CASE WHEN phase = 'running' AND asked < total THEN 0 ELSE 1 END,
				asked = asked + CASE WHEN phase = 'running' AND asked < total THEN 1 ELSE 0 END
			WHERE id = $1 RETURNING `+roundColumns, r.ID, millis(hold)).Scan)
		if err != nil {
			return err
		}
		return q.QueryRowContext(ctx, `SELECT count(*) FROM quiz_poll p WHERE p.round <> '' AND p.round = $1 AND p.number > (
			SELECT COALESCE(max(n.number), 0) FROM quiz_poll n JOIN quiz_answer a ON a.poll = n.id WHERE n.round <> '' AND n.round = $1)`,
			r.ID).Scan(&r.Quiet)
	})
	if err != nil || !ok {
		return handlers.Round{}, false, err
	}
	r.Due = time.UnixMilli(due) // what it was claimed for
	return r, true, nil
}

// PutOff implements handlers.QuizState.
func (s *Store) PutOff(ctx context.Context, id string, asked int, due time.Time, failed int) error {
	return s.write(ctx, func(ctx context.Context, q querier) error {
		_, err := q.ExecContext(ctx, "UPDATE quiz_round SET due = $3, failed = $4 WHERE id = $1 AND phase = 'running' AND asked = $2",
			text(id), asked, millis(due), failed)
		return err
	})
}

// EndRound implements handlers.QuizState.
func (s *Store) EndRound(ctx context.Context, id string, why handlers.RoundEnd, due time.Time) error {
	return s.write(ctx, func(ctx context.Context, q querier) error {
		_, err := q.ExecContext(ctx, "UPDATE quiz_round SET phase = 'ending', ended = $2, due = $3 WHERE id = $1 AND phase = 'running'",
			text(id), string(why), millis(due))
		return err
	})
}

// CloseRound implements handlers.QuizState.
func (s *Store) CloseRound(ctx context.Context, id string) error {
	return s.write(ctx, func(ctx context.Context, q querier) error {
		_, err := q.ExecContext(ctx, "UPDATE quiz_round SET phase = 'closed' WHERE id = $1", text(id))
		return err
	})
}
