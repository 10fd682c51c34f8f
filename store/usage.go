package store

import "context"

// Asked implements handlers.Usage.
func (s *Store) Asked(ctx context.Context, day int64, who ...int64) ([]int, error) {
	if err := s.reading(ctx); err != nil {
		return nil, err
	}
	out := make([]int, len(who))
	for i, id := range who {
		if _, err := found(s.row(ctx, "SELECT questions FROM asked WHERE day = $1 AND who = $2", day, id).Scan(&out[i])); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// CountAsked implements handlers.Usage.
func (s *Store) CountAsked(ctx context.Context, day int64, who ...int64) error {
	return s.write(ctx, func(ctx context.Context, q querier) error {
		for _, id := range who {
			if _, err := q.ExecContext(ctx, `INSERT INTO asked (day, who, questions) VALUES ($1, $2, 1)
				ON CONFLICT (day, who) DO UPDATE SET questions = asked.questions + 1`, day, id); err != nil {
				return err
			}
		}
		return nil
	})
}
