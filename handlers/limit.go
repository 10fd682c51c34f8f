package handlers

import (
	"context"
	"slices"
	"strconv"
	"time"
)

// Limits bound how much a person may ask; a group as a whole may ask a multiple
// of it. The zero value bounds nothing.
type Limits struct {
	Burst int           // messages at once; 0: any number
	Every time.Duration // and then one each
	Daily int           // questions a day, by UTC; 0: any number
}

// What a group may do together, as multiples of what a person may: its pace,
// and its questions a day.
const (
	groupPace  = 4
	groupDaily = 10
)

// pressPace is how many presses of buttons a person has for each message. A press
// asks less than a message, but most rewrite one, and Telegram lets a bot send or
// rewrite twenty a minute in a group.
const pressPace = 2

// Usage counts questions by day, for the daily limits. What is in memory only
// gives everybody a new day when the program starts.
type Usage interface {
	// Asked is how many questions were counted on a day (since 1970) for each
	// of who: a person, or a group by its negative id.
	Asked(ctx context.Context, day int64, who ...int64) ([]int, error)
	// CountAsked adds one for each of who.
	CountAsked(ctx context.Context, day int64, who ...int64) error
}

// throttle holds people and groups to the limits.
type throttle struct {
	people, groups *pacer // by the time at which Telegram got a message: a backlog is nobody's haste
	presses        *pacer // by our own, as a press tells none
	daily          int
	toldDaily      *recent[int64, int64] // for whom it is enough, and the day on which they were told
}

func newThrottle(l Limits, now func() time.Time) *throttle {
	return &throttle{
		people:    newPacer(l.Burst, l.Every, now),
		groups:    newPacer(l.Burst*groupPace, l.Every/groupPace, now),
		presses:   newPacer(l.Burst*pressPace, l.Every/pressPace, now),
		daily:     l.Daily,
		toldDaily: newRecent[int64, int64](rated, 24*time.Hour, now),
	}
}

// admin tells whether the bot's own administrators are speaking.
func (s *session) admin() bool { return s.m.From != nil && slices.Contains(s.admins, s.m.From.ID) }

// asker is who asks, and in which group; 0 for nobody and none. An anonymous
// admin is nobody.
func (s *session) asker() (person, group int64) {
	if s.m.From != nil {
		person = s.m.From.ID
	}
	if !s.private() {
		group = s.m.Chat.ID
	}
	return person, group
}

// paced tells whether a message is within the pace of its sender and its group,
// and counts it then. Who is too fast hears so once.
func (s *session) paced(ctx context.Context) (bool, error) {
	if s.admin() {
		return true, nil
	}
	at := s.m.Sent
	if at.IsZero() {
		at = s.now()
	}
	t, m := s.throttle, passed{s.m.Chat.ID, s.m.ID, hash(s.m.Text)}
	person, group := s.asker()
	switch {
	case person != 0 && !t.people.fits(person, m, at):
		return false, s.askPatience(ctx, t.people.tell(person), "limit.person")
	case group != 0 && !t.groups.fits(group, m, at):
		return false, s.askPatience(ctx, t.groups.tell(group), "limit.group")
	}
	if person != 0 {
		t.people.count(person, m, at)
	}
	if group != 0 {
		t.groups.count(group, m, at)
	}
	return true, nil
}

// pressPaced tells the same of a press.
func (s *session) pressPaced() bool {
	if s.admin() || s.m.From == nil {
		return true
	}
	at, person := s.now(), s.m.From.ID
	if !s.throttle.presses.fits(person, passed{}, at) {
		return false
	}
	s.throttle.presses.count(person, passed{}, at)
	return true
}

const day = 24 * time.Hour

// today is the day by which questions are counted.
func (s *session) today() int64 { return s.begun.Unix() / int64(day/time.Second) }

// counted is for whom a question counts.
func (s *session) counted() (who []int64) {
	if s.throttle.daily <= 0 || s.admin() {
		return nil
	}
	person, group := s.asker()
	for _, id := range []int64{person, group} {
		if id != 0 {
			who = append(who, id)
		}
	}
	return who
}

// withinDay tells whether one more question is within the day's number. The
// first that is not is told so.
func (s *session) withinDay(ctx context.Context) (bool, error) {
	who := s.counted()
	if len(who) == 0 {
		return true, nil
	}
	asked, err := s.usage.Asked(ctx, s.today(), who...)
	if s.failed(err, "usage") {
		return true, nil
	}
	for i, id := range who {
		most, words := s.throttle.daily, "limit.daily.person"
		if id < 0 {
			most, words = most*groupDaily, "limit.daily.group"
		}
		if i < len(asked) && asked[i] >= most {
			return false, s.askPatience(ctx, s.firstToday(id), words)
		}
	}
	return true, nil
}

func (s *session) firstToday(id int64) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if told, ok := s.throttle.toldDaily.get(id); ok && told == s.today() {
		return false
	}
	s.throttle.toldDaily.put(id, s.today())
	return true
}

// countQuestion counts a question that was answered.
func (s *session) countQuestion(ctx context.Context) error {
	if who := s.counted(); len(who) > 0 {
		return s.usage.CountAsked(ctx, s.today(), who...)
	}
	return nil
}

// askPatience says why there is no answer, or nothing at all.
func (s *session) askPatience(ctx context.Context, aloud bool, id string) error {
	if !aloud {
		return nil
	}
	left := day - s.begun.Sub(time.Unix(s.today()*int64(day/time.Second), 0))
	hours := strconv.Itoa(int((left + time.Hour - 1) / time.Hour))
	_, err := s.reply(ctx, Shown{Document: paragraph(say(s.lang(ctx), id, "Hours", hours))})
	return err
}
