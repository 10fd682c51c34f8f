package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"github.com/forumbot/forumbot/handlers"
)

const (
	// sendTries bounds the attempts of one call.
	sendTries = 5
	// longestRetry bounds how long a 429 may hold a call up; beyond it the
	// caller hears of it.
	longestRetry = 2 * time.Minute
	// maxNotice, maxData: the lengths that Telegram allows.
	maxNotice = 200 // characters of a callback's answer
	maxData   = 64  // bytes of a button's data
)

// sender sends at Telegram's pace and follows groups to their new ids. It is
// the handlers' Messenger.
type sender struct {
	client  *client
	limiter *limiter
	log     *slog.Logger
	retry   backoff
	onMove  func(ctx context.Context, oldChat, newChat int64)

	drafts drafts

	mu    sync.Mutex
	moves map[int64]int64 // old chat id → new one
}

var _ handlers.Messenger = (*sender)(nil)

func newSender(c *client, l *limiter, log *slog.Logger, onMove func(ctx context.Context, oldChat, newChat int64)) *sender {
	return &sender{
		client: c, limiter: l, log: log, onMove: onMove, moves: map[int64]int64{}, drafts: drafts{open: map[draftKey]*draft{}},
		retry: backoff{first: time.Second, most: 15 * time.Second},
	}
}

// Send sends a message, in pieces if it is too long. The buttons go under the
// last piece, whose id is returned. When a piece fails, the id is that of the
// last piece sent, 0 if none was.
func (s *sender) Send(ctx context.Context, r handlers.Reply) (int, error) {
	pieces := split(r.HTML, MaxText)
	ctx = inBulk(ctx, r.Bulk)
	if len(pieces) == 0 {
		return 0, &Error{Kind: Refused, Method: "sendMessage", Description: "there is nothing to send"}
	}
	return s.sendPieces(ctx, r, pieces)
}

func (s *sender) sendPieces(ctx context.Context, r handlers.Reply, pieces []string) (id int, err error) {
	for i, piece := range pieces {
		params := tgbotapi.Params{}
		if err := addPlace(params, r, i == 0, id); err != nil {
			return id, err
		}
		params.AddBool("disable_notification", r.Silent)
		if i == len(pieces)-1 {
			if err := s.addButtons(params, r.Buttons); err != nil {
				return id, err
			}
		}
		n, err := once(ctx, func() (int, error) {
			var sent struct {
				ID int `json:"message_id"`
			}
			err := s.text(ctx, "sendMessage", r.Chat, piece, params, &sent)
			return sent.ID, err
		})
		if err != nil {
			return id, err
		}
		id = n
	}
	return id, nil
}

// addPlace puts a piece where it belongs. A reply finds its topic by itself;
// anything else names the topic, but General (1) must not be named. Later
// pieces of a reply whose topic is unknown follow as replies to the piece before.
func addPlace(params tgbotapi.Params, r handlers.Reply, first bool, before int) error {
	answers := r.ReplyTo
	switch {
	case !first && (r.Thread > 1 || r.Chat > 0):
		answers = 0
	case !first && answers > 0:
		answers = before
	}
	if answers > 0 {
		return params.AddInterface("reply_parameters", replyParameters{MessageID: answers, AllowWithout: true})
	}
	if r.Thread > 1 {
		params.AddNonZero("message_thread_id", r.Thread)
	}
	return nil
}

// Edit replaces text and buttons of a message of the bot's own, or only the
// buttons when there is no text. Of a text that is too long, the rest follows as
// messages of its own.
func (s *sender) Edit(ctx context.Context, messageID int, r handlers.Reply) error {
	if r.HTML == "" {
		return s.editButtons(ctx, messageID, r)
	}
	pieces := split(r.HTML, MaxText)
	if len(pieces) == 0 {
		return &Error{Kind: Refused, Method: "editMessageText", Description: "there is nothing to send"}
	}
	params := tgbotapi.Params{}
	params.AddNonZero("message_id", messageID)
	if len(pieces) == 1 {
		if err := s.addButtons(params, r.Buttons); err != nil {
			return err
		}
	}
	err := s.text(ctx, "editMessageText", r.Chat, pieces[0], params, nil)
	if KindOf(err) == NoText {
		return s.editCaption(ctx, messageID, r)
	}
	if err != nil && KindOf(err) != NotModified {
		return err
	}
	if len(pieces) > 1 {
		r.ReplyTo = messageID
		_, err := s.sendPieces(ctx, r, pieces[1:])
		return err
	}
	return nil
}

func (s *sender) editButtons(ctx context.Context, messageID int, r handlers.Reply) error {
	params := tgbotapi.Params{}
	params.AddNonZero("message_id", messageID)
	if err := s.addButtons(params, r.Buttons); err != nil {
		return err
	}
	if err := s.follow(ctx, "editMessageReplyMarkup", r.Chat, params, nil); err != nil && KindOf(err) != NotModified {
		return err
	}
	return nil
}

// Acknowledge answers a pressed button. That the press is too old to be
// answered is no error: nobody waits any more.
func (s *sender) Acknowledge(ctx context.Context, pressID, notice string, alert bool) error {
	if r := []rune(notice); len(r) > maxNotice {
		notice = string(r[:maxNotice-1]) + "…"
	}
	params := tgbotapi.Params{"callback_query_id": pressID}
	params.AddNonEmpty("text", notice)
	params.AddBool("show_alert", alert)
	err := s.try(ctx, "answerCallbackQuery", 0, params, nil)
	if KindOf(err) == Gone {
		return nil
	}
	return err
}

// Typing shows "typing…" for some seconds. It is tried once: late it is no use.
func (s *sender) Typing(ctx context.Context, chat int64, thread int) error {
	if err := s.limiter.wait(ctx, 0); err != nil {
		return canceled("sendChatAction", err)
	}
	params := tgbotapi.Params{"action": "typing"}
	params.AddNonZero64("chat_id", s.current(chat))
	if thread > 1 {
		params.AddNonZero("message_thread_id", thread)
	}
	return s.client.call(ctx, "sendChatAction", params, nil)
}

// text sends or edits one piece: as HTML, and if Telegram refuses that, as
// plain text, for the words matter more than their looks.
func (s *sender) text(ctx context.Context, method string, chat int64, html string, params tgbotapi.Params, out any) error {
	if err := params.AddInterface("link_preview_options", linkPreviewOptions{IsDisabled: true}); err != nil {
		return err
	}
	return s.words(ctx, method, "text", chat, html, params, out)
}

// words makes a call of which one parameter is HTML.
func (s *sender) words(ctx context.Context, method, name string, chat int64, html string, params tgbotapi.Params, out any) error {
	params[name], params["parse_mode"] = html, "HTML"
	err := s.follow(ctx, method, chat, params, out)
	if e, ok := errors.AsType[*Error](err); ok && e.Kind == Entities {
		s.log.Error("Telegram can't read a message's HTML; it is sent as plain text", "error", e)
		params[name] = plain(html)
		delete(params, "parse_mode")
		err = s.follow(ctx, method, chat, params, out)
	}
	return err
}

// follow makes a call that goes to a chat; when the group turns out to have a
// new id, once more there. Message ids begin anew in the new chat.
func (s *sender) follow(ctx context.Context, method string, chat int64, params tgbotapi.Params, out any) error {
	target := s.current(chat)
	if target != chat {
		delete(params, "reply_parameters")
	}
	params.AddNonZero64("chat_id", target)
	err := s.try(ctx, method, target, params, out)
	if e, ok := errors.AsType[*Error](err); ok && e.Kind == Migrated && e.MigrateTo != target {
		s.moved(ctx, target, e.MigrateTo)
		if !strings.HasPrefix(method, "send") {
			return err // the message to change is not there
		}
		delete(params, "reply_parameters")
		delete(params, "message_thread_id")
		params.AddNonZero64("chat_id", e.MigrateTo)
		return s.try(ctx, method, e.MigrateTo, params, out)
	}
	return err
}

// try makes a call at Telegram's pace, and again when it asks for patience or
// gave no answer.
func (s *sender) try(ctx context.Context, method string, chat int64, params tgbotapi.Params, out any) error {
	pauses := s.retry
	for n := 1; ; n++ {
		if err := s.turn(ctx, method, chat); err != nil {
			return err
		}
		err := s.client.call(ctx, method, params, out)
		e, ok := errors.AsType[*Error](err)
		if !ok {
			return err
		}
		if e.Kind == TooMany {
			s.tooMany(ctx, chat, max(e.RetryAfter, pauses.first))
		}
		if n == sendTries || ctx.Err() != nil || handlers.BeginOf(ctx) != nil {
			return err
		}
		var pause time.Duration
		switch {
		case e.Kind == TooMany:
			pause = max(e.RetryAfter, pauses.first)
		case e.transient():
			pause = max(pauses.pause(), e.RetryAfter)
		default:
			return err
		}
		if deadline, ok := ctx.Deadline(); pause > longestRetry || ok && time.Until(deadline) <= pause {
			return err // there is no time left to wait
		}
		s.log.Debug("a call is tried again", "method", method, "attempt", n, "in", pause, "error", e)
		if err := sleep(ctx, pause); err != nil {
			return canceled(method, err)
		}
	}
}

func canceled(method string, err error) error {
	return &Error{Kind: Unreachable, Method: method, Description: "gave up waiting for its turn", Err: err, unsent: true}
}

// current is the id of a chat today.
func (s *sender) current(chat int64) int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	if to, ok := s.moves[chat]; ok {
		return to
	}
	return chat
}

// moved notes that a group got a new id, and tells the hook, once.
func (s *sender) moved(ctx context.Context, oldChat, newChat int64) {
	const most = 10_000 // a bound for what cannot happen that often
	s.mu.Lock()
	known := s.moves[oldChat] == newChat
	if len(s.moves) < most && oldChat != newChat {
		s.moves[oldChat] = newChat
	}
	s.mu.Unlock()
	if known || oldChat == newChat {
		return
	}
	s.log.Info("a group became a supergroup and has a new id", "old", oldChat, "new", newChat)
	if s.onMove != nil {
		s.onMove(ctx, oldChat, newChat)
	}
}

type replyParameters struct {
	MessageID    int  `json:"message_id"`
	AllowWithout bool `json:"allow_sending_without_reply"`
}

type linkPreviewOptions struct {
	IsDisabled bool `json:"is_disabled"`
}

type inlineKeyboard struct {
	Rows [][]inlineButton `json:"inline_keyboard"`
}

type inlineButton struct {
	Text string `json:"text"`
	Data string `json:"callback_data,omitempty"`
	URL  string `json:"url,omitempty"`
}

// addButtons leaves out what Telegram would refuse together with the message.
func (s *sender) addButtons(params tgbotapi.Params, rows [][]handlers.Button) error {
	var k inlineKeyboard
	for _, row := range rows {
		var out []inlineButton
		for _, b := range row {
			if b.Text == "" || len(b.Data) > maxData || (b.Data == "") == (b.URL == "") {
				s.log.Error("a button is left out: it needs a text and either data of at most 64 bytes or an address",
					"data_bytes", len(b.Data), "has_url", b.URL != "")
				continue
			}
			out = append(out, inlineButton(b))
		}
		if len(out) > 0 {
			k.Rows = append(k.Rows, out)
		}
	}
	if len(k.Rows) == 0 {
		return nil
	}
	if err := params.AddInterface("reply_markup", k); err != nil {
		return fmt.Errorf("buttons: %w", err)
	}
	return nil
}
