package handlers

import (
	"context"
	"strconv"

	"github.com/forumbot/forumbot/knowledge"
)

// timeline pages through the editions, from the newest or the one named.
func (s *session) timeline(ctx context.Context, args string) error {
	l := s.lang(ctx)
	history := s.shelf().history
	if len(history) == 0 {
		return s.say(ctx, "timeline.none")
	}
	page := 0
	if year, err := strconv.Atoi(args); err == nil {
		for i, e := range history {
			if e.Year >= year {
				page = i
			}
		}
	}
	_, err := s.reply(ctx, s.timelinePage(l, page))
	return err
}

// timelinePage tells one edition in some lines; nothing for one that isn't there.
func (c *Composer) timelinePage(l knowledge.Language, page int) Shown {
	history := c.shelf().history
	if page < 0 || page >= len(history) {
		return Shown{}
	}
	e := history[page]
	var s Shown
	s.Document.Paragraph(bold(say(l, "timeline.title", "Year", strconv.Itoa(e.Year), "Name", c.base.Name().In(l))))
	var runs []Run
	var facts []*knowledge.Fact
	for _, line := range e.Lines {
		if len(runs) > 0 {
			runs = append(runs, regular("\n"))
		}
		runs = append(runs, regular(say(l, "timeline.line", "Label", line.Label.In(l), "What", settles(l, line.Fact))))
		facts = append(facts, line.Fact)
	}
	s.Document.Paragraph(runs...)
	if line := c.sourceLine(l, facts, citeShort); line != "" {
		s.Document.Paragraph(italic(line))
	}
	s.Facts = ids(facts)
	s.Buttons = c.timelineButtons(l, page)
	return s
}

// timelineButtons lead to the edition before and the one after.
func (c *Composer) timelineButtons(l knowledge.Language, page int) [][]Button {
	history := c.shelf().history
	var row []Button
	to := func(page int, id string) {
		if page >= 0 && page < len(history) {
			row = append(row, Button{
				Text: say(l, id, "Year", strconv.Itoa(history[page].Year)),
				Data: press{kind: pressTimeline, language: l, page: page}.data(),
			})
		}
	}
	to(page+1, "timeline.before")
	to(page-1, "timeline.after")
	if len(row) == 0 {
		return nil
	}
	return [][]Button{row}
}
