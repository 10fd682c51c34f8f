package handlers

import (
	"context"
	"time"
)

// opinion is a person on a fact's version.
type opinion struct {
	FactVersion
	person int64
}

var _ Feedback = (*Memory)(nil)

// Rating implements Feedback.
func (m *Memory) Rating(_ context.Context, f FactVersion, person int64) (Rating, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, ok := m.ratings.get(opinion{f, person})
	return r, ok, nil
}

// SetRating implements Feedback.
func (m *Memory) SetRating(_ context.Context, r Rating) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.ratings.put(opinion{r.FactVersion, r.Person}, r)
	return nil
}

// DropRating implements Feedback.
func (m *Memory) DropRating(_ context.Context, f FactVersion, person int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.ratings.dropAll(func(o opinion, _ Rating) bool { return o == opinion{f, person} })
	return nil
}

// Reports implements Feedback.
func (m *Memory) Reports(_ context.Context, f FactVersion, but int64) (Reports, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out Reports
	m.reports.each(func(o opinion, r Report) {
		switch {
		case o.FactVersion != f || o.person == but:
		case r.Reason == Outdated:
			out.Outdated++
		case r.Reason == Wrong:
			out.Wrong++
		}
	})
	_, out.Reviewed = m.reviewed.get(f)
	return out, nil
}

// Report implements Feedback.
func (m *Memory) Report(_ context.Context, r Report) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.reports.put(opinion{r.FactVersion, r.Person}, r)
	return nil
}

// SetReviewed implements Feedback.
func (m *Memory) SetReviewed(_ context.Context, f FactVersion, at time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.reviewed.put(f, at)
	return nil
}
