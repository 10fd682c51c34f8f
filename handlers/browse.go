package handlers

import (
	"slices"
	"strconv"

	"github.com/forumbot/forumbot/knowledge"
)

// How much a page of buttons holds: a phone's screen without scrolling.
const (
	topicsPerPage = 8
	factsPerPage  = 6
)

// topicList lists the topics, a button each.
func (c *Composer) topicList(l knowledge.Language, page int) Shown {
	if len(c.shelf().topics) == 0 {
		return Shown{Document: paragraph(say(l, "topics.none"))}
	}
	s := Shown{Document: paragraph(say(l, "topics.choose"))}
	topics, page := pageSlice(c.shelf().topics, page, topicsPerPage)
	for _, t := range topics {
		s.Buttons = append(s.Buttons, []Button{{
			Text: shorten(t.Label.In(l), labelWidth-6) + " · " + strconv.Itoa(len(c.shelf().byTopic[t.ID])),
			Data: press{kind: pressTopic, language: l, ids: []string{t.ID}}.data(),
		}})
	}
	s.Buttons = appendRow(s.Buttons, c.turn(l, nil, page, pages(len(c.shelf().topics), topicsPerPage)))
	return s
}

// topicPage lists a topic's facts by their sample questions, a button each.
func (c *Composer) topicPage(l knowledge.Language, t knowledge.Topic, page int) Shown {
	all := c.shelf().byTopic[t.ID]
	n := pages(len(all), factsPerPage)
	facts, page := pageSlice(all, page, factsPerPage)
	title := t.Label.In(l)
	if n > 1 {
		title = say(l, "topics.page", "Topic", title, "Page", page+1, "Pages", n)
	}
	var s Shown
	s.Document.Paragraph(bold(title))
	for _, f := range facts {
		s.Buttons = append(s.Buttons, []Button{factButton(f, l)})
	}
	s.Buttons = appendRow(s.Buttons, c.turn(l, []string{t.ID}, page, n))
	s.Buttons = append(s.Buttons, []Button{{
		Text: say(l, "button.alltopics"),
		Data: press{kind: pressTopic, language: l, page: c.pageOfTopic(t.ID)}.data(),
	}})
	return s
}

// turn is the row that turns pages; empty when there is just one.
func (c *Composer) turn(l knowledge.Language, topic []string, page, n int) []Button {
	var row []Button
	to := func(id string, page int) {
		row = append(row, Button{
			Text: say(l, id),
			Data: press{kind: pressTopic, language: l, ids: topic, page: page}.data(),
		})
	}
	if page > 0 {
		to("button.previous", page-1)
	}
	if page < n-1 {
		to("button.next", page+1)
	}
	return row
}

// pageOf is the page of its topic that lists f.
func (c *Composer) pageOf(f *knowledge.Fact) int {
	return max(0, slices.Index(c.shelf().byTopic[f.Topic], f)) / factsPerPage
}

func (c *Composer) pageOfTopic(id string) int {
	i := slices.IndexFunc(c.shelf().topics, func(t knowledge.Topic) bool { return t.ID == id })
	return max(0, i) / topicsPerPage
}

func pages(n, size int) int { return (min(n, (maxPage+1)*size) + size - 1) / size }

// pageSlice cuts a page out of a list; a page that is not there (the facts may
// have changed since the button was made) becomes the last.
func pageSlice[T any](list []T, page, size int) ([]T, int) {
	page = max(0, min(page, pages(len(list), size)-1))
	return list[page*size : min((page+1)*size, len(list))], page
}

func appendRow(rows [][]Button, row []Button) [][]Button {
	if len(row) == 0 {
		return rows
	}
	return append(rows, row)
}
