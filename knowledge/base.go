package knowledge

import (
	"fmt"
	"slices"

	"github.com/forumbot/forumbot/knowledge/index"
	"github.com/forumbot/forumbot/knowledge/spell"
	"github.com/forumbot/forumbot/knowledge/text"
)

// Base is a loaded knowledge folder. It never changes and is safe for
// concurrent use.
type Base struct {
	content *content
	facts   []*Fact // reviewed facts, in the order of the files
	gaps    []*Fact
	byID    map[string]*Fact

	documents []*Fact // facts, then gaps: the documents of index
	profiles  []profile
	number    map[*Fact]int // its place in documents
	index     *index.Index
	gazetteer *gazetteer // names of people, places …
	subject   *gazetteer // what people call the folder's subject
	concepts  *gazetteer // words of the synonym groups
	speller   *spell.Corrector
}

func newBase(c *content) *Base {
	b := &Base{content: c, byID: map[string]*Fact{}}
	for _, f := range c.facts {
		if f.Status != Reviewed {
			continue
		}
		b.byID[f.ID] = f
		if f.Gap {
			b.gaps = append(b.gaps, f)
		} else {
			b.facts = append(b.facts, f)
		}
	}
	b.documents = append(slices.Concat(b.facts, b.gaps), offTopic(c.languages))
	b.gazetteer = newGazetteer(c)
	b.subject = newSubject(c)
	b.concepts = newConcepts(c)
	b.speller = newSpeller(c)
	docs := make([]index.Document, len(b.documents))
	b.profiles = make([]profile, len(b.documents))
	b.number = make(map[*Fact]int, len(b.documents))
	for i, f := range b.documents {
		b.number[f] = i
		b.profiles[i] = b.profileOf(f)
		docs[i] = b.documentOf(f)
	}
	b.index = index.Build(docs, index.Options{})
	return b
}

func (b *Base) profile(f *Fact) *profile { return &b.profiles[b.number[f]] }

// documentOf is what the index sees of a fact.
func (b *Base) documentOf(f *Fact) index.Document {
	var d index.Document
	seen := map[string]bool{}
	concepts := func(s string) {
		for _, m := range b.concepts.find(foldQuantities(s), nil) {
			if !seen[m.entity.label] {
				seen[m.entity.label] = true
				d.Concepts = append(d.Concepts, m.entity.label)
			}
		}
	}
	for _, l := range b.Languages() {
		if !f.Gap { // what a gap says is no statement about its subject
			d.Texts = append(d.Texts, f.Text[l])
			concepts(f.Text[l])
		}
		d.Questions = append(d.Questions, f.Questions[l]...)
		d.Names = append(d.Names, f.Names[l]...)
		for _, s := range append(slices.Clone(f.Questions[l]), f.Names[l]...) {
			concepts(s)
		}
	}
	for _, v := range f.Values {
		d.Names = append(d.Names, v.Also...)
	}
	return d
}

// newSpeller knows every word of the folder, those that facts are not about
// included: they must not be mended into others.
func newSpeller(c *content) *spell.Corrector {
	s := spell.New()
	for _, f := range c.facts {
		for _, t := range f.Text {
			s.Add(foldQuantities(t))
		}
		for _, lists := range []map[Language][]string{f.Questions, f.Names} {
			for _, list := range lists {
				for _, t := range list {
					s.Add(foldQuantities(t))
				}
			}
		}
		for _, v := range f.Values {
			for _, t := range v.Also {
				s.Add(foldQuantities(t))
			}
		}
	}
	for _, n := range slices.Concat(c.names, c.elsewhere) {
		for _, t := range n.All() {
			s.Add(text.Fold(t))
		}
	}
	for _, group := range c.synonyms {
		for _, t := range group {
			s.Add(text.Fold(t))
		}
	}
	s.Finish()
	return s
}

func foldQuantities(s string) string {
	folded, _ := text.Quantities(text.Fold(s))
	return folded
}

// Name is what the folder calls its subject.
func (b *Base) Name() Text { return b.content.name }

// Languages lists the folder's languages; every fact has a text in each.
func (b *Base) Languages() []Language { return b.content.languages }

// Topics lists the topics in browsing order.
func (b *Base) Topics() []Topic { return b.content.topics }

// Facts lists the reviewed facts in the order of the files, gaps left out.
func (b *Base) Facts() []*Fact { return b.facts }

// Gaps lists what is known not to be known.
func (b *Base) Gaps() []*Fact { return b.gaps }

// Fact returns the reviewed fact or gap with that id, or nil.
func (b *Base) Fact(id string) *Fact { return b.byID[id] }

// Without returns a base that doesn't have the sample questions for which drop
// returns true: for measuring how well questions are understood that the base
// hasn't seen.
func (b *Base) Without(drop func(f *Fact, question string) bool) *Base {
	c := *b.content
	c.facts = nil
	for _, f := range b.content.facts {
		g := *f
		g.Questions = map[Language][]string{}
		for l, list := range f.Questions {
			for _, q := range list {
				if !drop(f, q) {
					g.Questions[l] = append(g.Questions[l], q)
				}
			}
		}
		c.facts = append(c.facts, &g)
	}
	return newBase(&c)
}

// OnlySource returns a base of only those facts that have the source with that
// id, together with the gaps.
func (b *Base) OnlySource(id string) (*Base, error) {
	c := *b.content
	c.facts = nil
	found := false
	for _, f := range b.content.facts {
		keep := f.Gap
		for _, s := range f.Sources {
			keep = keep || s.ID == id
		}
		if keep {
			c.facts = append(c.facts, f)
			found = found || !f.Gap
		}
	}
	if !found {
		return nil, fmt.Errorf("no fact has the source %q; `forumbot check` lists the sources", id)
	}
	return newBase(&c), nil
}
