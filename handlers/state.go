package handlers

import (
	"context"
	"time"

	"github.com/forumbot/forumbot/knowledge"
)

// State keeps what must outlive a message: conversations, settings, which
// answer belongs to which question. What is not there (never was, expired,
// evicted) is no error: the zero value and false. The handler goes on without
// what an error keeps from it.
//
// A State is safe for concurrent use; that of one chat is used in order.
type State interface {
	// Conversation is what the speaker talked about last. Whether it is still
	// fresh is for the handler to judge.
	Conversation(ctx context.Context, s Speaker) (Conversation, bool, error)
	SetConversation(ctx context.Context, s Speaker, c Conversation) error

	// Language is the language that a person chose; "" for automatic.
	Language(ctx context.Context, person int64) (knowledge.Language, error)
	SetLanguage(ctx context.Context, person int64, l knowledge.Language) error

	// Remember stores an exchange under its question and under its answer,
	// over what was there, and as its thread's last unless it is small talk.
	Remember(ctx context.Context, e Exchange) error
	ByQuestion(ctx context.Context, chat int64, message int) (Exchange, bool, error)
	ByAnswer(ctx context.Context, chat int64, message int) (Exchange, bool, error)
	Last(ctx context.Context, chat int64, thread int) (Exchange, bool, error)

	// Forget removes everything that is kept about a person, of all chats.
	Forget(ctx context.Context, person int64) error
}

// How long a State keeps things after they were last written.
const (
	// KeepConversation is how long a conversation goes on after its last question.
	KeepConversation = 30 * time.Minute
	// KeepExchange is how long an answer can be explained and edited: people
	// can edit their messages for 48 hours.
	KeepExchange = 48 * time.Hour
	// KeepUsage is how long a day's number of questions is known.
	KeepUsage = 48 * time.Hour
)

// QuestionLog keeps what was asked and how it went, for those who curate the
// facts.
type QuestionLog interface {
	// LogQuestion stores a question under its chat and answer, over what was
	// there.
	LogQuestion(ctx context.Context, a Asked) error
}

// Asked is a question and how it went.
type Asked struct {
	Chat       int64
	Answer     int   // message id
	Person     int64 // who asked; 0 for an anonymous admin
	At         time.Time
	Text       string             // empty when the words were somebody else's
	Language   knowledge.Language // it was answered in
	Verdict    knowledge.Verdict
	Facts      []string      // ids of the facts told
	Confidence float64       // 0–1
	Took       time.Duration // from taking the question up until its answer had arrived
}

// Speaker is one side of a conversation: a person in a group, or a private
// chat as a whole (Person is 0), or the anonymous admins of a group (as well).
type Speaker struct {
	Chat   int64
	Person int64
}

// Conversation is a speaker's dialogue context and when it was last used.
type Conversation struct {
	Context  knowledge.Context
	At       time.Time
	Question int // the message whose answer left it like this
}

// Exchange is a question and the message that answered it.
type Exchange struct {
	Chat     int64
	Thread   int
	Speaker  Speaker
	Question int // message id; 0 when there was none, as with a pressed button
	Answer   int // message id
	At       time.Time

	Text     string             // the question as asked; empty when it had no words or when they were somebody else's
	Hint     knowledge.Language // the language preference it was asked with
	Language knowledge.Language // the language it was answered in
	Verdict  knowledge.Verdict
	Facts    []string          // ids of the facts told
	Before   knowledge.Context // the dialogue before it …
	After    knowledge.Context // … and after it
}
