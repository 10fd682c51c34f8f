package markup

import (
	"net/url"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// finder finds one type of entity: the first group of a match is the entity.
type finder struct {
	kind  string
	signs string // every match holds one of these; without, the search is spared
	re    *regexp.Regexp
}

// The simplified rules by which the clients find things in plain text. The
// order tells who wins where two overlap.
var finders = []finder{
	{"url", ".:", regexp.MustCompile(`(?i)((?:https?|tg)://[^\s<>"“”，。！？；（）【】]+|(?:[a-z0-9-]+\.)+(?:com|org|net|cn|me|io|app|dev|info)(?:/[^\s<>"“”，。！？；（）【】]*)?)`)},
	{"email", "@", regexp.MustCompile(`(?i)([a-z0-9._%+-]+@(?:[a-z0-9-]+\.)+[a-z]{2,})`)},
	{"bot_command", "/", regexp.MustCompile(`(/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?)`)},
	{"mention", "@", regexp.MustCompile(`(@[A-Za-z0-9_]{3,32})`)},
	{"hashtag", "#", regexp.MustCompile(`(#[\p{L}\p{N}_]{1,255})`)},
	{"cashtag", "$", regexp.MustCompile(`(\$[A-Z]{1,8})`)},
}

// Detect adds to the entities of a text what Telegram finds by itself:
// commands, mentions, hashtags, web and mail addresses; none in code, links or
// each other.
func Detect(text string, entities []Entity) []Entity {
	taken := func(from, to int) bool {
		for _, e := range entities {
			switch e.Type {
			case "bold", "italic", "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote":
				continue // may hold anything
			}
			if from < e.Offset+e.Length && e.Offset < to {
				return true
			}
		}
		return false
	}
	for _, kind := range []string{"email", "url", "bot_command", "mention", "hashtag", "cashtag"} {
		for _, f := range finders {
			if f.kind != kind || !strings.ContainsAny(text, f.signs) {
				continue
			}
			for _, m := range f.re.FindAllStringIndex(text, -1) {
				from, to := m[0], m[1]
				if kind == "url" {
					to = from + len(strings.TrimRight(text[from:to], ".,:;!?'\")"))
				}
				if !bounded(text, from, to, kind) {
					continue
				}
				offset := Length(text[:from])
				length := Length(text[from:to])
				if length == 0 || taken(offset, offset+length) {
					continue
				}
				entities = append(entities, Entity{Type: kind, Offset: offset, Length: length})
			}
		}
	}
	return Sort(entities)
}

// bounded tells whether what was found begins and ends a word of its own.
func bounded(text string, from, to int, kind string) bool {
	before, _ := utf8.DecodeLastRuneInString(text[:from])
	after, _ := utf8.DecodeRuneInString(text[to:])
	inWord := func(r rune) bool {
		if r == utf8.RuneError {
			return false
		}
		// Chinese is written without spaces: its characters border on anything.
		return r == '_' || (unicode.IsLetter(r) || unicode.IsDigit(r)) && !unicode.Is(unicode.Han, r)
	}
	switch kind {
	case "bot_command":
		return !inWord(before) && before != '/' && before != '<' && before != '>' && !inWord(after) && after != '/' && !unicode.Is(unicode.Han, before)
	case "mention":
		return !inWord(before) && before != '@' && !inWord(after)
	case "email":
		return !inWord(before)
	case "url":
		return !inWord(before) && before != '@'
	}
	return !inWord(before) && !inWord(after)
}

// WebAddress returns the address that Telegram makes of a link's target, or ""
// for one that it doesn't take.
func WebAddress(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || strings.ContainsFunc(s, func(r rune) bool { return r <= ' ' }) {
		return ""
	}
	if !strings.Contains(s, "://") {
		if i := strings.IndexByte(s, ':'); i >= 0 && !strings.ContainsAny(s[:i], "./") {
			return "" // mailto:, javascript: …
		}
		s = "http://" + s
	}
	u, err := url.Parse(s)
	if err != nil {
		return ""
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https":
		host := u.Hostname()
		if host == "" || !strings.Contains(host, ".") && host != "localhost" && !strings.Contains(host, ":") {
			return ""
		}
		if u.Path == "" {
			u.Path = "/"
		}
	case "tg", "ton", "tonsite":
		if u.Host == "" {
			return ""
		}
	default:
		return ""
	}
	return u.String()
}
