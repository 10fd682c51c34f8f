package handlers

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"

	"github.com/forumbot/forumbot/trivia"
)

// Bags keep each chat's bag, from which daily posts and quizzes are drawn
// alike. Both may draw at the same moment, in several processes.
type Bags interface {
	// Bag returns a chat's bag and its version; version 0 when it has none.
	Bag(ctx context.Context, chat int64) (trivia.Bag, int64, error)
	// SetBag stores a chat's bag, at once, if it is still of that version, and
	// tells whether it was.
	SetBag(ctx context.Context, chat int64, b trivia.Bag, version int64) (ok bool, err error)
}

var errBusyBag = errors.New("a chat's bag is changed by others each time that it is drawn from")

// drawFact takes the chat's next fact of those with the given ids; see
// trivia.Bag.Next for rank. It returns "" when there are none. A draw is stored
// at once: what goes wrong afterwards costs that fact its turn, and nothing is
// told twice.
func (h *Handler) drawFact(ctx context.Context, chat int64, ids []string, rank func(id string) int) (id string, err error) {
	const tries = 50 // others draw from it rarely, and briefly
	for range tries {
		b, version, err := h.bags.Bag(ctx, chat)
		if err != nil {
			return "", err
		}
		if version == 0 {
			b = trivia.NewBag(rand.Uint64())
		}
		id, ok := b.Next(ids, rank)
		if !ok {
			return "", nil
		}
		switch stored, err := h.bags.SetBag(ctx, chat, b, version); {
		case err != nil:
			return "", err
		case stored:
			return id, nil
		}
	}
	return "", errBusyBag
}

// MemoryBags are Bags in memory: bounded, and gone with the process.
type MemoryBags struct {
	mu   sync.Mutex
	bags *recent[int64, versionedBag]
}

type versionedBag struct {
	bag     trivia.Bag
	version int64
}

// NewMemoryBags returns Bags that are empty.
func NewMemoryBags() *MemoryBags {
	return &MemoryBags{bags: newRecent[int64, versionedBag](10_000, 0, nil)}
}

// Bag implements Bags.
func (m *MemoryBags) Bag(_ context.Context, chat int64) (trivia.Bag, int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	v, _ := m.bags.get(chat)
	return v.bag.Clone(), v.version, nil
}

// SetBag implements Bags.
func (m *MemoryBags) SetBag(_ context.Context, chat int64, b trivia.Bag, version int64) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	v, _ := m.bags.get(chat)
	if v.version != version {
		return false, nil
	}
	m.bags.put(chat, versionedBag{b.Clone(), version + 1})
	return true, nil
}
