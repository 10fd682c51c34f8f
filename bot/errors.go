package bot

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"
)

// Kind tells what a failed call means for the caller.
type Kind string

// The kinds of failure.
const (
	Unreachable Kind = "unreachable"       // no answer came: no connection, dropped, timed out
	Gateway     Kind = "gateway"           // an answer, but none of the Bot API: a proxy's page, a redirect
	Server      Kind = "server error"      // 5xx by the Bot API itself
	Malformed   Kind = "malformed"         // the Bot API said ok, but its result can't be read
	Token       Kind = "token"             // 401, or 404 for a method that every server has
	Unknown     Kind = "unknown method"    // 404: this server has no such method
	Conflict    Kind = "conflict"          // 409: another program fetches this bot's updates
	Webhook     Kind = "webhook"           // 409: a webhook is set, so updates can't be fetched
	TooMany     Kind = "too many requests" // 429: wait for RetryAfter
	Forbidden   Kind = "forbidden"         // 403: blocked by the person, removed from the group, no right to write; 400: no such chat or topic
	Migrated    Kind = "migrated"          // 400: the group is now the supergroup MigrateTo
	NoText      Kind = "no text"           // 400: the message to edit is a picture, whose words are its caption
	NotModified Kind = "not modified"      // 400: an edit that changes nothing
	Entities    Kind = "entities"          // 400: the text's HTML was refused
	Gone        Kind = "gone"              // 400: the message to edit, the poll to stop or the pressed button is too old or deleted
	Refused     Kind = "refused"           // any other 4xx
)

// Error is a failed call of the Bot API. Its text holds neither the token nor
// what people wrote, so that it can be logged.
type Error struct {
	Kind        Kind
	Method      string        // of the Bot API, "sendMessage"
	Code        int           // HTTP status or error_code; 0 when no answer came
	Description string        // what Telegram says, cleaned
	RetryAfter  time.Duration // for TooMany and some Server: when to try again
	MigrateTo   int64         // for Migrated: the chat's new id
	Err         error         // the cause, if there is one
	unsent      bool          // with Unreachable: the request never left
}

// Error implements error.
func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "telegram %s: %s", e.Method, e.Kind)
	if e.Code != 0 {
		fmt.Fprintf(&b, " (%d)", e.Code)
	}
	if e.Description != "" {
		b.WriteString(": " + e.Description)
	}
	if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	return b.String()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Blocked tells that the bot may not write to the chat, now and later.
// Handlers ask for it by an interface of their own, as they don't know *Error.
func (e *Error) Blocked() bool { return e.Kind == Forbidden }

// Refused tells that Telegram understood and will not do this, now or later:
// another kind of message may pass.
func (e *Error) Refused() bool { return e.Kind == Refused }

// Gone tells that the message to edit no longer exists or can't be edited.
func (e *Error) Gone() bool { return e.Kind == Gone }

// Again tells that the same call may well succeed later, after how long, and
// that it certainly had no effect so far. It is false for a request that left
// and got no answer, or one of who knows whom: it may have had its effect.
func (e *Error) Again() (after time.Duration, ok bool) {
	switch e.Kind {
	case TooMany, Server, Token:
		return e.RetryAfter, true
	case Unreachable:
		return 0, e.unsent
	}
	return 0, false
}

// KindOf returns the kind of the *Error in err's chain, or "" if there is none.
func KindOf(err error) Kind {
	if e, ok := errors.AsType[*Error](err); ok {
		return e.Kind
	}
	return ""
}

// transient tells that the same call may well succeed a little later.
func (e *Error) transient() bool {
	switch e.Kind {
	case Gateway:
		return e.Code >= 500 || e.Code == 408
	case Unreachable, Server:
		return true
	}
	return false
}

// kindOf classes an answer of the Bot API by its code and description.
func kindOf(method string, code int, description string, migrateTo int64) Kind {
	said := strings.ToLower(description)
	has := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(said, w) {
				return true
			}
		}
		return false
	}
	switch {
	case code == 401:
		return Token
	case code == 404 && (method == "getMe" || method == "getUpdates"):
		return Token
	case code == 404:
		return Unknown
	case code == 403:
		return Forbidden
	case code == 409 && has("webhook"):
		return Webhook
	case code == 409:
		return Conflict
	case code == 429:
		return TooMany
	case code >= 500:
		return Server
	case migrateTo != 0:
		return Migrated
	case has("not enough rights to send polls", "not enough rights to send photos"):
		return Refused // words may pass
	case has("chat not found", "not enough rights to send text", "have no rights to send a message", "chat_write_forbidden",
		"message thread not found", "topic_closed", "topic_deleted"):
		return Forbidden
	case has("message is not modified"):
		return NotModified
	case has("there is no text in the message to edit"):
		return NoText
	case has("can't parse entities", "can't parse entity", "unsupported start tag"):
		return Entities
	case has("message to edit not found", "message can't be edited", "query is too old", "query id is invalid",
		"poll has already been closed", "message with poll to stop not found"):
		return Gone
	}
	return Refused
}

var quoted = regexp.MustCompile(`"[^"]*"?`)

// clean makes a description fit for a log: Telegram quotes pieces of the text
// that it refuses, which may be people's words, always in double quotes.
func clean(description string, redact func(string) string) string {
	s := quoted.ReplaceAllString(redact(description), `"…"`)
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return ' '
		}
		return r
	}, s)
	if r := []rune(s); len(r) > 200 {
		s = string(r[:200]) + "…"
	}
	return s
}

// redacted keeps a cause only if its text is free of the token; contexts' ends
// stay recognisable either way.
func redacted(err error, redact func(string) string) error {
	text := err.Error()
	safe := redact(text)
	switch {
	case safe == text:
		return err
	case errors.Is(err, context.Canceled):
		return fmt.Errorf("%s: %w", safe, context.Canceled)
	case errors.Is(err, context.DeadlineExceeded):
		return fmt.Errorf("%s: %w", safe, context.DeadlineExceeded)
	}
	return errors.New(safe)
}
