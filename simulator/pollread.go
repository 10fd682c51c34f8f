package simulator

import (
	"slices"
	"strconv"
	"strings"

	"github.com/forumbot/forumbot/simulator/markup"
)

// readOptions takes both forms of options: objects and, from before 7.3, strings.
func readOptions(c *call) ([]string, *apiError) {
	var texts []string
	if c.json("options", &texts) != nil {
		var in []struct {
			Text string `json:"text"`
		}
		if err := c.json("options", &in); err != nil {
			return nil, badRequest("can't parse options JSON object")
		}
		texts = texts[:0]
		for _, o := range in {
			texts = append(texts, o.Text)
		}
	}
	for i, t := range texts {
		texts[i], _ = markup.Trim(visible(t), nil)
		switch {
		case texts[i] == "":
			return nil, badRequest("poll options must be non-empty")
		case markup.Length(texts[i]) > 100:
			return nil, badRequest("poll options length must not exceed 100")
		}
	}
	switch {
	case len(texts) == 0:
		return nil, badRequest("poll must have at least 1 option")
	case len(texts) > 12:
		return nil, badRequest("poll can't have more than 12 options")
	}
	return texts, nil
}

func (s *Server) sendPoll(c *call) (any, *apiError) {
	p, refused := s.readPoll(c)
	if refused != nil {
		return nil, refused
	}
	to, m, refused := s.outgoing(c)
	if refused != nil {
		return nil, refused
	}
	if to.Type == channel && !p.Anonymous {
		return nil, badRequest("non-anonymous polls can't be sent to channel chats")
	}
	p.ID = s.w.newID()
	m.Poll = p.ID
	s.w.Polls[p.ID] = p
	s.post(to, m)
	p.Chat, p.Message = to.ID, m.ID
	s.watchPoll(p)
	return s.messageObject(m, true), nil
}

func (s *Server) readPoll(c *call) (*poll, *apiError) {
	question, _, refused := c.text("question", "question_parse_mode", "question_entities")
	if refused != nil {
		return nil, refused
	}
	switch {
	case question == "":
		return nil, badRequest("poll question must be non-empty")
	case markup.Length(question) > 300:
		return nil, badRequest("poll question length must not exceed 300")
	}
	options, refused := readOptions(c)
	if refused != nil {
		return nil, refused
	}
	p := &poll{
		Question: question, Anonymous: c.params["is_anonymous"] == "" || c.bool("is_anonymous"),
		Multiple: c.bool("allows_multiple_answers"), Hidden: c.bool("hide_results_until_closes"), Closed: c.bool("is_closed"),
	}
	for i, o := range options {
		p.Options = append(p.Options, pollOption{strconv.Itoa(i), o})
	}
	switch c.params["type"] {
	case "", "regular":
	case "quiz":
		p.Quiz = true
	default:
		return nil, badRequest("unsupported poll type specified")
	}
	p.Revoting = !p.Quiz
	if c.params["allows_revoting"] != "" {
		p.Revoting = c.bool("allows_revoting")
	}
	if refused := p.readQuiz(c); refused != nil {
		return nil, refused
	}
	return p, s.readDeadline(c, p)
}

// readQuiz reads what only a quiz has.
func (p *poll) readQuiz(c *call) *apiError {
	if !p.Quiz {
		return nil
	}
	if err := c.json("correct_option_ids", &p.Correct); err != nil {
		return badRequest("can't parse correct option identifiers: expected an Array of Integer")
	}
	if len(p.Correct) == 0 && c.params["correct_option_id"] != "" {
		p.Correct = []int{int(c.number("correct_option_id"))}
	}
	slices.Sort(p.Correct)
	switch {
	case len(p.Correct) == 0 || p.Correct[0] < 0 || p.Correct[len(p.Correct)-1] >= len(p.Options):
		return badRequest("wrong correct option ID specified")
	case len(slices.Compact(slices.Clone(p.Correct))) != len(p.Correct):
		return badRequest("duplicate correct option IDs specified")
	case len(p.Correct) > 1 && !p.Multiple:
		return badRequest("too many correct option IDs specified")
	}
	var refused *apiError
	p.Explanation, p.Entities, refused = c.text("explanation", "explanation_parse_mode", "explanation_entities")
	switch {
	case refused != nil:
		return refused
	case markup.Length(p.Explanation) > 200, strings.Count(p.Explanation, "\n") > 2:
		return badRequest("message caption is too long")
	}
	return nil
}

const longestPeriod = 2_628_000 // seconds that a poll may be open

func (s *Server) readDeadline(c *call, p *poll) *apiError {
	p.Period = c.number("open_period")
	now := s.now().Unix()
	switch until := c.number("close_date"); {
	case p.Period != 0 && (p.Period < 5 || p.Period > longestPeriod):
		return badRequest("wrong open period specified")
	case p.Period != 0:
		p.Until = now + p.Period
	case until != 0 && (until < now+5 || until > now+longestPeriod):
		return badRequest("wrong close date specified")
	default:
		p.Until = until
	}
	return nil
}
