package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"
)

// reply is a message of the bot's as a client is shown it.
type reply struct {
	Chat    int64 `json:"chat"`
	ReplyTo *struct {
		ID int `json:"id"`
	} `json:"reply_to"`
	Text string `json:"text"`
}

// follow tells the tally of everything that the bot posts, until ctx ends.
func (tg *telegram) follow(ctx context.Context, t *tally) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, tg.root+"/api/events", http.NoBody)
	if err != nil {
		return err
	}
	events := &eventWriter{header: http.Header{}, tally: t, fail: stop}
	tg.sim.ServeHTTP(events, req) // the same stream as clients get, without a socket
	if err := context.Cause(ctx); err != nil && !errors.Is(err, context.Canceled) {
		return err
	}
	if ctx.Err() == nil {
		return errors.New("the stream of events has ended before the test")
	}
	return nil
}

// eventWriter reads the server-sent events that are written to it. The
// simulator writes whole events.
type eventWriter struct {
	header http.Header
	tally  *tally
	fail   context.CancelCauseFunc
	begun  bool
}

// Header implements http.ResponseWriter.
func (w *eventWriter) Header() http.Header { return w.header }

// WriteHeader implements http.ResponseWriter.
func (w *eventWriter) WriteHeader(code int) {
	if code != http.StatusOK {
		w.fail(fmt.Errorf("the events can't be followed: %d", code))
	}
}

// Flush implements http.Flusher.
func (w *eventWriter) Flush() {
	if !w.begun { // from here on nothing is missed
		w.begun = true
		close(w.tally.following)
	}
}

// Write implements http.ResponseWriter.
func (w *eventWriter) Write(p []byte) (int, error) {
	now := time.Now()
	for event := range bytes.SplitSeq(p, []byte("\n\n")) {
		_, event, _ = bytes.Cut(event, []byte("event: "))
		kind, data, _ := bytes.Cut(event, []byte("\ndata: "))
		switch {
		case string(kind) == "reset":
			w.fail(errors.New("more happened than the simulator's events could tell of; the replies can't be counted"))
		case string(kind) == "message" && bytes.Contains(data, []byte(`"is_bot":true`)):
			var r reply
			if err := json.Unmarshal(data, &r); err != nil {
				w.fail(err)
			}
			w.tally.replied(r, now)
		}
	}
	return len(p), nil
}
