package handlers

import (
	"context"
	"strconv"
	"strings"

	"github.com/forumbot/forumbot/knowledge"
)

// commands are what each command does with what follows it.
var commands = map[string]func(s *session, ctx context.Context, args string) error{
	"start":    (*session).start,
	"help":     (*session).help,
	"ask":      (*session).ask,
	"topics":   (*session).topics,
	"why":      (*session).why,
	"source":   (*session).source,
	"language": (*session).languages,
	"about":    (*session).about,
	"timeline": (*session).timeline,
	"daily":    (*session).daily,
	"privacy":  (*session).privacy,
	"forget":   (*session).forget,
	"quiz":     (*session).quiz,
	"stop":     (*session).stop,
	"top":      (*session).top,
	"stats":    (*session).stats,
}

// command does what a command asks for.
func (s *session) command(ctx context.Context, c command) error {
	if do := commands[c.name]; do != nil {
		return do(s, ctx, c.args)
	}
	return s.say(ctx, "command.unknown")
}

func (s *session) topics(ctx context.Context, _ string) error {
	_, err := s.reply(ctx, s.topicList(s.lang(ctx), 0))
	return err
}

func (s *session) languages(ctx context.Context, _ string) error {
	_, err := s.reply(ctx, languageChoice(s.lang(ctx)))
	return err
}

// start welcomes, or shows the fact of a deep link.
func (s *session) start(ctx context.Context, args string) error {
	l := s.lang(ctx)
	if id, ok := deepLink(args); ok {
		f := s.base.Fact(id)
		if f == nil {
			return s.say(ctx, "start.gone")
		}
		sent, err := s.reply(ctx, s.card(card{language: l, mode: modeBrowsed, facts: []*knowledge.Fact{f}}))
		if err == nil {
			s.opened(ctx, l, f, sent, s.m.ID)
		}
		return err
	}
	if !s.private() {
		return s.help(ctx, "")
	}
	var shown Shown
	shown.Document = paragraph(say(l, "start.welcome", "Name", s.name(l)))
	s.offer(&shown, l, s.examples(l, maxOffers))
	_, err := s.reply(ctx, shown)
	return err
}

func (s *session) help(ctx context.Context, _ string) error {
	where := "private"
	if !s.private() {
		where = "group"
	}
	l := s.lang(ctx)
	paragraphs := strings.Split(say(l, "help."+where), "\n\n")
	for i, p := range paragraphs {
		if strings.HasPrefix(p, "/") && s.asksQuizzes() { // the list of commands
			paragraphs[i] = p + "\n" + say(l, "quiz.help."+where)
		}
	}
	_, err := s.reply(ctx, Shown{Document: paragraph(strings.Join(paragraphs, "\n\n"))})
	return err
}

// ask answers the question behind /ask, or that in the message replied to.
func (s *session) ask(ctx context.Context, args string) error {
	quoted := asksQuoted(&s.m, s.botName)
	if quoted {
		q := s.m.ReplyTo
		args = stripMention(q.Text, s.botName)
		if c, ok := parseCommand(q.Text, s.botName); ok {
			args = c.args
		}
	}
	if wordless(args) {
		return s.howToAsk(ctx)
	}
	return s.question(ctx, args, quoted)
}

// lastExchange is the exchange that a command about an answer means: that of
// the message replied to, else the last one here.
func (s *session) lastExchange(ctx context.Context) (Exchange, bool) {
	if q := s.m.ReplyTo; q != nil && q.FromMe {
		e, ok, err := s.state.ByAnswer(ctx, s.m.Chat.ID, q.ID)
		if !s.failed(err, "answer") && ok && e.Verdict != "" {
			return e, true
		}
	}
	e, ok, err := s.state.Last(ctx, s.m.Chat.ID, s.m.Thread)
	return e, !s.failed(err, "last answer") && ok
}

// why explains an answer by asking once more: that is cheap, always the same,
// and nothing but the question has to be kept.
func (s *session) why(ctx context.Context, _ string) error {
	e, ok := s.lastExchange(ctx)
	switch {
	case !ok:
		return s.say(ctx, "why.none")
	case e.Text == "":
		return s.say(ctx, "why.quoted")
	}
	r := s.base.Ask(knowledge.Query{Text: e.Text, Language: e.Hint, Context: e.Before, Explain: true})
	r.Language = e.Language
	if told := s.resolve(e.Facts); e.Verdict == knowledge.Answer && r.Verdict != knowledge.Answer && len(told) > 0 {
		_, err := s.reply(ctx, Shown{Document: paragraph(say(e.Language, "why.model", "Fact", label(told[0], e.Language)))})
		return err
	}
	_, err := s.reply(ctx, Shown{Document: s.Why(r)})
	return err
}

// source names all sources of an answer.
func (s *session) source(ctx context.Context, _ string) error {
	e, ok := s.lastExchange(ctx)
	facts := s.resolve(e.Facts)
	if !ok || len(facts) == 0 {
		return s.say(ctx, "source.none")
	}
	var shown Shown
	for _, f := range facts {
		shown.Document.Paragraph(bold(label(f, e.Language)))
		s.sourceQuote(&shown.Document, e.Language, []*knowledge.Fact{f})
	}
	_, err := s.reply(ctx, shown)
	return err
}

// maxNamedSources keeps /about to a screen.
const maxNamedSources = 5

func (s *session) about(ctx context.Context, _ string) error {
	l := s.lang(ctx)
	var shown Shown
	d := &shown.Document
	d.Paragraph(bold(say(l, "about.what", "Name", s.Composer.base.Name().In(l))))
	d.Paragraph(regular(say(l, "about.how",
		"Facts", strconv.Itoa(len(s.base.Facts())), "Topics", strconv.Itoa(len(s.shelf().topics)))))
	if s.phraser != nil {
		d.Paragraph(regular(say(l, "about.model")))
	}
	if len(s.shelf().sources) > 0 {
		var lines []string
		for _, src := range first(s.shelf().sources, maxNamedSources) {
			lines = append(lines, "• "+cite(l, src))
		}
		if len(s.shelf().sources) > maxNamedSources {
			lines = append(lines, say(l, "about.more", "Count", strconv.Itoa(len(s.shelf().sources))))
		}
		d.Paragraph(regular(say(l, "about.sources", "Sources", strings.Join(lines, "\n"))))
	}
	_, err := s.reply(ctx, shown)
	return err
}

// languageChoice offers the languages of our own words, by their own names.
func languageChoice(l knowledge.Language) Shown {
	shown := Shown{Document: paragraph(say(l, "language.choose"))}
	button := func(text, choice string) Button {
		return Button{Text: text, Data: press{kind: pressLanguage, language: l, choice: choice}.data()}
	}
	shown.Buttons = [][]Button{
		{button("中文", "zh"), button("English", "en")},
		{button(say(l, "language.name.automatic"), automatic)},
	}
	return shown
}
