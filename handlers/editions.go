package handlers

import (
	"strconv"
	"strings"

	"github.com/forumbot/forumbot/knowledge"
)

// table tells what a series of facts settles for each edition, a line each,
// oldest first, after the edition with the most or least of it, if that is asked
// for.
func (c *Composer) table(l knowledge.Language, series []*knowledge.Fact, most *knowledge.Fact) Shown {
	s := Shown{Facts: ids(series)}
	if most != nil {
		s.Document.Paragraph(regular(most.Text.In(l)))
	}
	runs := []Run{bold(say(l, "editions.table"))}
	for i := range series {
		f := series[len(series)-1-i]
		runs = append(runs, regular("\n"+say(l, "editions.row", "Year", strconv.Itoa(f.Edition), "What", settles(l, f))))
	}
	s.Document.Paragraph(runs...)
	s.Document.Paragraph(italic(c.sourceLine(l, series, citeShort)))
	s.Buttons = c.editionRows(l, first(series, allEditions))
	return s
}

// settles is what a fact settles first, or its statement.
func settles(l knowledge.Language, f *knowledge.Fact) string {
	if len(f.Values) == 0 {
		return f.Text.In(l)
	}
	return f.Values[0].Text.In(l)
}

// missing says that the facts tell of other editions what was asked of one.
func (c *Composer) missing(l knowledge.Language, r knowledge.Result) Shown {
	facts := told(r.Matches, allEditions)
	var years []string
	for i := range facts {
		years = append(years, strconv.Itoa(facts[len(facts)-1-i].Edition))
	}
	s := Shown{Document: paragraph(say(l, "editions.missing", "Year", strconv.Itoa(r.Missing),
		"Years", strings.Join(years, say(l, "editions.and"))))}
	for _, f := range first(facts, maxOffers) {
		s.Suggestions = append(s.Suggestions, label(f, l))
	}
	s.Buttons = c.editionRows(l, first(facts, maxEditions))
	return s
}

// editionRows are buttons with the facts' years, some to a row.
func (c *Composer) editionRows(l knowledge.Language, facts []*knowledge.Fact) [][]Button {
	var rows [][]Button
	for i, f := range facts {
		if i%rowEditions == 0 {
			rows = append(rows, nil)
		}
		b := factButton(f, l)
		b.Text = say(l, "button.edition", "Year", strconv.Itoa(f.Edition))
		rows[len(rows)-1] = append(rows[len(rows)-1], b)
	}
	return rows
}
