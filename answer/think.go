package answer

import "strings"

// thinkFilter takes out what models write for themselves before an answer,
// <think>…</think> and the like. Some templates leave out the opening tag: then
// all before a closing one is void.
type thinkFilter struct {
	state   int    // where in the answer we are
	pending string // may be the beginning of a tag
	closing string // the tag that is waited for
}

const (
	atStart = iota
	inThought
	inAnswer
)

var thoughtTags = []string{"think", "thinking", "thought", "reasoning"}

// add takes a piece and returns what of the answer it brings; anew tells that
// what came before was a thought.
func (t *thinkFilter) add(piece string) (text string, anew bool) {
	t.pending += piece
	for {
		switch t.state {
		case atStart:
			s := strings.TrimLeft(t.pending, " \t\r\n")
			if t.pending = s; s == "" {
				return "", anew
			}
			tag, partial := openingTag(s)
			switch {
			case tag != "":
				t.state, t.closing = inThought, "</"+tag+">"
			case partial:
				return "", anew
			default:
				t.state = inAnswer
			}
		case inThought:
			_, after, ok := strings.Cut(t.pending, t.closing)
			if !ok {
				t.pending = t.pending[max(0, len(t.pending)-len(t.closing)):]
				return "", anew
			}
			t.state, t.pending = atStart, after // another may follow
		case inAnswer:
			if at, length := closingTag(t.pending); at >= 0 {
				t.state, t.pending, anew = atStart, t.pending[at+length:], true
				continue
			}
			keep := partialTag(t.pending)
			text, t.pending = t.pending[:keep], t.pending[keep:]
			return text, anew
		}
	}
}

// open tells that the answer ended within a thought, or what may be a tag.
func (t *thinkFilter) open() bool {
	return t.state == inThought || t.pending != "" && t.state == inAnswer
}

// openingTag returns the tag that s begins with, or whether it may become one.
func openingTag(s string) (tag string, partial bool) {
	for _, name := range thoughtTags {
		full := "<" + name + ">"
		if strings.HasPrefix(s, full) {
			return name, false
		}
		partial = partial || strings.HasPrefix(full, s)
	}
	return "", partial
}

func closingTag(s string) (at, length int) {
	at = -1
	for _, name := range thoughtTags {
		full := "</" + name + ">"
		if i := strings.Index(s, full); i >= 0 && (at < 0 || i < at) {
			at, length = i, len(full)
		}
	}
	return at, length
}

// partialTag is where a closing tag may be beginning at the end of s; len(s)
// for nowhere.
func partialTag(s string) int {
	i := strings.LastIndexByte(s, '<')
	if i < 0 {
		return len(s)
	}
	for _, name := range thoughtTags {
		if strings.HasPrefix("</"+name+">", s[i:]) {
			return i
		}
	}
	return len(s)
}
