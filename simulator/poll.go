package simulator

import (
	"slices"
	"strconv"
	"time"

	"github.com/forumbot/forumbot/simulator/markup"
)

// poll is a poll or a quiz. Where it stands is told by the message that holds it.
type poll struct {
	ID          string
	Chat        int64
	Message     int
	Quiz        bool
	Question    string
	Options     []pollOption
	Correct     []int
	Explanation string
	Entities    []markup.Entity // of the explanation
	Anonymous   bool
	Multiple    bool
	Revoting    bool
	Hidden      bool // results are hidden until it is closed
	Closed      bool
	Period      int64 // seconds; 0: none was named
	Until       int64 // unix; 0: until it is stopped
	Votes       []vote
}

type pollOption struct {
	ID   string // persistent
	Text string
}

type vote struct {
	Person  int64
	Options []int
}

func (p *poll) voters(option int) int {
	n := 0
	for _, v := range p.Votes {
		if slices.Contains(v.Options, option) {
			n++
		}
	}
	return n
}

// choosers are the people who chose an option, in the order of their votes.
func (p *poll) choosers(option int) []int64 {
	var out []int64
	for _, v := range p.Votes {
		if slices.Contains(v.Options, option) {
			out = append(out, v.Person)
		}
	}
	return out
}

func (p *poll) kind() string {
	if p.Quiz {
		return "quiz"
	}
	return "regular"
}

// of is how a person has voted.
func (p *poll) of(person int64) []int {
	for _, v := range p.Votes {
		if v.Person == person {
			return v.Options
		}
	}
	return nil
}

// pollObject is a poll as the bot that sent it sees it.
func (s *Server) pollObject(p *poll) object {
	options := []object{}
	for i, o := range p.Options {
		options = append(options, object{"persistent_id": o.ID, "text": o.Text, "voter_count": p.voters(i)})
	}
	out := object{
		"id": p.ID, "question": p.Question, "options": options, "total_voter_count": len(p.Votes),
		"is_closed": p.Closed, "is_anonymous": p.Anonymous, "type": p.kind(),
		"allows_multiple_answers": p.Multiple, "allows_revoting": p.Revoting, "members_only": false,
	}
	if p.Quiz {
		out["correct_option_ids"] = p.Correct
		if len(p.Correct) == 1 {
			out["correct_option_id"] = p.Correct[0]
		}
	}
	if p.Explanation != "" {
		out["explanation"] = p.Explanation
		if len(p.Entities) > 0 {
			out["explanation_entities"] = s.entityObjects(p.Entities)
		}
	}
	if p.Period != 0 {
		out["open_period"] = p.Period
	}
	if p.Until != 0 {
		out["close_date"] = p.Until
	}
	return out
}

type pollView struct {
	ID          string           `json:"id"`
	Type        string           `json:"type"`
	Question    string           `json:"question"`
	Options     []pollOptionView `json:"options"`
	Total       int              `json:"total"`
	Closed      bool             `json:"is_closed"`
	Anonymous   bool             `json:"is_anonymous"`
	Multiple    bool             `json:"multiple"`
	Revoting    bool             `json:"can_revote"`
	Correct     []int            `json:"correct"`
	Explanation string           `json:"explanation"`
	Entities    []markup.Entity  `json:"explanation_entities"`
	OpenUntil   int64            `json:"open_until"`
	Mine        []int            `json:"my_votes"`
}

type pollOptionView struct {
	Text   string  `json:"text"`
	Voters int     `json:"voters"`
	People []int64 `json:"people,omitempty"` // who chose it, unless the poll is anonymous
}

// view shows a poll to a person: how others voted, what is right and why only
// to one who has voted, or when it is closed; 0 sees all.
func (p *poll) view(viewer int64) *pollView {
	mine := p.of(viewer)
	open := p.Closed || viewer == 0 || len(mine) > 0
	v := &pollView{
		ID: p.ID, Type: p.kind(), Question: p.Question, Total: len(p.Votes), Closed: p.Closed, Anonymous: p.Anonymous,
		Multiple: p.Multiple, Revoting: p.Revoting, OpenUntil: p.Until, Mine: append([]int{}, mine...),
		Options: []pollOptionView{}, Correct: []int{}, Entities: []markup.Entity{},
	}
	for i, o := range p.Options {
		view := pollOptionView{Text: o.Text}
		if open && (!p.Hidden || p.Closed || viewer == 0) {
			view.Voters = p.voters(i)
			if !p.Anonymous {
				view.People = p.choosers(i)
			}
		}
		v.Options = append(v.Options, view)
	}
	if open {
		v.Correct = append(v.Correct, p.Correct...)
		v.Explanation, v.Entities = p.Explanation, append(v.Entities, p.Entities...)
	}
	return v
}

func (s *Server) stopPoll(c *call) (any, *apiError) {
	keyboard, refused := c.keyboard()
	if refused != nil {
		return nil, refused
	}
	to, refused := s.writable(c)
	if refused != nil {
		return nil, refused
	}
	m := to.message(int(c.number("message_id")))
	switch {
	case m == nil || s.w.Polls[m.Poll] == nil:
		return nil, badRequest("message with poll to stop not found")
	case m.From != s.w.Bot.ID:
		return nil, badRequest("poll can't be stopped")
	}
	p := s.w.Polls[m.Poll]
	if p.Closed {
		return nil, badRequest("poll has already been closed")
	}
	m.Keyboard = keyboard
	s.closePoll(p)
	return s.pollObject(p), nil
}

func (s *Server) closePoll(p *poll) {
	p.Closed = true
	if t := s.timers[p.ID]; t != nil {
		t.Stop()
		delete(s.timers, p.ID)
	}
	s.push("poll", s.pollObject(p))
	s.showPoll(p)
}

func (s *Server) showPoll(p *poll) {
	s.show("poll", func(viewer int64) any {
		return object{"chat": p.Chat, "message_id": p.Message, "poll": p.view(viewer)}
	})
}

// cast is a person's vote; no options take it back.
func (s *Server) cast(p *poll, who int64, options []int) error {
	before := p.of(who)
	switch {
	case p.Closed:
		return errText("this poll is closed")
	case len(options) > 1 && !p.Multiple:
		return errText("only one option may be chosen in this poll")
	case len(before) > 0 && !p.Revoting:
		return errText("a vote in this quiz can't be changed")
	}
	for i, o := range options {
		if o < 0 || o >= len(p.Options) || slices.Contains(options[:i], o) {
			return errText("the options of a vote are different numbers from 0 to " + strconv.Itoa(len(p.Options)-1))
		}
	}
	p.Votes = slices.DeleteFunc(p.Votes, func(v vote) bool { return v.Person == who })
	if len(options) > 0 {
		p.Votes = append(p.Votes, vote{who, slices.Clone(options)})
	}
	s.push("poll", s.pollObject(p))
	if !p.Anonymous {
		ids := []string{}
		for _, o := range options {
			ids = append(ids, p.Options[o].ID)
		}
		s.push("poll_answer", object{"poll_id": p.ID, "user": s.user(who), "option_ids": append([]int{}, options...), "option_persistent_ids": ids})
	}
	s.showPoll(p)
	return nil
}

// watchPolls makes polls close by themselves, after a start.
func (s *Server) watchPolls() {
	for _, p := range s.w.Polls {
		s.watchPoll(p)
	}
}

func (s *Server) watchPoll(p *poll) {
	if p.Until == 0 || p.Closed {
		return
	}
	s.timers[p.ID] = time.AfterFunc(time.Unix(p.Until, 0).Sub(s.now()), func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.settle()
	})
}

// settle does what is due by the clock.
func (s *Server) settle() {
	if len(s.timers) == 0 {
		return
	}
	now := s.now().Unix()
	for id := range s.timers {
		if p := s.w.Polls[id]; p == nil {
			delete(s.timers, id)
		} else if !p.Closed && p.Until <= now {
			s.closePoll(p)
		}
	}
}
