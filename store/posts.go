package store

import (
	"context"
	"time"

	"github.com/forumbot/forumbot/handlers"
	"github.com/forumbot/forumbot/trivia"
)

// Posts are claimed and ended outside of updates, so nothing here waits for
// one's end.

// dueQuery finds the chats whose posts are due. SQLite uses the partial index
// as its condition stands word for word.
const dueQuery = "SELECT " + dailyColumns + " FROM daily WHERE state = 'on' AND due <= $1 ORDER BY due, chat, thread LIMIT $2 "

// freeQuery finds the posts that were claimed and neither begun nor ended.
const freeQuery = "SELECT " + dailyColumns + `, post.day, post.at, post.claim
	FROM post JOIN daily ON daily.chat = post.chat AND daily.thread = post.thread
	WHERE post.state = 'claimed' AND post.free <= $1 ORDER BY post.free, post.chat, post.thread LIMIT $2 `

// ClaimPosts implements handlers.Dailies.
func (s *Store) ClaimPosts(ctx context.Context, most int, next func(handlers.Daily) (trivia.Slot, bool)) (posts []handlers.Post, more bool, err error) {
	now := s.now()
	err = s.engine.transact(ctx, func(ctx context.Context, q querier) error {
		again, err := s.freePosts(ctx, q, now, most)
		if err != nil {
			return err
		}
		due, err := s.duePosts(ctx, q, now, most-len(again), next)
		posts = nil
		for _, p := range append(again, due...) {
			if p.Claim > 0 {
				posts = append(posts, p)
			}
		}
		more = len(again)+len(due) == most
		return err
	})
	if err != nil {
		return nil, false, explain(err)
	}
	return posts, more, nil
}

// freePosts claims what others, or this process earlier, claimed and left.
func (s *Store) freePosts(ctx context.Context, q querier, now time.Time, most int) (posts []handlers.Post, err error) {
	rows, err := q.QueryContext(ctx, freeQuery+s.engine.skipLocked, millis(now), most)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var p handlers.Post
		var day string
		var at int64
		if p.Daily, err = readDaily(rows.Scan, &day, &at, &p.Claim); err != nil {
			return nil, err
		}
		p.Slot = slot(day, at)
		p.Claim++
		posts = append(posts, p)
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	for _, p := range posts {
		if _, err := q.ExecContext(ctx, "UPDATE post SET claim = $4, owner = $5, free = $6 WHERE chat = $1 AND thread = $2 AND day = $3",
			p.Daily.Chat, p.Daily.Thread, p.Slot.Day.String(), p.Claim, s.owner, millis(now.Add(handlers.ClaimLasts))); err != nil {
			return nil, err
		}
	}
	return posts, nil
}

// duePosts claims what has become due, and moves the chats on. What is not to
// be sent has the claim 0.
func (s *Store) duePosts(ctx context.Context, q querier, now time.Time, most int, next func(handlers.Daily) (trivia.Slot, bool)) (posts []handlers.Post, err error) {
	if most <= 0 {
		return nil, nil
	}
	rows, err := q.QueryContext(ctx, dueQuery+s.engine.skipLocked, millis(now), most)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		d, err := readDaily(rows.Scan)
		if err != nil {
			return nil, err
		}
		posts = append(posts, handlers.Post{Daily: d, Slot: d.Next})
	}
	if err := rows.Err(); err != nil {
		return nil, err
	}
	for i := range posts {
		p := &posts[i]
		if err := s.moveOn(ctx, q, p, next); err != nil {
			return nil, err
		}
		state := "claimed"
		if p.Slot.Missed(now) {
			state = string(handlers.PostSkipped)
		}
		n, err := affected(q.ExecContext(ctx, `INSERT INTO post (chat, thread, day, at, state, claim, owner, free) VALUES ($1, $2, $3, $4, $5, 1, $6, $7)
			ON CONFLICT (chat, thread, day) DO NOTHING`,
			p.Daily.Chat, p.Daily.Thread, p.Slot.Day.String(), millis(p.Slot.At), state, s.owner, millis(now.Add(handlers.ClaimLasts))))
		if err != nil {
			return nil, err
		}
		if n == 1 && state == "claimed" { // else that day had its post
			p.Claim = 1
		}
	}
	return posts, nil
}

// moveOn puts a chat to its next slot.
func (s *Store) moveOn(ctx context.Context, q querier, p *handlers.Post, next func(handlers.Daily) (trivia.Slot, bool)) error {
	p.Daily.Last = p.Slot.Day
	following, ok := next(p.Daily)
	state := handlers.DailyOn
	if !ok {
		state = handlers.DailyOff
	}
	p.Daily.Next = following
	_, err := q.ExecContext(ctx, "UPDATE daily SET state = $3, due = $4, day = $5, last = $6 WHERE chat = $1 AND thread = $2",
		p.Daily.Chat, p.Daily.Thread, string(state), millis(following.At), following.Day.String(), p.Slot.Day.String())
	return err
}

// BeginPost implements handlers.Dailies.
func (s *Store) BeginPost(ctx context.Context, p handlers.Post) (ok bool, err error) {
	err = s.engine.transact(ctx, func(ctx context.Context, q querier) error {
		// One that is being sent by this very claim may be begun again: Telegram
		// did not take it at first.
		n, err := affected(q.ExecContext(ctx, `UPDATE post SET state = 'sending' WHERE chat = $1 AND thread = $2 AND day = $3
			AND state IN ('claimed', 'sending') AND owner = $4 AND claim = $5`,
			p.Daily.Chat, p.Daily.Thread, p.Slot.Day.String(), s.owner, p.Claim))
		ok = n == 1
		return err
	})
	if err == nil {
		err = s.engine.sync() // or a power cut could undo it, and the post would go out twice
	}
	return ok && err == nil, explain(err)
}

// EndPost implements handlers.Dailies.
func (s *Store) EndPost(ctx context.Context, p handlers.Post, o handlers.Outcome) error {
	return explain(s.engine.transact(ctx, func(ctx context.Context, q querier) error {
		n, err := affected(q.ExecContext(ctx, `UPDATE post SET state = $6 WHERE chat = $1 AND thread = $2 AND day = $3
			AND state IN ('claimed', 'sending') AND owner = $4 AND claim = $5`,
			p.Daily.Chat, p.Daily.Thread, p.Slot.Day.String(), s.owner, p.Claim, string(o)))
		if err != nil || n == 0 {
			return err // somebody else's by now
		}
		var statement string
		switch o {
		case handlers.PostSent:
			statement = "UPDATE daily SET refused = 0 WHERE chat = $1 AND thread = $2 AND refused > 0"
		case handlers.PostBlocked:
			statement = "UPDATE daily SET state = 'blocked' WHERE chat = $1 AND thread = $2 AND state = 'on'"
		case handlers.PostRefused:
			statement = `UPDATE daily SET refused = refused + 1, state = CASE WHEN refused + 1 >= $3 AND state = 'on' THEN 'blocked' ELSE state END
				WHERE chat = $1 AND thread = $2`
			_, err := q.ExecContext(ctx, statement, p.Daily.Chat, p.Daily.Thread, handlers.RefusalsAllowed)
			return err
		default:
			return nil
		}
		_, err = q.ExecContext(ctx, statement, p.Daily.Chat, p.Daily.Thread)
		return err
	}))
}

// DelayPost implements handlers.Dailies.
func (s *Store) DelayPost(ctx context.Context, p handlers.Post, until time.Time) error {
	return explain(s.engine.transact(ctx, func(ctx context.Context, q querier) error {
		_, err := q.ExecContext(ctx, `UPDATE post SET state = 'claimed', owner = '', free = $6 WHERE chat = $1 AND thread = $2 AND day = $3
			AND state IN ('claimed', 'sending') AND owner = $4 AND claim = $5`,
			p.Daily.Chat, p.Daily.Thread, p.Slot.Day.String(), s.owner, p.Claim, millis(until))
		return err
	}))
}

// longestReserve bounds how far ahead of this process's clock others may have
// reserved: a clock far ahead must not hold everybody up.
const longestReserve = time.Minute

// Reserve implements handlers.Dailies.
func (s *Store) Reserve(ctx context.Context, n int, every time.Duration) (at time.Time, err error) {
	now, stretch := millis(s.now()), int64(n)*every.Milliseconds()
	var next int64
	err = s.engine.transact(ctx, func(ctx context.Context, q querier) error {
		return q.QueryRowContext(ctx, `INSERT INTO rate (name, next) VALUES ('post', CAST($1 AS BIGINT) + CAST($2 AS BIGINT))
			ON CONFLICT (name) DO UPDATE SET next = CASE WHEN rate.next > $1 AND rate.next < $3 THEN rate.next ELSE $1 END + $2
			RETURNING next`, now, stretch, now+longestReserve.Milliseconds()).Scan(&next)
	})
	return time.UnixMilli(next - stretch), explain(err)
}

// takeOverPosts frees what an earlier process had claimed, where no other one
// can be at work on it.
func (s *Store) takeOverPosts(ctx context.Context) error {
	_, err := s.db.ExecContext(ctx, "UPDATE post SET free = 0 WHERE state = 'claimed' AND owner <> ''")
	return explain(err)
}
