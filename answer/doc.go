// Package answer has a language model put curated facts into words. The model may
// phrase them, it can never add to them: each sentence names the fact that it
// rests on, a Guard checks it against that fact before anybody sees it, and on
// any trouble there is an error and the caller keeps the curated text.
//
// It is the only room that speaks to a language model, by the protocol of
// OpenAI's chat completions, which many servers understand.
//
// # What goes out
//
// The question, the questions before it where it leans on them, and the facts. No
// names, no ids, no chat; @names and e-mail addresses in a question are
// masked. The question is a JSON string below the facts and is called data, but
// nothing relies on the model's heeding that: what it makes of an instruction
// in it must pass the Guard like anything else.
//
// # What comes back
//
// Sentences with the numbers of their facts: as JSON by a schema where the server
// takes one, else as text with [1] behind each sentence. Only an answer that the
// server calls finished counts. One that fails the Guard is asked for once
// more, with the reason; after that the curated text stands.
//
// # What a server does not take
//
// Servers and models differ in which parameters they take. Nothing is guessed
// by their names: what is refused is left out from then on (see learned).
//
// # When it fails
//
// A Request ends within Options.Timeout, and sooner when no token comes. "Too many
// requests" is obeyed. A server that keeps failing is left alone for half a minute
// at a time. Beyond Options.Parallel requests at once, and beyond the day's
// tokens, nothing is asked.
package answer
