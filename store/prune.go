package store

import (
	"context"
	"time"

	"github.com/forumbot/forumbot/handlers"
)

// keepDone is how long the ids of handled updates are known. Telegram keeps
// updates for 24 hours, so none comes again later.
const keepDone = 48 * time.Hour

// keepPosts is how long it is known which days had their post. No slot is
// claimed when it is older than its grace.
const keepPosts = 30 * 24 * time.Hour

// pruneEvery is how often Maintain prunes.
const pruneEvery = 10 * time.Minute

// Maintain removes what is too old, now and from time to time, until ctx ends.
func (s *Store) Maintain(ctx context.Context) {
	t := time.NewTicker(pruneEvery)
	defer t.Stop()
	for {
		switch n, err := s.Prune(ctx); {
		case ctx.Err() != nil:
			return
		case err != nil:
			s.log.Warn("old data can't be removed; it is tried again", "error", explain(err))
		case n > 0:
			s.log.Debug("old data is removed", "rows", n)
		}
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}

// Prune removes what is too old and returns how many rows that were.
func (s *Store) Prune(ctx context.Context) (rows int64, err error) {
	for _, p := range []struct {
		statement string
		keep      time.Duration
	}{
		{"DELETE FROM inbox WHERE state = 'done' AND accepted < $1", keepDone},
		{"DELETE FROM conversation WHERE at < $1", handlers.KeepConversation},
		{"DELETE FROM thread WHERE EXISTS (SELECT 1 FROM exchange e WHERE e.chat = thread.chat AND e.answer = thread.answer AND e.written < $1)", handlers.KeepExchange},
		{"DELETE FROM exchange WHERE written < $1", handlers.KeepExchange},
		{"DELETE FROM post WHERE at < $1", keepPosts},
		{"DELETE FROM question WHERE at < $1", s.o.KeepQuestions},
		{"DELETE FROM quiz_answer WHERE at < $1", handlers.KeepPolls},
		{"DELETE FROM quiz_poll WHERE sent < $1", handlers.KeepPolls},
		{"DELETE FROM quiz_round WHERE started < $1", handlers.KeepPolls},
		{"DELETE FROM tokens WHERE written < $1", keepTokens},
		{"DELETE FROM rating WHERE at < $1", handlers.KeepFeedback},
		{"DELETE FROM report WHERE at < $1", handlers.KeepFeedback},
		{"DELETE FROM asked WHERE day < CAST($1 AS BIGINT) / 86400000", handlers.KeepUsage},
	} {
		r, err := s.db.ExecContext(ctx, p.statement, s.ago(p.keep))
		if err != nil {
			return rows, err
		}
		n, err := r.RowsAffected()
		if err != nil {
			return rows, err
		}
		rows += n
	}
	return rows, nil
}
