package handlers

import (
	"slices"

	"github.com/forumbot/forumbot/knowledge"
)

// Shown is what a person gets to see: a text and its buttons.
type Shown struct {
	Document    Document
	Buttons     [][]Button
	Facts       []string // ids of the facts told or offered
	Suggestions []string // the questions offered on buttons
}

// maxOffers is how many questions are offered on buttons at once: a choice
// that is seen at a glance.
const maxOffers = 3

// Compose puts a result into words. The question only varies the wording of
// small talk and refusals, and nothing of it is repeated: what a stranger
// wrote is never sent as the bot's own words.
func (c *Composer) Compose(question string, r knowledge.Result) Shown {
	l := c.language(r.Language)
	switch r.Verdict {
	case knowledge.Answer:
		if len(r.Over) > 0 {
			return c.table(l, r.Over, r.Most)
		}
		if facts := told(r.Matches, maxShown); len(facts) > 0 {
			return c.card(card{language: l, mode: premiseMode(r.Premise), facts: facts})
		}
	case knowledge.Suggest:
		if facts := told(r.Matches, maxOffers); len(facts) > 0 {
			return c.suggest(l, facts)
		}
	case knowledge.Smalltalk:
		return c.smalltalk(l, question, r.Smalltalk)
	}
	if r.Missing != 0 {
		return c.missing(l, r)
	}
	return c.refuse(l, question, r)
}

// told are the facts of the matches, each once.
func told(matches []knowledge.Match, most int) []*knowledge.Fact {
	var out []*knowledge.Fact
	seen := map[*knowledge.Fact]bool{}
	for _, m := range matches {
		if m.Fact != nil && !seen[m.Fact] && len(out) < most {
			seen[m.Fact] = true
			out = append(out, m.Fact)
		}
	}
	return out
}

func premiseMode(p knowledge.Premise) byte {
	switch p {
	case knowledge.Confirmed:
		return modeYes
	case knowledge.Contradicted:
		return modeNo
	}
	return modePlain
}

func (c *Composer) suggest(l knowledge.Language, facts []*knowledge.Fact) Shown {
	id := "suggest.many"
	if len(facts) == 1 {
		id = "suggest.one"
	}
	s := Shown{Document: paragraph(say(l, id)), Facts: ids(facts)}
	c.offer(&s, l, facts)
	return s
}

// refuse says that the facts don't hold it: in the words of the gap when it is
// known that they don't, else in general ones, and offers what is near.
func (c *Composer) refuse(l knowledge.Language, question string, r knowledge.Result) Shown {
	var s Shown
	near := told(r.Matches, maxOffers)
	if r.Gap != nil {
		s.Document.Paragraph(regular(r.Gap.Text.In(l)))
		s.Facts = []string{r.Gap.ID}
		if len(near) == 0 {
			near = first(c.related([]*knowledge.Fact{r.Gap}), maxOffers)
		}
		if f := r.Beside; f != nil {
			near = slices.DeleteFunc(near, func(n *knowledge.Fact) bool { return n == f })
			s.Document.Paragraph(regular(say(l, "refuse.beside", "Text", f.Text.In(l))))
			if line := c.sourceLine(l, []*knowledge.Fact{f}, cite); line != "" {
				s.Document.Paragraph(italic(line))
			}
		}
	} else {
		s.Document.Paragraph(regular(variant(l, "refuse", question)))
	}
	if len(near) > 0 {
		s.Document.Paragraph(regular(say(l, "refuse.near")))
		c.offer(&s, l, near)
	} else if len(c.shelf().topics) > 0 {
		s.Buttons = append(s.Buttons, []Button{c.topicsButton(l)})
	}
	return s
}

// smalltalk answers a greeting and the like.
func (c *Composer) smalltalk(l knowledge.Language, question string, talk knowledge.Talk) Shown {
	id := "talk." + string(talk)
	if !has(id + ".1") {
		id = "talk." + string(knowledge.Acknowledgement)
	}
	s := Shown{Document: paragraph(variant(l, id, question, "Name", c.name(l), "Example", c.example(l)))}
	if talk == knowledge.Ability {
		c.offer(&s, l, c.examples(l, maxOffers))
		if len(c.shelf().topics) > 0 {
			s.Buttons = append(s.Buttons, []Button{c.topicsButton(l)})
		}
	}
	return s
}

// offer adds a button per fact that shows it.
func (c *Composer) offer(s *Shown, l knowledge.Language, facts []*knowledge.Fact) {
	for _, f := range facts {
		s.Suggestions = append(s.Suggestions, label(f, l))
		s.Buttons = append(s.Buttons, []Button{factButton(f, l)})
	}
}

func factButton(f *knowledge.Fact, l knowledge.Language) Button {
	return Button{Text: label(f, l), Data: press{kind: pressFact, language: l, ids: []string{f.ID}}.data()}
}

func (c *Composer) topicsButton(l knowledge.Language) Button {
	return Button{Text: say(l, "button.topics"), Data: press{kind: pressTopic, language: l}.data()}
}

func ids(facts []*knowledge.Fact) []string {
	out := make([]string, len(facts))
	for i, f := range facts {
		out[i] = f.ID
	}
	return out
}

func first[T any](list []T, n int) []T {
	return list[:min(n, len(list))]
}
