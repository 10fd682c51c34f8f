package handlers

import (
	"strings"
	"unicode"
)

// command is a message that begins with a slash.
type command struct {
	name     string // lower case, without the slash
	args     string // what follows, trimmed
	forOther bool   // addressed to another bot by @name
}

// maxCommand is the longest name that Telegram allows.
const maxCommand = 32

// parseCommand reads "/name", "/name args", "/name@bot args". A text that
// merely begins with a slash (/usr/bin, "/ hm") is no command.
func parseCommand(text, botName string) (command, bool) {
	text = strings.TrimSpace(text)
	rest, ok := strings.CutPrefix(text, "/")
	if !ok {
		return command{}, false
	}
	n := nameLength(rest)
	if n == 0 || n > maxCommand {
		return command{}, false
	}
	c := command{name: strings.ToLower(rest[:n])}
	rest = rest[n:]
	if mention, ok := strings.CutPrefix(rest, "@"); ok {
		n := nameLength(mention)
		if n == 0 {
			return command{}, false
		}
		c.forOther = !strings.EqualFold(mention[:n], botName)
		rest = mention[n:]
	}
	if rest != "" && !startsWithSpace(rest) {
		return command{}, false
	}
	c.args = strings.TrimSpace(rest)
	return c, true
}

// nameLength counts the bytes of a command's or a bot's name at the start of s.
func nameLength(s string) int {
	for i := range len(s) {
		if !isNameByte(s[i]) {
			return i
		}
	}
	return len(s)
}

func isNameByte(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

func startsWithSpace(s string) bool {
	for _, r := range s {
		return unicode.IsSpace(r)
	}
	return false
}

// stripMention takes "@botName" out of a text, in any case and as a whole name
// only, with the punctuation that sets an address off ("@bot, when …").
func stripMention(text, botName string) string {
	if botName == "" {
		return strings.TrimSpace(text)
	}
	var b strings.Builder
	for i := 0; i < len(text); {
		if text[i] == '@' && (i == 0 || !isNameByte(text[i-1])) {
			if n := nameLength(text[i+1:]); n > 0 && strings.EqualFold(text[i+1:i+1+n], botName) {
				b.WriteByte(' ')
				i += 1 + n
				continue
			}
		}
		b.WriteByte(text[i])
		i++
	}
	return strings.TrimLeft(strings.TrimSpace(b.String()), ",:;，：；、 \t\n")
}

// wordless tells whether a text has neither a letter nor a digit.
func wordless(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) })
}

// deepLink reads the parameter of /start: at most 64 of [A-Za-z0-9_-], as
// Telegram allows; anything else is somebody's typing.
func deepLink(args string) (factID string, ok bool) {
	if len(args) > 64 {
		return "", false
	}
	for i := range len(args) {
		if !isNameByte(args[i]) && args[i] != '-' {
			return "", false
		}
	}
	id, ok := strings.CutPrefix(args, "f_")
	return id, ok && isID(id)
}

// StartParameter is the parameter of a deep link (t.me/<bot>?start=…) that
// shows a fact.
func StartParameter(factID string) string { return "f_" + factID }
