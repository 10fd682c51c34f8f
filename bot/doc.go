// Package bot is the bot's side towards Telegram: it fetches updates by long
// polling, turns them into handlers.Message, and sends what the handlers say.
// It is the only importer of go-telegram-bot-api, and uses of it just
// MakeRequest, through a client that sees neither the real token nor a request
// without a context.
//
// # What happens when something fails
//
// Fetching. With an Inbox, Telegram is told to forget an update once it is
// stored there; while that fails, Telegram keeps it. Without one, once its
// handler has returned, panicked or run out of time, and so have all updates
// before it. Either way a crash repeats an update rather than losing it.
// Repeated updates are dropped, updates that can't be read are logged and passed
// over, and of what the Handler does not want nothing is kept. A token
// that Telegram does not know ends Run; everything else (another poller, too
// many requests, a gateway's error page, no connection) is tried again with
// growing pauses, and the log tells when that begins and ends.
//
// Handling. Updates of one chat are handled one after the other in the order
// of their arrival, those of different chats side by side. A chat that sends
// faster than it can be answered loses its newest updates, not everybody
// else's. With an Inbox, an update whose answer can't be sent because Telegram
// is out of reach is tried again for a day, and one at which the program ended
// ten times is given up. A message in a group that is older than Options.Stale
// is passed over.
//
// Sending. Every request waits for its turn within Telegram's limits. "Too
// many requests" is obeyed and tried again; so is an answer that never came,
// which in rare cases means that a message arrives twice rather than not at
// all. A group that became a supergroup is followed. HTML that Telegram
// refuses is sent as plain text. A picture's bytes go with every attempt; one that
// Telegram has is named by its id, and sent anew if it does not take that. All other refusals come back as *Error. With an
// Inbox, each message sent is recorded for its update: with its end, or before
// the update's next message goes out. A recorded one is not sent again when the
// update is handled anew; one that was sent and not yet recorded at a crash is.
//
// Stopping. When Run's context ends, no more updates are fetched, those
// accepted (with an Inbox, those begun) are handled for up to 7 seconds, then
// cut off; within 10 seconds Run returns.
package bot
