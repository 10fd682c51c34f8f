package handlers

import (
	"cmp"
	"context"
	"slices"
	"sync"
	"time"

	"github.com/forumbot/forumbot/trivia"
)

// MemoryDailies are Dailies in memory, gone with the process: for trying the
// bot out and for tests.
type MemoryDailies struct {
	now func() time.Time

	mu         sync.Mutex
	dailies    map[place]*memoryDaily
	posts      map[memorySlot]*memoryPost
	introduced map[int64]bool
	next       time.Time // of the next post to be sent
}

type memoryDaily struct {
	Daily
	refused int
}

type memorySlot struct {
	place
	day trivia.Date
}

type memoryPost struct {
	slot  trivia.Slot
	state Outcome // or claimed, sending
	claim int64
	free  time.Time
}

const (
	postClaimed Outcome = "claimed"
	postSending Outcome = "sending"
)

// NewMemoryDailies returns Dailies that are empty. now tells the time; nil for
// the clock's.
func NewMemoryDailies(now func() time.Time) *MemoryDailies {
	if now == nil {
		now = time.Now
	}
	return &MemoryDailies{now: now, dailies: map[place]*memoryDaily{}, posts: map[memorySlot]*memoryPost{}, introduced: map[int64]bool{}}
}

// Daily implements Dailies.
func (m *MemoryDailies) Daily(_ context.Context, chat int64, thread int) (Daily, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if d := m.dailies[place{chat, thread}]; d != nil {
		return d.Daily, true, nil
	}
	return Daily{}, false, nil
}

// SetDaily implements Dailies.
func (m *MemoryDailies) SetDaily(_ context.Context, d Daily) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	at := place{d.Chat, d.Thread}
	d.Last = trivia.Date{}
	if before := m.dailies[at]; before != nil {
		d.Last = before.Last
	}
	m.dailies[at] = &memoryDaily{Daily: d}
	return nil
}

// StopDaily implements Dailies.
func (m *MemoryDailies) StopDaily(_ context.Context, chat int64, s DailyState) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for at, d := range m.dailies {
		if at.chat == chat && d.State == DailyOn {
			d.State = s
		}
	}
	return nil
}

// ClaimPosts implements Dailies.
func (m *MemoryDailies) ClaimPosts(_ context.Context, most int, next func(Daily) (trivia.Slot, bool)) (posts []Post, more bool, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	taken := 0
	for at, p := range m.posts {
		d := m.dailies[at.place]
		if p.state == postClaimed && !p.free.After(now) && d != nil && taken < most {
			taken++
			p.claim++
			p.free = now.Add(ClaimLasts)
			posts = append(posts, Post{Daily: d.Daily, Slot: p.slot, Claim: p.claim})
		}
	}
	var due []*memoryDaily
	for _, d := range m.dailies {
		if d.State == DailyOn && !d.Next.At.After(now) {
			due = append(due, d)
		}
	}
	slices.SortFunc(due, func(a, b *memoryDaily) int {
		return cmp.Or(a.Next.At.Compare(b.Next.At), cmp.Compare(a.Chat, b.Chat), cmp.Compare(a.Thread, b.Thread))
	})
	for _, d := range first(due, most-taken) {
		taken++
		if p, ok := m.claim(d, now, next); ok {
			posts = append(posts, p)
		}
	}
	return posts, taken == most, nil
}

// claim moves a chat on and claims the post that was due, if it is to be sent.
func (m *MemoryDailies) claim(d *memoryDaily, now time.Time, next func(Daily) (trivia.Slot, bool)) (Post, bool) {
	slot := d.Next
	d.Last = slot.Day
	following, ok := next(d.Daily)
	if !ok {
		d.State = DailyOff
	}
	d.Next = following
	at := memorySlot{place{d.Chat, d.Thread}, slot.Day}
	if m.posts[at] != nil {
		return Post{}, false
	}
	p := &memoryPost{slot: slot, state: postClaimed, claim: 1, free: now.Add(ClaimLasts)}
	m.posts[at] = p
	if slot.Missed(now) {
		p.state = PostSkipped
		return Post{}, false
	}
	return Post{Daily: d.Daily, Slot: slot, Claim: 1}, true
}

// held is the post of a claim that still holds.
func (m *MemoryDailies) held(p Post) *memoryPost {
	held := m.posts[memorySlot{place{p.Daily.Chat, p.Daily.Thread}, p.Slot.Day}]
	if held == nil || held.claim != p.Claim || held.state != postClaimed && held.state != postSending {
		return nil
	}
	return held
}

// BeginPost implements Dailies.
func (m *MemoryDailies) BeginPost(_ context.Context, p Post) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	held := m.held(p)
	if held == nil {
		return false, nil
	}
	held.state = postSending
	return true, nil
}

// EndPost implements Dailies.
func (m *MemoryDailies) EndPost(_ context.Context, p Post, o Outcome) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	held, d := m.held(p), m.dailies[place{p.Daily.Chat, p.Daily.Thread}]
	if held == nil || d == nil {
		return nil
	}
	held.state = o
	switch o {
	case PostSent:
		d.refused = 0
	case PostRefused:
		d.refused++
	}
	if (o == PostBlocked || d.refused >= RefusalsAllowed) && d.State == DailyOn {
		d.State = DailyBlocked
	}
	return nil
}

// DelayPost implements Dailies.
func (m *MemoryDailies) DelayPost(_ context.Context, p Post, until time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if held := m.held(p); held != nil {
		held.state, held.free = postClaimed, until
		held.claim++ // nobody's
	}
	return nil
}

// Reserve implements Dailies.
func (m *MemoryDailies) Reserve(_ context.Context, n int, every time.Duration) (time.Time, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	at := m.now()
	if m.next.After(at) {
		at = m.next
	}
	m.next = at.Add(time.Duration(n) * every)
	return at, nil
}

// Introduced implements Dailies.
func (m *MemoryDailies) Introduced(_ context.Context, chat int64) (bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.introduced[chat], nil
}

// SetIntroduced implements Dailies.
func (m *MemoryDailies) SetIntroduced(_ context.Context, chat int64, yes bool) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.introduced[chat] = yes
	return nil
}
