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
	"strings"
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

func isJSON(h http.Header) bool {
	return strings.HasPrefix(strings.ToLower(h.Get("Content-Type")), "application/json")
}
