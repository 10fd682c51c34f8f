package answer

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"time"

	openai "github.com/sashabaranov/go-openai"
	"github.com/sony/gobreaker/v2"
)

// patience is how long a server is waited for.
type patience struct {
	first   time.Duration // for the first token
	between time.Duration // between two
}

// client asks a server for completions.
type client struct {
	endpoint endpoint
	model    string
	extra    map[string]any // of every request, from the settings
	patience patience
	log      *slog.Logger
	learned  *learned
	breaker  *gobreaker.CircuitBreaker[completion]

	mu      sync.Mutex
	held    time.Time // the server asked for patience until then
	limits  int       // how often in a row it did, or meant to
	failing Kind      // what the log was last told
}

// When the breaker opens, and for how long.
const (
	tripAfter = 5 // failures in a row
	restFor   = 30 * time.Second
)

func newClient(o Options) (*client, error) {
	base, err := ParseBaseURL(o.BaseURL)
	if err != nil {
		return nil, err
	}
	hc := o.HTTP
	if hc == nil {
		hc = &http.Client{Transport: newTransport()}
	}
	own := *hc
	// A redirect would carry the key to wherever it points.
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	c := &client{
		endpoint: endpoint{base: base, key: o.Key, http: &own}, model: o.Model, extra: o.Extra,
		patience: patience{first: o.FirstToken, between: o.BetweenTokens}, log: o.Log, learned: newLearned(),
	}
	c.breaker = gobreaker.NewCircuitBreaker[completion](gobreaker.Settings{
		Name: "language model", Timeout: restFor,
		ReadyToTrip: func(n gobreaker.Counts) bool { return n.ConsecutiveFailures >= tripAfter },
		IsSuccessful: func(err error) bool {
			e, ok := errors.AsType[*Error](err)
			return err == nil || ok && !e.failing()
		},
		IsExcluded: func(err error) bool { k := KindOf(err); return k == Stopped || k == TooMany },
	})
	return c, nil
}

func newTransport() *http.Transport {
	return &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		DialContext:         (&net.Dialer{Timeout: 5 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		ForceAttemptHTTP2:   true,
		MaxIdleConnsPerHost: 32,
		IdleConnTimeout:     90 * time.Second,
		TLSHandshakeTimeout: 5 * time.Second,
	}
}

// job is what is asked of a model, and what takes its answer as it comes.
type job struct {
	// prompt writes the request: for an answer by the schema, or for plain text.
	prompt func(structured bool) prompt
	// begin is told that an answer begins. What came before it is void.
	begin func(structured bool)
	// piece takes the next piece of the answer. Its error ends the request.
	piece func(text string) error
}

// prompt is one request.
type prompt struct {
	system, user string
	schema       json.RawMessage // of the answer, when it is to be structured
	length       int             // limit in tokens
}

// completion is what an answer cost.
type completion struct {
	Tokens int
	runes  int // of the answer, to estimate tokens by
}

// complete asks for one completion. It tries again where that is safe and
// promises something: without a parameter that the server refused, and once
// after a failure before which nothing had come.
func (c *client) complete(ctx context.Context, j job) (completion, error) {
	var spent completion
	retried := false
	before, learning := features{}, false
	for {
		if wait := c.heldFor(time.Now()); wait > 0 {
			return spent, &Error{Kind: Busy, RetryAfter: wait}
		}
		f := c.learned.features()
		begun := false
		tried := j
		tried.begin = func(structured bool) { begun = true; j.begin(structured) }
		out, err := c.breaker.Execute(func() (completion, error) { return c.attempt(ctx, f, tried) })
		spent.Tokens += out.Tokens
		c.note(err)
		e, ok := errors.AsType[*Error](err)
		switch {
		case err == nil:
			return spent, nil
		case errors.Is(err, gobreaker.ErrOpenState), errors.Is(err, gobreaker.ErrTooManyRequests):
			return spent, &Error{Kind: Resting}
		case !ok || ctx.Err() != nil || begun:
			return spent, err
		case e.Kind == Refused:
			if !learning {
				before, learning = f, true
			}
			if !c.learned.refused(f, e.message) {
				c.learned.restore(before)
				return spent, err
			}
		case e.Kind == TooMany:
			wait := max(e.RetryAfter, time.Second)
			if retried || !fits(ctx, wait) || c.limitedAgain() {
				c.hold(wait)
				return spent, err
			}
			retried = true
			if pause(ctx, wait) != nil {
				return spent, err
			}
		case e.Kind == Server || e.Kind == Unreachable:
			wait := max(e.RetryAfter, 200*time.Millisecond+rand.N(400*time.Millisecond))
			if retried || !fits(ctx, wait) {
				return spent, err
			}
			retried = true
			if pause(ctx, wait) != nil {
				return spent, err
			}
		default:
			return spent, err
		}
	}
}

// fits tells whether, after a pause, half of the time that is left would still
// be there.
func fits(ctx context.Context, wait time.Duration) bool {
	deadline, ok := ctx.Deadline()
	return !ok || 2*wait <= time.Until(deadline)
}

func pause(ctx context.Context, d time.Duration) error {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// longestHold is how long a server is left alone that limits requests on and on and
// doesn't say until when.
const longestHold = time.Minute

// hold lets no request go out for a while, the longer the more often that was
// needed.
func (c *client) hold(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	d = max(d, min(time.Second<<min(c.limits, 10), longestHold))
	c.limits++
	if until := time.Now().Add(d); until.After(c.held) {
		c.held = until
	}
}

// limitedAgain tells that requests were limited just before, so that nobody waits
// for another try.
func (c *client) limitedAgain() bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.limits > 0
}

func (c *client) heldFor(now time.Time) time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.held.Sub(now)
}

// note logs when the server begins to fail, in which way, and when that is over.
func (c *client) note(err error) {
	e, _ := errors.AsType[*Error](err)
	c.mu.Lock()
	defer c.mu.Unlock()
	switch {
	case err == nil:
		if c.failing != "" {
			c.log.Info("the language model answers again")
		}
		c.failing, c.limits = "", 0
	case e == nil || !e.failing() && e.Kind != TooMany || e.Kind == c.failing:
	default:
		c.failing = e.Kind
		c.log.Warn("the language model does not answer as it should; curated texts go out as they are", "error", e, "advice", e.Kind.advice())
	}
}

// The ends of an attempt by our own limits.
var (
	errFirst   = errors.New("no token came in time")
	errBetween = errors.New("the stream stalled")
)

// attempt makes one request and reads its answer.
func (c *client) attempt(ctx context.Context, f features, j job) (out completion, err error) {
	limited, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	watch := time.AfterFunc(c.patience.first, func() { cancel(errFirst) })
	defer func() { watch.Stop() }()

	p := j.prompt(!f.NoSchema)
	x := &exchange{endpoint: &c.endpoint, fields: c.fields(f, p)}
	config := openai.DefaultConfig("")
	config.BaseURL, config.HTTPClient = placeholder, x
	defer func() {
		if out.Tokens == 0 && out.runes > 0 {
			out.Tokens = tokens(p.system) + tokens(p.user) + out.runes // never told too low
		}
		err = ended(ctx, limited, err)
	}()
	stream, err := openai.NewClientWithConfig(config).CreateChatCompletionStream(limited, openai.ChatCompletionRequest{
		Model: c.model, Messages: p.messages(f),
	})
	if err != nil {
		return out, err
	}
	defer func() { _ = stream.Close() }()

	var thinking thinkFilter
	var finish openai.FinishReason
	begun := false
	for {
		chunk, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return out, err
		}
		watch.Stop()
		watch = time.AfterFunc(c.patience.between, func() { cancel(errBetween) })
		if chunk.Usage != nil {
			out.Tokens = max(out.Tokens, chunk.Usage.TotalTokens)
		}
		if len(chunk.Choices) == 0 {
			continue // Azure's first chunk, and the one with the usage
		}
		choice := chunk.Choices[0]
		if choice.FinishReason != "" && choice.FinishReason != openai.FinishReasonNull {
			finish = choice.FinishReason
		}
		out.runes += len([]rune(choice.Delta.Content)) + len([]rune(choice.Delta.ReasoningContent))
		text, anew := thinking.add(choice.Delta.Content)
		if anew || text != "" && !begun {
			j.begin(!f.NoSchema)
			begun = true
		}
		if text == "" {
			continue
		}
		if err := j.piece(text); err != nil {
			return out, err
		}
	}
	switch {
	case x.failed != nil:
		return out, x.failed
	case finish == openai.FinishReasonLength:
		return out, &Error{Kind: Cut}
	case finish == openai.FinishReasonContentFilter:
		return out, &Error{Kind: Filtered}
	case finish != openai.FinishReasonStop:
		return out, &Error{Kind: Unreachable, Detail: "cut_off"}
	case thinking.open():
		return out, &Error{Kind: Cut}
	case !begun:
		return out, &Error{Kind: Malformed, Detail: "empty"}
	}
	return out, nil
}

// ended gives an attempt's error its kind. All but our own come from the
// library or the network, and only their type is shown.
func ended(ctx, limited context.Context, err error) error {
	if err == nil {
		return nil
	}
	cause := context.Cause(limited)
	switch {
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		return &Error{Kind: Slow}
	case ctx.Err() != nil:
		return &Error{Kind: Stopped, Err: ctx.Err()}
	case errors.Is(cause, errFirst), errors.Is(cause, errBetween):
		return &Error{Kind: Slow, Err: cause}
	}
	if e, ok := errors.AsType[*Error](err); ok {
		if e.Kind == Unreachable && e.Err != nil {
			e.Err = netCause(e.Err)
		}
		return e
	}
	if _, ok := errors.AsType[*json.SyntaxError](err); ok {
		return &Error{Kind: Malformed, Code: http.StatusOK}
	}
	if _, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return &Error{Kind: Malformed, Code: http.StatusOK}
	}
	return &Error{Kind: Unreachable, Err: netCause(err)}
}

// netCause keeps of a network error what tells an administrator something and
// holds no address and no words.
func netCause(err error) error {
	if op, ok := errors.AsType[*net.OpError](err); ok {
		return errors.New("network: " + op.Op + " failed")
	}
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		return errors.New("the connection broke off")
	}
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return errors.New("the host's name can't be resolved")
	}
	return errors.New("no connection")
}

// fields are the parameters of a request that the server takes.
func (c *client) fields(f features, p prompt) map[string]any {
	out := map[string]any{}
	if !f.NoTemperature {
		out["temperature"] = 0
	}
	if f.Limit != "" {
		out[f.Limit] = p.length
	}
	if !f.NoUsage {
		out["stream_options"] = map[string]any{"include_usage": true}
	}
	if !f.NoSchema && p.schema != nil {
		out["response_format"] = map[string]any{"type": "json_schema", "json_schema": map[string]any{
			"name": "answer", "strict": true, "schema": p.schema,
		}}
	}
	for k, v := range c.extra {
		out[k] = v
	}
	return out
}

func (p prompt) messages(f features) []openai.ChatCompletionMessage {
	if f.NoSystem {
		return []openai.ChatCompletionMessage{{Role: openai.ChatMessageRoleUser, Content: p.system + "\n\n" + p.user}}
	}
	return []openai.ChatCompletionMessage{
		{Role: openai.ChatMessageRoleSystem, Content: p.system},
		{Role: openai.ChatMessageRoleUser, Content: p.user},
	}
}

// tokens estimates a text's length in tokens: a Chinese character is about
// one, and so are four other characters.
func tokens(s string) int {
	han, other := 0, 0
	for _, r := range s {
		if r >= 0x2e80 {
			han++
		} else {
			other++
		}
	}
	return han + other/4 + 1
}
