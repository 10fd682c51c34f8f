package handlers

import (
	"cmp"
	"context"
	"math/rand/v2"
	"slices"
	"strconv"
	"time"

	"github.com/forumbot/forumbot/knowledge"
	"github.com/forumbot/forumbot/trivia"
)

// quizSource makes quizzes of a base's facts.
type quizSource struct {
	maker *trivia.Maker
	ids   map[knowledge.Language][]string // of the facts that have one
}

// quizBudget bounds how long it is looked for facts that make a quiz, in each
// language: the more facts there are, the longer each takes. Of a folder of very
// many, those found by then are asked about.
const quizBudget = 3 * time.Second

func newQuizSource(base Base) *quizSource {
	facts := slices.Clone(base.Facts())
	slices.SortFunc(facts, func(a, b *knowledge.Fact) int { return cmp.Compare(hash(a.ID), hash(b.ID)) }) // no topic before others
	q := &quizSource{maker: trivia.NewMaker(facts, base.Languages()), ids: map[knowledge.Language][]string{}}
	for _, l := range base.Languages() {
		begin := time.Now()
		for _, f := range facts {
			if q.maker.Why(f.ID, l) == "" {
				q.ids[l] = append(q.ids[l], f.ID)
			}
			if len(q.ids[l]) > 0 && time.Since(begin) > quizBudget {
				break
			}
		}
	}
	return q
}

func (c *Composer) maker() *trivia.Maker { return c.quizSource().maker }

// quizFacts are the ids of the facts that make a quiz for a speaker of l.
func (c *Composer) quizFacts(l knowledge.Language) []string {
	ids, ok := c.quizSource().ids[l]
	if all := c.base.Languages(); !ok && len(all) > 0 {
		return c.quizSource().ids[slices.Min(all)]
	}
	return ids
}

// pickQuiz chooses the quiz that comes next in this chat, and what to say above
// it; false when there is none.
func (s *session) pickQuiz(ctx context.Context) (q trivia.Quiz, note string, ok bool) {
	return s.pickQuizIn(ctx, s.lang(ctx))
}

func (s *session) pickQuizIn(ctx context.Context, l knowledge.Language) (q trivia.Quiz, note string, ok bool) {
	if s.private() {
		if id, note := s.review(ctx, l); id != "" {
			q, ok = s.maker().Quiz(id, l, rand.Uint64())
			return q, note, ok
		}
	}
	q, ok = s.drawQuiz(ctx, s.Composer, s.m.Chat.ID, l)
	return q, "", ok
}

// drawQuiz is a quiz on the next fact of the chat's bag.
func (h *Handler) drawQuiz(ctx context.Context, c *Composer, chat int64, l knowledge.Language) (trivia.Quiz, bool) {
	ids := c.quizFacts(l)
	id, err := h.draw(ctx, chat, ids, nil)
	if h.failed(err, "bag") && len(ids) > 0 {
		id = ids[rand.IntN(len(ids))]
	}
	if id == "" {
		return trivia.Quiz{}, false
	}
	return c.maker().Quiz(id, l, rand.Uint64())
}

// review is the fact that a person should be asked again before any other, and
// why; "" for none. See trivia.Progress for when that is.
func (s *session) review(ctx context.Context, l knowledge.Language) (id, note string) {
	if s.m.From == nil {
		return "", ""
	}
	known, err := s.quizzes.Progress(ctx, s.m.From.ID)
	if s.failed(err, "progress") {
		return "", ""
	}
	now := s.now()
	order := trivia.Order(s.quizFacts(l), known, now)
	if len(order) == 0 {
		return "", ""
	}
	id = order[0]
	i := slices.IndexFunc(known, func(p trivia.Progress) bool { return p.Fact == id })
	if i < 0 || !known[i].Due(now) {
		return "", ""
	}
	zone := s.zone(ctx, s.m.Chat.ID)
	when := pastDay(l, known[i].Last.In(zone), now.In(zone))
	if known[i].Box == 0 {
		return id, say(l, "quiz.again.missed", "When", when)
	}
	return id, say(l, "quiz.again.known", "When", when)
}

// pastDay names a day as people do: yesterday, on Monday, on 3 May.
func pastDay(l knowledge.Language, t, now time.Time) string {
	switch ago := int(dayOf(now) - dayOf(t)); {
	case ago <= 0:
		return say(l, "quiz.day.today")
	case ago == 1:
		return say(l, "quiz.day.yesterday")
	case ago < 7:
		return say(l, "quiz.weekday."+strconv.Itoa(int(t.Weekday())))
	case l == knowledge.Chinese:
		return say(l, "quiz.day.date", "Date", t.Format("1月2日"))
	}
	return say(l, "quiz.day.date", "Date", t.Format("2 January"))
}

// quizZone is where days and weeks begin unless a chat says otherwise.
var quizZone = time.FixedZone("UTC+8", 8*60*60)

// zone is the time zone of a chat.
func (h *Handler) zone(context.Context, int64) *time.Location { return quizZone }
