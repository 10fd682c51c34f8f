package store

import (
	"context"
	"time"
)

// keepTokens is how long it is known what a person's answers took: budgets are
// those of a day, which ends at different times on Earth.
const keepTokens = 48 * time.Hour

// SpendTokens adds to what a person (0 for nobody) has used on a day,
// "2026-11-27". It is stored at once, also while an update is handled: what is
// used is used, whatever becomes of the update.
func (s *Store) SpendTokens(ctx context.Context, day string, person, tokens int64) error {
	return s.engine.transact(ctx, func(ctx context.Context, q querier) error {
		_, err := q.ExecContext(ctx, `INSERT INTO tokens (day, person, tokens, written) VALUES ($1, $2, $3, $4)
			ON CONFLICT (day, person) DO UPDATE SET tokens = tokens.tokens + excluded.tokens, written = excluded.written`,
			day, person, tokens, millis(s.now()))
		return err
	})
}

// TokensSpent returns what a person has used on a day, and what all have.
func (s *Store) TokensSpent(ctx context.Context, day string, person int64) (own, all int64, err error) {
	err = s.row(ctx, `SELECT CAST(COALESCE(SUM(CASE WHEN person = $2 THEN tokens ELSE 0 END), 0) AS BIGINT),
		CAST(COALESCE(SUM(tokens), 0) AS BIGINT) FROM tokens WHERE day = $1`, day, person).Scan(&own, &all)
	return own, all, err
}
