package main

import (
	"context"
	"encoding/json"
	"errors"
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

// modelConfig is the settings of a language model. Without an address there is
// none.
type modelConfig struct {
	Key       Secret // "" for a server that asks for none
	BaseURL   Secret // it may hold a password
	Model     string
	Groups    bool          // it is also asked in groups
	Timeout   time.Duration // how long an answer waits for it
	Choose    bool          // it may choose among facts that come close
	Rewrite   bool          // it may complete questions that follow on others
	Daily     int64         // tokens a day in all; 0: no limit
	PerPerson int64         // tokens a day for one person; 0: no limit
	Extra     map[string]any
}

func (c modelConfig) on() bool { return c.BaseURL != "" }

// What is taken where the settings say nothing.
const (
	openAI           = "https://api.openai.com/v1"
	openAIModel      = "gpt-4.1-mini" // small, quick, and doesn't think first
	defaultDaily     = 1_000_000
	defaultPerPerson = 50_000
)

// readModelConfig checks the settings of a language model.
func readModelConfig(value map[string]string) (c modelConfig, errs []error) {
	fail := func(name string, err error) {
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", name, err))
		}
	}
	c = modelConfig{Key: Secret(value["OPENAI_API_KEY"]), BaseURL: Secret(value["OPENAI_BASE_URL"]), Model: value["OPENAI_MODEL"]}
	var err error
	c.Groups, err = parseSwitch(value["LLM_IN_GROUPS"], false)
	fail("LLM_IN_GROUPS", err)
	c.Choose, err = parseSwitch(value["LLM_CHOOSE"], true)
	fail("LLM_CHOOSE", err)
	c.Rewrite, err = parseSwitch(value["LLM_REWRITE"], true)
	fail("LLM_REWRITE", err)
	c.Timeout, err = parsePatience(value["LLM_TIMEOUT"])
	fail("LLM_TIMEOUT", err)
	c.Daily, err = parseTokens(value["LLM_TOKENS_PER_DAY"], defaultDaily)
	fail("LLM_TOKENS_PER_DAY", err)
	c.PerPerson, err = parseTokens(value["LLM_TOKENS_PER_PERSON"], defaultPerPerson)
	fail("LLM_TOKENS_PER_PERSON", err)
	c.Extra, err = parseExtra(value["LLM_EXTRA"])
	fail("LLM_EXTRA", err)
	if strings.ContainsFunc(c.Key.Reveal(), func(r rune) bool { return r <= ' ' || r > '~' }) {
		fail("OPENAI_API_KEY", errors.New("this can't be a key: it holds blanks or letters that no key has"))
	}
	switch {
	case c.BaseURL != "":
		_, err = answer.ParseBaseURL(c.BaseURL.Reveal())
		fail("OPENAI_BASE_URL", err)
		if c.Model == "" {
			fail("OPENAI_MODEL", errors.New("name the model that the server at OPENAI_BASE_URL is to use"))
		}
	case c.Key != "":
		c.BaseURL = openAI
		if c.Model == "" {
			c.Model = openAIModel
		}
	case c.Model != "":
		fail("OPENAI_MODEL", errors.New("a model is named, but neither OPENAI_API_KEY nor OPENAI_BASE_URL"))
	}
	return c, errs
}

func parseSwitch(s string, without bool) (bool, error) {
	switch strings.ToLower(s) {
	case "":
		return without, nil
	case "on", "true", "yes", "1":
		return true, nil
	case "off", "false", "no", "0":
		return false, nil
	}
	return without, fmt.Errorf("%q is neither on nor off", s)
}

func parsePatience(s string) (time.Duration, error) {
	if s == "" {
		return answer.DefaultTimeout, nil
	}
	d, err := time.ParseDuration(s)
	if err != nil || d < time.Second || d > time.Minute {
		return answer.DefaultTimeout, fmt.Errorf("%q is no such time; write one from 1s to 60s", s)
	}
	return d, nil
}

func parseTokens(s string, without int64) (int64, error) {
	if s == "" {
		return without, nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return without, fmt.Errorf("%q is no number of tokens; write one such as %d, or 0 for no limit", s, without)
	}
	return n, nil
}

// parseExtra reads parameters for every request. Its error does not repeat them.
func parseExtra(s string) (map[string]any, error) {
	if s == "" {
		return nil, nil
	}
	var out map[string]any
	if json.Unmarshal([]byte(s), &out) != nil {
		return nil, errors.New(`this is no JSON object; write one such as {"enable_thinking": false}`)
	}
	for _, ours := range []string{"messages", "model", "stream", "n"} {
		if _, ok := out[ours]; ok {
			return nil, fmt.Errorf("%q can't be set here", ours)
		}
	}
	return out, nil
}

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
