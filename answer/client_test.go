package answer

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"
)

// What servers do instead of answering, and what it is taken for.
func TestFailures(t *testing.T) {
	t.Parallel()
	status := func(code int, body string, header ...string) func(http.ResponseWriter, *model) {
		return func(w http.ResponseWriter, _ *model) {
			for i := 0; i+1 < len(header); i += 2 {
				w.Header().Set(header[i], header[i+1])
			}
			w.WriteHeader(code)
			fmt.Fprint(w, body)
		}
	}
	begin := func(then func(s sse, m *model)) func(http.ResponseWriter, *model) {
		return func(w http.ResponseWriter, m *model) {
			s := stream(w)
			s.say("The motto of the 2023 ")
			then(s, m)
		}
	}
	for name, c := range map[string]struct {
		does func(w http.ResponseWriter, m *model)
		want Kind
		asks int
	}{
		"wrong key":           {status(401, `{"error":{"message":"Incorrect API key provided: `+key+`","code":"invalid_api_key"}}`), Denied, 1},
		"no money":            {status(402, `{"error":"Insufficient balance"}`), Denied, 1},
		"no quota":            {status(429, `{"error":{"message":"You exceeded your current quota","code":"insufficient_quota"}}`), Denied, 1},
		"a filtered question": {status(400, `{"error":{"message":"filtered","code":"content_filter","innererror":{"code":"ResponsibleAIPolicyViolation"}}}`), Filtered, 1},
		"no such model":       {status(404, `{"error":{"message":"The model does not exist"}}`), Unknown, 1},
		"an HTML page":        {status(502, "<html><body>Bad gateway: what was the motto?</body></html>", "Content-Type", "text/html"), Server, 2},
		"an HTML page as 200": {status(200, "<html><body>Hello</body></html>", "Content-Type", "text/html"), Unreachable, 2},
		"overloaded":          {status(503, `{"error":{"message":"overloaded"}}`), Server, 2},
		"a redirect":          {status(302, "", "Location", "http://evil.example/"), Malformed, 1},
		"too many, soon over": {status(429, "{}", "Retry-After", "0.05"), TooMany, 2},
		"too many, for long":  {status(429, "{}", "Retry-After", "3600"), TooMany, 1},
		"an error as 200":     {status(200, `{"error":{"message":"provider failed","code":502}}`, "Content-Type", "application/json"), Server, 2},
		"a limit as 200":      {status(200, `{"error":{"message":"slow down","code":429}}`, "Content-Type", "application/json"), TooMany, 2},
		"JSON that ends":      {status(200, `{"choices":[{"mess`, "Content-Type", "application/json"), Malformed, 1},
		"no choices":          {status(200, `{"choices":[]}`, "Content-Type", "application/json"), Malformed, 1},
		"no body":             {status(200, "", "Content-Type", "text/event-stream"), Unreachable, 2},
		"done and nothing":    {func(w http.ResponseWriter, _ *model) { stream(w).line("data: [DONE]\n\n") }, Unreachable, 2},
		"finished, empty":     {func(w http.ResponseWriter, _ *model) { stream(w).stop("stop", 9) }, Malformed, 1},
		"a text as error": {func(w http.ResponseWriter, _ *model) {
			s := stream(w)
			s.line(": keep-alive\n\n")
			s.line("data: {\"error\":\"out of memory\"}\n\n")
		}, Server, 2},
		"an error in the middle": {begin(func(s sse, _ *model) { s.line("data: {\"error\":{\"message\":\"boom\"}}\n\n") }), Server, 1},
		"broken JSON":            {begin(func(s sse, _ *model) { s.line("data: {\"choices\":[{\n\n") }), Malformed, 1},
		"cut off cleanly":        {begin(func(sse, *model) {}), Unreachable, 1},
		"done without a reason":  {begin(func(s sse, _ *model) { s.line("data: [DONE]\n\n") }), Unreachable, 1},
		"dropped":                {begin(func(sse, *model) { panic(http.ErrAbortHandler) }), Unreachable, 1},
		"too long":               {begin(func(s sse, _ *model) { s.stop("length", 0) }), Cut, 1},
		"filtered":               {begin(func(s sse, _ *model) { s.stop("content_filter", 0) }), Filtered, 1},
		"a tool call":            {begin(func(s sse, _ *model) { s.stop("tool_calls", 0) }), Unreachable, 1},
		"stalled":                {begin(func(_ sse, m *model) { m.hang(nil) }), Slow, 1},
		"nothing comes":          {func(_ http.ResponseWriter, m *model) { m.hang(nil) }, Slow, 1},
		"only keep-alives": {func(w http.ResponseWriter, m *model) {
			s := stream(w)
			for {
				select {
				case <-m.done:
					return
				case <-time.After(10 * time.Millisecond):
					if _, err := fmt.Fprint(s.w, ": wait\n\n"); err != nil {
						return
					}
					s.w.(http.Flusher).Flush()
				}
			}
		}, Slow, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var m *model
			m = newModel(t, func(w http.ResponseWriter, _ *asked, _ int) { c.does(w, m) })
			var log logged
			p := newPhraser(t, m, func(o *Options) {
				o.FirstToken, o.BetweenTokens, o.Log = 300*time.Millisecond, 200*time.Millisecond, log.logger()
			})
			p.client.learned.noSchema()
			_, err := p.Phrase(t.Context(), english("Motto?"))
			if KindOf(err) != c.want || len(m.requests()) != c.asks {
				t.Errorf("%v after %d requests, want %q after %d", err, len(m.requests()), c.want, c.asks)
			}
			for _, secret := range []string{key, "Motto", "motto", "Riverside", m.Listener.Addr().String()} {
				if strings.Contains(fmt.Sprint(err)+log.String(), secret) {
					t.Errorf("%q is told: %v\n%s", secret, err, log.String())
				}
			}
		})
	}
}

func TestUnreachable(t *testing.T) {
	t.Parallel()
	m := newModel(t, nil)
	m.Close()
	p := newPhraser(t, m, nil)
	_, err := p.Phrase(t.Context(), english("Motto?"))
	if KindOf(err) != Unreachable || strings.Contains(err.Error(), "127.0.0.1") {
		t.Error(err)
	}
}

// Answers that come in unusual clothes.
func TestUnusualStreams(t *testing.T) {
	t.Parallel()
	for name, write := range map[string]func(w http.ResponseWriter){
		"keep-alives without end": func(w http.ResponseWriter) {
			s := stream(w)
			s.line(strings.Repeat(": keep-alive\n\n", 1000))
			s.say(mottoAnswer)
			s.stop("stop", 0)
		},
		"Azure": func(w http.ResponseWriter) {
			s := stream(w)
			s.chunk(map[string]any{"choices": []any{}, "prompt_filter_results": []any{}})
			s.chunk(delta(map[string]any{"role": "assistant", "content": ""}, nil))
			s.say(mottoAnswer)
			s.stop("stop", 0)
		},
		"without [DONE]": func(w http.ResponseWriter) {
			s := stream(w)
			s.say(mottoAnswer)
			s.chunk(delta(map[string]any{}, "stop"))
		},
		"without blanks": func(w http.ResponseWriter) {
			s := stream(w)
			s.line("data:{\"choices\":[{\"delta\":{\"content\":" + quoteJSON(mottoAnswer) + "},\"finish_reason\":\"stop\"}]}\r\n\r\ndata:[DONE]\r\n\r\n")
		},
		"reasoning": func(w http.ResponseWriter) {
			s := stream(w)
			s.chunk(delta(map[string]any{"reasoning_content": "The user wants gold."}, nil))
			s.chunk(delta(map[string]any{"reasoning": "So it is gold.", "content": nil}, nil))
			s.say(mottoAnswer)
			s.stop("stop", 0)
		},
		"thoughts": func(w http.ResponseWriter) {
			s := stream(w)
			s.say("\n<think>The motto was “Gold” [1]. And </thin more.</think>\n\n" + mottoAnswer)
			s.stop("stop", 0)
		},
		"thoughts without their beginning": func(w http.ResponseWriter) {
			s := stream(w)
			s.say("About 40,000 people visited [2]. No.</think>" + mottoAnswer)
			s.stop("stop", 0)
		},
		"whole": func(w http.ResponseWriter) {
			w.Header().Set("Content-Type", "application/json; charset=utf-8")
			fmt.Fprint(w, `{"choices":[{"message":{"role":"assistant","content":`+quoteJSON(mottoAnswer)+`},"finish_reason":"stop"}],"usage":{"total_tokens":12}}`)
		},
		"in bold, full width": func(w http.ResponseWriter) {
			s := stream(w)
			s.say("- **The motto of the 2023 Riverside Book Fair was “Readers”.** 【1】")
			s.stop("stop", 0)
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newModel(t, func(w http.ResponseWriter, _ *asked, _ int) { write(w) })
			p := newPhraser(t, m, nil)
			p.client.learned.noSchema()
			got, err := p.Phrase(t.Context(), english("Motto?"))
			if err != nil || got.Text != uncited(mottoAnswer) || len(m.requests()) != 1 {
				t.Errorf("%q, %v, %d requests", got.Text, err, len(m.requests()))
			}
		})
	}
}

// After a limit that is too long to wait for, the server is not asked before it
// is over.
func TestHeld(t *testing.T) {
	t.Parallel()
	m := newModel(t, func(w http.ResponseWriter, _ *asked, _ int) {
		w.Header().Set("Retry-After", "3600")
		w.WriteHeader(http.StatusTooManyRequests)
	})
	p := newPhraser(t, m, nil)
	for i, want := range []Kind{TooMany, Busy, Busy} {
		_, err := p.Phrase(t.Context(), english("Motto?"))
		if KindOf(err) != want {
			t.Errorf("request %d: %v", i, err)
		}
	}
	if n := len(m.requests()); n != 1 {
		t.Errorf("asked %d times", n)
	}
}

// Without a word on when, pauses grow, and nobody waits for more than the first.
func TestHeldLonger(t *testing.T) {
	t.Parallel()
	m := newModel(t, func(w http.ResponseWriter, _ *asked, _ int) { w.WriteHeader(http.StatusTooManyRequests) })
	p := newPhraser(t, m, nil)
	var pauses []time.Duration
	for i := range 4 {
		if _, err := p.Phrase(t.Context(), english("Motto?")); KindOf(err) != TooMany {
			t.Fatal(err)
		}
		if n := len(m.requests()); n != i+2 {
			t.Errorf("asked %d times after %d questions", n, i+1)
		}
		pauses = append(pauses, p.client.heldFor(time.Now()).Round(time.Second))
		p.client.held = time.Time{} // it is over
	}
	if fmt.Sprint(pauses) != "[1s 2s 4s 8s]" {
		t.Errorf("pauses %v", pauses)
	}
}

// A server that fails on and on is left alone; the log tells once.
func TestBreaker(t *testing.T) {
	t.Parallel()
	m := newModel(t, func(w http.ResponseWriter, _ *asked, _ int) { w.WriteHeader(http.StatusUnauthorized) })
	var log logged
	p := newPhraser(t, m, func(o *Options) { o.Log = log.logger() })
	for range 20 {
		if _, err := p.Phrase(t.Context(), english("Motto?")); err == nil {
			t.Fatal("no error")
		}
	}
	if n := len(m.requests()); n != tripAfter {
		t.Errorf("asked %d times", n)
	}
	if _, err := p.Phrase(t.Context(), english("Motto?")); KindOf(err) != Resting {
		t.Error(err)
	}
	if n := strings.Count(log.String(), "level=WARN"); n != 1 || !strings.Contains(log.String(), "OPENAI_API_KEY") {
		t.Errorf("the log:\n%s", log.String())
	}
}

// Ungrounded answers and questions without one are no reason to leave a server
// alone.
func TestBreakerStaysClosed(t *testing.T) {
	t.Parallel()
	m := newModel(t, func(w http.ResponseWriter, a *asked, _ int) { answers(w, a, "Gold [1].") })
	p := newPhraser(t, m, nil)
	for i := range 3 * tripAfter {
		if _, err := p.Phrase(t.Context(), english("Motto?"+strings.Repeat(" again", i))); KindOf(err) != Ungrounded {
			t.Fatal(err)
		}
	}
}

// picky refuses parameters as servers do, each with the words of one.
func picky(refuses map[string]string) func(w http.ResponseWriter, a *asked, nth int) {
	return func(w http.ResponseWriter, a *asked, _ int) {
		for name, message := range refuses {
			if a.has(name) || name == "system" && a.Messages[0].Role == "system" {
				w.WriteHeader(http.StatusBadRequest)
				fmt.Fprintf(w, `{"error":{"message":%s,"type":"invalid_request_error"}}`, quoteJSON(message))
				return
			}
		}
		answers(w, a, mottoAnswer)
	}
}

func TestLearning(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		refuses map[string]string
		want    features
	}{
		"nothing": {nil, features{Limit: "max_tokens"}},
		"a reasoning model": {map[string]string{
			"max_tokens":  "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
			"temperature": "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported.",
		}, features{Limit: "max_completion_tokens", NoTemperature: true, tried: 1}},
		"no schema":   {map[string]string{"response_format": "This response_format type is unavailable now"}, features{NoSchema: true, Limit: "max_tokens"}},
		"no usage":    {map[string]string{"stream_options": "Unrecognized request argument supplied: stream_options"}, features{NoUsage: true, Limit: "max_tokens"}},
		"no system":   {map[string]string{"system": "System role not supported"}, features{NoSystem: true, Limit: "max_tokens"}},
		"unexplained": {map[string]string{"temperature": "Bad request"}, features{NoSchema: true, NoUsage: true, NoTemperature: true, Limit: "max_tokens"}},
		"all": {map[string]string{
			"response_format": "no", "stream_options": "no", "temperature": "no", "max_tokens": "no", "max_completion_tokens": "no",
		}, features{NoSchema: true, NoUsage: true, NoTemperature: true, tried: 2}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newModel(t, picky(c.refuses))
			p := newPhraser(t, m, nil)
			if got, err := p.Phrase(t.Context(), english("Motto?")); err != nil || got.Text != uncited(mottoAnswer) {
				t.Fatalf("%q, %v", got.Text, err)
			}
			if got := p.client.learned.features(); got != c.want {
				t.Errorf("learnt %+v, want %+v", got, c.want)
			}
			before := len(m.requests())
			if _, err := p.Phrase(t.Context(), english("Once more?")); err != nil || len(m.requests()) != before+1 {
				t.Errorf("it is not remembered: %v, %d more requests", err, len(m.requests())-before)
			}
		})
	}
}

// A request that is refused whatever it holds teaches nothing.
func TestLearningNothing(t *testing.T) {
	t.Parallel()
	m := newModel(t, func(w http.ResponseWriter, _ *asked, _ int) { w.WriteHeader(http.StatusBadRequest) })
	p := newPhraser(t, m, nil)
	if _, err := p.Phrase(t.Context(), english("Motto?")); KindOf(err) != Refused {
		t.Error(err)
	}
	if got := p.client.learned.features(); got != (features{Limit: "max_tokens"}) {
		t.Errorf("learnt %+v", got)
	}
}

// A server that takes the schema and answers in prose is asked for prose.
func TestSchemaIgnored(t *testing.T) {
	t.Parallel()
	m := newModel(t, func(w http.ResponseWriter, _ *asked, _ int) {
		s := stream(w)
		s.say(mottoAnswer)
		s.stop("stop", 0)
	})
	p := newPhraser(t, m, nil)
	got, err := p.Phrase(t.Context(), english("Motto?"))
	if err != nil || got.Text != uncited(mottoAnswer) || !p.client.learned.features().NoSchema {
		t.Errorf("%q, %v", got.Text, err)
	}
	if strings.Contains(m.requests()[1].all(), "refused") {
		t.Error("the model is blamed for its server")
	}
}

// Parameters of the settings come over our own.
func TestExtra(t *testing.T) {
	t.Parallel()
	m := newModel(t, func(w http.ResponseWriter, a *asked, _ int) { answers(w, a, mottoAnswer) })
	p := newPhraser(t, m, func(o *Options) {
		o.Extra, o.Key = map[string]any{"enable_thinking": false, "temperature": 0.5}, ""
		o.BaseURL = m.URL + "/openai/v1/?api-version=preview"
	})
	if _, err := p.Phrase(t.Context(), english("Motto?")); err != nil {
		t.Fatal(err)
	}
	a := m.requests()[0]
	if string(a.Raw["enable_thinking"]) != "false" || string(a.Raw["temperature"]) != "0.5" {
		t.Errorf("%s, %s", a.Raw["enable_thinking"], a.Raw["temperature"])
	}
	if a.Path != "/openai/v1/chat/completions?api-version=preview" || a.Header.Get("Authorization") != "" {
		t.Errorf("%s, %q", a.Path, a.Header.Get("Authorization"))
	}
}

func TestParseBaseURL(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"https://api.openai.com/v1", "http://localhost:11434/v1/", "https://x.openai.azure.com/openai/v1?api-version=preview"} {
		if _, err := ParseBaseURL(good); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
	for _, bad := range []string{"", "localhost:11434", "ftp://x/v1", "http://", "https://x/v1#y", "http://user:s3cret@[::1/", "\x00"} {
		if _, err := ParseBaseURL(bad); err == nil || strings.Contains(err.Error(), "s3cret") {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func TestNew(t *testing.T) {
	t.Parallel()
	for _, o := range []Options{
		{},
		{Guard: literal{}, Model: "m"},
		{Guard: literal{}, BaseURL: "http://x"},
		{BaseURL: "http://x", Model: "m"},
	} {
		if _, err := New(o); err == nil {
			t.Errorf("%+v is enough", o)
		}
	}
}

func TestErrorText(t *testing.T) {
	t.Parallel()
	e := &Error{Kind: Server, Code: 503, Detail: "overloaded", Err: errors.New("no connection"), message: "people's words"}
	if got := e.Error(); got != "language model: server error (503): overloaded: no connection" {
		t.Error(got)
	}
}
