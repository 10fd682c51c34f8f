package knowledge

import (
	"maps"
	"slices"
	"strconv"
	"strings"
)

// continued is the reading that takes the conversation into account, or nil.
// own is the reading of the question by itself; only tells that it is none,
// since the question names nothing but another year.
func (b *Base) continued(q *question, ctx Context, own *reading) (r *reading, only bool) {
	if len(ctx.Turns) == 0 {
		return nil, false
	}
	f := followUpOf(q)
	if !f.any() {
		return nil, false
	}
	turn := ctx.Turns[len(ctx.Turns)-1]
	last := b.spokenOf(turn)
	if f.shift != 0 {
		year := turn.Year + f.shift
		switch years := q.years(); {
		case len(years) == 1:
			year, _ = strconv.Atoi(years[0])
			if f.from == years[0] { // "the year after 2018", not "further back, in 2018"
				year += f.shift
			}
		case turn.Year == 0:
			return nil, false
		}
		if r := b.shifted(q, f.phrase, year); r.question.content > bareYear+1 { // the year counts as well
			return r, true
		}
		return b.inYear(turn, q, year), true
	}
	if years := q.years(); len(years) == 1 && !q.yesNo && (q.content < bareYear || f.leads && q.content == bareYear) {
		year, _ := strconv.Atoi(years[0])
		// With another word, such as "the theme in 2012", it may be a whole
		// question.
		return b.inYear(turn, q, year), q.content <= 1 || f.leads && q.content == 2 || own.confidence < answerFrom
	}
	r = b.read(q, b.lent(turn, q, last), last)
	r.own = own
	r.judge()
	if f.leads || f.pronoun || f.other || len(q.names) == 0 && !q.hasYear() {
		r.preferred = leaning
	}
	if q.content <= 2 && q.han <= 6 || q.content <= 1 {
		r.preferred = 1 // "When?" means nothing by itself
	}
	return r, false
}

// bareYear is how much a question may say that only names another year:
// "and in 2012?", "那2012年的呢？"
const bareYear = 3

// shifted is a question with a year in place of the phrase that means it ("the
// year before").
func (b *Base) shifted(q *question, phrase string, year int) *reading {
	rest := b.understand(strings.Replace(q.folded, phrase, " ", 1), q.language)
	for _, y := range rest.years() {
		rest.folded = strings.ReplaceAll(rest.folded, y, "")
	}
	asked := b.understand(withYear(rest.folded, nil, year), q.language)
	asked.language = q.language
	return b.read(asked, "", nil)
}

// inYear is the last question asked of another year.
func (b *Base) inYear(t Turn, q *question, year int) *reading {
	before := b.understand(t.Question, q.language)
	if !before.hasYear() {
		// It asked which year, say; what its fact answers with one goes on.
		for _, f := range b.spokenOf(t) {
			if s := sampleOf(f, q.language, t.Year); s != "" {
				before = b.understand(s, q.language)
				break
			}
		}
	}
	asked := b.understand(withYear(before.folded, before.quantities, year), q.language)
	asked.language = q.language
	return b.read(asked, "", nil)
}

// sampleOf is the fact's first sample question that names the year.
func sampleOf(f *Fact, l Language, year int) string {
	for _, q := range f.Questions[l] {
		if strings.Contains(q, strconv.Itoa(year)) {
			return q
		}
	}
	return ""
}

func (b *Base) spokenOf(t Turn) []*Fact {
	var list []*Fact
	for _, id := range t.Facts {
		if f := b.byID[id]; f != nil {
			list = append(list, f)
		}
	}
	return list
}

// lent is what the last turn lends to a question: its question, without the
// year when the new one has a year of its own, and the names that the answer
// settled.
func (b *Base) lent(t Turn, q *question, last []*Fact) string {
	before := t.Question
	if q.hasYear() {
		u := b.understand(before, q.language)
		for _, x := range u.years() {
			before = strings.ReplaceAll(before, x, "")
		}
	}
	parts := []string{before}
	for _, f := range last {
		n := 0
		for _, v := range f.Values {
			if n < 2 && slices.Contains(namedKinds, v.Kind) {
				parts = append(parts, v.Text.In(q.language))
				n++
			}
		}
	}
	return strings.Join(parts, "，")
}

// What a candidate gains by what was spoken of last.
const (
	sameTopic   = 0.12
	relatedFact = 0.12
	sharedName  = 0.20
)

// cohere prefers facts that go together with what was asked about last.
func (b *Base) cohere(last []*Fact, f *Fact, d *demand) {
	if len(last) == 0 {
		return
	}
	l := last[0]
	if l.Topic == f.Topic && l.Topic != "" {
		d.add("conversation", "topic "+l.Topic, f.Topic, true, sameTopic)
	}
	if slices.Contains(l.Related, f.ID) || slices.Contains(f.Related, l.ID) {
		d.add("conversation", "related to "+l.ID, f.ID, true, relatedFact)
	}
	p, o := b.profile(l), b.profile(f)
	for _, id := range slices.Sorted(maps.Keys(p.settles)) {
		if o.names[id] {
			d.add("conversation", b.gazetteer.entities[id].label, f.ID, true, sharedName)
			break
		}
	}
}
