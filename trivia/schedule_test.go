package trivia

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

func must(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := Zone(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func TestNext(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name        string
		zone        string
		minute      int
		days        Days
		after, last string // RFC 3339, a date
		at          string // in the zone; "" for none
	}{
		{"later today", "Asia/Shanghai", 8*60 + 30, Everyday, "2026-11-27T00:00:00Z", "", "2026-11-27T08:30:00+08:00"},
		{"this very minute is over", "Asia/Shanghai", 8*60 + 30, Everyday, "2026-11-27T00:30:00Z", "", "2026-11-28T08:30:00+08:00"},
		{"not twice on a day", "Asia/Shanghai", 9 * 60, Everyday, "2026-11-27T00:40:00Z", "2026-11-27", "2026-11-28T09:00:00+08:00"},
		{"the day where the chat is", "Pacific/Auckland", 10, Everyday, "2026-11-26T11:05:00Z", "", "2026-11-27T00:10:00+13:00"},
		{"Saturday, so Monday", "Europe/Berlin", 480, Weekdays, "2026-11-28T00:00:00Z", "", "2026-11-30T08:00:00+01:00"},
		{"weekend", "Europe/Berlin", 480, Weekend, "2026-11-27T23:30:00Z", "", "2026-11-28T08:00:00+01:00"},
		{"one day a week, just gone", "Europe/Berlin", 480, 1 << time.Friday, "2026-11-27T07:00:00Z", "2026-11-27", "2026-12-04T08:00:00+01:00"},
		{"no days", "Europe/Berlin", 480, 0, "2026-11-27T07:00:00Z", "", ""},
		{"no zone", "Europe/Atlantis", 480, Everyday, "2026-11-27T07:00:00Z", "", ""},
		{"offset", "UTC-3:30", 480, Everyday, "2026-11-27T07:00:00Z", "", "2026-11-27T08:00:00-03:30"},
		// Summer time begins: 02:00 to 03:00 does not exist.
		{"in the gap", "Europe/Berlin", 2*60 + 30, Everyday, "2026-03-28T12:00:00Z", "", "2026-03-29T03:00:00+02:00"},
		{"at its beginning", "Europe/Berlin", 2 * 60, Everyday, "2026-03-28T12:00:00Z", "", "2026-03-29T03:00:00+02:00"},
		{"at its end", "Europe/Berlin", 3 * 60, Everyday, "2026-03-28T12:00:00Z", "", "2026-03-29T03:00:00+02:00"},
		{"the day after", "Europe/Berlin", 2*60 + 30, Everyday, "2026-03-29T01:00:00Z", "2026-03-29", "2026-03-30T02:30:00+02:00"},
		{"a gap at midnight", "Africa/Cairo", 20, Everyday, "2026-04-23T12:00:00Z", "", "2026-04-24T01:00:00+03:00"},
		{"half an hour, Lord Howe", "Australia/Lord_Howe", 2*60 + 15, Everyday, "2026-10-03T12:00:00Z", "", "2026-10-04T02:30:00+11:00"},
		// It ends: 02:00 to 03:00 comes twice.
		{"the first of the two", "Europe/Berlin", 2*60 + 30, Everyday, "2026-10-24T12:00:00Z", "", "2026-10-25T02:30:00+02:00"},
		{"not the second, too", "Europe/Berlin", 2*60 + 30, Everyday, "2026-10-25T00:30:00Z", "2026-10-25", "2026-10-26T02:30:00+01:00"},
		{"asked between the two", "Europe/Berlin", 2*60 + 30, Everyday, "2026-10-25T01:00:00Z", "", "2026-10-26T02:30:00+01:00"},
		{"twice around midnight", "America/Havana", 30, Everyday, "2026-10-31T12:00:00Z", "", "2026-11-01T00:30:00-04:00"},
		// The calendar jumps.
		{"Samoa left a day out", "Pacific/Apia", 510, Everyday, "2011-12-29T20:00:00Z", "2011-12-29", "2011-12-31T08:30:00+14:00"},
		{"moved west: no day again", "Pacific/Honolulu", 480, Everyday, "2026-11-27T00:00:00Z", "2026-11-28", "2026-11-29T08:00:00-10:00"},
	}
	for _, tt := range tests {
		after, err := time.Parse(time.RFC3339, tt.after)
		if err != nil {
			t.Fatal(err)
		}
		var last Date
		if tt.last != "" {
			if last, err = ParseDate(tt.last); err != nil {
				t.Fatal(err)
			}
		}
		got := ""
		slot, ok := Schedule{Zone: tt.zone, Minute: tt.minute, Days: tt.days}.Next(after, last)
		if ok {
			got = slot.At.Format(time.RFC3339)
			if slot.Day != DateOf(slot.At) {
				t.Errorf("%s: the slot of %s is at %s", tt.name, slot.Day, got)
			}
		}
		if got != tt.at {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.at)
		}
	}
}

// allZones are the names of all time zones, as far as this machine lists them.
func allZones(t *testing.T) []string {
	t.Helper()
	var names []string
	const root = "/usr/share/zoneinfo"
	_ = filepath.WalkDir(root, func(file string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return nil
		}
		name, _ := filepath.Rel(root, file)
		if _, err := Zone(name); err == nil && !strings.HasPrefix(name, "posix") && !strings.HasPrefix(name, "right") {
			names = append(names, name)
		}
		return nil
	})
	if len(names) < 100 { // a machine without the list
		names = []string{
			"Asia/Shanghai", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Tehran", "Asia/Gaza", "Africa/Cairo", "Africa/Casablanca",
			"Africa/El_Aaiun", "America/New_York", "America/Havana", "America/Nuuk", "America/Santiago", "America/St_Johns",
			"Antarctica/Troll", "Atlantic/Azores", "Australia/Lord_Howe", "Europe/Berlin", "Europe/Chisinau", "Europe/Dublin",
			"Pacific/Apia", "Pacific/Auckland", "Pacific/Chatham", "Pacific/Easter", "Pacific/Kiritimati", "Pacific/Norfolk",
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// In every zone, for minutes of the whole day, over a year with all changes of
// the clocks: a slot each day, in order, none twice, at its minute by the
// local clocks, or, when that minute does not exist, at the first one after it.
func TestEveryZone(t *testing.T) {
	t.Parallel()
	names := allZones(t)
	for i, name := range names {
		zone := must(t, name)
		r := rand.New(rand.NewPCG(uint64(i), 1))
		minutes := []int{0, 1439, r.IntN(1440)}
		from := time.Date(2026, 1, 1, 0, 0, 0, 0, zone)
		for _, c := range changes(zone, from, from.AddDate(1, 0, 0)) {
			m := c.Hour()*60 + c.Minute()
			minutes = append(minutes, m, (m+1439)%1440, (m+1440-30)%1440, (m+1440-61)%1440, (m+1410)%1440)
		}
		slices.Sort(minutes)
		for _, m := range slices.Compact(minutes) {
			s := Schedule{Zone: name, Minute: m, Days: Everyday}
			after, last := from, Date{}
			for range 400 {
				slot, ok := s.Next(after, last)
				if !ok || !slot.At.After(after) {
					t.Fatalf("%s, minute %d: %v after %v, %v", name, m, slot.At, after, ok)
				}
				if last != (Date{}) && slot.Day != last.plus(1) {
					t.Fatalf("%s, minute %d: %s after %s", name, m, slot.Day, last)
				}
				checkSlot(t, zone, m, slot)
				after, last = slot.At, slot.Day
			}
		}
	}
	t.Logf("%d zones", len(names))
}

// checkSlot finds the right instant by brute force where the clocks change.
func checkSlot(t *testing.T, zone *time.Location, minute int, slot Slot) {
	t.Helper()
	at := slot.At.In(zone)
	shown := at.Hour()*60 + at.Minute()
	if shown == minute && DateOf(at) == slot.Day {
		// No earlier instant shows it, too.
		for _, earlier := range []time.Duration{30 * time.Minute, time.Hour, 2 * time.Hour, 3 * time.Hour} {
			e := at.Add(-earlier)
			if e.Hour()*60+e.Minute() == minute && DateOf(e) == slot.Day {
				t.Fatalf("%s: %v shows the time already", zone, e)
			}
		}
		return
	}
	before := at.Add(-time.Minute)
	if DateOf(before) == slot.Day && before.Hour()*60+before.Minute() >= minute || shown < minute && DateOf(at) == slot.Day {
		t.Fatalf("%s: minute %d of %s is at %v", zone, minute, slot.Day, at)
	}
	if _, a := before.Zone(); a == offsetSeconds(at) {
		t.Fatalf("%s: minute %d of %s is at %v, where no clock changes", zone, minute, slot.Day, at)
	}
}

func offsetSeconds(t time.Time) int {
	_, s := t.Zone()
	return s
}

// changes are the instants at which a zone's clocks are changed.
func changes(zone *time.Location, from, to time.Time) []time.Time {
	var out []time.Time
	for t := from.In(zone); ; {
		_, end := t.ZoneBounds()
		if end.IsZero() || end.After(to) {
			return out
		}
		out = append(out, end.In(zone))
		t = end
	}
}

// Next looks at the time alone: from wherever it is asked between two slots, it
// names the second of them.
func TestNextFromAnywhere(t *testing.T) {
	t.Parallel()
	for i, name := range []string{"Europe/Berlin", "Africa/Cairo", "America/Havana", "Australia/Lord_Howe", "Pacific/Apia", "Asia/Shanghai", "UTC+5:45"} {
		r := rand.New(rand.NewPCG(uint64(i), 2))
		for range 2000 {
			s := Schedule{Zone: name, Minute: r.IntN(1440), Days: Days(r.IntN(127) + 1)}
			after := time.Unix(1_767_225_600+r.Int64N(2*365*86400), 0)
			slot, ok := s.Next(after, Date{})
			if !ok || !s.Days.Has(slot.Day.utc().Weekday()) {
				t.Fatalf("%+v after %v: %+v, %v", s, after, slot, ok)
			}
			between := after.Add(time.Duration(r.Int64N(int64(slot.At.Sub(after)))))
			if again, _ := s.Next(between, Date{}); !again.At.Equal(slot.At) {
				t.Fatalf("%+v: %v after %v, and %v after %v", s, slot.At, after, again.At, between)
			}
		}
	}
}

func TestZone(t *testing.T) {
	t.Parallel()
	for name, ok := range map[string]bool{
		"Asia/Shanghai": true, "UTC": true, "Etc/UTC": true, "UTC+8": true, "UTC-12": true, "UTC+14": true, "UTC+5:45": true,
		"": false, "Local": false, "UTC+15": false, "UTC-13": false, "UTC+8:75": false, "utc+8": false, "EST": false,
		"Asia/Nowhere": false, "../etc/passwd": false, "/etc/localtime": false, "Asia/../Asia/Shanghai": false,
	} {
		for range 2 { // the second time from what is kept
			if z, err := Zone(name); (err == nil) != ok || ok && z == nil {
				t.Errorf("%q: %v, %v", name, z, err)
			}
		}
	}
}

func TestMissed(t *testing.T) {
	t.Parallel()
	s := Slot{At: time.Unix(1000, 0)}
	if s.Missed(s.At.Add(Grace)) || !s.Missed(s.At.Add(Grace+time.Second)) || s.Missed(s.At.Add(-time.Hour)) {
		t.Error("the grace is not kept")
	}
}

func FuzzNext(f *testing.F) {
	f.Add("Europe/Berlin", 150, uint8(127), int64(1_774_700_000))
	f.Add("Pacific/Apia", 510, uint8(1), int64(1_325_190_000))
	f.Fuzz(func(t *testing.T, zone string, minute int, days uint8, after int64) {
		if after < -1<<35 || after > 1<<35 || minute < 0 || minute > 1439 {
			return
		}
		slot, ok := Schedule{Zone: zone, Minute: minute, Days: Days(days)}.Next(time.Unix(after, 0), Date{})
		if !ok {
			return
		}
		if wait := slot.At.Sub(time.Unix(after, 0)); wait <= 0 || wait > 16*24*time.Hour {
			t.Errorf("%s in %v", slot.Day, wait)
		}
	})
}
