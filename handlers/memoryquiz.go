package handlers

import (
	"cmp"
	"context"
	"slices"
	"time"

	"github.com/forumbot/forumbot/trivia"
)

// memoryQuizzes is what a Memory keeps of quizzes.
type memoryQuizzes struct {
	polls    *recent[string, Poll]
	answers  *recent[answerKey, memoryAnswer]
	scores   *recent[scoreKey, DayScore]
	names    *recent[int64, string]
	progress *recent[progressKey, trivia.Progress]
	rounds   *recent[string, Round]
}

type answerKey struct {
	poll   string
	person int64
}

type memoryAnswer struct {
	QuizAnswer
	round  string
	number int
	chat   int64
}

type scoreKey struct {
	chat, person int64
	day          CivilDay
}

type progressKey struct {
	person int64
	fact   string
}

// maxQuizzes bounds each kind of thing that is kept of quizzes.
const maxQuizzes = 20_000

func newMemoryQuizzes(now func() time.Time) memoryQuizzes {
	return memoryQuizzes{
		polls:    newRecent[string, Poll](maxQuizzes, 0, now),
		answers:  newRecent[answerKey, memoryAnswer](maxQuizzes, KeepPolls, now),
		scores:   newRecent[scoreKey, DayScore](maxQuizzes, 0, now),
		names:    newRecent[int64, string](maxQuizzes, 0, now),
		progress: newRecent[progressKey, trivia.Progress](maxQuizzes, 0, now),
		rounds:   newRecent[string, Round](maxQuizzes, KeepPolls, now),
	}
}

func (q *memoryQuizzes) forget(person int64) {
	q.answers.dropAll(func(k answerKey, a memoryAnswer) bool { return k.person == person || a.chat == person })
	q.scores.dropAll(func(k scoreKey, _ DayScore) bool { return k.person == person || k.chat == person })
	q.names.dropAll(func(p int64, _ string) bool { return p == person })
	q.progress.dropAll(func(k progressKey, _ trivia.Progress) bool { return k.person == person })
	q.polls.dropAll(func(_ string, p Poll) bool { return p.Chat == person })
	q.rounds.dropAll(func(_ string, r Round) bool { return r.Chat == person })
	for id, r := range q.rounds.all() {
		if r.Starter == person {
			r.Starter = 0
			q.rounds.put(id, r)
		}
	}
}

var _ QuizState = (*Memory)(nil)

// AddPoll implements QuizState.
func (m *Memory) AddPoll(_ context.Context, p Poll) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if _, ok := m.quizzes.polls.get(p.ID); !ok {
		m.quizzes.polls.put(p.ID, p)
	}
	return nil
}

// poll finds one that can still be answered.
func (m *Memory) poll(id string) (Poll, bool) {
	p, ok := m.quizzes.polls.get(id)
	if !ok || m.quizzes.polls.now().Sub(p.Sent) > KeepPolls {
		return Poll{}, false
	}
	return p, true
}

// Poll implements QuizState.
func (m *Memory) Poll(_ context.Context, id string) (Poll, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	p, ok := m.poll(id)
	return p, ok, nil
}

// AskedAt implements QuizState.
func (m *Memory) AskedAt(_ context.Context, chat int64, fact string) (at time.Time, ok bool, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for id, p := range m.quizzes.polls.all() {
		if _, fresh := m.poll(id); fresh && p.Chat == chat && p.Fact == fact && p.Sent.After(at) {
			at, ok = p.Sent, true
		}
	}
	return at, ok, nil
}

// AddAnswer implements QuizState.
func (m *Memory) AddAnswer(_ context.Context, a QuizAnswer) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	p, ok := m.poll(a.Poll)
	if !ok {
		return nil
	}
	if r, _ := m.quizzes.rounds.get(p.Round); p.Round != "" && r.Phase != RoundRunning {
		return nil
	}
	key := answerKey{a.Poll, a.Person}
	if _, ok := m.quizzes.answers.get(key); ok {
		return nil
	}
	m.quizzes.answers.put(key, memoryAnswer{a, p.Round, p.Number, p.Chat})
	at := scoreKey{p.Chat, a.Person, a.Day}
	d, _ := m.quizzes.scores.get(at)
	d.Day, d.Answered = a.Day, d.Answered+1
	if a.Right {
		d.Right, d.Took = d.Right+1, d.Took+a.Took
	}
	m.quizzes.scores.put(at, d)
	m.quizzes.names.put(a.Person, a.Name)
	m.quizzes.progress.put(progressKey{a.Person, a.Progress.Fact}, a.Progress)
	return nil
}

// Board implements QuizState.
func (m *Memory) Board(_ context.Context, chat int64, since CivilDay, most int) (Board, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	sums := map[int64]DayScore{}
	for k, d := range m.quizzes.scores.all() {
		if k.chat == chat && k.day >= since {
			sums[k.person] = sums[k.person].plus(d)
		}
	}
	return m.board(sums, most), nil
}

// RoundBoard implements QuizState.
func (m *Memory) RoundBoard(_ context.Context, round string, most int) (Board, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	sums := map[int64]DayScore{}
	for k, a := range m.quizzes.answers.all() {
		if a.round == "" || a.round != round {
			continue
		}
		one := DayScore{Answered: 1}
		if a.Right {
			one.Right, one.Took = 1, a.Took
		}
		sums[k.person] = sums[k.person].plus(one)
	}
	return m.board(sums, most), nil
}

// plus adds another day's numbers.
func (d DayScore) plus(o DayScore) DayScore {
	return DayScore{Day: max(d.Day, o.Day), Answered: d.Answered + o.Answered, Right: d.Right + o.Right, Took: d.Took + o.Took}
}

func (m *Memory) board(sums map[int64]DayScore, most int) Board {
	b := Board{Players: len(sums)}
	for person, d := range sums {
		name, _ := m.quizzes.names.get(person)
		b.Standings = append(b.Standings, Standing{Person: person, Name: name, Answered: d.Answered, Right: d.Right, Took: d.Took})
	}
	slices.SortFunc(b.Standings, func(a, b Standing) int {
		return cmp.Or(cmp.Compare(b.Right, a.Right), cmp.Compare(a.Took, b.Took), cmp.Compare(a.Answered, b.Answered), cmp.Compare(a.Person, b.Person))
	})
	b.Standings = first(b.Standings, most)
	return b
}

// DayScores implements QuizState.
func (m *Memory) DayScores(_ context.Context, person int64) ([]DayScore, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	days := map[CivilDay]DayScore{}
	for k, d := range m.quizzes.scores.all() {
		if k.person == person {
			days[k.day] = days[k.day].plus(d)
		}
	}
	var out []DayScore
	for _, d := range days {
		out = append(out, d)
	}
	slices.SortFunc(out, func(a, b DayScore) int { return cmp.Compare(b.Day, a.Day) })
	return out, nil
}

// Progress implements QuizState.
func (m *Memory) Progress(_ context.Context, person int64) ([]trivia.Progress, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []trivia.Progress
	for k, p := range m.quizzes.progress.all() {
		if k.person == person {
			out = append(out, p)
		}
	}
	slices.SortFunc(out, func(a, b trivia.Progress) int { return cmp.Compare(a.Fact, b.Fact) })
	return out, nil
}
