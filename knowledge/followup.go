package knowledge

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/forumbot/forumbot/knowledge/text"
)

// followUp tells how a question leans on the conversation.
type followUp struct {
	leads   bool   // begins or ends like a continuation: 那…呢, and …?, what about …
	pronoun bool   // points back: it, they, that, 它, 他, 这个
	other   bool   // wants another one: the other list, 另一个
	shift   int    // years to go from the year last spoken of: the year before is −1
	phrase  string // the words that say so
	from    string // the year that it goes from where the question says so: "the year after 2018"
	bare    bool   // is short enough to build on what was said before
}

// any reports whether the question leans on the conversation at all.
func (f followUp) any() bool { return f.leads || f.pronoun || f.other || f.shift != 0 || f.bare }

var (
	leadsChinese = []string{"那么", "那", "然后", "还有", "另外", "再问", "接着", "继续", "同时", "其中", "顺便"}
	leadsEnglish = []string{"and ", "what about", "how about", "what of ", "then ", "ok and", "okay and", "also ", "so and", "or ", "same for", "but "}
	pronounsZh   = []string{"它", "他", "她", "这个", "那个", "这些", "那些", "该", "其", "前者", "后者", "这里", "那里", "这句", "那句", "这话", "那话", "这场", "那场", "这家", "那家", "这位", "那位", "这项", "那项", "这是", "那是", "这次", "那次", "上面", "刚才", "刚刚", "上述", "同一", "一样", "这款", "那款", "此", "这届", "那届", "这俩", "那儿", "这儿", "这篇", "这两"}
	pronounsEn   = []string{"it", "its", "he", "his", "him", "she", "her", "hers", "they", "them", "their", "theirs", "that", "this", "those", "these", "there", "one", "ones", "same", "both", "latter", "former", "above", "each"}
	othersZh     = []string{"另一", "另外一", "另外那", "其他的", "其它的", "别的", "剩下", "还有哪", "另个"}
	othersEn     = []string{"the other", "another", "others", "the rest", "remaining", "else"}
)

// yearShifts are the relative years, longest first.
var yearShifts = []struct {
	phrase string
	delta  int
}{
	{"the year before that", -1}, {"year before that one", -1}, {"the one before it", -1}, {"year after that one", 1}, {"the one after it", 1}, {"the year before", -1}, {"year before", -1}, {"previous year", -1}, {"one year earlier", -1}, {"a year earlier", -1}, {"year earlier", -1}, {"preceding year", -1}, {"prior year", -1}, {"year prior", -1}, {"the one before", -1},
	{"two years earlier", -2}, {"two years before", -2}, {"2 years earlier", -2}, {"2 years before", -2}, {"two years later", 2}, {"two years after", 2}, {"2 years later", 2}, {"2 years after", 2},
	{"the year after that", 1}, {"the year after", 1}, {"year after", 1}, {"following year", 1}, {"next year", 1}, {"one year later", 1}, {"a year later", 1}, {"year later", 1}, {"the one after", 1}, {"subsequent year", 1},
	{"前两年", -2}, {"两年前", -2}, {"2年前", -2}, {"前2年", -2}, {"后两年", 2}, {"两年后", 2}, {"2年后", 2}, {"后2年", 2},
	{"之前一年", -1}, {"之前那年", -1}, {"之前那一年", -1}, {"再之前", -1}, {"再往前", -1}, {"之后一年", 1}, {"之后那年", 1}, {"之后那一年", 1}, {"再之后", 1}, {"再往后", 1}, {"前一年", -1}, {"上一年", -1}, {"前1年", -1}, {"上1年", -1}, {"早一年", -1}, {"前面一年", -1}, {"往前一年", -1}, {"再前一年", -1}, {"一年前", -1}, {"上一届", -1}, {"前一届", -1}, {"早1年", -1},
	{"后一年", 1}, {"下一年", 1}, {"后1年", 1}, {"下1年", 1}, {"晚一年", 1}, {"第二年", 1}, {"第2年", 1}, {"次年", 1}, {"转年", 1}, {"隔年", 1}, {"来年", 1}, {"往后一年", 1}, {"下一届", 1}, {"后一届", 1}, {"一年后", 1}, {"翌年", 1}, {"晚1年", 1},
}

// followUpOf looks for the marks of a follow-up in an understood question.
func followUpOf(q *question) followUp {
	var f followUp
	s := strings.TrimLeft(q.folded, " ,.;:!?。，、…-")
	for _, w := range leadsChinese {
		f.leads = f.leads || strings.HasPrefix(s, w)
	}
	for _, w := range leadsEnglish {
		f.leads = f.leads || strings.HasPrefix(s, w)
	}
	trimmed := strings.TrimRight(s, " ?!.。，…~")
	f.leads = f.leads || strings.HasSuffix(trimmed, "呢") || strings.HasSuffix(trimmed, "咧")
	f.pronoun = containsAny(s, pronounsZh) || hasWord(s, pronounsEn)
	f.other = containsAny(s, othersZh) || containsAny(s, othersEn)
	for _, y := range yearShifts {
		if strings.Contains(s, y.phrase) {
			f.shift, f.phrase = y.delta, y.phrase
			f.from = yearBeside(s, y.phrase)
			break
		}
	}
	f.bare = q.han+2*q.words <= 22
	return f
}

// yearBeside returns the year that a phrase in a folded text counts from: the
// one right before it in Chinese ("2018年的后一年", but not "下一届2018年"), and
// after it in English ("the year after 2018").
func yearBeside(s, phrase string) string {
	i := strings.Index(s, phrase)
	before := strings.TrimRight(s[:i], " 的")
	before = strings.TrimSuffix(before, "年")
	after := ""
	if phrase[0] < utf8.RuneSelf {
		after = strings.TrimPrefix(strings.TrimLeft(s[i+len(phrase):], " "), "the ")
	}
	for _, y := range []string{lastFour(before), firstFour(after)} {
		if _, err := strconv.Atoi(y); err == nil {
			return y
		}
	}
	return ""
}

func lastFour(s string) string  { return s[max(0, len(s)-4):] }
func firstFour(s string) string { return s[:min(4, len(s))] }

// hasWord looks for whole Latin words.
func hasWord(s string, words []string) bool {
	for w := range strings.FieldsFuncSeq(s, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' }) {
		w = strings.TrimSuffix(w, "'s")
		for _, x := range words {
			if w == x {
				return true
			}
		}
	}
	return false
}

// withYear puts another year into a folded question: in place of the years
// that it holds, else in front.
func withYear(folded string, quantities []text.Quantity, year int) string {
	y := strconv.Itoa(year)
	done := false
	for _, q := range quantities {
		if q.Kind == text.Year && strings.Contains(folded, q.Value) {
			folded = strings.ReplaceAll(folded, q.Value, y)
			done = true
		}
	}
	if !done {
		folded = y + "年 " + folded
	}
	return folded
}
