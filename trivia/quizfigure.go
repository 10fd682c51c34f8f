package trivia

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/forumbot/forumbot/knowledge"
)

// figures adds other figures of the right one's form, below and above it: the
// same unit and hedge, as round, and of about its size. A figure that a fact
// about the same thing gives is none of them.
func (d *draft) figures(q *question, kind string, hedged bool) string {
	n, ok := parseFigure(d.right, q.language, kind == "date")
	if !ok {
		return "it has no single number to vary"
	}
	if kind == "count" && n.value < 5 && n.decimals == 0 {
		return "so small a number can be counted or guessed"
	}
	n.hedged = hedged
	written := func(values []int64) (out []string) {
		for _, v := range values {
			if s, ok := n.format(v); ok && !q.gives(s) {
				out = append(out, s)
			}
		}
		return out
	}
	below, above := n.neighbours(kind)
	d.below, d.above = written(below), written(above)
	return d.inOrder()
}

// inOrder marks the options as ordered and tells what is wrong with them: the
// right one must not be known by its place.
func (d *draft) inOrder() string {
	d.ordered = true
	switch {
	case (len(d.below) == 0) != (len(d.above) == 0):
		return "the others are all on one side of it, which gives it away"
	case len(d.below)+len(d.above) < choices: // one more than is shown, so that its place can change
		return "too few others are certainly wrong"
	}
	return ""
}

// figure is a value with one number in it: "more than 2,880", "第11位", "six days".
type figure struct {
	before, after string
	value         int64 // times ten to the power of decimals
	decimals      int
	commas        bool     // 2,880
	ordinal       bool     // 11th
	words         []string // the number is a word of this list, at value
	chinese       bool     // 十
	language      knowledge.Language
	day           bool // of a month
	hedged        bool
}

var (
	numeral        = regexp.MustCompile(`[0-9][0-9,]*(?:\.[0-9]+)?`)
	thousands      = regexp.MustCompile(`^[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?$`)
	ordinalEnding  = regexp.MustCompile(`^(?:st|nd|rd|th)\b`)
	chineseNumeral = regexp.MustCompile(`[一二两三四五六七八九十百千万亿]+`)
	chineseDay     = regexp.MustCompile(`月([0-9]{1,2})日$`)
	englishDay     = regexp.MustCompile(`^([0-9]{1,2}) [A-Z][a-z]+(?: [0-9]{4})?$|^[A-Z][a-z]+ ([0-9]{1,2})(?:, [0-9]{4})?$`)
	word           = regexp.MustCompile(`[A-Za-z]+`)
)

var (
	cardinals = strings.Fields("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty")
	ordinals  = strings.Fields("zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth")
)

// parseFigure reads a value that holds one number, or the day of a date.
func parseFigure(s string, l knowledge.Language, date bool) (figure, bool) {
	n := figure{language: l}
	found := numeral.FindAllStringIndex(s, -1)
	if date {
		for _, re := range []*regexp.Regexp{chineseDay, englishDay} {
			if at := re.FindStringSubmatchIndex(s); at != nil {
				n.day = true
				if at = at[2:]; at[0] < 0 {
					at = at[2:]
				}
				found = [][]int{at[:2]}
			}
		}
		if !n.day {
			return n, false
		}
	}
	switch len(found) {
	case 1:
		return n, n.digits(s, found[0])
	case 0:
		return n, n.spelled(s)
	}
	return n, false
}

// digits reads the number at a place of s.
func (n *figure) digits(s string, at []int) bool {
	lit := s[at[0]:at[1]]
	n.before, n.after = s[:at[0]], s[at[1]:]
	if strings.Contains(lit, ",") && !thousands.MatchString(lit) {
		return false
	}
	n.commas = strings.Contains(lit, ",")
	lit = strings.ReplaceAll(lit, ",", "")
	if whole, fraction, ok := strings.Cut(lit, "."); ok {
		n.decimals = len(fraction)
		lit = whole + fraction
	}
	if ending := ordinalEnding.FindString(n.after); ending != "" {
		n.ordinal = true
		n.after = n.after[len(ending):]
	}
	var err error
	n.value, err = strconv.ParseInt(lit, 10, 64)
	return err == nil && n.value > 0 && n.value < 1e15
}

// spelled reads a number that is written as a word.
func (n *figure) spelled(s string) bool {
	if n.language == knowledge.Chinese {
		found := chineseNumeral.FindAllStringIndex(s, -1)
		if len(found) != 1 {
			return false
		}
		v, ok := parseChinese(s[found[0][0]:found[0][1]])
		n.before, n.after, n.value, n.chinese = s[:found[0][0]], s[found[0][1]:], int64(v), true
		return ok
	}
	if n.language != knowledge.English {
		return false
	}
	hits := 0
	for _, at := range word.FindAllStringIndex(s, -1) {
		w := strings.ToLower(s[at[0]:at[1]])
		for _, list := range [][]string{cardinals, ordinals} {
			if i := slices.Index(list, w); i > 0 {
				hits++
				n.before, n.after, n.value, n.words = s[:at[0]], s[at[1]:], int64(i), list
			}
		}
	}
	return hits == 1
}

// format writes another number in the figure's form, where there is one.
func (n *figure) format(v int64) (string, bool) {
	var lit string
	switch {
	case n.words != nil:
		if v < 1 || v >= int64(len(n.words)) {
			return "", false
		}
		lit = n.words[v]
	case n.chinese:
		if v < 1 || v > 99 {
			return "", false
		}
		lit = formatChinese(int(v))
		if v == 2 && !strings.HasSuffix(n.before, "第") {
			lit = "两"
		}
	default:
		lit = strconv.FormatInt(v, 10)
		if n.decimals > 0 {
			for len(lit) <= n.decimals {
				lit = "0" + lit
			}
			lit = lit[:len(lit)-n.decimals] + "." + lit[len(lit)-n.decimals:]
		} else if n.commas || n.language == knowledge.English {
			lit = withCommas(lit)
		}
		if n.ordinal {
			lit += ending(v)
		}
	}
	return n.before + lit + n.after, true
}

func withCommas(lit string) string {
	for i := len(lit) - 3; i > 0; i -= 3 {
		lit = lit[:i] + "," + lit[i:]
	}
	return lit
}

func ending(v int64) string {
	if v%100 >= 11 && v%100 <= 13 {
		return "th"
	}
	return [...]string{"th", "st", "nd", "rd", "th", "th", "th", "th", "th", "th"}[v%10]
}

const chineseDigits = "零一二三四五六七八九"

// parseChinese reads a number below a hundred.
func parseChinese(s string) (int, bool) {
	for v := 1; v < 100; v++ {
		if formatChinese(v) == strings.ReplaceAll(s, "两", "二") {
			return v, true
		}
	}
	return 0, false
}

// formatChinese writes a number below a hundred.
func formatChinese(v int) string {
	digits := []rune(chineseDigits)
	s := ""
	if v >= 20 {
		s = string(digits[v/10])
	}
	if v >= 10 {
		s += "十"
	}
	if v%10 > 0 {
		s += string(digits[v%10])
	}
	return s
}
