package handlers

import (
	"context"
	"time"
)

// Reply is one message to send.
type Reply struct {
	Chat    int64
	Thread  int    // forum topic for unprompted messages; a reply finds its topic by itself
	ReplyTo int    // message to answer; 0 for none. Sent even if that message is gone.
	HTML    string // always valid Telegram HTML, at most MaxText UTF-16 units when shown
	Buttons [][]Button
	Silent  bool
	Bulk    bool // nobody waits for it: answers go first
}

// Button is an inline button: either Data (at most 64 bytes) or URL is set.
type Button struct {
	Text string
	Data string
	URL  string
}

// Messenger sends. Its errors are typed by the room bot; a handler passes
// them on.
type Messenger interface {
	// Send sends a message and returns its id.
	Send(ctx context.Context, r Reply) (messageID int, err error)
	// Edit replaces the text and buttons of a message of the bot's own; without
	// HTML, the buttons alone, of a message of any kind. That nothing changed is
	// no error.
	Edit(ctx context.Context, messageID int, r Reply) error
	// Acknowledge answers a pressed button: a short notice (at most 200
	// characters, may be empty), as an alert when it must be read.
	Acknowledge(ctx context.Context, pressID, notice string, alert bool) error
	// Typing shows "typing…" in the chat for some seconds.
	Typing(ctx context.Context, chat int64, thread int) error
}

// Quiz is a native quiz poll to send. It is not anonymous: who votes is told
// by Messages of kind Voted.
type Quiz struct {
	Chat        int64
	Thread      int // forum topic
	ReplyTo     int // message to answer; 0 for none
	Question    string
	Options     []string      // at most 10 of at most 100 characters
	Right       int           // index into Options
	Explanation string        // at most 200 characters, shown after a vote
	Open        time.Duration // until it closes by itself, 5 s to 10 min; 0: it stays open
	Buttons     [][]Button
	Bulk        bool
}

// SentQuiz is a quiz that arrived.
type SentQuiz struct {
	Message int
	Poll    string // what votes for it are told by; "" when it was sent before a crash, and so stored
}

// Polls sends quizzes.
type Polls interface {
	SendQuiz(ctx context.Context, q Quiz) (SentQuiz, error)
	// StopPoll closes a poll of the bot's own. That it is closed already, or
	// gone, is no error.
	StopPoll(ctx context.Context, chat int64, message int) error
}

// Picture is a picture to send.
type Picture struct {
	Chat    int64
	Thread  int
	ReplyTo int
	PNG     []byte // sent unless FileID is set
	FileID  string // of a picture that was sent before
	HTML    string // the caption, at most 1024 UTF-16 units when shown: what a picture says is also said in words
	Buttons [][]Button
	Silent  bool
	Bulk    bool
}

// SentPicture is a picture that arrived.
type SentPicture struct {
	Message int
	FileID  string // to send it again without its bytes
}

// Pictures sends pictures.
type Pictures interface {
	SendPicture(ctx context.Context, p Picture) (SentPicture, error)
}

// Members knows who may change a chat's settings.
type Members interface {
	// Admin tells whether a person is an administrator or the owner of a group.
	// It may be some minutes behind.
	Admin(ctx context.Context, chat, person int64) (bool, error)
}
