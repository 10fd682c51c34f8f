package knowledge

import (
	"slices"
	"strconv"
	"strings"

	"github.com/forumbot/forumbot/knowledge/text"
)

// What a demand of the question that a fact meets or doesn't meet adds to its
// score, in units of the index: about 1 is a document that holds every term of
// the question. Chosen on the tuning questions.
const (
	yearMet, yearUnmet     = 0.10, -0.80
	yearBinds, yearBroken  = 0.40, -1.50 // in a yes/no question the year tells which edition is meant
	dayMet, dayUnmet       = 0.08, -0.45
	numberMet, numberUnmet = 0.12, -0.50
	nameMet, nameUnmet     = 0.10, -0.25
	lentMet                = 0.15 // a name from another clause of a long message
	elsewhereUnmet         = -0.80
	askedMet, askedUnmet   = 0.05, -0.20
	smallMet, smallUnmet   = 0.05, -0.10 // numbers up to ten, which are often said in passing

	// Yes/no questions: a fact that settles what the question is wrong about
	// should correct it, rather than one that only speaks of the same thing.
	rivalName, rivalNumber, rivalYear = 0.20, 0.15, -0.25

	attributeUnmet = -0.35

	excludedTold = -0.70 // of a fact about the very thing that the answer is to be other than

	listForYesNo = -0.40 // a list of years neither confirms nor corrects
)

// yesNoRelief is the share of a penalty that is left when the question asks
// whether something is so: a false premise names another value, and the fact
// that corrects it should still be found.
const yesNoRelief = 0.35

// demand is how a fact stands to what a question demands.
type demand struct {
	constraints []Constraint
	values      []float64 // contribution of each constraint

	unmetYear, unmetNumber, unmetName, elsewhere, unmetAsked int
	metYear, metNumber, metName                              int
	unmetAttribute                                           int
	rival                                                    int // values that contradict those of the fact
}

func (d *demand) add(kind, want, have string, met bool, value float64) {
	d.constraints = append(d.constraints, Constraint{Kind: kind, Want: want, Have: have, Met: met})
	d.values = append(d.values, value)
}

func (d *demand) sum() float64 {
	var s float64
	for _, v := range d.values {
		s += v
	}
	return s
}

// constrain compares what the question demands with what the fact holds.
func (b *Base) constrain(q *question, f *Fact, p *profile, d *demand) {
	relief := 1.0
	if q.yesNo {
		relief = yesNoRelief
	}
	for _, x := range q.quantities {
		switch x.Kind {
		case text.Year:
			switch {
			case p.holds(x):
				d.metYear++
				if q.yesNo && !f.Gap && f.Edition != 0 {
					d.add("year", x.Value, x.Value, true, yearBinds)
				} else {
					d.add("year", x.Value, x.Value, true, yearMet)
				}
			case len(p.years) == 0 || q.span && b.tellsOf(f, x.Value):
				d.add("year", x.Value, "", false, 0)
			case q.yesNo && f.Edition == 0 && p.kinds["year"]:
				d.unmetYear++
				d.rival++
				d.add("year", x.Value, p.years[0], false, rivalYear)
			case q.yesNo && f.Edition != 0:
				d.unmetYear++
				d.add("year", x.Value, p.years[0], false, yearBroken)
			default:
				d.unmetYear++
				d.add("year", x.Value, p.years[0], false, yearUnmet)
			}
		case text.Day, text.Month:
			if p.holds(x) {
				d.metNumber++
				d.add("date", x.Value, x.Value, true, dayMet)
			} else if q.yesNo && p.kinds["date"] {
				d.unmetNumber++
				d.rival++
				d.add("date", x.Value, "", false, rivalNumber)
			} else {
				d.unmetNumber++
				d.add("date", x.Value, "", false, dayUnmet*relief)
			}
		default:
			if small(x) {
				if p.holds(x) {
					d.add("number", x.Value, x.Value, true, smallMet)
				} else {
					d.add("number", x.Value, "", false, smallUnmet)
				}
			} else if p.holds(x) {
				d.metNumber++
				d.add("number", x.Value, x.Value, true, numberMet)
			} else if q.yesNo && p.settlesNumber(x.Kind) {
				d.unmetNumber++
				d.rival++
				d.add("number", x.Value, "", false, rivalNumber)
			} else {
				d.unmetNumber++
				d.add("number", x.Value, "", false, numberUnmet*relief)
			}
		}
	}
	for i, m := range q.names {
		if slices.ContainsFunc(q.names[:i], func(o mention) bool { return o.entity == m.entity }) {
			continue
		}
		e := m.entity
		rival := q.yesNo && p.kinds[e.kind] && !p.settles[e.id] && e.proper // another value of what the fact settles
		switch {
		case p.names[e.id] || f.Gap && p.mentioned[e.id]:
			d.metName++
			d.add("name", e.label, e.label, true, nameMet)
		case rival:
			if e.elsewhere {
				d.elsewhere++
			}
			d.unmetName++
			d.rival++
			d.add("name", e.label, "", false, rivalName)
		case e.elsewhere && tellsTime(q.folded, m):
		case e.elsewhere:
			d.elsewhere++
			d.add("elsewhere", e.label, "", false, elsewhereUnmet*relief)
		case p.mentioned[e.id] || !e.proper:
		default:
			d.unmetName++
			d.add("name", e.label, "", false, nameUnmet)
		}
	}
	for _, m := range q.excluded {
		if p.settles[m.entity.id] && !f.Gap {
			d.unmetName++
			d.add("other than", m.entity.label, m.entity.label, false, excludedTold)
		}
	}
	for _, m := range q.lent {
		if p.names[m.entity.id] {
			d.add("name", m.entity.label, m.entity.label, true, lentMet)
		}
	}
	if !f.Gap {
		for _, m := range q.attributes {
			if !p.attributes[m.entity.id] {
				d.unmetAttribute++
				d.add("attribute", q.folded[m.start:m.end], "", false, attributeUnmet)
				break
			}
		}
	}
	if q.yesNo && !f.Gap && p.isList() {
		d.add("asked", string(AskYesNo), "a list", false, listForYesNo)
	}
	if len(q.asked) > 0 && len(p.answers) > 0 && (q.most == 0 || len(b.Series(f)) == 0) {
		met := false
		for _, a := range q.asked {
			met = met || p.settlesKind(a)
		}
		if met {
			d.add("asked", string(q.asked[0]), string(p.answers[0]), true, askedMet)
		} else {
			d.unmetAsked++
			d.add("asked", string(q.asked[0]), string(p.answers[0]), false, askedUnmet)
		}
	}
}

// small numbers are often said in passing ("2 questions", "in 4 words").
func small(x text.Quantity) bool {
	if x.Kind != text.Number {
		return x.Kind == text.Ordinal && x.Value == "#1"
	}
	n, err := strconv.Atoi(x.Value)
	return err == nil && n <= 10
}

// settlesKind reports whether the fact settles a kind of question. What and
// which ask for anything.
func (p *profile) settlesKind(a Asked) bool {
	switch a {
	case AskWhat, AskWhich, AskHow, AskYesNo:
		return true
	}
	return slices.Contains(p.answers, a)
}

// numberKinds are the kinds of value that a figure can be.
var numberKinds = map[text.Kind][]string{
	text.Number:  {"count", "area", "money", "duration", "rank"},
	text.Percent: {"percent"},
	text.Ordinal: {"rank", "count"},
}

// settlesNumber reports whether the fact settles a figure of the kind.
func (p *profile) settlesNumber(k text.Kind) bool {
	for _, v := range numberKinds[k] {
		if p.kinds[v] {
			return true
		}
	}
	return false
}

// tellsTime reports whether a name only says which year is meant: "08年奥运那年".
func tellsTime(folded string, m mention) bool {
	after := strings.TrimLeft(folded[m.end:], "会的 ")
	for _, w := range []string{"那年", "那一年", "年间", "同年", "year"} {
		if strings.HasPrefix(after, w) {
			return true
		}
	}
	return strings.HasSuffix(folded[:m.start], "year of the ") || strings.HasSuffix(folded[:m.start], "year of ")
}
