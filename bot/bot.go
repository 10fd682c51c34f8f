package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/forumbot/forumbot/handlers"
)

// How long stopping takes at most, in parts that stay below 10 s together.
const (
	graceHandling = 7 * time.Second
	graceConfirm  = 1500 * time.Millisecond
)

// DefaultWorkers is how many updates are handled at the same time: more than the
// processors have to do at once, as most of a worker's time goes by with waiting
// for Telegram.
const DefaultWorkers = 16

// Options are what a Bot is made of. Only Token must be set.
type Options struct {
	Token string
	Root  string       // address of the Bot API server; "" is DefaultRoot
	HTTP  *http.Client // nil: one that goes through the proxy named in the environment
	Log   *slog.Logger // nil: none. Neither the token nor people's words are logged.

	Limits   Limits        // rates of sending; the zero value is DefaultLimits
	Workers  int           // updates handled at the same time; 0 is 16
	Handling time.Duration // for the handling of one update; 0 is 90 s
	Stale    time.Duration // a message in a group that is older gets no answer; 0: any does

	// Inbox keeps accepted updates until they are handled. Nil: they stay with
	// Telegram until then.
	Inbox Inbox

	// Moved is told when a group became a supergroup and so has a new id, to
	// rewrite what is stored. It may be told of the same move again.
	Moved func(ctx context.Context, oldChat, newChat int64)
}

// Bot fetches updates for a Handler and sends for it.
type Bot struct {
	client *client
	sender *sender
	log    *slog.Logger
	o      Options
	me     Me
}

// Me is what Telegram says about the bot itself.
type Me struct {
	ID            int64  `json:"id"`
	Username      string `json:"username"` // without the @
	Name          string `json:"first_name"`
	JoinsGroups   bool   `json:"can_join_groups"`
	ReadsAllGroup bool   `json:"can_read_all_group_messages"` // privacy mode is off
}

// New returns a Bot; it talks to nobody yet. It fails for a token or a root
// that can't be one, with errors that don't repeat them.
func New(o Options) (*Bot, error) {
	log := o.Log
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	c, err := newClient(o.Token, o.Root, o.HTTP, log)
	if err != nil {
		return nil, err
	}
	if o.Limits == (Limits{}) {
		o.Limits = DefaultLimits
	}
	if o.Workers <= 0 {
		o.Workers = DefaultWorkers
	}
	if o.Handling <= 0 {
		o.Handling = 90 * time.Second
	}
	b := &Bot{client: c, log: log, o: o}
	b.sender = newSender(c, newLimiter(o.Limits), log, o.Moved)
	if c.root.Scheme == "http" && !isNear(c.root.Hostname()) {
		log.Warn("the API root is plain http to another machine: the token travels there unencrypted")
	}
	return b, nil
}

func isNear(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && (ip.IsLoopback() || ip.IsPrivate())
}

// Messenger returns what the handlers send with.
func (b *Bot) Messenger() handlers.Messenger { return b.sender }

// Pictures returns what the handlers send pictures with.
func (b *Bot) Pictures() handlers.Pictures { return b.sender }

// Polls returns what the handlers send quizzes with.
func (b *Bot) Polls() handlers.Polls { return b.sender }

// Drafts returns what the handlers show answers on their way with.
func (b *Bot) Drafts() handlers.Drafts { return b.sender }

// Connect asks Telegram who the bot is, and keeps asking while Telegram can't
// be reached. It fails when Telegram does not know the token, or with ctx.
func (b *Bot) Connect(ctx context.Context) (Me, error) {
	pauses := backoff{first: time.Second, most: 30 * time.Second}
	trouble := trouble{log: b.log, doing: "connecting"}
	for {
		var me Me
		err := b.client.call(ctx, "getMe", nil, &me)
		if err == nil && me.ID == 0 {
			err = &Error{Kind: Malformed, Method: "getMe", Description: "the bot has no id"}
		}
		if err == nil {
			trouble.over()
			b.me = me
			return me, nil
		}
		e, ok := errors.AsType[*Error](err)
		switch {
		case ctx.Err() != nil:
			return Me{}, ctx.Err()
		case !ok:
			return Me{}, err
		case e.Kind == Token:
			return Me{}, fmt.Errorf("%w: %w", errUnknownToken, e)
		}
		wait := max(pauses.pause(), min(e.RetryAfter, longestRetry))
		trouble.failed(e.Kind, e, advise(e), wait)
		if err := sleep(ctx, wait); err != nil {
			return Me{}, err
		}
	}
}

// Run fetches updates and gives them to h until ctx ends, which is no error;
// see the package's comment for how it stops. It connects first, unless
// Connect did, and sets the profile meanwhile. It fails when Telegram does not
// know the token (any more). It is to be called once.
func (b *Bot) Run(ctx context.Context, h Handler, profile Profile) error {
	if err := profile.Check(); err != nil {
		return err
	}
	if b.me.ID == 0 {
		if _, err := b.Connect(ctx); err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return err
		}
	}
	b.log.Info("the bot is running", "username", b.me.Username, "api", b.client.root.Host)
	if b.me.JoinsGroups && !b.me.ReadsAllGroup {
		b.log.Info("privacy mode is on: in groups the bot gets commands and replies to it; mentions only if Telegram passes them on")
	}

	var wg sync.WaitGroup
	registering, cancel := context.WithCancel(ctx)
	defer cancel()
	wg.Go(func() { b.sender.register(registering, profile) })

	in, stop := b.intake(h)
	poll := newPoller(b.client, in, b.log)
	err := poll.run(ctx)

	b.log.Info("stopping: no more updates are fetched")
	if !stop(graceHandling) {
		b.log.Error("a handler does not end; it is left behind")
	}
	if err == nil {
		b.confirm(poll)
	}
	cancel()
	wg.Wait()
	b.log.Info("stopped")
	return err
}

// intake returns what takes updates for h, and what stops their handling.
func (b *Bot) intake(h Handler) (intake, func(grace time.Duration) bool) {
	read := &reader{me: self{ID: b.me.ID, Username: b.me.Username}, handler: h, onMove: b.sender.moved, onStop: b.sender.stopDraft, log: b.log}
	run := &runner{handler: h, limit: b.o.Handling, stale: b.o.Stale, now: b.client.now, log: b.log}
	if b.o.Inbox != nil {
		p := newPool(run, b.o.Inbox, b.o.Workers)
		return &durableIntake{reader: read, inbox: b.o.Inbox}, p.stop
	}
	d := newDispatcher(run, dispatchLimits{workers: b.o.Workers, waiting: 256, perChat: 16, patience: 2 * time.Second})
	return &memoryIntake{reader: read, ledger: newLedger(), dispatch: d}, d.stop
}

// confirm uses a context of its own, as Run's has ended.
func (b *Bot) confirm(poll *poller) {
	ctx, cancel := context.WithTimeout(context.Background(), graceConfirm)
	defer cancel()
	if err := poll.confirm(ctx); err != nil {
		b.log.Warn("Telegram could not be told what is handled; the last updates may come again", "error", err)
	}
}
