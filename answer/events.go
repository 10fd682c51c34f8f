package answer

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
)

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
