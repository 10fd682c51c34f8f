package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/forumbot/forumbot/handlers"
)

// The settings about people: how much they may ask, who runs the bot, when the
// latter hear of reports.
const (
	defaultAskRate  = "5/2s"
	defaultAskDaily = 300
	defaultReports  = 3

	mostBurst   = 1000
	longestPace = time.Hour
	mostDaily   = 1_000_000
	mostReports = 1000
	mostAdmins  = 100
)

// parseAskRate reads "5/2s": five messages at once, then one each two seconds.
func parseAskRate(s string) (burst int, every time.Duration, err error) {
	switch strings.ToLower(s) {
	case "":
		s = defaultAskRate
	case "off":
		return 0, 0, nil
	}
	at, pace, ok := strings.Cut(s, "/")
	burst, err1 := strconv.Atoi(strings.TrimSpace(at))
	every, err2 := time.ParseDuration(strings.TrimSpace(pace))
	if !ok || err1 != nil || err2 != nil || burst < 1 || burst > mostBurst || every < time.Millisecond || every > longestPace {
		return 0, 0, fmt.Errorf("%q is no rate; write how many messages at once (1 to %d) and the time from one to the next after that (1ms to 1h), such as %s, or off",
			s, mostBurst, defaultAskRate)
	}
	return burst, every, nil
}

// parseCount reads a number from 0 on.
func parseCount(s string, otherwise, most int, unit, zero string) (int, error) {
	if s == "" {
		return otherwise, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > most {
		return 0, fmt.Errorf("%q is no number of %s; write 0 (%s) to %d", s, unit, zero, most)
	}
	return n, nil
}

var errAdmins = errors.New("this is no list of Telegram's numbers for people, such as 123456789,987654321; bots such as @userinfobot tell you yours")

// parseAdmins reads the numbers of people, in the order told, each once.
func parseAdmins(s string) ([]int64, error) {
	if s == "" {
		return nil, nil
	}
	var out []int64
	for part := range strings.SplitSeq(s, ",") {
		id, err := strconv.ParseInt(strings.TrimSpace(part), 10, 64)
		// Groups have negative numbers; those of people fit into 52 bits.
		if err != nil || id <= 0 || id >= 1<<52 {
			return nil, errAdmins
		}
		if !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	if len(out) > mostAdmins {
		return nil, fmt.Errorf("these are %d people; at most %d can be told of reports", len(out), mostAdmins)
	}
	return out, nil
}

// readPeople reads the settings about people.
func (c *config) readPeople(value map[string]string) error {
	var errs []error
	note := func(name string, err error) {
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", name, err))
		}
	}
	var l handlers.Limits
	var err error
	l.Burst, l.Every, err = parseAskRate(value["ASK_RATE"])
	note("ASK_RATE", err)
	l.Daily, err = parseCount(value["ASK_DAILY"], defaultAskDaily, mostDaily, "questions", "no limit")
	note("ASK_DAILY", err)
	c.Limits = l
	c.Admins, err = parseAdmins(value["ADMIN_IDS"])
	note("ADMIN_IDS", err)
	c.ReportsToReview, err = parseCount(value["REPORTS_TO_REVIEW"], defaultReports, mostReports, "people", "never")
	note("REPORTS_TO_REVIEW", err)
	return errors.Join(errs...)
}
