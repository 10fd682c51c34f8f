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

// others adds the values of the kind that other facts have, as far as they are
// certainly wrong here.
func (m *Maker) others(d *draft, q *question, v knowledge.Value) string {
	same := 0
	for _, o := range q.fact.Values {
		if o.Kind == v.Kind {
			same++
		}
	}
	if same > 1 || open.MatchString(q.statement) {
		return "it is one of several, and others may be right too"
	}
	right := terms(d.right)
	if m.lexicon[q.language].telling(q.terms, right) {
		return "the text shares words with it, which would give it away"
	}
	seen := map[string]bool{text.Fold(d.right): true}
	for _, g := range m.facts {
		// What holds without a year may hold in this one too.
		if g == q.fact || g.Edition == 0 && q.fact.Edition != 0 && g.Topic == q.fact.Topic {
			continue
		}
		for _, o := range g.Values {
			s := clean(o.Text.In(q.language))
			if o.Kind != v.Kind || s == "" || seen[text.Fold(s)] {
				continue
			}
			seen[text.Fold(s)] = true
			ratio := float64(units(s)) / float64(units(d.right))
			if ratio > 0.4 && ratio < 2.5 && !alike(right, terms(s), s, d.right) && !q.mayBe(append([]string{s}, o.Also...), v.Kind) {
				d.above = append(d.above, s)
			}
		}
	}
	if len(d.above) < choices-1 {
		return "too few other values of the kind " + v.Kind + " are certainly wrong"
	}
	// Of about the same length: neither the longest nor the shortest is the
	// right one more often than others.
	slices.SortStableFunc(d.above, func(a, b string) int {
		return cmp.Compare(apart(a, d.right), apart(b, d.right))
	})
	d.above = d.above[:min(len(d.above), 2*choices)]
	return ""
}

// open matches lists that may go on: what isn't told there may be right too.
var open = regexp.MustCompile(`等|之一|包括|\b(?i:such as|include|includes|including|among|one of|like|e\.g)\b`)

// apart is by how much two texts differ in length.
func apart(a, b string) int {
	n := units(a) - units(b)
	return max(n, -n)
}

// alike reports whether two options are too close to tell apart fairly.
func alike(a, b termSet, s, t string) bool {
	s, t = text.Fold(s), text.Fold(t)
	if strings.Contains(s, t) || strings.Contains(t, s) {
		return true
	}
	common := 0
	for _, h := range a {
		if b.has(h) {
			common++
		}
	}
	return float64(2*common) > 0.7*float64(len(a)+len(b))
}

// years adds other years: those that facts like this one have, or when there
// are too few such facts those before and after, but none to come.
func (m *Maker) years(d *draft, q *question) string {
	at := year.FindString(d.right)
	own, err := strconv.Atoi(at)
	if err != nil || len(numeral.FindAllString(d.right, -1)) != 1 {
		return "it has no single year to vary"
	}
	candidates := m.likeYears(q, own)
	if len(candidates) < choices-1 {
		candidates = nil
		for y := own - 5; y <= min(own+5, m.last); y++ {
			candidates = append(candidates, y)
		}
	}
	for _, y := range candidates {
		digits := strconv.Itoa(y)
		s := strings.Replace(d.right, at, digits, 1)
		switch {
		case y == own || q.mayBe([]string{digits}, "year"):
		case y < own:
			d.below = append(d.below, s)
		default:
			d.above = append(d.above, s)
		}
	}
	slices.Reverse(d.below)
	return d.inOrder()
}

var year = regexp.MustCompile(`[12][0-9]{3}`)

// likeYears returns the years of the facts that are made like the one asked
// about: of its topic, with values of the same kinds.
func (m *Maker) likeYears(q *question, own int) []int {
	kinds := func(f *knowledge.Fact) []string {
		var out []string
		for _, v := range f.Values {
			out = append(out, v.Kind)
		}
		slices.Sort(out)
		return out
	}
	want := kinds(q.fact)
	var years []int
	for _, g := range m.facts {
		if g == q.fact || g.Topic != q.fact.Topic || len(g.Values) != len(want) || !slices.Equal(want, kinds(g)) {
			continue
		}
		for _, v := range g.Values {
			if y, err := strconv.Atoi(year.FindString(v.Text.In(q.language))); v.Kind == "year" && err == nil && y != own {
				years = append(years, y)
			}
		}
	}
	slices.Sort(years)
	return slices.Compact(years)
}
