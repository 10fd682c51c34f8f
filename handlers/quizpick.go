package handlers

import (
	"context"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/forumbot/forumbot/knowledge"
	"github.com/forumbot/forumbot/trivia"
)

// quizSource makes quizzes of a base's facts, and learns on which there are none.
type quizSource struct {
	maker *trivia.Maker

	mu  sync.Mutex
	ids map[knowledge.Language][]string // of the facts that may have one; a list that is there never changes
}

func newQuizSource(base Base) *quizSource {
	facts := base.Facts()
	q := &quizSource{maker: trivia.NewMaker(facts, base.Languages()), ids: map[knowledge.Language][]string{}}
	var all []string
	for _, f := range facts {
		if !f.Gap && f.Status != knowledge.Draft {
			all = append(all, f.ID)
		}
	}
	for _, l := range base.Languages() {
		q.ids[l] = all
	}
	return q
}

// facts are the ids of the facts that may have a quiz in language l.
func (q *quizSource) facts(l knowledge.Language) []string {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.ids[l]
}

// without notes that there is no quiz on a fact.
func (q *quizSource) without(l knowledge.Language, id string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.ids[l] = slices.DeleteFunc(slices.Clone(q.ids[l]), func(other string) bool { return other == id })
}

// any tells whether there is a quiz on some fact.
func (q *quizSource) any(l knowledge.Language) bool {
	for _, id := range q.facts(l) {
		if q.maker.Why(id, l) == "" {
			return true
		}
		q.without(l, id)
	}
	return false
}

func (c *Composer) maker() *trivia.Maker { return c.quizSource().maker }

// quizLanguage is the language of quizzes for a speaker of l: one of the
// folder's.
func (c *Composer) quizLanguage(l knowledge.Language) knowledge.Language {
	if all := c.base.Languages(); !slices.Contains(all, l) && len(all) > 0 {
		return all[0]
	}
	return l
}

// pickQuiz chooses the quiz that comes next in this chat, and what to say above
// it; false when there is none.
func (s *session) pickQuiz(ctx context.Context) (q trivia.Quiz, note string, ok bool) {
	return s.pickQuizIn(ctx, s.lang(ctx))
}

func (s *session) pickQuizIn(ctx context.Context, l knowledge.Language) (q trivia.Quiz, note string, ok bool) {
	var lately []string // answered, and not to be asked again so soon
	if s.private() {
		id, note, asked := s.dueReview(ctx, l)
		if id != "" {
			q, ok = s.maker().Quiz(id, l, rand.Uint64())
			return q, note, ok
		}
		lately = asked
	}
	q, ok = s.drawQuiz(ctx, s.Composer, s.m.Chat.ID, l, lately...)
	return q, "", ok
}

// drawQuiz is a quiz on the next fact of the chat's bag, those excepted that were
// asked lately, unless there are no others.
func (h *Handler) drawQuiz(ctx context.Context, c *Composer, chat int64, l knowledge.Language, lately ...string) (trivia.Quiz, bool) {
	source := c.quizSource()
	l = c.quizLanguage(l)
	for {
		ids := source.facts(l)
		if others := slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return slices.Contains(lately, id) }); len(others) > 0 {
			ids = others
		}
		id, err := h.drawFact(ctx, chat, ids, nil)
		if h.failed(err, "bag") && len(ids) > 0 && ctx.Err() == nil {
			id = ids[rand.IntN(len(ids))]
		}
		if id == "" {
			return trivia.Quiz{}, false
		}
		if q, ok := source.maker.Quiz(id, l, rand.Uint64()); ok {
			return q, true
		}
		source.without(l, id) // and so none is tried twice
	}
}

// dueReview is the fact that a person should be asked again before any other, and
// why; "" for none. See trivia.Progress for when that is. Lately are the facts
// that the person answered in the last half day.
func (s *session) dueReview(ctx context.Context, l knowledge.Language) (id, note string, lately []string) {
	if s.m.From == nil {
		return "", "", nil
	}
	known, err := s.quizzes.Progress(ctx, s.m.From.ID)
	if s.failed(err, "progress") {
		return "", "", nil
	}
	asked := make([]string, len(known))
	for i, p := range known {
		asked[i] = p.Fact
		if s.now().Sub(p.Last) < 12*time.Hour {
			lately = append(lately, p.Fact)
		}
	}
	now := s.now()
	for _, id := range trivia.Order(asked, known, now) {
		p := known[slices.Index(asked, id)]
		switch {
		case !p.Due(now):
			return "", "", lately
		case s.maker().Why(id, l) != "": // the facts have changed
			continue
		}
		zone := s.zone(ctx, s.m.Chat.ID)
		when := pastDay(l, p.Last.In(zone), now.In(zone))
		if p.Box == 0 {
			return id, say(l, "quiz.again.missed", "When", when), lately
		}
		return id, say(l, "quiz.again.known", "When", when), lately
	}
	return "", "", lately
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

// zone is where days and weeks of a chat begin: in the zone of its daily post, or
// that of chats that name none.
func (h *Handler) zone(ctx context.Context, chat int64) *time.Location {
	name := h.dailyZone
	if d, ok, err := h.dailies.Daily(ctx, chat, 0); err == nil && ok {
		name = d.Schedule.Zone
	}
	zone, err := trivia.Zone(name)
	if err != nil {
		return time.UTC
	}
	return zone
}
