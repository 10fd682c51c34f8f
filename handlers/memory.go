package handlers

import (
	"container/list"
	"context"
	"iter"
	"sync"
	"time"

	"github.com/forumbot/forumbot/knowledge"
)

// Memory is a State in memory: bounded, and gone with the process.
type Memory struct {
	mu            sync.Mutex
	conversations *recent[Speaker, Conversation]
	languages     *recent[int64, knowledge.Language]
	byQuestion    *recent[place, Exchange]
	byAnswer      *recent[place, Exchange]
	last          *recent[place, Exchange]
	quizzes       memoryQuizzes
	usage         *recent[usageKey, int]
	ratings       *recent[opinion, Rating]
	reports       *recent[opinion, Report]
	reviewed      *recent[FactVersion, time.Time]
}

// place is a message in a chat, or a thread in a chat.
type place struct {
	chat int64
	id   int
}

// How much is kept. An exchange holds a question of at most maxQuestion bytes
// and two short contexts, typically under a kilobyte, so that all of it stays
// in the tens of megabytes.
const (
	maxConversations = 10_000
	maxLanguages     = 100_000
	maxExchanges     = 10_000
	maxThreads       = 10_000
	maxUsage         = 50_000
	maxOpinions      = 10_000
)

// NewMemory returns an empty Memory. now tells the time; nil for the clock's.
func NewMemory(now func() time.Time) *Memory {
	if now == nil {
		now = time.Now
	}
	return &Memory{
		conversations: newRecent[Speaker, Conversation](maxConversations, KeepConversation, now),
		languages:     newRecent[int64, knowledge.Language](maxLanguages, 0, now),
		byQuestion:    newRecent[place, Exchange](maxExchanges, KeepExchange, now),
		byAnswer:      newRecent[place, Exchange](maxExchanges, KeepExchange, now),
		last:          newRecent[place, Exchange](maxThreads, KeepExchange, now),
		quizzes:       newMemoryQuizzes(now),
		usage:         newRecent[usageKey, int](maxUsage, KeepUsage, now),
		ratings:       newRecent[opinion, Rating](maxOpinions, KeepFeedback, now),
		reports:       newRecent[opinion, Report](maxOpinions, KeepFeedback, now),
		reviewed:      newRecent[FactVersion, time.Time](maxOpinions, KeepFeedback, now),
	}
}

var _ State = (*Memory)(nil)

// Conversation implements State.
func (m *Memory) Conversation(_ context.Context, s Speaker) (Conversation, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c, ok := m.conversations.get(s)
	return c, ok, nil
}

// SetConversation implements State.
func (m *Memory) SetConversation(_ context.Context, s Speaker, c Conversation) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.conversations.put(s, c)
	return nil
}

// Language implements State.
func (m *Memory) Language(_ context.Context, person int64) (knowledge.Language, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	l, _ := m.languages.get(person)
	return l, nil
}

// SetLanguage implements State.
func (m *Memory) SetLanguage(_ context.Context, person int64, l knowledge.Language) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.languages.put(person, l)
	return nil
}

// Remember implements State.
func (m *Memory) Remember(_ context.Context, e Exchange) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if e.Question != 0 {
		m.byQuestion.put(place{e.Chat, e.Question}, e)
	}
	m.byAnswer.put(place{e.Chat, e.Answer}, e)
	if e.Verdict != "" && e.Verdict != knowledge.Smalltalk {
		m.last.put(place{e.Chat, e.Thread}, e)
	}
	return nil
}

// ByQuestion implements State.
func (m *Memory) ByQuestion(_ context.Context, chat int64, message int) (Exchange, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e, ok := m.byQuestion.get(place{chat, message})
	return e, ok, nil
}

// ByAnswer implements State.
func (m *Memory) ByAnswer(_ context.Context, chat int64, message int) (Exchange, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e, ok := m.byAnswer.get(place{chat, message})
	return e, ok, nil
}

// Last implements State.
func (m *Memory) Last(_ context.Context, chat int64, thread int) (Exchange, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e, ok := m.last.get(place{chat, thread})
	return e, ok, nil
}

// Forget implements State.
func (m *Memory) Forget(_ context.Context, person int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	// A private chat has the id of its person.
	theirs := func(e Exchange) bool { return e.Chat == person || e.Speaker.Person == person }
	m.conversations.dropAll(func(s Speaker, _ Conversation) bool { return s.Chat == person || s.Person == person })
	m.languages.dropAll(func(p int64, _ knowledge.Language) bool { return p == person })
	m.quizzes.forget(person)
	m.ratings.dropAll(func(o opinion, _ Rating) bool { return o.person == person })
	m.reports.dropAll(func(o opinion, _ Report) bool { return o.person == person })
	m.usage.dropAll(func(k usageKey, _ int) bool { return k.who == person })
	for _, r := range []*recent[place, Exchange]{m.byQuestion, m.byAnswer, m.last} {
		r.dropAll(func(_ place, e Exchange) bool { return theirs(e) })
	}
	return nil
}

// recent is a map of at most size entries. The least recently used one makes
// room, and an entry not written for longer than ttl (0: for ever) is gone.
type recent[K comparable, V any] struct {
	size    int
	ttl     time.Duration
	now     func() time.Time
	entries map[K]*list.Element
	order   *list.List // most recently used first
}

type entry[K comparable, V any] struct {
	key     K
	value   V
	written time.Time
}

func newRecent[K comparable, V any](size int, ttl time.Duration, now func() time.Time) *recent[K, V] {
	if now == nil {
		now = time.Now
	}
	return &recent[K, V]{size: size, ttl: ttl, now: now, entries: map[K]*list.Element{}, order: list.New()}
}

func (r *recent[K, V]) get(k K) (v V, ok bool) {
	el := r.entries[k]
	if el == nil {
		return v, false
	}
	e := el.Value.(*entry[K, V])
	if r.ttl > 0 && r.now().Sub(e.written) > r.ttl {
		r.drop(el)
		return v, false
	}
	r.order.MoveToFront(el)
	return e.value, true
}

func (r *recent[K, V]) put(k K, v V) {
	if el := r.entries[k]; el != nil {
		el.Value = &entry[K, V]{k, v, r.now()}
		r.order.MoveToFront(el)
		return
	}
	for len(r.entries) >= r.size {
		r.drop(r.order.Back())
	}
	r.entries[k] = r.order.PushFront(&entry[K, V]{k, v, r.now()})
}

// each calls f for every entry that is not too old.
func (r *recent[K, V]) each(f func(K, V)) {
	for k, v := range r.all() {
		f(k, v)
	}
}

// all are the entries that are not too old, in no order.
func (r *recent[K, V]) all() iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		for k, el := range r.entries {
			e := el.Value.(*entry[K, V])
			if (r.ttl <= 0 || r.now().Sub(e.written) <= r.ttl) && !yield(k, e.value) {
				return
			}
		}
	}
}

// dropAll removes the entries of which is reports true.
func (r *recent[K, V]) dropAll(is func(K, V) bool) {
	for k, el := range r.entries {
		if is(k, el.Value.(*entry[K, V]).value) {
			r.drop(el)
		}
	}
}

func (r *recent[K, V]) drop(el *list.Element) {
	r.order.Remove(el)
	delete(r.entries, el.Value.(*entry[K, V]).key)
}
