package answer

import (
	"log/slog"
	"net/http"
	"time"
)

// Options are what a Phraser works with. BaseURL, Model and Guard must be set.
type Options struct {
	BaseURL string         // of a server with OpenAI's chat completions, "https://api.openai.com/v1"
	Key     string         // "" for none
	Model   string         // as the server names it
	Extra   map[string]any // parameters of every request, beside our own

	Guard  Guard
	Ledger Ledger // counts tokens; nil: in memory

	Timeout       time.Duration // for one Request in all; 0 is 15 s
	FirstToken    time.Duration // until the first token; 0 is 10 s
	BetweenTokens time.Duration // between two; 0 is 5 s
	Parallel      int           // Requests at once; 0 is 8

	Daily     int64 // tokens a day for everybody together; 0: no limit
	PerPerson int64 // tokens a day for one person; 0: no limit

	Choose  bool // Choose may be asked
	Rewrite bool // Rewrite may be asked

	HTTP *http.Client     // nil: one that goes through the proxy named in the environment
	Log  *slog.Logger     // nil: none
	Now  func() time.Time // nil: the clock's; says which day it is
}

func (o Options) withDefaults() Options {
	if o.Timeout <= 0 {
		o.Timeout = DefaultTimeout
	}
	if o.FirstToken <= 0 {
		o.FirstToken = 10 * time.Second
	}
	if o.BetweenTokens <= 0 {
		o.BetweenTokens = 5 * time.Second
	}
	if o.Parallel <= 0 {
		o.Parallel = DefaultParallel
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Ledger == nil {
		o.Ledger = NewMemoryLedger()
	}
	return o
}

// What an Options field of 0 means.
const (
	DefaultTimeout  = 15 * time.Second
	DefaultParallel = 8
)
