package trivia

import (
	"slices"
	"strings"

	"github.com/forumbot/forumbot/knowledge"
	"github.com/forumbot/forumbot/knowledge/text"
)

// How much of a question's terms, by weight, another fact must hold.
const (
	related = 0.35 // to be about the same thing
	support = 0.6  // to say of its own values what the question asks
)

// question is a fact's statement with a blank, compared with the other facts: a
// wrong option must not be right by one of them.
type question struct {
	fact      *knowledge.Fact
	language  knowledge.Language
	statement string // with blank
	terms     termSet
	numbers   []text.Quantity
	lexicon   *lexicon

	rivals  []*knowledge.Fact      // facts that say of their own values what is asked
	figures map[text.Quantity]bool // numbers that facts about the same thing give
}

// question reads the other facts for what could be right besides f.
func (m *Maker) question(f *knowledge.Fact, l knowledge.Language, statement string) *question {
	q := &question{fact: f, language: l, statement: statement, terms: terms(statement), lexicon: m.lexicon[l], figures: map[text.Quantity]bool{}}
	_, q.numbers = text.Quantities(text.Fold(statement))
	for _, g := range m.facts {
		covered := q.lexicon.coverage(q.terms, g)
		if g != f && covered >= support {
			q.rivals = append(q.rivals, g)
		}
		if g == f || g.Topic == f.Topic || covered >= related {
			_, found := text.Quantities(text.Fold(g.Text.In(l)))
			for _, n := range found {
				q.figures[n] = true
			}
		}
	}
	return q
}

// gives reports whether a fact about the same thing gives a number of the option.
func (q *question) gives(option string) bool {
	_, found := text.Quantities(text.Fold(option))
	return slices.ContainsFunc(found, func(n text.Quantity) bool { return q.figures[n] })
}

// mayBe reports whether an option, in any of its forms, may be right: the fact
// itself holds it, or a rival speaks of it that isn't about another edition,
// year, day or thing. Where the year is asked for, every edition counts.
func (q *question) mayBe(forms []string, kind string) bool {
	own := q.fact.Text.In(q.language)
	for _, v := range q.fact.Values {
		own += "\n" + v.Text.In(q.language) + "\n" + strings.Join(v.Also, "\n")
	}
	if mentions(own, forms) {
		return true
	}
	return slices.ContainsFunc(q.rivals, func(g *knowledge.Fact) bool {
		s := clean(g.Text.In(q.language))
		otherEdition := g.Edition != q.fact.Edition && g.Edition != 0 && q.fact.Edition != 0 && kind != "year"
		return !otherEdition && mentions(s, forms) && !q.elsewhere(s, forms) && !q.aboutAnother(g, kind)
	})
}

func mentions(s string, forms []string) bool {
	return slices.ContainsFunc(forms, func(form string) bool {
		_, n := cutOut(s, clean(form))
		return n > 0
	})
}

// elsewhere reports whether what a statement says of an option has nothing to
// do with the question: each clause that names the option is about another year
// or day than the question, or another clause holds far more of the question,
// as in a list of years and what was in each of them.
func (q *question) elsewhere(s string, forms []string) bool {
	var naming []string
	best, start := 0.0, 0
	for _, end := range clauseEnds(s) {
		clause := s[start:end]
		start = end
		if mentions(clause, forms) {
			naming = append(naming, clause)
		}
		best = max(best, q.lexicon.share(q.terms, terms(clause)))
	}
	return !slices.ContainsFunc(naming, func(clause string) bool {
		return q.lexicon.share(q.terms, terms(clause)) > best/2 && !q.otherTime(clause, forms)
	})
}

// otherTime reports whether a clause has a year or a day, besides the option
// itself, and another one than the question.
func (q *question) otherTime(clause string, forms []string) bool {
	for _, form := range forms {
		clause, _ = cutOut(clause, clean(form))
	}
	_, have := text.Quantities(text.Fold(clause))
	return slices.ContainsFunc(q.numbers, func(w text.Quantity) bool {
		alike := func(n text.Quantity) bool { return n.Kind == w.Kind }
		return (w.Kind == text.Year || w.Kind == text.Day) && slices.ContainsFunc(have, alike) && !slices.Contains(have, w)
	})
}

// aboutAnother reports whether g settles a value of some other kind than the
// one asked for that the fact settles too, and another one: the theme of
// another year.
func (q *question) aboutAnother(g *knowledge.Fact, kind string) bool {
	return slices.ContainsFunc(q.fact.Values, func(v knowledge.Value) bool {
		if v.Kind == kind || !slices.ContainsFunc(g.Values, func(w knowledge.Value) bool { return w.Kind == v.Kind }) {
			return false
		}
		return !mentions(g.Text.In(q.language), append([]string{v.Text.In(q.language)}, v.Also...))
	})
}
