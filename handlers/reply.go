package handlers

import "context"

// Reply is one message to send.
type Reply struct {
	Chat    int64
	Thread  int    // forum topic for unprompted messages; a reply finds its topic by itself
	ReplyTo int    // message to answer; 0 for none. Sent even if that message is gone.
	HTML    string // always valid Telegram HTML, at most MaxText UTF-16 units when shown
	Buttons [][]Button
	Silent  bool
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
	// Edit replaces the text and buttons of a message of the bot's own. That
	// nothing changed is no error.
	Edit(ctx context.Context, messageID int, r Reply) error
	// Acknowledge answers a pressed button: a short notice (at most 200
	// characters, may be empty), as an alert when it must be read.
	Acknowledge(ctx context.Context, pressID, notice string, alert bool) error
	// Typing shows "typing…" in the chat for some seconds.
	Typing(ctx context.Context, chat int64, thread int) error
}
