package trivia

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/forumbot/forumbot/knowledge"
)

func date(s string) Date {
	d, err := ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func TestReadDays(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, want string }{
		{"5月26日", "[2023-05-26]"},
		{"五月二十六日", "[2023-05-26]"},
		{"26 May", "[2023-05-26]"},
		{"May 26", "[2023-05-26]"},
		{"25 April 2024", "[2024-04-25]"},
		{"2024年4月25日", "[2024-04-25]"},
		{"5月30日至6月2日", "[2023-05-30 2023-06-02 2023-05-30 2023-05-31 2023-06-01 2023-06-02]"},
		{"5月29日至30日", "[2023-05-29 2023-05-29 2023-05-30]"},
		{"5月30日至29日", "[2023-05-30]"},
		{"2013年9月", "[]"},
		{"the 1980s", "[]"},
		{"2月30日", "[]"},
		{"", "[]"},
	}
	for _, tt := range tests {
		if got := fmt.Sprint(readDays(tt.in, 2023)); got != tt.want {
			t.Errorf("%q: %s, want %s", tt.in, got, tt.want)
		}
	}
}

func dated(id, asOf string, values ...string) *knowledge.Fact {
	f := &knowledge.Fact{ID: id, AsOf: asOf, Text: knowledge.Text{"en": "It was so."}}
	for _, v := range values {
		f.Values = append(f.Values, knowledge.Value{Kind: "date", Text: knowledge.Text{"en": v}})
	}
	return f
}

func TestDeck(t *testing.T) {
	t.Parallel()
	long := dated("long", "2023-05-26", "26 May")
	long.Text["zh"] = strings.Repeat("长", longestPost+1)
	draft := dated("draft", "2023", "26 May")
	draft.Status = knowledge.Draft
	gap := dated("gap", "2023", "26 May")
	gap.Gap = true
	counted := dated("counted", "2023-05-26")
	counted.Values = []knowledge.Value{{Kind: "count", Text: knowledge.Text{"en": "26 May"}}}
	d := NewDeck([]*knowledge.Fact{
		dated("opening", "2023-05-30", "26 May"), dated("plain", "2023-05-26"), dated("fair", "2024", "27 May 2022"),
		dated("week", "2023", "5月25日至29日"), long, draft, gap, counted,
	})
	if got := fmt.Sprint(d.IDs()); got != "[opening plain fair week counted]" {
		t.Errorf("ids %s", got)
	}
	for _, tt := range []struct {
		id, day string
		rank    int
		year    int
	}{
		{"opening", "2026-05-26", 2, 2023},
		{"opening", "2023-05-26", -1, 0}, // the day itself
		{"opening", "2026-05-27", -1, 0},
		{"fair", "2026-05-27", 2, 2022},
		{"week", "2026-05-28", 1, 2023},
		{"week", "2026-05-30", -1, 0},
		{"plain", "2026-05-26", 0, 0},
		{"counted", "2026-05-26", 0, 0},
		{"none", "2026-05-26", 0, 0},
	} {
		rank := d.Rank(date(tt.day))(tt.id)
		year, ok := d.OnThisDay(tt.id, date(tt.day))
		if rank != tt.rank || year != tt.year || ok != (year > 0) {
			t.Errorf("%s on %s: rank %d, year %d", tt.id, tt.day, rank, year)
		}
	}
}

// The built-in facts have anniversaries on all days of the forum; a chat that
// has had posts for a while still gets one on each of them.
func TestAnniversaries(t *testing.T) {
	t.Parallel()
	base, err := knowledge.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	d := NewDeck(base.Facts())
	if len(d.IDs()) < 100 {
		t.Fatalf("%d facts are fit", len(d.IDs()))
	}
	days := []string{"2027-05-25", "2027-05-26", "2027-05-27", "2027-05-28", "2027-05-29", "2027-05-30"}
	for seed := range uint64(50) {
		b := NewBag(seed)
		var drawn []string
		for day := date("2027-01-01"); day.Year == 2027 && day.Month < 6; day = day.plus(1) {
			id, _ := b.Next(d.IDs(), d.Rank(day))
			if slices.Contains(drawn, id) {
				t.Fatalf("seed %d: %s twice in half a year", seed, id)
			}
			drawn = append(drawn, id)
			_, on := d.OnThisDay(id, day)
			if wanted := slices.Contains(days, day.String()); wanted && !on && day.Day < 30 || on && !wanted {
				t.Errorf("seed %d, %s: %s", seed, day, id)
			}
		}
	}
}

func FuzzReadDays(f *testing.F) {
	f.Add("2024年4月25日至29日", 2023)
	f.Add("25–30 May", 0)
	f.Fuzz(func(t *testing.T, s string, year int) {
		if year < 0 || year > 9999 || len(s) > 200 {
			return
		}
		for _, d := range readDays(s, year) {
			if _, err := ParseDate(d.String()); err != nil {
				t.Errorf("%q: %v", s, d)
			}
		}
	})
}
