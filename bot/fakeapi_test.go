package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/forumbot/forumbot/internal/botapi"
)

const testToken = "123456:AAFake-Token_for-tests_0123456789abc"

// call is a request that the fake API got.
type call struct {
	method string
	params map[string]string
	files  map[string][]byte // by their parameters
	at     time.Time
}

// fakeAPI behaves as Telegram's Bot API does where the bot can tell, and
// answers by script where a test says so. It checks every request against the
// names and types of the Bot API.
type fakeAPI struct {
	t testing.TB

	mu      sync.Mutex
	updates []fakeUpdate
	more    chan struct{} // closed and renewed when updates are added
	script  map[string][]action
	calls   []call
	lastID  int
	state   map[string]string // what set… stored
	offset  int64             // the highest that getUpdates was called with
	ignore  bool              // getUpdates ignores the offset and never blocks
}

type fakeUpdate struct {
	id  int64
	raw string
}

// action answers one request; false leaves it to the fake's usual behaviour.
type action func(w http.ResponseWriter, r *http.Request) bool

func newFakeAPI(t testing.TB) *fakeAPI {
	return &fakeAPI{t: t, more: make(chan struct{}), script: map[string][]action{}, state: map[string]string{}}
}

// on adds answers to the script of a method, one per request.
func (f *fakeAPI) on(method string, actions ...action) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.script[method] = append(f.script[method], actions...)
}

// push adds an update; raw holds everything but update_id.
func (f *fakeAPI) push(id int64, raw string) {
	f.pushRaw(id, fmt.Sprintf(`{"update_id":%d,%s}`, id, raw))
}

func (f *fakeAPI) pushRaw(id int64, raw string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.updates = append(f.updates, fakeUpdate{id, raw})
	close(f.more)
	f.more = make(chan struct{})
}

// pushText adds a private message.
func (f *fakeAPI) pushText(id int64, chat int64, text string) {
	f.push(id, fmt.Sprintf(`"message":{"message_id":%d,"date":1,"chat":{"id":%d,"type":"private"},"from":{"id":%d},"text":%q}`, id, chat, chat, text))
}

// requests returns what the fake got, of one method or all ("").
func (f *fakeAPI) requests(method string) []call {
	f.mu.Lock()
	defer f.mu.Unlock()
	var out []call
	for _, c := range f.calls {
		if method == "" || c.method == method {
			out = append(out, c)
		}
	}
	return out
}

func (f *fakeAPI) confirmed() int64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.offset
}

func (f *fakeAPI) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	method, ok := strings.CutPrefix(r.URL.Path, "/bot"+testToken+"/")
	if !ok {
		answer(404, `{"ok":false,"error_code":404,"description":"Not Found"}`)(w, r)
		return
	}
	c := call{method: method, params: map[string]string{}, files: map[string][]byte{}, at: time.Now()}
	if err := c.read(r); err != nil {
		f.t.Errorf("%s: the form can't be parsed: %v", method, err)
	}
	if err := checkCall(c); err != nil {
		f.t.Errorf("%s: %v", method, err)
	}
	f.mu.Lock()
	f.calls = append(f.calls, c)
	var next action
	if s := f.script[method]; len(s) > 0 {
		next, f.script[method] = s[0], s[1:]
	}
	f.mu.Unlock()
	if next != nil && next(w, r) {
		return
	}
	f.behave(w, r, c)
}

func (f *fakeAPI) behave(w http.ResponseWriter, r *http.Request, c call) {
	switch c.method {
	case "getMe":
		result(`{"id":42,"is_bot":true,"first_name":"Forum","username":"ForumTestBot","can_join_groups":true}`)(w, r)
	case "getUpdates":
		f.getUpdates(w, r, c)
	case "sendMessage":
		f.mu.Lock()
		f.lastID++
		id := f.lastID
		f.mu.Unlock()
		result(fmt.Sprintf(`{"message_id":%d,"date":1,"chat":{"id":%s,"type":"private"}}`, 1000+id, c.params["chat_id"]))(w, r)
	case "sendPhoto":
		f.mu.Lock()
		f.lastID++
		id := f.lastID
		f.mu.Unlock()
		result(fmt.Sprintf(`{"message_id":%d,"photo":[{"file_id":"small-%d","width":90,"height":90},{"file_id":"large-%[2]d","width":1080,"height":1080},{"file_id":"medium-%[2]d","width":320,"height":320}]}`, 1000+id, id))(w, r)
	case "sendPoll":
		f.mu.Lock()
		f.lastID++
		id := f.lastID
		f.mu.Unlock()
		result(fmt.Sprintf(`{"message_id":%d,"date":1,"chat":{"id":%s},"poll":{"id":"poll-%d","type":"quiz"}}`, 1000+id, c.params["chat_id"], id))(w, r)
	case "getMyCommands", "getMyDescription", "getMyShortDescription":
		f.mu.Lock()
		have := f.state[stateKey(c)]
		f.mu.Unlock()
		switch {
		case have == "" && c.method == "getMyCommands":
			have = "[]"
		case c.method == "getMyDescription":
			have = fmt.Sprintf(`{"description":%q}`, have)
		case c.method == "getMyShortDescription":
			have = fmt.Sprintf(`{"short_description":%q}`, have)
		}
		result(have)(w, r)
	case "setMyCommands", "deleteMyCommands", "setMyDescription", "setMyShortDescription":
		f.mu.Lock()
		f.state[stateKey(c)] = c.params["commands"] + c.params["description"] + c.params["short_description"]
		f.mu.Unlock()
		result(`true`)(w, r)
	default:
		result(`true`)(w, r)
	}
}

// read takes the parameters and files of a request, in either form.
func (c *call) read(r *http.Request) error {
	if err := r.ParseMultipartForm(1 << 20); err != nil && !errors.Is(err, http.ErrNotMultipart) {
		return err
	}
	for k, v := range r.PostForm {
		c.params[k] = v[0]
	}
	if r.MultipartForm == nil {
		return nil
	}
	if r.ContentLength <= 0 {
		return errors.New("the length of the upload is not told")
	}
	for k, files := range r.MultipartForm.File {
		file, err := files[0].Open()
		if err != nil {
			return err
		}
		defer file.Close()
		if c.files[k], err = io.ReadAll(file); err != nil {
			return err
		}
		c.params[k] = "attached as " + files[0].Filename
	}
	return nil
}

func stateKey(c call) string {
	_, what, _ := strings.Cut(c.method, "My")
	return what + c.params["scope"] + c.params["language_code"]
}

// getUpdates holds its answer back until there are updates from the offset
// on, or the time is over.
func (f *fakeAPI) getUpdates(w http.ResponseWriter, r *http.Request, c call) {
	offset, _ := strconv.ParseInt(c.params["offset"], 10, 64)
	seconds, _ := strconv.Atoi(c.params["timeout"])
	limit, _ := strconv.Atoi(c.params["limit"])
	over := time.NewTimer(time.Duration(seconds) * time.Second)
	defer over.Stop()
	for waiting := true; ; {
		f.mu.Lock()
		f.offset = max(f.offset, offset)
		var out []string
		for _, u := range f.updates {
			if (u.id >= offset || f.ignore) && len(out) < limit {
				out = append(out, u.raw)
			}
		}
		more, ignore := f.more, f.ignore
		f.mu.Unlock()
		if len(out) > 0 || ignore || !waiting {
			result("["+strings.Join(out, ",")+"]")(w, r)
			return
		}
		select {
		case <-more:
		case <-over.C:
			waiting = false
		case <-r.Context().Done():
			return
		}
	}
}

// answer is any answer.
func answer(status int, body string) action {
	return func(w http.ResponseWriter, _ *http.Request) bool {
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
		return true
	}
}

func result(body string) action { return answer(200, `{"ok":true,"result":`+body+`}`) }

// refusal is an error of the Bot API; parameters may be "".
func refusal(code int, description, parameters string) action {
	body := fmt.Sprintf(`{"ok":false,"error_code":%d,"description":%q`, code, description)
	if parameters != "" {
		body += `,"parameters":` + parameters
	}
	return answer(code, body+"}")
}

// hangUp drops the connection without an answer.
func hangUp(http.ResponseWriter, *http.Request) bool { panic(http.ErrAbortHandler) }

// usual is what the fake does without a script.
func usual(http.ResponseWriter, *http.Request) bool { return false }

// checkCall checks method, parameter names, required parameters and types.
func checkCall(c call) error {
	known, ok := botapi.Methods()[c.method]
	if !ok {
		return fmt.Errorf("there is no such method")
	}
	for name, p := range known {
		if p.Required && c.params[name] == "" && name != "description" {
			return fmt.Errorf("%s is required", name)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.params)) {
		p, ok := known[name]
		if !ok {
			return fmt.Errorf("there is no parameter %s", name)
		}
		if err := checkType(p.Kind, name, c.params[name]); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	if c.method == "editMessageText" && (c.params["message_id"] == "" || c.params["chat_id"] == "") {
		return fmt.Errorf("message_id or chat_id is missing")
	}
	return nil
}

func checkType(kind, name, value string) error {
	switch kind {
	case "number":
		_, err := strconv.ParseInt(value, 10, 64)
		return err
	case "boolean":
		if value != "true" && value != "false" {
			return fmt.Errorf("%q is no boolean", value)
		}
	case "chat":
		if _, err := strconv.ParseInt(value, 10, 64); err != nil && !strings.HasPrefix(value, "@") {
			return fmt.Errorf("%q is no chat", value)
		}
	case "array", "object":
		return checkNested(name, value)
	}
	return nil
}

// checkNested decodes the objects that the bot sends, refusing unknown names.
func checkNested(name, value string) error {
	var into any
	switch name {
	case "reply_parameters":
		into = new(struct {
			MessageID                int64 `json:"message_id"`
			AllowSendingWithoutReply bool  `json:"allow_sending_without_reply"`
		})
	case "link_preview_options":
		into = new(struct {
			IsDisabled bool `json:"is_disabled"`
		})
	case "reply_markup":
		into = new(struct {
			InlineKeyboard [][]struct {
				Text         string  `json:"text"`
				CallbackData *string `json:"callback_data"`
				URL          *string `json:"url"`
			} `json:"inline_keyboard"`
		})
	case "scope":
		into = new(struct {
			Type string `json:"type"`
		})
	case "commands":
		into = new([]struct {
			Command     string `json:"command"`
			Description string `json:"description"`
		})
	case "options":
		into = new([]struct {
			Text string `json:"text"`
		})
	case "correct_option_ids":
		into = new([]int)
	case "allowed_updates":
		into = new([]string)
	default:
		return fmt.Errorf("the test does not know this object; add its names")
	}
	d := json.NewDecoder(strings.NewReader(value))
	d.DisallowUnknownFields()
	return d.Decode(into)
}

// pipe is a transport that calls a handler without a network, so that time
// can be faked.
type pipe struct{ handler http.Handler }

func (p pipe) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	done := make(chan error, 1)
	ctx, cancel := context.WithCancel(r.Context())
	go func() {
		defer cancel()
		defer func() {
			e := recover()
			if err, ok := e.(error); ok && errors.Is(err, http.ErrAbortHandler) {
				done <- io.ErrUnexpectedEOF
			} else if e != nil {
				panic(e)
			}
		}()
		p.handler.ServeHTTP(w, r.Clone(ctx))
		done <- nil
	}()
	select {
	case <-r.Context().Done():
		return nil, r.Context().Err()
	case err := <-done:
		if err != nil {
			return nil, err
		}
		return w.Result(), nil
	}
}

// journal is a log that tests read.
type journal struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (j *journal) Write(p []byte) (int, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.Write(p)
}

func (j *journal) String() string {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.b.String()
}

func (j *journal) logger() *slog.Logger {
	return slog.New(slog.NewTextHandler(j, &slog.HandlerOptions{Level: slog.LevelDebug}))
}

// offline returns a client, with its log, that reaches the fake without a
// network; for use inside synctest.
func offline(t testing.TB, f *fakeAPI) (*client, *journal) {
	t.Helper()
	j := &journal{}
	c, err := newClient(testToken, "", &http.Client{Transport: pipe{f}}, j.logger())
	if err != nil {
		t.Fatal(err)
	}
	return c, j
}

// online returns a client that reaches the handler over real HTTP.
func online(t testing.TB, h http.Handler) (*client, *journal) {
	t.Helper()
	s := httptest.NewServer(h)
	t.Cleanup(s.Close)
	j := &journal{}
	c, err := newClient(testToken, s.URL, nil, j.logger())
	if err != nil {
		t.Fatal(err)
	}
	return c, j
}

// mustHide fails when a text holds the token, whole or in part.
func mustHide(t testing.TB, what, text string) {
	t.Helper()
	for _, s := range []string{testToken, url.QueryEscape(testToken), strings.SplitN(testToken, ":", 2)[1]} {
		if strings.Contains(text, s) {
			t.Errorf("%s holds the token: %s", what, text)
		}
	}
}
