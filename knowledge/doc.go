// Package knowledge holds curated facts and finds the one that answers a
// question, or says that there is none.
//
// A Base is loaded from a folder of YAML files (see Load and Embedded),
// checked as a whole, and never changes afterwards: it is safe for any
// number of goroutines. Ask takes a question in any of the folder's
// languages and returns a Result: its Verdict, the facts, a confidence, an
// Explanation whose contributions sum to the score, and the Context that
// the next question of the same conversation should come with.
//
// The package knows no other room of the program: no Telegram, no SQL, no
// network.
package knowledge
