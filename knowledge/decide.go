package knowledge

import (
	"slices"
	"strconv"

	"github.com/forumbot/forumbot/knowledge/text"
)

// Where the verdicts part, as confidences.
const (
	answerFrom  = 0.45
	suggestFrom = 0.25

	besideFrom = 0.20 // for a fact to be told beside a gap that it is as close as

	attributeFrom = 0.70 // where the fact never speaks of what is asked, such as a price
)

// gapLead is how far above the best fact a gap may stand for the fact still to
// be told.
const (
	gapLead      = 0.30
	gapLeadUnmet = 0.05 // where the fact doesn't settle the kind of thing that is asked for
)

// decide turns the chosen reading into a result.
func (b *Base) decide(r *reading, query Query) Result {
	q := r.question
	res := Result{Verdict: Refuse, Language: q.language, Context: query.Context, Confidence: r.confidence}
	res.Why = b.explain(r, query.Explain)
	top, fact := r.top(), r.bestFact()
	switch {
	case fact == nil:
		res.Confidence = 0
		res.Why.Reason = "no fact shares a word with the question"
	case fact.demand.elsewhere > 0 && fact.demand.rival == 0:
		res.Matches = near(r, nil, b)
		res.Why.Reason = "asks about something that the facts are not about"
	case fact.demand.unmetAttribute > 0 && r.confidence < attributeFrom && r.confidence >= answerFrom:
		res.Matches = near(r, nil, b)
		res.Why.Reason = "asks for something that never comes up in the fact"
	case r.confidence >= answerFrom && fact.score >= top.score-leadOver(fact):
		res.Verdict = Answer
		res.Matches = []Match{{fact.fact, fact.score}}
		res.Premise = b.premiseOf(q, fact, b.profile(fact.fact))
		res.Why.Reason = "confidence " + strconv.FormatFloat(r.confidence, 'f', 2, 64)
		res.Context = query.Context.with(r, res.Matches)
	case top.fact.Gap && top.hit.Nearest > 0.35:
		res.Why.Reason = "known not to be known: " + top.fact.ID
		if len(top.fact.Text) > 0 {
			res.Gap = top.fact
			res.Matches = near(r, top.fact, b)
			if r.confidence >= besideFrom && fact.demand.unmetYear == 0 {
				res.Beside = fact.fact
			}
			switch {
			case q.hasYear(): // "and the year after?" goes on from here
				res.Context = query.Context.with(r, []Match{{top.fact, top.score}})
			case r.own == nil && len(res.Matches) > 0: // what it is about is spoken of now
				res.Context = query.Context.with(r, res.Matches[:1])
			}
		}
	case r.confidence >= suggestFrom:
		res.Verdict = Suggest
		for i := range r.candidates {
			if c := &r.candidates[i]; !c.fact.Gap && len(res.Matches) < 3 && c.score > fact.score-0.4 {
				res.Matches = append(res.Matches, Match{c.fact, c.score})
			}
		}
		res.Why.Reason = "close, but unsure"
	default:
		res.Matches = near(r, nil, b)
		res.Why.Reason = "nothing is close enough"
	}
	return res
}

// leadOver is how far a gap may stand above a fact that is told all the same.
func leadOver(fact *candidate) float64 {
	if fact.demand.unmetAsked > 0 {
		return gapLeadUnmet
	}
	return gapLead
}

// near lists what to offer with a refusal.
func near(r *reading, gap *Fact, b *Base) []Match {
	var list []Match
	if gap != nil {
		for _, id := range gap.Related {
			if f := b.byID[id]; f != nil && !f.Gap && len(list) < 3 {
				list = append(list, Match{f, 0})
			}
		}
		return list
	}
	for i := range r.candidates {
		if c := &r.candidates[i]; !c.fact.Gap && c.demand.elsewhere == 0 && c.hit.Coverage > 0.5 && len(list) < 2 {
			list = append(list, Match{c.fact, c.score})
		}
	}
	return list
}

// premiseOf compares what a yes/no question takes for granted with the fact.
func (b *Base) premiseOf(q *question, c *candidate, p *profile) Premise {
	if !q.yesNo || q.negated || p.isList() {
		return NotAsked
	}
	d := &c.demand
	switch {
	case d.rival > 0 || d.unmetYear > 0:
		return Contradicted
	case d.unmetNumber+d.unmetName+d.elsewhere > 0:
		return NotAsked
	case c.elected && c.hit.Doc != b.number[c.fact]: // what was found was of another edition
		return NotAsked
	case d.metYear+d.metNumber+d.metName > 0 && c.hit.Unknown < 0.05 && c.hit.Coverage > 0.8:
		return Confirmed
	}
	return NotAsked
}

// with remembers an answered question.
func (c Context) with(r *reading, matches []Match) Context {
	t := Turn{Question: r.question.folded}
	for _, m := range matches {
		t.Facts = append(t.Facts, m.Fact.ID)
	}
	for _, x := range r.question.quantities {
		if x.Kind == text.Year {
			t.Year, _ = strconv.Atoi(x.Value)
		}
	}
	if t.Year == 0 && len(matches) > 0 {
		t.Year = matches[0].Fact.Edition
	}
	turns := append(slices.Clone(c.Turns), t)
	if len(turns) > MaxTurns {
		turns = turns[len(turns)-MaxTurns:]
	}
	return Context{Turns: turns}
}

// explain writes down how a reading came about.
func (b *Base) explain(r *reading, full bool) *Explanation {
	e := &Explanation{Question: r.question.folded, Carried: r.carried}
	top := r.candidates[:min(10, len(r.candidates))]
	e.Candidates = make([]Candidate, 0, len(top))
	for i := range top {
		c := &top[i]
		x := Candidate{Fact: c.fact, Score: c.score, Constraints: c.demand.constraints}
		if full {
			for _, t := range b.index.Explain(r.analysis, c.hit.Doc) {
				x.Contributions = append(x.Contributions, Contribution(t))
			}
			for j, k := range c.demand.constraints {
				x.Contributions = append(x.Contributions, Contribution{Kind: "constraint", Label: k.Kind + " " + k.Want, Value: c.demand.values[j]})
			}
		}
		e.Candidates = append(e.Candidates, x)
	}
	if full {
		for i, v := range r.features {
			e.Features = append(e.Features, Feature{featureNames[i], v})
		}
	}
	return e
}
