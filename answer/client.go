package answer

import (
	"context"
	"errors"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"sync"
	"time"

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
	if base.Scheme == "http" && o.Key != "" && !isNear(base.Hostname()) {
		o.Log.Warn("the language model's address is plain http to another machine: key and questions travel there unencrypted")
	}
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

func isNear(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && (ip.IsLoopback() || ip.IsPrivate())
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
