package handlers

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/forumbot/forumbot/knowledge"
)

// card is one or more facts as a message shows them. It can be told again from
// its buttons alone, see press.
type card struct {
	language knowledge.Language
	mode     byte
	facts    []*knowledge.Fact
	panel    byte // what is unfolded: 0, pressSource, pressRelated or pressEditions

	// words tell what the facts state in words of their own; "": the statements
	// themselves are shown. Buttons lead back to the statements.
	words string
}

// glance is how many characters a phone shows at once. A longer answer makes do
// with a shorter source line.
const glance = 800

const (
	maxRelated  = 4  // related facts, a row each
	maxEditions = 4  // years shown before they are unfolded
	allEditions = 40 // years shown when unfolded; a keyboard holds 100 buttons
	rowEditions = 4
)

// card writes the statements, the answer first, and a small source line.
func (c *Composer) card(k card) Shown {
	l := k.language
	s := Shown{Facts: ids(k.facts)}
	texts := []string{k.words}
	if k.words == "" {
		texts = nil
		for _, f := range k.facts {
			texts = append(texts, f.Text.In(l))
		}
	}
	for i, text := range texts {
		if i == 0 {
			text = premised(l, k.mode, text)
		}
		s.Document.Paragraph(regular(text))
	}
	if k.panel == pressSource {
		c.sourceQuote(&s.Document, l, k.facts)
	} else if line := c.sourceLine(l, k.facts, cite); line != "" {
		if utf8.RuneCountInString(s.Document.Plain()+line) > glance {
			line = c.sourceLine(l, k.facts, citeShort) // the button has the rest
		}
		s.Document.Paragraph(italic(line))
	}
	s.Buttons = c.cardButtons(k, &s)
	return s
}

func (c *Composer) cardButtons(k card, s *Shown) [][]Button {
	l := k.language
	p := press{language: l, mode: k.mode, ids: s.Facts}
	unfold := func(kind byte, id string) Button {
		p.kind = kind
		return Button{Text: say(l, id), Data: p.data()}
	}
	var rows [][]Button
	var row []Button
	if k.panel != pressSource && slices.ContainsFunc(k.facts, func(f *knowledge.Fact) bool { return len(f.Sources) > 0 }) {
		row = append(row, unfold(pressSource, "button.source"))
	}
	related := first(c.related(k.facts), maxRelated)
	if len(related) > 0 && k.panel != pressRelated {
		row = append(row, unfold(pressRelated, "button.related"))
	}
	if k.mode == modeBrowsed {
		row = append(row, reportButton(l, k.facts))
	}
	rows = appendRow(rows, row)
	if k.panel == pressRelated {
		for _, f := range related {
			rows = append(rows, []Button{factButton(f, l)})
		}
		if b, ok := c.quizButton(l, k.facts[0]); ok {
			rows = append(rows, []Button{b})
		}
	}
	if len(k.facts) == 1 {
		f := k.facts[0]
		rows = append(rows, c.editionButtons(k, f, unfold)...)
		if t, ok := c.topic(f.Topic); ok && k.mode == modeBrowsed {
			rows = append(rows, []Button{{
				Text: say(l, "button.back", "Topic", shorten(t.Label.In(l), labelWidth-2)),
				Data: press{kind: pressTopic, language: l, ids: []string{t.ID}, page: c.pageOf(f)}.data(),
			}})
		}
	}
	if k.mode != modeBrowsed {
		rows = append(rows, opinionRow(l, k.facts))
	}
	return rows
}

// editionButtons offers the same of other editions: the newest ones, or all of
// them when unfolded.
func (c *Composer) editionButtons(k card, f *knowledge.Fact, unfold func(byte, string) Button) [][]Button {
	editions := c.editions(f)
	shown := first(editions, allEditions)
	more := k.panel != pressEditions && len(editions) > maxEditions+1
	if more {
		shown = editions[:maxEditions]
	}
	rows := c.editionRows(k.language, shown)
	if more {
		rows = append(rows, []Button{unfold(pressEditions, "button.editions")})
	}
	return rows
}

// sourceLine names the facts' sources in one line: the first source of each
// fact, each once, and the date at which the statement held when the statement
// itself doesn't tell the year.
func (c *Composer) sourceLine(l knowledge.Language, facts []*knowledge.Fact, cite func(knowledge.Language, *knowledge.Source) string) string {
	var cited []string
	seen := map[*knowledge.Source]bool{}
	asOf := ""
	for _, f := range facts {
		if len(f.Sources) > 0 && !seen[f.Sources[0]] {
			seen[f.Sources[0]] = true
			cited = append(cited, cite(l, f.Sources[0]))
		}
		if len(f.AsOf) >= 4 && !strings.Contains(f.Text.In(l), f.AsOf[:4]) && f.AsOf > asOf {
			asOf = f.AsOf
		}
	}
	if len(cited) == 0 {
		return ""
	}
	line := say(l, "source.line", "Sources", strings.Join(cited, say(l, "source.separator")))
	if asOf != "" {
		line = say(l, "source.asof", "Line", line, "Date", date(l, asOf))
	}
	return line
}

// citeShort names a source by its publisher and date.
func citeShort(l knowledge.Language, s *knowledge.Source) string {
	p := s.Publisher.In(l)
	if p == "" || s.Date == "" {
		return cite(l, s)
	}
	return say(l, "source.dated", "Source", p, "Date", date(l, s.Date))
}

// cite names a source: publisher, title, date.
func cite(l knowledge.Language, s *knowledge.Source) string {
	text := say(l, "source.untitled", "Title", s.Title.In(l))
	if p := s.Publisher.In(l); p != "" {
		text = say(l, "source.titled", "Publisher", p, "Title", s.Title.In(l))
	}
	if s.Date != "" {
		text = say(l, "source.dated", "Source", text, "Date", date(l, s.Date))
	}
	return text
}

// sourceQuote adds all that is known of where the facts come from.
func (c *Composer) sourceQuote(d *Document, l knowledge.Language, facts []*knowledge.Fact) {
	for _, f := range facts {
		var runs []Run
		for _, s := range f.Sources {
			line := cite(l, s)
			if isWeb(s.URL) {
				runs = append(runs, link(line, s.URL), regular("\n"))
			} else {
				runs = append(runs, regular(line+"\n"))
			}
		}
		if f.AsOf != "" {
			runs = append(runs, regular(say(l, "source.asof.line", "Date", date(l, f.AsOf))+"\n"))
		}
		d.Quote(append(runs, regular(say(l, "source.id", "ID", f.ID)))...)
	}
}
