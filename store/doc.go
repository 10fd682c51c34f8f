// Package store keeps what must outlive the process, in SQLite or PostgreSQL:
// accepted updates, conversations, chosen languages, which answer belongs to
// which question, the log of questions, and what people thought of the answers.
// It is the only room that knows SQL. A *Store is a handlers.State, QuestionLog,
// Usage, Feedback and Statistics, and a bot.Inbox.
//
// One code path serves both databases: plain SQL with $1, times as Unix
// milliseconds, JSON read and written in Go. What differs (how a database is
// opened and backed up, FOR UPDATE SKIP LOCKED) is in sqlite.go, postgres.go
// and the type engine. storetest is the suite that both must pass.
//
// # Updates
//
// An update is accepted in a transaction that is on the disk before Telegram
// is told so. From then on it is
//
//	ready → running → done
//	  ↑        │
//	  └────────┘ put back, or its owner died
//
// Claiming takes the earliest update of each chat, for a lease that is renewed
// at a third of its length. Whoever ends an update must still hold that very
// claim (owner and number of attempts); otherwise nothing of what they wrote is
// kept. What handlers write while they handle an update waits and is committed
// together with the end of the update, and with the ids of the messages that
// were sent for it.
//
// So for a crash at any moment:
//
//   - before the update is accepted: Telegram sends it again;
//   - before its reply reaches Telegram: it is handled anew;
//   - after a reply was recorded: that reply is not sent again;
//   - between Telegram's receipt of a reply and the commit that records it:
//     the reply is sent twice. Telegram has no way to ask whether a message
//     arrived, so a choice must be made, and a question is never lost.
//
// With SQLite a process is alone with its file, held by a lock that the system
// lets go when the process dies, so what a dead one left is taken up at once;
// with PostgreSQL when the lease is over.
//
// # When something fails
//
// A database that is locked, full, restarting or out of reach fails the call
// and nothing else: the callers try again or go on without. A damaged SQLite
// file fails Open and is left as it is. Rows that can't be read, or are of a
// version that this program doesn't know, count as not there.
package store
