package store

import (
	"context"

	"github.com/forumbot/forumbot/trivia"
)

// Bag implements handlers.Bags. A bag that can't be read counts as full.
func (s *Store) Bag(ctx context.Context, chat int64) (b trivia.Bag, version int64, err error) {
	var data string
	ok, err := found(s.row(ctx, "SELECT version, data FROM bag WHERE chat = $1", chat).Scan(&version, &data))
	if ok && !unpack(data, &b) {
		b = trivia.NewBag(uint64(version))
	}
	return b, version, err
}

// SetBag implements handlers.Bags. It does not wait for the end of an update:
// what another process draws meanwhile must not be drawn here.
func (s *Store) SetBag(ctx context.Context, chat int64, b trivia.Bag, version int64) (ok bool, err error) {
	data, err := pack(b)
	if err != nil {
		return false, err
	}
	statement := "INSERT INTO bag (chat, data, version) VALUES ($1, $2, $3 + 1) ON CONFLICT (chat) DO NOTHING"
	if version > 0 {
		statement = "UPDATE bag SET data = $2, version = version + 1 WHERE chat = $1 AND version = $3"
	}
	err = s.engine.transact(ctx, func(ctx context.Context, q querier) error {
		n, err := affected(q.ExecContext(ctx, statement, chat, data, version))
		ok = n == 1
		return err
	})
	return ok && err == nil, explain(err)
}
