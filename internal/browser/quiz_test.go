package browser

import (
	"fmt"
	"testing"
)

// The bot's own quizzes: on a phone somebody answers one, reads why, goes on to
// the next and looks at their numbers.
func TestBotsQuizzes(t *testing.T) {
	t.Parallel()
	d := demo(t)
	w := state(t, d)
	emma := w.Person("Emma")
	tab := open(t, Phone, d.URL)
	check(t, tab.As(emma, fmt.Sprintf("#/c/%d", emma)))
	check(t, tab.Click("button.start", ""))
	check(t, tab.Wait(`document.querySelectorAll('.message.in').length === 1`))

	check(t, tab.Say("/quiz"))
	check(t, tab.Wait(`document.querySelectorAll('.option[role=radio]').length >= 3`))
	fits(t, tab, "a quiz")
	check(t, tab.Click(".option", ""))
	check(t, tab.Wait(`document.querySelectorAll('.option.right').length === 1`))
	check(t, tab.Click(".bulb", ""))
	check(t, tab.Wait(`document.querySelector('.toast').textContent.length > 20`))

	check(t, tab.Click(".key", "Next"))
	check(t, tab.Wait(`document.querySelectorAll('.poll').length === 2 && document.querySelectorAll('.option[role=radio]').length >= 3`))
	check(t, tab.Say("/stats"))
	check(t, tab.WaitText(".message.in .words", "Your quizzes"))
	fits(t, tab, "the numbers")
}
