package browser

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// An answer in a language model's words grows on the page; its button stops it, and
// the curated text comes.
func TestModelStopped(t *testing.T) {
	t.Parallel()
	closed := make(chan struct{})
	model := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/event-stream")
		said := `{"sentences":[{"text":"The 2023 Zhongguancun Forum's annual theme was \"Open Cooperation for a Shared Future\".","facts":[1]},`
		fmt.Fprintf(w, "data: {\"choices\":[{\"delta\":{\"content\":\"%s\"}}]}\n\n", strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(said))
		w.(http.Flusher).Flush()
		select {
		case <-r.Context().Done():
		case <-closed:
		}
	}))
	t.Cleanup(func() {
		close(closed)
		model.Close()
	})
	settings := filepath.Join(t.TempDir(), "settings")
	check(t, os.WriteFile(settings, []byte("OPENAI_BASE_URL="+model.URL+"/v1\nOPENAI_MODEL=tester\nLLM_TIMEOUT=60s\n"), 0o600))
	d := demo(t, "--llm", "--env-file", settings)
	w := state(t, d)
	emma := w.Person("Emma")
	tab := open(t, Desktop, d.URL)
	check(t, tab.As(emma, fmt.Sprintf("#/c/%d", emma)))
	control(t, d, "send", Object{"as": emma, "chat": emma, "text": "What was the theme of the 2023 forum?"})
	check(t, tab.WaitText(".draft .words", "Forum's annual theme was"))
	check(t, tab.Click("button.stop", ""))
	check(t, tab.WaitText(".message.in:not(.draft) .words", "The annual theme of the 2023"))
	check(t, tab.Wait(`!document.querySelector('.draft')`))
}
