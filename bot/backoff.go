package bot

import (
	"context"
	"math/rand/v2"
	"time"
)

// backoff grows pauses: each twice the one before, up to a bound, and each
// shortened by up to half at random so that many bots don't come back as one.
type backoff struct {
	first, most time.Duration
	next        time.Duration
}

func (b *backoff) pause() time.Duration {
	d := max(b.next, b.first)
	b.next = min(2*d, b.most)
	return d - time.Duration(rand.Int64N(int64(d)/2+1))
}

func (b *backoff) reset() { b.next = 0 }

// sleep waits; it fails with ctx's error when that ends first.
func sleep(ctx context.Context, d time.Duration) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-t.C:
		return nil
	}
}
