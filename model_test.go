package main

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
)

// parrot is a server whose model answers by its first fact as it stands, and
// chooses the first fact that is offered.
func parrot(t *testing.T, asked *atomic.Int64) string {
	t.Helper()
	fact := regexp.MustCompile(`(?m)^\{"n":1,"text":(".*")\}$`)
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		var q struct {
			Messages []struct{ Content string } `json:"messages"`
		}
		if json.NewDecoder(r.Body).Decode(&q) != nil || len(q.Messages) != 2 {
			t.Error("no request as it should be")
			return
		}
		said := `{"fact": 1, "confidence": 0.99}`
		if !strings.Contains(q.Messages[0].Content, `"confidence"`) {
			m := fact.FindStringSubmatch(q.Messages[1].Content)
			if m == nil {
				t.Errorf("no facts in %s", q.Messages[1].Content)
				return
			}
			said = `{"sentences":[{"text":` + m[1] + `,"facts":[1]}]}`
		}
		w.Header().Set("Content-Type", "application/json")
		content, err := json.Marshal(said)
		if err != nil {
			t.Error(err)
		}
		fmt.Fprintf(w, `{"choices":[{"message":{"content":%s},"finish_reason":"stop"}],"usage":{"total_tokens":321}}`, content)
	}))
	t.Cleanup(s.Close)
	return s.URL + "/v1"
}

func TestAskWithModel(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	env := map[string]string{"OPENAI_BASE_URL": parrot(t, &asked), "OPENAI_MODEL": "parrot"}
	facts := marketDir(t)
	for i, args := range [][]string{
		{"ask", "--llm", "--knowledge", facts, "Where do the tulips come from?"},
		{"ask", "--knowledge", facts, "Where do the tulips come from?"},
	} {
		code, stdout, stderr := runIn(t, t.Context(), env, "", args...)
		if code != exitOK || !strings.Contains(stdout, "The tulips come from a farm in the valley.") || !strings.Contains(stdout, "Source:") {
			t.Errorf("%v: %d, %s%s", args, code, stdout, stderr)
		}
		if asked.Load() != 1 {
			t.Errorf("after %d commands the model was asked %d times", i+1, asked.Load())
		}
	}
	for _, args := range [][]string{{"ask", "--llm", "x"}, {"eval", "--llm", "x"}, {"demo", "--llm", "--no-open"}} {
		code, _, stderr := runIn(t, t.Context(), nil, "", args...)
		if code != exitUsage || !strings.Contains(stderr, "OPENAI_API_KEY") {
			t.Errorf("%v without settings: %d, %s", args, code, stderr)
		}
	}
}

func TestEvalWithModel(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	env := map[string]string{"OPENAI_BASE_URL": parrot(t, &asked), "OPENAI_MODEL": "parrot"}
	file := filepath.Join(write(t, map[string]string{"q.jsonl": marketQuestions}), "q.jsonl")
	code, stdout, stderr := runIn(t, t.Context(), env, "", "eval", "--llm", "--knowledge", marketDir(t), file)
	said := strings.Join(strings.Fields(stdout), " ")
	if code != exitOK || asked.Load() != 2 {
		t.Errorf("%d, asked %d times: %s", code, asked.Load(), stderr)
	}
	for _, want := range []string{"ANSWERABLE 3 2 66.7 %", "ANSWERS GIVEN TO THE MODEL 3", "in its words 3 100.0 %", "what was kept 1 33.3 %", "asked twice 0", "642 tokens in all", "321 tokens on average"} {
		if !strings.Contains(said, want) {
			t.Errorf("lacks %q:\n%s", want, stdout)
		}
	}
}
