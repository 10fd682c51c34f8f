package answer

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"
)

const (
	// answerCap bounds an answer, in bytes with all that surrounds it: far
	// beyond what any sentence limit lets through.
	answerCap = 1 << 20
	// errorCap bounds what is read of an error's body.
	errorCap = 64 << 10
	// placeholder is what the library is told instead of the real address.
	placeholder = "http://model.invalid/v1"
)

// endpoint is where the server is.
type endpoint struct {
	base *url.URL // without the library's /chat/completions
	key  string   // "" for none
	http *http.Client
}

// ParseBaseURL checks the address of a server, such as
// https://api.openai.com/v1. Its errors don't repeat it, as it may hold a
// password.
func ParseBaseURL(s string) (*url.URL, error) {
	u, err := url.Parse(s)
	switch {
	case err != nil || u.Host == "":
		return nil, errors.New("this is no web address; it looks like https://api.openai.com/v1 or http://localhost:11434/v1")
	case u.Scheme != "http" && u.Scheme != "https":
		return nil, errors.New("the address must begin with http:// or https://")
	case u.Fragment != "":
		return nil, errors.New("the address must not have a fragment (#…)")
	}
	u.Path, u.RawPath = strings.TrimRight(u.Path, "/"), ""
	return u, nil
}

// exchange is one request and its answer. It is the library's HTTP client for
// the length of a call: it puts in the real address and key, which the library
// never sees, and whichever parameters the server takes, and turns everything
// that is no stream of an answer into an *Error.
type exchange struct {
	*endpoint
	fields map[string]any // parameters to put into the request, over the library's
	failed *Error         // what the stream itself told
}

// Do implements the library's HTTPDoer.
func (x *exchange) Do(r *http.Request) (*http.Response, error) {
	body, err := x.body(r)
	if err != nil {
		return nil, err
	}
	u := *x.base
	u.Path += "/chat/completions"
	req, err := http.NewRequestWithContext(r.Context(), http.MethodPost, u.String(), bytes.NewReader(body))
	if err != nil {
		return nil, &Error{Kind: Malformed, Detail: "the request can't be made"} // the cause quotes the address
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("Accept", "text/event-stream")
	if x.key != "" {
		req.Header.Set("Authorization", "Bearer "+x.key)
	}
	resp, err := x.http.Do(req)
	if err != nil {
		if ue, ok := errors.AsType[*url.Error](err); ok {
			err = ue.Err // without the address
		}
		return nil, unreachable(err)
	}
	if resp.StatusCode != http.StatusOK {
		defer func() { _ = resp.Body.Close() }()
		said, _ := io.ReadAll(io.LimitReader(resp.Body, errorCap))
		return nil, statusError(resp, said)
	}
	capped := &io.LimitedReader{R: resp.Body, N: answerCap}
	if isJSON(resp.Header) {
		defer func() { _ = resp.Body.Close() }()
		whole, err := io.ReadAll(capped)
		if err != nil {
			return nil, unreachable(err)
		}
		stream, fail := streamOf(whole)
		if fail != nil {
			return nil, fail
		}
		resp.Body = io.NopCloser(bytes.NewReader(stream))
		return resp, nil
	}
	resp.Body = &events{x: x, lines: bufio.NewReader(capped), body: resp.Body}
	return resp, nil
}

// body is the library's request with our parameters.
func (x *exchange) body(r *http.Request) ([]byte, error) {
	raw, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, &Error{Kind: Malformed, Detail: "the request can't be made"}
	}
	all := map[string]any{}
	if err := json.Unmarshal(raw, &all); err != nil {
		return nil, &Error{Kind: Malformed, Detail: "the request can't be made"}
	}
	maps.Copy(all, x.fields)
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(all); err != nil {
		return nil, &Error{Kind: Malformed, Detail: "the request can't be made"}
	}
	return out.Bytes(), nil
}

func unreachable(err error) *Error {
	return &Error{Kind: Unreachable, Err: err}
}

func isJSON(h http.Header) bool {
	return strings.HasPrefix(strings.ToLower(h.Get("Content-Type")), "application/json")
}

// statusError classes an answer that is none by its status.
func statusError(resp *http.Response, said []byte) *Error {
	e := &Error{Code: resp.StatusCode, RetryAfter: retryAfter(resp.Header)}
	e.Detail, e.message = readError(said)
	switch code := resp.StatusCode; {
	case code == http.StatusTooManyRequests && e.Detail == "insufficient_quota":
		e.Kind = Denied // no patience helps
	case code == http.StatusBadRequest && filtered(e.message):
		e.Kind = Filtered
	case code == http.StatusTooManyRequests:
		e.Kind = TooMany
	case code == http.StatusUnauthorized, code == http.StatusForbidden, code == http.StatusPaymentRequired:
		e.Kind = Denied
	case code == http.StatusNotFound:
		e.Kind = Unknown
	case code == http.StatusRequestTimeout, code >= 500:
		e.Kind = Server
	case code >= 400:
		e.Kind = Refused
	default:
		e.Kind = Malformed // a redirect would carry the key elsewhere
	}
	return e
}

// filtered tells whether a refusal is about what the question says, by the codes
// of Azure and Alibaba Cloud.
func filtered(message string) bool {
	for _, code := range []string{"content_filter", "ResponsibleAIPolicyViolation", "data_inspection_failed", "DataInspectionFailed"} {
		if strings.Contains(message, code) {
			return true
		}
	}
	return false
}

// retryAfter reads when to try again, in seconds or as a date, at most an hour.
func retryAfter(h http.Header) time.Duration {
	var d time.Duration
	if s, err := strconv.ParseFloat(h.Get("Retry-After"), 64); err == nil {
		if s > 0 && s < 1e9 {
			d = time.Duration(s * float64(time.Second))
		}
	} else if t, err := http.ParseTime(h.Get("Retry-After")); err == nil {
		d = time.Until(t)
	}
	return max(0, min(d, time.Hour))
}

var identifier = regexp.MustCompile(`^[A-Za-z0-9_.-]{1,64}$`)

// readError takes from an error's body an identifier that may be logged and
// everything that it says. Servers write {"error": {…}}, {"error": "…"},
// {"message": …}, {"detail": …}, or a page.
func readError(body []byte) (id, message string) {
	var b struct {
		Error any `json:"error"`
	}
	if json.Unmarshal(body, &b) == nil {
		if fields, ok := b.Error.(map[string]any); ok {
			for _, name := range []string{"code", "type", "param"} {
				if s, ok := fields[name].(string); ok && id == "" && identifier.MatchString(s) {
					id = s
				}
			}
		}
	}
	return id, string(body)
}

// streamOf makes a stream of an answer that came whole: some servers don't
// stream, and some report their failures with status 200.
func streamOf(whole []byte) ([]byte, *Error) {
	var a struct {
		Error   json.RawMessage `json:"error"`
		Choices []struct {
			Message struct {
				Content string `json:"content"`
			} `json:"message"`
			FinishReason string `json:"finish_reason"`
		} `json:"choices"`
		Usage json.RawMessage `json:"usage"`
	}
	if err := json.Unmarshal(whole, &a); err != nil {
		return nil, &Error{Kind: Malformed, Code: http.StatusOK}
	}
	if present(a.Error) {
		return nil, eventError(whole)
	}
	if len(a.Choices) == 0 {
		return nil, &Error{Kind: Malformed, Code: http.StatusOK, Detail: "no_choices"}
	}
	c := a.Choices[0]
	chunk, err := json.Marshal(map[string]any{
		"choices": []any{map[string]any{"index": 0, "delta": map[string]any{"content": c.Message.Content}, "finish_reason": c.FinishReason}},
		"usage":   a.Usage,
	})
	if err != nil {
		return nil, &Error{Kind: Malformed, Code: http.StatusOK}
	}
	return []byte("data: " + string(chunk) + "\n\ndata: [DONE]\n\n"), nil
}

func present(raw json.RawMessage) bool { return len(raw) > 0 && string(raw) != "null" }

// eventError is a failure that came with status 200, in place of an answer or
// in the middle of one.
func eventError(raw []byte) *Error {
	e := &Error{Kind: Server, Code: http.StatusOK}
	e.Detail, e.message = readError(raw)
	var b struct {
		Error struct {
			Code any `json:"code"`
		} `json:"error"`
	}
	if json.Unmarshal(raw, &b) == nil {
		if code, ok := b.Error.Code.(float64); ok && code >= 400 && code < 600 {
			e.Code = int(code)
			if e.Code == http.StatusTooManyRequests {
				e.Kind = TooMany
			}
		}
	}
	return e
}

// events passes on the data lines of a stream of server-sent events. It drops
// the comments by which servers keep a connection open, for the library counts
// them and stumbles over an error behind one, and takes errors out.
type events struct {
	x     *exchange
	lines *bufio.Reader
	body  io.Closer
	left  []byte // read and not passed on yet
	err   error
}

// Read implements io.Reader.
func (e *events) Read(p []byte) (int, error) {
	for len(e.left) == 0 {
		if e.err != nil {
			return 0, e.err
		}
		e.next()
	}
	n := copy(p, e.left)
	e.left = e.left[n:]
	return n, nil
}

func (e *events) next() {
	line, err := e.lines.ReadBytes('\n')
	e.err = err
	data, ok := bytes.CutPrefix(bytes.TrimSpace(line), []byte("data:"))
	if !ok {
		// A server that answers in plain JSON without saying so.
		if t := bytes.TrimSpace(line); len(t) > 0 && t[0] == '{' {
			data = t
		} else {
			return
		}
	}
	data = bytes.TrimSpace(data)
	if len(data) == 0 {
		return
	}
	if bytes.Contains(data, []byte(`"error"`)) {
		var chunk struct {
			Error json.RawMessage `json:"error"`
		}
		if json.Unmarshal(data, &chunk) == nil && present(chunk.Error) {
			e.x.failed, e.err = eventError(data), io.EOF
			return
		}
	}
	e.left = append(append([]byte("data: "), data...), "\n\n"...)
}

// Close implements io.Closer.
func (e *events) Close() error { return e.body.Close() }
