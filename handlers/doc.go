// Package handlers decides what each message, button and command does: whether
// the bot was addressed at all, which question was asked, and what is said.
//
// It speaks its own types, Message in and Reply out, and no Telegram library;
// the room bot translates both. What it needs from others (sending, state) it
// declares itself as small interfaces.
package handlers
