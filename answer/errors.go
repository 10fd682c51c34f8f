package answer

import (
	"errors"
	"fmt"
	"time"
)

// Kind tells why there is no answer by the model.
type Kind string

// The kinds of failure.
const (
	Off         Kind = "off"            // it is switched off, or the language is none that is checked
	Busy        Kind = "busy"           // as many as may be are asked at the moment, or the server asked for patience
	Spent       Kind = "budget spent"   // the day's tokens, of all or of the person
	Resting     Kind = "left alone"     // the server failed too often and gets a pause
	Unreachable Kind = "unreachable"    // no answer came, or it broke off
	Slow        Kind = "too slow"       // a time limit passed
	Server      Kind = "server error"   // 5xx
	Malformed   Kind = "malformed"      // an answer, but none of this protocol
	Denied      Kind = "denied"         // 401, 402 or 403: the key, or what it may do
	Unknown     Kind = "not found"      // 404: the address or the model
	TooMany     Kind = "too many"       // 429
	Refused     Kind = "refused"        // any other 4xx
	Filtered    Kind = "content filter" // the server held the answer back
	Cut         Kind = "cut off"        // the answer reached the limit on its length
	NoAnswer    Kind = "no answer"      // the model finds none in the facts
	Ungrounded  Kind = "ungrounded"     // the Guard, or a check of ours, refused the answer
	Stopped     Kind = "stopped"        // the caller's context ended
)

// Error is why there is no answer. Its text holds neither the key nor people's
// words nor the model's.
type Error struct {
	Kind       Kind
	Code       int           // HTTP status; 0 for none
	Detail     string        // the server's own code for it, an identifier
	RetryAfter time.Duration // for TooMany, Server and Busy: when to try again; 0 for unknown
	Err        error         // the cause, if there is one that may be shown

	message string // what the server said, for learned alone
}

// Error implements error.
func (e *Error) Error() string {
	s := "language model: " + string(e.Kind)
	if e.Code != 0 {
		s += fmt.Sprintf(" (%d)", e.Code)
	}
	if e.Detail != "" {
		s += ": " + e.Detail
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// KindOf returns the kind of the *Error in err's chain, or "" if there is none.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return ""
}

// failing tells that the server is to blame, and is better left alone when it
// goes on like this.
func (e *Error) failing() bool {
	switch e.Kind {
	case Unreachable, Slow, Server, Malformed, Denied, Unknown:
		return true
	}
	return false
}

// advice is what an administrator can do about it, for the log.
func (k Kind) advice() string {
	switch k {
	case Denied:
		return "check OPENAI_API_KEY and what it may do there"
	case Unknown:
		return "check OPENAI_BASE_URL and OPENAI_MODEL"
	case Malformed:
		return "what answers at OPENAI_BASE_URL is no such server, or a proxy is in between"
	case Slow:
		return "the server is slow; LLM_TIMEOUT is how long it is waited for"
	case TooMany:
		return "the server limits requests"
	}
	return "it is tried again"
}
