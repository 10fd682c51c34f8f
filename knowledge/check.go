package knowledge

import (
	"maps"
	"slices"
	"strings"
)

// check looks at the folder as a whole: what no single file can tell. It also
// links sources to facts and gives unlabelled texts the folder's language.
func (c *content) check(out *problems) {
	folder := Position{File: "folder"}
	if len(c.name) == 0 {
		out.errorf(folder, "has no name; add “name: …” to one file, what people call the subject")
	}
	if len(c.languages) == 0 {
		out.errorf(folder, "declares no languages; add “languages: [zh, en]” (or just one) to one file")
		return
	}
	for _, l := range c.languages {
		if len(l) < 2 || len(l) > 3 || strings.Trim(string(l), "abcdefghijklmnopqrstuvwxyz") != "" {
			out.errorf(c.langsPos, "the language %q is no two- or three-letter code such as zh or en", l)
		}
	}
	c.label(out)

	topics := map[string]bool{}
	for i, t := range c.topics {
		switch {
		case t.ID == "":
			out.errorf(c.topicPos[i], "a topic has no id")
		case topics[t.ID]:
			out.errorf(c.topicPos[i], "the topic %q stands twice; keep one", t.ID)
		case len(t.ID) > maxIDLength || !validID.MatchString(t.ID):
			out.errorf(c.topicPos[i], "the topic's id %q must be lower-case letters, digits and single hyphens", t.ID)
		}
		topics[t.ID] = true
		c.complete(out, c.topicPos[i], "the topic "+t.ID, t.Label)
	}
	series := map[string]bool{}
	for _, f := range c.facts {
		series[seriesOf(f)] = true
	}
	for i, t := range c.timeline {
		if t.ID == "" || !series[t.ID] {
			out.errorf(c.timelinePos[i], "the timeline names the series %q, to which no fact belongs", t.ID)
		}
		c.complete(out, c.timelinePos[i], "the timeline's "+t.ID, t.Label)
	}
	sources := map[string]*Source{}
	for i, s := range c.sources {
		switch {
		case s.ID == "":
			out.errorf(c.sourcePos[i], "a source has no id")
		case sources[s.ID] != nil:
			out.errorf(c.sourcePos[i], "the source %q stands twice; keep one", s.ID)
		}
		sources[s.ID] = s
		if len(s.Title) == 0 {
			out.errorf(c.sourcePos[i], "the source %q has no title", s.ID)
		}
		typeset(out, c.sourcePos[i], "the title of the source "+s.ID, s.Title)
		typeset(out, c.sourcePos[i], "the publisher of the source "+s.ID, s.Publisher)
	}
	byID := map[string]*Fact{}
	facts := 0
	for _, f := range c.facts {
		if first := byID[f.ID]; first != nil && f.ID != "" {
			out.errorf(f.Pos, "the id %q is taken (%s:%d); choose another", f.ID, first.Pos.File, first.Pos.Line)
			continue
		}
		byID[f.ID] = f
		if !f.Gap {
			facts++
		}
	}
	if facts == 0 {
		out.errorf(folder, "holds no facts; add a list “facts:” to a file")
	}
	for _, f := range c.facts {
		c.checkFact(f, topics, sources, byID, out)
	}
}

func (c *content) checkFact(f *Fact, topics map[string]bool, sources map[string]*Source, byID map[string]*Fact, out *problems) {
	what := "the fact " + f.ID
	if f.Gap {
		what = "the gap " + f.ID
	}
	if len(f.Text) == 0 {
		out.errorf(f.Pos, "%s has no text", what)
	} else {
		c.complete(out, f.Pos, what, f.Text)
	}
	if f.Topic != "" && len(topics) > 0 && !topics[f.Topic] {
		out.errorf(f.Pos, "%s names the topic %q, which the folder doesn't have; the topics are: %s",
			what, f.Topic, strings.Join(slices.Sorted(maps.Keys(topics)), ", "))
	}
	if f.Edition != 0 && (f.Edition < 1000 || f.Edition > 9999) {
		out.errorf(f.Pos, "%s: the edition must be a year of four digits", what)
	}
	for _, r := range c.sourceRefs[f] {
		if s := sources[r.id]; s != nil {
			f.Sources = append(f.Sources, s)
		} else if r.id != "" {
			out.errorf(r.pos, "%s names the source %q, which the folder doesn't have; add it under “sources:” or mend the id", what, r.id)
		}
	}
	for _, r := range c.relations[f] {
		switch other := byID[r.id]; {
		case other == nil && r.id != "":
			out.errorf(r.pos, "%s refers to %q, which the folder doesn't have; mend or remove it", what, r.id)
		case other == f:
			out.errorf(r.pos, "%s refers to itself; remove that", what)
		default:
			f.Related = append(f.Related, r.id)
		}
	}
	for _, v := range f.Values {
		typeset(out, f.Pos, what+"’s values", v.Text)
	}
	if q := f.Quiz; q != nil {
		typeset(out, f.Pos, what+"’s quiz explanation", q.Explanation)
		c.complete(out, f.Pos, what+"’s quiz question", q.Question)
		for i, o := range q.Options {
			c.complete(out, f.Pos, what+"’s quiz options", o.Text)
			for _, p := range q.Options[:i] {
				for l, s := range o.Text {
					if p.Text[l] == s {
						out.errorf(f.Pos, "%s’s quiz has the option %q twice", what, s)
					}
				}
			}
		}
	}
	n := 0
	for _, qs := range f.Questions {
		n += len(qs)
	}
	if n == 0 {
		out.warnf(f.Pos, "%s has no sample questions; it will be found by its text alone", what)
	}
	if !f.Gap && len(f.Sources) == 0 {
		out.warnf(f.Pos, "%s names no source; readers will not see where it comes from", what)
	}
}

// complete reports the languages in which a text is missing, and those in
// which it stands though the folder doesn't declare them.
func (c *content) complete(out *problems, pos Position, what string, t Text) {
	for _, l := range c.languages {
		if t[l] == "" {
			out.errorf(pos, "%s has no text in %q; the folder declares it, so every text needs it", what, l)
		}
	}
	for _, l := range slices.Sorted(maps.Keys(t)) {
		if !slices.Contains(c.languages, l) {
			out.errorf(pos, "%s has a text in %q, which the folder's languages don't list", what, l)
		}
	}
	typeset(out, pos, what, t)
}

func typeset(out *problems, pos Position, what string, t Text) {
	if wrong := setChinese(t[Chinese]); wrong != "" {
		out.warnf(pos, "%s isn't set as Chinese is, at %s", what, wrong)
	}
}

// label gives texts without a language the folder's only one.
func (c *content) label(out *problems) {
	one := c.languages[0]
	text := func(pos Position, t Text) {
		s, bare := t[""]
		if !bare {
			return
		}
		delete(t, "")
		if len(c.languages) > 1 {
			out.errorf(pos, "a text stands without its language; the folder has several, so write one per language (“zh: …”)")
			for _, l := range c.languages { // one message is enough
				t[l] = s
			}
			return
		}
		t[one] = s
	}
	lists := func(pos Position, m map[Language][]string) {
		if s, bare := m[""]; bare {
			delete(m, "")
			m[one] = append(m[one], s...)
			if len(c.languages) > 1 {
				out.errorf(pos, "a list stands without its language; the folder has several, so write one list per language (“zh: […]”)")
			}
		}
		for _, l := range slices.Sorted(maps.Keys(m)) {
			if !slices.Contains(c.languages, l) {
				out.errorf(pos, "a list stands in %q, which the folder's languages don't list", l)
			}
		}
	}
	text(c.namePos, c.name)
	lists(c.namePos, c.subject)
	for i, t := range c.topics {
		text(c.topicPos[i], t.Label)
	}
	for i, t := range c.timeline {
		text(c.timelinePos[i], t.Label)
	}
	for i, s := range c.sources {
		text(c.sourcePos[i], s.Title)
		text(c.sourcePos[i], s.Publisher)
	}
	for _, f := range c.facts {
		text(f.Pos, f.Text)
		lists(f.Pos, f.Questions)
		lists(f.Pos, f.Names)
		for _, v := range f.Values {
			text(f.Pos, v.Text)
		}
		if f.Quiz != nil {
			text(f.Pos, f.Quiz.Question)
			text(f.Pos, f.Quiz.Explanation)
			for _, o := range f.Quiz.Options {
				text(f.Pos, o.Text)
			}
		}
	}
	for _, list := range [][]Name{c.names, c.elsewhere} {
		for _, e := range list {
			text(c.namePos, e.Text)
		}
	}
}
