package main

import (
	"bufio"
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
	ID      int   `json:"id"`
	Chat    int64 `json:"chat"`
	ReplyTo *struct {
		ID int `json:"id"`
	} `json:"reply_to"`
	Text string `json:"text"`
}

// follow tells the tally of everything that the bot posts, until ctx ends.
func (tg *telegram) follow(ctx context.Context, t *tally) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, tg.root+"/api/events", http.NoBody)
	if err != nil {
		return err
	}
	resp, err := tg.client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("the events can't be followed: %s", resp.Status)
	}
	close(t.following)
	lines := bufio.NewScanner(resp.Body)
	lines.Buffer(nil, 1<<20)
	kind := ""
	for lines.Scan() {
		line := lines.Bytes()
		if name, ok := bytes.CutPrefix(line, []byte("event: ")); ok {
			kind = string(name)
			continue
		}
		data, ok := bytes.CutPrefix(line, []byte("data: "))
		switch {
		case !ok:
		case kind == "reset":
			return errors.New("more happened than the simulator's events could tell of; the replies can't be counted")
		case kind == "message" && bytes.Contains(data, []byte(`"is_bot":true`)):
			now := time.Now()
			var r reply
			if err := json.Unmarshal(data, &r); err != nil {
				return err
			}
			t.replied(r, now)
		}
	}
	if ctx.Err() != nil {
		return nil
	}
	return fmt.Errorf("the stream of events has ended: %w", errors.Join(lines.Err(), errors.New("the simulator closed it")))
}
