package simulator

import (
	"net/http"
	"regexp"
	"slices"
	"time"
	"unicode/utf8"
)

const (
	maxPeople = 20_000
	maxChats  = 40_000
)

func (s *Server) apiInline(r *http.Request, in struct {
	As    int64  `json:"as"`
	Query string `json:"query"`
}) (any, error) {
	s.mu.Lock()
	p, err := s.person(in.As)
	if err != nil {
		s.mu.Unlock()
		return nil, err
	}
	if utf8.RuneCountInString(in.Query) > 256 {
		s.mu.Unlock()
		return nil, errText("an inline query has at most 256 characters")
	}
	q := s.ask(p.ID, in.Query)
	s.mu.Unlock()
	out := object{"query_id": q.id, "answered": false, "results": []inlineResult{}}
	s.wait(r, 5*time.Second, func() bool {
		if q.answered {
			out["answered"], out["results"] = true, q.results
		}
		return q.answered
	})
	return out, nil
}

var usernameForm = regexp.MustCompile(`^([A-Za-z][A-Za-z0-9_]{3,31})?$`)

func (s *Server) apiPeople(in struct {
	Name     string `json:"first_name"`
	Username string `json:"username"`
	Language string `json:"language_code"`
}) (any, error) {
	switch n := utf8.RuneCountInString(in.Name); {
	case n < 1 || n > 64:
		return nil, errText("first_name must have 1 to 64 characters")
	case !usernameForm.MatchString(in.Username):
		return nil, errText("a username has 4 to 32 letters, digits and underscores")
	case len(in.Language) > 16:
		return nil, errText("language_code is an IETF tag, as zh-hans or en")
	case len(s.w.People) >= maxPeople:
		return nil, errText("there are people enough")
	}
	p := s.w.newPerson(person{Name: in.Name, Username: in.Username, Language: in.Language})
	s.showState()
	s.showChat(s.w.chats[p.ID])
	return object{"id": p.ID}, nil
}

func (s *Server) apiChats(in struct {
	Type    string  `json:"type"`
	Title   string  `json:"title"`
	Forum   bool    `json:"is_forum"`
	Members []int64 `json:"members"` // the first is its creator
	Bot     *string `json:"bot"`     // the bot's status; member, or administrator of a channel
}) (any, error) {
	switch n := utf8.RuneCountInString(in.Title); {
	case in.Type != group && in.Type != supergroup && in.Type != channel:
		return nil, errText("type is group, supergroup or channel")
	case in.Forum && in.Type != supergroup:
		return nil, errText("only supergroups can be forums")
	case n < 1 || n > 128:
		return nil, errText("title must have 1 to 128 characters")
	case len(s.w.Chats) >= maxChats:
		return nil, errText("there are chats enough")
	}
	c := chat{Type: in.Type, Title: in.Title, Forum: in.Forum, BotStatus: statusLeft}
	if in.Forum {
		c.Topics, c.LastID = []*topic{{ID: 1, Name: "General", Color: topicColors[0]}}, 1
	}
	for i, id := range in.Members {
		if _, err := s.person(id); err != nil {
			return nil, err
		}
		status := statusMember
		if i == 0 {
			status = statusCreator
		}
		c.setStatus(id, status)
	}
	status := statusMember
	if in.Type == channel {
		status = statusAdmin
	}
	if in.Bot != nil {
		status = *in.Bot
	}
	if !isStatus(status) {
		return nil, errBadStatus
	}
	made := s.w.newChat(c)
	by := s.w.Bot.ID
	if len(in.Members) > 0 {
		by = in.Members[0]
	}
	s.setBotStatus(made, by, status)
	s.showChat(made)
	return object{"id": made.ID}, nil
}

func (s *Server) apiTopics(in struct {
	As   int64  `json:"as"` // nothing: the chat's creator
	Chat int64  `json:"chat"`
	Name string `json:"name"`
}) (any, error) {
	c, err := s.chat(in.Chat)
	switch n := utf8.RuneCountInString(in.Name); {
	case err != nil:
		return nil, err
	case !c.Forum:
		return nil, errText("this chat has no topics")
	case n < 1 || n > 128:
		return nil, errText("name must have 1 to 128 characters")
	}
	if in.As == 0 && len(c.Members) > 0 {
		in.As = c.Members[0].Person
	}
	return object{"id": s.addTopic(c, in.As, in.Name, 0).ID}, nil
}

var errBadStatus = errText("status is member, administrator, left or kicked")

func isStatus(s string) bool {
	return slices.Contains([]string{statusMember, statusAdmin, statusLeft, statusKicked}, s)
}

func (s *Server) apiMembers(in struct {
	Chat   int64  `json:"chat"`
	Person int64  `json:"person"`
	Bot    bool   `json:"bot"` // the bot instead of a person
	By     int64  `json:"by"`  // who adds or removes the bot; nothing: the first member
	Status string `json:"status"`
}) (any, error) {
	c, err := s.chat(in.Chat)
	switch {
	case err != nil:
		return nil, err
	case c.Type == private:
		return nil, errText("nobody joins or leaves a private chat; see /api/block")
	case !isStatus(in.Status):
		return nil, errBadStatus
	case in.Bot:
		if in.By == 0 && len(c.Members) > 0 {
			in.By = c.Members[0].Person
		}
		s.setBotStatus(c, in.By, in.Status)
		return object{}, nil
	}
	if _, err := s.person(in.Person); err != nil {
		return nil, err
	}
	s.setMember(c, in.Person, in.Status)
	return object{}, nil
}

func (s *Server) apiBlock(in struct {
	Person  int64 `json:"person"`
	Blocked bool  `json:"blocked"`
}) (any, error) {
	p, err := s.person(in.Person)
	if err != nil {
		return nil, err
	}
	s.setBlocked(p, in.Blocked)
	return object{}, nil
}

func (s *Server) apiMigrate(in struct {
	Chat int64 `json:"chat"`
	// Silent: the bot gets no message of it, and learns it when it next writes.
	Silent bool `json:"silent"`
}) (any, error) {
	c, err := s.chat(in.Chat)
	switch {
	case err != nil:
		return nil, err
	case c.Type != group || c.MigratedTo != 0:
		return nil, errText("only a group that is no supergroup yet can become one")
	}
	before := s.w.Updates
	to := s.migrate(c)
	if in.Silent {
		s.w.Updates = before
	}
	return object{"id": to.ID}, nil
}

func (s *Server) apiPrivacy(in struct {
	Enabled  bool  `json:"enabled"`
	Mentions *bool `json:"mentions"` // whether mentions pass all the same (they do)
}) (any, error) {
	s.w.Privacy = in.Enabled
	if in.Mentions != nil {
		s.w.Mentions = *in.Mentions
	}
	s.showState()
	return object{"enabled": s.w.Privacy, "mentions": s.w.Mentions}, nil
}

func (s *Server) apiClock(in struct {
	Advance string    `json:"advance"` // as 90m or 24h
	To      time.Time `json:"to"`
}) (any, error) {
	if s.clock == nil {
		return nil, &controlError{http.StatusConflict, "the clock of this simulator is the real one; start it with --clock to move it"}
	}
	d := in.To.Sub(s.now())
	if in.Advance != "" {
		var err error
		if d, err = time.ParseDuration(in.Advance); err != nil {
			return nil, errText(`advance is a length of time, as "90m" or "24h"`)
		}
	}
	const most = 10 * 365 * 24 * time.Hour
	if d <= 0 || d > most {
		return nil, errText("the clock goes forward only, by ten years at most")
	}
	s.clock.Advance(d)
	s.w.Ahead += d
	s.settle()
	now := s.now()
	s.show("clock", func(int64) any { return object{"clock": now} })
	return object{"clock": now}, nil
}

// apiReset begins anew, with the bot's profile and update ids as they are: the
// bot goes on running.
func (s *Server) apiReset(struct{}) (any, error) {
	old := s.w
	for _, t := range s.timers {
		t.Stop()
	}
	clear(s.timers)
	s.w = seed(s.options)
	s.w.Profile, s.w.Webhook, s.w.Allowed, s.w.Ahead = old.Profile, old.Webhook, old.Allowed, old.Ahead
	s.w.Counters.Update, s.w.Counters.Message = old.Counters.Update, old.Counters.Message
	s.w.Counters.Other = old.Counters.Other
	s.faults, s.flood = faults{Strict: s.options.Strict}, nil
	s.queries.init()
	s.show("reset", func(int64) any { return object{} })
	return object{}, nil
}
