package bot

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
	"unicode/utf16"

	"github.com/forumbot/forumbot/handlers"
)

// Update is one update as Telegram sent it. ID is always positive.
type Update struct {
	ID  int64
	Raw json.RawMessage
}

// Accounts that Telegram puts into From when there is no person to name.
const (
	serviceAccount    = 777000     // a linked channel's post, forwarded into its group
	groupAnonymousBot = 1087968824 // an administrator who writes as the group
	channelBot        = 136817688  // somebody who writes as a channel
)

// self is this bot as far as reading updates needs it.
type self struct {
	ID       int64
	Username string
}

// decoded is what an update means: a Message for the handlers, or that a
// group got a new id, or that somebody stopped a draft, or nothing.
type decoded struct {
	message     *handlers.Message
	moved       bool
	old, new_   int64
	stopped     bool
	chat, draft int64
}

// decode reads an update. Its errors don't quote what was read.
func decode(raw json.RawMessage, me self) (decoded, error) {
	var u wireUpdate
	if err := json.Unmarshal(raw, &u); err != nil {
		return decoded{}, fmt.Errorf("the update has another form than expected (%T)", err)
	}
	switch {
	case u.Message != nil:
		m := u.Message
		switch {
		case m.MigrateTo != 0:
			return decoded{moved: true, old: m.Chat.ID, new_: m.MigrateTo}, nil
		case m.MigrateFrom != 0:
			return decoded{moved: true, old: m.MigrateFrom, new_: m.Chat.ID}, nil
		}
		return decoded{message: m.toMessage(handlers.Wrote, me)}, nil
	case u.EditedMessage != nil:
		return decoded{message: u.EditedMessage.toMessage(handlers.Edited, me)}, nil
	case u.ChannelPost != nil:
		return decoded{message: u.ChannelPost.toMessage(handlers.Posted, me)}, nil
	case u.EditedChannelPost != nil:
		return decoded{message: u.EditedChannelPost.toMessage(handlers.Edited, me)}, nil
	case u.CallbackQuery != nil:
		return decoded{message: u.CallbackQuery.toMessage(me)}, nil
	case u.MyChatMember != nil:
		return decoded{message: u.MyChatMember.toMessage()}, nil
	case u.PollAnswer != nil:
		return decoded{message: u.PollAnswer.toMessage()}, nil
	case u.StoppedGeneration != nil:
		return decoded{stopped: true, chat: u.StoppedGeneration.Chat.ID, draft: u.StoppedGeneration.Draft}, nil
	}
	return decoded{}, nil // a kind that was not asked for: nothing to do
}

// toMessage returns nil for service messages.
func (m *wireMessage) toMessage(kind handlers.Kind, me self) *handlers.Message {
	text, entities := m.words()
	if text == "" && !m.any() {
		return nil
	}
	out := &handlers.Message{
		Kind: kind, Chat: m.Chat.toChat(), From: m.person(), ID: m.ID, Thread: m.topic(),
		Text: text, Addressed: addressed(text, entities, me), Sent: unix(m.Date),
		AsGroup: m.SenderChat != nil && m.SenderChat.ID == m.Chat.ID && kind == handlers.Wrote,
	}
	if kind == handlers.Edited && m.EditDate > 0 {
		out.Sent = unix(m.EditDate)
	}
	out.ReplyTo = m.quoted(me)
	return out
}

func (m *wireMessage) words() (string, []wireEntity) {
	if m.Text != "" {
		return m.Text, m.Entities
	}
	return m.Caption, m.CaptionEntities
}

// person is who wrote, nil when a chat wrote.
func (m *wireMessage) person() *handlers.Person {
	if m.From == nil || m.From.ID == 0 || m.SenderChat != nil {
		return nil
	}
	switch m.From.ID {
	case serviceAccount, groupAnonymousBot, channelBot:
		return nil
	}
	return m.From.toPerson()
}

// topic is the forum topic to post to. Outside forums message_thread_id is
// the thread of replies, no topic; 1 is General, which may not be named.
func (m *wireMessage) topic() int {
	if !m.IsTopicMessage || m.Thread <= 1 {
		return 0
	}
	return m.Thread
}

// quoted is the message that was replied to. In a topic every message that
// replies to nothing "replies" to the service message that opened the topic;
// that is nothing that a person did.
func (m *wireMessage) quoted(me self) *handlers.Quoted {
	r := m.ReplyTo
	if r == nil || present(r.ForumTopicCreated) || m.IsTopicMessage && r.ID == m.Thread {
		return nil
	}
	text, _ := r.words()
	return &handlers.Quoted{ID: r.ID, FromMe: r.From != nil && r.From.ID == me.ID && me.ID != 0, Text: text}
}

func (c *wireCallback) toMessage(me self) *handlers.Message {
	out := &handlers.Message{
		Kind: handlers.Pressed, From: c.From.toPerson(),
		Button: &handlers.Press{ID: c.ID, Data: c.Data},
	}
	if m := c.Message; m != nil { // possibly inaccessible: then just chat and id
		out.Chat, out.ID, out.Thread, out.Sent = m.Chat.toChat(), m.ID, m.topic(), unix(m.Date)
		out.ReplyTo = m.quoted(me)
		out.Button.Keyboard = m.Keyboard.buttons()
	}
	return out
}

// buttons are those that the bot can have sent.
func (k *inlineKeyboard) buttons() (rows [][]handlers.Button) {
	if k == nil {
		return nil
	}
	for _, row := range k.Rows {
		var out []handlers.Button
		for _, b := range row {
			if b.Data != "" || b.URL != "" {
				out = append(out, handlers.Button(b))
			}
		}
		if len(out) > 0 {
			rows = append(rows, out)
		}
	}
	return rows
}

// toMessage returns nil for a change of rights, which is neither coming nor going.
func (c *wireMembership) toMessage() *handlers.Message {
	out := &handlers.Message{Chat: c.Chat.toChat(), From: c.From.toPerson(), Sent: unix(c.Date)}
	switch was, is := c.Old.inside(), c.New.inside(); {
	case !was && is:
		out.Kind = handlers.Joined
		out.SeesAll = c.New.Status == "administrator"
	case was && !is:
		out.Kind = handlers.Left
	default:
		return nil
	}
	return out
}

// maxOptions bounds how many options a vote may name; polls have at most 12.
const maxOptions = 12

// toMessage returns nil for the vote of a chat, which is no person's.
func (a *wirePollAnswer) toMessage() *handlers.Message {
	if a.Poll == "" || a.VoterChat != nil || a.User == nil || a.User.ID == 0 || len(a.Options) > maxOptions {
		return nil
	}
	return &handlers.Message{
		Kind: handlers.Voted, From: a.User.toPerson(), Vote: &handlers.Vote{Poll: a.Poll, Options: a.Options},
	}
}

func (u *wireUser) toPerson() *handlers.Person {
	name := strings.TrimSpace(u.FirstName + " " + u.LastName)
	return &handlers.Person{ID: u.ID, Name: name, IsBot: u.IsBot, LanguageCode: u.LanguageCode}
}

func (c wireChat) toChat() handlers.Chat {
	return handlers.Chat{ID: c.ID, Type: handlers.ChatType(c.Type), Title: c.Title}
}

func unix(seconds int64) time.Time {
	if seconds <= 0 {
		return time.Time{}
	}
	return time.Unix(seconds, 0)
}

// addressed tells whether an entity of the text mentions this bot. Offsets
// count UTF-16 units; those that lie outside the text are ignored.
func addressed(text string, entities []wireEntity, me self) bool {
	var units []uint16
	for _, e := range entities {
		switch e.Type {
		case "text_mention":
			if e.User != nil && me.ID != 0 && e.User.ID == me.ID {
				return true
			}
		case "mention":
			if units == nil {
				units = utf16.Encode([]rune(text))
			}
			if e.Offset < 0 || e.Length <= 1 || e.Offset > len(units) || e.Length > len(units)-e.Offset {
				continue
			}
			name := string(utf16.Decode(units[e.Offset : e.Offset+e.Length]))
			if me.Username != "" && strings.EqualFold(name, "@"+me.Username) {
				return true
			}
		}
	}
	return false
}

// orderKey tells which updates must be handled in order: those of a chat, or,
// without a chat, those of a person.
func orderKey(m *handlers.Message) int64 {
	if m.Chat.ID == 0 && m.From != nil {
		return m.From.ID // a private chat has its person's id
	}
	return m.Chat.ID
}
