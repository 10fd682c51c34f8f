package ground

import (
	"strings"
	"unicode/utf8"
)

// bound is what is said about a number's exactness.
type bound uint8

const (
	exactly bound = iota
	over
	atLeast
	under
	atMost
	about
	nearly
	perhapsOver // "over six days" may be "during six days"
)

func (b bound) String() string {
	return [...]string{"exactly", "more than", "at least", "less than", "at most", "about", "nearly", "over"}[b]
}

// allows tells whether a fact with bound b supports a claim with bound c: the same,
// or a weaker one.
func (b bound) allows(c bound) bool {
	switch {
	case b == c, b == nearly && c == about:
		return true
	case c == perhapsOver:
		return b == exactly || b == over
	case b == perhapsOver:
		return c == exactly || c == over
	}
	return false
}

type boundWord struct {
	text string
	b    bound
}

// boundsBefore stand before a number, boundsAfter behind it or between it and its
// unit. Longer ones come first where one is the end of another.
var (
	boundsBefore = []boundWord{
		{"no fewer than", atLeast}, {"no less than", atLeast}, {"not less than", atLeast}, {"not fewer than", atLeast},
		{"no more than", atMost}, {"not more than", atMost}, {"no greater than", atMost},
		{"slightly more than", over}, {"a little over", over}, {"more than", over}, {"greater than", over},
		{"higher than", over}, {"upwards of", over}, {"in excess of", over}, {"exceeding", over}, {"exceeds", over}, {"exceeded", over}, {"exceed", over},
		{"surpassing", over}, {"surpassed", over}, {"surpasses", over}, {"just over", over}, {"well over", over}, {"over", over}, {"above", over}, {"topping", over},
		{"at least", atLeast}, {"at minimum", atLeast}, {"a minimum of", atLeast}, {"minimum of", atLeast},
		{"slightly less than", under}, {"less than", under}, {"fewer than", under}, {"lower than", under}, {"just under", under}, {"under", under}, {"below", under},
		{"at most", atMost}, {"up to", atMost}, {"a maximum of", atMost}, {"maximum of", atMost},
		{"an estimated", about}, {"approximately", about}, {"roughly", about}, {"approx.", about}, {"approx", about},
		{"about", about}, {"around", about}, {"circa", about}, {"some", about}, {"or so", about}, {"~", about}, {"≈", about},
		{"close to", nearly}, {"nearly", nearly}, {"almost", nearly}, {"approaching", nearly}, {"just short of", nearly},
		{">=", atLeast}, {"<=", atMost}, {"≥", atLeast}, {"≤", atMost}, {">", over}, {"<", under},
		{"不超过", atMost}, {"不多于", atMost}, {"不高于", atMost}, {"不大于", atMost}, {"至多", atMost}, {"最多", atMost},
		{"不少于", atLeast}, {"不低于", atLeast}, {"不小于", atLeast}, {"至少", atLeast}, {"最少", atLeast}, {"起码", atLeast},
		{"超过", over}, {"多于", over}, {"高于", over}, {"大于", over}, {"突破", over}, {"超出", over}, {"超", over}, {"逾", over},
		{"不足", under}, {"不到", under}, {"低于", under}, {"少于", under}, {"小于", under}, {"未满", under}, {"不满", under},
		{"大约", about}, {"大概", about}, {"约莫", about}, {"约", about},
		{"接近", nearly}, {"将近", nearly}, {"几近", nearly}, {"近", nearly},
	}
	boundsAfter = []boundWord{
		{"or more", atLeast}, {"or fewer", atMost}, {"or less", atMost}, {"or so", about}, {"plus", over}, {"+", over},
		{"以上", atLeast}, {"及以上", atLeast}, {"以下", atMost}, {"以内", atMost}, {"之内", atMost}, {"左右", about}, {"上下", about},
		{"有余", over}, {"多", over}, {"余", over},
	}
	// between a bound and its number: 至少有, 约为
	boundLinks = []string{"有", "为", "达到", "达", "了", "是", "共", "在", "到"}
)

// boundBefore finds a bound at the end of s and returns where it begins, or -1.
func boundBefore(s string) (bound, int) {
	s = strings.TrimRight(s, " ")
	for _, sign := range currencies {
		if rest, ok := strings.CutSuffix(s, sign.sign); ok {
			s = strings.TrimRight(rest, " ")
			break
		}
	}
	if rest, ok := strings.CutSuffix(s, " a total of"); ok {
		s = rest
	}
	for range 3 {
		for i := range boundsBefore {
			w := &boundsBefore[i]
			if len(w.text) <= len(s) && s[len(s)-1] == w.text[len(w.text)-1] && strings.HasSuffix(s, w.text) {
				start := len(s) - len(w.text)
				if c := w.text[0]; c < utf8.RuneSelf && c >= 'a' && start > 0 && isWordByte(s[start-1]) {
					continue
				}
				return w.b, start
			}
		}
		linked := false
		for _, l := range boundLinks {
			if strings.HasSuffix(s, l) {
				s, linked = s[:len(s)-len(l)], true
				break
			}
		}
		if !linked {
			break
		}
	}
	return exactly, -1
}

// boundBehind finds a bound at the start of s and returns its length, 0 for none.
func boundBehind(s string) (bound, int) {
	t := strings.TrimLeft(s, " ")
	for _, w := range boundsAfter {
		if strings.HasPrefix(t, w.text) {
			end := len(w.text)
			if w.text[0] >= 'a' && w.text[0] <= 'z' && end < len(t) && isWordByte(t[end]) {
				continue
			}
			return w.b, len(s) - len(t) + end
		}
	}
	return exactly, 0
}

func isWordByte(c byte) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 0x80 }
