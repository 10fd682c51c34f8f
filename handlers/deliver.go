package handlers

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"sync"
	"time"

	"github.com/forumbot/forumbot/trivia"
)

// How daily posts go out.
const (
	// postEvery keeps all processes together at 25 a second, below the 30 that
	// Telegram allows: the rest is for who asks.
	postEvery = 40 * time.Millisecond
	// postsAtOnce are under way at a time: at 25 a second, Telegram may take a
	// third of a second for each.
	postsAtOnce = 8
	// postsClaimed are claimed in one go: what is sent in a second.
	postsClaimed = 25
	// postGrace is how long a post that has left may take when the program stops.
	postGrace = 5 * time.Second
	// postAgain is the pause after which one that did not leave is tried again.
	postAgain = 20 * time.Second
)

var errClaimLost = errors.New("the post is somebody else's by now")

// deliver sends the daily posts that are due, in the order in which they became
// so, until there are none. See Dailies for what happens in a crash.
func (h *Handler) deliver(ctx context.Context) (more bool, err error) {
	var underWay sync.WaitGroup
	defer underWay.Wait()
	places := make(chan struct{}, postsAtOnce)
	for more = true; more; {
		var posts []Post
		if posts, more, err = h.dailies.ClaimPosts(ctx, postsClaimed, h.nextSlot); err != nil {
			return false, err
		}
		if len(posts) == 0 {
			continue
		}
		at, err := h.dailies.Reserve(ctx, len(posts), postEvery)
		if err != nil {
			return false, err
		}
		for i, p := range posts {
			if !h.waitUntil(ctx, at.Add(time.Duration(i)*postEvery)) {
				return false, ctx.Err() // the rest is claimed again later
			}
			places <- struct{}{}
			underWay.Go(func() {
				defer func() { <-places }()
				h.post(ctx, p)
			})
		}
	}
	return false, nil
}

// nextSlot is the slot after the one that is due.
func (h *Handler) nextSlot(d Daily) (trivia.Slot, bool) { return d.Schedule.Next(h.now(), d.Last) }

func (h *Handler) waitUntil(ctx context.Context, t time.Time) bool {
	timer := time.NewTimer(t.Sub(h.now()))
	defer timer.Stop()
	select {
	case <-timer.C:
		return ctx.Err() == nil
	case <-ctx.Done():
		return false
	}
}

// post sends one post and stores what became of it.
func (h *Handler) post(ctx context.Context, p Post) {
	defer func() {
		if r := recover(); r != nil { // it stays claimed or sending, which is safe
			h.log.Error("a daily post panicked", "panic", fmt.Sprintf("%T", r), "stack", string(debug.Stack()))
		}
	}()
	// A post that has left is waited for when the program stops.
	sending, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(postGrace, cancel) })
	defer stop()

	outcome, again, err := h.sendPost(ctx, sending, p)
	storing, done := context.WithTimeout(context.WithoutCancel(ctx), postGrace)
	defer done()
	switch {
	case errors.Is(err, errClaimLost):
		return
	case outcome == "":
		h.log.Debug("a daily post is put off", "for", again, "err", err)
		err = h.dailies.DelayPost(storing, p, h.now().Add(again))
	default:
		if err != nil {
			h.log.Info("a daily post did not arrive, or nobody knows", "outcome", string(outcome), "err", err)
		}
		h.undelivered.drop(p)
		err = h.dailies.EndPost(storing, p, outcome)
	}
	if err != nil {
		h.log.Error("what became of a daily post can't be stored; it is not sent again", "err", err)
	}
}

// sendPost sends a post; without an outcome it is to be tried again later.
func (h *Handler) sendPost(ctx, sending context.Context, p Post) (o Outcome, again time.Duration, err error) {
	if p.Daily.State != DailyOn || p.Slot.Missed(h.now()) {
		return PostSkipped, 0, nil
	}
	c := h.composer.Load()
	id, err := h.factFor(ctx, c, p)
	f := c.base.Fact(id)
	switch {
	case err != nil:
		return "", postAgain, err
	case f == nil:
		return PostSkipped, 0, nil
	}
	sending = WithBegin(sending, func(begun context.Context) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		ok, err := h.dailies.BeginPost(begun, p)
		if err == nil && !ok {
			err = errClaimLost
		}
		return err
	})
	if sent, err := h.sendDailyQuiz(sending, c, p, id); sent || err != nil {
		if err == nil {
			return PostSent, 0, nil
		}
		o, again = fate(err)
		return o, again, err
	}
	both := p.Daily.Kind == DailyBoth && h.asksQuizzes()
	shown, kicker := c.dailyPost(f, p.Daily, p.Slot.Day, h.botName, h.asksQuizzes() && !both)
	r := Reply{Chat: p.Daily.Chat, Thread: p.Daily.Thread, HTML: shown.Document.HTML(), Buttons: shown.Buttons, Bulk: true}
	var sent int
	if p.Daily.Picture {
		sent, err = h.sendWithCard(sending, r, c.factCard(f, p.Daily.Language, kicker))
	} else {
		sent, err = h.send.Send(sending, r)
	}
	if err == nil {
		h.rememberPost(ctx, p, c, f.ID, sent)
		if both {
			h.followWithQuiz(ctx, c, p, f.ID)
		}
		return PostSent, 0, nil
	}
	o, again = fate(err)
	return o, again, err
}

// fate reads what became of a message off the error of sending it; see
// WithBegin.
func fate(err error) (o Outcome, again time.Duration) {
	var blocked interface{ Blocked() bool }
	var refused interface{ Refused() bool }
	var later interface{ Again() (time.Duration, bool) }
	switch {
	case errors.As(err, &blocked) && blocked.Blocked():
		return PostBlocked, 0
	case errors.As(err, &refused) && refused.Refused():
		return PostRefused, 0
	case errors.As(err, &later):
		if after, ok := later.Again(); ok {
			return "", max(after, postAgain)
		}
	}
	return PostUnsure, 0
}

// factFor draws the fact of a post; for one that was put off, the one that it
// had.
func (h *Handler) factFor(ctx context.Context, c *Composer, p Post) (string, error) {
	if id, ok := h.undelivered.get(p); ok && c.base.Fact(id) != nil {
		return id, nil
	}
	deck := c.deck()
	ids := deck.IDs()
	if p.Daily.Kind == DailyQuiz && h.asksQuizzes() {
		if some := c.quizSource().facts(c.quizLanguage(p.Daily.Language)); len(some) > 0 {
			ids = some
		}
	}
	id, err := h.drawFact(ctx, p.Daily.Chat, ids, deck.Rank(p.Slot.Day))
	if err == nil {
		h.undelivered.put(p, id)
	}
	return id, err
}

// sendDailyQuiz sends a post that is a quiz; false for one that is not, that has
// none, or in a chat that takes none: it is told in words then.
func (h *Handler) sendDailyQuiz(ctx context.Context, c *Composer, p Post, id string) (sent bool, err error) {
	if p.Daily.Kind != DailyQuiz || !h.asksQuizzes() {
		return false, nil
	}
	l := c.quizLanguage(p.Daily.Language)
	q, ok := c.maker().Quiz(id, l, rand.Uint64())
	if !ok {
		return false, nil
	}
	out := Quiz{Chat: p.Daily.Chat, Thread: p.Daily.Thread, Bulk: true}
	err = h.postQuiz(ctx, out, q, say(l, "daily.quiz")+"\n\n", Round{})
	if isRefused(err) {
		return false, nil
	}
	return err == nil, err
}

// followWithQuiz sends the quiz on a post that was sent. It is not tried again:
// the post is what was promised.
func (h *Handler) followWithQuiz(ctx context.Context, c *Composer, p Post, id string) {
	q, ok := c.maker().Quiz(id, c.quizLanguage(p.Daily.Language), rand.Uint64())
	if !ok {
		return
	}
	at, err := h.dailies.Reserve(ctx, 1, postEvery)
	if err != nil || !h.waitUntil(ctx, at) {
		return
	}
	out := Quiz{Chat: p.Daily.Chat, Thread: p.Daily.Thread, Bulk: true}
	if err := h.postQuiz(ctx, out, q, "", Round{}); err != nil {
		h.log.Info("the quiz of a daily post did not arrive", "err", err)
	}
}

// rememberPost lets people reply to a post with /source and /why.
func (h *Handler) rememberPost(ctx context.Context, p Post, c *Composer, id string, sent int) {
	f, l := c.base.Fact(id), p.Daily.Language
	if sent == 0 || f == nil {
		return
	}
	err := h.state.Remember(context.WithoutCancel(ctx), Exchange{
		Chat: p.Daily.Chat, Thread: p.Daily.Thread, Speaker: Speaker{Chat: p.Daily.Chat}, Answer: sent, At: h.now(),
		Text: sampleQuestion(f, l), Hint: l, Language: l, Verdict: "answer", Facts: []string{id},
	})
	if err != nil {
		h.log.Error("state is out of reach; going on without it", "what", "daily post", "err", err)
	}
}

// undelivered are the facts of posts that were drawn and have not arrived.
type undelivered struct {
	mu    sync.Mutex
	facts *recent[slotKey, string]
}

type slotKey struct {
	place
	day trivia.Date
}

func newUndelivered(now func() time.Time) *undelivered {
	return &undelivered{facts: newRecent[slotKey, string](10_000, trivia.Grace, now)}
}

func keyOf(p Post) slotKey { return slotKey{place{p.Daily.Chat, p.Daily.Thread}, p.Slot.Day} }

func (u *undelivered) get(p Post) (string, bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.facts.get(keyOf(p))
}

func (u *undelivered) put(p Post, id string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.facts.put(keyOf(p), id)
}

func (u *undelivered) drop(p Post) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if el := u.facts.entries[keyOf(p)]; el != nil {
		u.facts.drop(el)
	}
}
