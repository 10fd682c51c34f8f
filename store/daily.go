package store

import (
	"context"
	"time"

	"github.com/forumbot/forumbot/handlers"
	"github.com/forumbot/forumbot/trivia"
)

// dailyColumns are what readDaily reads, in its order.
const dailyColumns = "daily.chat, daily.thread, daily.state, zone, minute, days, language, kind, picture, card, due, daily.day, last"

// readDaily reads a row; more receives what the query returns besides.
func readDaily(scan func(dest ...any) error, more ...any) (d handlers.Daily, err error) {
	var picture, due int64
	var next, last string
	err = scan(append([]any{&d.Chat, &d.Thread, &d.State, &d.Schedule.Zone, &d.Schedule.Minute, &d.Schedule.Days,
		&d.Language, &d.Kind, &picture, &d.Card, &due, &next, &last}, more...)...)
	d.Picture = picture != 0
	d.Next = slot(next, due)
	d.Last, _ = trivia.ParseDate(last) // "" is none
	return d, err
}

func slot(day string, at int64) trivia.Slot {
	d, _ := trivia.ParseDate(day) // "" is none
	return trivia.Slot{Day: d, At: time.UnixMilli(at)}
}

// Daily implements handlers.Dailies.
func (s *Store) Daily(ctx context.Context, chat int64, thread int) (handlers.Daily, bool, error) {
	if err := s.reading(ctx); err != nil {
		return handlers.Daily{}, false, err
	}
	d, err := readDaily(s.row(ctx, "SELECT "+dailyColumns+" FROM daily WHERE chat = $1 AND thread = $2", chat, thread).Scan)
	ok, err := found(err)
	return d, ok, err
}

// SetDaily implements handlers.Dailies.
func (s *Store) SetDaily(ctx context.Context, d handlers.Daily) error {
	picture := 0
	if d.Picture {
		picture = 1
	}
	return s.write(ctx, func(ctx context.Context, q querier) error {
		_, err := q.ExecContext(ctx, `INSERT INTO daily (chat, thread, state, zone, minute, days, language, kind, picture, card, due, day)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
			ON CONFLICT (chat, thread) DO UPDATE SET state = excluded.state, zone = excluded.zone, minute = excluded.minute,
				days = excluded.days, language = excluded.language, kind = excluded.kind, picture = excluded.picture,
				card = excluded.card, due = excluded.due, day = excluded.day, refused = 0`,
			d.Chat, d.Thread, string(d.State), text(d.Schedule.Zone), d.Schedule.Minute, int64(d.Schedule.Days),
			text(string(d.Language)), string(d.Kind), picture, d.Card, millis(d.Next.At), d.Next.Day.String())
		return err
	})
}

// StopDaily implements handlers.Dailies.
func (s *Store) StopDaily(ctx context.Context, chat int64, state handlers.DailyState) error {
	return s.write(ctx, func(ctx context.Context, q querier) error {
		_, err := q.ExecContext(ctx, "UPDATE daily SET state = $2 WHERE chat = $1 AND state = 'on'", chat, string(state))
		return err
	})
}

// Introduced implements handlers.Dailies.
func (s *Store) Introduced(ctx context.Context, chat int64) (bool, error) {
	if err := s.reading(ctx); err != nil {
		return false, err
	}
	var at int64
	return found(s.row(ctx, "SELECT at FROM introduced WHERE chat = $1", chat).Scan(&at))
}

// SetIntroduced implements handlers.Dailies.
func (s *Store) SetIntroduced(ctx context.Context, chat int64, yes bool) error {
	statement, args := "DELETE FROM introduced WHERE chat = $1", []any{chat}
	if yes {
		statement, args = "INSERT INTO introduced (chat, at) VALUES ($1, $2) ON CONFLICT (chat) DO NOTHING", []any{chat, millis(s.now())}
	}
	return s.write(ctx, func(ctx context.Context, q querier) error {
		_, err := q.ExecContext(ctx, statement, args...)
		return err
	})
}

// Subscribers implements handlers.Subscribers.
func (s *Store) Subscribers(ctx context.Context) (n int, err error) {
	err = s.row(ctx, "SELECT count(DISTINCT chat) FROM daily WHERE state = 'on'").Scan(&n)
	return n, err
}
