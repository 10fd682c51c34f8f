package knowledge

import (
	"maps"
	"slices"
	"strconv"

	"github.com/forumbot/forumbot/knowledge/text"
)

// profile is what a fact holds that a question can demand: its years, days,
// numbers and names. It is worked out once, when the folder is loaded.
type profile struct {
	years      []string
	quantities map[text.Quantity]bool
	names      map[int]bool    // entities in its statement, values and names
	mentioned  map[int]bool    // entities in its sample questions
	kinds      map[string]bool // kinds of value that it settles
	settles    map[int]bool    // entities that are its values
	attributes map[int]bool    // attributes that come up in it: see attributes.yaml
	answers    []Asked         // kinds of question that it settles; none for a gap
}

func (b *Base) profileOf(f *Fact, t *foldedFact) profile {
	p := profile{
		quantities: map[text.Quantity]bool{}, names: map[int]bool{}, mentioned: map[int]bool{},
		kinds: map[string]bool{}, settles: map[int]bool{}, attributes: map[int]bool{},
	}
	year := func(y string) {
		if !slices.Contains(p.years, y) {
			p.years = append(p.years, y)
		}
		p.quantities[text.Quantity{Kind: text.Year, Value: y}] = true
	}
	// Figures count only where they are settled: a sample question may name
	// the year before, or a wrong number. A gap settles nothing, so there its
	// questions tell.
	figures := func(x foldedText) {
		for _, q := range x.quantities {
			if q.Kind == text.Year {
				year(q.Value)
			}
			p.quantities[q] = true
		}
	}
	var found []mention
	names := func(x foldedText, into map[int]bool, elsewhere bool) {
		found = attributes().find(x.folded, found)
		for _, m := range found {
			p.attributes[m.entity.id] = true
		}
		found = b.gazetteer.find(x.folded, found)
		for _, m := range found {
			if elsewhere || !m.entity.elsewhere {
				into[m.entity.id] = true
			}
		}
	}
	if f.Edition != 0 {
		year(strconv.Itoa(f.Edition))
	}
	for _, x := range t.texts {
		if !f.Gap {
			figures(x)
		}
		names(x, p.names, false)
	}
	for _, x := range t.names {
		figures(x)
		names(x, p.names, false)
	}
	for _, x := range t.questions {
		if f.Gap {
			figures(x)
		}
		names(x, p.mentioned, true)
	}
	p.answers = slices.Clone(f.Answers)
	for i, v := range f.Values {
		p.kinds[v.Kind] = true
		if a := askedFor[v.Kind]; len(p.answers) > 0 && a != "" && !slices.Contains(p.answers, a) {
			p.answers = append(p.answers, a)
		}
		named := slices.Contains(namedKinds, v.Kind)
		for _, x := range t.values[i] {
			figures(x)
			names(x, p.names, false)
			if !named {
				continue
			}
			for _, m := range found {
				if m.entity.kind == v.Kind {
					p.settles[m.entity.id] = true
				}
			}
		}
	}
	for x := range p.quantities {
		if x.Kind == text.Day && len(p.answers) > 0 && !slices.Contains(p.answers, AskWhen) {
			p.answers = append(p.answers, AskWhen)
		}
	}
	return p
}

// adoptNeighbours gives gaps the figures and names of the facts near them: a
// gap is about the same things.
func (b *Base) adoptNeighbours() {
	for _, g := range b.gaps {
		p := b.profile(g)
		for _, id := range g.Related {
			n := b.byID[id]
			if n == nil || n.Gap {
				continue
			}
			o := b.profile(n)
			for q := range o.quantities {
				if q.Kind != text.Year {
					p.quantities[q] = true
				}
			}
			maps.Copy(p.mentioned, o.names)
		}
	}
}

// askedFor tells which kind of question a kind of value answers, where that
// is beyond doubt.
var askedFor = map[string]Asked{
	"date": AskWhen, "year": AskWhen,
	"count": AskHowMany, "percent": AskHowMany, "money": AskHowMany, "area": AskHowMany, "duration": AskHowMany,
}

// isList reports whether the fact lists so many years that naming two things
// together in a question doesn't mean that they belong together in the fact.
func (p *profile) isList() bool { return len(p.years) >= 4 }

// holds reports whether the fact has the quantity. A number also meets an
// ordinal, a percentage or a year of the same figure in a question that leaves
// the unit out, and a day meets its month.
func (p *profile) holds(q text.Quantity) bool {
	if p.quantities[q] {
		return true
	}
	switch q.Kind {
	case text.Number:
		for _, k := range []text.Kind{text.Year, text.Percent, text.Ordinal} {
			v := q.Value
			switch k {
			case text.Percent:
				v += "%"
			case text.Ordinal:
				v = "#" + v
			}
			if p.quantities[text.Quantity{Kind: k, Value: v}] {
				return true
			}
		}
	case text.Month:
		for x := range p.quantities {
			if x.Kind == text.Day && x.Value[:2] == q.Value {
				return true
			}
		}
	case text.Ordinal:
		return p.quantities[text.Quantity{Kind: text.Number, Value: q.Value[1:]}]
	}
	return false
}
