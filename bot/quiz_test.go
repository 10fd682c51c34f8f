package bot

import (
	"context"
	"fmt"
	"maps"
	"testing"
	"time"

	"github.com/forumbot/forumbot/handlers"
)

var someQuiz = handlers.Quiz{
	Chat: -5, Thread: 3, Question: "2 < 3 & *x*?", Options: []string{"<b>", "y", "z"}, Right: 1, Explanation: "a\nb",
	Open: 25 * time.Second, Buttons: [][]handlers.Button{{{Text: "Next", Data: "q:en:n:"}}},
}

func TestSendQuiz(t *testing.T) {
	send(t, func(t *testing.T, f *fakeAPI, s *sender, _ *journal) {
		got, err := s.SendQuiz(t.Context(), someQuiz)
		if err != nil || got != (handlers.SentQuiz{Message: 1001, Poll: "poll-1"}) {
			t.Fatalf("got %+v, %v", got, err)
		}
		want := map[string]string{
			"chat_id": "-5", "message_thread_id": "3", "question": "2 < 3 & *x*?", "type": "quiz", "is_anonymous": "false", "allows_revoting": "false",
			"options": `[{"text":"\u003cb\u003e"},{"text":"y"},{"text":"z"}]`, "correct_option_ids": "[1]", "explanation": "a\nb", "open_period": "25",
			"reply_markup": `{"inline_keyboard":[[{"text":"Next","callback_data":"q:en:n:"}]]}`,
		}
		if have := f.requests("sendPoll")[0].params; !maps.Equal(have, want) {
			t.Errorf("sent %v", have)
		}
		q := someQuiz
		q.ReplyTo, q.Open, q.Explanation, q.Buttons = 7, 0, "", nil
		if _, err := s.SendQuiz(t.Context(), q); err != nil {
			t.Fatal(err)
		}
		for _, name := range []string{"message_thread_id", "open_period", "explanation", "reply_markup"} {
			if v, ok := f.requests("sendPoll")[1].params[name]; ok {
				t.Errorf("%s = %q", name, v)
			}
		}
	})
}

// A quiz that was refused is an error; one for a group that moved follows it.
func TestSendQuizRefused(t *testing.T) {
	send(t, func(t *testing.T, f *fakeAPI, s *sender, _ *journal) {
		f.on("sendPoll", refusal(400, "Bad Request: not enough rights to send polls to the chat", ""))
		if _, err := s.SendQuiz(t.Context(), someQuiz); KindOf(err) != Refused || !err.(*Error).Refused() { //nolint:errorlint // it is not wrapped
			t.Errorf("got %v", err)
		}
		f.on("sendPoll", refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", `{"migrate_to_chat_id":-1009}`))
		if got, err := s.SendQuiz(t.Context(), someQuiz); err != nil || got.Poll == "" {
			t.Errorf("got %+v, %v", got, err)
		}
		calls := f.requests("sendPoll")
		if last := calls[len(calls)-1].params; last["chat_id"] != "-1009" || last["message_thread_id"] != "" {
			t.Errorf("sent %v", last)
		}
	})
}

// After a crash a recorded quiz is not sent again.
func TestQuizIsSentOnce(t *testing.T) {
	send(t, func(t *testing.T, f *fakeAPI, s *sender, _ *journal) {
		ctx := context.WithValue(t.Context(), deliveryKey{}, &delivery{left: []int{77}})
		got, err := s.SendQuiz(ctx, someQuiz)
		if err != nil || got != (handlers.SentQuiz{Message: 77}) || len(f.requests("sendPoll")) > 0 {
			t.Errorf("got %+v, %v", got, err)
		}
	})
}

func TestStopPoll(t *testing.T) {
	send(t, func(t *testing.T, f *fakeAPI, s *sender, _ *journal) {
		f.on("stopPoll", usual, refusal(400, "Bad Request: poll has already been closed", ""),
			refusal(400, "Bad Request: message with poll to stop not found", ""), refusal(400, "Bad Request: poll can't be stopped", ""))
		for i, want := range []Kind{"", "", "", Refused} {
			if err := s.StopPoll(t.Context(), -5, 9); KindOf(err) != want {
				t.Errorf("%d: %v", i, err)
			}
		}
		if got := fmt.Sprint(f.requests("stopPoll")[0].params); got != "map[chat_id:-5 message_id:9]" {
			t.Errorf("sent %s", got)
		}
	})
}
