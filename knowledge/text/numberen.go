package text

import (
	"maps"
	"slices"
	"strconv"
	"sync"
)

// englishNumber maps number words to their values.
var englishNumber = map[string]int{
	"zero": 0, "oh": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
	"eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
	"fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19, "twenty": 20,
	"thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}

var englishOrdinal = map[string]int{
	"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
	"ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14,
	"fifteenth": 15, "twentieth": 20,
}

var englishMonth = map[string]int{
	"january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8,
	"september": 9, "october": 10, "november": 11, "december": 12,
	"jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10, "nov": 11, "dec": 12,
}

// word returns the Latin word at i and its end.
func (s *scanner) word(i int) (string, int) {
	end := i
	for isLatin(s.at(end)) && end-i < 16 {
		end++
	}
	return string(s.in[i:end]), end
}

func (s *scanner) monthWord(i int) (month, end int) {
	w, end := s.word(i)
	m := englishMonth[w]
	if m > 0 && s.at(end) == '.' && len(w) <= 4 && w != "may" {
		end++
	}
	return m, end
}

// english reads a number or a month's name in English words. Everything that
// begins with a letter is consumed word by word, so that no number is seen
// within a word.
func (s *scanner) english() bool {
	if !isLatin(s.at(s.i)) {
		return false
	}
	if !s.numberWord() {
		s.copyWord()
		return true
	}
	w, end := s.word(s.i)
	if m := englishMonth[w]; m > 0 && !isLatin(s.at(end)) {
		// may 26, may 26th; a bare "may" is seldom the month
		j := s.skipSpace(end)
		if s.at(j) == '.' {
			j = s.skipSpace(j + 1)
		}
		if s.has(j, "the") {
			j = s.skipSpace(j + 3)
		}
		if d, e := s.smallNumber(j); isDigit(s.at(j)) && d >= 1 && d <= 31 && !isDigit(s.at(e)) && s.at(e) != '%' && !(s.at(e) == ',' && isDigit(s.at(e+1))) {
			for _, suffix := range []string{"st", "nd", "rd", "th"} {
				if s.has(e, suffix) {
					e += 2
					break
				}
			}
			s.i = e
			s.day(m, d)
			return true
		}
		if w != "may" && w != "mar" && w != "dec" || s.endsWith("in") || s.endsWith("of") {
			s.i = end
			s.month(m)
			return true
		}
	}
	if n, ok := englishOrdinal[w]; ok && !isLatin(s.at(end)) {
		if n != 2 || !s.endsWith("per") && !s.endsWith("a") && !s.endsWith("each") && !s.endsWith("every") {
			s.i = end
			s.ordinal(strconv.Itoa(n))
			return true
		}
	}
	if v, e, words := s.englishNumber(s.i); words > 0 {
		// "one" alone is a pronoun more often than a number
		if !(words == 1 && (v == 1 || w == "oh")) {
			s.i = e
			s.finish(strconv.Itoa(v), false, false)
			return true
		}
	}
	s.copyWord()
	return true
}

func (s *scanner) copyWord() {
	for isLatin(s.at(s.i)) || isDigit(s.at(s.i)) && isLatin(s.at(s.i-1)) {
		s.copy()
	}
}

// numberWord reports whether the word here is in one of the tables: most
// aren't, and are passed over without a string being made.
func (s *scanner) numberWord() bool {
	var w [12]byte
	n := 0
	for i := s.i; isLatin(s.at(i)); i++ {
		if n == len(w) || s.at(i) >= 0x80 {
			return false
		}
		w[n] = byte(s.at(i))
		n++
	}
	return numberWords()[string(w[:n])]
}

// NumberWords lists the English words that Quantities reads as numbers and
// months, for whoever mends misspelt ones.
func NumberWords() []string { return slices.Sorted(maps.Keys(numberWords())) }

var numberWords = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{}
	for _, table := range []map[string]int{englishNumber, englishOrdinal, englishMonth} {
		for w := range table {
			m[w] = true
		}
	}
	return m
})

// englishNumber reads "two thousand nineteen", "twenty nineteen", "one hundred
// and fifty", "forty-one": value, end, number of words.
func (s *scanner) englishNumber(i int) (value, end, words int) {
	total, section := 0, 0
	end = i
	lastSmall := false
	for words < 12 {
		j := end
		if words > 0 {
			for s.at(j) == ' ' || s.at(j) == '-' {
				j++
			}
			if s.has(j, "and") && (section > 0 || total > 0) {
				j = s.skipSpace(j + 3)
			}
		}
		w, e := s.word(j)
		if isLatin(s.at(e)) {
			break
		}
		n, small := englishNumber[w]
		switch {
		case small && lastSmall && section >= 10 && section < 100 && (n >= 10 || w == "oh") && total == 0:
			// a year said in pairs: twenty nineteen, twenty oh seven
			if section < 17 || section > 21 {
				return total + section, end, words
			}
			total, section = section*100, n
		case small && lastSmall && !(section%10 == 0 && section%100 >= 20 && n < 10 || total >= 1700 && section%10 == 0 && n < 10):
			return total + section, end, words
		case small:
			section += n
			lastSmall = true
		case w == "hundred" && words > 0:
			section *= 100
			lastSmall = false
		case w == "thousand" && words > 0:
			total += section * 1000
			section, lastSmall = 0, false
		case w == "million" && words > 0:
			total += section * 1000000
			section, lastSmall = 0, false
		default:
			return total + section, end, words
		}
		end = e
		words++
	}
	return total + section, end, words
}
