package trivia_test

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/forumbot/forumbot/knowledge"
	"github.com/forumbot/forumbot/knowledge/text"
	"github.com/forumbot/forumbot/trivia"
)

// wrongs collects, over all seeds, every question on a fact with all wrong
// options that are ever shown under it.
func wrongs(m *trivia.Maker, id string, l knowledge.Language) map[string]*asked {
	out := map[string]*asked{}
	for seed := range uint64(seeds) {
		q, ok := m.Quiz(id, l, seed)
		if !ok {
			break
		}
		a := out[q.Question]
		if a == nil {
			a = &asked{right: q.Options[q.Right], wrong: map[string]bool{}}
			out[q.Question] = a
		}
		for i, o := range q.Options {
			if i != q.Right {
				a.wrong[o] = true
			}
		}
	}
	return out
}

type asked struct {
	right string
	wrong map[string]bool
}

var lead = regexp.MustCompile(`^(?:填空：|按资料填空：|Fill in the blank: |Fill in the blank as the source has it: )`)

// No wrong option is right by another fact. Nothing of how quizzes are made is
// used to find out: the statement with a wrong option in its blank is put to
// the matching engine as a question, and no fact may confirm it that holds the
// statement's numbers and quoted names. (The engine alone is no judge: asked
// about a whole statement it may confirm it for all the other words.) That the
// two together can tell is shown by the right option, which they must confirm.
func TestNoBlankHasTwoAnswers(t *testing.T) {
	t.Parallel()
	base := embedded(t)
	m := trivia.NewMaker(base.Facts(), base.Languages())
	for _, l := range base.Languages() {
		questions, confirmed, tried := 0, 0, 0
		for _, f := range base.Facts() {
			for question, a := range wrongs(m, f.ID, l) {
				if !strings.Contains(question, "____") {
					continue
				}
				questions++
				if confirms(base, l, question, a.right) != nil {
					confirmed++
				}
				for o := range a.wrong {
					tried++
					if g := confirms(base, l, question, o); g != nil {
						t.Errorf("%s: %q is right too in %q, by %s", f.ID, o, question, g.ID)
					}
				}
			}
		}
		t.Logf("%s: %d questions, %d confirmed with the right option; %d wrong options tried", l, questions, confirmed, tried)
		if confirmed*10 < questions*8 {
			t.Errorf("%s: only %d of %d right statements are confirmed, so that the wrong ones prove little", l, confirmed, questions)
		}
	}
}

var quoted = regexp.MustCompile(`“([^”]+)”|"([^"]+)"`)

// confirms returns a fact that makes the option right, or nil.
func confirms(base *knowledge.Base, l knowledge.Language, question, option string) *knowledge.Fact {
	s := strings.TrimRight(strings.ReplaceAll(lead.ReplaceAllString(question, ""), "____", option), "。.")
	form := "Is it true that %s?"
	if l == knowledge.Chinese {
		form = "%s，对吗？"
	}
	res := base.Ask(knowledge.Query{Text: fmt.Sprintf(form, s), Language: l})
	if res.Premise != knowledge.Confirmed {
		return nil
	}
	_, numbers := text.Quantities(text.Fold(s))
	for _, match := range res.Matches {
		told := text.Fold(match.Fact.Text[l])
		_, given := text.Quantities(told)
		all := true
		for _, n := range numbers {
			all = all && slices.Contains(given, n)
		}
		for _, name := range quoted.FindAllString(s, -1) {
			all = all && strings.Contains(told, text.Fold(strings.Trim(name, `“”"`)))
		}
		if all {
			return match.Fact
		}
	}
	return nil
}

// A year and a theme that stand together in one question are together in the
// facts for the right option alone: a table of the data, read without the maker.
func TestYearsAndThemes(t *testing.T) {
	t.Parallel()
	base := embedded(t)
	m := trivia.NewMaker(base.Facts(), base.Languages())
	for _, l := range base.Languages() {
		type pair struct{ year, theme string }
		together := map[pair]bool{}
		for _, f := range base.Facts() {
			for _, v := range f.Values {
				if v.Kind == "theme" && f.Edition != 0 {
					together[pair{fmt.Sprint(f.Edition), v.Text[l]}] = true
				}
			}
		}
		checked := 0
		for p := range together {
			for question, a := range wrongs(m, "theme-"+p.year, l) {
				if got := strings.Trim(a.right, "年"); got != p.year && got != p.theme {
					t.Errorf("%q: the right option is %q", question, a.right)
				}
				for o := range a.wrong {
					q := pair{p.year, o}
					if strings.Contains(question, p.theme) {
						q = pair{strings.Trim(o, "年"), p.theme}
					}
					checked++
					if together[q] {
						t.Errorf("%q: %q is right too", question, o)
					}
				}
			}
		}
		if checked < 200 {
			t.Errorf("only %d pairs were found", checked)
		}
	}
}

// Figures that are varied: no fact about the same subject gives the number.
func TestFiguresAreNobodyElses(t *testing.T) {
	t.Parallel()
	base := embedded(t)
	m := trivia.NewMaker(base.Facts(), base.Languages())
	for _, l := range base.Languages() {
		for _, f := range base.Facts() {
			for question, a := range wrongs(m, f.ID, l) {
				if !strings.Contains(question, "____") || f.Topic == "themes" {
					continue
				}
				for o := range a.wrong {
					_, numbers := text.Quantities(text.Fold(o))
					for _, g := range base.Facts() {
						if g.Topic != f.Topic {
							continue
						}
						_, given := text.Quantities(text.Fold(g.Text[l]))
						for _, n := range numbers {
							if n.Kind != text.Year && slices.Contains(given, n) {
								t.Errorf("%s: %q in %q is a number of %s", f.ID, o, question, g.ID)
							}
						}
					}
				}
			}
		}
	}
}

// Of a curated quiz the fact's statement and values hold either nothing of the
// wrong options, or, where the question is which one does not belong, all of
// them and not the right one. The facts that answer the question don't hold a
// wrong option either.
func TestCuratedOptions(t *testing.T) {
	t.Parallel()
	base := embedded(t)
	negative := 0
	for _, f := range base.Facts() {
		if f.Quiz == nil {
			continue
		}
		for _, l := range base.Languages() {
			in, right, all := 0, false, 0
			for _, o := range f.Quiz.Options {
				held := holds(f, l, o.Text[l])
				switch {
				case o.Right:
					right = held
				case held:
					in, all = in+1, all+1
				default:
					all++
				}
			}
			switch {
			case in == 0:
			case in == all && !right:
				negative++
				continue
			default:
				t.Errorf("%s in %s: the fact holds %d of %d wrong options, right one: %v", f.ID, l, in, all, right)
			}
			res := base.Ask(knowledge.Query{Text: f.Quiz.Question[l], Language: l})
			for _, match := range res.Matches {
				if res.Verdict != knowledge.Answer || match.Fact == f {
					continue
				}
				for _, o := range f.Quiz.Options {
					if !o.Right && strings.Contains(match.Fact.Text[l], o.Text[l]) {
						t.Errorf("%s: %q is answered by %s, which holds the wrong option %q", f.ID, f.Quiz.Question[l], match.Fact.ID, o.Text[l])
					}
				}
			}
		}
	}
	if negative == 0 {
		t.Error("no question asks what does not belong; there should be some")
	}
}

// holds reports whether a fact's statement or values hold an option.
func holds(f *knowledge.Fact, l knowledge.Language, option string) bool {
	option = text.Fold(strings.Trim(option, `“”"`))
	option = strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(option, "the "), "a "), "an ")
	all := f.Text[l]
	for _, v := range f.Values {
		all += "\n" + v.Text[l] + "\n" + strings.Join(v.Also, "\n")
	}
	all = text.Fold(all)
	if l == knowledge.Chinese {
		return strings.Contains(all, option)
	}
	return regexp.MustCompile(`(?:^|[^\pL\pN])` + regexp.QuoteMeta(option) + `(?:$|[^\pL\pN])`).MatchString(all)
}
