package trivia

import (
	"strings"
	"unicode/utf16"

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
	d := draft{question: f.Quiz.Question.In(l)}
	for _, o := range f.Quiz.Options {
		if s := o.Text.In(l); o.Right {
			d.right = s
		} else {
			d.above = append(d.above, s)
		}
	}
	told := f.Quiz.Explanation.In(l)
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
	told = strings.Join(strings.Fields(told), " ")
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
	return open + strings.Join(strings.Fields(name), " ") + end
}

// essence cuts s to at most limit units. It keeps the longest run of clauses
// that holds must (the first such run; any, when s doesn't hold it), and marks
// what was cut by dots.
func essence(s, must string, limit int) string {
	if units(s) <= limit {
		return s
	}
	ends := clauseEnds(s)
	best := ""
	for i, start := range append([]int{0}, ends...) {
		for _, end := range ends[i:] {
			part := s[start:end]
			if !strings.Contains(part, must) && strings.Contains(s, must) {
				continue
			}
			part = strings.TrimSpace(part)
			if start > 0 {
				part = "…" + part
			}
			if end < len(s) {
				part = strings.TrimRight(part, ",;:，；：、 ") + "…"
			}
			if units(part) <= limit && units(part) > units(best) {
				best = part
			}
		}
	}
	if best != "" {
		return best
	}
	// Not even a clause fits: the characters from must on, or the first ones.
	if i := strings.Index(s, must); i > 0 {
		s = "…" + s[i:]
	}
	n, cut := 0, 0
	for i, r := range s {
		if n += max(1, utf16.RuneLen(r)); n > limit-1 {
			break
		}
		cut = i + len(string(r))
	}
	return s[:cut] + "…"
}

// clauseEnds returns the places in s after punctuation that ends a clause, and
// the end of s.
func clauseEnds(s string) []int {
	var ends []int
	for i, r := range s {
		next := i + len(string(r))
		switch {
		case next >= len(s):
		case strings.ContainsRune("，；。！？：", r), strings.ContainsRune(",;.!?:", r) && s[next] == ' ':
			ends = append(ends, next)
		}
	}
	return append(ends, len(s))
}
