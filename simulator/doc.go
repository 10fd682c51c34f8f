// Package simulator is a Telegram of one bot, for a first try without a token
// and for tests that drive the bot from outside. A Server is an http.Handler
// with three surfaces:
//
//   - /bot<TOKEN>/METHOD is the Bot API 10.3 as far as the bot and its tests need
//     it, with Telegram's own error texts: what Telegram refuses is refused here;
//   - /api/… is the control API: send as a person, press, vote, block, make
//     calls fail, read a chat, follow what happens (docs/SIMULATOR.md);
//   - / is the chat page of package page, which uses the control API alone.
//
// The bot is given the address and the token and can't tell the difference.
//
// # How it is built
//
// A world holds people, chats, messages and updates under one mutex; a call of
// either API changes it and adds an event to the feed, which streams and
// waiting requests follow. Rendering is apart: wire.go shows the world to the
// bot in Telegram's form, view.go to clients in the control API's.
//
// # What differs from Telegram
//
// Limits are off until they are switched on, and then are those that Telegram
// names, which are not exactly those that it has. Commands, mentions and
// addresses in texts are found by simplified rules. Formatting is read from HTML and
// entities, not from Markdown. Webhooks may be plain HTTP on this machine and get
// updates one after the other. A photo named by an address is not fetched. The
// supply of reactions is Telegram's, their number a message is not limited.
package simulator
