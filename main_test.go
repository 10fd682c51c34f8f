package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"testing"
	"time"
)

// runIn runs the program with variables of the environment and a .env file.
func runIn(t *testing.T, ctx context.Context, env map[string]string, dotenv string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	file := filepath.Join(t.TempDir(), ".env")
	if err := os.WriteFile(file, []byte(dotenv), 0o600); err != nil {
		t.Fatal(err)
	}
	var out, errs syncBuffer
	args = append([]string{"--env-file", file}, args...)
	code = run(ctx, args, strings.NewReader(""), &out, &errs, func(k string) string { return env[k] })
	return code, out.String(), errs.String()
}

type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

func TestExitCodes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name   string
		dotenv string
		args   []string
		code   int
		says   string // on stdout for code 0, else on stderr
	}{
		{"no token", "", nil, 2, "@BotFather"},
		{"no token, what works", "", nil, 2, "forumbot ask"},
		{"bad token", "TELEGRAM_BOT_TOKEN=secretword", nil, 2, "TELEGRAM_BOT_TOKEN"},
		{"bad .env", "TELEGRAM_BOT_TOKEN=1:x\nsecretword\n", nil, 2, "line 2"},
		{"bad level", "TELEGRAM_BOT_TOKEN=" + goodToken + "\nLOG_LEVEL=loud", nil, 2, "debug, info"},
		{"no such folder", "TELEGRAM_BOT_TOKEN=" + goodToken + "\nKNOWLEDGE_DIR=/no/such/folder", nil, 1, "/no/such/folder"},
		{"unknown flag", "", []string{"--bogus"}, 2, "--help"},
		{"unknown command", "", []string{"aks"}, 2, "did you mean ask"},
		{"a question for a command", "", []string{"什么主题？"}, 2, "forumbot ask"},
		{"too many arguments", "", []string{"version", "x"}, 2, "version"},
		{"unknown flag of a command", "", []string{"ask", "--bogus"}, 2, "bogus"},
		{"help", "", []string{"--help"}, 0, "TELEGRAM_BOT_TOKEN"},
		{"version", "", []string{"version"}, 0, "forumbot "},
		{"--version", "", []string{"--version"}, 0, "forumbot "},
		{"completion", "", []string{"completion", "bash"}, 0, "forumbot"},
		{"ask does not mind the bot's settings", "LOG_LEVEL=loud\nTELEGRAM_BOT_TOKEN=x\nKNOWLEDGE_DIR=" + marketDir(t), []string{"ask", "origin of the tulips"}, 0, "valley"},
		{"ask uses the folder of .env", "KNOWLEDGE_DIR=/no/such/folder", []string{"ask", "hello"}, 1, "/no/such/folder"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			code, stdout, stderr := runIn(t, t.Context(), nil, tt.dotenv, tt.args...)
			says := stderr
			if tt.code == 0 {
				says = stdout
			}
			if code != tt.code || !strings.Contains(says, tt.says) {
				t.Errorf("exit code %d\nstdout: %s\nstderr: %s", code, stdout, stderr)
			}
			if strings.Contains(stdout+stderr, "secretword") {
				t.Errorf("shows what it must not: %s%s", stdout, stderr)
			}
			if tt.code != 0 && stdout != "" {
				t.Errorf("an error writes to stdout: %s", stdout)
			}
		})
	}
}

// The whole bot: settings, connecting, a question, its answer, stopping.
func TestBotAnswers(t *testing.T) {
	t.Parallel()
	const question = "Where do the tulips come from?"
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	answers := make(chan string, 1)
	asked := false
	var mu sync.Mutex
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		result := "true"
		switch method := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]; method {
		case "getMe":
			result = `{"id":42,"is_bot":true,"first_name":"F","username":"ForumTestBot"}`
		case "getMyCommands":
			result = `[]`
		case "getMyDescription", "getMyShortDescription":
			result = `{}`
		case "sendMessage":
			result = `{"message_id":8}`
			answers <- r.PostForm.Get("text")
		case "getUpdates":
			mu.Lock()
			first := !asked
			asked = true
			mu.Unlock()
			if first {
				result = fmt.Sprintf(`[{"update_id":1,"message":{"message_id":7,"date":1,"chat":{"id":5,"type":"private"},"from":{"id":5,"language_code":"zh"},"text":%q}}]`, question)
			} else {
				if r.PostForm.Get("timeout") != "" {
					select {
					case <-r.Context().Done():
					case <-time.After(200 * time.Millisecond):
					}
				}
				result = `[]`
			}
		}
		_, _ = io.WriteString(w, `{"ok":true,"result":`+result+`}`)
	}))
	defer server.Close()
	type end struct {
		code           int
		stdout, stderr string
	}
	ended := make(chan end, 1)
	runCtx, stop := context.WithCancel(ctx)
	defer stop()
	go func() {
		var e end
		e.code, e.stdout, e.stderr = runIn(t, runCtx, map[string]string{"TELEGRAM_BOT_TOKEN": goodToken, "KNOWLEDGE_DIR": marketDir(t), "DATA_DIR": t.TempDir()}, "LOG_LEVEL=debug\nLOG_FORMAT=json", "--api-root", server.URL)
		ended <- e
	}()
	select {
	case text := <-answers:
		if !strings.HasPrefix(text, "The tulips come from a farm in the valley.") {
			t.Errorf("got %q", text)
		}
	case e := <-ended:
		t.Fatalf("ended early: %+v", e)
	case <-ctx.Done():
		t.Fatal("no answer")
	}
	stop()
	e := <-ended
	if e.code != exitOK || e.stdout != "" {
		t.Errorf("ended with %+v", e)
	}
	if strings.Contains(e.stderr, "AAGood") || strings.Contains(e.stderr, question) {
		t.Errorf("the log shows the token or the question:\n%s", e.stderr)
	}
	if !strings.Contains(e.stderr, `"msg":"stopped"`) {
		t.Errorf("the log:\n%s", e.stderr)
	}
}

func TestDescribeBuild(t *testing.T) {
	t.Parallel()
	info := &debug.BuildInfo{GoVersion: "go1.26.0", Main: debug.Module{Version: "v1.2.3"}, Settings: []debug.BuildSetting{
		{Key: "vcs.revision", Value: "0123456789abcdef"}, {Key: "vcs.time", Value: "2026-11-23T00:00:00Z"}, {Key: "vcs.modified", Value: "true"},
	}}
	if got, want := describeBuild(info), "v1.2.3 (revision 0123456789ab with changes, 2026-11-23T00:00:00Z, go1.26.0)"; got != want {
		t.Errorf("got %s", got)
	}
	if got, want := describeBuild(&debug.BuildInfo{GoVersion: "go1.26.0"}), "(devel) (go1.26.0)"; got != want {
		t.Errorf("got %s", got)
	}
}
