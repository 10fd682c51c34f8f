package handlers

import (
	"context"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/forumbot/forumbot/knowledge"
)

// maxQuestion is how many bytes of a question are looked at and kept: more
// than anybody's question, less than Telegram's longest message.
const maxQuestion = 2000

// Options are what a Handler works with. Base and Messenger must be set.
type Options struct {
	Base      Base
	Messenger Messenger
	Polls     Polls       // nil: no quizzes
	Quizzes   QuizState   // nil: no quizzes
	Pictures  Pictures    // nil: no pictures
	Members   Members     // nil: nobody is known as an administrator
	State     State       // nil: a Memory
	Bags      Bags        // nil: MemoryBags
	Dailies   Dailies     // nil: MemoryDailies
	Zone      string      // the time zone of chats that name none, as trivia.Zone takes it; "": UTC+8
	SeesAll   bool        // Telegram shows the bot all messages of its groups: privacy mode is off
	Questions QuestionLog // nil: none is kept
	KeepDays  int         // how many days the log of questions goes back, to tell people; 0: none is kept

	Phraser      Phraser       // nil: facts are told in curated words only
	Drafts       Drafts        // nil: an answer on its way is not shown
	PhraseGroups bool          // the Phraser is also asked in groups
	PhraseWithin time.Duration // how long an answer may wait for the Phraser; 0 is 15 s

	Usage           Usage       // nil: a Memory
	Limits          Limits      // of what people may ask
	Feedback        Feedback    // nil: a Memory
	Admins          []int64     // who runs the bot: free of limits, told of reports, shown statistics
	ReportsToReview int         // how many people must report a fact until the admins are told; 0: they never are
	Statistics      Statistics  // nil: none are shown
	Subscribers     Subscribers // nil: not told among the statistics

	Log     *slog.Logger     // nil: none. People's words are never logged.
	Now     func() time.Time // nil: the clock's
	BotName string           // the bot's username, without the @
}

// Handler does what each message and button asks for. It is safe for
// concurrent use; messages of one chat should come in order.
type Handler struct {
	composer  atomic.Pointer[Composer]
	send      Messenger
	polls     Polls
	quizzes   QuizState
	pictures  Pictures
	members   Members
	phraser   Phraser
	drafts    Drafts
	state     State
	bags      Bags
	dailies   Dailies
	dailyZone string
	seesAll   bool

	undelivered *undelivered

	asked    QuestionLog
	keepDays int
	log      *slog.Logger
	now      func() time.Time
	botName  string

	roundSlots chan struct{}  // a place for each round whose step is being taken
	roundSteps sync.WaitGroup // those steps

	phraseGroups bool
	phraseWithin time.Duration

	usage       Usage
	throttle    *throttle
	feedback    Feedback
	admins      []int64
	review      int // Options.ReportsToReview
	statistics  Statistics
	subscribers Subscribers

	mu       sync.Mutex
	hinted   *recent[int64, struct{}]       // chats that were lately told that we read text only
	reviewed *recent[FactVersion, struct{}] // of whose reports the admins are being told
	album    *album                         // cards that were lately drawn; it has a lock of its own
}

// hintEvery keeps an album of ten photographs from drawing ten hints.
const hintEvery = time.Minute

// New returns a Handler.
func New(o Options) *Handler {
	h := &Handler{
		send: o.Messenger, polls: o.Polls, quizzes: o.Quizzes, roundSlots: make(chan struct{}, roundsAtOnce), pictures: o.Pictures, members: o.Members, state: o.State, bags: o.Bags, dailies: o.Dailies, dailyZone: o.Zone, seesAll: o.SeesAll, asked: o.Questions, keepDays: o.KeepDays, log: o.Log, now: o.Now,
		usage: o.Usage, feedback: o.Feedback, admins: o.Admins, review: o.ReportsToReview, statistics: o.Statistics, subscribers: o.Subscribers,
		botName: strings.TrimPrefix(o.BotName, "@"),
		phraser: o.Phraser, drafts: o.Drafts, phraseGroups: o.PhraseGroups, phraseWithin: o.PhraseWithin,
	}
	if h.phraseWithin <= 0 {
		h.phraseWithin = 15 * time.Second
	}
	if h.now == nil {
		h.now = time.Now
	}
	if h.log == nil {
		h.log = slog.New(slog.DiscardHandler)
	}
	memory := NewMemory(h.now)
	if h.state == nil {
		h.state = memory
	}
	if h.dailyZone == "" {
		h.dailyZone = "UTC+8"
	}
	if h.dailies == nil {
		h.dailies = NewMemoryDailies(h.now)
	}
	h.undelivered = newUndelivered(h.now)
	if h.bags == nil {
		h.bags = NewMemoryBags()
	}
	if h.usage == nil {
		h.usage = memory
	}
	if h.feedback == nil {
		h.feedback = memory
	}
	h.reviewed = newRecent[FactVersion, struct{}](1000, time.Hour, h.now)
	h.throttle = newThrottle(o.Limits, h.now)
	h.hinted = newRecent[int64, struct{}](1000, hintEvery, h.now)
	h.album = newAlbum(h.now)
	h.SetBase(o.Base)
	return h
}

// SetBase replaces the facts, as after a reload. Messages that are being
// handled finish with the old ones.
func (h *Handler) SetBase(b Base) { h.composer.Store(NewComposer(b)) }

// Handle does what a message asks for. Its errors are the Messenger's.
func (h *Handler) Handle(ctx context.Context, m Message) error {
	if !h.concerns(ctx, &m) {
		return nil
	}
	s := &session{Handler: h, Composer: h.composer.Load(), m: m, begun: h.now()}
	switch m.Kind {
	case Pressed:
		return s.pressed(ctx)
	case Joined:
		return s.joined(ctx)
	case Left:
		return s.left(ctx)
	case Edited:
		return s.edited(ctx)
	case Voted:
		return s.voted(ctx)
	}
	return s.wrote(ctx)
}

// session is the handling of one message.
type session struct {
	*Handler
	*Composer
	m     Message
	begun time.Time
}

func (s *session) private() bool { return s.m.Chat.Type == Private }

// wrote handles a new message: a command or a question.
func (s *session) wrote(ctx context.Context) error {
	m := s.m
	if s.private() && strings.TrimSpace(clean(m.Text)) == "" {
		return s.mediaHint(ctx)
	}
	if ok, err := s.paced(ctx); !ok {
		return err
	}
	if c, ok := parseCommand(m.Text, s.botName); ok {
		return s.command(ctx, c)
	}
	if s.private() {
		return s.question(ctx, m.Text, false)
	}
	if text := stripMention(m.Text, s.botName); !wordless(text) {
		return s.question(ctx, text, false)
	}
	return s.howToAsk(ctx)
}

// mediaHint says that the bot reads text only, once for an album.
func (s *session) mediaHint(ctx context.Context) error {
	s.mu.Lock()
	_, lately := s.hinted.get(s.m.Chat.ID)
	if !lately {
		s.hinted.put(s.m.Chat.ID, struct{}{})
	}
	s.mu.Unlock()
	if lately {
		return nil
	}
	return s.say(ctx, "media")
}

// lang is the language for what answers no question: the person's setting,
// else that of their Telegram, else the folder's first.
func (s *session) lang(ctx context.Context) knowledge.Language {
	return s.Composer.language(s.hint(ctx))
}

// hint is the person's language where known; it may be empty.
func (s *session) hint(ctx context.Context) knowledge.Language {
	if s.m.From == nil {
		return ""
	}
	chosen, err := s.state.Language(ctx, s.m.From.ID)
	if s.failed(err, "language") || chosen == "" {
		code, _, _ := strings.Cut(strings.ToLower(s.m.From.LanguageCode), "-")
		if !isLanguage(code) {
			return ""
		}
		return knowledge.Language(code)
	}
	return chosen
}

// failed logs an error of the state and tells whether there was one.
func (h *Handler) failed(err error, what string) bool {
	if err == nil {
		return false
	}
	h.log.Error("state is out of reach; going on without it", "what", what, "err", err)
	return true
}

// reply sends what is shown: in a group as a reply to who asked.
func (s *session) reply(ctx context.Context, shown Shown) (int, error) {
	r := Reply{Chat: s.m.Chat.ID, HTML: shown.Document.HTML(), Buttons: shown.Buttons}
	if s.private() {
		r.Thread = s.m.Thread // a private chat may have topics, too
	} else {
		r.ReplyTo = s.m.ID // finds the topic by itself
	}
	return s.send.Send(ctx, r)
}

// say replies with one message of our own.
func (s *session) say(ctx context.Context, id string) error {
	_, err := s.reply(ctx, Shown{Document: paragraph(say(s.lang(ctx), id))})
	return err
}
