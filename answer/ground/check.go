package ground

import (
	"fmt"
	"strings"
)

// Source is one fact that an answer may rest on, in the language of the answer.
type Source struct {
	Text  string
	Names []string // other names of what the fact is about: they may stand for it
}

// Kind is the kind of a violation.
type Kind string

// The kinds of violations.
const (
	NoAnswer    Kind = "empty"       // the answer says nothing
	NoCitation  Kind = "citation"    // a sentence cites nothing, or what was not supplied
	Number      Kind = "number"      // a number, its unit, currency or bound
	Date        Kind = "date"        // a date, year, month or time
	Quote       Kind = "quote"       // words in quotation marks
	Link        Kind = "link"        // an address, a handle, a telephone number
	Name        Kind = "name"        // a name or a part of one
	Unsupported Kind = "unsupported" // any other word
	Negation    Kind = "negation"    // denied here and affirmed there
	Hedge       Kind = "hedge"       // planned, expected, possible, reported, said by somebody
	Quantifier  Kind = "quantifier"  // some, most, only; the scope of a superlative
	Binding     Kind = "binding"     // all of it stands in the fact, but put together in another way
)

// Violation is what a sentence says beyond its fact.
type Violation struct {
	Sentence string // the sentence, with its citations
	Reason   string // an English sentence that names what is wrong; it holds words of the answer
	Kind     Kind
}

// Bounds of what is checked, in bytes. The longest message of Telegram has 4,096
// characters, and what is not read is not grounded; of a fact only the beginning is
// read.
const (
	maxAnswer   = 16 << 10
	maxSentence = 1 << 10
	maxFact     = 4 << 10
)

// Checker holds answers against facts. The zero value knows no names beforehand.
// It is safe for any number of goroutines.
type Checker struct {
	names names
}

// New returns a Checker that knows names: people, places and organisations of all
// facts. It finds most names by itself; to know them helps in Chinese, where they
// are not written with capital letters.
func New(names ...string) *Checker {
	c := &Checker{}
	c.names.add(names)
	return c
}

// Check returns what the answer says beyond the facts, in the order of its
// sentences; nil means that it is grounded. Where cited, every sentence must name
// the facts that it rests on by their numbers from 1 on, as in [2], and is held
// against these alone. Otherwise each sentence must be supported by a single fact.
func (c *Checker) Check(answer string, facts []Source, cited bool) []Violation {
	if len(answer) > maxAnswer {
		return []Violation{{Reason: "The answer is too long to be checked.", Kind: NoAnswer}}
	}
	r := &run{checker: c, facts: make([]*passage, len(facts)), sources: facts, cited: cited}
	said := false
	for _, s := range Sentences(answer) {
		if len(s) > maxSentence {
			r.violations = append(r.violations, Violation{Sentence: s, Reason: "The sentence is too long to be checked.", Kind: NoAnswer})
			continue
		}
		if r.sentence(s) {
			said = true
		}
	}
	if !said && len(r.violations) == 0 {
		return []Violation{{Sentence: strings.TrimSpace(answer), Reason: "The answer says nothing.", Kind: NoAnswer}}
	}
	return r.violations
}

// run is one call of Check.
type run struct {
	checker    *Checker
	sources    []Source
	facts      []*passage // read when first needed
	cited      bool
	violations []Violation
	before     *passage // the sentence before, for pronouns
	beforeFact int      // the fact that it rested on
}

func (r *run) fact(i int) *passage {
	if r.facts[i] == nil {
		r.facts[i] = r.checker.readSource(r.sources[i])
	}
	return r.facts[i]
}

// sentence checks one sentence and tells whether it says anything.
func (r *run) sentence(s string) bool {
	parts := citedParts(s)
	var spoken bool
	for _, p := range parts {
		claim := r.checker.read(p.text)
		if !claim.says() {
			continue
		}
		spoken = true
		var found []finding
		switch {
		case !r.cited:
			found = r.best(claim, nil)
		case len(p.facts) == 0:
			found = []finding{{NoCitation, "The sentence cites no fact."}}
		default:
			if bad := r.outOfRange(p.facts); bad != 0 {
				found = []finding{{NoCitation, fmt.Sprintf("There is no fact [%d].", bad)}}
				break
			}
			found = r.best(claim, p.facts)
		}
		for _, f := range found {
			r.violations = append(r.violations, Violation{Sentence: s, Reason: f.reason, Kind: f.kind})
		}
	}
	return spoken
}

func (r *run) outOfRange(cites []int) int {
	for _, n := range cites {
		if n < 1 || n > len(r.sources) {
			return n
		}
	}
	return 0
}

// best holds a claim against each of the facts with these numbers, or all, and
// returns what the one objects to that suits best. With several citations each
// clause may rest on another of them.
func (r *run) best(claim *passage, cites []int) []finding {
	candidates := cites
	if candidates == nil {
		candidates = make([]int, len(r.sources))
		for i := range candidates {
			candidates[i] = i + 1
		}
	}
	if len(candidates) == 0 {
		return []finding{{NoCitation, "There is no fact that the sentence could rest on."}}
	}
	var least []finding
	chosen := -1
	for _, n := range candidates {
		found := compare(claim, r.fact(n-1), r.earlier(n-1))
		if chosen < 0 || len(found) < len(least) {
			least, chosen = found, n-1
		}
		if len(found) == 0 {
			break
		}
	}
	if len(least) > 0 && len(cites) > 1 {
		if r.byClauses(claim, candidates) {
			least = nil
		}
	}
	if len(least) == 0 {
		least = r.pronoun(claim, chosen)
	}
	claim.inherited = r.earlier(chosen)
	r.before, r.beforeFact = claim, chosen
	return least
}

// byClauses tells whether each clause of a claim is supported by one of the facts.
func (r *run) byClauses(claim *passage, candidates []int) bool {
	for _, clause := range claim.split() {
		ok := false
		for _, n := range candidates {
			if len(compare(clause, r.fact(n-1), claim.allMarks())) == 0 {
				ok = true
				break
			}
		}
		if !ok {
			return false
		}
	}
	return true
}

// earlier returns how the sentence before spoke, if it rested on the same fact: who
// said so need not be told twice.
func (r *run) earlier(fact int) mark {
	if r.before == nil || r.beforeFact != fact {
		return 0
	}
	return r.before.allMarks() | r.before.inherited
}

// allMarks are the marks that a passage has anywhere.
func (p *passage) allMarks() mark {
	var m mark
	for _, s := range p.spans {
		if s.chosen {
			m |= s.lexeme.marks
		}
	}
	return m
}

// pronoun holds a sentence that speaks of "it" against the one before it, which
// rests on another fact: what was spoken of there must be what this fact is about.
func (r *run) pronoun(claim *passage, fact int) []finding {
	if r.before == nil || fact == r.beforeFact || !claim.pronominal() {
		return nil
	}
	named := false
	for i := range r.before.cells {
		c := &r.before.cells[i]
		if !c.name {
			continue
		}
		named = true
		if r.fact(fact).has(c) {
			return nil
		}
	}
	if !named {
		return nil
	}
	return []finding{{Binding, "The sentence goes on about what the one before is about, but the fact that it cites is about something else."}}
}

// pronominal tells whether a passage begins with a pronoun.
func (p *passage) pronominal() bool {
	if len(p.cells) == 0 {
		return false
	}
	switch c := &p.cells[0]; c.text {
	case "it", "they", "he", "she", "its", "their", "his", "her", "this":
		return true
	case "":
		return c.han == '它' || c.han == '他' || c.han == '她' || c.han == '其' || c.han == '该' || c.han == '此'
	}
	return false
}

// has tells whether a fact has the word or character of a cell.
func (p *passage) has(c *cell) bool {
	if c.kind == hanCell {
		return p.runes[c.han]
	}
	return len(p.stems[c.stem]) > 0
}
