package handlers

import (
	"context"
	"strconv"
	"strings"

	"github.com/forumbot/forumbot/knowledge"
)

// opinionRow asks what the reader thinks of an answer.
func opinionRow(l knowledge.Language, facts []*knowledge.Fact) []Button {
	p := press{kind: pressRate, language: l, ids: ids(facts), tag: versionTag(facts)}
	thumb := func(sign, choice string) Button {
		p.choice = choice
		return Button{Text: sign, Data: p.data()}
	}
	return []Button{thumb("👍", thumbUp), thumb("👎", thumbDown), reportButton(l, facts)}
}

// versionOf names what is rated and reported: a fact as it is told now.
func versionOf(f *knowledge.Fact) FactVersion { return FactVersion{f.ID, f.Version()} }

// versionTag stands for the versions of some facts on a button: 20 bits of a
// hash. A message may be older than its facts, and what somebody thinks of the
// old wording is no opinion on the new one.
func versionTag(facts []*knowledge.Fact) string {
	var b strings.Builder
	for _, f := range facts {
		b.WriteString(f.Version())
	}
	s := strconv.FormatUint(hash(b.String())&(1<<20-1), 32)
	return strings.Repeat("0", tagLength-len(s)) + s
}

// opinionOn finds the facts that a button is about. Where there is none to have
// an opinion on, it says what to tell instead.
func (c *Composer) opinionOn(p press) (facts []*knowledge.Fact, excuse string) {
	facts = c.resolve(p.ids)
	switch {
	case len(facts) == 0:
		return nil, "press.gone"
	case p.tag != "" && p.tag != versionTag(facts):
		return nil, "feedback.newer"
	}
	return facts, ""
}

// rate notes a thumb; the same one again, under the same answer, takes it back.
// Nobody but who pressed sees anything of it.
func (s *session) rate(ctx context.Context, p press) error {
	l := s.lang(ctx)
	facts, excuse := s.opinionOn(p)
	if excuse != "" || s.m.From == nil {
		return s.acknowledge(ctx, say(l, excuse))
	}
	up, again := p.choice == thumbUp, true
	for _, f := range facts {
		was, ok, err := s.feedback.Rating(ctx, versionOf(f), s.m.From.ID)
		if s.failed(err, "rating") {
			return s.acknowledge(ctx, say(l, "feedback.failed"))
		}
		again = again && ok && was.Up == up && was.Chat == s.m.Chat.ID && was.Message == s.m.ID
	}
	said := "feedback.down"
	switch {
	case again:
		said = "feedback.withdrawn"
	case up:
		said = "feedback.up"
	}
	for _, f := range facts {
		var err error
		if again {
			err = s.feedback.DropRating(ctx, versionOf(f), s.m.From.ID)
		} else {
			err = s.feedback.SetRating(ctx, Rating{
				FactVersion: versionOf(f), Person: s.m.From.ID, Chat: s.m.Chat.ID, Message: s.m.ID, At: s.now(), Up: up,
			})
		}
		if s.failed(err, "rating") {
			said = "feedback.failed"
		}
	}
	return s.acknowledge(ctx, say(l, said))
}
