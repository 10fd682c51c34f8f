// Package bot is the bot's side towards Telegram: it fetches updates by long
// polling, turns them into handlers.Message, and sends what the handlers say.
// It is the only importer of go-telegram-bot-api, and uses of it just
// MakeRequest, through a client that sees neither the real token nor a request
// without a context.
//
// # What happens when something fails
//
// Fetching. Telegram is told to forget an update only once its handler has
// returned, panicked or run out of time, and so have all updates before it; a
// crash therefore repeats an update rather than losing it. Repeated updates
// are dropped, updates that can't be read are logged and passed over. A token
// that Telegram does not know ends Run; everything else (another poller, too
// many requests, a gateway's error page, no connection) is tried again with
// growing pauses, and the log tells when that begins and ends.
//
// Handling. Updates of one chat are handled one after the other in the order
// of their arrival, those of different chats side by side. A chat that sends
// faster than it can be answered loses its newest updates, not everybody
// else's.
//
// Sending. Every request waits for its turn within Telegram's limits. "Too
// many requests" is obeyed and tried again; so is an answer that never came,
// which in rare cases means that a message arrives twice rather than not at
// all. A group that became a supergroup is followed. HTML that Telegram
// refuses is sent as plain text. All other refusals come back as *Error.
//
// Stopping. When Run's context ends, no more updates are fetched, those
// accepted are handled for up to 7 seconds, then cut off; within 10 seconds
// Run returns.
package bot
