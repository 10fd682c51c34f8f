package ground

import (
	"fmt"
	"strings"
)

// literal compares what must stand in the fact as it is: quotes and links.
func (c *comparison) literal() {
	for _, q := range c.claim.quotes {
		if !strings.Contains(c.fact.plain, q.plain) && !c.aliased(q.plain) {
			c.add(Quote, "“%s” is not in the cited fact in these words.", short(q.text))
		}
	}
	for _, l := range c.claim.links {
		if !c.hasLink(l) {
			c.add(Link, "“%s” is not in the cited fact.", short(l))
		}
	}
}

// aliased tells whether a quotation is another name of what the fact is about.
func (c *comparison) aliased(plain string) bool {
	if c.fact.alias == nil {
		return false
	}
	return strings.Contains(c.fact.alias.plain, plain)
}

func (c *comparison) hasLink(l string) bool {
	l = strings.TrimRight(l, "/")
	for _, f := range c.fact.links {
		if strings.EqualFold(strings.TrimRight(f, "/"), l) {
			return true
		}
	}
	return false
}

// numbers compares numbers and dates.
func (c *comparison) numbers() {
	for i := range c.claim.cells {
		switch cell := &c.claim.cells[i]; cell.kind {
		case numberCell:
			c.number(i, cell.number)
		case dateCell:
			c.date(i, cell.date)
		}
	}
}

func (c *comparison) number(i int, q quantity) {
	var sameValue, sameUnit *quantity
	for k := range c.fact.cells {
		f := &c.fact.cells[k]
		if f.kind == dateCell && q.unit == "" && !q.ordinal && q.bound == exactly && f.date.month == 0 && f.date.year == q.value.small() {
			c.occ[i] = append(c.occ[i], int32(k))
			continue
		}
		if f.kind != numberCell || f.number.value != q.value || f.number.ordinal != q.ordinal {
			continue
		}
		if !sameMeasure(q.unit, f.number.unit) {
			sameValue = &f.number
			continue
		}
		if !f.number.bound.allows(q.bound) {
			sameUnit = &f.number
			continue
		}
		c.occ[i] = append(c.occ[i], int32(k))
	}
	if len(c.occ[i]) > 0 {
		return
	}
	if q.ordinal && q.value.small() == 1 {
		if at := c.fact.classes[c.lexicon.poles["first"]]; len(at) > 0 {
			c.occ[i] = at
			return
		}
	}
	switch {
	case sameUnit != nil:
		c.add(Number, "The cited fact says “%s”, not “%s”.", sameUnit, q)
	case sameValue != nil:
		c.add(Number, "“%s” is measured in another unit in the cited fact: “%s”.", q, *sameValue)
	default:
		c.add(Number, "“%s” is not in the cited fact.", q)
	}
}

// sameMeasure tells whether a claim in one unit is supported by a fact in another.
func sameMeasure(claim, fact string) bool {
	return claim == fact || claim == "degree" && (fact == "celsius" || fact == "fahrenheit")
}

// String writes the number as a reader would, in base units.
func (q quantity) String() string {
	s := q.value.String()
	switch {
	case q.ordinal:
		return "number " + s
	case q.unit == "clock":
		return strings.Replace(s, ".", ":", 1)
	case q.unit == "%":
		s += "%"
	case q.unit == "points":
		s += " percentage points"
	case q.unit != "":
		s += " (" + q.unit + ")"
	}
	if q.bound != exactly {
		s = q.bound.String() + " " + s
	}
	return s
}

func (c *comparison) date(i int, d date) {
	var other *date
	for k := range c.fact.cells {
		f := &c.fact.cells[k]
		if f.kind == numberCell && d.month == 0 && d.bound == exactly && f.number.unit == "" && f.number.bound == exactly && f.number.value.small() == d.year {
			c.occ[i] = append(c.occ[i], int32(k))
			continue
		}
		if f.kind != dateCell || !f.date.bound.allows(d.bound) {
			continue
		}
		switch c.holds(d, f.date) {
		case true:
			c.occ[i] = append(c.occ[i], int32(k))
		default:
			if other == nil || f.date.month > 0 {
				other = &f.date
			}
		}
	}
	switch {
	case len(c.occ[i]) > 0:
	case other != nil:
		c.add(Date, "The date %s is not in the cited fact, which has %s.", d, *other)
	default:
		c.add(Date, "The date %s is not in the cited fact.", d)
	}
}

// holds tells whether a fact's date says all that a claim's does. A year may stand
// elsewhere in the fact where its date has none.
func (c *comparison) holds(d, f date) bool {
	if d.month != 0 && d.month != f.month || d.day != 0 && d.day != f.day {
		return false
	}
	if d.year == 0 || d.year == f.year {
		return true
	}
	if f.year != 0 || d.month == 0 {
		return false
	}
	for k := range c.fact.cells {
		if e := &c.fact.cells[k]; e.kind == dateCell && e.date.year == d.year {
			return true
		}
	}
	return false
}

func (d date) String() string {
	var parts []string
	if d.year > 0 {
		parts = append(parts, fmt.Sprintf("%d", d.year))
	}
	if d.month > 0 {
		parts = append(parts, fmt.Sprintf("%02d", d.month))
	}
	if d.day > 0 {
		parts = append(parts, fmt.Sprintf("%02d", d.day))
	}
	s := strings.Join(parts, "-")
	if d.bound != exactly {
		s = d.bound.String() + " " + s
	}
	return s
}

// short bounds what a reason quotes.
func short(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}
