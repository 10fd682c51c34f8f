package trivia

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // not every machine has the zones, and a container rarely has
)

// offset is UTC's own form of a zone without summer time.
var offset = regexp.MustCompile(`^UTC([+-])(\d{1,2})(?::([0-5]\d))?$`)

// Offsets in use reach from UTC-12 to UTC+14.
const (
	leastOffset = -12 * 60
	mostOffset  = 14 * 60
)

var zones sync.Map // names to *time.Location; few, as only real ones are kept

// Zone returns the time zone of an IANA name (Asia/Shanghai) or an offset
// (UTC+8, UTC-3:30). It fails for anything else, also for "Local", which would
// be another zone on another machine.
func Zone(name string) (*time.Location, error) {
	if z, ok := zones.Load(name); ok {
		return z.(*time.Location), nil
	}
	z, err := readZone(name)
	if err != nil {
		return nil, err
	}
	zones.Store(name, z)
	return z, nil
}

func readZone(name string) (*time.Location, error) {
	if m := offset.FindStringSubmatch(name); m != nil {
		hours, _ := strconv.Atoi(m[2])
		minutes, _ := strconv.Atoi(m[3]) // "" is none
		minutes += 60 * hours
		if m[1] == "-" {
			minutes = -minutes
		}
		if minutes < leastOffset || minutes > mostOffset {
			return nil, fmt.Errorf("no place on earth has the offset %s", name)
		}
		return time.FixedZone(name, 60*minutes), nil
	}
	if name == "UTC" {
		return time.UTC, nil
	}
	// Others without a slash are "Local" and relics such as "EST".
	if strings.Contains(name, "/") {
		if z, err := time.LoadLocation(name); err == nil {
			return z, nil
		}
	}
	return nil, fmt.Errorf("there is no time zone %q", name)
}
