package answer

import (
	"context"
	"errors"
	"time"

	"github.com/forumbot/forumbot/answer/ground"
	"github.com/forumbot/forumbot/knowledge"
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
