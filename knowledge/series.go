package knowledge

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/forumbot/forumbot/knowledge/text"
)

// Facts that tell of several editions what is the same thing to ask about, such
// as their themes, are a series. Who names no edition means the newest one that
// has such a fact; who names one gets that one's or none.

// seriesOf is the name of the series that a fact belongs to: as declared, or its
// id without the edition (theme of theme-2023); "" for none.
func seriesOf(f *Fact) string {
	switch {
	case f.Gap || f.Edition == 0:
		return ""
	case f.Series != "":
		return f.Series
	}
	if s, ok := strings.CutSuffix(f.ID, "-"+strconv.Itoa(f.Edition)); ok {
		return s
	}
	return ""
}

// collectSeries finds the series of at least two editions, newest first.
func (b *Base) collectSeries() {
	b.series = map[string][]*Fact{}
	for _, f := range b.facts {
		if s := seriesOf(f); s != "" {
			b.series[s] = append(b.series[s], f)
		}
	}
	for s, list := range b.series {
		slices.SortStableFunc(list, func(x, y *Fact) int { return cmp.Compare(y.Edition, x.Edition) })
		if list[0].Edition == list[len(list)-1].Edition {
			delete(b.series, s)
		}
	}
	for _, f := range b.facts {
		b.newest = max(b.newest, f.Edition)
	}
	b.settled = map[*Fact]func() map[uint64]bool{}
	for _, list := range b.series {
		for _, f := range list {
			b.settled[f] = sync.OnceValue(func() map[uint64]bool { return b.termsSettledBy(f) })
		}
	}
}

// Series lists what the facts tell of each edition on the thing that f is about,
// newest first and f among them; nil where they tell it of f's edition only.
func (b *Base) Series(f *Fact) []*Fact { return b.series[seriesOf(f)] }

// tellsOf reports whether the series of a fact has one of that edition.
func (b *Base) tellsOf(f *Fact, edition string) bool {
	return slices.ContainsFunc(b.Series(f), func(o *Fact) bool { return strconv.Itoa(o.Edition) == edition })
}

// readEditions finds out which editions a question means.
func (b *Base) readEditions(q *question) {
	if len(b.series) == 0 {
		return
	}
	var phrases [3]string
	q.when, phrases[0] = whenOf(q.folded)
	phrases[1], q.span = q.spans()
	phrases[2], q.most = q.extremes()
	for _, p := range phrases {
		if p != "" {
			q.asides = append(q.asides, p)
		}
	}
}

func sameSeries(f, g *Fact) bool {
	s := seriesOf(f)
	return s != "" && s == seriesOf(g)
}

// Edition is what the timeline tells of one edition.
type Edition struct {
	Year  int
	Lines []Line // those of its lines that the facts tell
}

// Line is one line of the timeline in one edition.
type Line struct {
	Label Text
	Fact  *Fact
}

// Timeline lists the editions that the facts tell of, newest first, with the
// series that the folder's timeline names.
func (b *Base) Timeline() []Edition {
	byYear := map[int]*Edition{}
	for _, t := range b.content.timeline {
		for _, f := range b.facts {
			if seriesOf(f) != t.ID {
				continue
			}
			e := byYear[f.Edition]
			if e == nil {
				e = &Edition{Year: f.Edition}
				byYear[f.Edition] = e
			}
			e.Lines = append(e.Lines, Line{t.Label, f})
		}
	}
	var list []Edition
	for _, e := range byYear {
		list = append(list, *e)
	}
	slices.SortFunc(list, func(x, y Edition) int { return cmp.Compare(y.Year, x.Year) })
	return list
}

// termsSettledBy are the terms, by their hashes, of what a fact settles, or of
// its statement where that isn't told.
func (b *Base) termsSettledBy(f *Fact) map[uint64]bool {
	terms := map[uint64]bool{}
	a := analyses.Get().(*text.Analysis)
	defer analyses.Put(a)
	add := func(t string) {
		a.Question(t)
		for i := range a.Terms {
			terms[a.Terms[i].Hash] = true
		}
	}
	for _, v := range f.Values {
		for _, t := range Name(v).All() {
			add(t)
		}
	}
	if len(f.Values) == 0 {
		for _, l := range b.Languages() {
			add(f.Text[l])
		}
	}
	return terms
}

// when is the edition that a question means where it names no year.
type when struct {
	year int // last year, say
	back int // editions before the newest one: the one before
	told bool
}

// relativeYears are counted from the newest edition that the facts tell of: that
// is this year to whoever asks, or the last that there is.
var relativeYears = []struct {
	phrase string
	when   when
}{
	{"大前年", when{year: -3}}, {"前年", when{year: -2}}, {"去年", when{year: -1}}, {"今年", when{}}, {"明年", when{year: 1}}, {"后年", when{year: 2}},
	{"上一届", when{back: 1}}, {"上届", when{back: 1}}, {"前一届", when{back: 1}}, {"上上届", when{back: 2}},
	{"下一届", when{back: -1}}, {"下届", when{back: -1}}, {"本届", when{}}, {"这一届", when{}}, {"这届", when{}}, {"最新一届", when{}}, {"最近一届", when{}},
	{"year before last", when{year: -2}}, {"last year", when{year: -1}}, {"this year", when{}}, {"next year", when{year: 1}},
	{"edition before last", when{back: 2}}, {"previous edition", when{back: 1}}, {"next edition", when{back: -1}},
	{"latest edition", when{}}, {"most recent edition", when{}}, {"newest edition", when{}}, {"this edition", when{}},
}

// whenOf looks for a relative year, and returns the words that tell it.
func whenOf(folded string) (best when, phrase string) {
	for _, r := range relativeYears {
		if len(r.phrase) > len(phrase) && strings.Contains(folded, r.phrase) {
			best, phrase = r.when, r.phrase
			best.told = true
			if strings.Contains(folded, phrase+"'s") {
				phrase += "'s"
			}
		}
	}
	return best, phrase
}

// meant is the fact of a series that a question means, nil when the edition that
// it names has none. told says whether it names one at all. The edition last
// spoken of goes on.
func (b *Base) meant(q *question, list, last []*Fact) (f *Fact, told bool) {
	edition := 0
	w := q.when
	switch years := q.years(); {
	case len(years) == 1:
		edition, _ = strconv.Atoi(years[0])
	case len(years) > 1:
		return nil, false
	case w.told && w.back != 0:
		if w.back < 0 || w.back >= len(list) {
			return nil, true
		}
		return list[w.back], true
	case w.told:
		edition = b.newest + w.year
	}
	of := func(edition int) *Fact {
		for _, f := range list {
			if f.Edition == edition {
				return f
			}
		}
		return nil
	}
	if edition != 0 {
		return of(edition), true
	}
	if len(last) > 0 && last[0].Edition != 0 {
		if f := of(last[0].Edition); f != nil {
			return f, false
		}
	}
	return list[0], false
}

// ofTheMeant is what the fact of the edition that is meant gains, so that it
// comes before its like.
const ofTheMeant = 0.06

// elect lets each series speak for the edition that is meant: what its facts of
// other editions have in common with the question, that one has as well. But
// where no edition is named and the question is about what sets one fact apart,
// or asks for the edition, all stay as they are.
func (b *Base) elect(r *reading) {
	var seen [considered]string
	for i := range min(len(r.candidates), considered) {
		s := seriesOf(r.candidates[i].fact)
		if list := b.series[s]; len(list) > 0 && !slices.Contains(seen[:i], s) {
			seen[i] = s
			b.electOf(r, s, list)
		}
	}
}

func (b *Base) electOf(r *reading, series string, list []*Fact) {
	q := r.question
	f, told := b.meant(q, list, r.last)
	if !told && (f == nil || q.most == 0 && q.asksWhichEdition()) {
		return
	}
	of := func(yield func(c *candidate) bool) {
		for i := range r.candidates {
			if c := &r.candidates[i]; seriesOf(c.fact) == series && !yield(c) {
				return
			}
		}
	}
	var best *candidate
	for c := range of {
		switch {
		case c.fact == f:
		case !told && b.tellsApart(r, c, f):
			return
		case told && !q.hasYear(): // it is of another edition
			c.demand.unmetYear++
			c.demand.add("edition", "another one", strconv.Itoa(c.fact.Edition), false, yearUnmet)
			c.score += yearUnmet
		}
		if best == nil || c.hit.Score > best.hit.Score {
			best = c
		}
	}
	if f == nil || best == nil {
		return
	}
	elected := candidate{fact: f, hit: best.hit, elected: true}
	b.constrain(q, f, b.profile(f), &elected.demand)
	b.cohere(r.last, f, &elected.demand)
	if !told {
		elected.demand.add("edition", strconv.Itoa(f.Edition), strconv.Itoa(f.Edition), true, ofTheMeant)
	}
	if best.fact != f && q.yesNo && b.tellsApart(r, best, f) { // what is asked about holds of another edition
		elected.demand.rival++
		elected.demand.add("edition", strconv.Itoa(best.fact.Edition), strconv.Itoa(f.Edition), false, 0)
	}
	elected.score = elected.hit.Score + elected.demand.sum()
	at := slices.IndexFunc(r.candidates, func(c candidate) bool { return c.fact == f })
	if at < 0 {
		r.candidates = append(r.candidates, elected)
	} else {
		r.candidates[at] = elected
	}
}

// tellsApart reports whether a question names what the one fact of a series
// settles and the other doesn't hold: "the edition with the theme …".
func (b *Base) tellsApart(r *reading, c *candidate, other *Fact) bool {
	settled, doc := b.settled[c.fact](), b.number[other]
	for i := range r.analysis.Terms {
		t := &r.analysis.Terms[i]
		if t.Weight == 0 || t.Extension != 0 || !settled[t.Hash] {
			continue
		}
		switch t.Group {
		case text.Bigram, text.Word, text.Numeral:
			if !b.index.Holds(doc, *t) {
				return true
			}
		}
	}
	return false
}

// asksWhichEdition reports whether the edition is what the question asks for.
func (q *question) asksWhichEdition() bool {
	return slices.Contains(q.asked, AskWhen) || containsAny(q.folded, whichEdition)
}

var whichEdition = []string{"哪年", "哪一年", "哪届", "哪一届", "哪个年份", "什么年份", "第几届", "几年的", "which year", "what year", "which edition"}
