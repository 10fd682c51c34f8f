package bot

import (
	"iter"
	"strconv"
	"strings"
	"unicode/utf8"
)

// atom is the least piece of Telegram HTML: a tag, or one character as
// written ("a", "&amp;", "&#8203;").
type atom struct {
	raw   string
	tag   tagKind
	name  string // of a tag
	shown string // of a character
	units int    // UTF-16 units shown; 0 for a tag
}

type tagKind int

const (
	noTag tagKind = iota
	opening
	closing
)

// maxTag bounds the length of a tag: an address of 2,048 bytes and its frame.
const maxTag = 4096

// atoms takes HTML apart. It accepts everything; what is no tag and no
// character reference that Telegram knows counts as the characters it shows.
func atoms(html string) iter.Seq[atom] {
	return func(yield func(atom) bool) {
		for html := html; html != ""; {
			a := nextAtom(html)
			if !yield(a) {
				return
			}
			html = html[len(a.raw):]
		}
	}
}

func nextAtom(s string) atom {
	switch s[0] {
	case '<':
		if end := strings.IndexByte(s[:min(len(s), maxTag)], '>'); end > 0 {
			if a, ok := tagAtom(s[:end+1]); ok {
				return a
			}
		}
	case '&':
		if a, ok := referenceAtom(s); ok {
			return a
		}
	}
	r, size := utf8.DecodeRuneInString(s)
	a := atom{raw: s[:size], shown: s[:size], units: utf16Len(r)}
	if r == utf8.RuneError {
		a.shown = string(r)
	}
	return a
}

// tagAtom reads "<b>", `<a href="…">` or "</b>".
func tagAtom(s string) (atom, bool) {
	a := atom{raw: s, tag: opening}
	body := s[1 : len(s)-1]
	if strings.HasPrefix(body, "/") {
		a.tag, body = closing, strings.TrimRight(body[1:], " \n")
	} else if i := strings.IndexAny(body, " \n\t"); i >= 0 {
		body = body[:i]
	}
	for i := range len(body) {
		if c := body[i]; (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' {
			return atom{}, false
		}
	}
	if body == "" || body[0] >= '0' && body[0] <= '9' || body[0] == '-' {
		return atom{}, false
	}
	a.name = strings.ToLower(body)
	return a, true
}

// referenceAtom reads the references that Telegram knows: four names and
// numbers.
func referenceAtom(s string) (atom, bool) {
	end := strings.IndexByte(s[:min(len(s), 12)], ';')
	if end < 2 {
		return atom{}, false
	}
	var r rune
	switch name := s[1:end]; name {
	case "lt":
		r = '<'
	case "gt":
		r = '>'
	case "amp":
		r = '&'
	case "quot":
		r = '"'
	default:
		digits, base := strings.TrimPrefix(name, "#"), 10
		if digits == name {
			return atom{}, false
		}
		if hex := strings.TrimLeft(digits, "xX"); len(hex) == len(digits)-1 {
			digits, base = hex, 16
		}
		n, err := strconv.ParseUint(digits, base, 32)
		if err != nil || n == 0 || n > utf8.MaxRune || !utf8.ValidRune(rune(n)) {
			return atom{}, false
		}
		r = rune(n)
	}
	return atom{raw: s[:end+1], shown: string(r), units: utf16Len(r)}, true
}

func utf16Len(r rune) int {
	if r >= 0x10000 {
		return 2
	}
	return 1
}

// plain is what HTML shows, without its markup.
func plain(html string) string {
	var b strings.Builder
	for a := range atoms(html) {
		b.WriteString(a.shown)
	}
	return b.String()
}

// blank tells whether HTML shows nothing.
func blank(html string) bool {
	for a := range atoms(html) {
		if a.tag == noTag && !isSpace(a) {
			return false
		}
	}
	return true
}

// escape makes text safe inside HTML.
var escape = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace
