package answer

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// unit is a piece of an answer that can be checked: one or more sentences up to
// a citation, with the citations as [n] in the text.
type unit struct {
	text  string
	lines bool // it begins on a new line
}

// parser takes an answer apart as it comes.
type parser interface {
	// add takes a piece and returns what has become complete.
	add(piece string) ([]unit, error)
	// end returns what is left when the answer is complete.
	end() ([]unit, error)
}

func newParser(structured bool) parser {
	if structured {
		return &jsonParser{}
	}
	return &textParser{}
}

var (
	citation = regexp.MustCompile(`[\[【［]\s*\d{1,3}(?:\s*[,，、]\s*\d{1,3})*\s*[\]】］]`)
	digits   = regexp.MustCompile(`\d+`)
	// cited is one or more citations with what closes the sentence around them.
	cited = regexp.MustCompile(`(?:\s*[\[【［]\s*\d{1,3}(?:\s*[,，、]\s*\d{1,3})*\s*[\]】］])+[.。!！?？;；…"”’」』)）]*`)
)

// textParser finds the ends of units in plain text: behind a citation and the
// full stop that follows it. What follows must have come, for it may be
// another citation or the full stop.
type textParser struct {
	buf     string
	bracket bool // there is one in buf
}

func (p *textParser) add(piece string) ([]unit, error) {
	p.buf += piece
	p.bracket = p.bracket || strings.ContainsAny(piece, "[【［")
	var out []unit
	for p.bracket {
		if len(p.buf) > longestUnit {
			return out, &Error{Kind: Ungrounded, Detail: "too_long"}
		}
		loc := cited.FindStringIndex(p.buf)
		if loc == nil {
			return out, nil
		}
		rest := strings.TrimLeft(p.buf[loc[1]:], " \t\r\n")
		if rest == "" || strings.ContainsRune("[【［", first(rest)) && maybeCitation(rest) {
			return out, nil
		}
		out = appendUnit(out, p.buf[:loc[1]])
		p.buf = p.buf[loc[1]:]
		p.bracket = strings.ContainsAny(p.buf, "[【［")
	}
	return out, nil
}

// longestUnit is how many bytes may come without the end of a unit.
const longestUnit = 1500

// maybeCitation tells whether s begins with something that may become a citation.
func maybeCitation(s string) bool {
	for i, r := range s {
		switch {
		case i == 0:
		case strings.ContainsRune("]】］", r):
			return true
		case !unicode.IsDigit(r) && !strings.ContainsRune(" ,，、", r):
			return false
		}
	}
	return true
}

func first(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

func (p *textParser) end() ([]unit, error) {
	var out []unit
	for {
		loc := cited.FindStringIndex(p.buf)
		if loc == nil {
			break
		}
		out = appendUnit(out, p.buf[:loc[1]])
		p.buf = p.buf[loc[1]:]
	}
	return appendUnit(out, p.buf), nil
}

func appendUnit(out []unit, raw string) []unit {
	text := tidy(raw)
	if text == "" {
		return out
	}
	lead := raw[:len(raw)-len(strings.TrimLeft(raw, " \t\r\n"))]
	return append(out, unit{text: text, lines: strings.Contains(lead, "\n")})
}

// tidy takes out the marks that models put around words out of habit. They
// carry no meaning.
func tidy(s string) string {
	s = strings.NewReplacer("**", "", "__", "", "`", "").Replace(s)
	s = strings.TrimSpace(s)
	for _, bullet := range []string{"- ", "* ", "• ", "# ", "## ", "### "} {
		s = strings.TrimPrefix(s, bullet)
	}
	return strings.TrimSpace(s)
}

// jsonParser reads {"sentences": [{"text": …, "facts": […]}, …]} and returns
// each sentence when its braces close.
type jsonParser struct {
	buf    []byte
	at     int // read up to here
	depth  int // of braces and brackets
	start  int // of the sentence
	quoted bool
	escape bool
	closed bool
}

// errNoJSON says that the server did not keep to the schema.
var errNoJSON = &Error{Kind: Malformed, Detail: "schema_ignored"}

func (p *jsonParser) add(piece string) ([]unit, error) {
	p.buf = append(p.buf, piece...)
	if len(p.buf) > answerCap {
		return nil, &Error{Kind: Ungrounded, Detail: "too_long"}
	}
	var out []unit
	for ; p.at < len(p.buf); p.at++ {
		c := p.buf[p.at]
		switch {
		case p.closed:
			if !isSpace(c) && c != '`' {
				return out, errNoJSON
			}
		case p.quoted:
			switch {
			case p.escape:
				p.escape = false
			case c == '\\':
				p.escape = true
			case c == '"':
				p.quoted = false
			}
		case p.depth == 0:
			if c == '{' {
				p.depth = 1
			} else if !p.fence(c) {
				return out, errNoJSON
			}
		case c == '"':
			p.quoted = true
		case c == '{' || c == '[':
			p.depth++
			if c == '{' && p.depth == 3 {
				p.start = p.at
			}
		case c == '}' || c == ']':
			p.depth--
			p.closed = p.depth == 0
			if c == '}' && p.depth == 2 {
				u, err := readSentence(p.buf[p.start : p.at+1])
				if err != nil {
					return out, err
				}
				out = append(out, u...)
			}
		}
	}
	return out, nil
}

// fence lets ```json pass before the object.
func (p *jsonParser) fence(c byte) bool {
	return isSpace(c) || c == '`' || strings.IndexByte("json", c) >= 0
}

func isSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\r' || c == '\t' }

func (p *jsonParser) end() ([]unit, error) {
	if !p.closed {
		return nil, errNoJSON
	}
	var whole struct {
		Sentences *[]json.RawMessage `json:"sentences"`
	}
	if json.Unmarshal([]byte(strings.Trim(string(p.buf), " \t\r\n`json")), &whole) != nil || whole.Sentences == nil {
		return nil, errNoJSON
	}
	return nil, nil
}

func readSentence(raw []byte) ([]unit, error) {
	var s struct {
		Text  *string `json:"text"`
		Facts []int   `json:"facts"`
	}
	if json.Unmarshal(raw, &s) != nil || s.Text == nil {
		return nil, errNoJSON
	}
	text := tidy(*s.Text)
	if text == "" {
		return nil, nil
	}
	marks := ""
	for _, n := range s.Facts {
		marks += fmt.Sprintf("[%d]", n)
	}
	// Citations within the text are taken for what they are.
	if text == "" || marks == "" || citation.MatchString(text) {
		return []unit{{text: text}}, nil
	}
	body := strings.TrimRight(text, ".。!！?？…")
	return []unit{{text: body + marks + text[len(body):]}}, nil
}

// citations are the facts that a text cites, as indices from 0, each once, in
// order; those out of range are left out.
func citations(text string, facts int) []int {
	var out []int
	seen := map[int]bool{}
	for _, c := range citation.FindAllString(text, -1) {
		for _, d := range digits.FindAllString(c, -1) {
			n, err := strconv.Atoi(d)
			if err == nil && n >= 1 && n <= facts && !seen[n] {
				seen[n] = true
				out = append(out, n-1)
			}
		}
	}
	return out
}

var beforeCitation = regexp.MustCompile(`\s*` + citation.String())

// uncited is a text without its citations, as people see it.
func uncited(text string) string {
	return strings.TrimSpace(beforeCitation.ReplaceAllString(text, ""))
}
