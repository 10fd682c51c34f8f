package bot

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/forumbot/forumbot/handlers"
)

// somePNG is a picture, with bytes that no form of text would leave as they are.
var somePNG = func() []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 40, 30))); err != nil {
		panic(err)
	}
	return b.Bytes()
}()

func TestSendPicture(t *testing.T) {
	send(t, func(t *testing.T, f *fakeAPI, s *sender, _ *journal) {
		got, err := s.SendPicture(t.Context(), handlers.Picture{
			Chat: -100, Thread: 9, PNG: somePNG, HTML: "<b>Hi</b> &amp; 你好", Silent: true,
			Buttons: [][]handlers.Button{{{Text: "a", Data: "f:1"}}},
		})
		if want := (handlers.SentPicture{Message: 1001, FileID: "large-1"}); err != nil || got != want {
			t.Errorf("got %v, %v, want %v", got, err, want)
		}
		want := map[string]string{
			"chat_id": "-100", "message_thread_id": "9", "photo": "attached as picture.png", "caption": "<b>Hi</b> &amp; 你好",
			"parse_mode": "HTML", "disable_notification": "true",
			"reply_markup": `{"inline_keyboard":[[{"text":"a","callback_data":"f:1"}]]}`,
		}
		c := f.requests("sendPhoto")[0]
		if fmt.Sprint(c.params) != fmt.Sprint(want) {
			t.Errorf("sent %v, want %v", c.params, want)
		}
		if !bytes.Equal(c.files["photo"], somePNG) {
			t.Error("the picture's bytes are not what arrived")
		}
	})
}

func TestSendPictureAgain(t *testing.T) {
	send(t, func(t *testing.T, f *fakeAPI, s *sender, log *journal) {
		p := handlers.Picture{Chat: 5, ReplyTo: 7, FileID: "known", HTML: "x"}
		if _, err := s.SendPicture(t.Context(), p); err != nil {
			t.Fatal(err)
		}
		c := f.requests("sendPhoto")[0]
		if c.params["photo"] != "known" || len(c.files) > 0 {
			t.Errorf("sent %v with %d files", c.params, len(c.files))
		}
		lost := refusal(400, "Bad Request: wrong file identifier/HTTP URL specified", "")
		f.on("sendPhoto", lost)
		if _, err := s.SendPicture(t.Context(), p); KindOf(err) != Refused {
			t.Errorf("got %v, want a refusal: there are no bytes", err)
		}
		f.on("sendPhoto", lost)
		p.PNG = somePNG
		got, err := s.SendPicture(t.Context(), p)
		if err != nil || got.FileID == "" {
			t.Errorf("got %v, %v", got, err)
		}
		all := f.requests("sendPhoto")
		if last := all[len(all)-1]; !bytes.Equal(last.files["photo"], somePNG) || last.params["reply_parameters"] == "" {
			t.Errorf("sent %v", last.params)
		}
		if !strings.Contains(log.String(), "sent anew") {
			t.Error("the log does not tell")
		}
	})
}

// TestSendPictureThroughTrouble has every failure that a message can have; each
// attempt must carry all the bytes.
func TestSendPictureThroughTrouble(t *testing.T) {
	send(t, func(t *testing.T, f *fakeAPI, s *sender, _ *journal) {
		f.on("sendPhoto", hangUp, answer(502, "<html>"), refusal(429, "Too Many Requests: retry after 3", `{"retry_after":3}`),
			refusal(400, "Bad Request: can't parse entities: ...", ""),
			refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", `{"migrate_to_chat_id":-1005}`))
		got, err := s.SendPicture(t.Context(), handlers.Picture{Chat: -5, Thread: 3, ReplyTo: 2, PNG: somePNG, HTML: "<b>a</b>"})
		if err != nil || got.FileID != "large-1" {
			t.Errorf("got %v, %v", got, err)
		}
		all := f.requests("sendPhoto")
		if len(all) != 6 {
			t.Fatalf("%d attempts", len(all))
		}
		for i, c := range all {
			if !bytes.Equal(c.files["photo"], somePNG) {
				t.Errorf("attempt %d is without the picture", i)
			}
		}
		last := all[5].params
		if last["chat_id"] != "-1005" || last["caption"] != "a" || last["parse_mode"] != "" || last["reply_parameters"] != "" {
			t.Errorf("sent at last: %v", last)
		}
		if d := all[3].at.Sub(all[2].at).Seconds(); d < 3 {
			t.Errorf("went on after %v s, before it should", d)
		}
	})
}

func TestPictureRefused(t *testing.T) {
	send(t, func(t *testing.T, f *fakeAPI, s *sender, _ *journal) {
		if _, err := s.SendPicture(t.Context(), handlers.Picture{Chat: 5, HTML: "x"}); KindOf(err) != Refused {
			t.Errorf("no picture: %v", err)
		}
		f.on("sendPhoto", refusal(400, "Bad Request: not enough rights to send photos to the chat", ""), refusal(403, "Forbidden: bot was blocked by the user", ""))
		var e *Error
		if _, err := s.SendPicture(t.Context(), handlers.Picture{Chat: 5, PNG: somePNG}); !errors.As(err, &e) || !e.Refused() {
			t.Errorf("no right: %v", err)
		}
		if _, err := s.SendPicture(t.Context(), handlers.Picture{Chat: 5, PNG: somePNG}); !errors.As(err, &e) || !e.Blocked() || e.Refused() {
			t.Errorf("blocked: %v", err)
		}
	})
}

func TestLongCaptions(t *testing.T) {
	send(t, func(t *testing.T, f *fakeAPI, s *sender, _ *journal) {
		long := strings.Repeat("一段话。", 200) + "\n\n" + strings.Repeat("😀", 300)
		buttons := [][]handlers.Button{{{Text: "a", Data: "b"}}}
		got, err := s.SendPicture(t.Context(), handlers.Picture{Chat: 5, PNG: somePNG, HTML: long, Buttons: buttons})
		if err != nil || got != (handlers.SentPicture{Message: 1002, FileID: "large-1"}) {
			t.Fatalf("got %v, %v", got, err)
		}
		photo, rest := f.requests("sendPhoto")[0].params, f.requests("sendMessage")[0].params
		if photo["reply_markup"] != "" || rest["reply_markup"] == "" || !strings.HasPrefix(rest["text"], "😀") {
			t.Errorf("sent %v and %v", photo, rest)
		}

		f.on("editMessageText", refusal(400, "Bad Request: there is no text in the message to edit", ""))
		if err := s.Edit(t.Context(), 1001, handlers.Reply{Chat: 5, HTML: "<i>x</i>", Buttons: buttons}); err != nil {
			t.Fatal(err)
		}
		edit := f.requests("editMessageCaption")[0].params
		if edit["caption"] != "<i>x</i>" || edit["reply_markup"] == "" || edit["message_id"] != "1001" {
			t.Errorf("edited %v", edit)
		}
		f.on("editMessageText", refusal(400, "Bad Request: there is no text in the message to edit", ""))
		f.on("editMessageCaption", refusal(400, "Bad Request: message is not modified", ""))
		if err := s.Edit(t.Context(), 1001, handlers.Reply{Chat: 5, HTML: long, Buttons: buttons}); err != nil {
			t.Fatal(err)
		}
		if n := len(f.requests("sendMessage")); n != 2 {
			t.Errorf("%d messages, want one for what the caption can't hold", n)
		}
	})
}

// TestUploadOverHTTP sends over a real connection, to one that is gone at first.
func TestUploadOverHTTP(t *testing.T) {
	t.Parallel()
	f := newFakeAPI(t)
	c, log := online(t, f)
	s := newSender(c, newLimiter(NoLimits), log.logger(), nil)
	big := bytes.Repeat(somePNG, 3000)
	got, err := s.SendPicture(t.Context(), handlers.Picture{Chat: 5, PNG: big, HTML: "x"})
	if err != nil || got.FileID == "" || !bytes.Equal(f.requests("sendPhoto")[0].files["photo"], big) {
		t.Errorf("got %v, %v", got, err)
	}

	closed := httptest.NewServer(http.NotFoundHandler())
	closed.Close()
	gone, err := newClient(testToken, closed.URL, nil, log.logger())
	if err != nil {
		t.Fatal(err)
	}
	err = gone.call(withFile(t.Context(), file{"photo", "x.png", somePNG}), "sendPhoto", nil, nil)
	if KindOf(err) != Unreachable {
		t.Errorf("got %v", err)
	}
	mustHide(t, "the error", fmt.Sprint(err))
	mustHide(t, "the log", log.String())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.SendPicture(ctx, handlers.Picture{Chat: 5, PNG: big}); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}
