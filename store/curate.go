package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/forumbot/forumbot/handlers"
)

// Opinions are what people think of a fact's version, in numbers: ratings and
// reports.
type Opinions struct {
	handlers.FactVersion
	Up, Down, Outdated, Wrong int
	First, Last               time.Time
}

// Curation is what those who look after the facts want to know: nothing in it
// tells who said or asked it.
type Curation struct {
	Facts      []Opinions            // the most reported first, then the worst rated
	Unanswered []handlers.Unanswered // the most frequent first
	Misjudged  []Misjudged           // as long as there is a log of questions
}

// Misjudged is a question with an answer that people gave a 👎: often it is the
// answer to another question.
type Misjudged struct {
	Question string
	Facts    []string // ids of those told
	Down     int
	Last     time.Time
}

// feedbackVersion is that of the first schema that holds opinions.
const feedbackVersion = 4

// Curate reads what people thought and what they got no answer to since a time,
// at most so many questions of a kind, without changing anything, also while a bot runs.
func Curate(ctx context.Context, o Options, since time.Time, most int) (c Curation, err error) {
	db, where, err := openForReading(ctx, o)
	if err != nil {
		return c, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	var version int64
	if err := db.QueryRowContext(ctx, "SELECT max(version_id) FROM goose_db_version").Scan(&version); err != nil {
		return c, fmt.Errorf("%s is no database of forumbot, or none that this program can read: %w", where, err)
	}
	if version < feedbackVersion {
		return c, fmt.Errorf("%s is of an older forumbot and holds no feedback yet; run the bot once with this version", where)
	}
	if c.Facts, err = opinions(ctx, db, since); err != nil {
		return c, err
	}
	if c.Unanswered, err = unanswered(ctx, db, since, most); err != nil {
		return c, err
	}
	c.Misjudged, err = misjudged(ctx, db, since, most)
	return c, err
}

func misjudged(ctx context.Context, db *sql.DB, since time.Time, most int) ([]Misjudged, error) {
	var out []Misjudged
	err := each(ctx, db, func(into func(...any) error) error {
		var m Misjudged
		var facts string
		var last int64
		if err := into(&m.Question, &facts, &m.Down, &last); err != nil {
			return err
		}
		m.Last = time.UnixMilli(last)
		_ = json.Unmarshal([]byte(facts), &m.Facts) // what can't be read counts as not there
		out = append(out, m)
		return nil
	}, `SELECT q.text, q.facts, count(DISTINCT r.person) AS down, max(r.at)
		FROM rating AS r JOIN question AS q ON q.chat = r.chat AND q.answer = r.message
		WHERE r.at >= $1 AND r.up = 0 AND q.text <> ''
		GROUP BY q.text, q.facts ORDER BY down DESC, max(r.at) DESC, q.text LIMIT $2`, millis(since), most)
	return out, err
}

func opinions(ctx context.Context, db *sql.DB, since time.Time) ([]Opinions, error) {
	var out []Opinions
	err := each(ctx, db, func(into func(...any) error) error {
		var o Opinions
		var first, last int64
		err := into(&o.Fact, &o.Version, &o.Up, &o.Down, &o.Outdated, &o.Wrong, &first, &last)
		o.First, o.Last = time.UnixMilli(first), time.UnixMilli(last)
		out = append(out, o)
		return err
	}, `SELECT fact, version, count(CASE WHEN said = 'up' THEN 1 END), count(CASE WHEN said = 'down' THEN 1 END) AS down,
			count(CASE WHEN said = 'outdated' THEN 1 END), count(CASE WHEN said = 'wrong' THEN 1 END), min(at), max(at)
		FROM (SELECT fact, version, at, CASE WHEN up = 1 THEN 'up' ELSE 'down' END AS said FROM rating WHERE at >= $1
			UNION ALL SELECT fact, version, at, reason AS said FROM report WHERE at >= $1) AS opinion
		GROUP BY fact, version
		ORDER BY count(CASE WHEN said IN ('outdated', 'wrong') THEN 1 END) DESC, down DESC, fact, max(at) DESC`, millis(since))
	return out, err
}
