package trivia

import (
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/forumbot/forumbot/knowledge"
	"github.com/forumbot/forumbot/knowledge/text"
)

// units is the length of s in UTF-16 units, in which Telegram counts.
func units(s string) int {
	n := 0
	for _, r := range s {
		n += max(1, utf16.RuneLen(r))
	}
	return n
}

// curated returns the draft of a fact's own quiz, and what is wrong with it.
func curated(f *knowledge.Fact, l knowledge.Language) (draft, string) {
	d := draft{question: clean(f.Quiz.Question.In(l))}
	for _, o := range f.Quiz.Options {
		if s := clean(o.Text.In(l)); o.Right {
			d.right = s
		} else {
			d.above = append(d.above, s)
		}
	}
	told := f.Quiz.Explanation[l]
	if told == "" {
		told = f.Text.In(l)
	}
	d.explanation = explanation(f, l, told, d.right)
	return d, d.fault()
}

// fault tells what keeps a draft from being a quiz; it is empty when nothing
// does.
func (d *draft) fault() string {
	if strings.TrimSpace(d.question) == "" {
		return "the question is empty"
	}
	if units(d.question) > MaxQuestion {
		return "the question is longer than 300 characters"
	}
	seen := map[string]bool{}
	for _, o := range append(append([]string{d.right}, d.below...), d.above...) {
		folded := text.Fold(o)
		switch {
		case folded == "":
			return "an option is empty"
		case units(o) > MaxOption:
			return "an option is longer than 100 characters: " + o
		case seen[folded]:
			return "two options are alike: " + o
		}
		seen[folded] = true
	}
	if len(seen) < 2 {
		return "there is no wrong option"
	}
	return ""
}

// explanation is what is shown after a vote: what the fact says, as far as
// there is room, and its source. Of a long statement it keeps the clauses
// around what must be in it.
func explanation(f *knowledge.Fact, l knowledge.Language, told, must string) string {
	told = clean(told)
	source := sourceNote(f, l)
	return essence(told, must, MaxExplanation-units(source)) + source
}

// sourceNote names the first source of a fact in brackets; it is empty when
// there is none or its name is too long to leave room for anything else.
func sourceNote(f *knowledge.Fact, l knowledge.Language) string {
	if len(f.Sources) == 0 {
		return ""
	}
	s := f.Sources[0]
	name := s.Publisher.In(l)
	if name == "" {
		name = s.Title.In(l)
	}
	open, comma, end := " (", ", ", ")"
	if l == knowledge.Chinese {
		open, comma, end = "（", "，", "）"
	}
	if s.Date != "" {
		name += comma + s.Date
	}
	if units(name) > MaxExplanation/2 {
		return ""
	}
	return open + clean(name) + end
}

// essence cuts s to at most limit units such that must, where s holds it, is
// still there. It keeps the longest run of clauses from the beginning; where
// must doesn't come soon enough, words from the beginning, clauses from the
// middle, or the words before must. Dots mark what was cut.
func essence(s, must string, limit int) string {
	if units(s) <= limit {
		return s
	}
	at := max(0, strings.Index(strings.ToLower(s), strings.ToLower(must)))
	if len(strings.ToLower(s)) != len(s) { // rare letters change their length
		at = max(0, strings.Index(s, must))
	}
	needed := min(len(s), at+len(must))
	ends := clauseEnds(s)
	if run := clauses(s, 0, needed, limit, ends); run != "" {
		return run
	}
	if units(s[:needed]) < limit {
		return cutWords(s, limit)
	}
	first := max(1, at-3*limit) // no unit has more than three bytes
	for i, start := range ends {
		if start >= first && start <= at {
			if run := clauses(s, start, needed, limit, ends[i+1:]); run != "" {
				return run
			}
		}
	}
	for i := first; i <= at; i++ {
		if i == at || s[i-1] == ' ' && units(s[i:needed])+2 <= limit {
			return "…" + cutWords(s[i:], limit-1)
		}
	}
	return cutWords(s, limit)
}

// clauses returns the longest run of whole clauses of s from start to needed or
// beyond that fits; it is empty when none does. The ends are those after start.
func clauses(s string, start, needed, limit int, ends []int) string {
	best := ""
	for _, end := range ends {
		if end < needed {
			continue
		}
		run := strings.TrimSpace(s[start:end])
		if start > 0 {
			run = "…" + run
		}
		if end < len(s) {
			run = strings.TrimRight(run, ",;，；、 ") + "…"
		}
		if units(run) > limit {
			break
		}
		best = run
	}
	return best
}

// cutWords cuts s to at most limit units, at a blank where there is one near.
func cutWords(s string, limit int) string {
	if units(s) <= limit {
		return s
	}
	n, cut, word := 1, 0, 0 // one for the dots
	for i, r := range s {
		if n += max(1, utf16.RuneLen(r)); n > limit {
			break
		}
		cut = i + utf8.RuneLen(r)
		if r == ' ' {
			word = i
		}
	}
	if cut-word < 20 && word > 0 {
		cut = word
	}
	return s[:cut] + "…"
}

// clauseEnds returns the places in s after punctuation that ends a clause, and
// the end of s.
func clauseEnds(s string) []int {
	var ends []int
	for i, r := range s {
		next := i + utf8.RuneLen(r)
		rest := s[next:]
		switch {
		case rest == "":
		case strings.ContainsRune("，；。！？", r),
			strings.ContainsRune(",;", r) && rest[0] == ' ',
			strings.ContainsRune(".!?", r) && len(rest) > 1 && rest[0] == ' ' && (rest[1] < '0' || rest[1] > '9'): // not "No. 1"
			ends = append(ends, next)
		}
	}
	return append(ends, len(s))
}
