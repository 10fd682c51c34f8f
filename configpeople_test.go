package main

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"

	"github.com/forumbot/forumbot/handlers"
)

func TestPeopleSettings(t *testing.T) {
	t.Parallel()
	read := func(vars map[string]string) (config, error) {
		return readConfig(pflag.NewFlagSet("", pflag.ContinueOnError), func(k string) string { return vars[k] }, nil)
	}
	c, err := read(nil)
	if err != nil || c.Limits != (handlers.Limits{Burst: 5, Every: 2 * time.Second, Daily: 300}) || c.Admins != nil || c.ReportsToReview != 3 {
		t.Errorf("without settings: %+v, %v", c, err)
	}
	c, err = read(map[string]string{"ASK_RATE": "12/500ms", "ASK_DAILY": "40", "ADMIN_IDS": " 7, 4503599627370495 ,7", "REPORTS_TO_REVIEW": "10"})
	if err != nil || c.Limits != (handlers.Limits{Burst: 12, Every: 500 * time.Millisecond, Daily: 40}) ||
		!reflect.DeepEqual(c.Admins, []int64{7, 4503599627370495}) || c.ReportsToReview != 10 {
		t.Errorf("with settings: %+v, %v", c, err)
	}
	c, err = read(map[string]string{"ASK_RATE": "OFF", "ASK_DAILY": "0", "REPORTS_TO_REVIEW": "0"})
	if err != nil || c.Limits != (handlers.Limits{}) || c.ReportsToReview != 0 {
		t.Errorf("off: %+v, %v", c, err)
	}
	for name, wrong := range map[string][]string{
		"ASK_RATE":          {"5", "5/", "/2s", "0/2s", "5/0s", "5/-2s", "x/2s", "5/2", "5/2s/3", "9999/2s", "5/99h", "1e3/1s"},
		"ASK_DAILY":         {"-1", "many", "1.5", "99999999"},
		"ADMIN_IDS":         {",", "7,", "@somebody", "-100123", "0", "7 8", "4503599627370496", "99999999999999999999", strings.Repeat("7,", 10) + "x"},
		"REPORTS_TO_REVIEW": {"-1", "x", "100000"},
	} {
		for _, s := range wrong {
			if _, err := read(map[string]string{name: s}); err == nil || !strings.Contains(err.Error(), name+": ") {
				t.Errorf("%s=%s: %v", name, s, err)
			}
		}
	}
	var many []string
	for id := range mostAdmins + 1 {
		many = append(many, string(rune('1'+id%9))+strings.Repeat("0", id/9))
	}
	if _, err := parseAdmins(strings.Join(many, ",")); err == nil {
		t.Errorf("%d admins are taken", len(many))
	}
	// All that is wrong is told at once.
	_, err = read(map[string]string{"ASK_RATE": "x", "ASK_DAILY": "x", "ADMIN_IDS": "x", "REPORTS_TO_REVIEW": "x"})
	if err == nil || strings.Count(err.Error(), "\n") != 3 {
		t.Errorf("told %v", err)
	}
}

func FuzzPeopleSettings(f *testing.F) {
	f.Add("5/2s", "300", "7,8")
	f.Fuzz(func(t *testing.T, rate, daily, admins string) {
		if burst, every, err := parseAskRate(rate); err == nil && (burst < 0 || every < 0 || (burst == 0) != (every == 0)) {
			t.Errorf("%q is read as %d, %v", rate, burst, every)
		}
		if n, err := parseCount(daily, 3, 100, "x", "none"); err == nil && (n < 0 || n > 100) {
			t.Errorf("%q is read as %d", daily, n)
		}
		ids, err := parseAdmins(admins)
		for _, id := range ids {
			if err != nil || id <= 0 {
				t.Errorf("%q is read as %v", admins, ids)
			}
		}
	})
}
