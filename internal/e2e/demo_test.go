package e2e

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var pageAddress = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

// demo starts `forumbot demo` with a token in the environment that it must not
// mind, and an API root where nobody is.
func demo(t *testing.T, args ...string) (*process, *world) {
	t.Helper()
	p := run(t, []string{"TELEGRAM_BOT_TOKEN=1:" + secret, "TELEGRAM_API_ROOT=http://127.0.0.1:1", "HTTP_PROXY=http://127.0.0.1:1"},
		append([]string{"demo", "--no-open"}, args...)...)
	text := p.says("Ctrl-C")
	return p, &world{t, pageAddress.FindString(text)}
}

func TestDemo(t *testing.T) {
	t.Parallel()
	p, w := demo(t)
	holds(t, "an answer", w.ask(emma, emma, themeEN).Text, themeIsEN)
	resp, err := http.Get(w.root + "/")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != http.StatusOK || !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html") {
		t.Errorf("the page: %s %v", resp.Status, resp.Header)
	}
	_ = p.cmd.Process.Signal(os.Interrupt)
	<-p.ended
	if code := p.cmd.ProcessState.ExitCode(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	for _, v := range p.cmd.Env {
		if dir, ok := strings.CutPrefix(v, "TMPDIR="); ok {
			if left, _ := os.ReadDir(dir); len(left) > 0 {
				t.Errorf("it leaves %v behind", left)
			}
		}
	}
}

func TestDemoKeepsChats(t *testing.T) {
	t.Parallel()
	data := filepath.Join(t.TempDir(), "chats")
	p, w := demo(t, "--data", data, "--clock")
	holds(t, "an answer", w.ask(emma, emma, themeEN).Text, themeIsEN)
	w.post("/api/clock", nil, `{"advance":"24h"}`)
	if code := p.stop(); code != 0 {
		t.Errorf("exit code %d", code)
	}
	_, w = demo(t, "--data", data, "--clock")
	if n := len(w.chat(emma)); n != 2 {
		t.Errorf("%d messages after a restart", n)
	}
	holds(t, "another answer", w.ask(emma, emma, themeZH).Text, themeIsZH)
}

func TestDemoUsage(t *testing.T) {
	t.Parallel()
	file, err := program()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		args, says string
		code       int
	}{
		{"--addr 0.0.0.0:0", "--public", 2},
		{"--addr :8080", "--public", 2},
		{"--addr nonsense", "127.0.0.1:8080", 2},
		{"--log-level loud", "debug, info", 2},
		{"--knowledge /no/such/folder", "/no/such/folder", 1},
		{"--addr 127.0.0.1:99999", "--addr", 1},
		{"more", "demo", 2},
	} {
		out, err := exec.CommandContext(t.Context(), file, append([]string{"demo", "--no-open"}, strings.Fields(tt.args)...)...).CombinedOutput()
		code := 0
		if exit, ok := err.(*exec.ExitError); ok { //nolint:errorlint // Output wraps nothing
			code = exit.ExitCode()
		}
		if code != tt.code || !strings.Contains(string(out), tt.says) {
			t.Errorf("%s: %d %s", tt.args, code, out)
		}
	}
}
