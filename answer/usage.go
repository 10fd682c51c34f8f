package answer

import (
	"context"
	"maps"
	"sync"
	"time"
)

// counts are a Phraser's figures since it was made.
type counts struct {
	mu sync.Mutex
	u  Usage
}

// Usage tells what a Phraser did since it was made, and what the day has cost.
type Usage struct {
	Asked    int           // Requests to Phrase
	Kept     int           // of these, answered from what was kept, or known to have no answer
	Phrased  int           // answered by the model
	Retried  int           // of those that reached the model, asked twice
	Fallback map[Kind]int  // not answered, by why
	Tokens   int64         // by all that reached the model, also Choose and Rewrite
	Took     time.Duration // by all Requests that reached the model

	Today, Daily int64 // tokens of today by everybody, and the limit; 0 for none
}

// Usage returns the figures so far. It fails when the ledger can't be read.
func (p *Phraser) Usage(ctx context.Context) (Usage, error) {
	p.counts.mu.Lock()
	u := p.counts.u
	u.Fallback = maps.Clone(u.Fallback)
	p.counts.mu.Unlock()
	u.Daily = p.o.Daily
	var err error
	_, u.Today, err = p.o.Ledger.TokensSpent(ctx, p.day(), 0)
	return u, err
}

func (c *counts) kept(err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.u.Asked++
	c.u.Kept++
	c.fell(err)
}

func (c *counts) phrased(err error, tried int, took time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.u.Asked++
	if tried > 0 {
		c.u.Took += took
	}
	if tried > 1 {
		c.u.Retried++
	}
	if err == nil {
		c.u.Phrased++
	}
	c.fell(err)
}

func (c *counts) fell(err error) {
	if err == nil {
		return
	}
	if c.u.Fallback == nil {
		c.u.Fallback = map[Kind]int{}
	}
	c.u.Fallback[KindOf(err)]++
}

func (c *counts) spent(tokens int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.u.Tokens += int64(tokens)
}
