package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/forumbot/forumbot/simulator"
)

// What the simulator remembers of a chat. In a long run of many chats its memory
// is to be small; under limits, questions wait while others come, and a reply
// must find its question.
const (
	keptMessages       = 20
	keptMessagesLimits = 2000
)

// place is a chat, with somebody who writes there.
type place struct {
	chat, person int64
	group        bool
}

// telegram is the simulated Telegram, reached by its control API.
type telegram struct {
	root, token string
	sim         *simulator.Server
	server      *http.Server
	places      []place
	kept        int           // messages of a chat that are remembered
	spent       time.Duration // of a processor while people asked; 0 where that is not known
	polled      chan struct{} // closed by the first getUpdates
	once        sync.Once
	mu          sync.Mutex
	refused     map[string]int // calls of the bot that were answered with an error
	over        bool           // the bot stops, and drops its long poll
	calls       map[string]int
}

func startTelegram(ctx context.Context, o options) (*telegram, error) {
	tg := &telegram{
		token: "424242:" + rand.Text(), polled: make(chan struct{}), refused: map[string]int{}, calls: map[string]int{},
	}
	tg.kept = keptMessages
	if o.limits {
		tg.kept = keptMessagesLimits
	}
	var err error
	if tg.sim, err = simulator.New(simulator.Options{Token: tg.token, History: tg.kept, Strict: true}); err != nil {
		return nil, err
	}
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	tg.root = "http://" + l.Addr().String()
	tg.server = &http.Server{Handler: http.HandlerFunc(tg.serve), ReadHeaderTimeout: 10 * time.Second}
	go func() { _ = tg.server.Serve(l) }() // until close
	if err := tg.populate(ctx, o); err != nil {
		tg.close()
		return nil, err
	}
	return tg, nil
}

// end counts no more refusals: the long poll that a stopping bot drops may be
// answered with 409, to nobody. What the bot itself minds is in its log.
func (tg *telegram) end() {
	tg.mu.Lock()
	defer tg.mu.Unlock()
	tg.over = true
}

// close may be called again.
func (tg *telegram) close() {
	_ = tg.sim.Close() // it keeps nothing
	_ = tg.server.Close()
}

// serve passes requests on to the simulator and counts the bot's calls.
func (tg *telegram) serve(w http.ResponseWriter, r *http.Request) {
	if !strings.HasPrefix(r.URL.Path, "/bot") {
		tg.sim.ServeHTTP(w, r)
		return
	}
	method := r.URL.Path[strings.LastIndexByte(r.URL.Path, '/')+1:]
	if method == "getUpdates" {
		tg.once.Do(func() { close(tg.polled) })
	}
	s := &statusWriter{ResponseWriter: w, code: http.StatusOK}
	tg.sim.ServeHTTP(s, r)
	tg.mu.Lock()
	defer tg.mu.Unlock()
	tg.calls[method]++
	if s.code != http.StatusOK && !tg.over {
		tg.refused[method+" "+strconv.Itoa(s.code)]++
	}
}

type statusWriter struct {
	http.ResponseWriter
	code int
}

func (w *statusWriter) WriteHeader(code int) {
	w.code = code
	w.ResponseWriter.WriteHeader(code)
}

// populate makes the chats, and the limits if there are to be any.
func (tg *telegram) populate(ctx context.Context, o options) error {
	var made struct {
		ID int64 `json:"id"`
	}
	for i := range o.chats {
		language := []string{"zh-hans", "en", "zh-hant", "de"}[i%4]
		if err := tg.post(ctx, "/api/people", map[string]any{"first_name": fmt.Sprintf("Guest %d", i+1), "language_code": language}, &made); err != nil {
			return err
		}
		tg.places = append(tg.places, place{chat: made.ID, person: made.ID})
	}
	for i := range o.groups {
		members := make([]int64, 0, 3)
		for j := range min(3, o.chats) {
			members = append(members, tg.places[(3*i+j)%o.chats].person)
		}
		kind := []string{"group", "supergroup"}[i%2]
		if err := tg.post(ctx, "/api/chats", map[string]any{"type": kind, "title": fmt.Sprintf("Group %d", i+1), "members": members}, &made); err != nil {
			return err
		}
		tg.places = append(tg.places, place{chat: made.ID, person: members[0], group: true})
	}
	return tg.post(ctx, "/api/faults", map[string]any{"flood": o.limits}, nil)
}

// post calls the control API, without a socket in between: what people cost is
// to be left to the bot.
func (tg *telegram) post(ctx context.Context, path string, in any, out any) error {
	body, err := json.Marshal(in)
	if err != nil {
		return err
	}
	return tg.request(ctx, http.MethodPost, path, bytes.NewReader(body), out)
}

// greeted waits until the bot has introduced itself to each group: that answers
// no question and is not to be counted.
func (tg *telegram) greeted(ctx context.Context) error {
	for _, p := range tg.places {
		if !p.group {
			continue
		}
		path := fmt.Sprintf("/api/wait?chat=%d&after=0&timeout=60", p.chat)
		if err := tg.request(ctx, http.MethodGet, path, http.NoBody, nil); err != nil {
			return fmt.Errorf("the bot does not introduce itself: %w", err)
		}
	}
	return nil
}

func (tg *telegram) request(ctx context.Context, method, path string, body io.Reader, out any) error {
	req, err := http.NewRequestWithContext(ctx, method, tg.root+path, body)
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	answer := &answerWriter{header: http.Header{}, code: http.StatusOK}
	tg.sim.ServeHTTP(answer, req)
	if answer.code != http.StatusOK {
		return fmt.Errorf("%s: %d: %s", path, answer.code, answer.body.Bytes())
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(answer.body.Bytes(), out)
}

// answerWriter keeps an answer.
type answerWriter struct {
	header http.Header
	code   int
	body   bytes.Buffer
}

func (w *answerWriter) Header() http.Header         { return w.header }
func (w *answerWriter) WriteHeader(code int)        { w.code = code }
func (w *answerWriter) Write(p []byte) (int, error) { return w.body.Write(p) }
