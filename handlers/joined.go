package handlers

import (
	"context"
	"errors"
)

// joined shows a group once what the bot can do there: what it sees, how to ask
// it, and the daily post. It is remembered with the end of the update, so that
// a crash shows it twice rather than never.
func (s *session) joined(ctx context.Context) error {
	if s.private() || s.m.Chat.Type == Channel {
		return nil
	}
	shown, err := s.dailies.Introduced(ctx, s.m.Chat.ID)
	if s.failed(err, "introduction") || shown {
		return nil
	}
	on := false
	if d, ok, err := s.dailies.Daily(ctx, s.m.Chat.ID, 0); err == nil && ok {
		on = d.State == DailyOn
	}
	card := s.introduction(ctx, on)
	if _, err := s.send.Send(ctx, Reply{Chat: s.m.Chat.ID, HTML: card.Document.HTML(), Buttons: card.Buttons}); err != nil {
		return err
	}
	s.failed(s.dailies.SetIntroduced(ctx, s.m.Chat.ID, true), "introduction")
	return nil
}

// introduction is the card for a group that the bot is new in.
func (s *session) introduction(ctx context.Context, on bool) Shown {
	l := s.lang(ctx)
	sees := "setup.seesown"
	if s.seesAll || s.m.SeesAll {
		sees = "setup.seesall"
	}
	var shown Shown
	d := &shown.Document
	d.Paragraph(bold(say(l, "setup.hello", "Name", s.name(l))))
	d.Paragraph(regular(say(l, "setup.ask", "Example", s.example(l))))
	d.Paragraph(regular(say(l, sees)))
	d.Paragraph(regular(say(l, "setup.daily", "Time", clockText(defaultMinute), "Zone", s.zoneText(l, s.dailyZone))))
	button := func(id, choice string) Button {
		return Button{Text: say(l, id), Data: press{kind: pressSetup, language: l, choice: choice}.data()}
	}
	toggle := button("daily.turnon", "on")
	if on {
		toggle = button("daily.turnoff", "off")
	}
	shown.Buttons = [][]Button{{toggle, button("setup.settings", dailySettings)}}
	return shown
}

// setupPressed does what a button of the introduction says: the settings of the
// daily post come as a message of their own, and the introduction stays.
func (s *session) setupPressed(ctx context.Context, p press) error {
	l := s.lang(ctx)
	if s.m.Chat.ID == 0 || s.m.ID == 0 {
		return s.acknowledge(ctx, say(l, "press.stale"))
	}
	if !s.mayChange(ctx) {
		return s.send.Acknowledge(ctx, s.m.Button.ID, say(l, "daily.admins"), true)
	}
	d := s.dailyHere(ctx, s.Composer.language(p.language))
	if p.choice != dailySettings {
		changed, err := s.changeDaily(ctx, d, dailyChange{on: ptr(p.choice == "on")})
		if s.failed(err, "daily post") {
			return s.send.Acknowledge(ctx, s.m.Button.ID, say(l, "daily.failed"), true)
		}
		d = changed
	}
	ackErr := s.acknowledge(ctx, "")
	card := s.dailyCard(d, false)
	_, err := s.send.Send(ctx, Reply{Chat: s.m.Chat.ID, Thread: s.m.Thread, HTML: card.Document.HTML(), Buttons: card.Buttons})
	return errors.Join(ackErr, err)
}

// left notes that the bot was removed from a group or blocked: nothing is
// posted there any more. What was set is kept, should it come back.
func (s *session) left(ctx context.Context) error {
	s.failed(s.dailies.StopDaily(ctx, s.m.Chat.ID, DailyLeft), "daily post")
	if !s.private() {
		s.failed(s.dailies.SetIntroduced(ctx, s.m.Chat.ID, false), "introduction")
	}
	return nil
}
