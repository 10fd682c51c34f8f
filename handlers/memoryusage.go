package handlers

import "context"

// usageKey is a person or a group, on a day.
type usageKey struct{ who, day int64 }

var _ Usage = (*Memory)(nil)

// Asked implements Usage.
func (m *Memory) Asked(_ context.Context, day int64, who ...int64) ([]int, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := make([]int, len(who))
	for i, id := range who {
		out[i], _ = m.usage.get(usageKey{id, day})
	}
	return out, nil
}

// CountAsked implements Usage.
func (m *Memory) CountAsked(_ context.Context, day int64, who ...int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, id := range who {
		n, _ := m.usage.get(usageKey{id, day})
		m.usage.put(usageKey{id, day}, n+1)
	}
	return nil
}
