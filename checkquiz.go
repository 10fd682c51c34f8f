package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/forumbot/forumbot/knowledge"
	"github.com/forumbot/forumbot/trivia"
)

// countQuizzes tells on how many facts there is a quiz, and if wanted on which
// there is none.
func countQuizzes(out io.Writer, base *knowledge.Base, maker *trivia.Maker, list bool) {
	problems := maker.Problems()
	missing := map[knowledge.Language]int{}
	for _, p := range problems {
		missing[p.Language]++
		if list {
			pos := base.Fact(p.Fact).Pos
			fmt.Fprintf(out, "%s:%d: there is no quiz in %s on %q: %s\n", pos.File, pos.Line, p.Language, p.Fact, p.Why)
		}
	}
	counts := make([]string, 0, len(base.Languages()))
	for _, l := range base.Languages() {
		counts = append(counts, fmt.Sprintf("%d of %d facts in %s", len(base.Facts())-missing[l], len(base.Facts()), l))
	}
	hint := ""
	if len(problems) > 0 && !list {
		hint = "; --quizzes lists the others"
	}
	fmt.Fprintf(out, "quizzes on %s%s\n", strings.Join(counts, ", "), hint)
}

// showQuizzes prints what is asked about a fact, each question once; the right
// option is marked.
func showQuizzes(out io.Writer, base *knowledge.Base, maker *trivia.Maker, id string) error {
	if f := base.Fact(id); f == nil || f.Gap {
		return fmt.Errorf("there is no fact %q; its id stands behind “id:” in the folder's files", id)
	}
	const tries = 40 // a fact has few values: that shows each of them
	for _, l := range base.Languages() {
		if why := maker.Why(id, l); why != "" {
			fmt.Fprintf(out, "\nThere is no quiz in %s: %s\n", l, why)
		}
		shown := map[string]bool{}
		for seed := range uint64(tries) {
			q, ok := maker.Quiz(id, l, seed)
			if !ok || shown[q.Question] {
				continue
			}
			shown[q.Question] = true
			fmt.Fprintf(out, "\n%s\n", q.Question)
			for i, o := range q.Options {
				mark := " "
				if i == q.Right {
					mark = "✓"
				}
				fmt.Fprintf(out, "  %s %s\n", mark, o)
			}
			fmt.Fprintf(out, "  %s\n", q.Explanation)
		}
	}
	return nil
}
