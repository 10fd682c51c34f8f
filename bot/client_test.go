package bot

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

func TestErrorKinds(t *testing.T) {
	t.Parallel()
	redirect := func(w http.ResponseWriter, r *http.Request) bool {
		http.Redirect(w, r, "https://elsewhere.example"+r.URL.Path, http.StatusFound)
		return true
	}
	echo := func(w http.ResponseWriter, r *http.Request) bool {
		return answer(404, `{"ok":false,"error_code":404,"description":"no `+r.URL.Path+`"}`)(w, r)
	}
	tests := []struct {
		name, method string
		answer       action
		want         Kind
		code         int
		wait         time.Duration
		migrate      int64
	}{
		{"bad token", "getMe", refusal(401, "Unauthorized", ""), Token, 401, 0, 0},
		{"malformed token", "getMe", refusal(404, "Not Found", ""), Token, 404, 0, 0},
		{"old server", "sendChatAction", refusal(404, "Not Found: method not found", ""), Unknown, 404, 0, 0},
		{"token echoed", "sendChatAction", echo, Unknown, 404, 0, 0},
		{"blocked", "sendMessage", refusal(403, "Forbidden: bot was blocked by the user", ""), Forbidden, 403, 0, 0},
		{"second poller", "getUpdates", refusal(409, "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running", ""), Conflict, 409, 0, 0},
		{"webhook set", "getUpdates", refusal(409, "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first", ""), Webhook, 409, 0, 0},
		{"flood", "sendMessage", refusal(429, "Too Many Requests: retry after 7", `{"retry_after":7}`), TooMany, 429, 7 * time.Second, 0},
		{"flood by header", "sendMessage", func(w http.ResponseWriter, r *http.Request) bool {
			w.Header().Set("Retry-After", "9")
			return refusal(429, "Too Many Requests", "")(w, r)
		}, TooMany, 429, 9 * time.Second, 0},
		{"migrated", "sendMessage", refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", `{"migrate_to_chat_id":-1001234567890}`), Migrated, 400, 0, -1001234567890},
		{"not modified", "editMessageText", refusal(400, "Bad Request: message is not modified: specified new message content and reply markup are exactly the same", ""), NotModified, 400, 0, 0},
		{"entities", "sendMessage", refusal(400, `Bad Request: can't parse entities: Unsupported start tag "secretword" at byte offset 3`, ""), Entities, 400, 0, 0},
		{"edit gone", "editMessageText", refusal(400, "Bad Request: message to edit not found", ""), Gone, 400, 0, 0},
		{"old press", "answerCallbackQuery", refusal(400, "Bad Request: query is too old and response timeout expired or query ID is invalid", ""), Gone, 400, 0, 0},
		{"chat not found", "sendMessage", refusal(400, "Bad Request: chat not found", ""), Forbidden, 400, 0, 0},
		{"internal", "sendMessage", refusal(500, "Internal Server Error", ""), Server, 500, 0, 0},
		{"gateway page", "sendMessage", answer(502, "<html><h1>502 Bad Gateway</h1></html>"), Gateway, 502, 0, 0},
		{"empty body", "sendMessage", answer(200, ""), Gateway, 200, 0, 0},
		{"cut JSON", "sendMessage", answer(200, `{"ok":tr`), Gateway, 200, 0, 0},
		{"other JSON", "sendMessage", answer(503, `{"error":"overloaded"}`), Gateway, 503, 0, 0},
		{"no code in the body", "sendMessage", answer(502, `{"ok":false}`), Server, 502, 0, 0},
		{"odd parameters", "sendMessage", answer(429, `{"ok":false,"error_code":429,"parameters":{"retry_after":"soon"}}`), Malformed, 429, 0, 0},
		{"odd result", "sendMessage", result(`[1]`), Malformed, 200, 0, 0},
		{"redirect", "sendMessage", redirect, Gateway, 302, 0, 0},
		{"dropped", "sendMessage", hangUp, Unreachable, 0, 0, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			f := newFakeAPI(t)
			f.on(tt.method, tt.answer)
			c, log := online(t, f)
			params := map[string]tgbotapi.Params{
				"sendMessage":         {"chat_id": "1", "text": "x"},
				"editMessageText":     {"chat_id": "1", "message_id": "2", "text": "x"},
				"sendChatAction":      {"chat_id": "1", "action": "typing"},
				"answerCallbackQuery": {"callback_query_id": "x"},
			}[tt.method]
			err := c.call(context.Background(), tt.method, params, &struct{}{})
			e, ok := errors.AsType[*Error](err)
			if !ok {
				t.Fatalf("got %v, want an *Error", err)
			}
			if e.Kind != tt.want || e.Code != tt.code || e.RetryAfter != tt.wait || e.MigrateTo != tt.migrate || e.Method != tt.method {
				t.Errorf("got %+v", e)
			}
			mustHide(t, "the error", err.Error())
			mustHide(t, "the log", log.String())
			if strings.Contains(err.Error(), "secretword") {
				t.Errorf("the error quotes the text: %v", err)
			}
		})
	}
}

// roundTrip is a transport made of a function.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestNothingOfTheTokenInTransportErrors(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	closed := "http://" + listener.Addr().String()
	_ = listener.Close()

	for name, tt := range map[string]struct {
		root string
		http *http.Client
	}{
		"nobody listens": {closed, nil},
		"no such host":   {"http://telegram.invalid", nil},
		"bad answer": {"", &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			return nil, errors.New("malformed answer to " + r.URL.String())
		})}},
		"canceled, with the address": {"", &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			return nil, errors.Join(errors.New(r.URL.String()), context.Canceled)
		})}},
		"body fails": {"", &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			body := io.MultiReader(strings.NewReader(`{"ok":`), failing{errors.New("reading " + r.URL.Path)})
			return &http.Response{StatusCode: http.StatusOK, Body: io.NopCloser(body), Header: http.Header{}}, nil
		})}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			log := &journal{}
			c, err := newClient(testToken, tt.root, tt.http, log.logger())
			if err != nil {
				t.Fatal(err)
			}
			err = c.call(context.Background(), "getMe", nil, nil)
			if KindOf(err) != Unreachable {
				t.Errorf("got %v", err)
			}
			mustHide(t, "the error", err.Error())
			mustHide(t, "the log", log.String())
			if strings.Contains(name, "canceled") && !errors.Is(err, context.Canceled) {
				t.Errorf("%v is no longer context.Canceled", err)
			}
		})
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestAnswersAreBounded(t *testing.T) {
	t.Parallel()
	c, _ := online(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = io.WriteString(w, `{"ok":true,"result":"`)
		chunk := strings.Repeat("x", 1<<20)
		for range 64 {
			if _, err := io.WriteString(w, chunk); err != nil {
				return
			}
		}
	}))
	err := c.call(context.Background(), "getMe", nil, nil)
	if KindOf(err) != Malformed {
		t.Errorf("got %v", err)
	}
}

func TestCallEndsWithItsContext(t *testing.T) {
	t.Parallel()
	c, _ := online(t, http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }))
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	err := c.call(ctx, "getMe", nil, nil)
	if !errors.Is(err, context.DeadlineExceeded) || KindOf(err) != Unreachable {
		t.Errorf("got %v", err)
	}
}

func TestProxyOfTheEnvironment(t *testing.T) {
	t.Parallel()
	// http.ProxyFromEnvironment reads the environment once per process, so the
	// test looks at the setting and at what a proxy makes of it.
	if newTransport().Proxy == nil {
		t.Error("the transport ignores HTTPS_PROXY")
	}
	f := newFakeAPI(t)
	proxied := false
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		proxied = r.URL.Host == "telegram.invalid"
		f.ServeHTTP(w, r)
	}))
	defer proxy.Close()
	transport := newTransport()
	transport.Proxy = func(*http.Request) (*url.URL, error) { return url.Parse(proxy.URL) }
	c, err := newClient(testToken, "http://telegram.invalid", &http.Client{Transport: transport}, (&journal{}).logger())
	if err != nil {
		t.Fatal(err)
	}
	if err := c.call(context.Background(), "getMe", nil, nil); err != nil || !proxied {
		t.Errorf("proxied %v, error %v", proxied, err)
	}
}

func TestParseRoot(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ in, want string }{
		{"", DefaultRoot},
		{"https://api.telegram.org/", DefaultRoot},
		{"http://localhost:8081", "http://localhost:8081"},
		{"http://[::1]:8081/prefix/", "http://[::1]:8081/prefix"},
		{"ftp://example.org", ""},
		{"file:///etc/passwd", ""},
		{"api.telegram.org", ""},
		{"localhost:8081", ""},
		{"https://example.org/?a=b", ""},
		{"https://example.org/#a", ""},
		{"https://user:hunter2@%zz", ""},
	} {
		u, err := ParseRoot(tt.in)
		switch {
		case tt.want == "" && err == nil:
			t.Errorf("%q is accepted as %v", tt.in, u)
		case tt.want == "" && strings.Contains(err.Error(), "hunter2"):
			t.Errorf("%q: the error repeats the password", tt.in)
		case tt.want != "" && (err != nil || u.String() != tt.want):
			t.Errorf("%q: got %v, %v", tt.in, u, err)
		}
	}
}

func TestCheckToken(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"", "abc", "123", "123:", ":abc", "123:abc\n", "123:ab c", "123:ab/c", "１２３:abc", "123:abc:def"} {
		if err := CheckToken(bad); err == nil {
			t.Errorf("%q is accepted", bad)
		} else if len(bad) > 4 && strings.Contains(err.Error(), bad) {
			t.Errorf("the error repeats %q", bad)
		}
	}
	if err := CheckToken(testToken); err != nil {
		t.Error(err)
	}
	if _, err := New(Options{Token: "123:abc\n"}); !errors.Is(err, ErrToken) {
		t.Errorf("got %v", err)
	}
}
