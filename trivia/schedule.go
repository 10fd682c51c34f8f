package trivia

import (
	"time"
)

// Date is a day of the calendar, in no zone in particular.
type Date struct {
	Year  int
	Month time.Month
	Day   int
}

const dateForm = "2006-01-02"

// DateOf is the day on which t is in t's own zone.
func DateOf(t time.Time) Date {
	y, m, d := t.Date()
	return Date{y, m, d}
}

// ParseDate reads YYYY-MM-DD.
func ParseDate(s string) (Date, error) {
	t, err := time.Parse(dateForm, s)
	if err != nil {
		return Date{}, err
	}
	return DateOf(t), nil
}

// String writes YYYY-MM-DD, whose order is that of the days; nothing for the
// zero Date.
func (d Date) String() string {
	if d == (Date{}) {
		return ""
	}
	return d.utc().Format(dateForm)
}

// After tells whether d comes later than o.
func (d Date) After(o Date) bool { return d.utc().After(o.utc()) }

func (d Date) plus(days int) Date { return DateOf(d.utc().AddDate(0, 0, days)) }

// utc is the day's beginning, were its zone UTC.
func (d Date) utc() time.Time { return time.Date(d.Year, d.Month, d.Day, 0, 0, 0, 0, time.UTC) }

// Days are days of the week: bit n is time.Weekday(n).
type Days uint8

// Common choices of days.
const (
	Everyday Days = 1<<7 - 1
	Weekend  Days = 1<<time.Saturday | 1<<time.Sunday
	Weekdays Days = Everyday &^ Weekend
)

// Has tells whether d is among them.
func (w Days) Has(d time.Weekday) bool { return w>>d&1 == 1 }

// Schedule says when a chat gets its post: at a minute of the day, by the
// clocks of a zone, on some days of the week.
type Schedule struct {
	Zone   string // as Zone takes it
	Minute int    // since midnight, 0 to 1439
	Days   Days   // none: never
}

// Slot is one post that is due: once a day at most.
type Slot struct {
	Day Date // in the schedule's zone
	At  time.Time
}

// Grace is how late a slot may be posted: later, after a long downtime, it is
// passed over, so that nobody gets yesterday's posts in one burst.
const Grace = 2 * time.Hour

// Missed tells whether it is too late for a slot.
func (s Slot) Missed(now time.Time) bool { return now.Sub(s.At) > Grace }

// Next returns the first slot later than after, on a day later than last; last
// is the day of the slot before, or the zero Date. Where clocks are put forward
// over the minute, the slot is at the first minute after the gap; where they
// are put back and it comes twice, at the first of the two. A day that a place
// leaves out altogether, as Samoa did on 30 December 2011, has no slot. It is
// false for a schedule without days or with a zone that can't be read.
func (s Schedule) Next(after time.Time, last Date) (Slot, bool) {
	zone, err := Zone(s.Zone)
	if err != nil || s.Days&Everyday == 0 {
		return Slot{}, false
	}
	day := DateOf(after.In(zone)).plus(-1)
	if last != (Date{}) && !day.After(last) {
		day = last.plus(1)
	}
	// A week has a day that fits; one more may be left out of the calendar.
	for range 9 + 7 {
		if s.Days.Has(day.utc().Weekday()) {
			if at, ok := instant(day, s.Minute, zone); ok && at.After(after) {
				return Slot{Day: day, At: at}, true
			}
		}
		day = day.plus(1)
	}
	return Slot{}, false
}

// instant is when a zone's clocks first show a minute of a day, or the first
// minute after it. time.Date would do but for gaps and repeated hours, where it
// leaves open which of two instants it returns.
func instant(day Date, minute int, zone *time.Location) (time.Time, bool) {
	wall := day.utc().Add(time.Duration(minute) * time.Minute)
	next := day.plus(1).utc()
	// Clocks never show a time at an instant further from UTC's than this.
	const farthest = 26 * time.Hour
	for t := wall.Add(-farthest).In(zone); t.Before(wall.Add(farthest)); {
		_, end := t.ZoneBounds() // zero: for ever
		shift := offsetOf(t)
		at := wall.Add(-shift)
		if !at.Before(t) && (end.IsZero() || at.Before(end)) {
			return at.In(zone), true
		}
		if end.IsZero() {
			break
		}
		// What the clocks show as the period ends, and as the next begins.
		before, begins := end.Add(shift), end.Add(offsetOf(end))
		if !before.After(wall) && begins.After(wall) {
			return end, before.After(day.utc()) || begins.Before(next)
		}
		t = end
	}
	return time.Time{}, false
}

// offsetOf is by how much the clocks of t's zone are ahead of UTC's at t. The
// sum of an instant in UTC and it has their date and time.
func offsetOf(t time.Time) time.Duration {
	_, seconds := t.Zone()
	return time.Duration(seconds) * time.Second
}
