package store

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/forumbot/forumbot/bot"
)

// maxWaiting is how many updates of one chat wait at most. Who sends more,
// faster than can be answered, loses the newest.
const maxWaiting = 300

// longestDelay bounds how far ahead an update may be put. One that seems to
// be put off for longer was put off by a clock that has been set back since.
const longestDelay = time.Hour

// Accept implements bot.Inbox.
func (s *Store) Accept(ctx context.Context, items []bot.Item) (fresh int, err error) {
	if len(items) == 0 {
		return 0, nil
	}
	flooded := 0
	var chats []int64 // of those that will be handled
	err = s.engine.transact(ctx, func(ctx context.Context, q querier) error {
		fresh, flooded, chats = 0, 0, nil
		for _, it := range items {
			var state string
			ok, err := found(q.QueryRowContext(ctx, `INSERT INTO inbox (id, chat, payload, state, accepted, run_at)
				SELECT CAST($1 AS BIGINT), CASE WHEN n < $5 THEN CAST($2 AS BIGINT) ELSE 0 END, CASE WHEN n < $5 THEN CAST($3 AS TEXT) END,
					CASE WHEN n < $5 THEN 'ready' ELSE 'done' END, CAST($4 AS BIGINT), 0
				FROM (SELECT count(*) AS n FROM inbox WHERE chat = $2 AND state IN ('ready', 'running')) AS waiting WHERE true
				ON CONFLICT (id) DO NOTHING RETURNING state`,
				it.ID, it.Chat, text(string(it.Payload)), millis(s.now()), maxWaiting).Scan(&state))
			switch {
			case err != nil:
				return err
			case ok:
				fresh++
				if state == "done" {
					flooded++
				} else {
					chats = append(chats, it.Chat)
				}
			}
		}
		return nil
	})
	if err != nil {
		return 0, explain(err)
	}
	if flooded > 0 {
		s.log.Warn("a chat sends faster than it can be answered; its newest updates are dropped", "updates", flooded, "waiting", maxWaiting)
	}
	if len(chats) > 0 {
		s.opened(chats)
		s.signal() // they may be answered while the disk writes
	}
	if err := s.engine.sync(); err != nil {
		return 0, fmt.Errorf("the disk does not take what was accepted: %w", err)
	}
	return fresh, nil
}

// Claim implements bot.Inbox.
func (s *Store) Claim(ctx context.Context, most int) ([]bot.Work, error) {
	if err := s.reconcile(ctx); err != nil {
		return nil, explain(err)
	}
	now := s.now()
	var claimed []*work
	err := s.engine.transact(ctx, func(ctx context.Context, q querier) error {
		claimed = nil
		// SQLite uses its partial indexes only where their condition stands
		// word for word; and it plans a statement anew for each value of a bare
		// LIMIT $4.
		rows, err := q.QueryContext(ctx, `WITH next AS (
				SELECT i.id FROM inbox AS i
				WHERE i.state IN ('ready', 'running')
				AND (i.state = 'ready' AND (i.run_at <= $1 OR i.run_at > $2) OR i.state = 'running' AND i.owner <> $3 AND i.lease < $1)
				AND NOT EXISTS (SELECT 1 FROM inbox AS e WHERE e.chat = i.chat AND e.id < i.id AND e.state IN ('ready', 'running'))
				ORDER BY i.id LIMIT $4 + 0 `+s.engine.skipLocked+`)
			UPDATE inbox SET state = 'running', owner = $3, lease = $5, attempts = attempts + 1,
				crashes = crashes + CASE WHEN state = 'running' THEN 1 ELSE 0 END
			WHERE id IN (SELECT id FROM next)
			RETURNING id, chat, payload, accepted, attempts, crashes, sent`,
			millis(now), millis(now.Add(longestDelay)), s.owner, most, millis(now.Add(s.o.Lease)))
		if err != nil {
			return err
		}
		defer func() { _ = rows.Close() }()
		for rows.Next() {
			w := &work{s: s}
			var accepted int64
			var payload, sent string
			if err := rows.Scan(&w.item.ID, &w.item.Chat, &payload, &accepted, &w.attempts, &w.crashes, &sent); err != nil {
				return err
			}
			w.item.Payload, w.accepted = []byte(payload), time.UnixMilli(accepted)
			if sent != "" && json.Unmarshal([]byte(sent), &w.sent) != nil {
				s.log.Error("what was sent for an update can't be read", "update", w.item.ID)
			}
			w.before = len(w.sent)
			claimed = append(claimed, w)
		}
		return rows.Err()
	})
	if err != nil {
		s.mu.Lock()
		s.unsure = true
		s.mu.Unlock()
		return nil, explain(err)
	}
	slices.SortFunc(claimed, func(a, b *work) int { return cmp.Compare(a.item.ID, b.item.ID) })
	out := make([]bot.Work, len(claimed))
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.held) == 0 {
		s.renewed = now
	}
	for i, w := range claimed {
		s.held[w.item.ID] = w
		out[i] = w
	}
	return out, nil
}

// reconcile gives back what was claimed by a Claim that failed: whether its
// commit came through is unknown when a connection breaks.
func (s *Store) reconcile(ctx context.Context) error {
	s.mu.Lock()
	unsure := s.unsure
	held := []int64{0} // no update has it, and a list must not be empty
	for id := range s.held {
		held = append(held, id)
	}
	s.mu.Unlock()
	if !unsure {
		return nil
	}
	known, err := list(held)
	if err != nil {
		return err
	}
	_, err = s.db.ExecContext(ctx, "UPDATE inbox SET state = 'ready', owner = '' WHERE state IN ('ready', 'running') AND state = 'running' AND owner = $1 AND id NOT IN ("+strings.Trim(known, "[]")+")", s.owner)
	if err == nil {
		s.mu.Lock()
		s.unsure = false
		s.mu.Unlock()
	}
	return err
}

// Wake implements bot.Inbox.
func (s *Store) Wake() <-chan struct{} { return s.wake }

func (s *Store) signal() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// takeOver makes what an earlier process left ready, where no other process
// can be at work on it.
func (s *Store) takeOver(ctx context.Context) error {
	if !s.engine.exclusive {
		return nil
	}
	if err := s.takeOverPosts(ctx); err != nil {
		return err
	}
	r, err := s.db.ExecContext(ctx, "UPDATE inbox SET state = 'ready', owner = '', crashes = crashes + 1 WHERE state IN ('ready', 'running') AND state = 'running'")
	if err != nil {
		return explain(err)
	}
	if n, err := r.RowsAffected(); err == nil && n > 0 {
		s.log.Info("updates that an earlier run did not finish are taken up again", "updates", n)
	}
	rows, err := s.db.QueryContext(ctx, "SELECT chat FROM inbox WHERE state IN ('ready', 'running')")
	if err != nil {
		return explain(err)
	}
	defer func() { _ = rows.Close() }()
	var chats []int64
	for rows.Next() {
		var chat int64
		if err := rows.Scan(&chat); err != nil {
			return explain(err)
		}
		chats = append(chats, chat)
	}
	if err := rows.Err(); err != nil {
		return explain(err)
	}
	s.open = map[int64]int{}
	s.opened(chats)
	return nil
}

// opened counts updates that wait to be handled, by the chat of each.
func (s *Store) opened(chats []int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open == nil {
		return
	}
	for _, chat := range chats {
		if s.open[chat]++; s.open[chat] == 0 {
			delete(s.open, chat)
		}
	}
}

// ended counts one that no longer does, and tells whether its chat may have
// more. An update may end before it is counted as opened; who counts it then
// signals.
func (s *Store) ended(chat int64) (more bool) {
	if s.open == nil {
		return true
	}
	if s.open[chat]--; s.open[chat] == 0 {
		delete(s.open, chat)
	}
	return s.open[chat] > 0
}

// renew keeps the leases of what is claimed, where others could take it over.
func (s *Store) renew(ctx context.Context) {
	if s.engine.exclusive {
		return
	}
	t := time.NewTicker(s.o.Lease / 3)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
		s.mu.Lock()
		held := len(s.held)
		s.mu.Unlock()
		if held == 0 {
			continue
		}
		now := s.now()
		limited, cancel := context.WithTimeout(ctx, s.o.Lease/3)
		_, err := s.db.ExecContext(limited, "UPDATE inbox SET lease = $1 WHERE state IN ('ready', 'running') AND state = 'running' AND owner = $2",
			millis(now.Add(s.o.Lease)), s.owner)
		cancel()
		if err != nil {
			if ctx.Err() == nil {
				s.log.Warn("the claims on updates can't be renewed; other processes may take them over", "error", err)
			}
			continue
		}
		s.mu.Lock()
		s.renewed = now
		s.mu.Unlock()
	}
}

// holds tells whether this process can rely on its claims. Wall clocks are
// compared, for the monotonic one stands still while a machine sleeps.
func (s *Store) holds() bool {
	if s.engine.exclusive {
		return true
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return millis(s.now()) < millis(s.renewed.Add(s.o.Lease))
}
