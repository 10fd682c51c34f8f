package handlers

import (
	"context"

	"github.com/forumbot/forumbot/knowledge"
	"github.com/forumbot/forumbot/picture"
)

// verdictsDrawn are the parts of a day's bar, and the ids of their names.
var verdictsDrawn = []struct {
	verdict knowledge.Verdict
	name    string
}{
	{knowledge.Answer, "stats.answer"}, {knowledge.Suggest, "stats.suggest"},
	{knowledge.Refuse, "stats.refuse"}, {knowledge.Smalltalk, "stats.smalltalk"},
}

// dayChart shows questions by day and verdict.
func dayChart(l knowledge.Language, days []Day) picture.BarChart {
	c := picture.BarChart{Title: say(l, "stats.chart"), Note: say(l, "stats.chart.note")}
	for _, d := range days {
		c.Labels = append(c.Labels, d.Date.Format("1/2"))
	}
	for _, v := range verdictsDrawn {
		s := picture.Series{Name: say(l, v.name)}
		for _, d := range days {
			s.Values = append(s.Values, float64(d.Verdicts[v.verdict]))
		}
		c.Series = append(c.Series, s)
	}
	return c
}

// sendDayChart sends the chart, where pictures can be drawn and sent.
func (s *session) sendDayChart(ctx context.Context, l knowledge.Language, days []Day) error {
	if s.pictures == nil || len(days) == 0 {
		return nil
	}
	chart := dayChart(l, days)
	drawn, err := picture.Bars(chart)
	if err != nil {
		s.log.Error("the chart of questions can't be drawn", "error", err)
		return nil
	}
	_, err = s.pictures.SendPicture(ctx, Picture{
		Chat: s.m.Chat.ID, Thread: s.m.Thread, PNG: drawn.PNG, HTML: escaper.Replace(chart.Title + "\n" + chart.Note),
	})
	return err
}
