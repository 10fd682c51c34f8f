package trivia

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/forumbot/forumbot/knowledge"
	"github.com/forumbot/forumbot/knowledge/text"
)

// blank stands for what is asked for.
const blank = "____"

// maxStatement keeps a question readable on a phone, in UTF-16 units.
const maxStatement = 220

// settles lists the kinds of value that quizzes are made from, and the kinds of
// question that a fact must settle for its value to be what it tells. They are
// those of which a thing has one: a number is another number nowhere. Of persons,
// organisations, places and the like the facts can't tell that nobody else gave
// a speech or that one place doesn't lie in the other, and those who certainly
// did not are no plausible options: these quizzes are left to curators.
var settles = map[string][]knowledge.Asked{
	"count":    {knowledge.AskHowMany},
	"percent":  {knowledge.AskHowMany},
	"money":    {knowledge.AskHowMany},
	"area":     {knowledge.AskHowMany},
	"duration": {knowledge.AskHowMany},
	"rank":     {knowledge.AskHowMany, knowledge.AskWhich},
	"year":     {knowledge.AskWhen},
	"date":     {knowledge.AskWhen},
	"theme":    {knowledge.AskWhat, knowledge.AskWhich},
}

// draft makes the quizzes on a fact: the curated one, or one for each value
// that its statement can leave blank.
func (m *Maker) draft(f *knowledge.Fact, l knowledge.Language) result {
	if f.Quiz != nil {
		d, why := curated(f, l)
		if why != "" {
			return result{why: "its curated quiz can't be sent: " + why}
		}
		return result{drafts: []draft{d}}
	}
	if len(f.Values) == 0 {
		return result{why: "it has neither a quiz nor values"}
	}
	if units(f.Text.In(l)) > maxStatement {
		return result{why: "its text is too long to leave a blank in"}
	}
	var drafts []draft
	var whys []string
	for _, v := range f.Values {
		if d, why := m.blanked(f, l, v); why == "" {
			drafts = append(drafts, d)
		} else {
			whys = append(whys, v.Text.In(l)+": "+why)
		}
	}
	if len(drafts) > 0 {
		return result{drafts: drafts}
	}
	return result{why: strings.Join(whys, "; ")}
}

// blanked makes the quiz that leaves a value of the fact's statement blank.
func (m *Maker) blanked(f *knowledge.Fact, l knowledge.Language, v knowledge.Value) (draft, string) {
	asked, ok := settles[v.Kind]
	if !ok {
		return draft{}, "which others of the kind " + v.Kind + " are wrong only a curator can say"
	}
	if len(f.Answers) > 0 && !slices.ContainsFunc(asked, func(a knowledge.Asked) bool { return slices.Contains(f.Answers, a) }) {
		return draft{}, "it isn't what the fact answers"
	}
	g, why := leaveBlank(clean(f.Text.In(l)), v, l)
	if why != "" {
		return draft{}, why
	}
	if (v.Kind == "date" || v.Kind == "year") && blankInSpan.MatchString(g.statement) {
		return draft{}, "it is one end of a span"
	}
	d := draft{right: g.right}
	switch q := m.question(f, l, g.statement); v.Kind {
	case "theme":
		why = m.others(&d, q, v)
	case "year":
		why = m.years(&d, q)
	default:
		why = d.figures(q, v.Kind, g.hedged)
	}
	if why != "" {
		return draft{}, why
	}
	d.question = g.lead(l) + g.statement
	d.explanation = explanation(f, l, f.Text.In(l), d.right)
	return d, d.fault()
}

// gapped is a statement with a blank.
type gapped struct {
	statement string // with blank for the value
	right     string // what stood there
	hedged    bool   // "about 650", "more than 40"
}

// lead tells what is to be done. Someone who reads "more than ____" closely
// will say that more than 40 is also more than 30: it is what the source says
// that is asked for.
func (g gapped) lead(l knowledge.Language) string {
	switch {
	case l == knowledge.Chinese && g.hedged:
		return "按资料填空："
	case l == knowledge.Chinese:
		return "填空："
	case l == knowledge.English && g.hedged:
		return "Fill in the blank as the source has it: "
	case l == knowledge.English:
		return "Fill in the blank: "
	}
	return ""
}

// leaveBlank takes a value out of a statement: in the form in which it is told,
// or the longest of its other forms that stands there. What is left must not
// give it away in another form.
func leaveBlank(statement string, v knowledge.Value, l knowledge.Language) (gapped, string) {
	forms := slices.Clone(v.Also)
	slices.SortStableFunc(forms, func(a, b string) int { return len(b) - len(a) })
	own := clean(v.Text.In(l))
	for _, form := range append([]string{own}, forms...) {
		form = clean(form)
		rest, n := cutOut(statement, form)
		if n == 0 {
			continue
		}
		if n > 2 {
			return gapped{}, "it stands in the text too often"
		}
		for _, t := range append([]string{own}, forms...) {
			if _, n := cutOut(rest, clean(t)); n > 0 {
				return gapped{}, "the text tells it a second time"
			}
		}
		if givesFigure(rest, form) {
			return gapped{}, "the text tells its number a second time"
		}
		if strings.TrimSpace(strings.ReplaceAll(rest, blank, "")) == "" {
			return gapped{}, "it is the whole text"
		}
		if l == knowledge.English {
			rest = article.ReplaceAllString(rest, "${1}(n) "+blank)
		}
		before, _, _ := strings.Cut(rest, blank)
		return gapped{rest, form, hedge.MatchString(form) || hedgeBefore.MatchString(before)}, ""
	}
	return gapped{}, "it doesn't stand in the text in these words"
}

var (
	blankInSpan = regexp.MustCompile(blank + `\s*(?:[-–—~至到]|to\b|and\b)|(?:[-–—~至到]|\bto)\s*` + blank)
	article     = regexp.MustCompile(`\b([Aa])n? ` + blank)
	hedge       = regexp.MustCompile(`[约近超逾多余]|以上|左右|\b(?i:about|around|over|more than|nearly|almost|under|less than|at least|up to|some)\b`)
	hedgeBefore = regexp.MustCompile(`(?:[约近超逾]|超过|不足|\b(?i:about|around|over|more than|nearly|almost|under|less than|at least|up to|some)\s*)$`)
)

// cutOut puts a blank for each place of s where form stands as a whole, in
// upper or lower case, and counts them.
func cutOut(s, form string) (string, int) {
	if form == "" {
		return s, 0
	}
	var b strings.Builder
	n, from := 0, 0
	for i := 0; i+len(form) <= len(s); {
		if strings.EqualFold(s[i:i+len(form)], form) && edge(s, i) && edge(s, i+len(form)) {
			b.WriteString(s[from:i] + blank)
			i += len(form)
			n, from = n+1, i
			continue
		}
		_, size := utf8.DecodeRuneInString(s[i:])
		i += size
	}
	b.WriteString(s[from:])
	return b.String(), n
}

// edge reports whether no word and no number goes on across place i of s.
func edge(s string, i int) bool {
	before, _ := utf8.DecodeLastRuneInString(s[:i])
	after, _ := utf8.DecodeRuneInString(s[i:])
	if i == 0 || i == len(s) {
		return true
	}
	digits := unicode.IsDigit(before) && unicode.IsDigit(after)
	letters := isLatin(before) && isLatin(after)
	decimal := (before == '.' || before == ',') && unicode.IsDigit(after) && i > 1 && unicode.IsDigit(rune(s[i-2])) ||
		unicode.IsDigit(before) && (after == '.' || after == ',') && i+1 < len(s) && unicode.IsDigit(rune(s[i+1]))
	return !digits && !letters && !decimal
}

func isLatin(r rune) bool { return unicode.IsLetter(r) && r < 0x2E80 }

// givesFigure reports whether the text holds a number of the form in any
// spelling.
func givesFigure(rest, form string) bool {
	_, have := text.Quantities(text.Fold(rest))
	_, want := text.Quantities(text.Fold(form))
	return slices.ContainsFunc(want, func(q text.Quantity) bool { return slices.Contains(have, q) })
}

// clean brings a text into one line of valid characters.
func clean(s string) string {
	return strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " ")
}
