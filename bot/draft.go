package bot

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"github.com/forumbot/forumbot/handlers"
)

// How an answer on its way is shown. Telegram shows a draft for 30 seconds and a
// chat action for 5; it names no limit on drafts.
const (
	draftEvery  = 800 * time.Millisecond // between two versions
	draftAgain  = 20 * time.Second       // a draft that did not change
	typingAgain = 4500 * time.Millisecond
	draftLimit  = 3 * time.Second // for one call: the answer itself waits for it
	// noDrafts is how long a server that knows no drafts is not asked for any.
	noDrafts = time.Hour
)

// draft shows in a private chat what there is of an answer (sendMessageDraft),
// with a button that stops it; elsewhere, and where Telegram refuses that, it
// shows "typing…".
type draft struct {
	s      *sender
	chat   int64
	thread int
	id     int64 // of the draft; 0 for none
	plain  bool  // typing is all that is shown; used by run alone after Draft

	wake    chan struct{} // html has changed
	quit    chan struct{} // closed by Close
	ended   chan struct{} // closed when nothing more is sent
	stopped chan struct{} // closed by the person

	mu      sync.Mutex
	html    string
	closing sync.Once
}

// draftKey is a draft that may be stopped.
type draftKey struct {
	chat, id int64
}

// drafts are the answers on their way.
type drafts struct {
	mu      sync.Mutex
	open    map[draftKey]*draft
	refused time.Time // no drafts before
}

var _ handlers.Drafts = (*sender)(nil)

// Draft implements handlers.Drafts.
func (s *sender) Draft(ctx context.Context, chat int64, thread int) handlers.Draft {
	d := &draft{
		s: s, chat: chat, thread: thread,
		wake: make(chan struct{}, 1), quit: make(chan struct{}), ended: make(chan struct{}), stopped: make(chan struct{}),
	}
	s.drafts.mu.Lock()
	if chat > 0 && !time.Now().Before(s.drafts.refused) { // Telegram's ids of private chats are positive
		d.id = rand.Int64N(1<<31-1) + 1
		s.drafts.open[draftKey{chat, d.id}] = d
	}
	d.plain = d.id == 0
	s.drafts.mu.Unlock()
	go d.run(ctx)
	return d
}

// stopDraft is a person's press on the button of a draft. It may be one of
// another process, or of long ago.
func (s *sender) stopDraft(chat, id int64) {
	s.drafts.mu.Lock()
	defer s.drafts.mu.Unlock()
	if d := s.drafts.open[draftKey{chat, id}]; d != nil {
		delete(s.drafts.open, draftKey{chat, id})
		close(d.stopped)
	}
}

// Show implements handlers.Draft.
func (d *draft) Show(html string) {
	d.mu.Lock()
	d.html = html
	d.mu.Unlock()
	d.signal()
}

func (d *draft) signal() {
	select {
	case d.wake <- struct{}{}:
	default:
	}
}

// Stopped implements handlers.Draft.
func (d *draft) Stopped() <-chan struct{} { return d.stopped }

// Close implements handlers.Draft. It waits for a call that is under way: one
// that arrived after the answer would look like another answer.
func (d *draft) Close() {
	d.closing.Do(func() { close(d.quit) })
	<-d.ended
	d.s.drafts.mu.Lock()
	defer d.s.drafts.mu.Unlock()
	delete(d.s.drafts.open, draftKey{d.chat, d.id})
}

// run sends the newest version whenever there is one, at a pace.
func (d *draft) run(ctx context.Context) {
	defer close(d.ended)
	again := time.NewTimer(draftAgain)
	defer again.Stop()
	for {
		select {
		case <-d.quit:
			return
		case <-ctx.Done():
			return
		case <-d.wake:
		case <-again.C:
		}
		select {
		case <-d.quit:
			return
		case <-d.stopped:
			return // what was on the screen is gone, and stays so
		default:
		}
		rest := d.send(ctx)
		if d.plain {
			again.Reset(typingAgain)
		} else {
			again.Reset(draftAgain)
		}
		t := time.NewTimer(rest)
		select {
		case <-d.quit:
		case <-ctx.Done():
		case <-t.C:
		}
		t.Stop()
	}
}

// send shows the newest version, and returns how long to rest then. Nothing here
// is tried again: the next version comes soon.
func (d *draft) send(ctx context.Context) time.Duration {
	if d.s.limiter.take(0, time.Now()) > 0 {
		d.signal()
		return draftEvery / 4 // messages go first
	}
	if d.plain {
		params := tgbotapi.Params{"action": "typing"}
		params.AddNonZero64("chat_id", d.s.current(d.chat))
		if d.thread > 1 {
			params.AddNonZero("message_thread_id", d.thread)
		}
		_ = d.s.client.callFor(ctx, draftLimit, "sendChatAction", params, nil) // it is decoration
		return typingAgain
	}
	d.mu.Lock()
	html := d.html
	d.mu.Unlock()
	params := tgbotapi.Params{}
	params.AddNonZero64("chat_id", d.chat)
	params.AddNonZero64("draft_id", d.id)
	params.AddBool("can_stop", true)
	if d.thread > 1 {
		params.AddNonZero("message_thread_id", d.thread)
	}
	if pieces := split(html, MaxText); len(pieces) > 0 {
		params["text"], params["parse_mode"] = pieces[0], "HTML"
	} else {
		params["text"] = ""
	}
	err := d.s.client.callFor(ctx, draftLimit, "sendMessageDraft", params, nil)
	e, _ := errors.AsType[*Error](err)
	switch {
	case e == nil:
		return draftEvery
	case e.Kind == TooMany:
		return max(e.RetryAfter, draftEvery)
	case e.Kind == Unknown || e.Kind == Refused || e.Kind == Entities:
		d.s.refuseDrafts(e)
		d.plain = true
		d.Show("") // typing at once
		return 0
	default:
		return draftEvery
	}
}

// refuseDrafts remembers that the server takes no drafts.
func (s *sender) refuseDrafts(e *Error) {
	s.drafts.mu.Lock()
	known := time.Now().Before(s.drafts.refused)
	s.drafts.refused = time.Now().Add(noDrafts)
	s.drafts.mu.Unlock()
	if !known {
		s.log.Info("this Bot API server takes no drafts; answers on their way are shown as typing", "error", e)
	}
}
