package store

import (
	"context"
	"testing"
	"time"
)

// What /stats asks for, with a month of a million questions in SQLite.
func BenchmarkStatistics(b *testing.B) {
	ctx := context.Background()
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	s, err := Open(ctx, Options{Dir: b.TempDir(), KeepQuestions: 90 * 24 * time.Hour, Now: func() time.Time { return now }})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	const rows, month = 1_000_000, 30 * 24 * time.Hour
	if _, err := s.db.ExecContext(ctx, `WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < $1)
		INSERT INTO question (chat, answer, person, at, text, language, verdict, facts, confidence, took)
		SELECT i % 5000, i, i * 7919 % 20011, $2 + i * ($3 / $1), 'a question that somebody asked ' || (i * 31 % 40009), 'en',
			CASE i % 10 WHEN 0 THEN 'refuse' WHEN 1 THEN 'suggest' WHEN 2 THEN 'smalltalk' ELSE 'answer' END,
			CASE WHEN i % 10 < 3 THEN '[]' ELSE '["fact-' || (i * 13 % 900) || '"]' END, 0.5, i * 101 % 4000
		FROM n`, rows, millis(now.Add(-month)), month.Milliseconds()); err != nil {
		b.Fatal(err)
	}
	for name, f := range map[string]func(since time.Time) error{
		"summary":    func(since time.Time) error { _, err := s.Summary(ctx, since); return err },
		"days":       func(since time.Time) error { _, err := s.Days(ctx, since); return err },
		"facts":      func(since time.Time) error { _, err := s.TopFacts(ctx, since, 5); return err },
		"unanswered": func(since time.Time) error { _, err := s.Unanswered(ctx, since, 5); return err },
	} {
		for days, span := range map[string]time.Duration{"a day": 24 * time.Hour, "a week": 7 * 24 * time.Hour, "a month": month} {
			b.Run(name+" of "+days, func(b *testing.B) {
				for b.Loop() {
					if err := f(now.Add(-span)); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
