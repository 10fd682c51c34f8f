package trivia

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/forumbot/forumbot/knowledge"
	"github.com/forumbot/forumbot/knowledge/text"
)

// open matches lists that may go on: what isn't told there may be right too.
var open = regexp.MustCompile(`等|之一|包括|\b(?i:such as|includ\w*|among|one of|like|e\.g)\b`)

// others adds the values of the same kind that other facts have, as far as
// they are certainly wrong here.
func (m *Maker) others(d *draft, f *knowledge.Fact, l knowledge.Language, v knowledge.Value, statement string) string {
	same := 0
	for _, o := range f.Values {
		if o.Kind == v.Kind {
			same++
		}
	}
	if same > 2 || open.MatchString(statement) {
		return "it is one of several, and others may be right too"
	}
	asked := terms(statement)
	right := terms(d.right)
	if m.lexicon[l].telling(asked, right) {
		return "the text shares words with it, which would give it away"
	}
	seen := map[string]bool{text.Fold(d.right): true}
	for _, g := range m.facts {
		// What holds without a year may hold in this one too.
		if g == f || g.Edition == 0 && f.Edition != 0 && g.Topic == f.Topic {
			continue
		}
		for _, o := range g.Values {
			s := clean(o.Text.In(l))
			if o.Kind != v.Kind || s == "" || seen[text.Fold(s)] {
				continue
			}
			seen[text.Fold(s)] = true
			ratio := float64(units(s)) / float64(units(d.right))
			if ratio < 0.4 || ratio > 2.5 || alike(right, terms(s), s, d.right) {
				continue
			}
			if forms := append([]string{s}, o.Also...); !m.says(f, l, forms) && !m.supported(f, l, asked, statement, forms, "theme") {
				d.above = append(d.above, s)
			}
		}
	}
	// Of about the same length: the longest is not the right one, nor the shortest.
	slices.SortStableFunc(d.above, func(a, b string) int {
		return cmp.Compare(apart(a, d.right), apart(b, d.right))
	})
	d.above = d.above[:min(len(d.above), 2*choices)]
	if len(d.above) < choices-1 {
		return "too few other values of the kind " + v.Kind + " are certainly wrong"
	}
	return ""
}

// years adds other years: those that facts like this one have, or when there
// are too few such facts those before and after.
func (m *Maker) years(d *draft, f *knowledge.Fact, l knowledge.Language, statement string) string {
	at := year.FindString(d.right)
	own, err := strconv.Atoi(at)
	if err != nil || len(numeral.FindAllString(d.right, -1)) != 1 {
		return "it has no single year to vary"
	}
	asked := terms(statement)
	candidates := m.likeYears(f, l, own)
	if len(candidates) < choices-1 {
		candidates = nil
		for y := own - 5; y <= min(own+5, m.last); y++ {
			candidates = append(candidates, y)
		}
	}
	for _, y := range candidates {
		digits := strconv.Itoa(y)
		s := strings.Replace(d.right, at, digits, 1)
		if forms := []string{digits}; y == own || m.says(f, l, forms) || m.supported(f, l, asked, statement, forms, "year") {
			continue
		}
		if y < own {
			d.below = append(d.below, s)
		} else {
			d.above = append(d.above, s)
		}
	}
	slices.Reverse(d.below)
	d.ordered = true
	return d.balanced()
}

// likeYears returns the years of the facts that are made like f: of its topic,
// with values of the same kinds.
func (m *Maker) likeYears(f *knowledge.Fact, l knowledge.Language, own int) []int {
	kinds := func(f *knowledge.Fact) []string {
		var out []string
		for _, v := range f.Values {
			out = append(out, v.Kind)
		}
		slices.Sort(out)
		return out
	}
	var years []int
	for _, g := range m.facts {
		if g == f || g.Topic != f.Topic || !slices.Equal(kinds(f), kinds(g)) {
			continue
		}
		for _, v := range g.Values {
			if y, err := strconv.Atoi(year.FindString(v.Text.In(l))); v.Kind == "year" && err == nil && y != own {
				years = append(years, y)
			}
		}
	}
	slices.Sort(years)
	return slices.Compact(years)
}

var year = regexp.MustCompile(`[12][0-9]{3}`)

// apart is by how much two texts differ in length.
func apart(a, b string) int {
	n := units(a) - units(b)
	return max(n, -n)
}
