package simulator

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/forumbot/forumbot/simulator/page"
)

// DefaultToken is the token of a Server that was given none. It is no secret:
// no real bot has it.
const DefaultToken = "424242:simulated-bot_simulated-bot_simulated"

// Options are what a Server is made of; all may be left out.
type Options struct {
	Token       string       // of the only bot; "" is DefaultToken. The number before the colon is its id.
	BotUsername string       // without the @; "" is forum_demo_bot
	BotName     string       // "" is Forum Bot
	Clock       *Clock       // nil: the real time, which nobody can move
	Log         *slog.Logger // nil: none
	History     int          // messages kept a chat; 0 is 10,000
	File        string       // where the world is kept between runs; "": nowhere
	Public      bool         // requests that name any host are answered, not just those for this machine
	Strict      bool         // parameters that the Bot API does not have are refused, not just reported
}

// Server is the simulated Telegram: an http.Handler for the Bot API, the
// control API and the page.
type Server struct {
	log     *slog.Logger
	token   string
	clock   *Clock
	history int
	file    string
	public  bool
	mux     *http.ServeMux
	closed  <-chan struct{} // by Close
	end     context.CancelFunc

	mu      sync.Mutex
	options Options // as they were completed, for a reset
	w       *world
	feed    *feed
	calls   calls
	faults  faults
	flood   *flood
	queries queries
	timers  map[string]*time.Timer // of polls that close by themselves
	poller  chan struct{}          // closed when another poller takes over; nil: none waits
	more    chan struct{}          // closed and renewed when there are new updates
	hook    hook
	dirty   bool // the world has changed since it was saved
	nextSet time.Time

	wg sync.WaitGroup // goroutines that Close waits for
}

// New returns a Server. It fails when the file of an earlier run can't be read.
func New(o Options) (*Server, error) {
	if o.Token == "" {
		o.Token = DefaultToken
	}
	if o.BotUsername == "" {
		o.BotUsername = "forum_demo_bot"
	}
	if o.BotName == "" {
		o.BotName = "Forum Bot"
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.History <= 0 {
		o.History = 10_000
	}
	s := &Server{
		log: o.Log, token: o.Token, clock: o.Clock, history: o.History, file: o.File, public: o.Public, options: o,
		mux: http.NewServeMux(), feed: newFeed(), more: make(chan struct{}),
		timers: map[string]*time.Timer{},
	}
	s.faults.Strict = o.Strict
	s.queries.init()
	w, err := load(o)
	if err != nil {
		return nil, err
	}
	s.w = w
	if s.clock != nil {
		s.clock.Advance(w.Ahead)
	}
	s.hook.wake = make(chan struct{}, 1)
	s.routes()
	ctx, end := context.WithCancel(context.Background())
	s.closed, s.end = ctx.Done(), end
	s.wg.Go(func() { s.deliverWebhooks(ctx) })
	if s.file != "" {
		s.wg.Go(s.saveNowAndThen)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.watchPolls()
	return s, nil
}

// Close ends what the Server does by itself, answers those who wait, and saves
// the world. Calls are answered still, but nobody is kept waiting; what they
// change is saved by another Close.
func (s *Server) Close() error {
	s.end()
	s.wg.Wait()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range s.timers {
		t.Stop()
	}
	return s.save()
}

func (s *Server) now() time.Time { return s.clock.Now() }

// routes puts the three surfaces together.
func (s *Server) routes() {
	s.controlRoutes()
	s.mux.Handle("/", s.guarded(page.Handler()))
}

// ServeHTTP implements http.Handler.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	// Not by the mux: it would redirect paths that it takes for untidy.
	switch {
	case strings.HasPrefix(r.URL.Path, "/bot"):
		s.serveBot(w, r)
	case strings.HasPrefix(r.URL.Path, "/file/bot"):
		s.serveFile(w, r)
	default:
		s.mux.ServeHTTP(w, r)
	}
}

// show tells clients of something that everybody may see.
func (s *Server) show(kind string, data func(viewer int64) any) {
	s.dirty = true
	s.feed.add(kind, data)
}
