package answer

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/forumbot/forumbot/answer/ground"
	"github.com/forumbot/forumbot/knowledge"
)

// Guard checks that an answer says nothing that its facts don't; a
// *ground.Checker is one. Each sentence of the answer must cite the facts that it
// rests on. It is asked for each sentence as it comes, so it must be quick.
type Guard interface {
	Check(answer string, facts []ground.Source, cited bool) []ground.Violation
}

// How long an answer may be: it is read on a phone, and the facts that it comes
// from are at most four.
const (
	maxAnswer    = 1200 // UTF-16 units as shown
	maxSentences = 8
)

// check looks at the sentence that follows on those of an answer that are checked
// already, before anybody sees it. It returns what is wrong, for the model, or
// "". Beside the Guard's checks there are some on form.
func (t *attempt) check(sentence string) string {
	shown := uncited(sentence)
	switch {
	case strings.ContainsFunc(sentence, hidden) || !utf8.ValidString(sentence):
		return "it holds characters that can't be shown."
	case strings.Contains(shown, noAnswer):
		return "it mixes an answer with " + noAnswer + "."
	case markup(shown):
		return "it is not plain text."
	case strangeSign(shown, t.r.Facts):
		return "it holds signs or letters of a form that the facts don't hold."
	case t.sentences >= maxSentences || units(t.shown)+units(shown) > maxAnswer:
		return "the answer is too long."
	case t.sentences == 0 && opensWithVerdict(shown):
		return "it begins with yes or no, which the program adds."
	case !inLanguage(shown, t.r.Language):
		return "it is not in " + languageNames[t.r.Language] + "."
	case len(citations(sentence, len(t.r.Facts))) == 0:
		return "it names no fact."
	}
	// Sentences lean on those before them.
	for _, v := range t.p.o.Guard.Check(join(t.marked, sentence, t.r.Language), t.r.sources(), true) {
		return v.Reason
	}
	return ""
}

// join appends a sentence.
func join(text, sentence string, l knowledge.Language) string {
	if text == "" || l == knowledge.Chinese {
		return text + sentence
	}
	return text + " " + sentence
}

// complaint words for the model what is wrong with a sentence.
func complaint(sentence, reason string) string {
	s := []rune(sentence)
	if len(s) > 200 {
		s = append(s[:200], '…')
	}
	return fmt.Sprintf("the sentence %s does not hold: %s", quoteJSON(string(s)), reason)
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

// ordinary are the signs that a sentence may hold in any case. A question is no
// answer, so question marks are not among them.
const ordinary = " \n.,;:!'\"“”‘’()（）《》〈〉、。，；：！—–-…·「」『』"

// strangeSign tells whether a text holds a sign, or letters of another form, that
// no fact holds. The Guard compares words; emoji, paths and patterns have none.
func strangeSign(s string, facts []Fact) bool {
	return strings.ContainsFunc(s, func(r rune) bool {
		plain := (unicode.IsLetter(r) || unicode.IsDigit(r)) && (r < 0xff00 || r > 0xffef)
		if plain || strings.ContainsRune(ordinary, r) {
			return false
		}
		return !slices.ContainsFunc(facts, func(f Fact) bool { return strings.ContainsRune(f.Text, r) })
	})
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
// language's script, apart from names and what is quoted.
func inLanguage(s string, l knowledge.Language) bool {
	han, latin, other := 0, 0, 0
	for _, r := range quotation.ReplaceAllString(s, "") {
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

var quotation = regexp.MustCompile(`“[^”]*”|"[^"]*"|《[^》]*》|「[^」]*」`)

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
