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

// says reports whether the fact's own statement or values hold one of the forms.
func (m *Maker) says(f *knowledge.Fact, l knowledge.Language, forms []string) bool {
	all := f.Text.In(l)
	for _, v := range f.Values {
		all += "\n" + v.Text.In(l) + "\n" + strings.Join(v.Also, "\n")
	}
	return mentions(all, forms)
}

func mentions(s string, forms []string) bool {
	return slices.ContainsFunc(forms, func(form string) bool {
		_, n := cutOut(s, clean(form))
		return n > 0
	})
}

// supported reports whether some fact may make an option of a kind right: it
// speaks of the option, holds most of what the question says, and isn't about
// another edition, year, day or thing.
func (m *Maker) supported(f *knowledge.Fact, l knowledge.Language, asked termSet, statement string, forms []string, kind string) bool {
	_, want := text.Quantities(text.Fold(statement))
	return slices.ContainsFunc(m.facts, func(g *knowledge.Fact) bool {
		if g == f || g.Edition != f.Edition && g.Edition != 0 && f.Edition != 0 {
			return false
		}
		s := clean(g.Text.In(l))
		if !mentions(s, forms) || m.lexicon[l].coverage(asked, g) < support {
			return false
		}
		return !m.lexicon[l].elsewhere(s, forms, asked, want) && !aboutAnother(f, g, l, kind)
	})
}

// aboutAnother reports whether g settles a value of some other kind than the
// one asked for that f settles too, and another one: the theme of another year.
func aboutAnother(f, g *knowledge.Fact, l knowledge.Language, kind string) bool {
	return slices.ContainsFunc(f.Values, func(v knowledge.Value) bool {
		if v.Kind == kind || !slices.ContainsFunc(g.Values, func(w knowledge.Value) bool { return w.Kind == v.Kind }) {
			return false
		}
		return !mentions(g.Text.In(l), append([]string{v.Text.In(l)}, v.Also...))
	})
}

// elsewhere reports whether what a statement says of an option has nothing to
// do with the question: each clause that names the option is about another year
// or day than those wanted, or another clause holds far more of the question,
// as in a list of years and what was in each of them.
func (x *lexicon) elsewhere(s string, forms []string, asked termSet, want []text.Quantity) bool {
	var naming []string
	best, start := 0.0, 0
	for _, end := range clauseEnds(s) {
		clause := s[start:end]
		start = end
		if mentions(clause, forms) {
			naming = append(naming, clause)
		}
		best = max(best, x.share(asked, terms(clause)))
	}
	return !slices.ContainsFunc(naming, func(clause string) bool {
		return x.share(asked, terms(clause)) > best/2 && !otherTime(clause, forms, want)
	})
}

// otherTime reports whether a clause has a year or a day, besides the option
// itself, and another one than the question.
func otherTime(clause string, forms []string, want []text.Quantity) bool {
	for _, form := range forms {
		clause, _ = cutOut(clause, clean(form))
	}
	_, have := text.Quantities(text.Fold(clause))
	return slices.ContainsFunc(want, func(w text.Quantity) bool {
		alike := func(q text.Quantity) bool { return q.Kind == w.Kind }
		return (w.Kind == text.Year || w.Kind == text.Day) && slices.ContainsFunc(have, alike) && !slices.Contains(have, w)
	})
}

// alike reports whether two options are too close to tell apart fairly.
func alike(a, b termSet, s, t string) bool {
	s, t = text.Fold(s), text.Fold(t)
	if strings.Contains(s, t) || strings.Contains(t, s) {
		return true
	}
	common := 0
	for _, h := range a {
		if b.has(h) {
			common++
		}
	}
	return float64(2*common) > 0.7*float64(len(a)+len(b))
}

// taken are the numbers that facts about the same thing give.
type taken map[text.Quantity]bool

// any reports whether an option has one of them.
func (t taken) any(option string) bool {
	_, found := text.Quantities(text.Fold(option))
	return slices.ContainsFunc(found, func(q text.Quantity) bool { return t[q] })
}

// quantities collects the numbers of all facts that share the topic of f or
// most words of a question on it.
func (m *Maker) quantities(f *knowledge.Fact, l knowledge.Language, statement string) taken {
	asked := terms(statement)
	t := taken{}
	for _, g := range m.facts {
		if g.Topic != f.Topic && m.lexicon[l].coverage(asked, g) < related {
			continue
		}
		_, found := text.Quantities(text.Fold(g.Text.In(l)))
		for _, q := range found {
			t[q] = true
		}
	}
	return t
}
