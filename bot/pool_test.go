package bot

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/forumbot/forumbot/handlers"
)

// shelf is an Inbox in memory that can be made to fail.
type shelf struct {
	mu    sync.Mutex
	items []*shelved
	wake  chan struct{}
	fail  error // of Accept and Claim
	ends  []error
	log   []string // what was done to items
}

type shelved struct {
	s        *shelf
	item     Item
	accepted time.Time
	state    string
	at       time.Time
	crashes  int
	sent     []int // committed
	noted    []int
}

func newShelf() *shelf { return &shelf{wake: make(chan struct{}, 1)} }

func (s *shelf) Accept(_ context.Context, items []Item) (fresh int, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail != nil {
		return 0, s.fail
	}
	for _, it := range items {
		if !slices.ContainsFunc(s.items, func(have *shelved) bool { return have.item.ID == it.ID }) {
			s.items = append(s.items, &shelved{s: s, item: it, accepted: time.Now(), state: "ready"})
			fresh++
		}
	}
	s.signal()
	return fresh, nil
}

func (s *shelf) Claim(_ context.Context, most int) (out []Work, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.fail != nil {
		return nil, s.fail
	}
	seen := map[int64]bool{}
	for _, it := range s.items {
		if it.state == "ready" && !seen[it.item.Chat] && !it.at.After(time.Now()) && len(out) < most {
			it.state = "running"
			it.noted = nil
			out = append(out, it)
		}
		if it.state != "done" {
			seen[it.item.Chat] = true
		}
	}
	return out, nil
}

func (s *shelf) Wake() <-chan struct{} { return s.wake }

func (s *shelf) signal() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

func (w *shelved) Item() Item                                  { return w.item }
func (w *shelved) Accepted() time.Time                         { return w.accepted }
func (w *shelved) Crashes() int                                { return w.crashes }
func (w *shelved) Sent() []int                                 { return slices.Clone(w.sent) }
func (w *shelved) Context(ctx context.Context) context.Context { return ctx }
func (w *shelved) Record(message int)                          { w.noted = append(w.noted, message) }

func (w *shelved) Commit(context.Context) error { return w.end("running", "commit") }
func (w *shelved) Finish(context.Context) error { return w.end("done", "finish") }
func (w *shelved) Retry(_ context.Context, after time.Duration) error {
	w.at = time.Now().Add(after)
	return w.end("ready", "retry")
}

func (w *shelved) end(state, what string) error {
	w.s.mu.Lock()
	defer w.s.mu.Unlock()
	if len(w.s.ends) > 0 {
		err := w.s.ends[0]
		w.s.ends = w.s.ends[1:]
		if err != nil {
			return err
		}
	}
	w.sent = append(w.sent, w.noted...)
	w.noted = nil
	w.state = state
	w.s.log = append(w.s.log, fmt.Sprint(what, " ", w.item.ID))
	w.s.signal()
	return nil
}

func (s *shelf) states() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	var out []string
	for _, it := range s.items {
		out = append(out, fmt.Sprint(it.item.ID, " ", it.state))
	}
	return strings.Join(out, ", ")
}

// startDurable runs a bot with an inbox, and with a handler that answers.
func startDurable(t *testing.T, f *fakeAPI, s *shelf, h *answering) *running {
	t.Helper()
	return start(t, f, h, func(b *Bot) {
		b.o.Inbox, b.o.Stale = s, 10*time.Minute
		h.send = b.Messenger()
	})
}

// answering answers each message by its text in as many messages as it has
// words, and wants none that begins with "psst".
type answering struct {
	recorder
	send handlers.Messenger
}

func (a *answering) Sift(_ context.Context, m handlers.Message) (handlers.Message, bool) {
	return m, !strings.HasPrefix(m.Text, "psst")
}

func (a *answering) Handle(ctx context.Context, m handlers.Message) error {
	if err := a.recorder.Handle(ctx, m); err != nil {
		return err
	}
	for _, word := range strings.Fields(m.Text) {
		if _, err := a.send.Send(ctx, handlers.Reply{Chat: m.Chat.ID, HTML: word}); err != nil {
			return err
		}
	}
	return nil
}

func sentTexts(f *fakeAPI) string {
	var out []string
	for _, c := range f.requests("sendMessage") {
		out = append(out, c.params["text"])
	}
	return strings.Join(out, " ")
}

// With an inbox Telegram may forget what is accepted, however long its handling
// takes; what asks nothing of the handler is never stored.
func TestInboxAnswersForUpdates(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f, s, h := newFakeAPI(t), newShelf(), &answering{}
		h.then = func(ctx context.Context, m handlers.Message) error {
			if m.Text == "slow" {
				return sleep(ctx, 30*time.Second)
			}
			return nil
		}
		f.pushText(10, 1, "slow")
		f.pushText(11, 1, "after")
		f.pushText(12, 2, "quick")
		f.pushText(13, 3, "psst, a secret")
		f.pushRaw(14, `{"update_id":14,"message":"not an object"}`)
		b := startDurable(t, f, s, h)
		time.Sleep(10 * time.Second)
		if got := f.confirmed(); got != 15 {
			t.Errorf("offset %d while 10 is in work, want 15", got)
		}
		if got := s.states(); got != "10 running, 11 ready, 12 done" {
			t.Errorf("the inbox: %s", got)
		}
		for _, it := range s.items {
			if strings.Contains(string(it.item.Payload), "secret") {
				t.Error("words that asked nothing of us are stored")
			}
		}
		time.Sleep(30 * time.Second)
		if got := sentTexts(f); got != "quick slow after" {
			t.Errorf("sent %q", got)
		}
		if err := b.stop(); err != nil {
			t.Error(err)
		}
	})
}

// While the database fails, updates stay with Telegram and the log says so once.
func TestInboxFails(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f, s, h := newFakeAPI(t), newShelf(), &answering{}
		s.fail = errors.New("the disk is full")
		f.pushText(10, 1, "a")
		b := startDurable(t, f, s, h)
		time.Sleep(5 * time.Minute)
		if f.confirmed() > 10 || sentTexts(f) != "" {
			t.Errorf("offset %d, sent %q", f.confirmed(), sentTexts(f))
		}
		if n := len(f.requests("getUpdates")); n > 30 {
			t.Errorf("%d calls in 5 minutes", n)
		}
		log := b.log.String()
		if n := strings.Count(log, "storing updates fails"); n != 1 || !strings.Contains(log, "the disk is full") {
			t.Errorf("told %d times:\n%s", n, log)
		}
		s.mu.Lock()
		s.fail = nil
		s.mu.Unlock()
		time.Sleep(2 * time.Minute)
		if f.confirmed() != 11 || sentTexts(f) != "a" || !strings.Contains(b.log.String(), "storing updates works again") {
			t.Errorf("offset %d, sent %q:\n%s", f.confirmed(), sentTexts(f), b.log)
		}
		_ = b.stop()
	})
}

// A message that was recorded is not sent again, and the one before is recorded
// before the next goes out.
func TestRecordedMessagesAreNotSentAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f, s, h := newFakeAPI(t), newShelf(), &answering{}
		payload, err := pack(message(1, "one two three"))
		if err != nil {
			t.Fatal(err)
		}
		crashed := &shelved{s: s, item: Item{10, 1, payload}, accepted: time.Now(), state: "ready", crashes: 1, sent: []int{500}}
		s.items = []*shelved{crashed}
		f.on("sendMessage", usual, func(http.ResponseWriter, *http.Request) bool {
			s.mu.Lock()
			defer s.mu.Unlock()
			if !slices.Equal(crashed.sent, []int{500, 1001}) {
				t.Errorf("recorded before the third message: %v", crashed.sent)
			}
			return false
		})
		b := startDurable(t, f, s, h)
		time.Sleep(time.Minute)
		if got := sentTexts(f); got != "two three" {
			t.Errorf("sent %q", got)
		}
		if s.states() != "10 done" {
			t.Errorf("the inbox: %s", s.states())
		}
		_ = b.stop()
	})
}

// When the end of an update can't be stored it is tried again; the answer is
// not sent again.
func TestEndIsStoredLater(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f, s, h := newFakeAPI(t), newShelf(), &answering{}
		s.ends = append([]error{nil}, slices.Repeat([]error{errors.New("locked")}, 30)...)
		f.pushText(10, 1, "a")
		b := startDurable(t, f, s, h)
		time.Sleep(10 * time.Minute)
		if sentTexts(f) != "a" || s.states() != "10 done" {
			t.Errorf("sent %q, %s", sentTexts(f), s.states())
		}
		if n := strings.Count(b.log.String(), "level=WARN"); n != 1 || !strings.Contains(b.log.String(), "works again") {
			t.Errorf("%d warnings:\n%s", n, b.log)
		}
		s.mu.Lock()
		s.ends = []error{nil, ErrLost}
		s.mu.Unlock()
		f.pushText(11, 1, "b")
		time.Sleep(time.Minute)
		if sentTexts(f) != "a b" || !strings.Contains(b.log.String(), "taken over") {
			t.Errorf("sent %q:\n%s", sentTexts(f), b.log)
		}
		_ = b.stop()
	})
}

// An hour without Telegram: in private chats the answer comes late, in groups
// not at all, and no burst of attempts is made.
func TestTelegramIsDownForAnHour(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f, s, h := newFakeAPI(t), newShelf(), &answering{}
		var down atomic.Bool
		down.Store(true)
		f.on("sendMessage", repeat(1000, func(w http.ResponseWriter, r *http.Request) bool {
			return down.Load() && hangUp(w, r)
		})...)
		now := time.Now().Unix()
		f.push(10, fmt.Sprintf(`"message":{"message_id":1,"date":%d,"chat":{"id":5,"type":"private"},"from":{"id":5},"text":"private"}`, now))
		f.push(11, fmt.Sprintf(`"message":{"message_id":1,"date":%d,"chat":{"id":-5,"type":"group"},"from":{"id":5},"text":"group"}`, now))
		f.push(12, fmt.Sprintf(`"message":{"message_id":2,"date":%d,"chat":{"id":-6,"type":"group"},"from":{"id":5},"text":"stale"}`, now-11*60))
		f.push(13, fmt.Sprintf(`"edited_message":{"message_id":3,"date":%d,"edit_date":%d,"chat":{"id":-7,"type":"group"},"from":{"id":5},"text":"edited"}`, now-24*3600, now))
		b := startDurable(t, f, s, h)
		time.Sleep(time.Hour)
		if n := len(f.requests("sendMessage")); n < 20 || n > 300 {
			t.Errorf("%d attempts in an hour", n)
		}
		before := len(f.requests("sendMessage"))
		down.Store(false)
		time.Sleep(10 * time.Minute)
		var after []string
		for _, c := range f.requests("sendMessage")[before:] {
			after = append(after, c.params["text"])
		}
		if !slices.Equal(after, []string{"private"}) {
			t.Errorf("sent afterwards: %v", after)
		}
		if got := s.states(); got != "10 done, 11 done, 12 done, 13 done" {
			t.Errorf("the inbox: %s", got)
		}
		for _, c := range f.requests("sendMessage") {
			if c.params["text"] == "stale" {
				t.Error("a stale message was answered")
			}
		}
		if !strings.Contains(b.log.String(), "too old to be answered") {
			t.Errorf("the log:\n%s", b.log)
		}
		_ = b.stop()
	})
}

// What can't be handled is passed over, and the chat goes on.
func TestUpdatesThatAreGivenUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f, s, h := newFakeAPI(t), newShelf(), &answering{}
		h.then = func(_ context.Context, m handlers.Message) error {
			if m.Text == "panic" {
				panic("people's words")
			}
			return nil
		}
		f.on("sendMessage", refusal(403, "Forbidden: bot was blocked by the user", ""), refusal(400, "Bad Request: no", ""))
		add := func(id int64, crashes int, payload string) {
			s.items = append(s.items, &shelved{s: s, item: Item{id, 1, []byte(payload)}, accepted: time.Now(), state: "ready", crashes: crashes})
		}
		text := func(words string) string {
			p, err := pack(message(1, words))
			if err != nil {
				t.Fatal(err)
			}
			return string(p)
		}
		add(1, 0, `{"v":99,"m":{"secret":1}}`)
		add(2, 0, `secret`)
		add(3, 0, `{"v":1}`)
		add(4, maxCrashes, text("poison"))
		add(5, maxCrashes-1, text("blocked"))
		add(6, 0, text("refused"))
		add(7, 0, text("panic"))
		add(8, 0, text("fine"))
		b := startDurable(t, f, s, h)
		time.Sleep(time.Minute)
		if got := sentTexts(f); got != "blocked refused fine" {
			t.Errorf("sent %q", got)
		}
		if strings.Contains(s.states(), "ready") || strings.Contains(s.states(), "running") {
			t.Errorf("the inbox: %s", s.states())
		}
		if log := b.log.String(); strings.Contains(log, "secret") || strings.Contains(log, "people's words") || !strings.Contains(log, "version 99") {
			t.Errorf("the log:\n%s", log)
		}
		_ = b.stop()
	})
}

// Groups that have used up their rate wait without keeping anybody else
// waiting, and get all their answers in their order.
func TestWaitingForAChatsTurn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const groups, workers = 6, 2
		f, s, h := newFakeAPI(t), newShelf(), &answering{}
		var mu sync.Mutex
		busy, most := 0, 0
		h.then = func(ctx context.Context, _ handlers.Message) error {
			mu.Lock()
			busy++
			most = max(most, busy)
			mu.Unlock()
			err := sleep(ctx, time.Second)
			mu.Lock()
			busy--
			mu.Unlock()
			return err
		}
		id := int64(1)
		for n := range 3 {
			for g := range int64(groups) {
				f.push(id, fmt.Sprintf(`"message":{"message_id":%d,"date":%d,"chat":{"id":%d,"type":"group"},"from":{"id":5},"text":"g%d.%d"}`,
					id, time.Now().Unix(), -g-1, g, n))
				id++
			}
		}
		b := start(t, f, h, func(b *Bot) {
			b.o.Inbox, b.o.Workers = s, workers
			b.sender.limiter = newLimiter(Limits{Overall: DefaultLimits.Overall, Group: Rate{1, time.Minute}})
			h.send = b.Messenger()
		})
		time.Sleep(20 * time.Second) // now each group's second answer waits
		f.pushText(100, 7, "quick")
		time.Sleep(3 * time.Second)
		if got := sentTexts(f); !strings.HasSuffix(got, " quick") || strings.Count(got, " ") != groups {
			t.Errorf("sent %q", got)
		}
		time.Sleep(3 * time.Minute)
		got := sentTexts(f)
		for g := range groups {
			for n := range 2 {
				first, second := fmt.Sprintf("g%d.%d", g, n), fmt.Sprintf("g%d.%d", g, n+1)
				if i, j := strings.Index(got, first), strings.Index(got, second); i < 0 || j < i {
					t.Errorf("%s and %s in %q", first, second, got)
				}
			}
		}
		if most != workers {
			t.Errorf("%d updates were worked on at once, want %d", most, workers)
		}
		// Stopping hands back what still waits.
		f.push(200, fmt.Sprintf(`"message":{"message_id":200,"date":%d,"chat":{"id":-1,"type":"group"},"from":{"id":5},"text":"one two"}`, time.Now().Unix()))
		time.Sleep(10 * time.Second)
		begin := time.Now()
		if err := b.stop(); err != nil || time.Since(begin) > 10*time.Second {
			t.Errorf("stopping took %v: %v", time.Since(begin), err)
		}
		if got := s.states(); !strings.HasSuffix(got, ", 200 ready") {
			t.Errorf("the inbox: %s", got)
		}
	})
}

// Stopping hands what is not finished back at once.
func TestStopHandsBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f, s, h := newFakeAPI(t), newShelf(), &answering{}
		h.then = func(ctx context.Context, m handlers.Message) error {
			switch m.Text {
			case "slow":
				return sleep(ctx, time.Minute)
			case "soon":
				return sleep(ctx, 5*time.Second)
			}
			return nil
		}
		f.pushText(1, 1, "slow")
		f.pushText(2, 1, "waiting")
		f.pushText(3, 2, "soon")
		b := startDurable(t, f, s, h)
		time.Sleep(time.Second)
		begin := time.Now()
		if err := b.stop(); err != nil {
			t.Error(err)
		}
		if took := time.Since(begin); took > 10*time.Second {
			t.Errorf("stopping took %v", took)
		}
		if got := s.states(); got != "1 ready, 2 ready, 3 done" || sentTexts(f) != "soon" {
			t.Errorf("the inbox: %s; sent %q", got, sentTexts(f))
		}
		if f.confirmed() != 4 {
			t.Errorf("offset %d", f.confirmed())
		}
	})
}

// The stored form of a message is fixed: a change of it needs a new version.
func TestPayload(t *testing.T) {
	t.Parallel()
	m := handlers.Message{
		Kind: handlers.Pressed, Chat: handlers.Chat{ID: -5, Type: handlers.Supergroup, Title: "T"},
		From: &handlers.Person{ID: 7, IsBot: true, LanguageCode: "zh"}, ID: 3, Thread: 4, Text: "问",
		ReplyTo: &handlers.Quoted{ID: 2, FromMe: true, Text: "q"}, Addressed: true,
		Button: &handlers.Press{ID: "p", Data: "d"}, Sent: time.Unix(1700000000, 0).UTC(),
	}
	const want = `{"v":1,"m":{"Kind":"pressed","Chat":{"ID":-5,"Type":"supergroup","Title":"T"},"From":{"ID":7,"IsBot":true,"LanguageCode":"zh"},"ID":3,"Thread":4,"Text":"问","ReplyTo":{"ID":2,"FromMe":true,"Text":"q"},"Addressed":true,"Button":{"ID":"p","Data":"d"},"Sent":"2023-11-14T22:13:20Z"}}`
	got, err := pack(m)
	if err != nil || string(got) != want {
		t.Errorf("packed as\n%s, %v, want\n%s", got, err, want)
	}
	back, err := unpack(got)
	if err != nil || fmt.Sprint(*back.From, *back.ReplyTo, *back.Button, back.Text, back.Sent) != fmt.Sprint(*m.From, *m.ReplyTo, *m.Button, m.Text, m.Sent) {
		t.Errorf("read as %+v, %v", back, err)
	}
}

func FuzzUnpackPayload(f *testing.F) {
	f.Add([]byte(`{"v":1,"m":{"Kind":"wrote","Text":"x","Sent":"2023-11-14T22:13:20Z"}}`))
	f.Add([]byte(`{"v":2}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := unpack(data)
		if err != nil {
			return
		}
		if _, err := pack(m); err != nil {
			t.Errorf("%q can't be written again: %v", data, err)
		}
	})
}

// Ages are told by the server's clock, so that a wrong one here silences
// nobody.
func TestServersClock(t *testing.T) {
	t.Parallel()
	for _, off := range []time.Duration{-3 * time.Hour, -time.Second, 0, time.Second, 24 * time.Hour} {
		c, _ := online(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Date", time.Now().Add(off).UTC().Format(http.TimeFormat))
			result(`{"id":42}`)(w, r)
		}))
		if err := c.call(t.Context(), "getMe", nil, nil); err != nil {
			t.Fatal(err)
		}
		got := time.Until(c.now())
		if (got - off).Abs() > 2500*time.Millisecond {
			t.Errorf("the server's clock is off by %v, told as %v", off, got)
		}
	}
}
