package handlers

import (
	"context"
	"time"
)

// live tells that a round is not over yet.
func (r Round) live() bool { return r.Phase == RoundRunning || r.Phase == RoundEnding }

// StartRound implements QuizState.
func (m *Memory) StartRound(_ context.Context, r Round) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if last, ok := m.round(r.Chat); ok && last.live() {
		return nil
	}
	r.Phase = RoundRunning
	m.quizzes.rounds.put(r.ID, r)
	return nil
}

// round is the latest round of a chat.
func (m *Memory) round(chat int64) (last Round, ok bool) {
	for _, r := range m.quizzes.rounds.all() {
		if r.Chat == chat && (!ok || r.Started.After(last.Started)) {
			last, ok = r, true
		}
	}
	return last, ok
}

// Round implements QuizState.
func (m *Memory) Round(_ context.Context, chat int64) (Round, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, ok := m.round(chat)
	return r, ok, nil
}

// LastPoll implements QuizState.
func (m *Memory) LastPoll(_ context.Context, round string) (last Poll, ok bool, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, p := range m.quizzes.polls.all() {
		if p.Round != "" && p.Round == round && p.Number > last.Number {
			last, ok = p, true
		}
	}
	return last, ok, nil
}

// ClaimRound implements QuizState.
func (m *Memory) ClaimRound(_ context.Context, now, hold time.Time) (r Round, ok bool, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, o := range m.quizzes.rounds.all() {
		if o.live() && !o.Due.After(now) && (!ok || o.Due.Before(r.Due)) {
			r, ok = o, true
		}
	}
	if !ok {
		return Round{}, false, nil
	}
	due := r.Due
	r.Due = hold
	if r.Phase == RoundRunning && r.Asked < r.Total {
		r.Asked++
	} else {
		r.Phase = RoundEnding
		r.Tries++
	}
	m.quizzes.rounds.put(r.ID, r)
	r.Due, r.Quiet = due, m.quiet(r.ID)
	return r, true, nil
}

// quiet counts a round's quizzes after the last one that anybody answered.
func (m *Memory) quiet(round string) (n int) {
	answered := 0
	for _, a := range m.quizzes.answers.all() {
		if a.round == round {
			answered = max(answered, a.number)
		}
	}
	for _, p := range m.quizzes.polls.all() {
		if p.Round == round && p.Number > answered {
			n++
		}
	}
	return n
}

// PutOff implements QuizState.
func (m *Memory) PutOff(_ context.Context, id string, asked int, due time.Time, failed int) error {
	m.changeRound(id, func(r *Round) {
		if r.Phase == RoundRunning && r.Asked == asked {
			r.Due, r.Failed = due, failed
		}
	})
	return nil
}

// EndRound implements QuizState.
func (m *Memory) EndRound(_ context.Context, id string, why RoundEnd, due time.Time) error {
	m.changeRound(id, func(r *Round) {
		if r.Phase == RoundRunning {
			r.Phase, r.End, r.Due = RoundEnding, why, due
		}
	})
	return nil
}

// CloseRound implements QuizState.
func (m *Memory) CloseRound(_ context.Context, id string) error {
	m.changeRound(id, func(r *Round) { r.Phase = RoundClosed })
	return nil
}

func (m *Memory) changeRound(id string, change func(r *Round)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if r, ok := m.quizzes.rounds.get(id); ok {
		change(&r)
		m.quizzes.rounds.put(id, r)
	}
}
