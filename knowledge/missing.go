package knowledge

import (
	"slices"
	"strconv"
	"strings"
)

// clearly is how far a fact of another edition stands above one of the edition
// that is asked for, years aside, to be what the question is about.
const clearly = 0.30

// missing finds out whether a question is about a series that has nothing of the
// edition that it names: then neither another edition's fact nor another fact of
// that edition answers.
func (b *Base) missing(r *reading, ctx Context, res *Result) {
	q := r.question
	if res.Gap != nil || res.Verdict == Smalltalk {
		return
	}
	var absent *candidate
	for i := range r.candidates {
		c := &r.candidates[i]
		list := b.Series(c.fact)
		if len(list) == 0 || c.fact.Gap {
			continue
		}
		if f, told := b.meant(q, list, r.last); f == nil && told && (absent == nil || c.yearless() > absent.yearless()) {
			absent = c
		}
	}
	if absent == nil || b.holdsYears(q, absent.fact) {
		return
	}
	if f := r.bestFact(); res.Verdict == Answer && f != absent && absent.yearless() < f.yearless()+clearly*f.hit.Asked {
		return
	}
	// Would it be the answer if no edition were named?
	bare := b.understand(q.withoutYear(), q.language)
	o := b.read(bare, "", nil)
	defer o.release()
	if f := o.bestFact(); f == nil || o.confidence < answerFrom || f.score < o.top().score-leadOver(f) || !sameSeries(f.fact, absent.fact) {
		return
	}
	res.Verdict, res.Missing, res.Premise, res.Matches = Refuse, b.editionOf(q), NotAsked, nil
	for _, f := range b.Series(absent.fact) {
		res.Matches = append(res.Matches, Match{Fact: f})
	}
	res.Context = ctx.with(r, res.Matches[:1]) // "and the year before?" goes on from here
	res.Why.Reason = "of that edition the facts don't tell it"
}

// holdsYears reports whether a fact speaks of the year that a question names.
func (b *Base) holdsYears(q *question, f *Fact) bool {
	years := q.years()
	return len(years) > 0 && slices.Contains(b.profile(f).years, years[0])
}

// editionOf is the edition that a question names; 0 where that is none that can
// be told by a year.
func (b *Base) editionOf(q *question) int {
	if years := q.years(); len(years) == 1 {
		edition, _ := strconv.Atoi(years[0])
		return edition
	}
	if q.when.told && q.when.back == 0 {
		return b.newest + q.when.year
	}
	return 0
}

// withoutYear is the question without the words that name an edition.
func (q *question) withoutYear() string {
	s := q.folded
	for _, w := range q.asides {
		s = strings.Replace(s, w, " ", 1)
	}
	for _, y := range q.years() {
		s = strings.ReplaceAll(s, " in "+y, " ")
		s = strings.ReplaceAll(s, y+"年", " ")
		s = strings.ReplaceAll(s, y, " ")
	}
	return s
}
