package bot

import (
	"context"
	"sync"
	"time"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"github.com/forumbot/forumbot/handlers"
)

const (
	// membersFor is how long it is relied on that somebody is an administrator
	// or is none.
	membersFor = 3 * time.Minute
	// maxMembers bounds how many are remembered.
	maxMembers = 10_000
)

// members asks Telegram who is an administrator. It is the handlers' Members.
type members struct {
	sender *sender

	mu    sync.Mutex
	known map[member]standing
}

type member struct{ chat, person int64 }

type standing struct {
	admin bool
	until time.Time
}

var _ handlers.Members = (*members)(nil)

// Members returns what knows who administers groups.
func (b *Bot) Members() handlers.Members {
	return &members{sender: b.sender, known: map[member]standing{}}
}

// Admin implements handlers.Members. Who is no member, or unknown, is no
// administrator.
func (m *members) Admin(ctx context.Context, chat, person int64) (bool, error) {
	who := member{m.sender.current(chat), person}
	now := time.Now()
	m.mu.Lock()
	s, ok := m.known[who]
	m.mu.Unlock()
	if ok && s.until.After(now) {
		return s.admin, nil
	}
	params := tgbotapi.Params{}
	params.AddNonZero64("chat_id", who.chat)
	params.AddNonZero64("user_id", person)
	var is wireMember
	err := m.sender.try(ctx, "getChatMember", 0, params, &is)
	if err != nil && KindOf(err) != Refused {
		return false, err
	}
	s = standing{admin: is.Status == "creator" || is.Status == "administrator", until: now.Add(membersFor)}
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.known) >= maxMembers {
		clear(m.known) // rare, and it costs each of them a question
	}
	m.known[who] = s
	return s.admin, nil
}
