package bot

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

const (
	// batchLimit is the most that Telegram returns at once.
	batchLimit = 100
	// pollTimeout is how long Telegram holds an empty answer back; it allows 50 s.
	pollTimeout = 45 * time.Second
	// pollSlack is what an answer may take beyond pollTimeout.
	pollSlack = 10 * time.Second
	// highestID bounds update ids; Telegram's have 32 bits.
	highestID = 1 << 52
)

// poller fetches updates and gives them to the intake.
type poller struct {
	client  *client
	intake  intake
	log     *slog.Logger
	timeout time.Duration // of the long poll

	failing backoff // between failed calls
	idle    backoff // between calls that bring nothing new, and at once
	trouble trouble
	storing trouble
	cleared bool      // the webhook was removed
	oddSaid time.Time // when an update without an id was last logged
}

func newPoller(c *client, in intake, log *slog.Logger) *poller {
	return &poller{
		client: c, intake: in, log: log, timeout: pollTimeout,
		failing: backoff{first: time.Second, most: time.Minute},
		idle:    backoff{first: 200 * time.Millisecond, most: time.Second},
		trouble: trouble{log: log, doing: "fetching updates"},
		storing: trouble{log: log, doing: "storing updates"},
	}
}

// run polls until ctx ends, which is no error, or the token turns out wrong.
func (p *poller) run(ctx context.Context) error {
	for ctx.Err() == nil {
		start := time.Now()
		batch, err := p.fetch(ctx)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			if err := p.await(ctx, err); err != nil {
				return err
			}
			continue
		}
		p.trouble.over()
		fresh, err := p.accept(ctx, batch)
		if ctx.Err() != nil {
			return nil
		}
		if err != nil {
			wait := p.failing.pause()
			p.storing.failed("database", err, "the database does not answer as it should; Telegram keeps the updates meanwhile", wait)
			_ = sleep(ctx, wait)
			continue
		}
		p.storing.over()
		p.failing.reset()

		// A server that holds no empty answer back, or returns what is still
		// being handled, must not be asked without a pause.
		if fresh > 0 || len(batch) == 0 && time.Since(start) >= p.idle.most {
			p.idle.reset()
		} else {
			p.rest(ctx, len(batch) > 0)
		}
	}
	return nil
}

// rest pauses. When there are unfinished updates it ends early as soon as one
// is finished and the offset so may move on.
func (p *poller) rest(ctx context.Context, unfinished bool) {
	var moved <-chan struct{}
	if unfinished {
		moved = p.intake.moved()
	}
	t := time.NewTimer(p.idle.pause())
	defer t.Stop()
	select {
	case <-ctx.Done():
	case <-t.C:
	case <-moved:
		// Many short handlers would make this a spin all the same.
		_ = sleep(ctx, 20*time.Millisecond)
	}
}

// fetch asks for the updates from the intake's offset on, each still encoded.
func (p *poller) fetch(ctx context.Context) ([]json.RawMessage, error) {
	params := tgbotapi.Params{}
	params.AddNonZero64("offset", p.intake.offset())
	params.AddNonZero("limit", batchLimit)
	params.AddNonZero("timeout", int(p.timeout/time.Second))
	if err := params.AddInterface("allowed_updates", allowedUpdates); err != nil {
		return nil, err
	}
	var batch []json.RawMessage
	err := p.client.callFor(ctx, p.timeout+pollSlack, "getUpdates", params, &batch)
	return batch, err
}

// confirm tells Telegram what is finished, so that it does not send it again
// to the next run. To be called after run.
func (p *poller) confirm(ctx context.Context) error {
	offset := p.intake.offset()
	if offset == 0 {
		return nil
	}
	params := tgbotapi.Params{}
	params.AddNonZero64("offset", offset)
	params.AddNonZero("limit", 1)
	return p.client.call(ctx, "getUpdates", params, nil)
}

// accept gives a batch to the intake and returns how many updates were new.
func (p *poller) accept(ctx context.Context, batch []json.RawMessage) (fresh int, err error) {
	updates := make([]Update, 0, len(batch))
	for _, raw := range batch {
		var u struct {
			ID int64 `json:"update_id"`
		}
		if err := json.Unmarshal(raw, &u); err != nil && u.ID == 0 || u.ID <= 0 || u.ID >= highestID {
			// It comes with every call until a later update is finished.
			if now := time.Now(); now.Sub(p.oddSaid) >= sayEvery {
				p.oddSaid = now
				p.log.Warn("an update without a proper id is passed over")
			}
			continue
		}
		updates = append(updates, Update{ID: u.ID, Raw: raw})
	}
	slices.SortStableFunc(updates, func(a, b Update) int { return cmp.Compare(a.ID, b.ID) })
	return p.intake.accept(ctx, updates)
}

// await waits for as long as the failure asks for. It returns an error for
// one that waiting can't help.
func (p *poller) await(ctx context.Context, err error) error {
	e, ok := errors.AsType[*Error](err)
	if !ok {
		return err
	}
	wait := p.failing.pause()
	switch e.Kind {
	case Token:
		return fmt.Errorf("%w: %w", errUnknownToken, e)
	case TooMany:
		wait = max(wait, e.RetryAfter)
	case Webhook:
		if !p.cleared {
			p.log.Warn("fetching updates fails: " + advise(e))
			if err := p.client.call(ctx, "deleteWebhook", nil, nil); err == nil {
				p.cleared = true
				return nil
			}
		}
	case Conflict:
		// The other may be this bot's old process, on its way out.
		wait = max(wait, 3*p.failing.first)
	default:
		// Not Telegram's word but that of something in between.
		wait = max(wait, min(e.RetryAfter, p.failing.most))
	}
	p.trouble.failed(e.Kind, e, advise(e), wait)
	_ = sleep(ctx, wait)
	return nil
}

// errUnknownToken ends Run.
var errUnknownToken = errors.New("this token is unknown to Telegram: revoked, mistyped, or of another API server; @BotFather shows the right one under /mybots")
