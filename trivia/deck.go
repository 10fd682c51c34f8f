package trivia

import (
	"regexp"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"

	"github.com/forumbot/forumbot/knowledge"
	"github.com/forumbot/forumbot/knowledge/text"
)

// longestPost is how many characters a statement may have in any language to
// be posted unasked: what a phone shows at a glance.
const longestPost = 400

// Deck is the facts that are fit for a daily post: reviewed, no gaps, and short
// enough in every language. It never changes.
type Deck struct {
	ids   []string
	dates map[string][]Date // the days that a fact is about
}

// NewDeck sorts out the facts.
func NewDeck(facts []*knowledge.Fact) *Deck {
	d := &Deck{dates: map[string][]Date{}}
	for _, f := range facts {
		if f.Gap || f.Status == knowledge.Draft || tooLong(f.Text) {
			continue
		}
		d.ids = append(d.ids, f.ID)
		if dates := datesOf(f); len(dates) > 0 {
			d.dates[f.ID] = dates
		}
	}
	return d
}

func tooLong(t knowledge.Text) bool {
	for _, s := range t {
		if utf8.RuneCountInString(s) > longestPost {
			return true
		}
	}
	return false
}

// IDs are the facts' ids, to draw from. They are not to be changed.
func (d *Deck) IDs() []string { return d.ids }

// Rank returns the ranks of a day for Bag.Next: what happened on this day comes
// first, and before it what happened on no other; what happened on another day
// comes last, so that it is still there then.
func (d *Deck) Rank(day Date) func(id string) int {
	return func(id string) int {
		dates := d.dates[id]
		_, today := d.OnThisDay(id, day)
		switch {
		case today && len(dates) == 1:
			return 2
		case today:
			return 1
		case len(dates) > 0:
			return -1
		}
		return 0
	}
}

// OnThisDay tells whether a fact is about this day of an earlier year, and of
// which.
func (d *Deck) OnThisDay(id string, day Date) (year int, ok bool) {
	for _, date := range d.dates[id] {
		if year, ok := since(date, day); ok {
			return year, true
		}
	}
	return 0, false
}

func since(date, day Date) (year int, ok bool) {
	return date.Year, date.Month == day.Month && date.Day == day.Day && date.Year < day.Year
}

// datesOf are the days that a fact settles by values of the kind date. Of which
// year, the value tells, or else the date at which the statement held.
func datesOf(f *knowledge.Fact) (dates []Date) {
	year := f.Edition
	if len(f.AsOf) >= 4 {
		year, _ = strconv.Atoi(f.AsOf[:4]) // checked by the loader
	}
	for _, v := range f.Values {
		if v.Kind != "date" {
			continue
		}
		for _, s := range v.Text {
			for _, d := range readDays(s, year) {
				if d.Year > 0 && !slices.Contains(dates, d) {
					dates = append(dates, d)
				}
			}
		}
	}
	return dates
}

// span is a stretch of days as text.Quantities writes them: 5月25日至30日.
var span = regexp.MustCompile(`(\d{1,2})月(\d{1,2})日\s*(?:至|到|-|–|—|~|to)\s*(?:(\d{1,2})月)?(\d{1,2})日`)

// longestSpan bounds what counts as one occasion.
const longestSpan = 31

// readDays finds days of the year in a text, with the year beside them or else
// the given one. Of a stretch of days it returns each.
func readDays(s string, year int) (days []Date) {
	canonical, found := text.Quantities(text.Fold(s))
	for _, q := range found {
		if q.Kind == text.Year {
			year, _ = strconv.Atoi(q.Value)
		}
	}
	for _, q := range found {
		if q.Kind == text.Day {
			if d, err := ParseDate(strconv.Itoa(year) + "-" + q.Value); err == nil {
				days = append(days, d)
			}
		}
	}
	for _, m := range span.FindAllStringSubmatch(canonical, -1) {
		if m[3] == "" {
			m[3] = m[1]
		}
		from, to := calendarDay(year, m[1], m[2]), calendarDay(year, m[3], m[4])
		for n := 0; n < longestSpan && !from.After(to); n++ {
			days = append(days, from)
			from = from.plus(1)
		}
	}
	return days
}

func calendarDay(year int, month, day string) Date {
	m, _ := strconv.Atoi(month)
	d, _ := strconv.Atoi(day)
	return DateOf(time.Date(year, time.Month(m), d, 0, 0, 0, 0, time.UTC))
}
