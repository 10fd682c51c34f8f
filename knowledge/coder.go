package knowledge

import (
	"cmp"
	"encoding/binary"
	"maps"
	"slices"
	"strings"

	"github.com/forumbot/forumbot/knowledge/internal/wire"
	"github.com/forumbot/forumbot/knowledge/text"
)

// coder writes a base's content down or reads it. The same code does both, so
// that the two can't disagree.
type coder struct {
	out     []byte
	in      wire.Reader
	text    string // what is read, whole: texts are cut from it
	reading bool

	sources []*Source
}

func newDecoder(data []byte) *coder {
	return &coder{in: wire.Reader{B: data}, text: string(data), reading: true}
}

// done reports whether everything was read, and nothing was missing.
func (c *coder) done() bool { return !c.in.Bad && len(c.in.B) == 0 }

// number codes a number from 0 on.
func (c *coder) number(n *int) {
	if c.reading {
		*n = c.in.Count(1 << 30)
	} else {
		c.out = binary.AppendUvarint(c.out, uint64(*n))
	}
}

func (c *coder) bool(v *bool) {
	n := 0
	if *v {
		n = 1
	}
	c.number(&n)
	*v = n != 0
}

func str[S ~string](c *coder, s *S) {
	n := len(*s)
	c.number(&n)
	if !c.reading {
		c.out = append(c.out, *s...)
		return
	}
	at := len(c.text) - len(c.in.B)
	c.in.Bytes(n)
	if !c.in.Bad {
		*s = S(c.text[at : at+n])
	}
}

// length codes how many things follow; -1 for a list or map that is nil.
func (c *coder) length(n int, isNil bool) int {
	n++
	if isNil {
		n = 0
	}
	c.number(&n)
	if c.reading && n-1 > len(c.in.B) {
		c.in.Bad = true
		return -1
	}
	return n - 1
}

func list[T any](c *coder, s *[]T, item func(*T)) {
	n := c.length(len(*s), *s == nil)
	if c.reading && n >= 0 {
		*s = make([]T, n)
	}
	for i := range *s {
		item(&(*s)[i])
	}
}

func strs[S ~string](c *coder, s *[]S) { list(c, s, func(x *S) { str(c, x) }) }

// table codes a map in the order of its keys.
func table[K cmp.Ordered, V any](c *coder, m *map[K]V, key func(*K), value func(*V)) {
	n := c.length(len(*m), *m == nil)
	if !c.reading {
		for _, k := range slices.Sorted(maps.Keys(*m)) {
			v := (*m)[k]
			key(&k)
			value(&v)
		}
		return
	}
	if n < 0 {
		return
	}
	*m = make(map[K]V, n)
	for range n {
		var k K
		var v V
		key(&k)
		value(&v)
		(*m)[k] = v
	}
}

func set[K cmp.Ordered](c *coder, m *map[K]bool, key func(*K)) { table(c, m, key, c.bool) }

func (c *coder) language(l *Language) { str(c, l) }
func (c *coder) string(s *string)     { str(c, s) }

func (c *coder) textOf(t *Text) {
	m := map[Language]string(*t)
	table(c, &m, c.language, c.string)
	*t = m
}

func (c *coder) texts(m *map[Language][]string) {
	table(c, m, c.language, func(s *[]string) { strs(c, s) })
}

// content codes what is known once the folder is checked.
func (c *coder) content(x *content) {
	c.textOf(&x.name)
	strs(c, &x.languages)
	c.texts(&x.subject)
	list(c, &x.topics, func(t *Topic) { str(c, &t.ID); c.textOf(&t.Label) })
	list(c, &x.timeline, func(t *Topic) { str(c, &t.ID); c.textOf(&t.Label) })
	list(c, &x.names, c.name)
	list(c, &x.elsewhere, c.name)
	list(c, &x.synonyms, func(g *[]string) { strs(c, g) })
	list(c, &x.sources, c.source)
	c.sources = x.sources
	list(c, &x.facts, c.fact)
}

func (c *coder) name(n *Name) {
	str(c, &n.Kind)
	c.textOf(&n.Text)
	strs(c, &n.Also)
}

func (c *coder) source(p **Source) {
	if c.reading {
		*p = new(Source)
	}
	s := *p
	str(c, &s.ID)
	c.textOf(&s.Title)
	c.textOf(&s.Publisher)
	str(c, &s.Date)
	str(c, &s.URL)
}

func (c *coder) fact(p **Fact) {
	if c.reading {
		*p = new(Fact)
	}
	f := *p
	str(c, &f.ID)
	c.number(&f.Edition)
	str(c, &f.Series)
	str(c, &f.AsOf)
	str(c, &f.Review)
	str(c, &f.Topic)
	c.textOf(&f.Text)
	c.texts(&f.Questions)
	c.texts(&f.Names)
	strs(c, &f.Answers)
	list(c, &f.Values, func(v *Value) { c.name((*Name)(v)) })
	c.quiz(&f.Quiz)
	list(c, &f.Sources, c.sourceOf)
	strs(c, &f.Related)
	str(c, &f.Note)
	str(c, &f.Status)
	str(c, &f.Pos.File)
	c.number(&f.Pos.Line)
	c.bool(&f.Gap)
}

// sourceOf codes a fact's source as its place among all.
func (c *coder) sourceOf(p **Source) {
	i := slices.Index(c.sources, *p)
	c.number(&i)
	if c.reading {
		if i >= len(c.sources) {
			c.in.Bad = true
			return
		}
		*p = c.sources[i]
	}
}

func (c *coder) quiz(p **Quiz) {
	some := *p != nil
	c.bool(&some)
	if !some {
		return
	}
	if c.reading {
		*p = new(Quiz)
	}
	q := *p
	c.textOf(&q.Question)
	list(c, &q.Options, func(o *Option) { c.textOf(&o.Text); c.bool(&o.Right) })
	c.textOf(&q.Explanation)
}

// profiles codes as many profiles as there are documents.
func (c *coder) profiles(list []profile) {
	n := len(list)
	c.number(&n)
	if n != len(list) {
		c.in.Bad = true
		return
	}
	for i := range list {
		p := &list[i]
		strs(c, &p.years)
		c.quantities(&p.quantities)
		set(c, &p.names, c.number)
		set(c, &p.mentioned, c.number)
		set(c, &p.kinds, c.string)
		set(c, &p.settles, c.number)
		set(c, &p.attributes, c.number)
		strs(c, &p.answers)
	}
}

func (c *coder) quantities(m *map[text.Quantity]bool) {
	all := slices.SortedFunc(maps.Keys(*m), func(a, b text.Quantity) int {
		return cmp.Or(strings.Compare(string(a.Kind), string(b.Kind)), strings.Compare(a.Value, b.Value))
	})
	list(c, &all, func(q *text.Quantity) { str(c, &q.Kind); str(c, &q.Value) })
	if c.reading {
		*m = make(map[text.Quantity]bool, len(all))
		for _, q := range all {
			(*m)[q] = true
		}
	}
}
