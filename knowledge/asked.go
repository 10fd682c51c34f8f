package knowledge

import (
	"slices"
	"strings"
)

// askedWord is a phrase that tells what a question asks for.
type askedWord struct {
	phrase string
	kind   Asked
}

// askedChinese is tried in order; a longer phrase stands before its parts, and
// what it covers is not looked at again.
var askedChinese = []askedWord{
	{"哪怕", ""}, {"无论如何", ""}, {"不管怎么", ""}, {"没什么", ""}, {"什么的,", ""}, {"几百", ""}, {"几千", ""}, {"几十", ""}, {"几万", ""}, {"十几", ""}, {"好几", ""}, {"几句", ""}, // these ask for nothing
	{"什么时候", AskWhen}, {"什么时间", AskWhen}, {"什么日子", AskWhen}, {"何时", AskWhen}, {"啥时候", AskWhen}, {"啥时", AskWhen},
	{"哪一年", AskWhen}, {"哪年", AskWhen}, {"哪天", AskWhen}, {"哪一天", AskWhen}, {"几月", AskWhen}, {"几号", AskWhen}, {"几时", AskWhen},
	{"哪个月", AskWhen}, {"几年", AskWhen}, {"那年的", AskWhen}, {"什么年份", AskWhen}, {"哪个年份", AskWhen}, {"日期", AskWhen},
	{"什么地方", AskWhere}, {"哪里", AskWhere}, {"哪儿", AskWhere}, {"在哪", AskWhere}, {"何处", AskWhere}, {"边度", AskWhere}, {"边处", AskWhere}, {"哪个区", AskWhere}, {"啥地方", AskWhere}, {"地址", AskWhere}, {"地点", AskWhere},
	{"什么人", AskWho}, {"哪位", AskWho}, {"哪些人", AskWho}, {"谁", AskWho}, {"边个", AskWho}, {"边位", AskWho}, {"何人", AskWho}, {"哪个人", AskWho}, {"哪个单位", AskWho}, {"哪家", AskWho}, {"哪个机构", AskWho}, {"什么机构", AskWho}, {"什么单位", AskWho}, {"哪所", AskWho},
	{"为什么", AskWhy}, {"为何", AskWhy}, {"为啥", AskWhy}, {"怎么会", AskWhy}, {"什么原因", AskWhy}, {"原因", AskWhy}, {"凭什么", AskWhy},
	{"多少", AskHowMany}, {"几个", AskHowMany}, {"几场", AskHowMany}, {"几家", AskHowMany}, {"几位", AskHowMany}, {"几项", AskHowMany}, {"几天", AskHowMany}, {"几成", AskHowMany}, {"几届", AskHowMany}, {"第几", AskHowMany}, {"多大", AskHowMany}, {"多高", AskHowMany}, {"多长", AskHowMany}, {"多久", AskHowMany}, {"几多", AskHowMany}, {"几", AskHowMany}, {"数量", AskHowMany}, {"占比", AskHowMany}, {"比例", AskHowMany}, {"比重", AskHowMany},
	{"哪些", AskWhich}, {"哪个", AskWhich}, {"哪一", AskWhich}, {"哪", AskWhich},
	{"怎么样", AskHow}, {"怎样", AskHow}, {"怎么", AskHow}, {"如何", AskHow}, {"咋", AskHow},
	{"什么", AskWhat}, {"啥", AskWhat}, {"乜", AskWhat}, {"咩", AskWhat}, {"何", AskWhat},
}

var askedEnglish = []askedWord{
	{"how many", AskHowMany}, {"how much", AskHowMany}, {"how big", AskHowMany}, {"how large", AskHowMany}, {"how long", AskHowMany}, {"how fast", AskHowMany}, {"number of", AskHowMany}, {"what number", AskHowMany}, {"what share", AskHowMany}, {"what percentage", AskHowMany}, {"what proportion", AskHowMany}, {"what fraction", AskHowMany}, {"what %", AskHowMany},
	{"what time", AskWhen}, {"what year", AskWhen}, {"which year", AskWhen}, {"what date", AskWhen}, {"which date", AskWhen}, {"what day", AskWhen}, {"which day", AskWhen}, {"which month", AskWhen}, {"when", AskWhen},
	{"where", AskWhere}, {"what place", AskWhere}, {"which place", AskWhere}, {"which district", AskWhere}, {"location", AskWhere}, {"address", AskWhere},
	{"who", AskWho}, {"whom", AskWho}, {"whose", AskWho}, {"which person", AskWho}, {"which organisation", AskWho}, {"which organization", AskWho}, {"which institution", AskWho}, {"which company", AskWho},
	{"why", AskWhy}, {"what for", AskWhy}, {"how come", AskWhy}, {"reason", AskWhy},
	{"which", AskWhich}, {"how", AskHow}, {"what", AskWhat}, {"wat", AskWhat}, {"waht", AskWhat},
}

var yesNoChinese = []string{
	"吗", "是不是", "对不对", "是否", "有没有", "对吧", "没错吧", "是吧", "对么", "真的假的", "可不可以", "能不能", "会不会", "算不算", "有无", "属实", "是真的", "没记错吧", "嘛", "正确",
}

var yesNoStart = []string{
	"is ", "are ", "was ", "were ", "did ", "does ", "do ", "has ", "have ", "had ", "can ", "could ", "will ", "would ", "isn't ", "wasn't ", "aren't ", "didn't ", "doesn't ", "so is ", "so was ", "so did ",
}

var yesNoAnywhere = []string{
	"is it true", "is it right", "is it correct", "am i right", "is that right", "is that correct", "is that true", "true or false", "isn't it", "wasn't it", "didn't it", "didn't they", "didn't he", "weren't they", "aren't they", "doesn't it", "right or wrong",
}

// askedOf lists what a folded text asks for, each kind once, and whether it
// wants a yes or a no.
func askedOf(folded string) (kinds []Asked, yesNo bool) {
	add := func(k Asked) {
		if k != "" && !slices.Contains(kinds, k) {
			kinds = append(kinds, k)
		}
	}
	endings := endingsOf(folded)
	rest := folded
	for _, w := range askedChinese {
		if endings.may(w.phrase) && strings.Contains(rest, w.phrase) {
			add(w.kind)
			rest = strings.ReplaceAll(rest, w.phrase, "\x00")
		}
	}
	padded := " " + strings.Map(func(r rune) rune {
		if r < 0x80 && !isWordByte(byte(r)) && r != '%' && r != '\'' {
			return ' '
		}
		return r
	}, rest) + " "
	shortened := strings.Contains(padded, "'s ")
	for _, w := range askedEnglish {
		if !endings.may(w.phrase) || !strings.Contains(padded, w.phrase) {
			continue
		}
		p := " " + w.phrase + " "
		if strings.Contains(padded, p) {
			add(w.kind)
			padded = strings.ReplaceAll(padded, p, " \x00 ")
		}
		if short := " " + w.phrase + "'s "; shortened && strings.Contains(padded, short) {
			add(w.kind)
			padded = strings.ReplaceAll(padded, short, " \x00 ")
		}
	}
	return kinds, len(kinds) == 0 && wantsYesNo(folded) || asksAgreement(folded)
}

func wantsYesNo(s string) bool {
	t := strings.TrimLeft(s, " ,.;:!?\"'")
	for _, lead := range []string{"so ", "and ", "but ", "hey ", "hi ", "ok ", "wait ", "um ", "well ", "please "} {
		t = strings.TrimPrefix(t, lead)
	}
	for _, w := range yesNoStart {
		if strings.HasPrefix(t, w) {
			return true
		}
	}
	return containsAny(s, yesNoChinese) || strings.HasSuffix(strings.TrimRight(s, "?。!. "), "吧")
}

// asksAgreement finds tags that ask whether what stands before is so, whatever
// question words are in it.
func asksAgreement(s string) bool {
	t := strings.TrimRight(s, "?!。. ")
	for _, w := range []string{"right", "correct", "true", "yes", ", no", "yeah", "eh", "huh"} {
		before, ok := strings.CutSuffix(t, w)
		if ok && !endsInLetter(before) && strings.HasSuffix(strings.TrimSpace(s), "?") {
			return true
		}
	}
	for _, w := range []string{"对吗", "对吧", "对不对", "是吧", "是吗", "没错吧", "对么", "是不是", "是这样吗", "真的吗"} {
		if strings.HasSuffix(t, w) {
			return true
		}
	}
	return containsAny(s, yesNoAnywhere)
}

// endsInLetter reports whether a text ends within a Latin word.
func endsInLetter(s string) bool {
	return s != "" && isWordByte(s[len(s)-1])
}

// endings has a bit for each two bytes in a row of a text, some sharing one. It
// spares most searches for a phrase: the text doesn't have the phrase's last
// two bytes.
type endings [64]uint64

func endingsOf(s string) *endings {
	e := new(endings)
	for i := 1; i < len(s); i++ {
		h := endingBit(s[i-1], s[i])
		e[h>>6] |= 1 << (h & 63)
	}
	return e
}

// may reports whether the text may hold the phrase.
func (e *endings) may(phrase string) bool {
	n := len(phrase)
	if n < 2 || phrase[n-2] == ' ' { // where punctuation may stand for the blank
		return true
	}
	h := endingBit(phrase[n-2], phrase[n-1])
	return e[h>>6]&(1<<(h&63)) != 0
}

func endingBit(a, b byte) uint32 {
	return (uint32(a)<<8 | uint32(b)) * 0x9e3779b1 >> 20
}
