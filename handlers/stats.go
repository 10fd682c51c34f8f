package handlers

import (
	"context"
	"strconv"
	"time"

	"github.com/forumbot/forumbot/knowledge"
)

const (
	topListed   = 5  // facts, and unanswered questions
	chartDays   = 30 // of the chart
	askedColumn = 60 // columns of a question as asked
)

// stats shows people their own quizzes, and the bot's administrators its
// statistics behind their own quizzes, if there are any: in private, where nobody else reads what people
// asked.
func (s *session) stats(ctx context.Context, args string) error {
	if !s.admin() || !s.private() {
		return s.ownStats(ctx, args)
	}
	if s.hasAnswered(ctx) {
		if err := s.ownStats(ctx, args); err != nil {
			return err
		}
	}
	return s.adminStats(ctx)
}

func (s *session) adminStats(ctx context.Context) error {
	l := s.lang(ctx)
	if s.statistics == nil {
		return s.say(ctx, "stats.none")
	}
	_ = s.send.Typing(ctx, s.m.Chat.ID, s.m.Thread) // a courtesy: with a long log it takes seconds
	shown, days, err := s.statsShown(ctx, l)
	if s.failed(err, "statistics") {
		return s.say(ctx, "stats.failed")
	}
	if _, err := s.reply(ctx, shown); err != nil {
		return err
	}
	return s.sendDayChart(ctx, l, days)
}

// statsShown gathers the figures and puts them into words.
func (s *session) statsShown(ctx context.Context, l knowledge.Language) (shown Shown, days []Day, err error) {
	now, d := s.now(), &shown.Document
	for _, p := range []struct {
		title string
		back  time.Duration
	}{{"stats.day", day}, {"stats.week", 7 * day}, {"stats.month", 30 * day}} {
		sum, err := s.statistics.Summary(ctx, now.Add(-p.back))
		if err != nil {
			return shown, nil, err
		}
		d.Paragraph(bold(say(l, p.title)), regular("\n"+summary(l, sum)))
	}
	facts, err := s.statistics.TopFacts(ctx, now.Add(-7*day), topListed)
	if err != nil {
		return shown, nil, err
	}
	if len(facts) > 0 {
		runs := []Run{bold(say(l, "stats.facts"))}
		for _, f := range facts {
			name := f.Fact
			if known := s.base.Fact(f.Fact); known != nil {
				name = label(known, l)
			}
			runs = append(runs, regular("\n"+say(l, "stats.times", "Count", strconv.Itoa(f.Count), "What", name)))
		}
		d.Paragraph(runs...)
	}
	open, err := s.statistics.Unanswered(ctx, now.Add(-7*day), topListed)
	if err != nil {
		return shown, nil, err
	}
	if len(open) > 0 {
		runs := []Run{bold(say(l, "stats.unanswered"))}
		for _, u := range open {
			runs = append(runs, regular("\n"+say(l, "stats.times", "Count", strconv.Itoa(u.Refused+u.Suggested), "What", shorten(u.Question, askedColumn))))
		}
		d.Paragraph(append(runs, regular("\n"+say(l, "stats.more")))...)
	}
	if s.subscribers != nil {
		n, err := s.subscribers.Subscribers(ctx)
		if err != nil {
			return shown, nil, err
		}
		d.Paragraph(regular(say(l, "stats.subscribers", "Chats", strconv.Itoa(n))))
	}
	if s.phraser != nil {
		use, err := s.phraser.Use(ctx)
		if err != nil {
			return shown, nil, err
		}
		d.Paragraph(bold(say(l, "stats.model")), regular("\n"+modelUse(l, use)))
	}
	if s.keepDays == 0 {
		d.Paragraph(regular(say(l, "stats.nolog")))
	}
	days, err = s.statistics.Days(ctx, now.Add(-(chartDays-1)*day))
	return shown, days, err
}

// summary is a time in some lines.
func summary(l knowledge.Language, sum Summary) string {
	opinions := say(l, "stats.opinions", "Up", "👍 "+strconv.Itoa(sum.Up), "Down", "👎 "+strconv.Itoa(sum.Down), "Reports", strconv.Itoa(sum.Reports))
	if sum.Questions == 0 {
		return say(l, "stats.quiet") + "\n" + opinions
	}
	share := func(v knowledge.Verdict) string {
		return strconv.Itoa((sum.Verdicts[v]*100 + sum.Questions/2) / sum.Questions)
	}
	return say(l, "stats.questions", "Questions", strconv.Itoa(sum.Questions), "People", strconv.Itoa(sum.People), "Chats", strconv.Itoa(sum.Chats)) + "\n" +
		say(l, "stats.verdicts", "Answer", share(knowledge.Answer), "Suggest", share(knowledge.Suggest),
			"Refuse", share(knowledge.Refuse), "Smalltalk", share(knowledge.Smalltalk)) + "\n" +
		say(l, "stats.took", "P50", seconds(sum.P50), "P95", seconds(sum.P95), "P99", seconds(sum.P99)) + "\n" +
		opinions
}

// seconds writes how long something took, as the messages do: in seconds.
func seconds(d time.Duration) string {
	precision := 1
	if d < time.Second {
		precision = 2
	}
	return strconv.FormatFloat(d.Seconds(), 'f', precision, 64)
}
