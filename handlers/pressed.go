package handlers

import (
	"context"
	"errors"
	"slices"

	"github.com/forumbot/forumbot/knowledge"
)

// pressed does what a button says. Its message is rewritten in place, so that
// browsing floods no chat; anybody may press. The press is acknowledged in any
// case, or the button would go on spinning.
func (s *session) pressed(ctx context.Context) error {
	if s.m.Button == nil {
		return nil
	}
	if !s.pressPaced() {
		return s.acknowledge(ctx, say(s.lang(ctx), "limit.press"))
	}
	p, ok := parsePress(s.m.Button.Data)
	switch {
	case !ok:
		return s.acknowledge(ctx, say(s.lang(ctx), "press.unknown"))
	case p.kind == pressLanguage:
		return s.setLanguage(ctx, p)
	case p.kind == pressForget:
		return s.forgetPressed(ctx, p)
	case p.kind == pressQuiz:
		return s.quizPressed(ctx, p)
	case p.kind == pressRate:
		return s.rate(ctx, p)
	case p.kind == pressDaily:
		return s.dailyPressed(ctx, p)
	case p.kind == pressSetup:
		return s.setupPressed(ctx, p)
	case p.kind == pressReport:
		return s.report(ctx, p)
	case s.m.Chat.ID == 0 || s.m.ID == 0:
		return s.acknowledge(ctx, say(s.lang(ctx), "press.stale"))
	}
	shown, opened := s.pressedShown(p)
	if len(shown.Document.Blocks) == 0 {
		return s.acknowledge(ctx, say(s.lang(ctx), "press.gone"))
	}
	ackErr := s.acknowledge(ctx, "")
	if err := s.edit(ctx, s.m.ID, shown); err != nil {
		return errors.Join(ackErr, err)
	}
	if opened != nil {
		s.opened(ctx, p.language, opened, s.m.ID, 0)
	}
	return ackErr
}

// pressedShown is what a button shows, and the fact that it opened, if it did;
// empty when what it names is no longer there.
func (s *session) pressedShown(p press) (Shown, *knowledge.Fact) {
	p.language = s.Composer.language(p.language)
	if p.kind == pressTopic {
		if len(p.ids) == 0 {
			return s.topicList(p.language, p.page), nil
		}
		t, ok := s.resolveTopic(p.ids[0])
		if !ok {
			return Shown{}, nil
		}
		return s.topicPage(p.language, t, p.page), nil
	}
	if p.kind == pressTimeline {
		return s.timelinePage(p.language, p.page), nil
	}
	facts := s.resolve(p.ids)
	if len(facts) == 0 {
		return Shown{}, nil
	}
	if p.kind == pressFact {
		return s.card(card{language: p.language, mode: modeBrowsed, facts: facts}), facts[0]
	}
	return s.card(card{language: p.language, mode: p.mode, facts: facts, panel: p.kind}), nil
}

// opened remembers a fact that a button or link showed as if its sample
// question had been asked: /why, /source and follow-ups work on it.
func (s *session) opened(ctx context.Context, l knowledge.Language, f *knowledge.Fact, answer, question int) {
	e := Exchange{
		Chat: s.m.Chat.ID, Thread: s.m.Thread, Speaker: s.speaker(), Question: question, Answer: answer, At: s.now(),
		Text: sampleQuestion(f, l), Hint: l, Language: l, Verdict: knowledge.Answer, Facts: []string{f.ID},
	}
	c, ok, err := s.state.Conversation(ctx, e.Speaker)
	if s.failed(err, "conversation") || !ok || s.now().Sub(c.At) > KeepConversation {
		c = Conversation{}
	}
	turns := append(slices.Clone(c.Context.Turns), knowledge.Turn{Question: e.Text, Facts: e.Facts, Year: f.Edition})
	if f.Gap {
		turns = c.Context.Turns
	}
	e.After.Turns = turns[max(0, len(turns)-knowledge.MaxTurns):]
	if question == 0 { // the message answered a question before: its edits still belong here
		if before, ok, err := s.state.ByAnswer(ctx, e.Chat, answer); err == nil && ok && before.Speaker == e.Speaker {
			e.Question = before.Question
		}
	}
	s.failed(errors.Join(s.state.Remember(ctx, e), s.continueFrom(ctx, e)), "exchange")
}

// setLanguage sets the presser's own language. In a group only the presser is
// told; the message stays for others to press.
func (s *session) setLanguage(ctx context.Context, p press) error {
	if s.m.From == nil {
		return s.acknowledge(ctx, say(s.lang(ctx), "language.nobody"))
	}
	choice := knowledge.Language(p.choice)
	if p.choice == automatic {
		choice = ""
	} else if !speaks(choice) {
		return s.acknowledge(ctx, say(s.lang(ctx), "press.unknown"))
	}
	if err := s.state.SetLanguage(ctx, s.m.From.ID, choice); err != nil {
		s.failed(err, "language")
	}
	text := say(choice, "language.set")
	if choice == "" {
		text = say(s.lang(ctx), "language.automatic")
	}
	ackErr := s.acknowledge(ctx, text)
	if !s.private() || s.m.ID == 0 {
		return ackErr
	}
	return errors.Join(ackErr, s.edit(ctx, s.m.ID, Shown{Document: paragraph(text)}))
}

func (s *session) acknowledge(ctx context.Context, notice string) error {
	return s.send.Acknowledge(ctx, s.m.Button.ID, notice, false)
}
