package knowledge

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/forumbot/forumbot/knowledge/index"
	"github.com/forumbot/forumbot/knowledge/text"
)

// candidate is a fact or gap as it stands to one reading of a question.
type candidate struct {
	fact   *Fact
	hit    index.Hit
	demand demand
	score  float64

	elected bool // for its series: see elect
}

// yearless is the score but for what a year adds to it or takes from it.
func (c *candidate) yearless() float64 {
	score := c.score
	for i, k := range c.demand.constraints {
		if k.Kind == "year" || k.Kind == "edition" {
			score -= c.demand.values[i]
		}
	}
	return score
}

// reading is one way to understand a question: by itself, as the continuation
// of a conversation, or by one of its clauses.
type reading struct {
	question   *question
	analysis   *text.Analysis
	carried    string
	last       []*Fact  // what was spoken of last, where the reading builds on it
	own        *reading // the same question without what was carried; nil when nothing was
	preferred  float64
	candidates []candidate // best first
	features   features
	confidence float64
}

// considered is how many documents of the index are looked at closely.
const considered = 12

// Weights of what isn't a term of the question itself.
const (
	subjectWeight = 0.35 // the name of the whole subject: every fact has it
	asideWeight   = 0.20 // words that say which editions are meant
	conceptWeight = 0.45 // a synonym, against the word itself
	carriedWeight = 0.3  // what the conversation lends
	guessWeight   = 0.2  // in a yes/no question, a name that the facts are not about
)

// read ranks the facts for a question, to which carried text may lend terms.
func (b *Base) read(q *question, carried string, last []*Fact) *reading {
	r := &reading{question: q, carried: carried, last: last}
	a := analyses.Get().(*text.Analysis)
	a.Question(q.subjectMatter())
	q.content = contentOf(a)
	if q.focus != "" {
		if at := strings.LastIndex(a.Text, q.focus); at >= 0 {
			a.Scale(0, at, relevantWeight)
			a.Scale(at+len(q.focus), len(a.Text), relevantWeight)
		}
	} else if carried == "" && q.isStory() {
		a.MuteGrams()
	}
	subject := q.subject
	if a.Text != q.folded {
		subject = b.subject.find(a.Text, nil)
	}
	for _, m := range subject {
		a.Scale(m.start, m.end, subjectWeight)
	}
	if a.Text == q.folded {
		for _, m := range q.names {
			if q.yesNo && m.entity.elsewhere { // a wrong guess, like wrong figures
				a.Scale(m.start, m.end, guessWeight)
			} else if n := sizeOf(a.Text[m.start:m.end]); n > nameSize {
				a.Scale(m.start, m.end, float64(nameSize)/float64(n))
			}
		}
	}
	for _, w := range q.asides {
		if at := strings.Index(a.Text, w); at >= 0 {
			a.Scale(at, at+len(w), asideWeight)
		}
	}
	for _, m := range b.concepts.find(a.Text, nil) {
		a.AddConcept(m.start, m.end, m.entity.label, conceptWeight)
	}
	if carried != "" {
		a.Add(0, 0, carried, carriedWeight)
	}
	r.analysis = a
	hits := b.index.Search(a, considered)
	r.candidates = make([]candidate, 0, len(hits))
	for _, h := range hits {
		c := candidate{fact: b.documents[h.Doc], hit: h}
		b.constrain(q, c.fact, &b.profiles[h.Doc], &c.demand)
		b.cohere(last, c.fact, &c.demand)
		c.score = h.Score + c.demand.sum()
		r.candidates = append(r.candidates, c)
	}
	b.elect(r)
	slices.SortStableFunc(r.candidates, func(x, y candidate) int {
		return cmp.Compare(y.score, x.score)
	})
	r.judge()
	return r
}

// nameSize is how much a name counts for at most, in Chinese characters and
// half words: however long, it is one thing.
const nameSize = 5

// sizeOf measures a text in Chinese characters and half words.
func sizeOf(s string) int {
	han, words := countScripts(s)
	return han + 2*words
}

// contentOf counts the characters and words that say what is asked about.
func contentOf(a *text.Analysis) int {
	n := 0
	for i := range a.Terms {
		if t := &a.Terms[i]; t.Weight >= 1 && (t.Group == text.Char || t.Group == text.Word || t.Group == text.Numeral) {
			n++
		}
	}
	return n
}

// Of a question most of which no fact, gap or sample question has ever said,
// the rest has to be very sure: it may be noise, or about something else.
const (
	mostlyUnknown  = 0.55
	sureAllTheSame = 0.80
)

// judge works out the confidence.
func (r *reading) judge() {
	r.features = featuresOf(r)
	r.confidence = r.features.confidence()
	switch {
	case r.carried == "" && r.question.content == 0 || stutters(r.question.folded):
		r.confidence = 0 // nothing but "what what what"
	case r.features[featureUnknown] > mostlyUnknown && r.confidence < sureAllTheSame:
		r.confidence = min(r.confidence, suggestFrom/2)
	}
}

var analyses = sync.Pool{New: func() any { return new(text.Analysis) }}

func (r *reading) release() {
	if r.analysis != nil {
		analyses.Put(r.analysis)
		r.analysis = nil
	}
}

// top is the best candidate, bestFact the best that is no gap; nil for none.
func (r *reading) top() *candidate {
	if len(r.candidates) == 0 {
		return nil
	}
	return &r.candidates[0]
}

func (r *reading) bestFact() *candidate {
	for i := range r.candidates {
		if !r.candidates[i].fact.Gap {
			return &r.candidates[i]
		}
	}
	return nil
}

// Ask finds the facts that answer a question.
func (b *Base) Ask(query Query) Result {
	q := b.understand(query.Text, query.Language)
	if talk := smallTalker().kind(query.Text); talk != "" {
		return Result{Verdict: Smalltalk, Smalltalk: talk, Language: q.language, Confidence: 1, Context: query.Context,
			Why: &Explanation{Question: q.folded, Reason: "small talk: " + string(talk)}}
	}
	readings := b.readings(q, query.Context)
	best := choose(readings)
	result := b.decide(best, query)
	b.missing(best, query.Context, &result)
	if q.isStory() {
		q = readings[0].question // what a story tells asks for nothing
	}
	b.double(q, query.Context, &result)
	b.over(best.question, &result)
	b.beside(best, &result)
	if result.Verdict != Answer && len(q.asked) == 0 && !q.yesNo {
		if talk := smallTalker().opens(query.Text); talk != "" {
			return Result{Verdict: Smalltalk, Smalltalk: talk, Language: q.language, Confidence: 1, Context: query.Context,
				Why: &Explanation{Question: q.folded, Reason: "opens with small talk and asks nothing: " + string(talk)}}
		}
	}
	for _, r := range readings {
		r.release()
	}
	return result
}

// readings lists the ways to understand a question, by itself first.
func (b *Base) readings(q *question, ctx Context) []*reading {
	if q.isStory() {
		return b.readStory(q, ctx)
	}
	if f := followUpOf(q); f.from != "" { // "two years before 2023" is a year, whatever was said before
		year, _ := strconv.Atoi(f.from)
		if r := b.shifted(q, f.phrase, year+f.shift); r.question.content > bareYear+1 || len(ctx.Turns) == 0 {
			return []*reading{r}
		}
	}
	list := []*reading{b.read(q, "", nil)}
	if list[0].confidence >= certain && len(ctx.Turns) == 0 {
		return list
	}
	if mended, n := b.speller().Correct(q.folded); n > 0 {
		q = b.understand(mended, q.language)
		q.mended = n
		list = append(list, b.read(q, "", nil))
	}
	return b.continueWith(list, q, ctx)
}

// continueWith adds to the readings of a question by itself, the last of which
// is q's, the one that takes the conversation into account.
func (b *Base) continueWith(list []*reading, q *question, ctx Context) []*reading {
	r, only := b.continued(q, ctx, list[len(list)-1])
	switch {
	case only:
		for _, dropped := range list {
			dropped.release()
		}
		return []*reading{r}
	case r != nil:
		return append(list, r)
	}
	return list
}

// certain is the confidence from which no other reading is tried.
const certain = 0.85

// leaning is what a reading that takes the conversation into account is
// preferred by, where the question asks for it.
const leaning = 0.20

// choose takes the reading that the facts answer best. The question by itself
// comes first and wins ties.
func choose(readings []*reading) *reading {
	best := readings[0]
	for _, r := range readings[1:] {
		if r.confidence+r.preferred > best.confidence+best.preferred {
			best = r
		}
	}
	return best
}
