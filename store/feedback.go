package store

import (
	"context"
	"time"

	"github.com/forumbot/forumbot/handlers"
)

// Rating implements handlers.Feedback.
func (s *Store) Rating(ctx context.Context, f handlers.FactVersion, person int64) (handlers.Rating, bool, error) {
	if err := s.reading(ctx); err != nil {
		return handlers.Rating{}, false, err
	}
	r := handlers.Rating{FactVersion: f, Person: person}
	var at int64
	ok, err := found(s.row(ctx, "SELECT chat, message, at, up = 1 FROM rating WHERE fact = $1 AND version = $2 AND person = $3",
		f.Fact, f.Version, person).Scan(&r.Chat, &r.Message, &at, &r.Up))
	if !ok {
		return handlers.Rating{}, false, err
	}
	r.At = time.UnixMilli(at)
	return r, true, nil
}

// SetRating implements handlers.Feedback.
func (s *Store) SetRating(ctx context.Context, r handlers.Rating) error {
	up := 0
	if r.Up {
		up = 1
	}
	return s.write(ctx, func(ctx context.Context, q querier) error {
		_, err := q.ExecContext(ctx, `INSERT INTO rating (fact, version, person, chat, message, at, up) VALUES ($1, $2, $3, $4, $5, $6, $7)
			ON CONFLICT (fact, version, person) DO UPDATE SET chat = excluded.chat, message = excluded.message, at = excluded.at, up = excluded.up`,
			text(r.Fact), r.Version, r.Person, r.Chat, r.Message, millis(r.At), up)
		return err
	})
}

// DropRating implements handlers.Feedback.
func (s *Store) DropRating(ctx context.Context, f handlers.FactVersion, person int64) error {
	return s.write(ctx, func(ctx context.Context, q querier) error {
		_, err := q.ExecContext(ctx, "DELETE FROM rating WHERE fact = $1 AND version = $2 AND person = $3", f.Fact, f.Version, person)
		return err
	})
}

// Reports implements handlers.Feedback.
func (s *Store) Reports(ctx context.Context, f handlers.FactVersion, but int64) (handlers.Reports, error) {
	var r handlers.Reports
	if err := s.reading(ctx); err != nil {
		return r, err
	}
	err := s.row(ctx, `SELECT count(CASE WHEN reason = 'outdated' THEN 1 END), count(CASE WHEN reason = 'wrong' THEN 1 END),
			EXISTS (SELECT 1 FROM review WHERE fact = $1 AND version = $2)
		FROM report WHERE fact = $1 AND version = $2 AND person <> $3`,
		f.Fact, f.Version, but).Scan(&r.Outdated, &r.Wrong, &r.Reviewed)
	return r, err
}

// Report implements handlers.Feedback.
func (s *Store) Report(ctx context.Context, r handlers.Report) error {
	return s.write(ctx, func(ctx context.Context, q querier) error {
		_, err := q.ExecContext(ctx, `INSERT INTO report (fact, version, person, chat, at, reason) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (fact, version, person) DO UPDATE SET chat = excluded.chat, at = excluded.at, reason = excluded.reason`,
			text(r.Fact), r.Version, r.Person, r.Chat, millis(r.At), string(r.Reason))
		return err
	})
}

// SetReviewed implements handlers.Feedback.
func (s *Store) SetReviewed(ctx context.Context, f handlers.FactVersion, at time.Time) error {
	return s.write(ctx, func(ctx context.Context, q querier) error {
		_, err := q.ExecContext(ctx, "INSERT INTO review (fact, version, at) VALUES ($1, $2, $3) ON CONFLICT (fact, version) DO NOTHING",
			text(f.Fact), f.Version, millis(at))
		return err
	})
}
