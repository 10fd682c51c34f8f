package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/forumbot/forumbot/handlers"
)

// call by call: what a draft sends. The bubble's clock makes waiting free.
func drafting(t *testing.T, chat int64, script []action, do func(d handlers.Draft, s *sender)) []call {
	t.Helper()
	var calls []call
	synctest.Test(t, func(t *testing.T) {
		f := newFakeAPI(t)
		f.on("sendMessageDraft", script...)
		c, log := offline(t, f)
		s := newSender(c, newLimiter(DefaultLimits), log.logger(), nil)
		d := s.Draft(t.Context(), chat, 0)
		do(d, s)
		d.Close()
		synctest.Wait()
		if len(s.drafts.open) != 0 {
			t.Errorf("%d drafts stay open", len(s.drafts.open))
		}
		calls = f.requests("")
	})
	return calls
}

func TestDraft(t *testing.T) {
	t.Parallel()
	calls := drafting(t, 7, nil, func(d handlers.Draft, _ *sender) {
		d.Show("")
		time.Sleep(2 * time.Second)
		for _, s := range []string{"One.", "One. <b>Two</b>.", "One. <b>Two</b>. Three."} {
			d.Show(s)
			time.Sleep(100 * time.Millisecond)
		}
		time.Sleep(50 * time.Second) // a draft that does not change is shown again
	})
	var texts []string
	id := ""
	for _, c := range calls {
		if c.method != "sendMessageDraft" || c.params["can_stop"] != "true" || c.params["chat_id"] != "7" || c.params["draft_id"] == "0" || id != "" && c.params["draft_id"] != id {
			t.Errorf("%s %v", c.method, c.params)
		}
		id = c.params["draft_id"]
		texts = append(texts, c.params["text"])
	}
	last := "One. <b>Two</b>. Three."
	if got := strings.Join(texts, "|"); got != strings.Join([]string{"", "One.", last, last, last}, "|") {
		t.Errorf("shown %q", texts)
	}
}

// In groups, and where drafts are refused, it is typing.
func TestTypingInstead(t *testing.T) {
	t.Parallel()
	show := func(d handlers.Draft, _ *sender) {
		d.Show("")
		time.Sleep(11 * time.Second)
		d.Show("One.")
		time.Sleep(time.Second)
	}
	methods := func(calls []call) string {
		var out []string
		for _, c := range calls {
			out = append(out, c.method)
		}
		return strings.Join(out, " ")
	}
	if got := methods(drafting(t, -5, nil, show)); got != "sendChatAction sendChatAction sendChatAction" {
		t.Errorf("in a group: %s", got)
	}
	for _, refusal := range []action{
		answer(404, `{"ok":false,"error_code":404,"description":"Not Found: method not found"}`),
		answer(400, `{"ok":false,"error_code":400,"description":"Bad Request: TEXTDRAFT_PEER_INVALID"}`),
	} {
		var again handlers.Draft
		calls := drafting(t, 7, []action{refusal}, func(d handlers.Draft, s *sender) {
			show(d, s)
			again = s.Draft(context.Background(), 8, 0)
			again.Show("One.")
			time.Sleep(time.Second)
			again.Close()
		})
		if got := methods(calls); got != "sendMessageDraft sendChatAction sendChatAction sendChatAction sendChatAction" {
			t.Errorf("refused: %s", got)
		}
	}
	if got := methods(drafting(t, 7, []action{answer(429, `{"ok":false,"error_code":429,"description":"Too Many Requests","parameters":{"retry_after":10}}`)}, show)); got != "sendMessageDraft sendMessageDraft" {
		t.Errorf("too many: %s", got)
	}
}

// The button stops the draft that it belongs to, at once, and once.
func TestStopDraft(t *testing.T) {
	t.Parallel()
	calls := drafting(t, 7, nil, func(d handlers.Draft, s *sender) {
		d.Show("One.")
		time.Sleep(time.Second)
		id := d.(*draft).id
		s.stopDraft(7, id+1)
		s.stopDraft(8, id)
		select {
		case <-d.Stopped():
			t.Error("stopped by another's button")
		default:
		}
		s.stopDraft(7, id)
		<-d.Stopped()
		s.stopDraft(7, id)
		d.Show("Two.")
		time.Sleep(time.Minute)
	})
	if len(calls) != 1 {
		t.Errorf("%d calls", len(calls))
	}
}

// A stop does not wait behind the update that it stops.
func TestStopUpdate(t *testing.T) {
	t.Parallel()
	raw := json.RawMessage(`{"update_id":5,"stopped_message_generation":{"chat":{"id":7,"type":"private"},"draft_id":99}}`)
	d, err := decode(raw, self{})
	if err != nil || !d.stopped || d.chat != 7 || d.draft != 99 || d.message != nil {
		t.Fatalf("%+v, %v", d, err)
	}
	var got string
	r := &reader{onStop: func(chat, draft int64) { got = fmt.Sprint(chat, draft) }}
	if m := r.read(t.Context(), Update{ID: 5, Raw: raw}); m != nil || got != "7 99" {
		t.Errorf("%+v, %q", m, got)
	}
}

// Close returns although the call under way hangs.
func TestDraftHangs(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFakeAPI(t)
		f.on("sendMessageDraft", func(_ http.ResponseWriter, r *http.Request) bool {
			<-r.Context().Done()
			return true
		})
		c, log := offline(t, f)
		s := newSender(c, newLimiter(DefaultLimits), log.logger(), nil)
		d := s.Draft(t.Context(), 7, 0)
		d.Show("One.")
		time.Sleep(time.Second)
		start := time.Now()
		d.Close()
		if took := time.Since(start); took > draftLimit {
			t.Errorf("it took %v", took)
		}
	})
}

// A version that has no room within the limits is shown as soon as it has.
func TestDraftWaits(t *testing.T) {
	t.Parallel()
	calls := drafting(t, 7, nil, func(d handlers.Draft, s *sender) {
		for s.limiter.take(0, time.Now()) == 0 { // others send
		}
		d.Show("One.")
		time.Sleep(5 * time.Second)
	})
	if len(calls) != 1 || calls[0].params["text"] != "One." {
		t.Errorf("%+v", calls)
	}
}
