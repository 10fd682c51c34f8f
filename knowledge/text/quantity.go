package text

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Kind tells what a Quantity is.
type Kind string

// The kinds of quantity that are told apart: a question about "26 events" must
// not meet a fact about "26 May".
const (
	Number  Kind = "number"  // 150, 27000
	Percent Kind = "percent" // 41.6%
	Year    Kind = "year"    // 2019
	Day     Kind = "day"     // 05-26: a day of any year
	Month   Kind = "month"   // 05: a month of any year
	Ordinal Kind = "ordinal" // 10th, 第10
)

// Quantity is a number in a text, in its canonical form.
type Quantity struct {
	Kind  Kind
	Value string // canonical: "150", "2.7", "41.6%", "2019", "05-26", "#10"
}

// Quantities rewrites the numbers of a folded text (see Fold) in one form and
// lists them: spelled-out numbers in Chinese and English become digits, 万, 亿,
// thousand and million are multiplied out, years in any spelling get four
// digits, and percentages get a percent sign. What is only part of a word
// (一起, 十分, someone) stays.
func Quantities(s string) (string, []Quantity) {
	if !numberLikely(s) {
		return s, nil
	}
	sc := scanner{in: []rune(s)}
	sc.out.Grow(len(s))
	for sc.i < len(sc.in) {
		if !sc.english() && !sc.digits() && !sc.chinese() {
			sc.copy()
		}
	}
	return sc.out.String(), sc.found
}

// scanner walks over the text once; each reader either consumes a number at i
// and returns true, or leaves everything as it is.
type scanner struct {
	in    []rune
	i     int
	out   strings.Builder
	found []Quantity
}

func (s *scanner) at(i int) rune {
	if i < 0 || i >= len(s.in) {
		return 0
	}
	return s.in[i]
}

func (s *scanner) copy() {
	s.out.WriteRune(s.in[s.i])
	s.i++
}

func (s *scanner) add(k Kind, v string) { s.found = append(s.found, Quantity{k, v}) }

func isDigit(r rune) bool { return r >= '0' && r <= '9' }
func isLatin(r rune) bool { return r < 0x250 && unicode.IsLetter(r) }

// has reports whether w stands at i, and for Latin words that it ends there.
func (s *scanner) has(i int, w string) bool {
	n := 0
	for _, r := range w {
		if s.at(i+n) != r {
			return false
		}
		n++
	}
	last, _ := utf8.DecodeLastRuneInString(w)
	return !isLatin(last) || !isLatin(s.at(i+n))
}

func (s *scanner) skipSpace(i int) int {
	for s.at(i) == ' ' {
		i++
	}
	return i
}

// digits reads a number written with Arabic digits and what belongs to it.
func (s *scanner) digits() bool {
	if !isDigit(s.at(s.i)) {
		return false
	}
	if isLatin(s.at(s.i-1)) || isDigit(s.at(s.i-1)) { // part of a name: h2o, covid19
		for isDigit(s.at(s.i)) {
			s.copy()
		}
		return true
	}
	apostrophe := s.at(s.i-1) == '\'' || s.at(s.i-1) == '’' || s.at(s.i-1) == '‘' || s.at(s.i-1) == '`'
	start := s.i
	i := s.i
	var lit []rune
	for {
		switch r := s.at(i); {
		case isDigit(r):
			lit = append(lit, r)
		case r == ',' && isDigit(s.at(i+1)) && isDigit(s.at(i+2)) && isDigit(s.at(i+3)) && !isDigit(s.at(i+4)):
			// a thousands comma
		case r == '.' && isDigit(s.at(i+1)) && !strings.ContainsRune(string(lit), '.'):
			lit = append(lit, r)
		default:
			goto done
		}
		i++
		if len(lit) > 24 { // no figure of ours is that long; junk stays as it is
			for s.i < i {
				s.copy()
			}
			return true
		}
	}
done:
	value := string(lit)
	// 5.26 and 5/26 as dates only when 5/26: a dot is a decimal point.
	if s.at(i) == '/' && i-start <= 2 && isDigit(s.at(i+1)) {
		j := i + 1
		for isDigit(s.at(j)) {
			j++
		}
		if m, d := atoi(value), atoi(string(s.in[i+1:j])); j-i <= 3 && m >= 1 && m <= 12 && d >= 1 && d <= 31 && s.at(j) != '/' {
			s.i = j
			s.day(m, d)
			return true
		}
	}
	s.i = i
	s.finish(value, apostrophe, i-start == 2 && !strings.Contains(value, "."))
	return true
}

func atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// finish looks at what follows a number (a magnitude, a percent sign, 年, 月, a
// suffix) and writes it in canonical form.
func (s *scanner) finish(value string, apostrophe, twoDigits bool) {
	i := s.skipSpace(s.i)
	// magnitudes: 2.7万, 1 million, 7k
	for _, m := range magnitudes {
		if s.has(i, m.word) && !(m.word == "万" && s.at(i+1) == '一') {
			value = multiply(value, m.zeros)
			s.i = i + utf8.RuneCountInString(m.word)
			i = s.skipSpace(s.i)
			twoDigits = false
		}
	}
	for _, p := range percents {
		if s.has(i, p) {
			s.i = i + utf8.RuneCountInString(p)
			s.percent(value)
			return
		}
	}
	n := atoi(value)
	switch {
	case apostrophe && twoDigits && s.at(i) != '年':
		s.year(fullYear(n))
	case s.at(i) == '年' && s.at(i+1) != '代' && (isYear(value) || twoDigits && !s.duration(i)):
		s.year(fullYear(n))
	case s.at(i) == '月' && n >= 1 && n <= 12 && !strings.Contains(value, "."):
		s.i = i + 1
		j := s.skipSpace(s.i)
		if d, end := s.smallNumber(j); d >= 1 && d <= 31 && (s.at(end) == '日' || s.at(end) == '号') {
			s.i = end + 1
			s.day(n, d)
			return
		}
		s.month(n)
	case s.at(i) == '成' && n >= 1 && n < 10 && s.at(i+1) != '果' && s.at(i+1) != '立' && s.at(i+1) != '功' && s.at(i+1) != '员':
		s.i = i + 1
		s.percent(strconv.Itoa(n * 10))
	case s.has(s.i, "st"), s.has(s.i, "nd"), s.has(s.i, "rd"), s.has(s.i, "th"):
		s.i += 2
		if m, end := s.monthWord(s.afterOf(s.i)); m > 0 && n <= 31 {
			s.i = end
			s.day(m, n)
			return
		}
		s.ordinal(value)
	case s.endsWith("第"):
		s.ordinal(value)
	case isYear(value) && !followedByUnit(s, i):
		s.year(n)
	default:
		if m, end := s.monthWord(s.afterOf(i)); m > 0 && n >= 1 && n <= 31 && !strings.Contains(value, ".") {
			s.i = end
			s.day(m, n)
			return
		}
		s.number(value)
	}
}

// afterOf steps over "of" in "25th of may".
func (s *scanner) afterOf(i int) int {
	i = s.skipSpace(i)
	if s.has(i, "of") {
		i = s.skipSpace(i + 2)
	}
	return i
}

func (s *scanner) endsWith(w string) bool {
	out := strings.TrimRight(s.out.String(), " ")
	return strings.HasSuffix(out, w)
}

// duration tells "近10年", "10年来" (ten years) from "10年的主题" (2010).
func (s *scanner) duration(i int) bool {
	for _, w := range []string{"近", "约", "过去", "历经", "这", "每", "超", "最近", "用了", "长达", "经历", "前", "后"} {
		if s.endsWith(w) {
			return true
		}
	}
	return strings.ContainsRune("来间前后内以之多", s.at(i+1)) && s.at(i+1) != 0
}

// isYear takes four digits of the centuries that people write about.
func isYear(v string) bool { return len(v) == 4 && v >= "1700" && v <= "2199" }

// followedByUnit tells "2000 projects" and "2000多家" from a year.
func followedByUnit(s *scanner, i int) bool {
	return strings.ContainsRune("多余个家项场名人位笔款件万亿万千米平元届次篇种台辆天", s.at(i)) && s.at(i) != 0 || s.at(s.i) == '+'
}

// fullYear completes a two-digit year.
func fullYear(n int) int {
	switch {
	case n < 50:
		return 2000 + n
	case n < 100:
		return 1900 + n
	default:
		return n
	}
}

func (s *scanner) number(v string) {
	v = trimNumber(v)
	s.out.WriteString(v)
	s.add(Number, v)
}

func (s *scanner) percent(v string) {
	v = trimNumber(v) + "%"
	s.out.WriteString(v)
	s.add(Percent, v)
}

func (s *scanner) ordinal(v string) {
	v = trimNumber(v)
	if !s.endsWith("第") {
		s.out.WriteString("第")
	}
	s.out.WriteString(v)
	s.add(Ordinal, "#"+v)
}

func (s *scanner) year(n int) {
	v := strconv.Itoa(n)
	s.out.WriteString(v)
	s.add(Year, v)
}

func (s *scanner) month(m int) {
	s.out.WriteString(strconv.Itoa(m) + "月")
	s.add(Month, pad(m))
}

func (s *scanner) day(m, d int) {
	s.out.WriteString(strconv.Itoa(m) + "月" + strconv.Itoa(d) + "日")
	s.add(Day, pad(m)+"-"+pad(d))
}

func pad(n int) string {
	if n < 10 {
		return "0" + strconv.Itoa(n)
	}
	return strconv.Itoa(n)
}

// trimNumber drops leading zeros and a trailing decimal zero: 007 → 7, 2.50 → 2.5.
func trimNumber(v string) string {
	if i := strings.IndexByte(v, '.'); i >= 0 {
		v = strings.TrimRight(strings.TrimRight(v, "0"), ".")
	}
	v = strings.TrimLeft(v, "0")
	if v == "" || v[0] == '.' {
		v = "0" + v
	}
	return v
}

var magnitudes = []struct {
	word  string
	zeros int
}{
	{"万", 4}, {"亿", 8}, {"thousand", 3}, {"million", 6}, {"billion", 9}, {"trillion", 12}, {"k", 3},
}

var percents = []string{"%", "percentage", "percent", "per cent", "pct", "个百分点"}

// multiply shifts the decimal point, exactly: 2.7 by four zeros is 27000.
func multiply(v string, zeros int) string {
	whole, frac, _ := strings.Cut(v, ".")
	for len(frac) < zeros {
		frac += "0"
	}
	v = whole + frac[:zeros]
	if rest := strings.TrimRight(frac[zeros:], "0"); rest != "" {
		v += "." + rest
	}
	return v
}
