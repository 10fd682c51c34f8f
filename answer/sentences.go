package answer

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/forumbot/forumbot/answer/ground"
)

// parser takes an answer apart as it comes, into sentences with their citations
// as [n] in the text.
type parser interface {
	// add takes a piece and returns the sentences that have become complete.
	add(piece string) ([]string, error)
	// end returns what is left when the answer is complete.
	end() ([]string, error)
}

func newParser(structured bool) parser {
	if structured {
		return &jsonParser{}
	}
	return &textParser{}
}

// textParser reads plain text.
type textParser struct{ buf string }

// longestSentence is how many bytes may come without the end of a sentence.
const longestSentence = 1500

// begun finds a citation that is not complete yet.
var begun = regexp.MustCompile(`[\[【［][ ^0-9０-９,，、;]{0,12}$`)

func (p *textParser) add(piece string) (out []string, err error) {
	if p.buf += piece; !begun.MatchString(p.buf[max(0, len(p.buf)-40):]) {
		out, p.buf = ground.Cut(p.buf)
	}
	if len(p.buf) > longestSentence {
		err = &Error{Kind: Ungrounded, Detail: "too_long"}
	}
	return tidied(out), err
}

func (p *textParser) end() ([]string, error) {
	return tidied(ground.Sentences(p.buf)), nil
}

func tidied(sentences []string) []string {
	var out []string
	for _, s := range sentences {
		if s = tidy(s); s != "" {
			out = append(out, s)
		}
	}
	return out
}

// tidy takes out the marks that models put around words out of habit. They
// carry no meaning.
func tidy(s string) string {
	return strings.TrimSpace(habits.Replace(strings.TrimLeft(s, "# ")))
}

var habits = strings.NewReplacer("**", "", "__", "", "`", "")

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
var errNoJSON = &Error{Kind: Ungrounded, Detail: "schema_ignored"}

func (p *jsonParser) add(piece string) ([]string, error) {
	p.buf = append(p.buf, piece...)
	var out []string
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
				found, err := readSentences(p.buf[p.start : p.at+1])
				if err != nil {
					return out, err
				}
				out = append(out, found...)
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

func (p *jsonParser) end() ([]string, error) {
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

// readSentences reads one {"text": …, "facts": […]}. A text of several sentences
// rests on the facts as a whole.
func readSentences(raw []byte) ([]string, error) {
	var read struct {
		Text  *string `json:"text"`
		Facts []int   `json:"facts"`
	}
	if json.Unmarshal(raw, &read) != nil || read.Text == nil {
		return nil, errNoJSON
	}
	marks := ""
	for _, n := range read.Facts {
		marks += fmt.Sprintf("[%d]", n)
	}
	out := tidied(ground.Sentences(*read.Text))
	for i, s := range out {
		if !ground.Cites(s) { // else they are taken for what they are
			body := strings.TrimRight(s, ".。!！?？…")
			out[i] = body + marks + s[len(body):]
		}
	}
	return out, nil
}

// citation is what package ground takes for one.
var citation = regexp.MustCompile(`\s*[\[【［][ ^]*[0-9０-９]{1,4}(?:[ ,，、;^]+[0-9０-９]{1,4})*[ ,，、;]*[\]】］]`)

var digits = regexp.MustCompile(`[0-9０-９]+`)

// citations are the facts that a text cites, as indices from 0, each once, in
// order; those out of range are left out.
func citations(text string, facts int) []int {
	var out []int
	seen := map[int]bool{}
	for _, c := range citation.FindAllString(text, -1) {
		for _, d := range digits.FindAllString(c, -1) {
			n, err := strconv.Atoi(narrow.Replace(d))
			if err == nil && n >= 1 && n <= facts && !seen[n] {
				seen[n] = true
				out = append(out, n-1)
			}
		}
	}
	return out
}

var narrow = strings.NewReplacer("０", "0", "１", "1", "２", "2", "３", "3", "４", "4", "５", "5", "６", "6", "７", "7", "８", "8", "９", "9")

// uncited is a text without its citations, as people see it.
func uncited(text string) string {
	return strings.TrimSpace(citation.ReplaceAllString(text, ""))
}
