package answer

import (
	"container/list"
	"crypto/sha256"
	"encoding/json"
	"sync"
	"time"

	"github.com/forumbot/forumbot/knowledge/text"
)

// How much is kept, and for how long. An answer has at most some kilobytes.
const (
	cacheSize  = 1000
	keepAnswer = 24 * time.Hour
	keepRefuse = 10 * time.Minute // that there was none
)

// cache keeps answers by what they depend on. Of people's words it holds only a
// hash.
type cache struct {
	now func() time.Time

	mu      sync.Mutex
	entries map[[32]byte]*list.Element
	order   *list.List // most recently used first
}

type kept struct {
	key    [32]byte
	answer Answer
	err    error
	until  time.Time
}

func newCache(now func() time.Time) *cache {
	return &cache{now: now, entries: map[[32]byte]*list.Element{}, order: list.New()}
}

// cacheKey stands for all that an answer depends on: the form of the question
// and of those before it, the facts in their present words, the language, the
// model, and the rules.
func cacheKey(model string, r Request) [32]byte {
	parts := []string{model, rules, string(r.Language), text.Fold(r.Question)}
	for _, q := range r.Earlier {
		parts = append(parts, text.Fold(q))
	}
	parts = append(parts, "")
	for _, f := range r.Facts {
		parts = append(parts, f.ID, f.Text)
	}
	all, _ := json.Marshal(parts) // strings always can be
	return sha256.Sum256(all)
}

// get returns what is kept, an answer or why there was none.
func (c *cache) get(key [32]byte) (k kept, ok bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	el := c.entries[key]
	if el == nil {
		return kept{}, false
	}
	k = el.Value.(kept)
	if c.now().After(k.until) {
		c.drop(el)
		return kept{}, false
	}
	c.order.MoveToFront(el)
	return k, true
}

func (c *cache) put(key [32]byte, a Answer, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	k := kept{key: key, answer: a, err: err, until: c.now().Add(keepAnswer)}
	if err != nil {
		k.until = c.now().Add(keepRefuse)
	}
	if el := c.entries[key]; el != nil {
		c.drop(el)
	}
	for len(c.entries) >= cacheSize {
		c.drop(c.order.Back())
	}
	c.entries[key] = c.order.PushFront(k)
}

func (c *cache) drop(el *list.Element) {
	c.order.Remove(el)
	delete(c.entries, el.Value.(kept).key)
}
