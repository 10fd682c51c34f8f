package handlers

import (
	"sync"
	"time"

	"github.com/forumbot/forumbot/picture"
)

// cardsKept bounds an album: some 6 MB. On a day, few cards are wanted by many chats.
const cardsKept = 64

// album keeps the cards that were drawn lately. What a card says is its key, so
// that a fact which changed has a new one. It is of one process: after a start,
// and in each replica, a card is drawn and uploaded anew.
type album struct {
	mu    sync.Mutex
	cards *recent[picture.CardText, *drawnCard]
}

func newAlbum(now func() time.Time) *album {
	return &album{cards: newRecent[picture.CardText, *drawnCard](cardsKept, 0, now)}
}

// card is the card with that text; it may not be drawn yet.
func (a *album) card(text picture.CardText) *drawnCard {
	a.mu.Lock()
	defer a.mu.Unlock()
	c, ok := a.cards.get(text)
	if !ok {
		c = &drawnCard{draw: sync.OnceValues(func() (picture.Picture, error) { return picture.Card(text) })}
		a.cards.put(text, c)
	}
	return c
}

// drawnCard is a card that is drawn when first wanted, once.
type drawnCard struct {
	draw func() (picture.Picture, error)

	mu   sync.Mutex
	sent string // Telegram's id of it
}

func (c *drawnCard) fileID() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.sent
}

func (c *drawnCard) keep(fileID string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sent = fileID
}
