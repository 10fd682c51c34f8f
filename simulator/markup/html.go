package markup

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// kinds are the tags that Telegram knows, and the entities they make. Those of
// a and span depend on their attributes.
var kinds = map[string]string{
	"a": "text_link", "b": "bold", "strong": "bold", "i": "italic", "em": "italic",
	"u": "underline", "ins": "underline", "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough",
	"tg-spoiler": "spoiler", "span": "spoiler", "tg-emoji": "custom_emoji",
	"code": "code", "pre": "pre", "blockquote": "blockquote",
}

// opened is a tag that waits for its end.
type opened struct {
	tag, argument string
	offset        int // in the text, in UTF-16 units
	start         int // in the text, in bytes
}

// parser reads HTML. Positions in errors are bytes of the source, as Telegram
// tells them.
type parser struct {
	src      string
	i        int
	out      strings.Builder
	units    int // length of out
	open     []opened
	entities []Entity
}

// ParseHTML reads a text in the Bot API's HTML style. Its errors have the
// texts that Telegram's have behind "can't parse entities: ".
func ParseHTML(src string) (string, []Entity, error) {
	if !utf8.ValidString(src) {
		return "", nil, fmt.Errorf("strings must be encoded in UTF-8")
	}
	p := &parser{src: src}
	for p.i < len(src) {
		var err error
		switch {
		case src[p.i] == '<' && p.at(p.i+1) == '/':
			err = p.closeTag()
		case src[p.i] == '<':
			err = p.openTag()
		default:
			p.write(p.character())
		}
		if err != nil {
			return "", nil, err
		}
	}
	if n := len(p.open); n > 0 {
		return "", nil, fmt.Errorf("Can't find end tag corresponding to start tag \"%s\"", p.open[n-1].tag)
	}
	text, entities := Trim(p.out.String(), p.entities)
	return text, Sort(entities), nil
}

// at is the byte at a position, 0 behind the end.
func (p *parser) at(i int) byte {
	if i >= len(p.src) {
		return 0
	}
	return p.src[i]
}

func (p *parser) write(r rune) {
	p.out.WriteRune(r)
	p.units += width(r)
}

// character reads one character, or the reference to one.
func (p *parser) character() rune {
	if p.src[p.i] == '&' {
		if r, n := reference(p.src[p.i:]); n > 0 {
			p.i += n
			return r
		}
	}
	r, n := utf8.DecodeRuneInString(p.src[p.i:])
	p.i += n
	return r
}

// reference reads &lt; &gt; &amp; &quot; and numbers; Telegram knows no other
// names, and the semicolon may be missing.
func reference(s string) (r rune, n int) {
	if strings.HasPrefix(s, "&#") {
		digits, base := s[2:], 10
		if strings.HasPrefix(digits, "x") {
			digits, base = digits[1:], 16
		}
		end := 0
		for end < len(digits) && end < 8 && isDigit(digits[end], base) {
			end++
		}
		v, err := strconv.ParseUint(digits[:end], base, 32)
		if err != nil || v == 0 || v > utf8.MaxRune || !utf8.ValidRune(rune(v)) {
			return 0, 0
		}
		n = len(s) - len(digits) + end
		r = rune(v)
	} else {
		end := 1
		for end < len(s) && (s[end]|0x20) >= 'a' && (s[end]|0x20) <= 'z' {
			end++
		}
		switch s[1:end] {
		case "lt":
			r = '<'
		case "gt":
			r = '>'
		case "amp":
			r = '&'
		case "quot":
			r = '"'
		default:
			return 0, 0
		}
		n = end
	}
	if n < len(s) && s[n] == ';' {
		n++
	}
	return r, n
}

func isDigit(c byte, base int) bool {
	return c >= '0' && c <= '9' || base == 16 && (c|0x20) >= 'a' && (c|0x20) <= 'f'
}

func isSpace(c byte) bool {
	return c == ' ' || c >= '\t' && c <= '\r'
}

func (p *parser) skipSpace() {
	for isSpace(p.at(p.i)) {
		p.i++
	}
}

// openTag reads <tag attributes>.
func (p *parser) openTag() error {
	begin := p.i
	p.i++
	for p.i < len(p.src) && !isSpace(p.src[p.i]) && p.src[p.i] != '>' {
		p.i++
	}
	tag := strings.ToLower(p.src[begin+1 : p.i])
	if p.i == len(p.src) {
		return fmt.Errorf("Unclosed start tag at byte offset %d", begin)
	}
	if kinds[tag] == "" {
		return fmt.Errorf("Unsupported start tag \"%s\" at byte offset %d", tag, begin)
	}
	o := opened{tag: tag, offset: p.units, start: p.out.Len()}
	for {
		p.skipSpace()
		if p.at(p.i) == '>' {
			break
		}
		name, value, err := p.attribute(tag, begin)
		if err != nil {
			return err
		}
		switch {
		case tag == "a" && name == "href", tag == "tg-emoji" && name == "emoji-id":
			o.argument = value
		case tag == "code" && name == "class" && strings.HasPrefix(value, "language-"):
			o.argument = strings.TrimPrefix(value, "language-")
		case tag == "span" && name == "class" && strings.HasPrefix(value, "tg-"):
			o.argument = strings.TrimPrefix(value, "tg-")
		case tag == "blockquote" && name == "expandable":
			o.argument = "expandable"
		}
	}
	p.i++
	if tag == "span" && o.argument != "spoiler" {
		return fmt.Errorf("Tag \"span\" must have class \"tg-spoiler\" at byte offset %d", begin)
	}
	p.open = append(p.open, o)
	return nil
}

// attribute reads name="value"; expandable needs no value.
func (p *parser) attribute(tag string, begin int) (name, value string, err error) {
	unclosed := fmt.Errorf("Unclosed start tag \"%s\" at byte offset %d", tag, begin)
	start := p.i
	for p.i < len(p.src) && !isSpace(p.src[p.i]) && !strings.ContainsRune(`=>/"'`, rune(p.src[p.i])) {
		p.i++
	}
	name = p.src[start:p.i]
	switch {
	case name == "" && p.i == len(p.src):
		return "", "", unclosed
	case name == "":
		return "", "", fmt.Errorf("Empty attribute name in the tag \"%s\" at byte offset %d", tag, begin)
	}
	p.skipSpace()
	if p.at(p.i) != '=' {
		switch {
		case p.i == len(p.src):
			return "", "", unclosed
		case tag == "blockquote" && name == "expandable":
			return name, "", nil
		}
		return "", "", fmt.Errorf("Expected equal sign in declaration of an attribute of the tag \"%s\" at byte offset %d", tag, begin)
	}
	p.i++
	p.skipSpace()
	quote := p.at(p.i)
	if quote != '"' && quote != '\'' {
		start = p.i
		for c := p.at(p.i); c >= '0' && c <= '9' || (c|0x20) >= 'a' && (c|0x20) <= 'z' || c == '.' || c == '-'; c = p.at(p.i) {
			p.i++
		}
		if c := p.at(p.i); p.i < len(p.src) && !isSpace(c) && c != '>' {
			return "", "", fmt.Errorf("Unexpected end of name token at byte offset %d", start)
		}
		value = strings.ToLower(p.src[start:p.i])
	} else {
		var b strings.Builder
		for p.i++; p.i < len(p.src) && p.src[p.i] != quote; {
			b.WriteRune(p.character())
		}
		p.i++
		value = b.String()
	}
	if p.i >= len(p.src) {
		return "", "", unclosed
	}
	return name, value, nil
}

// closeTag reads </tag>; </> closes whatever is open.
func (p *parser) closeTag() error {
	begin := p.i
	if len(p.open) == 0 {
		return fmt.Errorf("Unexpected end tag at byte offset %d", begin)
	}
	p.i += 2
	for p.i < len(p.src) && !isSpace(p.src[p.i]) && p.src[p.i] != '>' {
		p.i++
	}
	tag := strings.ToLower(p.src[begin+2 : p.i])
	p.skipSpace()
	if p.at(p.i) != '>' {
		return fmt.Errorf("Unclosed end tag at byte offset %d", begin)
	}
	p.i++
	o := p.open[len(p.open)-1]
	if tag != "" && tag != o.tag {
		return fmt.Errorf("Unmatched end tag at byte offset %d, expected \"</%s>\", found \"</%s>\"", begin, o.tag, tag)
	}
	p.open = p.open[:len(p.open)-1]
	p.end(o)
	return nil
}

// end adds the entity of a tag that was closed.
func (p *parser) end(o opened) {
	e := Entity{Type: kinds[o.tag], Offset: o.offset, Length: p.units - o.offset}
	if e.Length == 0 {
		return
	}
	switch o.tag {
	case "a":
		url := o.argument
		if url == "" {
			url = p.out.String()[o.start:]
		}
		if id, ok := userLink(url); ok {
			e.Type, e.User = "text_mention", id
		} else if e.URL = WebAddress(url); e.URL == "" {
			return // Telegram shows the words without the link
		}
	case "tg-emoji":
		if _, err := strconv.ParseUint(o.argument, 10, 64); err != nil {
			return
		}
		e.Emoji = o.argument
	case "blockquote":
		if o.argument != "" {
			e.Type = "expandable_blockquote"
		}
	case "code":
		e.Language = o.argument // for the pre around it
	case "pre":
		// <pre><code class="language-go"> is one block with a language.
		if n := len(p.entities); n > 0 {
			if last := p.entities[n-1]; last.Type == "code" && last.Offset == e.Offset && last.Length == e.Length && last.Language != "" {
				e.Language = last.Language
				p.entities = p.entities[:n-1]
			}
		}
	}
	p.entities = append(p.entities, e)
}

// userLink reads tg://user?id=….
func userLink(url string) (int64, bool) {
	rest, ok := strings.CutPrefix(url, "tg://user?id=")
	if !ok {
		return 0, false
	}
	id, err := strconv.ParseInt(rest, 10, 64)
	return id, err == nil && id > 0
}

// Sort orders entities as Telegram does, outer ones first, and drops what only
// a pre around a code needs.
func Sort(entities []Entity) []Entity {
	for i := range entities {
		if entities[i].Type == "code" {
			entities[i].Language = ""
		}
	}
	slices.SortStableFunc(entities, func(a, b Entity) int {
		return cmp.Or(cmp.Compare(a.Offset, b.Offset), cmp.Compare(b.Length, a.Length))
	})
	return entities
}

// Trim takes white space off the ends of a text, as Telegram does with every
// message, and moves the entities along.
func Trim(text string, entities []Entity) (string, []Entity) {
	const space = " \t\n\r\v\f"
	left := strings.TrimLeft(text, space)
	gone := len(text) - len(left) // all of one unit
	text = strings.TrimRight(left, space)
	end := Length(text)
	var out []Entity
	for _, e := range entities {
		from, to := max(e.Offset-gone, 0), min(e.Offset+e.Length-gone, end)
		if to <= from {
			continue
		}
		e.Offset, e.Length = from, to-from
		out = append(out, e)
	}
	return text, out
}
