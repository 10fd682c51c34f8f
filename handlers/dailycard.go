package handlers

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/forumbot/forumbot/knowledge"
	"github.com/forumbot/forumbot/trivia"
)

// dailyCard shows what is set, in its own language, with a button for each
// thing, or the time zones to choose from.
func (s *session) dailyCard(d Daily, zones bool) Shown {
	l := s.Composer.language(d.Language)
	var shown Shown
	doc := &shown.Document
	state := "daily.off"
	switch d.State {
	case DailyOn:
		state = "daily.on"
	case DailyBlocked, DailyLeft:
		state = "daily.paused"
	}
	doc.Paragraph(bold(say(l, state)))
	doc.Paragraph(regular(say(l, "daily.what")))
	form := say(l, "daily.form."+string(d.Kind))
	if d.Picture && d.Kind != DailyQuiz {
		form += say(l, "daily.form.pictured")
	}
	text := say(l, "daily.settings", "Time", clockText(d.Schedule.Minute), "Zone", s.zoneText(l, d.Schedule.Zone),
		"Days", daysText(l, d.Schedule.Days), "Language", say(l, "daily.language"), "Form", form)
	if d.State == DailyOn {
		text += "\n" + say(l, "daily.next", "When", s.whenText(l, d))
	}
	doc.Paragraph(regular(text))
	if zones {
		doc.Paragraph(regular(say(l, "daily.zones")))
		shown.Buttons = dailyZoneButtons(l)
		return shown
	}
	doc.Paragraph(italic(say(l, "daily.words")))
	shown.Buttons = s.dailyButtons(l, d)
	return shown
}

func dailyButton(l knowledge.Language, text, choice string) Button {
	return Button{Text: text, Data: press{kind: pressDaily, language: l, choice: choice}.data()}
}

func (s *session) dailyButtons(l knowledge.Language, d Daily) [][]Button {
	button := func(id, choice string) Button { return dailyButton(l, say(l, id), choice) }
	at := func(by int) string { return "t" + strconv.Itoa((d.Schedule.Minute+by+1440)%1440) }
	onOff := button("daily.turnon", "on")
	if d.State == DailyOn {
		onOff = button("daily.turnoff", "off")
	}
	days := func(id string, days trivia.Days) Button {
		b := button(id, "d"+strconv.Itoa(int(days)))
		if d.Schedule.Days == days {
			b.Text = "✓ " + b.Text
		}
		return b
	}
	rows := [][]Button{
		{onOff},
		{button("daily.hourback", at(-60)), button("daily.hourahead", at(60)), button("daily.minutesback", at(-5)), button("daily.minutesahead", at(5))},
		{days("daily.everyday", trivia.Everyday), days("daily.weekdays", trivia.Weekdays), days("daily.weekend", trivia.Weekend)},
	}
	other := knowledge.Chinese
	if l == knowledge.Chinese {
		other = knowledge.English
	}
	row := []Button{button("daily.zone", dailyZones), dailyButton(l, say(other, "daily.language"), "l"+string(other))}
	if s.pictures != nil {
		if d.Picture {
			row = append(row, button("daily.picture.without", "p0"))
		} else {
			row = append(row, button("daily.picture.with", "p1"))
		}
	}
	rows = append(rows, row)
	if !s.asksQuizzes() {
		return rows
	}
	kind := func(k DailyKind) Button {
		b := button("daily.form."+string(k), "k"+string(k))
		if d.Kind == k {
			b.Text = "✓ " + b.Text
		}
		return b
	}
	return append(rows, []Button{kind(DailyText), kind(DailyQuiz), kind(DailyBoth)})
}

func dailyZoneButtons(l knowledge.Language) (rows [][]Button) {
	const across = 3
	for i, c := range cities[:offeredCities] {
		if i%across == 0 {
			rows = append(rows, nil)
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], dailyButton(l, c.in(l), "z"+c.zone))
	}
	return append(rows, []Button{dailyButton(l, say(l, "daily.back"), dailySettings)})
}

func clockText(minute int) string { return fmt.Sprintf("%02d:%02d", minute/60, minute%60) }

// zoneText names a zone, and by how much its clocks are ahead of UTC's now.
func (s *session) zoneText(l knowledge.Language, name string) string {
	zone, err := trivia.Zone(name)
	if err != nil {
		return name
	}
	offset := s.now().In(zone).Format("UTC-07:00")
	if strings.HasPrefix(name, "UTC") {
		return name // it says it itself
	}
	return say(l, "daily.zonename", "City", zoneName(l, name), "Offset", offset)
}

func daysText(l knowledge.Language, days trivia.Days) string {
	switch days {
	case trivia.Everyday:
		return say(l, "daily.everyday")
	case trivia.Weekdays:
		return say(l, "daily.weekdays")
	case trivia.Weekend:
		return say(l, "daily.weekend")
	}
	text := ""
	for day := time.Sunday; day <= time.Saturday; day++ {
		if days.Has(day) {
			if text != "" {
				text += say(l, "daily.days.separator")
			}
			text += say(l, "daily.day."+strconv.Itoa(int(day)))
		}
	}
	return text
}

// whenText tells the next post's day and time where the chat is.
func (s *session) whenText(l knowledge.Language, d Daily) string {
	at := d.Next.At
	if zone, err := trivia.Zone(d.Schedule.Zone); err == nil {
		at = at.In(zone)
	}
	return say(l, "daily.when", "Day", say(l, "daily.day."+strconv.Itoa(int(at.Weekday()))),
		"Date", date(l, d.Next.Day.String()), "Time", at.Format("15:04"))
}
