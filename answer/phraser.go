package answer

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/forumbot/forumbot/answer/ground"
	"github.com/forumbot/forumbot/knowledge"
)

// Options are what a Phraser works with. BaseURL, Model and Guard must be set.
type Options struct {
	BaseURL string         // of a server with OpenAI's chat completions, "https://api.openai.com/v1"
	Key     string         // "" for none
	Model   string         // as the server names it
	Extra   map[string]any // parameters of every request, beside our own

	Guard  Guard
	Ledger Ledger // counts tokens; nil: in memory

	Timeout       time.Duration // for one Request in all; 0 is 15 s
	FirstToken    time.Duration // until the first token; 0 is 10 s
	BetweenTokens time.Duration // between two; 0 is 5 s
	Parallel      int           // Requests at once; 0 is 8

	Daily     int64 // tokens a day for everybody together; 0: no limit
	PerPerson int64 // tokens a day for one person; 0: no limit

	Choose  bool // Choose may be asked
	Rewrite bool // Rewrite may be asked

	HTTP *http.Client     // nil: one that goes through the proxy named in the environment
	Log  *slog.Logger     // nil: none
	Now  func() time.Time // nil: the clock's; says which day it is
}

func (o Options) withDefaults() Options {
	if o.Timeout <= 0 {
		o.Timeout = DefaultTimeout
	}
	if o.FirstToken <= 0 {
		o.FirstToken = 10 * time.Second
	}
	if o.BetweenTokens <= 0 {
		o.BetweenTokens = 5 * time.Second
	}
	if o.Parallel <= 0 {
		o.Parallel = DefaultParallel
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Ledger == nil {
		o.Ledger = NewMemoryLedger()
	}
	return o
}

// What an Options field of 0 means.
const (
	DefaultTimeout  = 15 * time.Second
	DefaultParallel = 8
)

// Phraser puts facts into words by a language model. It is safe for concurrent
// use.
type Phraser struct {
	o      Options
	client *client
	cache  *cache
	turns  chan struct{} // holds a token for each Request that is under way
	counts counts
}

// New returns a Phraser. It asks nobody yet.
func New(o Options) (*Phraser, error) {
	o = o.withDefaults()
	switch {
	case o.Guard == nil:
		return nil, errors.New("a language model is never used without a guard")
	case o.Model == "":
		return nil, errors.New("no model is named")
	}
	c, err := newClient(o)
	if err != nil {
		return nil, err
	}
	return &Phraser{o: o, client: c, cache: newCache(o.Now), turns: make(chan struct{}, o.Parallel)}, nil
}

// Request is a question and the facts that answer it.
type Request struct {
	Question string
	Earlier  []string // the questions before it that it leans on, oldest first
	Facts    []Fact   // one to four, that which answers first
	Language knowledge.Language
	Person   int64 // whose budget it is; 0 for nobody's. It is sent nowhere.

	// Show gets the answer as it grows, each time all of it that is checked so
	// far; "" when the model is being asked. It is not called for an answer
	// that was kept. May be nil.
	Show func(text string)
}

// Fact is a curated statement in the Request's language.
type Fact struct {
	ID    string // for the cache alone
	Text  string
	Year  string   // that an answer must name unless the question does; "" for none
	Names []string // other names of what it is about, for the Guard alone
}

func (r *Request) sources() []ground.Source {
	out := make([]ground.Source, len(r.Facts))
	for i, f := range r.Facts {
		out[i] = ground.Source{Text: f.Text, Names: f.Names}
	}
	return out
}

// Answer is an answer that passed all checks.
type Answer struct {
	Text  string // plain text, without citations
	Facts []int  // the facts that it rests on, as indices into Request.Facts, in their order
}

// maxAttempts is one, and one more that knows what was wrong.
const maxAttempts = 2

// Phrase words the answer to a question from its facts. It fails with an *Error.
func (p *Phraser) Phrase(ctx context.Context, r Request) (Answer, error) {
	if len(r.Facts) == 0 || languageNames[r.Language] == "" {
		return Answer{}, &Error{Kind: Off}
	}
	start := time.Now()
	key := cacheKey(p.o.Model, r)
	if k, ok := p.cache.get(key); ok {
		p.counts.kept(k.err)
		return k.answer, k.err
	}
	a, tried, err := p.phrase(ctx, r)
	p.counts.phrased(err, tried, time.Since(start))
	switch KindOf(err) {
	case "", Ungrounded, NoAnswer, Filtered, Cut:
		p.cache.put(key, a, err) // the same question would go the same way
	}
	return a, err
}

func (p *Phraser) phrase(ctx context.Context, r Request) (a Answer, tried int, err error) {
	err = p.budgeted(ctx, r.Person, func(ctx context.Context) (int, error) {
		if r.Show != nil {
			r.Show("")
		}
		spent, wrong := 0, ""
		for tried = 1; ; tried++ {
			t := &attempt{p: p, r: &r}
			out, err := p.client.complete(ctx, job{
				prompt: func(structured bool) prompt { return phrasingPrompt(r, wrong, structured) },
				begin:  t.begin, piece: t.piece,
			})
			spent += out.Tokens
			if err == nil {
				a, err = t.finish()
			}
			if errors.Is(err, errNoJSON) {
				p.client.learned.noSchema()
			} else if KindOf(err) != Ungrounded {
				return spent, err
			}
			if tried >= maxAttempts || ctx.Err() != nil {
				return spent, err
			}
			wrong = t.wrong
		}
	})
	return a, tried, err
}

// attempt takes one answer as it comes, and checks it.
type attempt struct {
	p         *Phraser
	r         *Request
	parser    parser
	plain     bool
	undecided bool   // a plain answer may still be none
	beginning string // of it, while undecided
	read      int    // of the answer so far, in bytes
	sentences int    // checked
	marked    string // these, with citations
	shown     string // the same as people see them
	wrong     string // what was wrong with the answer, for the model
}

// longestRaw bounds what is read of an answer, in bytes, with citations and JSON
// around it. A piece counts as four at least, so that no endless dribble is
// followed either.
const longestRaw = 8 * maxAnswer

func (t *attempt) begin(structured bool) {
	*t = attempt{p: t.p, r: t.r, parser: newParser(structured), plain: !structured, undecided: true}
}

func (t *attempt) piece(text string) error {
	if t.read += max(len(text), 4); t.read > longestRaw {
		return t.refuse("the answer is too long.")
	}
	if t.plain && t.undecided {
		t.beginning += text
		if strings.HasPrefix(noAnswer, strings.TrimSpace(t.beginning)) || saysNoAnswer(t.beginning) {
			return nil // it may be none
		}
		text, t.undecided = t.beginning, false
	}
	found, err := t.parser.add(text)
	if err := t.take(found); err != nil {
		return err
	}
	return err
}

// saysNoAnswer tells whether a plain answer is none. Models like to put a full
// stop behind it.
func saysNoAnswer(s string) bool {
	return strings.Trim(s, " \t\r\n.。*`\"'[]") == noAnswer
}

func (t *attempt) take(found []string) error {
	for _, s := range found {
		if reason := t.check(s); reason != "" {
			return t.refuse(complaint(s, reason))
		}
		t.sentences++
		t.marked = join(t.marked, s, t.r.Language)
		t.shown = join(t.shown, uncited(s), t.r.Language)
	}
	if len(found) > 0 && t.r.Show != nil {
		t.r.Show(t.shown)
	}
	return nil
}

func (t *attempt) refuse(wrong string) error {
	t.wrong = wrong
	return &Error{Kind: Ungrounded}
}

// finish is called when the server says that the answer is complete.
func (t *attempt) finish() (Answer, error) {
	if t.plain && t.undecided {
		if saysNoAnswer(t.beginning) {
			return Answer{}, &Error{Kind: NoAnswer}
		}
		return Answer{}, t.refuse("it says nothing.") // a part of NO_ANSWER
	}
	rest, err := t.parser.end()
	if err != nil {
		return Answer{}, err
	}
	if err := t.take(rest); err != nil {
		return Answer{}, err
	}
	if t.sentences == 0 {
		return Answer{}, &Error{Kind: NoAnswer}
	}
	a := Answer{Text: t.shown, Facts: citations(t.marked, len(t.r.Facts))}
	slices.Sort(a.Facts)
	if a.Facts[0] != 0 { // the first fact is the one that answers
		return Answer{}, t.refuse("it leaves out fact 1.")
	}
	for _, i := range a.Facts {
		year := t.r.Facts[i].Year
		if year != "" && !strings.Contains(t.shown, year) && !strings.Contains(t.r.Question, year) {
			return Answer{}, t.refuse("it does not say that it tells of " + year + ".")
		}
	}
	return a, nil
}
