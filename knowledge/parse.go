package knowledge

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// content is what the files of a folder hold, before it is checked as a whole.
type content struct {
	name        Text
	namePos     Position
	languages   []Language
	langsPos    Position
	subject     map[Language][]string
	topics      []Topic
	topicPos    []Position
	timeline    []Topic // series, with what to call them
	timelinePos []Position
	names       []Name
	elsewhere   []Name
	synonyms    [][]string
	sources     []*Source
	sourcePos   []Position
	facts       []*Fact // gaps among them

	sourceRefs map[*Fact][]ref
	relations  map[*Fact][]ref
}

// ref is the mention of an id, kept with its place until all ids are known.
type ref struct {
	id  string
	pos Position
}

// Name is an entry of the gazetteer: a person, an organisation, a place … and
// all that people call it.
type Name struct {
	Kind string
	Text Text
	Also []string
}

// All lists every form of the name.
func (n Name) All() []string {
	var all []string
	for _, s := range n.Text {
		all = append(all, s)
	}
	slices.Sort(all)
	return append(all, n.Also...)
}

// fileKeys may stand at the top of any file; name and languages in one only.
var fileKeys = []string{"name", "languages", "subject", "topics", "timeline", "names", "elsewhere", "synonyms", "sources", "facts", "gaps"}

// content adds what one file holds to c.
func (r *reader) content(root *yaml.Node, c *content) {
	r.fields(root, "the file", fileKeys, func(key string, v *yaml.Node) {
		switch key {
		case "name":
			if c.name != nil {
				r.out.errorf(r.pos(v), "the folder has a name already (%s:%d); keep one", c.namePos.File, c.namePos.Line)
			}
			c.name, c.namePos = r.text(v, "name"), r.pos(v)
		case "languages":
			if c.languages != nil {
				r.out.errorf(r.pos(v), "the folder declares its languages already (%s:%d); keep one", c.langsPos.File, c.langsPos.Line)
			}
			c.langsPos = r.pos(v)
			for _, l := range r.strs(v, "languages") {
				c.languages = append(c.languages, Language(strings.ToLower(l)))
			}
		case "subject":
			c.subject = r.lists(v, "subject")
		case "topics":
			r.items(v, "topics", func(v *yaml.Node) {
				c.topics, c.topicPos = append(c.topics, r.topic(v, "a topic")), append(c.topicPos, r.pos(v))
			})
		case "timeline":
			r.items(v, "timeline", func(v *yaml.Node) {
				c.timeline, c.timelinePos = append(c.timeline, r.topic(v, "a line of the timeline")), append(c.timelinePos, r.pos(v))
			})
		case "names":
			r.items(v, "names", func(v *yaml.Node) { c.names = append(c.names, r.entry(v, "a name")) })
		case "elsewhere":
			r.items(v, "elsewhere", func(v *yaml.Node) { c.elsewhere = append(c.elsewhere, r.entry(v, "a name of elsewhere")) })
		case "synonyms":
			r.items(v, "synonyms", func(v *yaml.Node) {
				if g := r.strs(v, "a synonym group"); len(g) > 1 {
					c.synonyms = append(c.synonyms, g)
				} else {
					r.out.errorf(r.pos(v), "a synonym group needs at least two words")
				}
			})
		case "sources":
			r.items(v, "sources", func(v *yaml.Node) { r.source(v, c) })
		case "facts":
			r.items(v, "facts", func(v *yaml.Node) { r.fact(v, c, false) })
		case "gaps":
			r.items(v, "gaps", func(v *yaml.Node) { r.fact(v, c, true) })
		}
	})
}

// text reads a statement: one text per language, or just a text in a folder of
// one language.
func (r *reader) text(n *yaml.Node, what string) Text {
	if n.Kind == yaml.ScalarNode {
		if s := r.str(n, what); s != "" {
			return Text{"": s} // given its language when the folder's are known
		}
		return nil
	}
	if n.Kind != yaml.MappingNode {
		r.out.errorf(r.pos(n), "%s must be a text, or one text per language (“zh: …”)", what)
		return nil
	}
	t := Text{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		l := Language(strings.ToLower(n.Content[i].Value))
		if _, twice := t[l]; twice {
			r.out.errorf(r.pos(n.Content[i]), "%s has %q twice; keep one", what, l)
			continue
		}
		if s := r.str(n.Content[i+1], what); s != "" {
			t[l] = s
		}
	}
	return t
}

// lists reads texts per language, or a plain list in a folder of one language.
func (r *reader) lists(n *yaml.Node, what string) map[Language][]string {
	if n.Kind == yaml.SequenceNode {
		return map[Language][]string{"": r.strs(n, what)}
	}
	if n.Kind != yaml.MappingNode {
		r.out.errorf(r.pos(n), "%s must be a list, or one list per language (“zh: […]”)", what)
		return nil
	}
	m := map[Language][]string{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		l := Language(strings.ToLower(n.Content[i].Value))
		m[l] = append(m[l], r.strs(n.Content[i+1], what)...)
	}
	return m
}

// localized reads a mapping that holds languages beside other keys.
func (r *reader) localized(t *Text, key string, v *yaml.Node, what string) {
	if *t == nil {
		*t = Text{}
	}
	if s := r.str(v, what); s != "" {
		(*t)[Language(key)] = s
	}
}

// langKeys are the keys under which a language may stand beside others.
var langKeys = []string{"zh", "en", "ja", "ko", "fr", "de", "es", "ru", "ar", "pt", "it", "text"}

func (r *reader) topic(n *yaml.Node, what string) Topic {
	var t Topic
	r.fields(n, what, append([]string{"id"}, langKeys...), func(key string, v *yaml.Node) {
		switch key {
		case "id":
			t.ID = r.str(v, "the id of "+what)
		case "text":
			t.Label = r.text(v, "the text of "+what)
		default:
			r.localized(&t.Label, key, v, "the label of "+what)
		}
	})
	return t
}

func (r *reader) entry(n *yaml.Node, what string) Name {
	var e Name
	r.fields(n, what, append([]string{"kind", "also"}, langKeys...), func(key string, v *yaml.Node) {
		switch key {
		case "kind":
			e.Kind = r.kind(v)
		case "also":
			e.Also = r.strs(v, "also")
		case "text":
			e.Text = r.text(v, what)
		default:
			r.localized(&e.Text, key, v, what)
		}
	})
	if len(e.Text) == 0 && len(e.Also) == 0 {
		r.out.errorf(r.pos(n), "%s has no text; give it one per language", what)
	}
	return e
}

// ValueKinds are the kinds that a value or a name may have.
var ValueKinds = []string{
	"person", "org", "place", "date", "year", "count", "percent", "rank", "money", "area",
	"duration", "theme", "product", "event", "work", "field", "title",
}

func (r *reader) kind(n *yaml.Node) string {
	k := r.str(n, "kind")
	if k != "" && !slices.Contains(ValueKinds, k) {
		r.out.errorf(r.pos(n), "unknown kind %q%s; the kinds are: %s", k, didYouMean(k, ValueKinds), strings.Join(ValueKinds, ", "))
	}
	return k
}

func (r *reader) source(n *yaml.Node, c *content) {
	s := &Source{}
	r.fields(n, "a source", []string{"id", "title", "publisher", "date", "url"}, func(key string, v *yaml.Node) {
		switch key {
		case "id":
			s.ID = r.str(v, "a source's id")
		case "title":
			s.Title = r.text(v, "a source's title")
		case "publisher":
			s.Publisher = r.text(v, "a source's publisher")
		case "date":
			s.Date = r.date(v, "a source's date")
		case "url":
			s.URL = r.url(v)
		}
	})
	c.sources = append(c.sources, s)
	c.sourcePos = append(c.sourcePos, r.pos(n))
}
