package ground

import (
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/forumbot/forumbot/knowledge/text"
)

// protect keeps apart what folding and text.Quantities would make one.
var protect = strings.NewReplacer(
	"，", "， ", // no comma within a number
	"half a percentage point", "0.5 pp ", "a percentage point", "1 pp ", "one percentage point", "1 pp ",
	"半个百分点", " 0.5 pp ", "一个百分点", " 1 pp ", "1个百分点", " 1 pp ",
	"percentage points", " pp ", "percentage point", " pp ", "个百分点", " pp ", "個百分點", " pp ", "百分点", " pp ",
	"’", "'", "‘", "'",
)

// canonical brings a text into the one form that the scanner reads: folded, its
// numbers in digits, dates as 2023年5月26日.
func canonical(s string) string {
	s = text.Fold(protect.Replace(grouped(s)))
	s = numericDates(s)
	if strings.Contains(s, "bn") {
		s = shortBillion.ReplaceAllString(s, "$1 billion")
	}
	if strings.Contains(s, "twice") {
		s = strings.ReplaceAll(s, "twice", "two times")
	}
	if strings.IndexByte(s, '.') >= 0 {
		s = shortDecimal.ReplaceAllString(s, "${1}0$2")
	}
	s, _ = text.Quantities(s)
	return s
}

// shortDecimal is 21.1, which text.Quantities takes for a year of four characters;
// 21.10 is the same number.
var shortDecimal = regexp.MustCompile(`(\b\d\d\.\d)(\D|$)`)

// shortBillion is "5.2bn".
var shortBillion = regexp.MustCompile(`(\d) ?bn\b`)

// group stands before numbers that are written with a comma, as no year is.
const group = '\ue000'

// grouped puts group before 1,240 and the like.
func grouped(s string) string {
	if strings.IndexByte(s, ',') < 0 {
		return s
	}
	var b strings.Builder
	last := 0
	for i := 0; i < len(s); i++ {
		if !isDigit(s[i]) {
			continue
		}
		start := i
		for i < len(s) && isDigit(s[i]) {
			i++
		}
		if i+3 < len(s) && s[i] == ',' && isDigit(s[i+1]) && isDigit(s[i+2]) && isDigit(s[i+3]) && (i+4 == len(s) || !isDigit(s[i+4])) {
			b.WriteString(s[last:start])
			b.WriteRune(group)
			last = start
			for i < len(s) && (isDigit(s[i]) || s[i] == ',') {
				i++
			}
		}
	}
	if last == 0 && b.Len() == 0 {
		return s
	}
	b.WriteString(s[last:])
	return b.String()
}

// numericDates rewrites 2023-05-26, 2023/5/26 and 26.05.2023.
func numericDates(s string) string {
	if strings.Count(s, "-")+strings.Count(s, "/")+strings.Count(s, ".") < 2 {
		return s
	}
	var b strings.Builder
	last := 0
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' || i > 0 && (s[i-1] >= '0' && s[i-1] <= '9' || s[i-1] == '.' || s[i-1] == '-') {
			continue
		}
		var parts [3]int
		var lengths [3]int
		j, n := i, 0
		var sep byte
		for n < 3 {
			start := j
			for j < len(s) && s[j] >= '0' && s[j] <= '9' && j-start < 5 {
				j++
			}
			if j == start {
				break
			}
			parts[n], _ = strconv.Atoi(s[start:j])
			lengths[n] = j - start
			n++
			if n == 3 || j >= len(s) || s[j] != '-' && s[j] != '/' && s[j] != '.' || sep != 0 && s[j] != sep {
				break
			}
			sep = s[j]
			j++
		}
		if n < 3 {
			continue
		}
		y, m, d := parts[0], parts[1], parts[2]
		if lengths[2] == 4 && lengths[0] <= 2 { // the day first, or the month where it can be nothing else
			d, m, y = parts[0], parts[1], parts[2]
			if m > 12 {
				d, m = m, d
			}
			lengths[0] = 4
		}
		if lengths[0] != 4 || m < 1 || m > 12 || d < 1 || d > 31 {
			continue
		}
		b.WriteString(s[last:i])
		b.WriteString(strconv.Itoa(y) + "年" + strconv.Itoa(m) + "月" + strconv.Itoa(d) + "日")
		last, i = j, j-1
	}
	if last == 0 {
		return s
	}
	b.WriteString(s[last:])
	return b.String()
}

// readSentence adds the cells of one sentence.
func (p *passage) readSentence(s string, sentence int) {
	p.quotes = append(p.quotes, quotesIn(s)...)
	s, links := takeLinks(s)
	p.links = append(p.links, links...)
	sc := &scanner{p: p, s: canonical(s), sentence: sentence, capitals: capitals(s), first: len(p.cells)}
	if n := len(p.cells); n > 0 {
		sc.clause = p.cells[n-1].clause + 1
	}
	sc.scan()
}

// capitals are the folded words that are written with a capital letter, the first
// word of the sentence apart.
func capitals(s string) map[string]bool {
	var m map[string]bool
	first := true
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if !unicode.IsLetter(r) || r >= 0x2E80 {
			i += n
			if unicode.IsDigit(r) {
				first = false
			}
			continue
		}
		j := i
		for j < len(s) {
			r, n := utf8.DecodeRuneInString(s[j:])
			if !unicode.IsLetter(r) && !unicode.IsMark(r) || r >= 0x2E80 {
				break
			}
			j += n
		}
		if unicode.IsUpper(r) && (!first || j-i > 1 && strings.ToUpper(s[i:j]) == s[i:j]) {
			if m == nil {
				m = map[string]bool{}
			}
			m[text.Fold(s[i:j])] = true
		}
		if first && unicode.IsUpper(r) && nameAlone(text.Fold(s[i:j])) {
			if m == nil {
				m = map[string]bool{}
			}
			m[text.Fold(s[i:j])] = true
		}
		first = false
		i = j
	}
	return m
}

// nameAlone tells whether a word at the beginning of a sentence is a name: a word
// that is not known, or the name of a country.
func nameAlone(w string) bool {
	l := lexemes()
	known := l.english[stem(w)]
	for _, e := range known {
		for _, c := range e.classes {
			if l.proper[c] && len(e.words) == 1 {
				return true
			}
		}
	}
	return len(known) == 0 && !functionWords[w]
}

// scanner cuts a canonical sentence into cells.
type scanner struct {
	p        *passage
	s        string
	i        int
	sentence int
	clause   int
	first    int // the sentence's first cell
	capitals map[string]bool
}

func (sc *scanner) scan() {
	for sc.i < len(sc.s) {
		c := sc.s[sc.i]
		switch {
		case c >= '0' && c <= '9':
			sc.quantity(false)
			continue
		case c < utf8.RuneSelf && !(c >= 'a' && c <= 'z'):
			sc.mark(rune(c))
			sc.i++
			continue
		}
		r, n := utf8.DecodeRuneInString(sc.s[sc.i:])
		switch {
		case r == '第' && sc.i+n < len(sc.s) && isDigit(sc.s[sc.i+n]):
			sc.i += n
			sc.quantity(true)
		case r == '两' && sc.pair(n):
		case isHan(r):
			sc.add(cell{kind: hanCell, han: r, start: sc.i})
			sc.i += n
		case unicode.IsLetter(r):
			sc.word()
		default:
			sc.mark(r)
			sc.i += n
		}
	}
	sc.ranges()
}

// pair reads 两 before what it counts as the number two, where text.Quantities does
// not know the measure.
func (sc *scanner) pair(n int) bool {
	next, _ := utf8.DecodeRuneInString(sc.s[sc.i+n:])
	if !isHan(next) || strings.ContainsRune("岸侧边会手端极难栖用者江广院国千百万亿", next) {
		return false
	}
	sc.add(cell{kind: numberCell, start: sc.i, claims: true, number: quantity{value: parseDecimal("2")}})
	sc.i += n
	return true
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// isHan tells the scripts that are written without blanks.
func isHan(r rune) bool {
	return r >= 0x3040 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana)
}

// mark begins a new clause where a mark separates.
func (sc *scanner) mark(r rune) {
	if strings.ContainsRune(",;:()—–。！？!?…", r) {
		sc.newClause()
	}
}

func (sc *scanner) newClause() {
	if n := len(sc.p.cells); n > sc.first && sc.p.cells[n-1].clause == sc.clause {
		sc.clause++
	}
}

func (sc *scanner) add(c cell) {
	c.clause, c.sentence = sc.clause, sc.sentence
	sc.p.cells = append(sc.p.cells, c)
}

// ambiguousMonths are months that text.Quantities leaves where they may be words.
var ambiguousMonths = map[string]int{"may": 5, "mar": 3, "dec": 12}

// conjunctions begin a clause of their own.
var conjunctions = wordSet("and but while whereas which who although though because yet")

// word reads a word of letters, with digits and marks within: h2o, u.s, o'neill.
func (sc *scanner) word() {
	start := sc.i
	for sc.i < len(sc.s) {
		r, n := utf8.DecodeRuneInString(sc.s[sc.i:])
		inner := false
		if (r == '.' || r == '\'' || r == '&') && sc.i+1 < len(sc.s) {
			next, _ := utf8.DecodeRuneInString(sc.s[sc.i+1:])
			inner = unicode.IsLetter(next) && !isHan(next)
			if r == '.' && inner {
				inner = sc.i-start <= 1 || sc.s[sc.i-2] == '.' // u.s.a, not "end.Next"
			}
		}
		if !inner && (!unicode.IsLetter(r) && !unicode.IsDigit(r) || isHan(r)) {
			break
		}
		sc.i += n
	}
	w := sc.s[start:sc.i]
	if rest, ok := strings.CutSuffix(w, "n't"); ok && rest != "" {
		if rest == "ca" {
			rest = "can"
		}
		sc.addWord(rest, start)
		sc.addWord("not", start+len(rest))
		return
	}
	if w == "cannot" {
		sc.addWord("can", start)
		sc.addWord("not", start+3)
		return
	}
	if i := strings.LastIndexByte(w, '\''); i > 0 && len(w)-i <= 3 {
		w = w[:i] // 's, 'll, 've
	}
	w = strings.Trim(w, "'")
	if m := ambiguousMonths[w]; m > 0 && sc.capitals[w] { // "from May 2023"; a bare "may" is seldom the month
		d := date{month: m}
		if end := yearBehind(&d, sc.s, sc.i); end > sc.i {
			sc.i = end
			sc.add(cell{kind: dateCell, start: start, claims: true, date: d})
			return
		}
	}
	if conjunctions[w] && !(w == "and" && sc.between()) {
		sc.newClause()
	}
	sc.addWord(w, start)
}

// between tells whether "and" stands between two names, which it does not part.
func (sc *scanner) between() bool {
	n := len(sc.p.cells)
	if n == sc.first || !sc.p.cells[n-1].upper {
		return false
	}
	rest := strings.TrimLeft(sc.s[sc.i:], " ")
	end := strings.IndexFunc(rest, func(r rune) bool { return !unicode.IsLetter(r) })
	if end < 0 {
		end = len(rest)
	}
	return sc.capitals[rest[:end]]
}

func (sc *scanner) addWord(w string, start int) {
	if w == "" {
		return
	}
	sc.add(cell{kind: wordCell, text: w, stem: stem(w), start: start, upper: sc.capitals[w]})
}

// quantity reads a number or a date.
func (sc *scanner) quantity(ordinal bool) {
	start, s := sc.i, sc.s
	i := start
	for i < len(s) && (isDigit(s[i]) || s[i] == '.' && i+1 < len(s) && isDigit(s[i+1]) && i > start && strings.IndexByte(s[start:i], '.') < 0) {
		i++
	}
	literal := s[start:i]
	if i < len(s)-2 && s[i] == ':' && isDigit(s[i+1]) && isDigit(s[i+2]) && len(literal) <= 2 { // 10:30
		sc.i = i + 3
		sc.add(cell{kind: numberCell, start: start, claims: true, number: quantity{value: parseDecimal(literal + "." + s[i+1:i+3]), unit: "clock"}})
		return
	}
	if ordinal {
		sc.i = i
		sc.add(cell{kind: numberCell, start: start, claims: true, number: quantity{value: parseDecimal(literal), ordinal: true}})
		return
	}
	if sc.date(literal, start, i) {
		return
	}
	sc.number(literal, start, i)
}

// yearLike takes the numbers that are years when nothing else is said of them.
func yearLike(literal string) int {
	if len(literal) != 4 || literal < "1000" || literal > "2199" || strings.Contains(literal, ".") {
		return 0
	}
	n, _ := strconv.Atoi(literal)
	return n
}

func (sc *scanner) date(literal string, start, end int) bool {
	s := sc.s
	year := yearLike(literal)
	if strings.HasSuffix(s[:start], string(group)) {
		return false
	}
	var d date
	i := end
	switch {
	case strings.HasPrefix(s[i:], "年") && (year > 0 || len(literal) == 3 && !strings.Contains(literal, ".")) && !strings.HasPrefix(s[i:], "年代"):
		d.year, _ = strconv.Atoi(literal)
		i += len("年")
		if m, j := smallAt(s, i); m >= 1 && m <= 12 && strings.HasPrefix(s[j:], "月") {
			d.month, i = m, j+len("月")
			i = sc.dayAt(&d, i)
		}
	case strings.HasPrefix(s[i:], "月") && len(literal) <= 2:
		m, _ := strconv.Atoi(literal)
		if m < 1 || m > 12 {
			return false
		}
		d.month = m
		i = sc.dayAt(&d, i+len("月"))
		i = yearBehind(&d, s, i)
	case year > 0:
		if _, n := unitAt(s[i:]); n > 0 {
			return false
		}
		if _, n := boundBehind(s[i:]); n > 0 {
			return false
		}
		if b, _ := boundBefore(s[:start]); b != exactly && b != about {
			return false
		}
		for _, c := range currencies {
			if strings.HasSuffix(strings.TrimRight(s[:start], " "), c.sign) {
				return false
			}
		}
		if i < len(s) && (s[i] == 's' && (i+1 == len(s) || !isWordByte(s[i+1])) || strings.HasPrefix(s[i:], "'s")) { // the 1980s
			sc.i = i + 1
			if s[i] == '\'' {
				sc.i++
			}
			sc.add(cell{kind: numberCell, start: start, claims: true, number: quantity{value: parseDecimal(literal), unit: "decade of"}})
			return true
		}
		d.year = year
	default:
		return false
	}
	if b, from := boundBefore(s[:start]); from >= 0 && (b == about || b == nearly) {
		d.bound = b
		sc.consume(from)
	}
	sc.i = i
	sc.add(cell{kind: dateCell, start: start, claims: true, date: d})
	return true
}

// dayAt reads 26日 behind a month.
func (sc *scanner) dayAt(d *date, i int) int {
	if day, j := smallAt(sc.s, i); day >= 1 && day <= 31 && (strings.HasPrefix(sc.s[j:], "日") || strings.HasPrefix(sc.s[j:], "号")) {
		d.day = day
		return j + len("日")
	}
	return i
}

// yearBehind reads the year of "5月26日, 2023" and "9月 2013", as English dates
// become, where no word of Chinese follows.
func yearBehind(d *date, s string, i int) int {
	j := i
	if j < len(s) && s[j] == ',' {
		j++
	}
	for j < len(s) && s[j] == ' ' {
		j++
	}
	if strings.HasPrefix(s[j:], "of ") {
		j += 3
	}
	end := j
	for end < len(s) && isDigit(s[end]) {
		end++
	}
	year := yearLike(s[j:end])
	if year == 0 || j == i {
		return i
	}
	if end < len(s) && (s[end] >= 0x80 || s[end] == '.' && end+1 < len(s) && isDigit(s[end+1])) {
		return i
	}
	d.year = year
	return end
}

// smallAt reads one or two digits.
func smallAt(s string, i int) (n, end int) {
	end = i
	for end < len(s) && isDigit(s[end]) && end-i < 3 {
		end++
	}
	n, _ = strconv.Atoi(s[i:end])
	return n, end
}

// number reads what is no date, with its bound and unit.
func (sc *scanner) number(literal string, start, end int) {
	s := sc.s
	q := quantity{value: parseDecimal(literal)}
	i := end
	if b, n := boundBehind(s[i:]); n > 0 {
		q.bound = b
		i += n
		for _, m := range []struct {
			han   string
			zeros int
		}{{"万", 4}, {"亿", 8}} { // 100多万
			if strings.HasPrefix(s[i:], m.han) {
				q.value = q.value.shift(m.zeros)
				i += len(m.han)
			}
		}
	}
	u, n := unitAt(s[i:])
	if n > 0 {
		q.unit = u.of
		q.value = q.value.shift(u.exp)
		i += n
		if q.bound == exactly {
			if b, n := boundBehind(s[i:]); n > 0 {
				q.bound = b
				i += n
			}
		}
	} else if strings.HasPrefix(s[i:], "年代") {
		q.unit = "decade of"
		i += len("年代")
	} else if strings.HasPrefix(s[i:], "年") {
		q.unit = "years"
		u.time = true
		i += len("年")
	}
	before := strings.TrimSuffix(s[:start], string(group))
	if t := strings.TrimSuffix(before, "-"); len(t) < len(before) && (t == "" || strings.HasSuffix(t, " ") || strings.HasSuffix(t, "(") || signBehind(t)) || strings.HasSuffix(before, "零下") || strings.HasSuffix(before, "minus ") {
		q.value.negative = q.value.digits != ""
	}
	trimmed := strings.TrimRight(before, " ")
	for _, c := range currencies {
		if strings.HasSuffix(trimmed, c.sign) {
			if q.unit == "" || q.unit == c.of {
				q.unit = c.of
			}
			sc.consume(len(trimmed) - len(c.sign))
			break
		}
	}
	if b, from := boundBefore(before); from >= 0 && q.bound == exactly {
		q.bound = b
		if u.time && b == over && strings.HasSuffix(trimmed, " over") {
			q.bound = perhapsOver
		}
		sc.consume(from)
	}
	sc.i = i
	sc.add(cell{kind: numberCell, start: start, claims: true, number: q})
}

// signBehind tells whether a hyphen behind a text is a sign: 为-5度, but 25日-30日.
func signBehind(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return isHan(r) && !strings.ContainsRune("日号年月时点分天", r)
}

// consume marks the cells from a place on as part of the number to come.
func (sc *scanner) consume(from int) {
	for k := len(sc.p.cells) - 1; k >= sc.first && sc.p.cells[k].start >= from; k-- {
		sc.p.cells[k].skip = true
	}
}

// ranges completes dates of which a range leaves out a part: 25–30 May, 5月25日至30日.
func (sc *scanner) ranges() {
	cells := sc.p.cells[sc.first:]
	for i := range cells {
		c := &cells[i]
		if c.kind != numberCell || c.number.ordinal || c.number.bound != exactly {
			continue
		}
		n := c.number.value.small()
		if n < 1 || n > 31 {
			continue
		}
		// what a range leaves out of its first date
		if next, between := following(cells, i); next != nil && next.date.day > 0 && c.number.unit == "" && rangeWord(between) && n < next.date.day {
			*c = dated(c, date{next.date.year, next.date.month, n, exactly})
			continue
		}
		// and of its second one; 30日 is read as a number before a character
		if previous := preceding(cells, i); previous != nil && previous.date.day > 0 && (c.number.unit == "" && n > previous.date.day) {
			day := i+1 < len(cells) && (cells[i+1].han == '日' || cells[i+1].han == '号')
			dash := sc.s[c.start-1] == '-' || strings.HasSuffix(sc.s[:c.start], "–") || strings.HasSuffix(sc.s[:c.start], "~")
			if day || dash {
				if day {
					cells[i+1].skip = true
				}
				*c = dated(c, date{previous.date.year, previous.date.month, n, exactly})
			}
		}
	}
	// "5月25日 to 5月30日 2023" and "2023年5月25日至5月30日": the year is that of the range
	for i := range cells {
		c := &cells[i]
		if c.kind != dateCell || c.date.month == 0 || c.date.year != 0 {
			continue
		}
		if next, between := following(cells, i); next != nil && next.date.year > 0 && next.date.month > 0 && rangeWord(between) {
			c.date.year = next.date.year
		} else if previous := preceding(cells, i); previous != nil && previous.date.year > 0 && previous.date.month > 0 {
			c.date.year = previous.date.year
		}
	}
}

func dated(c *cell, d date) cell {
	n := *c
	n.kind, n.date, n.number = dateCell, d, quantity{}
	return n
}

// following returns the next date within one cell, and what stands between.
func following(cells []cell, i int) (next *cell, between *cell) {
	for k := i + 1; k < len(cells) && k <= i+2; k++ {
		if cells[k].kind == dateCell {
			return &cells[k], between
		}
		between = &cells[k]
	}
	return nil, nil
}

// preceding returns the date before, at most two cells away.
func preceding(cells []cell, i int) *cell {
	for k := i - 1; k >= 0 && k >= i-3; k-- {
		if cells[k].kind == dateCell {
			return &cells[k]
		}
	}
	return nil
}

// rangeWord tells whether what stands between two dates makes them a range.
func rangeWord(c *cell) bool {
	if c == nil {
		return true // a dash
	}
	switch c.text {
	case "to", "through", "until", "till", "and":
		return true
	}
	return c.han == '至' || c.han == '到' || c.han == '日'
}
