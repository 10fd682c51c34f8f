package knowledge

import (
	"slices"
	"strings"

	"github.com/forumbot/forumbot/knowledge/text"
)

// longQuestion is the length, in Chinese characters and half words, from which
// a message is taken for a story with a question in it.
const longQuestion = 40

// shortStory is the same for a message of three clauses and more.
const shortStory = 26

// clauseDoubt is what a clause's reading must be surer than the whole
// message's: it has left out most of what was said.
const clauseDoubt = 0.10

// storyCertain is the confidence from which no other reading of a long message
// is tried.
const storyCertain = 0.75

func (q *question) isStory() bool {
	size := q.han + 2*q.words
	return size >= longQuestion || size >= shortStory && strings.Count(q.folded, ",")+strings.Count(q.folded, "。")+strings.Count(q.folded, ". ") >= 2
}

// readStory lists the readings of a long message: by what matters in it, then
// by the parts that ask.
func (b *Base) readStory(q *question, ctx Context) []*reading {
	r := b.focus(q)
	list := []*reading{r}
	if r.confidence >= storyCertain && len(ctx.Turns) == 0 {
		return list
	}
	return append(b.continueWith(list, r.question, ctx), b.clauses(q)...)
}

// clauses lists readings of the asking parts of a long message: people tell a
// story first. What the story names is lent to the part that asks. After one
// that is certain come no others.
func (b *Base) clauses(q *question) []*reading {
	var list []*reading
	for _, part := range askingParts(q.plain) {
		if len(part) >= len(q.plain)-len("？") {
			continue // but for its mark this is the message, which has been read
		}
		c := b.mended(part, q.language)
		names, words := b.namesBeside(q, c)
		c.lent = names
		if years := q.years(); len(years) == 1 && !c.hasYear() {
			c.quantities = append(c.quantities, text.Quantity{Kind: text.Year, Value: years[0]})
			words += " " + years[0] + "年"
		}
		r := b.read(c, words, nil)
		if c.content < leastContent { // "what was it called?" is sure of nothing
			r.confidence = min(r.confidence, suggestFrom)
		}
		r.preferred = -clauseDoubt
		list = append(list, r)
		if r.confidence >= storyCertain {
			break
		}
	}
	return list
}

// namesBeside finds the names that the whole question has and the clause
// hasn't, and joins them to a text.
func (b *Base) namesBeside(whole, clause *question) ([]mention, string) {
	var lent []mention
	var names []string
	for _, m := range whole.names {
		if m.entity.elsewhere || slices.ContainsFunc(clause.names, func(o mention) bool { return o.entity == m.entity }) {
			continue
		}
		lent = append(lent, m)
		names = append(names, whole.folded[m.start:m.end])
	}
	return lent, strings.Join(names, "，")
}

// maxParts bounds the work on a long message.
const maxParts = 3

// sentenceEnds and clauseEnds are where a folded text is taken apart.
const (
	sentenceEnds = "。!?;\n…"
	clauseEnds   = sentenceEnds + ",，:、"
)

// splitAt takes a folded text apart at marks, one of which is the full stop;
// that of a number, or within a name, is none.
func splitAt(folded, marks string) []string {
	return strings.FieldsFunc(strings.ReplaceAll(folded, ". ", "。"), func(r rune) bool { return strings.ContainsRune(marks, r) })
}

// askingParts takes from a folded text the sentences that ask, and of those
// with several clauses also the last ones.
func askingParts(folded string) []string {
	sentences := splitAt(folded, sentenceEnds)
	var parts []string
	add := func(s string) {
		s = strings.TrimSpace(s)
		if len([]rune(s)) > 4 && s != folded && !slices.Contains(parts, s) {
			parts = append(parts, s)
		}
	}
	for i, s := range sentences {
		kinds, yesNo := askedOf(s)
		if len(kinds) == 0 && !yesNo && i < len(sentences)-1 {
			continue
		}
		add(s)
		clauses := strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(",，:", r) })
		for n := 1; n <= 2 && n < len(clauses); n++ {
			add(strings.Join(clauses[len(clauses)-n:], ","))
		}
	}
	if len(parts) > maxParts {
		parts = parts[len(parts)-maxParts:]
	}
	return parts
}
