package ground

import (
	"strconv"
	"strings"
)

// decimal is an exact decimal number, digits × 10^exp, without zeros at either end,
// so that equal numbers are equal values.
type decimal struct {
	digits   string
	exp      int
	negative bool
}

// parseDecimal reads digits with at most one point.
func parseDecimal(s string) decimal {
	whole, fraction, _ := strings.Cut(s, ".")
	return normal(whole+fraction, -len(fraction))
}

func normal(digits string, exp int) decimal {
	digits = strings.TrimLeft(digits, "0")
	short := strings.TrimRight(digits, "0")
	exp += len(digits) - len(short)
	if short == "" {
		exp = 0
	}
	return decimal{digits: short, exp: exp}
}

// shift multiplies by a power of ten.
func (d decimal) shift(zeros int) decimal {
	if d.digits != "" {
		d.exp += zeros
	}
	return d
}

// small returns a whole number of at most four digits, or -1.
func (d decimal) small() int {
	if d.negative || d.exp < 0 || d.exp+len(d.digits) > 4 {
		return -1
	}
	n, _ := strconv.Atoi(d.digits + strings.Repeat("0", d.exp))
	return n
}

// String writes the number out, up to a length that a reader follows.
func (d decimal) String() string {
	s := d.digits
	switch {
	case s == "":
		s = "0"
	case d.exp > 0 && d.exp < 16:
		s += strings.Repeat("0", d.exp)
	case d.exp > 0:
		s += "e" + strconv.Itoa(d.exp)
	case d.exp < 0 && -d.exp < len(s):
		s = s[:len(s)+d.exp] + "." + s[len(s)+d.exp:]
	case d.exp < 0:
		s = "0." + strings.Repeat("0", min(-d.exp-len(s), 16)) + s
	}
	if d.negative {
		s = "-" + s
	}
	return s
}
