package simulator

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// harness is a Server, reached over HTTP as a bot and as people.
type harness struct {
	*Server
	t    testing.TB
	root string
}

// People and chats of the seed.
const (
	xiaoyu    int64 = 5_000_001_001 // creator of the groups
	emma      int64 = 5_000_002_002
	visitors  int64 = -4_000_000_001
	forumChat int64 = -1_002_000_000_002
	newsChat  int64 = -1_002_000_000_003
)

func start(t testing.TB, o Options) *harness {
	t.Helper()
	s, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(s)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		server.Close()
	})
	return &harness{s, t, server.URL}
}

// answer is what the Bot API says.
type answer struct {
	OK          bool            `json:"ok"`
	Result      json.RawMessage `json:"result"`
	Code        int             `json:"error_code"`
	Description string          `json:"description"`
	Parameters  struct {
		RetryAfter int   `json:"retry_after"`
		MigrateTo  int64 `json:"migrate_to_chat_id"`
	} `json:"parameters"`
}

// call makes a call; the parameters are name, value, name, value …
func (h *harness) call(method string, pairs ...string) answer {
	h.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		form.Set(pairs[i], pairs[i+1])
	}
	resp, err := http.PostForm(h.root+"/bot"+DefaultToken+"/"+method, form)
	if err != nil {
		h.t.Fatalf("%s: %v", method, err)
	}
	return h.read(method, resp)
}

func (h *harness) read(method string, resp *http.Response) answer {
	h.t.Helper()
	defer resp.Body.Close()
	var a answer
	if err := json.NewDecoder(resp.Body).Decode(&a); err != nil {
		h.t.Fatalf("%s: %v", method, err)
	}
	if want := a.Code; want != 0 && resp.StatusCode != want {
		h.t.Errorf("%s: the status is %d, the error code %d", method, resp.StatusCode, want)
	}
	return a
}

// must is a call that succeeds, decoded into out.
func (h *harness) must(out any, method string, pairs ...string) {
	h.t.Helper()
	a := h.call(method, pairs...)
	if !a.OK {
		h.t.Fatalf("%s: %d %s", method, a.Code, a.Description)
	}
	if out != nil {
		if err := json.Unmarshal(a.Result, out); err != nil {
			h.t.Fatalf("%s: %v in %s", method, err, a.Result)
		}
	}
}

// post sends JSON to the control API and returns status and answer.
func (h *harness) post(path, body string) (int, map[string]any) {
	h.t.Helper()
	resp, err := http.Post(h.root+path, "application/json", strings.NewReader(body))
	if err != nil {
		h.t.Fatal(err)
	}
	return h.decode(resp)
}

func (h *harness) get(path string) (int, map[string]any) {
	h.t.Helper()
	resp, err := http.Get(h.root + path)
	if err != nil {
		h.t.Fatal(err)
	}
	return h.decode(resp)
}

func (h *harness) decode(resp *http.Response) (int, map[string]any) {
	h.t.Helper()
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	var out map[string]any
	if err := json.Unmarshal(b, &out); err != nil {
		h.t.Fatalf("%s: %v", bytes.TrimSpace(b), err)
	}
	return resp.StatusCode, out
}

// do is a post that succeeds.
func (h *harness) do(path, body string) map[string]any {
	h.t.Helper()
	code, out := h.post(path, body)
	if code != http.StatusOK {
		h.t.Fatalf("%s %s: %d %v", path, body, code, out)
	}
	return out
}

// updates takes the waiting updates, each as JSON, and confirms them.
func (h *harness) updates(pairs ...string) []map[string]json.RawMessage {
	h.t.Helper()
	var out []map[string]json.RawMessage
	h.must(&out, "getUpdates", pairs...)
	if len(out) > 0 {
		h.must(nil, "getUpdates", "offset", "-1", "limit", "1")
		var last struct {
			ID json.Number `json:"update_id"`
		}
		b, _ := json.Marshal(out[len(out)-1])
		_ = json.Unmarshal(b, &last)
		n, _ := last.ID.Int64()
		h.mu.Lock()
		h.forget(n + 1)
		h.mu.Unlock()
	}
	return out
}

// kinds are the kinds of the waiting updates, which are confirmed.
func (h *harness) kinds() string {
	h.t.Helper()
	var out []string
	for _, u := range h.updates() {
		for kind := range u {
			if kind != "update_id" {
				out = append(out, kind)
			}
		}
	}
	return strings.Join(out, " ")
}
