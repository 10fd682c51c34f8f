package bot

import (
	"context"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"github.com/forumbot/forumbot/handlers"
)

var _ handlers.Polls = (*sender)(nil)

// SendQuiz implements handlers.Polls. Question, options and explanation are
// plain text: no parse mode is named.
func (s *sender) SendQuiz(ctx context.Context, q handlers.Quiz) (handlers.SentQuiz, error) {
	ctx = inBulk(ctx, q.Bulk)
	params := tgbotapi.Params{
		"question": q.Question, "type": "quiz", "is_anonymous": "false", "allows_revoting": "false",
	}
	options := make([]pollOption, len(q.Options))
	for i, text := range q.Options {
		options[i] = pollOption{text}
	}
	if err := params.AddInterface("options", options); err != nil {
		return handlers.SentQuiz{}, err
	}
	if err := params.AddInterface("correct_option_ids", []int{q.Right}); err != nil {
		return handlers.SentQuiz{}, err
	}
	params.AddNonEmpty("explanation", q.Explanation)
	params.AddNonZero("open_period", int(q.Open/time.Second))
	if err := addPlace(params, handlers.Reply{Chat: q.Chat, Thread: q.Thread, ReplyTo: q.ReplyTo}, true, 0); err != nil {
		return handlers.SentQuiz{}, err
	}
	if err := s.addButtons(params, q.Buttons); err != nil {
		return handlers.SentQuiz{}, err
	}
	var poll string
	id, err := once(ctx, func() (int, error) {
		var sent struct {
			ID   int `json:"message_id"`
			Poll struct {
				ID string `json:"id"`
			} `json:"poll"`
		}
		err := s.follow(ctx, "sendPoll", q.Chat, params, &sent)
		poll = sent.Poll.ID
		return sent.ID, err
	})
	return handlers.SentQuiz{Message: id, Poll: poll}, err
}

// StopPoll implements handlers.Polls.
func (s *sender) StopPoll(ctx context.Context, chat int64, message int) error {
	params := tgbotapi.Params{}
	params.AddNonZero("message_id", message)
	err := s.follow(ctx, "stopPoll", chat, params, nil)
	if KindOf(err) == Gone {
		return nil
	}
	return err
}

type pollOption struct {
	Text string `json:"text"`
}
