package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/forumbot/forumbot/answer"
	"github.com/forumbot/forumbot/answer/ground"
	"github.com/forumbot/forumbot/handlers"
	"github.com/forumbot/forumbot/knowledge"
)

// phraser is the handlers' Phraser: package answer, and what of the facts it
// gets to see.
type phraser struct {
	answers *answer.Phraser
	ending  context.Context // of the program: then nobody waits for a model
}

var _ handlers.Phraser = (*phraser)(nil)

// newPhraser returns nil when no language model is set.
func newPhraser(ctx context.Context, c modelConfig, base *knowledge.Base, ledger answer.Ledger, log *slog.Logger, now func() time.Time) (*phraser, error) {
	if !c.on() {
		return nil, nil
	}
	a, err := answer.New(answer.Options{
		BaseURL: c.BaseURL.Reveal(), Key: c.Key.Reveal(), Model: c.Model, Extra: c.Extra,
		Guard: ground.New(knownNames(base)...), Ledger: ledger, Timeout: c.Timeout,
		Daily: c.Daily, PerPerson: c.PerPerson, Choose: c.Choose, Rewrite: c.Rewrite, Log: log, Now: now,
	})
	if err != nil {
		return nil, fmt.Errorf("the language model can't be used: %w", err)
	}
	log.Info("a language model words the answers; questions are sent to it", "host", host(c.BaseURL), "model", c.Model, "groups", c.Groups)
	return &phraser{answers: a, ending: ctx}, nil
}

func host(base Secret) string {
	u, err := url.Parse(base.Reveal())
	if err != nil {
		return ""
	}
	return u.Hostname()
}

// knownNames are the people, places and organisations that the facts know.
func knownNames(base *knowledge.Base) []string {
	var out []string
	for _, f := range base.Facts() {
		for _, v := range f.Values {
			switch v.Kind {
			case "person", "org", "place", "event", "product", "work":
				for _, text := range v.Text {
					out = append(out, text)
				}
				out = append(out, v.Also...)
			}
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// request is what package answer is told.
func request(p handlers.Phrasing) answer.Request {
	r := answer.Request{Question: p.Question, Earlier: p.Earlier, Language: p.Language, Person: p.Person, Show: p.Show}
	for _, f := range p.Facts {
		text := f.Text.In(p.Language)
		// Who asks about no edition is told which one is told of.
		year := ""
		if f.Edition != 0 && strings.Contains(text, strconv.Itoa(f.Edition)) {
			year = strconv.Itoa(f.Edition)
		}
		r.Facts = append(r.Facts, answer.Fact{ID: f.ID, Text: text, Year: year, Names: f.Names[p.Language]})
	}
	return r
}

// within ends what is asked of the model with the program, too.
func (p *phraser) within(ctx context.Context) (context.Context, func()) {
	ctx, cancel := context.WithCancel(ctx)
	stop := context.AfterFunc(p.ending, cancel)
	return ctx, func() { stop(); cancel() }
}

// Phrase implements handlers.Phraser.
func (p *phraser) Phrase(ctx context.Context, q handlers.Phrasing) (handlers.Phrased, error) {
	for _, f := range q.Facts {
		if _, ok := f.Text[q.Language]; !ok {
			return handlers.Phrased{}, &answer.Error{Kind: answer.Off} // the fact is told in another language
		}
	}
	ctx, done := p.within(ctx)
	defer done()
	a, err := p.answers.Phrase(ctx, request(q))
	if err != nil {
		return handlers.Phrased{}, err
	}
	out := handlers.Phrased{Text: a.Text}
	for _, i := range a.Facts {
		out.Facts = append(out.Facts, q.Facts[i])
	}
	return out, nil
}

// Choose implements handlers.Phraser.
func (p *phraser) Choose(ctx context.Context, q handlers.Phrasing) (*knowledge.Fact, error) {
	ctx, done := p.within(ctx)
	defer done()
	i, err := p.answers.Choose(ctx, request(q))
	if err != nil || i < 0 {
		return nil, err
	}
	return q.Facts[i], nil
}

// Rewrite implements handlers.Phraser.
func (p *phraser) Rewrite(ctx context.Context, q handlers.Phrasing) (string, error) {
	ctx, done := p.within(ctx)
	defer done()
	return p.answers.Rewrite(ctx, request(q))
}

// Use implements handlers.Phraser.
func (p *phraser) Use(ctx context.Context) (handlers.PhraserUse, error) {
	u, err := p.answers.Usage(ctx)
	return handlers.PhraserUse{Asked: u.Asked, Phrased: u.Asked - failed(u), Retried: u.Retried, Tokens: u.Today, Daily: u.Daily}, err
}
