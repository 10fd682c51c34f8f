package answer

import (
	"slices"
	"strings"
)

// attempt takes one answer as it comes, and checks it.
type attempt struct {
	p         *Phraser
	r         *Request
	parser    parser
	plain     bool
	undecided bool   // a plain answer may still be none
	beginning string // of it, while undecided
	read      int    // of the answer so far, in bytes
	sentences int    // checked
	marked    string // these, with citations
	shown     string // the same as people see them
	wrong     string // what was wrong with the answer, for the model
}

// longestRaw bounds what is read of an answer, in bytes, with citations and JSON
// around it. A piece counts as four at least, so that no endless dribble is
// followed either.
const longestRaw = 8 * maxAnswer

func (t *attempt) begin(structured bool) {
	*t = attempt{p: t.p, r: t.r, parser: newParser(structured), plain: !structured, undecided: true}
}

func (t *attempt) piece(text string) error {
	if t.read += max(len(text), 4); t.read > longestRaw {
		return t.refuse("the answer is too long.")
	}
	if t.plain && t.undecided {
		t.beginning += text
		if strings.HasPrefix(noAnswer, strings.TrimSpace(t.beginning)) || saysNoAnswer(t.beginning) {
			return nil // it may be none
		}
		text, t.undecided = t.beginning, false
	}
	found, err := t.parser.add(text)
	if err := t.take(found); err != nil {
		return err
	}
	return err
}

// saysNoAnswer tells whether a plain answer is none. Models like to put a full
// stop behind it.
func saysNoAnswer(s string) bool {
	return strings.Trim(s, " \t\r\n.。*`\"'[]") == noAnswer
}

func (t *attempt) take(found []string) error {
	for _, s := range found {
		if reason := t.check(s); reason != "" {
			return t.refuse(complaint(s, reason))
		}
		t.sentences++
		t.marked = join(t.marked, s, t.r.Language)
		t.shown = join(t.shown, uncited(s), t.r.Language)
	}
	if len(found) > 0 && t.r.Show != nil {
		t.r.Show(t.shown)
	}
	return nil
}

func (t *attempt) refuse(wrong string) error {
	t.wrong = wrong
	return &Error{Kind: Ungrounded}
}

// finish is called when the server says that the answer is complete.
func (t *attempt) finish() (Answer, error) {
	if t.plain && t.undecided {
		if saysNoAnswer(t.beginning) {
			return Answer{}, &Error{Kind: NoAnswer}
		}
		return Answer{}, t.refuse("it says nothing.") // a part of NO_ANSWER
	}
	rest, err := t.parser.end()
	if err != nil {
		return Answer{}, err
	}
	if err := t.take(rest); err != nil {
		return Answer{}, err
	}
	if t.sentences == 0 {
		return Answer{}, &Error{Kind: NoAnswer}
	}
	a := Answer{Text: t.shown, Facts: citations(t.marked, len(t.r.Facts))}
	slices.Sort(a.Facts)
	if a.Facts[0] != 0 { // the first fact is the one that answers
		return Answer{}, t.refuse("it leaves out fact 1.")
	}
	for _, i := range a.Facts {
		year := t.r.Facts[i].Year
		if year != "" && !strings.Contains(t.shown, year) && !figuresWithin(year, t.r.Question) {
			return Answer{}, t.refuse("it does not say that it tells of " + year + ".")
		}
	}
	return a, nil
}
