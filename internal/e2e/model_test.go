package e2e

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

const modelKey = "sk-end-to-end-secret"

// model is a language model's server. It streams the pieces of an answer, each
// when it is let go on.
type model struct {
	*httptest.Server
	mu     sync.Mutex
	asked  int
	next   chan string   // the pieces; closed at the answer's end
	gone   chan struct{} // receives when a client went away in the middle
	closed chan struct{}
}

func newModel(t *testing.T) *model {
	m := &model{next: make(chan string, 16), gone: make(chan struct{}, 16), closed: make(chan struct{})}
	m.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("Authorization") != "Bearer "+modelKey {
			t.Errorf("asked with %q", r.Header.Get("Authorization"))
		}
		m.mu.Lock()
		m.asked++
		m.mu.Unlock()
		var q map[string]json.RawMessage
		if json.NewDecoder(r.Body).Decode(&q) != nil {
			t.Error("the request is no JSON")
		}
		if q["response_format"] != nil {
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, `{"error":{"message":"response_format is not supported"}}`)
			return
		}
		w.Header().Set("Content-Type", "text/event-stream")
		for {
			w.(http.Flusher).Flush()
			select {
			case piece, more := <-m.next:
				if !more {
					fmt.Fprint(w, "data: {\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n")
					return
				}
				content, err := json.Marshal(piece)
				if err != nil {
					t.Error(err)
				}
				fmt.Fprintf(w, "data: {\"choices\":[{\"delta\":{\"content\":%s}}]}\n\n", content)
			case <-r.Context().Done():
				m.gone <- struct{}{}
				return
			case <-m.closed:
				return
			}
		}
	}))
	t.Cleanup(func() {
		close(m.closed)
		m.CloseClientConnections()
		m.Close()
	})
	return m
}

func (m *model) count() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.asked
}

func (m *model) env(more ...string) []string {
	return append([]string{"OPENAI_BASE_URL=" + m.URL + "/v1", "OPENAI_MODEL=tester", "OPENAI_API_KEY=" + modelKey, "LLM_TIMEOUT=30s"}, more...)
}

// drafts are what the bot's drafts showed so far, and the id of the last.
func (w *world) drafts() (texts []string, id int64) {
	w.t.Helper()
	var out struct {
		Calls []struct {
			Params struct {
				Text string      `json:"text"`
				ID   json.Number `json:"draft_id"`
				Stop string      `json:"can_stop"`
			} `json:"params"`
		} `json:"calls"`
	}
	w.get("/api/calls?method=sendMessageDraft", &out)
	for _, c := range out.Calls {
		texts = append(texts, c.Params.Text)
		id, _ = c.Params.ID.Int64()
	}
	return texts, id
}

// shown waits until a draft shows a text.
func (w *world) shown(text string) (draft int64) {
	w.t.Helper()
	w.until(func() bool {
		texts, id := w.drafts()
		draft = id
		return len(texts) > 0 && strings.Contains(texts[len(texts)-1], text)
	})
	return draft
}

const (
	phrased = `The 2023 Zhongguancun Forum's annual theme was "Open Cooperation for a Shared Future" [1]. `
	curated = "The annual theme of the 2023"
)

// An answer is shown as a draft while it comes, and sent in the model's words.
func TestModel(t *testing.T) {
	w, m := newWorld(t), newModel(t)
	p := w.bot(m.env()...)
	p.says("a language model words the answers")
	q := w.say(emma, emma, themeEN)
	m.next <- phrased
	m.next <- "The "
	w.shown("Forum's annual theme")
	m.next <- "annual theme [1]."
	close(m.next)
	a := w.next(emma, q.Seq)
	if strings.Contains(a.Text, "The annual theme. ") || !strings.HasPrefix(a.Text, "The 2023 Zhongguancun Forum's annual theme was") || strings.Contains(a.Text, "[1]") {
		t.Errorf("answered %q", a.Text)
	}
	holds(t, "the source", a.Text, "Source:")
	if text, _ := p.output.read(); strings.Contains(text, modelKey) || strings.Contains(text, "theme was") {
		t.Error("the log holds the key, or what was said")
	}
}

// The stop button gets the curated text at once, and the model is left alone.
func TestStoppedModel(t *testing.T) {
	w, m := newWorld(t), newModel(t)
	w.bot(m.env()...)
	q := w.say(emma, emma, themeEN)
	m.next <- phrased
	m.next <- "And "
	id := w.shown("annual theme was")
	w.post("/api/stop", nil, `{"as":%d,"chat":%d,"draft_id":%d}`, emma, emma, id)
	holds(t, "the answer", w.next(emma, q.Seq).Text, curated)
	<-m.gone
	w.sent("200")
}

// What does not hold is not shown, in a draft either.
func TestLyingModel(t *testing.T) {
	w, m := newWorld(t), newModel(t)
	w.bot(m.env()...)
	q := w.say(emma, emma, themeEN)
	for range 2 { // it is asked once more
		m.next <- `The theme of the 2023 Zhongguancun Forum was "Gold for Everybody" [1]. `
		m.next <- "That is all"
	}
	holds(t, "the answer", w.next(emma, q.Seq).Text, curated)
	texts, _ := w.drafts()
	for _, s := range texts {
		if s != "" {
			t.Errorf("shown %q", s)
		}
	}
	if n := m.count(); n != 3 { // with a schema, without, and once more
		t.Errorf("asked %d times", n)
	}
}

// In groups the model is not asked unless the settings say so; then there is
// one message.
func TestModelInGroups(t *testing.T) {
	w, m := newWorld(t), newModel(t)
	p := w.bot(m.env()...)
	holds(t, "without", w.ask(emma, forum, "/ask "+themeEN).Text, curated)
	if m.count() != 0 {
		t.Error("the model was asked")
	}
	p.stop()
	w.bot(m.env("LLM_IN_GROUPS=on")...)
	q := w.say(emma, forum, "/ask "+themeEN)
	w.until(func() bool { return w.codes("sendChatAction") != "" })
	m.next <- phrased
	close(m.next)
	holds(t, "with", w.next(forum, q.Seq).Text, "Forum's annual theme was")
	if texts, _ := w.drafts(); len(texts) > 0 || w.codes("editMessageText") != "" {
		t.Errorf("drafts %q, edits %s", texts, w.codes("editMessageText"))
	}
}

// A bot that is told to end does not wait for the model.
func TestStoppingWithModel(t *testing.T) {
	w, m := newWorld(t), newModel(t)
	p := w.bot(m.env()...)
	q := w.say(emma, emma, themeEN)
	m.next <- phrased
	w.until(func() bool { return m.count() == 2 })
	if code := p.stop(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	holds(t, "the answer", w.next(emma, q.Seq).Text, curated)
}

// Without the model's server everything is answered as without a model.
func TestModelOutOfReach(t *testing.T) {
	w, m := newWorld(t), newModel(t)
	m.Close()
	p := w.bot(m.env()...)
	holds(t, "the answer", w.ask(emma, emma, themeEN).Text, curated)
	p.says("curated texts go out as they are")
}
