package handlers

import (
	"context"
	"slices"

	"github.com/forumbot/forumbot/knowledge"
)

// earlierTurns is how many questions before are told to a Phraser where they are
// needed.
const earlierTurns = 2

// Assist is Compose with the help of a Phraser: what the facts answer is told in
// its words; where they are unsure it may choose among what would be offered;
// where a question of a conversation finds nothing it may complete it. q is what
// r was found for. p's Person and Show are used; the error tells why the answer
// is not in the Phraser's words, for the log.
//
// A refusal is told in curated words only: how it is put is the most careful
// part of the facts.
func (c *Composer) Assist(ctx context.Context, ph Phraser, q knowledge.Query, r knowledge.Result, p Phrasing) (knowledge.Result, Shown, error) {
	shown := c.Compose(q.Text, r)
	p.Question, p.Language = q.Text, c.language(r.Language)
	switch {
	case r.Verdict == knowledge.Answer && len(r.Over) == 0: // a table is one already
		if r.Why != nil && r.Why.Carried != "" {
			p.Earlier = lastQuestions(q.Context, 1)
		}
		s, err := c.phrase(ctx, ph, r, p)
		if err != nil {
			return r, shown, err
		}
		return r, s, nil
	case r.Verdict == knowledge.Suggest:
		p.Earlier = lastQuestions(q.Context, earlierTurns)
		p.Facts = told(r.Matches, maxOffers)
		f, err := ph.Choose(ctx, p)
		if err != nil || f == nil {
			return r, shown, err
		}
		chosen := answeredBy(f, q, r)
		s, err := c.phrase(ctx, ph, chosen, p)
		if err != nil {
			return r, shown, err // the choice does not hold without an answer
		}
		return chosen, s, nil
	case r.Verdict == knowledge.Refuse && r.Gap == nil && r.Missing == 0 && len(q.Context.Turns) > 0:
		p.Earlier = lastQuestions(q.Context, earlierTurns)
		text, err := ph.Rewrite(ctx, p)
		if err != nil || text == "" {
			return r, shown, err
		}
		again := q
		again.Text = clip(text)
		found := c.base.Ask(again)
		if found.Verdict != knowledge.Answer || len(found.Over) > 0 {
			return r, shown, nil
		}
		p.Question, p.Earlier = again.Text, nil
		shown = c.Compose(q.Text, found)
		if s, err := c.phrase(ctx, ph, found, p); err == nil {
			shown = s
		}
		return found, shown, nil
	}
	return r, shown, nil
}

// phrase tells an answer in a Phraser's words, on the card of the facts that
// they rest on.
func (c *Composer) phrase(ctx context.Context, ph Phraser, r knowledge.Result, p Phrasing) (Shown, error) {
	k := card{language: p.Language, mode: premiseMode(r.Premise), facts: told(r.Matches, maxShown)}
	p.Facts = k.facts
	if show := p.Show; show != nil {
		p.Show = func(text string) {
			if text != "" {
				text = premised(p.Language, k.mode, text)
			}
			show(text)
		}
	}
	out, err := ph.Phrase(ctx, p)
	if err != nil {
		return Shown{}, err
	}
	k.words = out.Text
	k.facts = slices.DeleteFunc(slices.Clone(k.facts), func(f *knowledge.Fact) bool { return !slices.Contains(out.Facts, f) })
	return c.card(k), nil
}

// premised puts the yes or no before an answer.
func premised(l knowledge.Language, mode byte, text string) string {
	switch mode {
	case modeYes:
		return say(l, "answer.confirmed", "Text", text)
	case modeNo:
		return say(l, "answer.contradicted", "Text", text)
	}
	return text
}

// answeredBy is r as if its question were answered by f.
func answeredBy(f *knowledge.Fact, q knowledge.Query, r knowledge.Result) knowledge.Result {
	r.Verdict, r.Matches = knowledge.Answer, []knowledge.Match{{Fact: f, Score: 1}}
	r.Premise = knowledge.NotAsked
	turns := append(slices.Clone(q.Context.Turns), knowledge.Turn{Question: q.Text, Facts: []string{f.ID}, Year: f.Edition})
	r.Context.Turns = turns[max(0, len(turns)-knowledge.MaxTurns):]
	return r
}

// lastQuestions are the last n questions of a conversation, oldest first.
func lastQuestions(c knowledge.Context, n int) []string {
	var out []string
	for _, t := range c.Turns[max(0, len(c.Turns)-n):] {
		if t.Question != "" {
			out = append(out, t.Question)
		}
	}
	return out
}

// compose puts a result into words, those of the Phraser where there is one,
// and shows a draft meanwhile. A draft suits an answer that is yet to be sent.
func (s *session) compose(ctx context.Context, q knowledge.Query, r knowledge.Result, draft bool) (knowledge.Result, Shown) {
	if s.phraser == nil || !s.private() && !s.phraseGroups {
		return r, s.Compose(q.Text, r)
	}
	limited, cancel := context.WithTimeout(ctx, s.phraseWithin)
	defer cancel()
	p := Phrasing{}
	if s.m.From != nil {
		p.Person = s.m.From.ID
	}
	if draft && s.drafts != nil {
		var d Draft
		p.Show = func(text string) {
			if d == nil {
				d = s.drafts.Draft(limited, s.m.Chat.ID, s.m.Thread)
				go func() {
					select {
					case <-d.Stopped():
						cancel()
					case <-limited.Done():
					}
				}()
			}
			if text != "" {
				text = paragraph(text).HTML()
			}
			d.Show(text)
		}
		defer func() {
			if d != nil {
				d.Close()
			}
		}()
	}
	found, shown, err := s.Assist(limited, s.phraser, q, r, p)
	if err != nil {
		s.log.Debug("the answer goes out without the language model", "why", err)
	}
	return found, shown
}

// modelUse is what the Phraser did, in some lines.
func modelUse(l knowledge.Language, u PhraserUse) string {
	tokens := say(l, "stats.model.tokens", "Tokens", u.Tokens)
	if u.Daily > 0 {
		tokens = say(l, "stats.model.budget", "Tokens", u.Tokens, "Daily", u.Daily)
	}
	return say(l, "stats.model.answers", "Asked", u.Asked, "Phrased", u.Phrased, "Retried", u.Retried) + "\n" + tokens
}
