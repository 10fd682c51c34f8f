package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

const (
	// DefaultRoot is Telegram's own Bot API server.
	DefaultRoot = "https://api.telegram.org"
	// bodyCap bounds an answer. A hundred updates of 4096 characters with as
	// long a quoted message stay well below it.
	bodyCap = 16 << 20
	// callTimeout bounds one attempt of any call but a long poll.
	callTimeout = 20 * time.Second
)

// placeholder is what the library is told instead of the token and the root:
// it writes both into errors and logs.
const (
	placeholderToken = "0:redacted"
	placeholderRoot  = "http://telegram.invalid/bot%s/%s"
)

// client makes calls of the Bot API.
type client struct {
	root    *url.URL
	token   string
	http    *http.Client
	api     tgbotapi.BotAPI // copied for each call
	redact  func(string) string
	log     *slog.Logger
	timeout time.Duration
	ahead   atomic.Int64 // by how much this machine's clock is ahead of the server's, in ns
}

// now is the time by the server's clock, by which messages are dated. The
// clock of this machine may be wrong, or be set while the program runs.
func (c *client) now() time.Time { return time.Now().Add(-time.Duration(c.ahead.Load())) }

// setClock reads the server's clock off an answer. It tells whole seconds, so
// small differences are none.
func (c *client) setClock(date string) {
	t, err := http.ParseTime(date)
	if err != nil {
		return
	}
	ahead := time.Since(t)
	if ahead.Abs() < 2*time.Second {
		ahead = 0
	}
	c.ahead.Store(int64(ahead))
}

var tokenForm = regexp.MustCompile(`^\d+:[\w-]+$`)

// ErrToken says that a token can't be one, or that Telegram does not know it.
var ErrToken = errors.New("this is not a bot's token; @BotFather shows it under /mybots: digits, a colon, then letters, digits, _ and -")

// CheckToken tells whether s has the form of a token.
func CheckToken(s string) error {
	if !tokenForm.MatchString(s) {
		return ErrToken
	}
	return nil
}

// ParseRoot checks the address of a Bot API server; "" is DefaultRoot. The
// errors don't repeat s, which may hold a password.
func ParseRoot(s string) (*url.URL, error) {
	if s == "" {
		s = DefaultRoot
	}
	u, err := url.Parse(s)
	switch {
	case err != nil || u.Host == "":
		return nil, errors.New("the API root is no web address; it looks like " + DefaultRoot + " or http://localhost:8081")
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, errors.New("the API root must begin with http:// or https://")
	case u.RawQuery != "" || u.Fragment != "":
		return nil, errors.New("the API root must not have a query (?…) or fragment (#…)")
	}
	u.Path, u.RawPath = strings.TrimRight(u.Path, "/"), ""
	return u, nil
}

func newClient(token, root string, hc *http.Client, log *slog.Logger) (*client, error) {
	if err := CheckToken(token); err != nil {
		return nil, err
	}
	u, err := ParseRoot(root)
	if err != nil {
		return nil, err
	}
	if hc == nil {
		hc = &http.Client{Transport: newTransport()}
	}
	own := *hc
	// A redirect would carry the token to wherever it points.
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	c := &client{
		root: u, token: token, http: &own, log: log, timeout: callTimeout,
		api:    tgbotapi.BotAPI{Token: placeholderToken},
		redact: redactor(token),
	}
	c.api.SetAPIEndpoint(placeholderRoot)
	return c, nil
}

// redactor returns what takes the token out of a text, whole, as part of an
// address, or the secret behind the colon alone (before it is the bot's id).
func redactor(token string) func(string) string {
	const gone = "[redacted]"
	pairs := []string{token, gone, url.QueryEscape(token), gone}
	if _, secret, _ := strings.Cut(token, ":"); len(secret) >= 8 {
		pairs = append(pairs, secret, gone)
	}
	return strings.NewReplacer(pairs...).Replace
}

// newTransport goes through the proxy that HTTPS_PROXY, HTTP_PROXY and
// NO_PROXY name.
func newTransport() *http.Transport {
	return &http.Transport{
		Proxy:                 http.ProxyFromEnvironment,
		DialContext:           (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}).DialContext,
		ForceAttemptHTTP2:     true,
		MaxIdleConnsPerHost:   2 * DefaultWorkers, // one for each worker, and for the poll
		WriteBufferSize:       16 << 10,           // an answer of 1,000 characters, encoded, goes out at once
		IdleConnTimeout:       90 * time.Second,
		TLSHandshakeTimeout:   10 * time.Second,
		ExpectContinueTimeout: time.Second,
	}
}

// call makes one attempt. The result is decoded into out unless that is nil.
// It fails with an *Error; a done ctx is the cause within it.
func (c *client) call(ctx context.Context, method string, params tgbotapi.Params, out any) error {
	return c.callFor(ctx, c.timeout, method, params, out)
}

// callFor is call with another bound on the time.
func (c *client) callFor(ctx context.Context, limit time.Duration, method string, params tgbotapi.Params, out any) error {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	x := &exchange{c: c, ctx: ctx, method: method, params: params}
	api := c.api
	api.Client = x
	answer, err := api.MakeRequest(method, params)
	if err != nil {
		return x.fail(err)
	}
	if out == nil {
		return nil
	}
	if err := json.Unmarshal(answer.Result, out); err != nil {
		// The decoder's error may quote what it read.
		return &Error{Kind: Malformed, Method: method, Code: x.status, Description: fmt.Sprintf("the result can't be read (%T)", err)}
	}
	return nil
}

// exchange is one request and its answer: the library's HTTP client for the
// length of a call.
type exchange struct {
	c          *client
	ctx        context.Context
	method     string
	params     tgbotapi.Params
	status     int
	retryAfter time.Duration
	body       []byte // of the answer
}

// Do sends the library's request to the real root with the real token.
func (x *exchange) Do(r *http.Request) (*http.Response, error) {
	u := *x.c.root
	u.Path += "/bot" + x.c.token + "/" + x.method
	req, err := http.NewRequestWithContext(x.ctx, r.Method, u.String(), r.Body)
	if err != nil {
		return nil, errors.New("the request can't be made") // the cause quotes the address
	}
	req.ContentLength, req.GetBody = r.ContentLength, r.GetBody
	req.Header = r.Header.Clone()
	if f := fileOf(x.ctx); f != nil {
		if err := f.attach(req, x.params); err != nil {
			return nil, err
		}
	}
	// Lets the transport repeat a request on a fresh connection when the idle
	// one turns out to be closed. Nil: the header itself is not sent.
	req.Header["Idempotency-Key"] = nil

	resp, err := x.c.http.Do(req)
	if err != nil {
		if ue, ok := errors.AsType[*url.Error](err); ok {
			err = ue.Err // without the address, which holds the token
		}
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	x.status = resp.StatusCode
	x.c.setClock(resp.Header.Get("Date"))
	if s, err := strconv.Atoi(resp.Header.Get("Retry-After")); err == nil && s > 0 {
		x.retryAfter = time.Duration(s) * time.Second
	}
	body, err := io.ReadAll(io.LimitReader(resp.Body, bodyCap+1))
	switch {
	case err != nil:
		return nil, err
	case len(body) > bodyCap:
		return nil, &Error{Kind: Malformed, Method: x.method, Code: x.status, Description: fmt.Sprintf("the answer is larger than %d MB", bodyCap>>20)}
	}
	x.body = body
	resp.Body = io.NopCloser(bytes.NewReader(body))
	return resp, nil
}

// isAnswer tells whether a body has the form of every Bot API answer.
func isAnswer(body []byte) bool {
	var a struct {
		OK *bool `json:"ok"`
	}
	return json.Unmarshal(body, &a) == nil && a.OK != nil
}

// fail turns what the library returned into an *Error.
func (x *exchange) fail(err error) error {
	if e, ok := errors.AsType[*Error](err); ok {
		return e
	}
	if x.body != nil && !isAnswer(x.body) {
		return &Error{Kind: Gateway, Method: x.method, Code: x.status, RetryAfter: x.retryAfter,
			Description: "the answer is not the Bot API's; is the API root right, or is a proxy in between?"}
	}
	if said, ok := errors.AsType[*tgbotapi.Error](err); ok {
		code := said.Code
		if code == 0 {
			code = x.status
		}
		wait := time.Duration(said.RetryAfter) * time.Second
		if wait <= 0 {
			wait = x.retryAfter
		}
		return &Error{
			Kind: kindOf(x.method, code, said.Message, said.MigrateToChatID), Method: x.method, Code: code,
			Description: clean(said.Message, x.c.redact), RetryAfter: wait, MigrateTo: said.MigrateToChatID,
		}
	}
	if x.status != 0 && x.ctx.Err() == nil && isDecoding(err) {
		return &Error{Kind: Malformed, Method: x.method, Code: x.status, Description: "the answer can't be read"}
	}
	return &Error{Kind: Unreachable, Method: x.method, Err: redacted(err, x.c.redact), unsent: neverConnected(err)}
}

// neverConnected tells that a request failed for want of a connection.
func neverConnected(err error) bool {
	if _, ok := errors.AsType[*net.DNSError](err); ok {
		return true
	}
	e, ok := errors.AsType[*net.OpError](err)
	return ok && (e.Op == "dial" || e.Op == "proxyconnect" || e.Op == "socks connect")
}

func isDecoding(err error) bool {
	_, syntax := errors.AsType[*json.SyntaxError](err)
	_, typ := errors.AsType[*json.UnmarshalTypeError](err)
	return syntax || typ
}
