package handlers

import "time"

// Message is one thing that happened in a chat: somebody wrote, edited,
// pressed a button, or added the bot.
type Message struct {
	Kind      Kind
	Chat      Chat
	From      *Person   // nil for channel posts and anonymous admins
	ID        int       // the message's id in its chat; for a button, of the message that carries it
	Thread    int       // forum topic, 0 for none or General
	Text      string    // text or caption as written; empty for media without words
	ReplyTo   *Quoted   // the message replied to, if any
	AsGroup   bool      `json:",omitempty"` // written in the name of the group itself, by an anonymous administrator; From is nil
	SeesAll   bool      `json:",omitempty"` // with Joined: as an administrator, to whom Telegram shows all messages
	Addressed bool      // the text mentions the bot by @name (any case) or text_mention
	Button    *Press    // only with Pressed
	Vote      *Vote     `json:",omitempty"` // only with Voted, which names no chat
	Sent      time.Time // when Telegram says that it was sent, or edited; for a vote, when it was accepted (see Sift)
}

// Kind tells Messages apart.
type Kind string

// The kinds of message.
const (
	Wrote   Kind = "wrote"   // a new message
	Edited  Kind = "edited"  // an edited message
	Posted  Kind = "posted"  // a channel post
	Pressed Kind = "pressed" // an inline button
	Joined  Kind = "joined"  // the bot was added to the chat
	Left    Kind = "left"    // the bot was removed or blocked
	Voted   Kind = "voted"   // a poll of the bot's own
)

// Chat is where a Message came from.
type Chat struct {
	ID    int64
	Type  ChatType
	Title string
}

// ChatType is Telegram's type of a chat.
type ChatType string

// The chat types.
const (
	Private    ChatType = "private"
	Group      ChatType = "group"
	Supergroup ChatType = "supergroup"
	Channel    ChatType = "channel"
)

// Person is who wrote.
type Person struct {
	ID           int64
	Name         string `json:",omitempty"` // as Telegram shows it; a stranger's input
	IsBot        bool
	LanguageCode string // IETF tag of the person's Telegram; may be empty
}

// Quoted is the message that was replied to.
type Quoted struct {
	ID     int
	FromMe bool // written by this bot itself
	Text   string
}

// Press is the pressing of an inline button. Data is a stranger's input.
type Press struct {
	ID       string // to be answered with Messenger.Acknowledge
	Data     string
	Keyboard [][]Button `json:",omitempty"` // under the message, as the bot sent it; kept only where it is needed
}

// Vote is somebody's answer to a quiz, or its withdrawal (no options).
type Vote struct {
	Poll    string // SentQuiz.Poll
	Options []int  // indices into Quiz.Options
}
