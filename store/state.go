package store

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/forumbot/forumbot/handlers"
	"github.com/forumbot/forumbot/knowledge"
)

// found turns "no such row" into false.
func found(err error) (bool, error) {
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// Conversation implements handlers.State.
func (s *Store) Conversation(ctx context.Context, who handlers.Speaker) (handlers.Conversation, bool, error) {
	if err := s.reading(ctx); err != nil {
		return handlers.Conversation{}, false, err
	}
	var at int64
	var c handlers.Conversation
	var data string
	ok, err := found(s.row(ctx,
		"SELECT at, question, context FROM conversation WHERE chat = $1 AND person = $2 AND at >= $3",
		who.Chat, who.Person, s.ago(handlers.KeepConversation)).Scan(&at, &c.Question, &data))
	if !ok || !unpack(data, &c.Context) {
		return handlers.Conversation{}, false, err
	}
	c.At = time.UnixMilli(at)
	return c, true, nil
}

// SetConversation implements handlers.State.
func (s *Store) SetConversation(ctx context.Context, who handlers.Speaker, c handlers.Conversation) error {
	data, err := pack(c.Context)
	if err != nil {
		return err
	}
	return s.write(ctx, func(ctx context.Context, q querier) error {
		_, err := q.ExecContext(ctx, `INSERT INTO conversation (chat, person, at, question, context) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (chat, person) DO UPDATE SET at = excluded.at, question = excluded.question, context = excluded.context`,
			who.Chat, who.Person, millis(c.At), c.Question, data)
		return err
	})
}

// Language implements handlers.State.
func (s *Store) Language(ctx context.Context, person int64) (knowledge.Language, error) {
	if err := s.reading(ctx); err != nil {
		return "", err
	}
	var l string
	_, err := found(s.row(ctx, "SELECT language FROM language WHERE person = $1", person).Scan(&l))
	return knowledge.Language(l), err
}

// SetLanguage implements handlers.State.
func (s *Store) SetLanguage(ctx context.Context, person int64, l knowledge.Language) error {
	return s.write(ctx, func(ctx context.Context, q querier) error {
		if l == "" {
			_, err := q.ExecContext(ctx, "DELETE FROM language WHERE person = $1", person)
			return err
		}
		_, err := q.ExecContext(ctx, `INSERT INTO language (person, language) VALUES ($1, $2)
			ON CONFLICT (person) DO UPDATE SET language = excluded.language`, person, text(string(l)))
		return err
	})
}

// exchange is an Exchange as JSON, without what has a column.
type exchange struct {
	Thread   int                `json:"thread,omitempty"`
	Speaker  int64              `json:"speaker,omitempty"` // the chat whose conversation it belongs to
	At       int64              `json:"at"`
	Text     string             `json:"text,omitempty"`
	Hint     knowledge.Language `json:"hint,omitempty"`
	Language knowledge.Language `json:"language,omitempty"`
	Verdict  knowledge.Verdict  `json:"verdict,omitempty"`
	Facts    []string           `json:"facts,omitempty"`
	Before   knowledge.Context  `json:"before,omitzero"`
	After    knowledge.Context  `json:"after,omitzero"`
}

// Remember implements handlers.State.
func (s *Store) Remember(ctx context.Context, e handlers.Exchange) error {
	data, err := pack(exchange{
		Thread: e.Thread, Speaker: e.Speaker.Chat, At: millis(e.At), Text: e.Text, Hint: e.Hint, Language: e.Language,
		Verdict: e.Verdict, Facts: e.Facts, Before: e.Before, After: e.After,
	})
	if err != nil {
		return err
	}
	written := millis(s.now())
	return s.write(ctx, func(ctx context.Context, q querier) error {
		if e.Question != 0 { // a question has one answer: the newest
			if _, err := q.ExecContext(ctx, "UPDATE exchange SET question = 0 WHERE chat = $1 AND question = $2 AND answer <> $3",
				e.Chat, e.Question, e.Answer); err != nil {
				return err
			}
		}
		if _, err := q.ExecContext(ctx, `INSERT INTO exchange (chat, answer, question, person, written, data) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (chat, answer) DO UPDATE SET question = excluded.question, person = excluded.person, written = excluded.written, data = excluded.data`,
			e.Chat, e.Answer, e.Question, e.Speaker.Person, written, data); err != nil {
			return err
		}
		if e.Verdict == "" || e.Verdict == knowledge.Smalltalk {
			return nil
		}
		_, err := q.ExecContext(ctx, `INSERT INTO thread (chat, thread, answer) VALUES ($1, $2, $3)
			ON CONFLICT (chat, thread) DO UPDATE SET answer = excluded.answer`, e.Chat, e.Thread, e.Answer)
		return err
	})
}

// ByQuestion implements handlers.State.
func (s *Store) ByQuestion(ctx context.Context, chat int64, message int) (handlers.Exchange, bool, error) {
	if message == 0 {
		return handlers.Exchange{}, false, nil
	}
	return s.exchange(ctx, "question = $3", chat, message)
}

// ByAnswer implements handlers.State.
func (s *Store) ByAnswer(ctx context.Context, chat int64, message int) (handlers.Exchange, bool, error) {
	return s.exchange(ctx, "answer = $3", chat, message)
}

// Last implements handlers.State.
func (s *Store) Last(ctx context.Context, chat int64, thread int) (handlers.Exchange, bool, error) {
	return s.exchange(ctx, "answer = (SELECT answer FROM thread WHERE chat = $1 AND thread = $3)", chat, thread)
}

// exchange finds one of a chat that is not too old.
func (s *Store) exchange(ctx context.Context, where string, chat int64, which int) (handlers.Exchange, bool, error) {
	if err := s.reading(ctx); err != nil {
		return handlers.Exchange{}, false, err
	}
	e := handlers.Exchange{Chat: chat}
	var data string
	ok, err := found(s.row(ctx,
		"SELECT answer, question, person, data FROM exchange WHERE chat = $1 AND written >= $2 AND "+where,
		chat, s.ago(handlers.KeepExchange), which).Scan(&e.Answer, &e.Question, &e.Speaker.Person, &data))
	var x exchange
	if !ok || !unpack(data, &x) {
		return handlers.Exchange{}, false, err
	}
	e.Thread, e.Speaker.Chat, e.At, e.Text, e.Hint = x.Thread, x.Speaker, time.UnixMilli(x.At), x.Text, x.Hint
	e.Language, e.Verdict, e.Facts, e.Before, e.After = x.Language, x.Verdict, x.Facts, x.Before, x.After
	return e, true, nil
}

// affected is how many rows a statement changed.
func affected(r sql.Result, err error) (int64, error) {
	if err != nil {
		return 0, err
	}
	return r.RowsAffected()
}
