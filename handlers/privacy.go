package handlers

import (
	"context"
	"errors"
	"strconv"

	"github.com/forumbot/forumbot/knowledge"
)

// privacy tells what is kept about people, and for how long.
func (s *session) privacy(ctx context.Context, _ string) error {
	l := s.lang(ctx)
	var shown Shown
	d := &shown.Document
	d.Paragraph(bold(say(l, "privacy.title")))
	kept := say(l, "privacy.kept")
	if s.asked != nil && s.keepDays > 0 {
		kept += "\n" + say(l, "privacy.questions", "Days", strconv.Itoa(s.keepDays))
	}
	if s.asksQuizzes() {
		kept += "\n" + say(l, "quiz.privacy")
	}
	kept += "\n" + say(l, "privacy.feedback")
	d.Paragraph(regular(kept))
	if s.phraser != nil {
		model := say(l, "privacy.model") + sentenceSpace(l) + say(l, "privacy.model.use")
		if !s.phraseGroups {
			model += sentenceSpace(l) + say(l, "privacy.model.groups")
		}
		d.Paragraph(regular(model))
	}
	d.Paragraph(regular(say(l, "privacy.not")))
	d.Paragraph(regular(say(l, "privacy.forget")))
	_, err := s.reply(ctx, shown)
	return err
}

// forget asks whether to delete what is kept about a person. Only they may
// press the buttons.
func (s *session) forget(ctx context.Context, _ string) error {
	if s.m.From == nil {
		return s.say(ctx, "forget.nobody")
	}
	l := s.lang(ctx)
	shown := Shown{Document: paragraph(say(l, "forget.ask"))}
	button := func(id, choice string) Button {
		return Button{Text: say(l, id), Data: press{kind: pressForget, language: l, choice: choice, person: s.m.From.ID}.data()}
	}
	shown.Buttons = [][]Button{{button("forget.yes", yes), button("forget.no", no)}}
	_, err := s.reply(ctx, shown)
	return err
}

// forgetPressed deletes what is kept about the presser, who has to be the one
// who asked for it.
func (s *session) forgetPressed(ctx context.Context, p press) error {
	l := s.Composer.language(p.language)
	if s.m.From == nil || s.m.From.ID != p.person {
		return s.acknowledge(ctx, say(s.lang(ctx), "forget.other"))
	}
	said := "forget.kept"
	if p.choice == yes {
		said = "forget.done"
		if err := s.state.Forget(ctx, p.person); s.failed(err, "forget") {
			said = "forget.failed"
		}
	}
	return s.answerPress(ctx, l, said)
}

// answerPress shows a message of our own in place of the one whose button was
// pressed, or as a notice where that is out of reach.
func (s *session) answerPress(ctx context.Context, l knowledge.Language, id string) error {
	text := say(l, id)
	if s.m.Chat.ID == 0 || s.m.ID == 0 {
		return s.acknowledge(ctx, text)
	}
	return errors.Join(s.acknowledge(ctx, ""), s.edit(ctx, s.m.ID, Shown{Document: paragraph(text)}))
}
