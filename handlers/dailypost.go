package handlers

import (
	"strconv"

	"github.com/forumbot/forumbot/knowledge"
	"github.com/forumbot/forumbot/trivia"
)

// maxCaption is how much text Telegram shows below a picture, in UTF-16 units.
const maxCaption = 1024

// dailyPost is a fact as it is posted unasked, with what it is: the fact of the
// day, or what happened on this day of another year.
func (c *Composer) dailyPost(f *knowledge.Fact, d Daily, day trivia.Date, botName string, quizzes bool) (shown Shown, kicker string) {
	l := c.language(d.Language)
	kicker = say(l, "daily.fact")
	if year, ok := c.deck().OnThisDay(f.ID, day); ok {
		kicker = say(l, "daily.onthisday", "Year", strconv.Itoa(year))
	}
	k := card{language: l, mode: modeBrowsed, facts: []*knowledge.Fact{f}}
	shown = c.card(k)
	shown.Document.Blocks = append([]Block{{Runs: []Run{bold(kicker)}}}, shown.Document.Blocks...)
	shown.Document = shown.Document.Clip(maxCaption)
	if b, ok := quizOn(c, l, f, quizzes); ok {
		shown.Buttons = append(shown.Buttons, []Button{b})
	}
	if d.Chat < 0 && botName != "" { // in a group, people read on for themselves
		shown.Buttons = append(shown.Buttons, []Button{{
			Text: say(l, "daily.readon"), URL: "https://t.me/" + botName + "?start=" + StartParameter(f.ID),
		}})
	}
	return shown, kicker
}

func quizOn(c *Composer, l knowledge.Language, f *knowledge.Fact, quizzes bool) (Button, bool) {
	if !quizzes {
		return Button{}, false
	}
	return c.quizButton(l, f)
}
