package answer

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/forumbot/forumbot/answer/ground"
	"github.com/forumbot/forumbot/knowledge"
)

// asked is a request as the server of a test sees it.
type asked struct {
	Model    string `json:"model"`
	Messages []struct {
		Role    string `json:"role"`
		Content string `json:"content"`
	} `json:"messages"`
	Raw    map[string]json.RawMessage `json:"-"`
	Header http.Header                `json:"-"`
	Path   string                     `json:"-"`
}

func (a *asked) has(name string) bool { return present(a.Raw[name]) }

// all is everything that the request says.
func (a *asked) all() string {
	var b strings.Builder
	for _, m := range a.Messages {
		b.WriteString(m.Content + "\n")
	}
	return b.String()
}

func (a *asked) structured() bool { return a.has("response_format") }

// model is a server that answers as its reply says; nth counts from 0.
type model struct {
	*httptest.Server
	mu   sync.Mutex
	got  []*asked
	done chan struct{} // closed when the test ends
}

func newModel(t testing.TB, reply func(w http.ResponseWriter, a *asked, nth int)) *model {
	t.Helper()
	m := &model{done: make(chan struct{})}
	m.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		a := &asked{Header: r.Header, Path: r.URL.RequestURI()}
		if err != nil || json.Unmarshal(body, a) != nil || json.Unmarshal(body, &a.Raw) != nil {
			t.Errorf("the request is no JSON: %v", err)
		}
		m.mu.Lock()
		nth := len(m.got)
		m.got = append(m.got, a)
		m.mu.Unlock()
		reply(w, a, nth)
	}))
	t.Cleanup(func() {
		close(m.done)
		m.CloseClientConnections()
		m.Close()
	})
	return m
}

func (m *model) requests() []*asked {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]*asked(nil), m.got...)
}

// hang keeps a request open until its client or the test goes away.
func (m *model) hang(r <-chan struct{}) {
	select {
	case <-r:
	case <-m.done:
	}
}

// sse writes a stream of which only the delta's content changes.
type sse struct{ w http.ResponseWriter }

func stream(w http.ResponseWriter) sse {
	w.Header().Set("Content-Type", "text/event-stream")
	return sse{w}
}

func (s sse) line(text string) {
	fmt.Fprint(s.w, text)
	s.w.(http.Flusher).Flush()
}

func (s sse) chunk(v any) {
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	s.line("data: " + string(raw) + "\n\n")
}

func delta(fields map[string]any, finish any) map[string]any {
	return map[string]any{"choices": []any{map[string]any{"index": 0, "delta": fields, "finish_reason": finish}}}
}

// say streams a text in small pieces.
func (s sse) say(text string) { s.sayIn(7, text) }

// sayIn streams a text in pieces of n characters.
func (s sse) sayIn(n int, text string) {
	r := []rune(text)
	for len(r) > 0 {
		n := min(n, len(r))
		s.chunk(delta(map[string]any{"content": string(r[:n])}, nil))
		r = r[n:]
	}
}

func (s sse) stop(reason string, tokens int) {
	s.chunk(delta(map[string]any{}, reason))
	if tokens > 0 {
		s.chunk(map[string]any{"choices": []any{}, "usage": map[string]any{"prompt_tokens": tokens - 1, "completion_tokens": 1, "total_tokens": tokens}})
	}
	s.line("data: [DONE]\n\n")
}

// answers streams a finished answer: of marked sentences, one a line, in the
// form that is asked for.
func answers(w http.ResponseWriter, a *asked, marked string) { answersIn(7, w, a, marked) }

func answersIn(n int, w http.ResponseWriter, a *asked, marked string) {
	s := stream(w)
	if a.structured() {
		marked = structuredForm(marked)
	}
	s.sayIn(n, marked)
	s.stop("stop", 100)
}

// structuredForm turns lines with citations into the JSON of the schema.
func structuredForm(marked string) string {
	type sentence struct {
		Text  string `json:"text"`
		Facts []int  `json:"facts"`
	}
	out := struct {
		Sentences []sentence `json:"sentences"`
	}{Sentences: []sentence{}}
	for line := range strings.Lines(marked) {
		if line = strings.TrimSpace(line); line == "" || line == noAnswer {
			continue
		}
		s := sentence{Text: uncited(line), Facts: []int{}}
		for _, i := range citations(line, 99) {
			s.Facts = append(s.Facts, i+1)
		}
		out.Sentences = append(out.Sentences, s)
	}
	raw, err := json.Marshal(out)
	if err != nil {
		panic(err)
	}
	return string(raw)
}

// literal is a guard for tests of what is around it: a sentence must be made of
// words of one fact, in the fact's order.
type literal struct{}

func (literal) Check(answer string, facts []ground.Source, _ bool) []ground.Violation {
	for _, s := range ground.Sentences(answer) {
		ok := false
		for _, i := range citations(s, len(facts)) {
			ok = ok || ordered(letters(uncited(s)), letters(facts[i].Text))
		}
		if !ok {
			return []ground.Violation{{Sentence: s, Reason: "it is not what the fact says."}}
		}
	}
	return nil
}

func letters(s string) []rune {
	return []rune(strings.Map(func(r rune) rune {
		if strings.ContainsRune(" .。,，“”[]\n", r) {
			return -1
		}
		return r
	}, s))
}

func ordered(part, whole []rune) bool {
	for _, r := range whole {
		if len(part) > 0 && part[0] == r {
			part = part[1:]
		}
	}
	return len(part) == 0
}

const key = "sk-SECRET-0123456789"

func newPhraser(t testing.TB, m *model, change func(*Options)) *Phraser {
	t.Helper()
	o := Options{
		BaseURL: m.URL + "/v1", Key: key, Model: "test-model", Guard: literal{}, Choose: true, Rewrite: true,
		Timeout: 5 * time.Second, FirstToken: 3 * time.Second, BetweenTokens: 3 * time.Second,
	}
	if change != nil {
		change(&o)
	}
	p, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

var fairFacts = []Fact{
	{ID: "motto-2023", Text: "The motto of the 2023 Riverside Book Fair was “Readers”."},
	{ID: "visitors-2023", Text: "About 40,000 people visited the 2023 Riverside Book Fair."},
}

func english(question string) Request {
	return Request{Question: question, Facts: fairFacts, Language: knowledge.English, Person: 7}
}

// logged collects what is logged.
type logged struct {
	mu  sync.Mutex
	out strings.Builder
}

func (l *logged) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.out.Write(p)
}

func (l *logged) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.out.String()
}

func (l *logged) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(l, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

func language(s string) knowledge.Language { return knowledge.Language(s) }

func newLines(raw []byte) *bufio.Reader { return bufio.NewReader(bytes.NewReader(raw)) }
