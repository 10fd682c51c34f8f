package store

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/forumbot/forumbot/handlers"
	"github.com/forumbot/forumbot/knowledge"
)

// Each query here reads one range of the index on question.at; the rows of a
// range lie together, as they were written one after the other.

// each calls scan for every row that a query finds.
func each(ctx context.Context, q querier, scan func(into func(dest ...any) error) error, query string, args ...any) error {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		if err := scan(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// byVerdict counts without sorting: a GROUP BY would sort all rows of the range.
const byVerdict = `count(CASE WHEN verdict = 'answer' THEN 1 END), count(CASE WHEN verdict = 'suggest' THEN 1 END),
	count(CASE WHEN verdict = 'refuse' THEN 1 END), count(CASE WHEN verdict = 'smalltalk' THEN 1 END)`

// verdicts are what byVerdict counts.
type verdicts struct{ answer, suggest, refuse, smalltalk int }

func (v *verdicts) into() []any { return []any{&v.answer, &v.suggest, &v.refuse, &v.smalltalk} }

func (v *verdicts) counts() map[knowledge.Verdict]int {
	return map[knowledge.Verdict]int{
		knowledge.Answer: v.answer, knowledge.Suggest: v.suggest, knowledge.Refuse: v.refuse, knowledge.Smalltalk: v.smalltalk,
	}
}

// Summary implements handlers.Statistics.
func (s *Store) Summary(ctx context.Context, since time.Time) (handlers.Summary, error) {
	var sum handlers.Summary
	var v verdicts
	from, q := millis(since), s.engine.read
	for _, p := range []struct {
		query string
		into  []any
	}{
		{"SELECT count(*), " + byVerdict + " FROM question WHERE at >= $1", append([]any{&sum.Questions}, v.into()...)},
		{"SELECT count(DISTINCT CASE WHEN person <> 0 THEN person END), count(DISTINCT chat) FROM question WHERE at >= $1", []any{&sum.People, &sum.Chats}},
		{"SELECT count(CASE WHEN up = 1 THEN 1 END), count(CASE WHEN up = 0 THEN 1 END) FROM rating WHERE at >= $1", []any{&sum.Up, &sum.Down}},
		{"SELECT count(*) FROM report WHERE at >= $1", []any{&sum.Reports}},
	} {
		if err := q.QueryRowContext(ctx, p.query, from).Scan(p.into...); err != nil {
			return sum, err
		}
	}
	sum.Verdicts = v.counts()
	var times []int64 // milliseconds, ascending, with how many questions took them
	var counts []int
	err := each(ctx, q, func(into func(...any) error) error {
		var took int64
		var n int
		err := into(&took, &n)
		times, counts = append(times, took), append(counts, n)
		return err
	}, "SELECT took, count(*) FROM question WHERE at >= $1 GROUP BY took ORDER BY took", from)
	sum.P50, sum.P95, sum.P99 = percentile(times, counts, 50), percentile(times, counts, 95), percentile(times, counts, 99)
	return sum, err
}

// percentile is the least of the ascending times (in milliseconds) that at least
// so many percent of all stay within: the nearest rank.
func percentile(times []int64, counts []int, percent int) time.Duration {
	all := 0
	for _, n := range counts {
		all += n
	}
	rank := (all*percent + 99) / 100
	for i, n := range counts {
		if rank -= n; rank <= 0 {
			return time.Duration(times[i]) * time.Millisecond
		}
	}
	return 0
}

// Days implements handlers.Statistics.
func (s *Store) Days(ctx context.Context, since time.Time) ([]handlers.Day, error) {
	var out []handlers.Day
	for from := since.UTC().Truncate(24 * time.Hour); !from.After(s.now()); from = from.Add(24 * time.Hour) {
		var v verdicts
		err := s.engine.read.QueryRowContext(ctx, "SELECT "+byVerdict+" FROM question WHERE at >= $1 AND at < $2",
			millis(from), millis(from.Add(24*time.Hour))).Scan(v.into()...)
		if err != nil {
			return nil, err
		}
		out = append(out, handlers.Day{Date: from, Verdicts: v.counts()})
	}
	return out, nil
}

// TopFacts implements handlers.Statistics.
func (s *Store) TopFacts(ctx context.Context, since time.Time, most int) ([]handlers.FactCount, error) {
	count := map[string]int{}
	err := each(ctx, s.engine.read, func(into func(...any) error) error {
		var facts string
		var n int
		if err := into(&facts, &n); err != nil {
			return err
		}
		var ids []string
		if json.Unmarshal([]byte(facts), &ids) == nil {
			for _, id := range ids {
				count[id] += n
			}
		}
		return nil
	}, "SELECT facts, count(*) FROM question WHERE at >= $1 AND verdict = 'answer' GROUP BY facts", millis(since))
	var out []handlers.FactCount
	for id, n := range count {
		out = append(out, handlers.FactCount{Fact: id, Count: n})
	}
	slices.SortFunc(out, func(a, b handlers.FactCount) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Fact, b.Fact))
	})
	return out[:min(most, len(out))], err
}

// Unanswered implements handlers.Statistics.
func (s *Store) Unanswered(ctx context.Context, since time.Time, most int) ([]handlers.Unanswered, error) {
	return unanswered(ctx, s.engine.read, since, most)
}

// mostWordings bounds how many different wordings are compared, the most
// frequent ones first: those beyond were asked once or twice.
const mostWordings = 20_000

func unanswered(ctx context.Context, q querier, since time.Time, most int) ([]handlers.Unanswered, error) {
	known := map[string]int{}
	var out []handlers.Unanswered
	err := each(ctx, q, func(into func(...any) error) error {
		var u handlers.Unanswered
		var first, last int64
		if err := into(&u.Question, &u.Refused, &u.Suggested, &first, &last); err != nil {
			return err
		}
		u.First, u.Last = time.UnixMilli(first), time.UnixMilli(last)
		folded := knowledge.Fold(u.Question)
		i, ok := known[folded]
		if !ok {
			known[folded] = len(out)
			out = append(out, u)
			return nil
		}
		o := &out[i]
		o.Refused += u.Refused
		o.Suggested += u.Suggested
		if u.First.Before(o.First) {
			o.First = u.First
		}
		if u.Last.After(o.Last) {
			o.Last = u.Last
		}
		return nil
	}, `SELECT text, count(CASE WHEN verdict = 'refuse' THEN 1 END), count(CASE WHEN verdict = 'suggest' THEN 1 END), min(at), max(at)
		FROM question WHERE at >= $1 AND verdict IN ('refuse', 'suggest') AND facts = '[]' AND text <> ''
		GROUP BY text ORDER BY count(*) DESC, max(at) DESC, text LIMIT $2`, millis(since), mostWordings)
	slices.SortStableFunc(out, func(a, b handlers.Unanswered) int {
		return cmp.Or(cmp.Compare(b.Refused+b.Suggested, a.Refused+a.Suggested), b.Last.Compare(a.Last))
	})
	return out[:min(most, len(out))], err
}
