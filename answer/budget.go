package answer

import (
	"context"
	"sync"
	"time"
)

// Ledger counts tokens by day and person. A day is a date of this machine's time
// zone, "2026-11-27".
type Ledger interface {
	// SpendTokens adds to what a person (0 for nobody) has used on a day.
	SpendTokens(ctx context.Context, day string, person, tokens int64) error
	// TokensSpent returns what a person has used on a day, and what all have.
	TokensSpent(ctx context.Context, day string, person int64) (own, all int64, err error)
}

// bookingLimit bounds the noting of what was spent.
const bookingLimit = 5 * time.Second

// budgeted runs f, which returns how many tokens it took, within the limits on
// time, on Requests at once and on tokens. Requests at the same time may
// together go beyond the tokens by what they take. When the ledger can't be
// read nothing is asked: it is what keeps the costs in bounds.
func (p *Phraser) budgeted(ctx context.Context, person int64, f func(ctx context.Context) (int, error)) error {
	select {
	case p.turns <- struct{}{}:
		defer func() { <-p.turns }()
	default:
		return &Error{Kind: Busy}
	}
	day := p.day()
	if p.o.Daily > 0 || p.o.PerPerson > 0 {
		own, all, err := p.o.Ledger.TokensSpent(ctx, day, person)
		switch {
		case err != nil:
			p.o.Log.Error("the tokens of the day can't be read; the language model is not asked", "error", err)
			return &Error{Kind: Spent}
		case p.o.Daily > 0 && all >= p.o.Daily:
			return &Error{Kind: Spent, Detail: "all"}
		case p.o.PerPerson > 0 && person != 0 && own >= p.o.PerPerson:
			return &Error{Kind: Spent, Detail: "person"}
		}
	}
	limited, cancel := context.WithTimeout(ctx, p.o.Timeout)
	defer cancel()
	spent, err := f(limited)
	if spent > 0 {
		p.counts.spent(spent)
		booking, done := context.WithTimeout(context.WithoutCancel(ctx), bookingLimit)
		defer done()
		if err := p.o.Ledger.SpendTokens(booking, day, person, int64(spent)); err != nil {
			p.o.Log.Error("the tokens that the language model took can't be noted", "error", err)
		}
	}
	return err
}

func (p *Phraser) day() string { return p.o.Now().Format(time.DateOnly) }

// MemoryLedger is a Ledger in memory. It knows the newest day only.
type MemoryLedger struct {
	mu    sync.Mutex
	day   string
	spent map[int64]int64 // by person
	all   int64
}

// NewMemoryLedger returns an empty MemoryLedger.
func NewMemoryLedger() *MemoryLedger { return &MemoryLedger{spent: map[int64]int64{}} }

// SpendTokens implements Ledger.
func (m *MemoryLedger) SpendTokens(_ context.Context, day string, person, tokens int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if day > m.day {
		m.day, m.all, m.spent = day, 0, map[int64]int64{}
	}
	if day == m.day {
		m.spent[person] += tokens
		m.all += tokens
	}
	return nil
}

// TokensSpent implements Ledger.
func (m *MemoryLedger) TokensSpent(_ context.Context, day string, person int64) (own, all int64, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if day != m.day {
		return 0, 0, nil
	}
	return m.spent[person], m.all, nil
}
