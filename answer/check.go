package answer

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/forumbot/forumbot/knowledge"
)

// Guard checks that an answer says nothing that its facts don't.
type Guard interface {
	// Check returns what in an answer does not stand in the facts that it
	// cites as [1], [2] …; none when all does. It must be quick: it is asked
	// for each sentence as it comes.
	Check(answer string, facts []Fact) []Violation
}

// Violation is a sentence that does not hold.
type Violation struct {
	Sentence string
	Reason   string // for the model, in English
}

// How long an answer may be: it is read on a phone, and the facts that it comes
// from are at most four.
const (
	maxAnswer = 1200 // UTF-16 units as shown
	maxUnits  = 8
)

// check looks at a unit of an answer to r before anybody sees it. Beside the
// Guard's checks there are some on form: they keep out what no fact would
// save.
func (p *Phraser) check(r *Request, u unit, nth int) *Violation {
	bad := func(reason string) *Violation { return &Violation{Sentence: u.text, Reason: reason} }
	shown := uncited(u.text)
	switch {
	case strings.ContainsFunc(u.text, hidden) || !utf8.ValidString(u.text):
		return bad("it holds characters that can't be shown.")
	case strings.Contains(shown, noAnswer):
		return bad("it mixes an answer with " + noAnswer + ".")
	case markup(shown):
		return bad("it is not plain text.")
	case nth >= maxUnits || units(shown) > maxAnswer:
		return bad("it is too long.")
	case nth == 0 && opensWithVerdict(shown):
		return bad("it begins with yes or no, which the program adds.")
	case !inLanguage(shown, r.Language):
		return bad("it is not in " + languageNames[r.Language] + ".")
	case nth == 0 && len(citations(u.text, len(r.Facts))) == 0:
		return bad("it names no fact.")
	}
	for _, v := range p.o.Guard.Check(u.text, r.Facts) {
		return &v
	}
	if share(shown, r.cited(u.text)) < ownWords[r.Language] {
		return bad("its words are not those of the facts that it cites.")
	}
	return nil
}

// ownWords is how much of a sentence's wording must stand in its facts. The Guard
// compares what can be right or wrong; this keeps out talk that holds none of
// it, such as the rules themselves.
var ownWords = map[knowledge.Language]float64{knowledge.Chinese: 0.4, knowledge.English: 0.5}

// cited are the texts of the facts that a text cites.
func (r *Request) cited(s string) string {
	var out []string
	for _, i := range citations(s, len(r.Facts)) {
		out = append(out, r.Facts[i].Text)
	}
	return strings.Join(out, "\n")
}

// complaint words a violation for the model.
func (v *Violation) complaint() string {
	s := []rune(v.Sentence)
	if len(s) > 200 {
		s = append(s[:200], '…')
	}
	return fmt.Sprintf("the sentence %s does not hold: %s", quoteJSON(string(s)), strings.TrimSuffix(v.Reason, ".")+".")
}

// hidden tells of characters that no answer needs: control characters,
// replacement characters, and what changes the order or look of others.
func hidden(r rune) bool {
	switch {
	case r == '\n' || r == '\t':
		return false
	case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r):
		return true
	case r == utf8.RuneError, r == '\u2028', r == '\u2029', r >= '\ufff9':
		return r < 0x10000 || r >= 0xe0000
	}
	return false
}

// markup tells whether a text holds what could be taken for HTML, Markdown's
// links or code.
func markup(s string) bool {
	for i, r := range s {
		if r != '<' {
			continue
		}
		next, _ := utf8.DecodeRuneInString(s[i+1:])
		if next == '/' || next == '!' || next == '|' || unicode.IsLetter(next) {
			return true
		}
	}
	return strings.Contains(s, "](") || strings.Contains(s, "{\"") || strings.Contains(s, "|>")
}

// verdicts are the words by which answers are said to be yes or no.
var verdicts = map[string]bool{
	"yes": true, "no": true, "yeah": true, "yep": true, "nope": true, "correct": true, "incorrect": true, "right": true,
	"wrong": true, "true": true, "false": true, "indeed": true, "exactly": true, "that's right": true, "that is correct": true,
	"是": true, "是的": true, "对": true, "对的": true, "没错": true, "正确": true, "确实": true, "的确": true, "当然": true, "有": true, "有的": true,
	"否": true, "不": true, "不是": true, "不是的": true, "不对": true, "没有": true, "错": true, "错误": true, "不正确": true, "并非如此": true, "不是这样": true,
}

// opensWithVerdict tells whether an answer begins with a yes or a no that
// stands by itself.
func opensWithVerdict(s string) bool {
	end := strings.IndexFunc(s, func(r rune) bool { return strings.ContainsRune(",，.。!！:：;；—–", r) })
	if end < 0 {
		end = len(s)
	}
	return verdicts[strings.ToLower(strings.Trim(s[:end], " \"“”‘’'"))]
}

// inLanguage tells whether a text may be in language l: its letters are of that
// language's script, apart from names.
func inLanguage(s string, l knowledge.Language) bool {
	han, latin, other := 0, 0, 0
	for _, r := range s {
		switch {
		case unicode.Is(unicode.Han, r):
			han++
		case unicode.Is(unicode.Latin, r):
			latin++
		case unicode.IsLetter(r):
			other++
		}
	}
	if other > (han+latin)/10 {
		return false
	}
	if l == knowledge.Chinese {
		// A Chinese character says as much as some three Latin letters.
		return han > 0 && 3*han >= latin
	}
	return latin > 0 && latin >= 3*han
}

// units counts a text's length as Telegram does.
func units(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xffff {
			n++
		}
	}
	return n
}
