package handlers

import (
	"context"
	"fmt"
	"sync"
	"time"
)

const (
	// roundHold is how long a round waits for who took it: longer than a poll
	// needs to be sent, also when Telegram asks for some patience.
	roundHold = time.Minute
	// roundLate is how late a round may go on; after that its people have gone.
	roundLate = 10 * time.Minute
	// roundQuiet ends a round: so many quizzes in a row that nobody answered.
	roundQuiet = 3
	// roundFailures ends one: so many in a row that could not be sent.
	roundFailures = 2
	// roundRetry is when the next is tried after one that could not be sent.
	roundRetry = 5 * time.Second
	// roundTries is how often its board is tried to be sent.
	roundTries = 3
	// roundsAtOnce bounds how many rounds go on at the same moment; a group in
	// which Telegram slows the bot down holds up no other.
	roundsAtOnce = 16
	// roundGrace is what a poll that is being sent is given when the program
	// stops.
	roundGrace = 5 * time.Second
)

// rounds takes the steps of rounds that are due. A step is claimed before it is
// taken, so that whatever happens no quiz is sent twice: after a crash at that
// moment one is missing, or its votes don't count. The board at the end may come
// twice then, rather than not at all.
func (h *Handler) rounds(ctx context.Context) (more bool, err error) {
	select {
	case h.roundSlots <- struct{}{}:
	case <-ctx.Done():
		return false, nil
	}
	r, ok, err := h.quizzes.ClaimRound(ctx, h.now(), h.now().Add(roundHold))
	if !ok || err != nil {
		<-h.roundSlots
		return false, err
	}
	h.roundSteps.Go(func() {
		defer func() { <-h.roundSlots }()
		ctx, cancel := linger(ctx, roundGrace)
		defer cancel()
		if err := h.roundStep(ctx, r); err != nil {
			h.log.Warn("a round of quizzes could not go on as it should", "error", err)
		}
	})
	return true, nil
}

// linger returns a context that ends d after ctx.
func linger(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	longer, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var mu sync.Mutex
	var timer *time.Timer
	stop := context.AfterFunc(ctx, func() {
		mu.Lock()
		defer mu.Unlock()
		timer = time.AfterFunc(d, cancel)
	})
	return longer, func() {
		stop()
		mu.Lock()
		defer mu.Unlock()
		if timer != nil {
			timer.Stop()
		}
		cancel()
	}
}

// roundStep does what a claimed round is due for.
func (h *Handler) roundStep(ctx context.Context, r Round) error {
	switch {
	case r.Phase == RoundEnding:
		return h.finishRound(ctx, r)
	case h.now().Sub(r.Due) > roundLate:
		return h.quizzes.EndRound(ctx, r.ID, RoundLate, h.now())
	case r.Quiet >= roundQuiet:
		return h.quizzes.EndRound(ctx, r.ID, RoundQuiet, h.now())
	}
	return h.roundQuiz(ctx, r)
}

// roundQuiz sends a round's next quiz.
func (h *Handler) roundQuiz(ctx context.Context, r Round) error {
	q, ok := h.drawQuiz(ctx, h.composer.Load(), r.Chat, r.Language)
	if !ok { // the facts have changed
		return h.quizzes.EndRound(ctx, r.ID, RoundFailed, h.now())
	}
	out := Quiz{Chat: r.Chat, Thread: r.Thread, Open: roundOpen}
	err := h.postQuiz(ctx, out, q, fmt.Sprintf("%d/%d · ", r.Asked, r.Total), r)
	switch {
	case isRefused(err) || err != nil && r.Failed+1 >= roundFailures:
		h.log.Info("a round of quizzes ends, for they can't be sent", "error", err)
		return h.quizzes.EndRound(ctx, r.ID, RoundFailed, h.now())
	case err != nil:
		h.log.Warn("a round's quiz could not be sent", "error", err)
		return h.quizzes.PutOff(ctx, r.ID, r.Asked, h.now().Add(roundRetry), r.Failed+1)
	}
	return h.quizzes.PutOff(ctx, r.ID, r.Asked, h.now().Add(roundOpen+roundPause), 0)
}

// finishRound sends a round's board. A stopped round's open poll is closed
// first, so that nobody votes in vain.
func (h *Handler) finishRound(ctx context.Context, r Round) error {
	if r.Tries > roundTries {
		return h.quizzes.CloseRound(ctx, r.ID)
	}
	if r.End == RoundStopped {
		h.closeLast(ctx, r)
	}
	b, err := h.quizzes.RoundBoard(ctx, r.ID, boardSize)
	if err != nil {
		return err
	}
	shown := roundBoard(r.Language, r, b)
	if _, err := h.send.Send(ctx, Reply{Chat: r.Chat, Thread: r.Thread, HTML: shown.Document.HTML()}); err != nil {
		return err
	}
	return h.quizzes.CloseRound(ctx, r.ID)
}

// closeLast closes the poll that is open in a round.
func (h *Handler) closeLast(ctx context.Context, r Round) {
	p, ok, err := h.quizzes.LastPoll(ctx, r.ID)
	if err == nil && ok && h.now().Sub(p.Sent) < p.Open {
		err = h.polls.StopPoll(ctx, p.Chat, p.Message)
	}
	if err != nil {
		h.log.Warn("the last quiz of a stopped round could not be closed", "error", err)
	}
}
