package knowledge

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// double answers a question that asks two things at once. It looks at the
// asking parts one by one, each with what stood before it in mind, and adds
// the facts of later parts to the answer; where the question as a whole found
// none, the parts do when all of them are answered.
func (b *Base) double(q *question, ctx Context, res *Result) {
	if q.yesNo || res.Verdict == Smalltalk {
		return
	}
	parts := q.perName()
	if parts == nil {
		parts = q.perThing()
	}
	if parts == nil {
		parts = splitQuestion(q.folded)
	}
	if len(parts) < 2 {
		return
	}
	asking := 0
	for _, p := range parts {
		if kinds, _ := askedOf(p); len(kinds) > 0 {
			asking++
		}
	}
	if asking < 2 {
		return
	}
	var found []Match
	told, before, last := "", "", []*Fact(nil)
	for _, p := range parts {
		u := b.understand(p, q.language)
		u.language = q.language
		if len(u.asked) == 0 {
			told += p + "，"
			continue
		}
		r := b.read(u, told+before, last)
		if c := r.bestFact(); c != nil && r.confidence >= answerFrom && c.score >= r.top().score-gapLead && c.demand.elsewhere == 0 {
			found = append(found, Match{c.fact, c.score})
			last = []*Fact{c.fact}
			if res.Verdict == Answer && !res.tells(c.fact) {
				r.release()
				break // two are told, no more
			}
		} else if res.Verdict != Answer {
			r.release()
			return // one part is not answered
		}
		r.release()
		before = p
	}
	matches := res.Matches
	if res.Verdict != Answer {
		matches = nil
		res.Context = ctx.with(&reading{question: q}, found)
		res.Verdict, res.Gap = Answer, nil
		res.Why.Reason = "each part of a double question is answered"
	}
	for _, m := range found {
		if !slices.ContainsFunc(matches, func(o Match) bool { return o.Fact == m.Fact }) && len(matches) < 2 {
			matches = append(matches, m)
		}
	}
	res.Matches = matches
}

// tells reports whether the fact is among those found.
func (r *Result) tells(f *Fact) bool {
	return slices.ContainsFunc(r.Matches, func(m Match) bool { return m.Fact == f })
}

// perName turns "what are A and B?" into a question for each of the two names;
// nil when it is no such question.
func (q *question) perName() []string {
	for i := range len(q.names) - 1 {
		m, n := q.names[i], q.names[i+1]
		if m.entity == n.entity || m.entity.kind != n.entity.kind || m.entity.elsewhere || n.entity.elsewhere {
			continue
		}
		switch strings.TrimSpace(q.folded[m.end:n.start]) {
		case "和", "与", "跟", "、", "及", "以及", "and", "&", ",", "or", "还是", "或":
			return []string{q.folded[:m.end] + " " + q.folded[n.end:], q.folded[:m.start] + q.folded[n.start:]}
		}
	}
	return nil
}

// perThing turns "A和B分别是谁发布的？" into a question for each of the two
// things; nil when it is no such question.
func (q *question) perThing() []string {
	for _, each := range []string{"分别", "各自", "各是", "各有", "各占"} {
		before, after, found := strings.Cut(q.folded, each)
		if !found {
			continue
		}
		i := strings.LastIndexAny(before, ",。;?") + 1
		for _, and := range []string{"以及", "和", "与", "跟", "及", "、"} {
			a, b, ok := strings.Cut(before[i:], and)
			if ok && utf8.RuneCountInString(a) > 1 && utf8.RuneCountInString(b) > 1 {
				rest := each[len("各"):] + after
				if each == "分别" || each == "各自" {
					rest = after
				}
				return []string{before[:i] + a + rest, before[:i] + b + rest}
			}
		}
	}
	return nil
}

// maxHalves is more parts than a double question has; a longer list is a
// story.
const maxHalves = 6

// splitQuestion splits a folded question where another one may begin.
func splitQuestion(folded string) []string {
	var list []string
	for p := range strings.FieldsFuncSeq(folded, func(r rune) bool { return strings.ContainsRune(",，?;。!", r) }) {
		for _, sep := range []string{" and ", "以及", "还有", "并且", "又是", "另外"} {
			if i := strings.Index(p, sep); i > 0 {
				list = append(list, p[:i])
				p = p[i+len(sep):]
			}
		}
		list = append(list, p)
	}
	if len(list) > maxHalves {
		return nil
	}
	return list
}

// tie is how close a second fact must come to the first, as a share of its
// score, for both to be told.
const tie = 0.72

// beside adds to an answer a second fact that the question asks for as much as
// for the first: one that comes close to it and speaks of the same thing, or
// one about another name in "what are A and B?".
func (b *Base) beside(r *reading, res *Result) {
	yesNo := r.question.yesNo // there the other half of a wrong pair is told: what A goes with, and what B
	if res.Verdict != Answer || len(res.Matches) != 1 || yesNo && res.Premise != Contradicted {
		return
	}
	first := r.bestFact()
	for i := range r.candidates {
		c := &r.candidates[i]
		if c == first || c.fact.Gap || c.fact.Topic != first.fact.Topic || !yesNo && c.demand.unmetYear > first.demand.unmetYear || c.demand.elsewhere > 0 {
			continue
		}
		if yesNo && b.profile(c.fact).isList() {
			continue
		}
		if !yesNo && c.score >= tie*first.score && b.akin(first.fact, c.fact) || completes(first, c) && c.score >= 0.5*first.score {
			res.Matches = append(res.Matches, Match{c.fact, c.score})
			return
		}
	}
}

// akin reports whether two facts speak of the same thing.
func (b *Base) akin(f, g *Fact) bool {
	if slices.Contains(f.Related, g.ID) || slices.Contains(g.Related, f.ID) {
		return true
	}
	p, o := b.profile(f), b.profile(g)
	for id := range p.settles {
		if o.settles[id] {
			return true
		}
	}
	return false
}

// completes reports whether c has a name or year of the question that the
// first fact lacks.
func completes(first, c *candidate) bool {
	met := map[string]bool{}
	for _, k := range c.demand.constraints {
		if k.Met && (k.Kind == "name" || k.Kind == "year") {
			met[k.Kind+k.Want] = true
		}
	}
	for _, k := range first.demand.constraints {
		if !k.Met && (k.Kind == "name" || k.Kind == "year") && met[k.Kind+k.Want] {
			return true
		}
	}
	return false
}
