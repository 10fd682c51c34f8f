package bot

import (
	"log/slog"
	"time"
)

// trouble keeps a lasting failure from flooding the log: it is told when it
// begins, when it becomes another, every ten minutes, and when it ends.
type trouble struct {
	log   *slog.Logger
	doing string
	kind  Kind // "database" for what is no call of the Bot API
	since time.Time
	said  time.Time
	count int
}

const sayEvery = 10 * time.Minute

func (t *trouble) failed(kind Kind, err error, advice string, again time.Duration) {
	now := time.Now()
	if t.count == 0 {
		t.since = now
	}
	t.count++
	if t.kind == kind && now.Sub(t.said) < sayEvery {
		return
	}
	t.kind, t.said = kind, now
	attrs := []any{"error", err, "attempts", t.count, "next_try_in", again.Round(time.Millisecond)}
	if t.count > 1 {
		attrs = append(attrs, "since", t.since.UTC().Format(time.RFC3339))
	}
	t.log.Warn(t.doing+" fails: "+advice, attrs...)
}

func (t *trouble) over() {
	if t.count == 0 {
		return
	}
	t.log.Info(t.doing+" works again", "after", time.Since(t.since).Round(time.Second), "attempts", t.count)
	t.kind, t.count = "", 0
}

// advise says what a failure means to the person who runs the bot.
func advise(e *Error) string {
	switch e.Kind {
	case Unreachable:
		return "Telegram can't be reached; check the network, and HTTPS_PROXY if Telegram is blocked here"
	case Gateway:
		return "something that is not the Bot API answers; check TELEGRAM_API_ROOT and any proxy"
	case Server:
		return "Telegram has a problem; it usually passes"
	case Conflict:
		return "another program fetches this bot's updates; only one may, so stop the other"
	case Webhook:
		return "a webhook is set for this bot; it is removed so that updates can be fetched"
	case TooMany:
		return "Telegram asks for a pause"
	}
	return "Telegram refuses the call"
}
