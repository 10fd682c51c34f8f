package handlers

import (
	"hash/fnv"
	"slices"
	"strings"
	"sync"

	"github.com/forumbot/forumbot/knowledge"
	"github.com/forumbot/forumbot/trivia"
)

// Base is what this room needs of a *knowledge.Base.
type Base interface {
	Ask(q knowledge.Query) knowledge.Result
	Fact(id string) *knowledge.Fact // nil when there is none
	Facts() []*knowledge.Fact
	Topics() []knowledge.Topic
	Name() knowledge.Text
	Languages() []knowledge.Language
	// Series lists the facts that tell of each edition what f tells of its own,
	// newest first; nil for none but f.
	Series(f *knowledge.Fact) []*knowledge.Fact
	// Timeline lists the editions, newest first, with what the folder wants to
	// be shown of each.
	Timeline() []knowledge.Edition
}

// Composer puts what a Base finds into words and buttons. It is made once per
// Base and safe for concurrent use.
type Composer struct {
	base  Base
	shelf func() *shelf // sorted on first use: a lone answer on a terminal doesn't browse

	quizSource func() *quizSource // made on first use
}

// shelf is a base sorted for browsing.
type shelf struct {
	topics  []knowledge.Topic // those that have facts
	byTopic map[string][]*knowledge.Fact
	sources []*knowledge.Source // in order of first use
	history []knowledge.Edition // newest first
	deck    *trivia.Deck        // for daily posts
}

// NewComposer returns a Composer for a base.
func NewComposer(base Base) *Composer {
	return &Composer{
		base:       base,
		shelf:      sync.OnceValue(func() *shelf { return newShelf(base) }),
		quizSource: sync.OnceValue(func() *quizSource { return newQuizSource(base) }),
	}
}

func (c *Composer) deck() *trivia.Deck { return c.shelf().deck }

func newShelf(base Base) *shelf {
	c := &shelf{deck: trivia.NewDeck(base.Facts()), byTopic: map[string][]*knowledge.Fact{}}
	c.history = base.Timeline()
	seen := map[*knowledge.Source]bool{}
	for _, f := range base.Facts() {
		c.byTopic[f.Topic] = append(c.byTopic[f.Topic], f)
		for _, s := range f.Sources {
			if !seen[s] {
				seen[s] = true
				c.sources = append(c.sources, s)
			}
		}
	}
	for _, t := range base.Topics() {
		if len(c.byTopic[t.ID]) > 0 {
			c.topics = append(c.topics, t)
		}
	}
	return c
}

// editions are the facts that tell of other editions what f tells of its own,
// newest first, one an edition.
func (c *Composer) editions(f *knowledge.Fact) []*knowledge.Fact {
	var out []*knowledge.Fact
	seen := map[int]bool{f.Edition: true}
	for _, other := range c.base.Series(f) {
		if !seen[other.Edition] {
			seen[other.Edition] = true
			out = append(out, other)
		}
	}
	return out
}

// related are the facts that f names for reading on, gaps left out.
func (c *Composer) related(facts []*knowledge.Fact) []*knowledge.Fact {
	var out []*knowledge.Fact
	for _, f := range facts {
		for _, id := range f.Related {
			other := c.base.Fact(id)
			if other != nil && !other.Gap && !slices.Contains(facts, other) && !slices.Contains(out, other) {
				out = append(out, other)
			}
		}
	}
	return out
}

// topic is the topic with that id that has facts.
func (c *Composer) topic(id string) (knowledge.Topic, bool) {
	for _, t := range c.shelf().topics {
		if t.ID == id {
			return t, true
		}
	}
	return knowledge.Topic{}, false
}

// examples are up to n questions that the base answers, each of another topic.
func (c *Composer) examples(l knowledge.Language, n int) []*knowledge.Fact {
	var out []*knowledge.Fact
	pick := func(facts []*knowledge.Fact) {
		for _, f := range facts {
			if q := firstQuestions(f, l); len(out) < n && len(q) > 0 && width(q[0]) <= labelWidth && !slices.Contains(out, f) {
				out = append(out, f)
				return
			}
		}
	}
	for _, t := range c.shelf().topics {
		pick(c.shelf().byTopic[t.ID])
	}
	if len(out) == 0 {
		pick(c.base.Facts())
	}
	return out
}

// example is one question that the base answers.
func (c *Composer) example(l knowledge.Language) string {
	for _, f := range c.examples(l, 1) {
		return label(f, l)
	}
	for _, f := range c.base.Facts() {
		return label(f, l)
	}
	return ""
}

// name is the subject's name without what stands in brackets behind it.
func (c *Composer) name(l knowledge.Language) string {
	return shortName(c.base.Name(), l)
}

func shortName(t knowledge.Text, l knowledge.Language) string {
	name := t.In(l)
	for _, bracket := range []string{" (", "（"} {
		if i := strings.Index(name, bracket); i > 0 {
			name = name[:i]
		}
	}
	return name
}

// language is l, or, when neither the folder nor our own words have it, the
// folder's first.
func (c *Composer) language(l knowledge.Language) knowledge.Language {
	if l != "" && (slices.Contains(c.base.Languages(), l) || speaks(l)) {
		return l
	}
	if all := c.base.Languages(); len(all) > 0 {
		return all[0]
	}
	return fallback
}

// labelWidth is what a button over a phone's whole width shows, in columns.
const labelWidth = 44

// label is a fact's name on a button: a sample question that fits, or the
// beginning of the statement.
func label(f *knowledge.Fact, l knowledge.Language) string {
	questions := firstQuestions(f, l)
	for i, q := range questions {
		if i < 3 && width(q) <= labelWidth {
			return shorten(q, labelWidth)
		}
	}
	if len(questions) > 0 {
		return shorten(questions[0], labelWidth)
	}
	return shorten(f.Text.In(l), labelWidth)
}

// firstQuestions are the sample questions in the language in which the fact is
// told to a speaker of l.
func firstQuestions(f *knowledge.Fact, l knowledge.Language) []string {
	if _, ok := f.Text[l]; !ok {
		for other := range f.Text {
			if _, ok := f.Text[l]; !ok || other < l {
				l = other
			}
		}
	}
	return f.Questions[l]
}

// sampleQuestion is a question that the fact answers.
func sampleQuestion(f *knowledge.Fact, l knowledge.Language) string {
	if q := firstQuestions(f, l); len(q) > 0 {
		return q[0]
	}
	return label(f, l)
}

func hash(s string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(s))
	return h.Sum64()
}
