package answer

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"time"

	openai "github.com/sashabaranov/go-openai"
)

// prompt is one request.
type prompt struct {
	system, user string
	schema       json.RawMessage // of the answer, when it is to be structured
	length       int             // limit in tokens
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
