package bot

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/forumbot/forumbot/handlers"
)

// send runs a test of the sender in faked time.
func send(t *testing.T, test func(t *testing.T, f *fakeAPI, s *sender, log *journal)) {
	t.Helper()
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFakeAPI(t)
		c, log := offline(t, f)
		test(t, f, newSender(c, newLimiter(DefaultLimits), log.logger(), nil), log)
		mustHide(t, "the log", log.String())
	})
}

func TestSendMessage(t *testing.T) {
	send(t, func(t *testing.T, f *fakeAPI, s *sender, _ *journal) {
		id, err := s.Send(t.Context(), handlers.Reply{
			Chat: 5, ReplyTo: 77, HTML: "<b>Hi</b> &amp; 你好", Silent: true,
			Buttons: [][]handlers.Button{{{Text: "a", Data: "f:1"}, {Text: "b", URL: "https://example.org"}}, {{Text: "", Data: "x"}}},
		})
		if err != nil || id != 1001 {
			t.Errorf("got %d, %v", id, err)
		}
		want := map[string]string{
			"chat_id": "5", "text": "<b>Hi</b> &amp; 你好", "parse_mode": "HTML", "disable_notification": "true",
			"reply_parameters":     `{"message_id":77,"allow_sending_without_reply":true}`,
			"link_preview_options": `{"is_disabled":true}`,
			"reply_markup":         `{"inline_keyboard":[[{"text":"a","callback_data":"f:1"},{"text":"b","url":"https://example.org"}]]}`,
		}
		got := f.requests("sendMessage")[0].params
		for k, v := range want {
			if got[k] != v {
				t.Errorf("%s = %s, want %s", k, got[k], v)
			}
		}
		if len(got) != len(want) {
			t.Errorf("sent %v", got)
		}
	})
}

func TestForumTopics(t *testing.T) {
	send(t, func(t *testing.T, f *fakeAPI, s *sender, _ *journal) {
		long := strings.Repeat("word ", 1200)
		for _, tt := range []struct {
			r    handlers.Reply
			want []string // thread/reply of each piece
		}{
			{handlers.Reply{Chat: -100, Thread: 9, HTML: "x"}, []string{"9/"}},
			{handlers.Reply{Chat: -100, Thread: 1, HTML: "x"}, []string{"/"}},
			{handlers.Reply{Chat: -100, Thread: 9, ReplyTo: 3, HTML: "x"}, []string{"/3"}},
			{handlers.Reply{Chat: -100, Thread: 9, ReplyTo: 3, HTML: long}, []string{"/3", "9/"}},
			{handlers.Reply{Chat: -100, Thread: 9, HTML: long}, []string{"9/", "9/"}},
			{handlers.Reply{Chat: -100, ReplyTo: 3, HTML: long}, []string{"/3", "/1008"}},
			{handlers.Reply{Chat: 100, ReplyTo: 3, HTML: long}, []string{"/3", "/"}},
		} {
			before := len(f.requests("sendMessage"))
			if _, err := s.Send(t.Context(), tt.r); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, c := range f.requests("sendMessage")[before:] {
				var reply struct {
					ID int `json:"message_id"`
				}
				_ = json.Unmarshal([]byte(c.params["reply_parameters"]), &reply)
				p := c.params["message_thread_id"] + "/"
				if reply.ID != 0 {
					p += fmt.Sprint(reply.ID)
				}
				got = append(got, p)
			}
			if fmt.Sprint(got) != fmt.Sprint(tt.want) {
				t.Errorf("%d/%d: got %v, want %v", tt.r.Thread, tt.r.ReplyTo, got, tt.want)
			}
		}
		_ = s.Typing(t.Context(), -100, 1)
		_ = s.Typing(t.Context(), -100, 9)
		for i, want := range []string{"", "9"} {
			if got := f.requests("sendChatAction")[i].params["message_thread_id"]; got != want {
				t.Errorf("typing in thread %q, want %q", got, want)
			}
		}
	})
}

func TestLongTextsGoInPieces(t *testing.T) {
	send(t, func(t *testing.T, f *fakeAPI, s *sender, _ *journal) {
		html := "<b>" + strings.Repeat("一段话。", 500) + "</b>\n\n" + strings.Repeat("😀", 1900)
		id, err := s.Send(t.Context(), handlers.Reply{Chat: 5, HTML: html, Buttons: [][]handlers.Button{{{Text: "a", Data: "b"}}}})
		if err != nil || id != 1002 {
			t.Fatalf("got %d, %v", id, err)
		}
		got := f.requests("sendMessage")
		if got[0].params["reply_markup"] != "" || got[1].params["reply_markup"] == "" {
			t.Error("the buttons belong under the last piece")
		}
		if !strings.HasSuffix(got[0].params["text"], "。</b>") || !strings.HasPrefix(got[1].params["text"], "😀") {
			t.Error("not cut between the paragraphs")
		}
		if err := s.Edit(t.Context(), 50, handlers.Reply{Chat: 5, HTML: html}); err != nil {
			t.Fatal(err)
		}
		if n := len(f.requests("sendMessage")); n != 3 {
			t.Errorf("%d messages after an edit in pieces, want one more", n)
		}
		f.on("sendMessage", usual, refusal(403, "Forbidden: bot was blocked by the user", ""))
		if id, err := s.Send(t.Context(), handlers.Reply{Chat: 6, HTML: html}); id == 0 || KindOf(err) != Forbidden {
			t.Errorf("got %d, %v", id, err)
		}
		for _, empty := range []string{"", " \n", "<b> </b>"} {
			if _, err := s.Send(t.Context(), handlers.Reply{Chat: 6, HTML: empty}); KindOf(err) != Refused {
				t.Errorf("%q: got %v", empty, err)
			}
		}
	})
}

func TestSendTriesAgain(t *testing.T) {
	for _, tt := range []struct {
		name     string
		script   []action
		attempts int
		want     Kind
		min, max time.Duration
	}{
		{"flood", []action{refusal(429, "Too Many Requests", `{"retry_after":7}`)}, 2, "", 7 * time.Second, 8 * time.Second},
		{"flood without a time", []action{refusal(429, "Too Many Requests", "")}, 2, "", time.Second, 2 * time.Second},
		{"flood, too long", []action{refusal(429, "Too Many Requests", `{"retry_after":600}`)}, 1, TooMany, 0, 0},
		{"server errors", repeat(3, refusal(500, "Internal Server Error", "")), 4, "", time.Second, 10 * time.Second},
		{"gateway page", repeat(2, answer(502, "<html>")), 3, "", time.Second, 10 * time.Second},
		{"dropped", repeat(2, hangUp), 3, "", time.Second, 10 * time.Second},
		{"for ever", repeat(50, hangUp), sendTries, Unreachable, time.Second, time.Minute},
		{"blocked", []action{refusal(403, "Forbidden: bot was blocked by the user", "")}, 1, Forbidden, 0, 0},
		{"refused", []action{refusal(400, "Bad Request: MESSAGE_TOO_LONG", "")}, 1, Refused, 0, 0},
		{"no such chat", []action{refusal(400, "Bad Request: chat not found", "")}, 1, Forbidden, 0, 0},
		{"no gateway but a wall", []action{answer(403, "<html>blocked</html>")}, 1, Gateway, 0, 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			send(t, func(t *testing.T, f *fakeAPI, s *sender, _ *journal) {
				f.on("sendMessage", tt.script...)
				begin := time.Now()
				_, err := s.Send(t.Context(), handlers.Reply{Chat: 5, HTML: "x"})
				if KindOf(err) != tt.want || (err == nil) != (tt.want == "") {
					t.Errorf("got %v", err)
				}
				if n := len(f.requests("sendMessage")); n != tt.attempts {
					t.Errorf("%d attempts, want %d", n, tt.attempts)
				}
				if took := time.Since(begin); took < tt.min || took > tt.max {
					t.Errorf("took %v", took)
				}
				if e, ok := errors.AsType[*Error](err); ok && e.Blocked() != (tt.want == Forbidden) {
					t.Errorf("Blocked() is %v for %v", e.Blocked(), err)
				}
			})
		})
	}
}

func TestSendEndsWithItsContext(t *testing.T) {
	send(t, func(t *testing.T, f *fakeAPI, s *sender, _ *journal) {
		f.on("sendMessage", refusal(429, "Too Many Requests", `{"retry_after":30}`))
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		begin := time.Now()
		_, err := s.Send(ctx, handlers.Reply{Chat: 5, HTML: "x"})
		if KindOf(err) != TooMany || time.Since(begin) > time.Second {
			t.Errorf("after %v: %v", time.Since(begin), err)
		}
		// The chat is held back for the next message as well.
		if _, err := s.Send(ctx, handlers.Reply{Chat: 5, HTML: "y"}); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v", err)
		}
		if _, err := s.Send(t.Context(), handlers.Reply{Chat: 5, HTML: "y"}); err != nil || time.Since(begin) != 30*time.Second {
			t.Errorf("after %v: %v", time.Since(begin), err)
		}
	})
}

func TestMigratedGroup(t *testing.T) {
	send(t, func(t *testing.T, f *fakeAPI, s *sender, _ *journal) {
		var moves []string
		s.onMove = func(_ context.Context, from, to int64) { moves = append(moves, fmt.Sprint(from, "→", to)) }
		migrated := refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", `{"migrate_to_chat_id":-1009}`)
		f.on("sendMessage", migrated)
		if _, err := s.Send(t.Context(), handlers.Reply{Chat: -5, ReplyTo: 3, HTML: "x"}); err != nil {
			t.Fatal(err)
		}
		if _, err := s.Send(t.Context(), handlers.Reply{Chat: -5, ReplyTo: 3, HTML: "y"}); err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, c := range f.requests("sendMessage") {
			got = append(got, c.params["chat_id"]+c.params["reply_parameters"])
		}
		want := `[-5{"message_id":3,"allow_sending_without_reply":true} -1009 -1009]`
		if fmt.Sprint(got) != want {
			t.Errorf("sent to %v", got)
		}
		if fmt.Sprint(moves) != "[-5→-1009]" {
			t.Errorf("told of %v", moves)
		}
		// A chat that claims to have moved again and again is not followed for ever.
		f.on("sendMessage", repeat(9, migrated)...)
		if _, err := s.Send(t.Context(), handlers.Reply{Chat: -6, HTML: "x"}); KindOf(err) != Migrated {
			t.Errorf("got %v", err)
		}
		if n := len(f.requests("sendMessage")); n != 5 {
			t.Errorf("%d attempts in all, want 5", n)
		}
	})
}

func TestRefusedHTMLGoesAsPlainText(t *testing.T) {
	send(t, func(t *testing.T, f *fakeAPI, s *sender, log *journal) {
		bad := refusal(400, `Bad Request: can't parse entities: Can't find end tag corresponding to start tag "b"`, "")
		f.on("sendMessage", bad)
		f.on("editMessageText", bad)
		r := handlers.Reply{Chat: 5, HTML: `<b>R&amp;D &lt;5 <a href="https://example.org">hier</a>`, Buttons: [][]handlers.Button{{{Text: "a", Data: "b"}}}}
		if _, err := s.Send(t.Context(), r); err != nil {
			t.Fatal(err)
		}
		if err := s.Edit(t.Context(), 3, r); err != nil {
			t.Fatal(err)
		}
		for _, method := range []string{"sendMessage", "editMessageText"} {
			got := f.requests(method)[1].params
			if got["text"] != "R&D <5 hier" || got["parse_mode"] != "" || got["reply_markup"] == "" {
				t.Errorf("%s: sent %v", method, got)
			}
		}
		if !strings.Contains(log.String(), "level=ERROR") {
			t.Error("nothing in the log")
		}
	})
}

func TestEdit(t *testing.T) {
	send(t, func(t *testing.T, f *fakeAPI, s *sender, _ *journal) {
		f.on("editMessageText", refusal(400, "Bad Request: message is not modified: same", ""), refusal(400, "Bad Request: message to edit not found", ""))
		r := handlers.Reply{Chat: -5, HTML: "x"}
		if err := s.Edit(t.Context(), 3, r); err != nil {
			t.Errorf("an edit that changes nothing: %v", err)
		}
		err := s.Edit(t.Context(), 3, r)
		e, ok := errors.AsType[*Error](err)
		if !ok || !e.Gone() {
			t.Errorf("got %v", err)
		}
		if got := f.requests("editMessageText")[0].params; got["message_id"] != "3" || got["reply_markup"] != "" || got["parse_mode"] != "HTML" {
			t.Errorf("sent %v", got)
		}
	})
}

// Without a text the buttons alone are replaced, or taken away.
func TestEditButtons(t *testing.T) {
	send(t, func(t *testing.T, f *fakeAPI, s *sender, _ *journal) {
		f.on("editMessageReplyMarkup", usual, usual, refusal(400, "Bad Request: message is not modified: same", ""), refusal(400, "Bad Request: message to edit not found", ""))
		buttons := [][]handlers.Button{{{Text: "A", Data: "a"}}}
		for _, r := range []handlers.Reply{{Chat: -5, Buttons: buttons}, {Chat: -5}, {Chat: -5, Buttons: buttons}} {
			if err := s.Edit(t.Context(), 3, r); err != nil {
				t.Error(err)
			}
		}
		if err := s.Edit(t.Context(), 3, handlers.Reply{Chat: -5, Buttons: buttons}); KindOf(err) != Gone {
			t.Errorf("got %v", err)
		}
		got := f.requests("editMessageReplyMarkup")
		if p := got[0].params; p["chat_id"] != "-5" || p["message_id"] != "3" || p["reply_markup"] != `{"inline_keyboard":[[{"text":"A","callback_data":"a"}]]}` || p["text"] != "" {
			t.Errorf("sent %v", p)
		}
		if p := got[1].params; p["reply_markup"] != "" {
			t.Errorf("sent %v", p)
		}
	})
}

func TestAcknowledge(t *testing.T) {
	send(t, func(t *testing.T, f *fakeAPI, s *sender, _ *journal) {
		f.on("answerCallbackQuery", usual, refusal(400, "Bad Request: query is too old and response timeout expired or query ID is invalid", ""))
		for range 2 {
			if err := s.Acknowledge(t.Context(), "p1", strings.Repeat("长", 300), true); err != nil {
				t.Error(err)
			}
		}
		got := f.requests("answerCallbackQuery")[0].params
		if n := len([]rune(got["text"])); n != 200 || got["show_alert"] != "true" || got["callback_query_id"] != "p1" {
			t.Errorf("sent %d characters, %v", n, got)
		}
	})
}

func TestButtonsThatTelegramWouldRefuse(t *testing.T) {
	send(t, func(t *testing.T, f *fakeAPI, s *sender, log *journal) {
		_, err := s.Send(t.Context(), handlers.Reply{Chat: 5, HTML: "x", Buttons: [][]handlers.Button{
			{{Text: "long", Data: strings.Repeat("x", 65)}, {Text: "ok", Data: strings.Repeat("x", 64)}},
			{{Text: "neither"}, {Text: "both", Data: "x", URL: "https://example.org"}},
		}})
		if err != nil {
			t.Fatal(err)
		}
		got := f.requests("sendMessage")[0].params["reply_markup"]
		if want := `{"inline_keyboard":[[{"text":"ok","callback_data":"` + strings.Repeat("x", 64) + `"}]]}`; got != want {
			t.Errorf("sent %s", got)
		}
		if strings.Count(log.String(), "left out") != 3 {
			t.Errorf("the log:\n%s", log)
		}
	})
}

func TestRatesAreHeldWhenSending(t *testing.T) {
	send(t, func(t *testing.T, f *fakeAPI, s *sender, _ *journal) {
		for range 30 {
			if _, err := s.Send(t.Context(), handlers.Reply{Chat: -5, HTML: "x"}); err != nil {
				t.Fatal(err)
			}
		}
		var times []time.Time
		for _, c := range f.requests("sendMessage") {
			times = append(times, c.at)
		}
		if n := most(times, time.Minute); n != 20 {
			t.Errorf("%d within a minute in a group", n)
		}
	})
}
