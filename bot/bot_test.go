package bot

import (
	"context"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/forumbot/forumbot/handlers"
)

// echo answers every message with its text; it is a handler as the real one is.
type echo struct{ send handlers.Messenger }

func (e echo) Handle(ctx context.Context, m handlers.Message) error {
	if m.Button != nil {
		return e.send.Acknowledge(ctx, m.Button.ID, "ok", false)
	}
	if err := e.send.Typing(ctx, m.Chat.ID, m.Thread); err != nil {
		return err
	}
	_, err := e.send.Send(ctx, handlers.Reply{Chat: m.Chat.ID, ReplyTo: m.ID, HTML: escape(m.Text)})
	return err
}

// A whole run over real HTTP: connecting, profile, updates, answers, stopping.
func TestRunOverHTTP(t *testing.T) {
	t.Parallel()
	f := newFakeAPI(t)
	server := httptest.NewServer(f)
	defer server.Close()
	for i := range int64(20) {
		f.pushText(100+i, 1+i%7, fmt.Sprintf("<%d>", i))
	}
	f.push(120, `"callback_query":{"id":"q","from":{"id":5},"data":"x"}`)
	f.on("getUpdates", hangUp)
	log := &journal{}
	b, err := New(Options{
		Token: testToken, Root: server.URL + "/", Log: log.logger(),
		Limits: Limits{Overall: Rate{1000, time.Second}, Chat: Rate{1000, time.Second}, Group: Rate{1000, time.Second}},
	})
	if err != nil {
		t.Fatal(err)
	}
	answered := make(chan struct{})
	h := handlerFunc(func(ctx context.Context, m handlers.Message) error {
		defer func() { answered <- struct{}{} }()
		return echo{b.Messenger()}.Handle(ctx, m)
	})
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	stopped := make(chan error, 1)
	go func() { stopped <- b.Run(ctx, h, testProfile()) }()
	for range 21 {
		select {
		case <-answered:
		case <-ctx.Done():
			t.Fatalf("not everything is answered:\n%s", log)
		}
	}
	cancel()
	if err := <-stopped; err != nil {
		t.Error(err)
	}
	last := map[string]int{}
	for _, c := range f.requests("sendMessage") {
		var n int
		if _, err := fmt.Sscanf(c.params["text"], "&lt;%d&gt;", &n); err != nil {
			t.Fatal(err)
		}
		if prev, ok := last[c.params["chat_id"]]; ok && n < prev {
			t.Errorf("chat %s: %d after %d", c.params["chat_id"], n, prev)
		}
		last[c.params["chat_id"]] = n
	}
	if len(last) != 7 || len(f.requests("sendMessage")) != 20 || len(f.requests("answerCallbackQuery")) != 1 {
		t.Errorf("%d messages to %d chats", len(f.requests("sendMessage")), len(last))
	}
	if got := f.confirmed(); got != 121 {
		t.Errorf("offset %d, want 121", got)
	}
	mustHide(t, "the log", log.String())
	if !strings.Contains(log.String(), "stopped") {
		t.Errorf("the log:\n%s", log)
	}
}

type handlerFunc func(ctx context.Context, m handlers.Message) error

func (f handlerFunc) Sift(_ context.Context, m handlers.Message) (handlers.Message, bool) {
	return m, true
}

func (f handlerFunc) Handle(ctx context.Context, m handlers.Message) error { return f(ctx, m) }

func TestMigrationByUpdate(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f, h := newFakeAPI(t), &recorder{}
		f.push(1, `"message":{"message_id":1,"chat":{"id":-5,"type":"group"},"migrate_to_chat_id":-1009}`)
		f.push(2, `"message":{"message_id":1,"chat":{"id":-1009,"type":"supergroup"},"migrate_from_chat_id":-5}`)
		var moves []string
		b := start(t, f, h, func(b *Bot) {
			b.sender.onMove = func(_ context.Context, from, to int64) { moves = append(moves, fmt.Sprint(from, "→", to)) }
		})
		time.Sleep(time.Second)
		if _, err := b.bot.Messenger().Send(t.Context(), handlers.Reply{Chat: -5, HTML: "x"}); err != nil {
			t.Error(err)
		}
		_ = b.stop()
		if fmt.Sprint(moves) != "[-5→-1009]" || f.requests("sendMessage")[0].params["chat_id"] != "-1009" {
			t.Errorf("told of %v, sent %v", moves, f.requests("sendMessage"))
		}
		if h.texts() != "" || f.confirmed() != 3 {
			t.Errorf("handled %q, offset %d", h.texts(), f.confirmed())
		}
	})
}

func testProfile() Profile {
	return Profile{
		{Language: "", Description: "Hello", About: "About", Commands: map[Scope][]Command{
			PrivateChats: {{"ask", "Ask"}, {"help", "Help"}}, GroupChats: {{"ask", "Ask"}}, Everywhere: {},
		}},
		{Language: "zh", Description: "你好", About: "关于", Commands: map[Scope][]Command{PrivateChats: {{"ask", "提问"}}}},
	}
}

func TestProfileIsSetOnlyWhereItDiffers(t *testing.T) {
	send(t, func(t *testing.T, f *fakeAPI, s *sender, log *journal) {
		count := func() (sets, gets int) {
			for _, c := range f.requests("") {
				if strings.HasPrefix(c.method, "get") {
					gets++
				} else {
					sets++
				}
			}
			return
		}
		p := testProfile()
		s.register(t.Context(), p)
		if sets, gets := count(); sets != 7 || gets != 8 {
			t.Errorf("first: %d set, %d asked", sets, gets)
		}
		got := f.requests("setMyCommands")[0].params
		if got["scope"] != `{"type":"all_private_chats"}` || got["commands"] != `[{"command":"ask","description":"Ask"},{"command":"help","description":"Help"}]` {
			t.Errorf("sent %v", got)
		}
		s.register(t.Context(), p)
		if sets, gets := count(); sets != 7 || gets != 16 {
			t.Errorf("again: %d set, %d asked", sets, gets)
		}
		p[1].About = "新的"
		p[0].Commands[GroupChats] = nil
		f.on("getMyDescription", refusal(500, "x", ""), refusal(404, "Not Found: method not found", ""))
		s.register(t.Context(), p)
		if sets, _ := count(); sets != 9 || len(f.requests("deleteMyCommands")) != 1 {
			t.Errorf("after two changes: %d set", sets)
		}
		last := f.requests("setMyShortDescription")
		if got := last[len(last)-1].params; got["short_description"] != "新的" || got["language_code"] != "zh" {
			t.Errorf("sent %v", got)
		}
		if !strings.Contains(log.String(), "level=WARN") {
			t.Errorf("the method that is missing is not logged:\n%s", log)
		}
	})
}

func TestProfileCheck(t *testing.T) {
	t.Parallel()
	if err := testProfile().Check(); err != nil {
		t.Error(err)
	}
	many := make([]Command, 101)
	for i := range many {
		many[i] = Command{fmt.Sprintf("c%d", i), "x"}
	}
	for name, c := range map[string]Card{
		"two-letter":       {Language: "zh-CN"},
		"512 are allowed":  {Description: strings.Repeat("长", 513)},
		"120 are allowed":  {About: strings.Repeat("长", 121)},
		"is not 1–32":      {Commands: map[Scope][]Command{Everywhere: {{"Ask", "x"}}}},
		"described in 0":   {Commands: map[Scope][]Command{Everywhere: {{"ask", ""}}}},
		"100 are allowed":  {Commands: map[Scope][]Command{Everywhere: many}},
		"described in 257": {Commands: map[Scope][]Command{Everywhere: {{"ask", strings.Repeat("长", 257)}}}},
	} {
		if err := (Profile{c}).Check(); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: got %v", name, err)
		}
	}
	if err := (Profile{{Language: "zh"}, {Language: "zh"}}).Check(); err == nil {
		t.Error("a language twice is accepted")
	}
}
