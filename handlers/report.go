package handlers

import (
	"context"
	"errors"
	"slices"
	"strconv"

	"github.com/forumbot/forumbot/knowledge"
)

// A report takes two taps: one on a button that may be under a message of any
// kind, and one on a row that is then added below its other buttons and goes
// away afterwards. So nothing is said in the chat, the message stays as it is,
// and two people who report at once don't disturb each other.

// reportButton reports facts.
func reportButton(l knowledge.Language, facts []*knowledge.Fact) Button {
	return Button{
		Text: say(l, "button.report"),
		Data: press{kind: pressReport, language: l, ids: ids(facts), tag: versionTag(facts)}.data(),
	}
}

// isReport tells whether button data is about a report.
func isReport(data string) bool {
	p, ok := parsePress(data)
	return ok && p.kind == pressReport
}

// reportRows ask what is not right: with which of several facts, then how.
func reportRows(l knowledge.Language, facts []*knowledge.Fact) [][]Button {
	button := func(text, choice string, of ...*knowledge.Fact) Button {
		p := press{kind: pressReport, language: l, ids: ids(of), tag: versionTag(of), choice: choice}
		return Button{Text: text, Data: p.data()}
	}
	cancel := button(say(l, "report.cancel"), no, facts...)
	if len(facts) == 1 {
		f := facts[0]
		return [][]Button{{button(say(l, "report.outdated"), isOld, f), button(say(l, "report.wrong"), isWrong, f), cancel}}
	}
	var rows [][]Button
	for _, f := range facts {
		rows = append(rows, []Button{button(label(f, l), pickFact, f)})
	}
	return append(rows, []Button{cancel})
}

// withoutReport leaves out the rows that reportRows added.
func withoutReport(rows [][]Button) [][]Button {
	return slices.DeleteFunc(slices.Clone(rows), func(row []Button) bool {
		return !slices.ContainsFunc(row, func(b Button) bool {
			p, ok := parsePress(b.Data)
			return !ok || p.kind != pressReport || p.choice == ""
		})
	})
}

// report does what a button about a report says.
func (s *session) report(ctx context.Context, p press) error {
	l := s.lang(ctx)
	keyboard := withoutReport(s.m.Button.Keyboard)
	if s.m.From == nil || s.m.Chat.ID == 0 || s.m.ID == 0 || len(keyboard) == 0 {
		return s.acknowledge(ctx, say(l, "press.stale"))
	}
	notice := ""
	facts, excuse := s.opinionOn(p)
	switch {
	case p.choice == no:
	case excuse != "":
		notice = say(l, excuse)
	case p.choice == "" || p.choice == pickFact:
		keyboard = append(keyboard, reportRows(s.Composer.language(p.language), facts)...)
		notice = say(l, "report.what")
	default:
		notice = say(l, s.reported(ctx, facts[0], reasonOf(p.choice)))
	}
	return errors.Join(s.acknowledge(ctx, notice), s.send.Edit(ctx, s.m.ID, Reply{Chat: s.m.Chat.ID, Buttons: keyboard}))
}

func reasonOf(choice string) Reason {
	if choice == isOld {
		return Outdated
	}
	return Wrong
}

// reported keeps a report, tells the admins when it is one too many, and says
// how it went.
func (s *session) reported(ctx context.Context, f *knowledge.Fact, why Reason) (said string) {
	r := Report{FactVersion: versionOf(f), Person: s.m.From.ID, Chat: s.m.Chat.ID, At: s.now(), Reason: why}
	sum, err := s.feedback.Reports(ctx, r.FactVersion, r.Person) // before anything is written: what is read then is what others said
	err = errors.Join(err, s.feedback.Report(ctx, r))
	if s.failed(err, "report") {
		return "feedback.failed"
	}
	if why == Outdated {
		sum.Outdated++
	} else {
		sum.Wrong++
	}
	if s.review > 0 && !sum.Reviewed && sum.Outdated+sum.Wrong >= s.review {
		s.tellAdmins(ctx, f, sum)
	}
	return "report.thanks"
}

// tellAdmins tells each admin, once a version of a fact, that people report it.
// The fact stays as it is: whoever has three accounts must not be able to
// silence it.
func (s *session) tellAdmins(ctx context.Context, f *knowledge.Fact, sum Reports) {
	v := versionOf(f)
	if len(s.admins) == 0 {
		return
	}
	s.mu.Lock()
	_, being := s.reviewed.get(v)
	s.reviewed.put(v, struct{}{})
	s.mu.Unlock()
	if being {
		return
	}
	told := false
	for _, admin := range s.admins {
		l, err := s.state.Language(ctx, admin)
		s.failed(err, "language")
		shown := s.reportNotice(s.Composer.language(l), f, sum)
		if _, err := s.send.Send(ctx, Reply{Chat: admin, HTML: shown.Document.HTML(), Buttons: shown.Buttons}); err != nil {
			s.log.Warn("an admin can't be told of reports; has everybody in ADMIN_IDS started the bot?", "error", err)
			continue
		}
		told = true
	}
	if told {
		s.failed(s.feedback.SetReviewed(ctx, v, s.now()), "review")
		return
	}
	s.mu.Lock()
	s.reviewed.dropAll(func(k FactVersion, _ struct{}) bool { return k == v })
	s.mu.Unlock()
}

// reportNotice is what an admin gets to see.
func (c *Composer) reportNotice(l knowledge.Language, f *knowledge.Fact, sum Reports) Shown {
	var shown Shown
	d := &shown.Document
	d.Paragraph(bold(say(l, "review.title", "People", strconv.Itoa(sum.Outdated+sum.Wrong),
		"Outdated", strconv.Itoa(sum.Outdated), "Wrong", strconv.Itoa(sum.Wrong))))
	d.Paragraph(regular(f.Text.In(l)))
	c.sourceQuote(d, l, []*knowledge.Fact{f})
	d.Paragraph(regular(say(l, "review.next")))
	return shown
}
