package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/forumbot/forumbot/simulator"
)

// token is the bot's in these tests; no output may show it.
const (
	secret = "AAend-to-end_secret-of-the-token_01"
	token  = "424242:" + secret
)

// People and chats that every world begins with.
const (
	xiaoyu   int64 = 5_000_001_001 // zh
	emma     int64 = 5_000_002_002 // en
	visitors int64 = -4_000_000_001
	forum    int64 = -1_002_000_000_002
)

var program func() (string, error)

func TestMain(m *testing.M) {
	flag.Parse()
	if !isSet("test.parallel") { // they mostly wait
		_ = flag.Set("test.parallel", "12")
	}
	dir, err := os.MkdirTemp("", "forumbot-e2e-")
	if err != nil {
		panic(err)
	}
	program = sync.OnceValues(func() (string, error) {
		file := filepath.Join(dir, "forumbot")
		if runtime.GOOS == "windows" {
			file += ".exe"
		}
		out, err := exec.CommandContext(context.Background(), "go", "build", "-o", file, "github.com/forumbot/forumbot").CombinedOutput()
		if err != nil {
			return "", fmt.Errorf("%w\n%s", err, out)
		}
		return file, nil
	})
	m.Run()
	_ = os.RemoveAll(dir)
}

func isSet(name string) (set bool) {
	flag.Visit(func(f *flag.Flag) { set = set || f.Name == name })
	return set
}

// world is a simulated Telegram, reached by its control API.
type world struct {
	t    *testing.T
	root string
}

func newWorld(t *testing.T) *world {
	t.Helper()
	t.Parallel()
	s, err := simulator.New(simulator.Options{Token: token, Clock: simulator.NewClock(), Strict: true})
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
	return &world{t, server.URL}
}

// message is one as the control API shows it.
type message struct {
	ID      int    `json:"id"`
	Thread  int    `json:"thread"`
	Text    string `json:"text"`
	Seq     int64  `json:"seq"`
	Edited  int64  `json:"edit_date"`
	Buttons [][]struct {
		Data string `json:"data"`
	} `json:"buttons"`
	ReplyTo *struct {
		ID int `json:"id"`
	} `json:"reply_to"`
}

func (w *world) read(resp *http.Response, err error, out any) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		w.t.Fatalf("%s: %d %s %v", resp.Request.URL.Path, resp.StatusCode, b, err)
	}
	if out == nil {
		return
	}
	if err := json.Unmarshal(b, out); err != nil {
		w.t.Fatalf("%v: %s", err, b)
	}
}

// post calls the control API; body is a JSON object's text.
func (w *world) post(path string, out any, body string, args ...any) {
	w.t.Helper()
	resp, err := http.Post(w.root+path, "application/json", strings.NewReader(fmt.Sprintf(body, args...)))
	w.read(resp, err, out)
}

func (w *world) get(path string, out any) {
	w.t.Helper()
	resp, err := http.Get(w.root + path)
	w.read(resp, err, out)
}

// sent is where a message of a person's went.
type sent struct {
	ID  int   `json:"message_id"`
	Seq int64 `json:"seq"`
}

// say writes as a person; more may add to the request's body.
func (w *world) say(as, chat int64, text string, more ...string) sent {
	w.t.Helper()
	var s sent
	w.post("/api/send", &s, `{"as":%d,"chat":%d,"text":%s%s}`, as, chat, quoted(w.t, text), strings.Join(more, ""))
	return s
}

// next is what the bot posts or edits in a chat later than seq.
func (w *world) next(chat, seq int64) message {
	w.t.Helper()
	var m message
	w.get(fmt.Sprintf("/api/wait?chat=%d&since=%d&timeout=30", chat, seq), &m)
	return m
}

// ask is say and next.
func (w *world) ask(as, chat int64, text string, more ...string) message {
	w.t.Helper()
	return w.next(chat, w.say(as, chat, text, more...).Seq)
}

// chat is the messages of a chat.
func (w *world) chat(id int64) []message {
	w.t.Helper()
	var out struct {
		Messages []message `json:"messages"`
	}
	w.get(fmt.Sprintf("/api/chats/%d/messages", id), &out)
	return out.Messages
}

// codes are the answers to the calls of a method so far; 0 is a dropped one.
func (w *world) codes(method string) string {
	w.t.Helper()
	var out struct {
		Calls []struct {
			Code int `json:"code"`
		} `json:"calls"`
	}
	w.get("/api/calls?method="+method, &out)
	var b strings.Builder
	for _, c := range out.Calls {
		fmt.Fprintf(&b, "%d ", c.Code)
	}
	return strings.TrimSpace(b.String())
}

// sent checks what the calls of sendMessage were answered with: one of wants.
// The last of them may be noted a little later than its message comes.
func (w *world) sent(wants ...string) {
	w.t.Helper()
	got := ""
	w.until(func() bool {
		got = w.codes("sendMessage")
		return len(strings.Fields(got)) >= len(strings.Fields(wants[0]))
	})
	if !slices.Contains(wants, got) {
		w.t.Errorf("sendMessage was answered with %s, not %s", got, strings.Join(wants, " or "))
	}
}

// until waits for something that is soon so.
func (w *world) until(ready func() bool) {
	w.t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	over := time.After(30 * time.Second)
	for !ready() {
		select {
		case <-tick.C:
		case <-over:
			w.t.Fatal("it does not come")
		}
	}
}

// process is the program at work.
type process struct {
	t      *testing.T
	cmd    *exec.Cmd
	output output
	ended  chan struct{}
}

// output gathers what the program writes, and tells when there is more.
type output struct {
	mu   sync.Mutex
	b    bytes.Buffer
	more chan struct{}
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.more != nil {
		close(o.more)
		o.more = nil
	}
	return o.b.Write(p)
}

func (o *output) read() (string, <-chan struct{}) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.more == nil {
		o.more = make(chan struct{})
	}
	return o.b.String(), o.more
}

// run starts the program, which is stopped at the test's end; whatever it
// wrote must not hold the token.
func run(t *testing.T, env []string, args ...string) *process {
	t.Helper()
	file, err := program()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{t: t, cmd: exec.CommandContext(context.Background(), file, args...), ended: make(chan struct{})}
	p.cmd.Dir = t.TempDir() // where no .env is
	p.cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "TMPDIR=" + t.TempDir()}, env...)
	p.cmd.Stdout, p.cmd.Stderr = &p.output, &p.output
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(p.ended)
		_ = p.cmd.Wait() // how it ended is read from ProcessState
	}()
	t.Cleanup(func() {
		p.stop()
		text, _ := p.output.read()
		if strings.Contains(text, secret) {
			t.Errorf("the output shows the token:\n%s", text)
		}
		if strings.Contains(text, "panic") {
			t.Errorf("it panicked:\n%s", text)
		}
		if t.Failed() {
			t.Logf("the program wrote:\n%s", text)
		}
	})
	return p
}

// bot starts the bot against the world.
func (w *world) bot(more ...string) *process {
	w.t.Helper()
	return run(w.t, append([]string{"TELEGRAM_BOT_TOKEN=" + token, "TELEGRAM_API_ROOT=" + w.root, "LOG_LEVEL=debug", "ASK_RATE=off", "ASK_DAILY=0"}, more...))
}

// stop asks the program to end, and returns its exit code.
func (p *process) stop() int {
	p.t.Helper()
	_ = p.cmd.Process.Signal(syscall.SIGTERM) // it may have ended
	select {
	case <-p.ended:
	case <-time.After(20 * time.Second):
		_ = p.cmd.Process.Kill()
		<-p.ended
		p.t.Error("it does not end on SIGTERM")
	}
	return p.cmd.ProcessState.ExitCode()
}

// says waits until the program has written something.
func (p *process) says(what string) string {
	p.t.Helper()
	over := time.After(30 * time.Second)
	for {
		text, more := p.output.read()
		if strings.Contains(text, what) {
			return text
		}
		select {
		case <-more:
		case <-p.ended:
			if text, _ := p.output.read(); !strings.Contains(text, what) {
				p.t.Fatalf("it ended without %q:\n%s", what, text)
			}
		case <-over:
			p.t.Fatalf("it does not say %q:\n%s", what, text)
		}
	}
}

// quoted is a JSON string.
func quoted(t *testing.T, s string) string {
	t.Helper()
	b, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// holds fails unless a text holds a piece.
func holds(t *testing.T, what, text, piece string) {
	t.Helper()
	if !strings.Contains(text, piece) {
		t.Errorf("%s lacks %q: %s", what, piece, text)
	}
}
