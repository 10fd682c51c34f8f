package main

import (
	"regexp"
	"strconv"
	"time"
)

// collection is one garbage collection of the bot's, as GODEBUG=gctrace=1
// tells of it; see the documentation of package runtime.
type collection struct {
	at    time.Duration // since the program's start
	share int           // percent of the processors' time since then
	pause time.Duration // while the program stood still
	live  int           // MB that were in use after it
}

var collectionForm = regexp.MustCompile(`^gc \d+ @([\d.]+)s (\d+)%: ([\d.]+)\+[\d.]+\+([\d.]+) ms clock, .* \d+->\d+->(\d+) MB,`)

func parseCollection(line string) (collection, bool) {
	m := collectionForm.FindStringSubmatch(line)
	if m == nil {
		return collection{}, false
	}
	var n [5]float64
	for i := range n {
		var err error
		if n[i], err = strconv.ParseFloat(m[i+1], 64); err != nil {
			return collection{}, false
		}
	}
	return collection{
		at:    time.Duration(n[0] * float64(time.Second)),
		share: int(n[1]),
		pause: time.Duration((n[2] + n[3]) * float64(time.Millisecond)),
		live:  int(n[4]),
	}, true
}
