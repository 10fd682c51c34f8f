package handlers

import (
	"cmp"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/forumbot/forumbot/knowledge"
	"github.com/forumbot/forumbot/trivia"
)

// dailyChange is what somebody wants changed; nil and "" leave it as it is.
type dailyChange struct {
	on       *bool
	minute   *int
	days     trivia.Days
	zone     string
	language knowledge.Language
	picture  *bool
	kind     DailyKind
}

func (c dailyChange) empty() bool { return c == dailyChange{} }

// readDaily reads what follows /daily, in Chinese or English: "8:30
// Asia/Shanghai", "off", "weekdays at 9pm", "每天早上八点", "晚上9点半 北京时间". It is
// false when something is left that it does not understand.
func readDaily(s string) (c dailyChange, ok bool) {
	s = strings.ToLower(narrow(s))
	if len(s) > maxQuestion {
		return c, false
	}
	s = c.takeZone(s)
	s = c.takeWords(s)
	s, ok = c.takeTime(s)
	return c, ok && !strings.ContainsFunc(fillers.ReplaceAllString(s, " "), func(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) })
}

// narrow turns full-width characters into those of a keyboard.
func narrow(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '！' && r <= '～':
			return r - '！' + '!'
		case r == '　':
			return ' '
		case r == '−' || r == '–':
			return '-'
		}
		return r
	}, clean(s))
}

// fillers mean nothing by themselves.
var fillers = regexp.MustCompile(`\b(?:at|in|on|turn|the|o'?clock|time|please|daily|every|each|day|send|me|it|a|to|for)\b|请|在|的|时候|发|给我|推送|我|点钟|时间|吧|每|天|日`)

var (
	ianaName   = regexp.MustCompile(`\b[a-z]+(?:/[a-z0-9_+-]+){1,2}`)
	utcOffset  = regexp.MustCompile(`\b(?:utc|gmt)\s*([+-])\s*(\d{1,2})(?::?([0-5]\d))?\b`)
	utcItself  = regexp.MustCompile(`\b(?:utc|gmt)\b`)
	clockTime  = regexp.MustCompile(`\b(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm|a\.m\.|p\.m\.)?`)
	hanTime    = regexp.MustCompile(`(凌晨|清晨|早上|早晨|上午|中午|午后|下午|傍晚|晚上|夜里|早|晚)?\s*([0-9零〇一二两兩三四五六七八九十]{1,3})\s*(?:点钟|点|點|时|時)\s*(?:(半)|(一刻)|(三刻)|整|([0-9零〇一二三四五六七八九十]{1,3})\s*分?)?`)
	partOfDay  = regexp.MustCompile(`(凌晨|清晨|早上|早晨|上午|中午|午后|下午|傍晚|晚上|夜里|早|晚)\s*(\d{1,2}):(\d{2})`)
	wordedTime = map[string]int{"noon": 720, "midday": 720, "midnight": 0, "正午": 720, "中午": 720, "午夜": 0}
)

// dailyWords are the words for what is set, the longest of those that begin
// alike first.
var dailyWords = []struct {
	pattern *regexp.Regexp
	set     func(c *dailyChange)
}{
	{regexp.MustCompile(`不要(?:图片|配图)|不带图|\b(?:no|without(?: an?)?) pictures?\b|\btext only\b|纯文字`), func(c *dailyChange) { c.picture = new(bool) }},
	{regexp.MustCompile(`带图片?|配图|图片|\b(?:with )?(?:an? )?pictures?\b`), func(c *dailyChange) { c.picture = ptr(true) }},
	{regexp.MustCompile(`\btext and (?:a )?quiz\b|\b(?:with a )?quiz and text\b|\bboth\b|文字加测验|都要`), func(c *dailyChange) { c.kind = DailyBoth }},
	{regexp.MustCompile(`\bquiz(?:zes)?\b|测验`), func(c *dailyChange) { c.kind = cmp.Or(c.kind, DailyQuiz) }},
	{regexp.MustCompile(`\btext\b|文字`), func(c *dailyChange) { c.kind = cmp.Or(c.kind, DailyText) }},
	{regexp.MustCompile(`\b(?:off|stop|unsubscribe|disable|cancel)\b|关闭|关掉|关|停止|停|取消|退订`), func(c *dailyChange) { c.on = new(bool) }},
	{regexp.MustCompile(`\b(?:turn on|on|start|subscribe|enable)\b|开启|打开|开|订阅`), func(c *dailyChange) { c.on = ptr(true) }},
	{regexp.MustCompile(`\b(?:on )?(?:week|work|working |business )days?\b|\bmon(?:day)?\s*(?:-|to)\s*fri(?:day)?\b|工作日|周一[到至]周?五|平日`), func(c *dailyChange) { c.days = trivia.Weekdays }},
	{regexp.MustCompile(`\b(?:at |on )?(?:the )?weekends?\b|周末|週末`), func(c *dailyChange) { c.days = trivia.Weekend }},
	{regexp.MustCompile(`\bevery ?day\b|\beach day\b|\bdaily\b|每天|每日|天天`), func(c *dailyChange) { c.days = trivia.Everyday }},
	{regexp.MustCompile(`\b(?:in )?english\b|英文|英语`), func(c *dailyChange) { c.language = knowledge.English }},
	{regexp.MustCompile(`\b(?:in )?chinese\b|中文|汉语`), func(c *dailyChange) { c.language = knowledge.Chinese }},
}

func ptr[T any](v T) *T { return &v }

// take cuts the first match of a pattern out of a text.
func take(s string, p *regexp.Regexp) (rest string, match []string) {
	at := p.FindStringSubmatchIndex(s)
	if at == nil {
		return s, nil
	}
	match = p.FindStringSubmatch(s)
	return s[:at[0]] + " " + s[at[1]:], match
}

func (c *dailyChange) takeZone(s string) string {
	if rest, m := take(s, ianaName); m != nil {
		if name, ok := ianaCase(m[0]); ok {
			c.zone = name
			return rest
		}
	}
	if rest, m := take(s, utcOffset); m != nil {
		name := "UTC" + m[1] + m[2]
		if m[3] != "" {
			name += ":" + m[3]
		}
		if _, err := trivia.Zone(name); err == nil {
			c.zone = name
			return rest
		}
	}
	for _, city := range cities {
		for _, name := range city.names {
			if at := wordIndex(s, name); at >= 0 {
				c.zone = city.zone
				return s[:at] + " " + s[at+len(name):]
			}
		}
	}
	if rest, m := take(s, utcItself); m != nil {
		c.zone = "UTC"
		return rest
	}
	return s
}

// wordIndex finds a name; one of Latin letters only as a whole word.
func wordIndex(s, name string) int {
	at := strings.Index(s, name)
	if at < 0 || name[0] >= 0x80 {
		return at
	}
	if at > 0 && isNameByte(s[at-1]) || at+len(name) < len(s) && isNameByte(s[at+len(name)]) {
		return -1
	}
	return at
}

// ianaCase finds the name of a zone that was written in any case:
// america/port_of_spain is America/Port_of_Spain.
func ianaCase(s string) (string, bool) {
	var b strings.Builder
	upper := true
	for word := range strings.FieldsFuncSeq(strings.NewReplacer("/", "\x00/\x00", "_", "\x00_\x00", "-", "\x00-\x00").Replace(s), func(r rune) bool { return r == 0 }) {
		switch {
		case word == "of" || word == "es" || word == "au":
		case upper:
			word = strings.ToUpper(word[:1]) + word[1:]
		}
		b.WriteString(word)
	}
	for _, name := range []string{b.String(), strings.ToUpper(s)} {
		if _, err := trivia.Zone(name); err == nil {
			return name, true
		}
	}
	return "", false
}

func (c *dailyChange) takeWords(s string) string {
	for _, w := range dailyWords {
		if rest, m := take(s, w.pattern); m != nil {
			w.set(c)
			s = rest
		}
	}
	return s
}

// takeTime reads one time of day. It is false for a time that no clock shows.
func (c *dailyChange) takeTime(s string) (rest string, ok bool) {
	if rest, m := take(s, partOfDay); m != nil {
		return rest, c.setTime(m[1], m[2], m[3])
	}
	if rest, m := take(s, hanTime); m != nil {
		minutes := m[6]
		switch {
		case m[3] != "":
			minutes = "30"
		case m[4] != "":
			minutes = "15"
		case m[5] != "":
			minutes = "45"
		}
		return rest, c.setTime(m[1], m[2], minutes)
	}
	for word, minute := range wordedTime {
		if at := wordIndex(s, word); at >= 0 {
			c.minute = &minute
			return s[:at] + " " + s[at+len(word):], true
		}
	}
	if rest, m := take(s, clockTime); m != nil {
		return rest, c.setTime(strings.ReplaceAll(m[3], ".", ""), m[1], m[2])
	}
	return s, true
}

// setTime takes an hour by the part of the day that is named with it.
func (c *dailyChange) setTime(part, hours, minutes string) bool {
	h, ok := numeral(hours)
	if (part == "am" || part == "pm") && (h < 1 || h > 12) {
		return false
	}
	m, ok2 := 0, true
	if minutes != "" {
		m, ok2 = numeral(minutes)
	}
	switch part {
	case "pm", "下午", "午后", "傍晚", "晚上", "晚", "夜里":
		switch {
		case h < 12:
			if part != "夜里" || h > 5 { // 夜里两点 is in the small hours
				h += 12
			}
		case h == 12 && part != "pm" && part != "下午" && part != "午后":
			h = 0 // midnight
		}
	case "中午":
		if h < 3 {
			h += 12
		}
	case "am", "凌晨":
		if h == 12 {
			h = 0
		}
	}
	if !ok || !ok2 || h > 23 || m > 59 {
		return false
	}
	c.minute = ptr(h*60 + m)
	return true
}

const hanDigits = "零一二三四五六七八九"

// numeral reads a number below 100, in figures or Chinese.
func numeral(s string) (int, bool) {
	if n, err := strconv.Atoi(s); err == nil {
		return n, n >= 0 && n < 100
	}
	s = strings.NewReplacer("〇", "零", "两", "二", "兩", "二").Replace(s)
	digit := func(s string, otherwise int) (int, bool) {
		if s == "" {
			return otherwise, true
		}
		i := strings.Index(hanDigits, s)
		return i / len("零"), i >= 0 && len(s) == len("零")
	}
	if tens, ones, found := strings.Cut(s, "十"); found {
		t, ok := digit(tens, 1)
		o, ok2 := digit(ones, 0)
		return 10*t + o, ok && ok2
	}
	return digit(strings.TrimPrefix(s, "零"), 0)
}
