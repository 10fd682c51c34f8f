package knowledge

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

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
	series  map[string][]*Fact               // of two editions and more, newest first
	newest  int                              // edition
	settled map[*Fact]func() map[uint64]bool // terms of what facts of a series settle

	documents []*Fact // facts, then gaps: the documents of index
	profiles  []profile
	number    map[*Fact]int // its place in documents
	weights   []byte        // of the classifier, as given
	index     *index.Index
	gazetteer *gazetteer // names of people, places …
	subject   *gazetteer // what people call the folder's subject
	concepts  *gazetteer // words of the synonym groups
	speller   func() *spell.Corrector
}

// newBase is a base without profiles, speller and index.
func newBase(c *content, weights []byte) *Base {
	b := &Base{content: c, weights: weights, byID: map[string]*Fact{}, number: map[*Fact]int{}}
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
	for i, f := range b.documents {
		b.number[f] = i
	}
	b.gazetteer = newGazetteer(c)
	b.subject = newSubject(c)
	b.concepts = newConcepts(c)
	b.collectSeries()
	return b
}

// build works out a base from what its files hold. The base of the embedded
// files comes from a snapshot instead: see restore.
func build(c *content, weights []byte) *Base {
	b := newBase(c, weights)
	// Folding and looking through all texts is most of the work.
	folded := make([]foldedFact, len(b.documents))
	docs := make([]index.Document, len(b.documents))
	b.profiles = make([]profile, len(b.documents))
	inParallel(len(b.documents), func(i int) {
		folded[i] = b.fold(b.documents[i])
		b.profiles[i] = b.profileOf(b.documents[i], &folded[i])
		docs[i] = b.documentOf(b.documents[i])
		docs[i].Concepts = b.conceptsOf(b.documents[i], &folded[i])
	})
	b.adoptNeighbours()
	// Misspelt words are few in questions: the vocabulary is made for the first.
	b.speller = sync.OnceValue(func() *spell.Corrector { return newSpeller(c, folded) })
	b.index = index.Build(docs, index.Options{Classifier: weights})
	return b
}

// inParallel calls f for 0 to n-1, on all cores.
func inParallel(n int, f func(i int)) {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), n) {
		wg.Go(func() {
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				f(i)
			}
		})
	}
	wg.Wait()
}

func (b *Base) profile(f *Fact) *profile { return &b.profiles[b.number[f]] }

// foldedFact holds a fact's texts folded, with their quantities.
type foldedFact struct {
	texts, names, questions []foldedText
	values                  [][]foldedText // by value: all its forms
}

type foldedText struct {
	folded     string
	quantities []text.Quantity
}

func foldText(s string) foldedText {
	folded, quantities := text.Quantities(text.Fold(s))
	return foldedText{folded, quantities}
}

func (b *Base) fold(f *Fact) foldedFact {
	var t foldedFact
	for _, l := range b.Languages() {
		if s, ok := f.Text[l]; ok {
			t.texts = append(t.texts, foldText(s))
		}
		for _, s := range f.Names[l] {
			t.names = append(t.names, foldText(s))
		}
		for _, s := range f.Questions[l] {
			t.questions = append(t.questions, foldText(s))
		}
	}
	for _, v := range f.Values {
		var forms []foldedText
		for _, s := range Name(v).All() {
			forms = append(forms, foldText(s))
		}
		t.values = append(t.values, forms)
	}
	return t
}

// documentOf is what the index sees of a fact, concepts excepted. What a gap
// says is no statement about its subject.
func (b *Base) documentOf(f *Fact) index.Document {
	var d index.Document
	for _, l := range b.Languages() {
		if s, ok := f.Text[l]; ok && !f.Gap {
			d.Texts = append(d.Texts, s)
		}
		d.Questions = append(d.Questions, f.Questions[l]...)
		d.Names = append(d.Names, f.Names[l]...)
	}
	for _, v := range f.Values {
		d.Names = append(d.Names, v.Also...)
	}
	return d
}

// conceptsOf lists the synonym groups that a fact has a word of.
func (b *Base) conceptsOf(f *Fact, t *foldedFact) []string {
	var labels []string
	var found []mention
	seen := map[string]bool{}
	concepts := func(list []foldedText) {
		for _, x := range list {
			found = b.concepts.find(x.folded, found)
			for _, m := range found {
				if !seen[m.entity.label] {
					seen[m.entity.label] = true
					labels = append(labels, m.entity.label)
				}
			}
		}
	}
	if !f.Gap {
		concepts(t.texts)
	}
	concepts(t.questions)
	concepts(t.names)
	return labels
}

// newSpeller knows every word of the folder, those that facts are not about
// included: they must not be mended into others.
func newSpeller(c *content, facts []foldedFact) *spell.Corrector {
	s := spell.New()
	add := func(list []foldedText) {
		for _, x := range list {
			s.Add(x.folded)
		}
	}
	for i := range facts {
		add(facts[i].texts)
		add(facts[i].names)
		add(facts[i].questions)
		for _, forms := range facts[i].values {
			add(forms)
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
	s.Add(strings.Join(text.NumberWords(), " ")) // in facts they have become digits
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
	return build(&c, nil)
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
	return build(&c, b.weights), nil
}
