package handlers

import (
	"context"

	"github.com/forumbot/forumbot/knowledge"
)

// BarChart is a chart of stacked bars to draw.
type BarChart struct {
	Title  string
	Note   string   // below the title
	Labels []string // one a bar
	Series []Series // from the lowest part of a bar up
}

// Series is one kind of what the bars are made of.
type Series struct {
	Name   string
	Values []float64 // one a label
}

// Drawer draws a chart as a PNG.
type Drawer func(c BarChart) (png []byte, err error)

// verdictsDrawn are the parts of a day's bar, and the ids of their names.
var verdictsDrawn = []struct {
	verdict knowledge.Verdict
	name    string
}{
	{knowledge.Answer, "stats.answer"}, {knowledge.Suggest, "stats.suggest"},
	{knowledge.Refuse, "stats.refuse"}, {knowledge.Smalltalk, "stats.smalltalk"},
}

// dayChart shows questions by day and verdict.
func dayChart(l knowledge.Language, days []Day) BarChart {
	c := BarChart{Title: say(l, "stats.chart"), Note: say(l, "stats.chart.note")}
	for _, d := range days {
		c.Labels = append(c.Labels, d.Date.Format("1/2"))
	}
	for _, v := range verdictsDrawn {
		s := Series{Name: say(l, v.name)}
		for _, d := range days {
			s.Values = append(s.Values, float64(d.Verdicts[v.verdict]))
		}
		c.Series = append(c.Series, s)
	}
	return c
}

// sendDayChart sends the chart, where pictures can be drawn and sent.
func (s *session) sendDayChart(ctx context.Context, l knowledge.Language, days []Day) error {
	if s.draw == nil || s.pictures == nil || len(days) == 0 {
		return nil
	}
	chart := dayChart(l, days)
	png, err := s.draw(chart)
	if err != nil {
		s.log.Error("the chart of questions can't be drawn", "error", err)
		return nil
	}
	_, err = s.pictures.SendPicture(ctx, Picture{
		Chat: s.m.Chat.ID, Thread: s.m.Thread, PNG: png, HTML: escaper.Replace(chart.Title + "\n" + chart.Note),
	})
	return err
}
