package text

import (
	"strconv"
	"strings"
)

// chineseDigit gives the value of a Chinese digit, or -1.
func chineseDigit(r rune) int {
	switch r {
	case '〇', '零':
		return 0
	case '一', '壹':
		return 1
	case '二', '两', '贰':
		return 2
	case '三', '叁':
		return 3
	case '四', '肆':
		return 4
	case '五', '伍':
		return 5
	case '六', '陆':
		return 6
	case '七', '柒':
		return 7
	case '八', '捌':
		return 8
	case '九', '玖':
		return 9
	}
	return -1
}

func chineseUnit(r rune) int {
	switch r {
	case '十', '拾':
		return 10
	case '百', '佰':
		return 100
	case '千', '仟':
		return 1000
	}
	return 0
}

// countable follows a number that counts something. A single Chinese digit is
// a number only before one of these: 两场, 十项, but not 一起, 三亚.
const countable = "个场项家位天次种大类届名件年月日号成篇部本张点国笔款颗条台辆人周句段米轮支座所批"

// chinese reads a number in Chinese numerals.
func (s *scanner) chinese() bool {
	i := s.i
	if r := s.at(i); r != '民' && chineseDigit(r) < 0 && chineseUnit(r) == 0 { // nothing below begins with it
		return false
	}
	if s.has(i, "百分之") {
		if v, end := s.chineseNumber(i + 3); end > i+3 {
			s.i = end
			s.percent(v)
			return true
		}
		j := i + 3
		for isDigit(s.at(j)) || s.at(j) == '.' && isDigit(s.at(j+1)) {
			j++
		}
		if j > i+3 {
			s.i = j
			if s.at(j) == '%' {
				s.i++
			}
			s.percent(string(s.in[i+3 : j]))
			return true
		}
		return false
	}
	if run := s.digitRun(i); run > maxDigits { // no figure, and reading on from each of them would take for ever
		for ; run > 0; run-- {
			s.copy()
		}
		return true
	}
	if s.has(i, "民国") {
		if n, end := s.smallYear(i + 2); n > 0 && s.at(end) == '年' {
			s.i = end
			s.year(n + republic)
			return true
		}
		return false
	}
	v, end := s.chineseNumber(i)
	if end == i {
		return false
	}
	length := end - i
	ordinal := s.endsWith("第")
	switch {
	case ordinal:
	case length == 1 && chineseUnit(s.at(i)) >= 100: // 百项, 千家: names or many, no figure
		return false
	case length == 1 && (s.at(i) == '一' || !strings.ContainsRune(countable, s.at(end)) || s.at(end) == 0):
		return false
	case length == 1 && s.endsWith("几"):
		return false
	}
	positional := length >= 2 && allDigits(s.in[i:end])
	s.i = end
	s.finish(v, false, positional && length == 2)
	return true
}

// maxDigits is more than any figure has that people write out.
const maxDigits = 20

// digitRun counts the Chinese digits from i on.
func (s *scanner) digitRun(i int) int {
	n := 0
	for chineseDigit(s.at(i+n)) >= 0 {
		n++
	}
	return n
}

func allDigits(rs []rune) bool {
	for _, r := range rs {
		if chineseDigit(r) < 0 || r == '两' {
			return false
		}
	}
	return true
}

// chineseNumber reads 二〇一九, 一百五十, 三千二百二十, 四十一点六, 两万七 at i
// and returns the decimal number and where it ends; end == i for none.
func (s *scanner) chineseNumber(i int) (string, int) {
	end := i + s.digitRun(i)
	if end-i > maxDigits {
		return "", i
	}
	if end-i >= 2 && chineseUnit(s.at(end)) == 0 && s.at(end) != '万' && s.at(end) != '亿' {
		// digit by digit, as years are read; 一二 and 三四 as "one or two" are rare enough
		var b strings.Builder
		for _, r := range s.in[i:end] {
			b.WriteByte(byte('0' + chineseDigit(r)))
		}
		return b.String() + s.chineseFraction(&end), end
	}
	total, section, digit, lastUnit := 0, 0, -1, 0
	end = i
loop:
	for end-i < 24 {
		r := s.at(end)
		switch d, u := chineseDigit(r), chineseUnit(r); {
		case d >= 0:
			if digit > 0 {
				break loop
			}
			digit = d
			if r == '零' || r == '〇' {
				lastUnit = 0
			}
		case u > 0:
			if digit < 0 {
				if section > 0 || u > 10 && end > i {
					break loop
				}
				digit = 1
			}
			section += max(digit, 1) * u
			digit, lastUnit = -1, u
		case (r == '万' || r == '亿') && (section > 0 || digit > 0) && s.at(end+1) != '一' || r == '万' && total == 0 && (section > 0 || digit > 0):
			if digit > 0 {
				section += digit
			}
			f := 10000
			if r == '亿' {
				f = 100000000
			}
			total = (total + section) * f
			section, digit, lastUnit = 0, -1, f
		default:
			break loop
		}
		end++
	}
	if end == i {
		return "", i
	}
	if digit > 0 {
		if lastUnit >= 100 && total+section > 0 { // 两万七: the next lower unit is left out
			digit *= lastUnit / 10
		}
		section += digit
	}
	v := strconv.Itoa(total + section)
	return v + s.chineseFraction(&end), end
}

// chineseFraction reads 点六 after a whole number and moves end on.
func (s *scanner) chineseFraction(end *int) string {
	if s.at(*end) != '点' || chineseDigit(s.at(*end+1)) < 0 {
		return ""
	}
	b := []byte{'.'}
	for *end++; chineseDigit(s.at(*end)) >= 0 && len(b) < 12; *end++ {
		b = append(b, byte('0'+chineseDigit(s.at(*end))))
	}
	return string(b)
}

// republic is the year before the first of the Minguo calendar, by which
// people in Taiwan count: 民国102年 is 2013.
const republic = 1911

func (s *scanner) smallYear(i int) (n, end int) {
	i = s.skipSpace(i)
	for end = i; isDigit(s.at(end)) && end-i < 3; end++ {
	}
	if end > i {
		return atoi(string(s.in[i:end])), end
	}
	v, end := s.chineseNumber(i)
	return atoi(v), end
}

// smallNumber reads a day of the month at i in digits or Chinese numerals.
func (s *scanner) smallNumber(i int) (n, end int) {
	end = i
	for isDigit(s.at(end)) && end-i < 3 {
		end++
	}
	if end > i {
		return atoi(string(s.in[i:end])), end
	}
	v, end := s.chineseNumber(i)
	return atoi(v), end
}
