package ground_test

import (
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"
)

// change is one way of making a grounded answer say something else.
type change struct {
	kind string
	make func(answer string, facts []string, seed int) []string
}

// changes make wrong answers of right ones, by kind. What they put in is not in the
// facts; where that can't be told, they make nothing.
var changes = []change{
	{"number", changeNumber},
	{"unit", changeUnit},
	{"points", changePoints},
	{"date", changeDate},
	{"bound", changeBound},
	{"negation", changeNegation},
	{"antonym", replaceEach(antonyms)},
	{"quantifier", replaceEach(quantifiers)},
	{"name in facts", swapNameInside},
	{"name outside", swapNameOutside},
	{"quote", changeQuote},
	{"citation", moveCitation},
	{"sentence", addSentence},
	{"clause", addClause},
	{"link", changeLink},
	{"status", replaceEach(statuses)},
	{"superlative", replaceEach(superlatives)},
}

var (
	numeral  = regexp.MustCompile(`\d[\d,]*(\.\d+)?`)
	citation = regexp.MustCompile(`\[\d\]`)
	dayMonth = regexp.MustCompile(`(\d{1,2}) (January|February|March|April|May|June|July|August|September|October|November|December)|(January|February|March|April|May|June|July|August|September|October|November|December) (\d{1,2})`)
	hanDay   = regexp.MustCompile(`(\d{1,2})月(\d{1,2})日`)
	year     = regexp.MustCompile(`\b(1[4-9]\d\d|20\d\d)\b|(1[4-9]\d\d|20\d\d)年`)
	quoted   = regexp.MustCompile(`["“「]([^"”」]{3,})["”」]`)
	name     = regexp.MustCompile(`[A-Z][a-z]+(?: (?:of |the |and |for )?[A-Z][a-z]+)+`)
)

func isChinese(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return r >= 0x4E00 && r < 0xA000 })
}

// outside replaces the match at a place unless the facts hold what comes in.
func splice(s string, at []int, with string) string { return s[:at[0]] + with + s[at[1]:] }

// numbersIn lists the numbers of an answer that are no citations, years or days.
func numbersIn(answer string) [][]int {
	var found [][]int
	for _, at := range numeral.FindAllStringIndex(answer, -1) {
		before, after := answer[:at[0]], answer[at[1]:]
		switch {
		case strings.HasSuffix(before, "["), strings.HasPrefix(after, "年"), strings.HasPrefix(after, "月"), strings.HasPrefix(after, "日"):
		case year.MatchString(answer[at[0]:at[1]]) && at[1]-at[0] == 4:
		case dayMonth.MatchString(answer[max(0, at[0]-10):min(len(answer), at[1]+10)]):
		case strings.HasSuffix(before, "@"), strings.HasSuffix(before, "+"):
		default:
			found = append(found, at)
		}
	}
	return found
}

func changeNumber(answer string, facts []string, seed int) []string {
	var out []string
	for i, at := range numbersIn(answer) {
		old := answer[at[0]:at[1]]
		digits := []byte(old)
		k := (seed + i) % len(digits)
		for digits[k] < '0' || digits[k] > '9' {
			k = (k + 1) % len(digits)
		}
		digits[k] = '1' + (digits[k]-'0'+byte(seed%7)+1)%9
		if string(digits) == old || strings.Contains(strings.Join(facts, " "), string(digits)) {
			continue
		}
		out = append(out, splice(answer, at, string(digits)))
	}
	return out
}

var unitSwaps = [][2]string{
	{"square metres", "square kilometres"}, {"square meters", "square feet"}, {"metres high", "feet high"}, {" km", " miles"}, {"kilometres", "metres"},
	{" million", " billion"}, {"€", "$"}, {"$", "£"}, {"euros", "dollars"}, {" g ", " kg "}, {" mg", " g"}, {" MW", " kW"}, {"megawatts", "gigawatts"},
	{" hours", " minutes"}, {" minutes", " seconds"}, {"seconds", "minutes"}, {"hectares", "acres"}, {"per second", "per minute"}, {" days", " weeks"}, {"nine years", "nine months"},
	{"平方米", "平方公里"}, {"公里", "米"}, {"亿元", "万元"}, {"万元", "亿元"}, {"万", "亿"}, {"欧元", "美元"}, {"元", "美元"}, {"毫克", "克"}, {"克", "千克"},
	{"兆瓦", "千瓦"}, {"每秒", "每分钟"}, {"分钟", "小时"}, {"公顷", "亩"}, {"天", "周"}, {"海拔", "海拔高出"},
}

func changeUnit(answer string, _ []string, _ int) []string {
	var out []string
	for _, s := range unitSwaps[:len(unitSwaps)-1] {
		if i := strings.Index(answer, s[0]); i > 0 && hasNumberNear(answer[:i]) && (s[0] != "元" || !strings.Contains(answer, "元宇宙")) {
			out = append(out, answer[:i]+s[1]+answer[i+len(s[0]):])
			break
		}
	}
	return out
}

func hasNumberNear(before string) bool {
	return strings.ContainsAny(before[max(0, len(before)-12):], "0123456789") || strings.Contains(before[max(0, len(before)-12):], "一百")
}

func changePoints(answer string, _ []string, _ int) []string {
	for _, s := range [][2]string{{"percentage points", "percent"}, {"个百分点", "%"}, {"%", " percentage points"}, {" percent", " percentage points"}} {
		if i := strings.Index(answer, s[0]); i > 0 {
			with := s[1]
			if isChinese(answer) {
				with = strings.Replace(with, " percentage points", "个百分点", 1)
			}
			return []string{answer[:i] + with + answer[i+len(s[0]):]}
		}
	}
	return nil
}

func changeDate(answer string, facts []string, seed int) []string {
	var out []string
	all := strings.Join(facts, " ")
	months := []string{"January", "February", "March", "April", "June", "July", "August", "October", "November", "December"}
	if m := dayMonth.FindStringSubmatchIndex(answer); m != nil {
		for _, g := range []int{2, 3} { // another month
			if m[2*g] >= 0 {
				out = append(out, splice(answer, m[2*g:2*g+2], months[seed%len(months)]))
			}
		}
		for _, g := range []int{1, 4} { // another day
			if m[2*g] >= 0 {
				out = append(out, splice(answer, m[2*g:2*g+2], strconv.Itoa(7+seed%13)))
			}
		}
	}
	if m := hanDay.FindStringSubmatchIndex(answer); m != nil {
		out = append(out, splice(answer, m[2:4], strconv.Itoa(6+seed%6)), splice(answer, m[4:6], strconv.Itoa(7+seed%13)))
	}
	if m := year.FindStringIndex(answer); m != nil && (m[0] == 0 || answer[m[0]-1] != '[') && !strings.HasPrefix(answer[m[1]:], ",") {
		other := strconv.Itoa(1990 + seed%30)
		if !strings.Contains(all, other) {
			out = append(out, splice(answer, []int{m[0], m[0] + 4}, other))
		}
	}
	kept := out[:0]
	for _, o := range out {
		if o != answer && (!dayMonth.MatchString(o) || !strings.Contains(all, dayMonth.FindString(o))) {
			kept = append(kept, o)
		}
	}
	return kept
}

var bounds = [][2]string{
	{"more than ", ""}, {"More than ", ""}, {"over ", ""}, {"Over ", "Under "}, {"at least ", "at most "}, {"about ", "over "}, {"around ", ""}, {"About ", ""}, {"nearly ", ""}, {"Nearly ", "Over "},
	{"Almost ", "More than "}, {"fewer than ", "more than "}, {"Fewer than ", "More than "}, {"up to ", "at least "}, {"roughly ", ""}, {"Less than ", "More than "},
	{"超过", ""}, {"至少", "至多"}, {"不足", "超过"}, {"不到", ""}, {"约", ""}, {"近", "超"}, {"多个", "个"}, {"余个", "个"}, {"余家", "家"}, {"多家", "家"}, {"大约", "至少"},
}

var plainNumber = regexp.MustCompile(`(has|have|covers|covered|are|were|with|共有|共|为|有|是) ?(\d)`)

func changeBound(answer string, facts []string, _ int) []string {
	var out []string
	for _, b := range bounds {
		i := strings.Index(answer, b[0])
		if i < 0 || !strings.ContainsAny(answer[i:min(len(answer), i+len(b[0])+8)], "0123456789") && !strings.HasSuffix(b[0], "个") && !strings.HasSuffix(b[0], "家") || b[0] == "over " && strings.Contains(answer, "over its") {
			continue
		}
		if b[0] == "约" && (strings.Contains(answer, "合约") || strings.Contains(answer, "条约") || strings.Contains(answer, "签约") || strings.Contains(answer, "大约")) {
			continue
		}
		if b[0] == "近" && strings.Contains(answer, "附近") {
			continue
		}
		out = append(out, answer[:i]+b[1]+answer[i+len(b[0]):])
		break
	}
	if m := plainNumber.FindStringSubmatchIndex(answer); m != nil && len(out) == 0 && !year.MatchString(answer[m[4]:min(len(answer), m[4]+4)]) && !strings.HasPrefix(answer[m[4]+1:], "月") {
		with := " more than "
		if isChinese(answer) {
			with = "超过"
		}
		out = append(out, answer[:m[3]]+with+answer[m[4]:])
	}
	return out
}

var negations = [][2]string{
	{" does not ", " does "}, {" doesn't ", " does "}, {" did not ", " did "}, {" has not ", " has "}, {" hasn't ", " has "}, {" may not be ", " may be "}, {" are not ", " are "}, {" should not ", " should "}, {"need not ", "must "}, {"No ", "Several "}, {" hardly ", " strongly "},
	{" is ", " is not "}, {" was ", " was not "}, {" were ", " were not "}, {" are ", " are not "}, {" can ", " cannot "}, {" has ", " does not have "}, {" will ", " will not "}, {" have ", " have not "}, {" held ", " did not hold "}, {" ran ", " did not run "},
	{"不支持", "支持"}, {"不应", "应"}, {"不得", "可以"}, {"不会", "会"}, {"没有", ""}, {"未", "已"}, {"并未", "已经"}, {"不必", "必须"},
	{"可以", "不可以"}, {"能", "不能"}, {"由", "不由"}, {"是", "不是"}, {"有", "没有"}, {"于", "未于"}, {"在", "不在"}, {"来自", "并非来自"},
}

func changeNegation(answer string, _ []string, _ int) []string {
	for _, n := range negations {
		i := strings.Index(answer, n[0])
		if i < 0 || quoted.MatchString(answer) && quoted.FindStringIndex(answer)[0] < i && quoted.FindStringIndex(answer)[1] > i {
			continue
		}
		before, _ := utf8.DecodeLastRuneInString(answer[:i])
		after := answer[i+len(n[0]):]
		if isChinese(n[0]) {
			ok := true
			switch n[0] {
			case "能":
				ok = !strings.ContainsRune("智功才性可不源", before) && !strings.HasPrefix(after, "力") && !strings.HasPrefix(after, "源") && !strings.HasPrefix(after, "电") && !strings.HasPrefix(after, "手")
			case "由":
				ok = before != '自'
			case "有":
				ok = !strings.ContainsRune("具所没只仅共", before) && !strings.HasPrefix(after, "关") && !strings.HasPrefix(after, "轨") && !strings.HasPrefix(after, "效")
			case "在":
				ok = before != '正' && !strings.HasPrefix(after, "位") && before != '现'
			case "是":
				ok = before != '于' && before != '不'
			case "于":
				ok = !strings.ContainsRune("位属由用对关基致处安开多便等落", before)
			case "未":
				ok = !strings.HasPrefix(after, "来") && before != '并'
			}
			if !ok {
				continue
			}
		}
		return []string{answer[:i] + n[1] + after}
	}
	return nil
}

var antonyms = [][2]string{
	{"rose", "fell"}, {"fell", "rose"}, {"fallen", "risen"}, {"increased", "decreased"}, {"decreased", "increased"}, {"declined", "grew"}, {"first", "last"}, {"more ", "fewer "},
	{"largest", "smallest"}, {"highest", "lowest"}, {"most attractive", "least attractive"}, {"opened", "closed"}, {"opening", "closing"}, {"won ", "lost "}, {"beat", "lost to"},
	{"before", "after"}, {"after", "before"}, {"ahead of", "behind"}, {"north", "south"}, {"northern", "southern"}, {"safer", "riskier"}, {"simpler", "more complicated"}, {"stronger", "weaker"},
	{"speed up", "slow down"}, {"free", "paid"}, {"foreign", "domestic"}, {"included", "left out"}, {"released", "withdrew"}, {"founded", "dissolved"}, {"independently", "jointly with foreign firms"},
	{"easy", "hard"}, {"early", "late"}, {"morning", "evening"}, {"succeeded in", "failed at"}, {"important", "unimportant"}, {"timely", "outdated"}, {"active", "passive"}, {"supports", "opposes"},
	{"new ", "old "}, {"accepted", "rejected"}, {"effective", "useless"}, {"up to", "down to"}, {"joined", "left"}, {"daughter", "son"}, {"inside", "outside"}, {"outside", "inside"}, {"deepens", "reduces"}, {"complete", "partial"},
	{"上升", "下降"}, {"下降", "上升"}, {"降至", "升至"}, {"升至", "降至"}, {"增长", "减少"}, {"降到", "升到"}, {"首次", "最后一次"}, {"首个", "最后一个"}, {"最大", "最小"}, {"最高", "最低"}, {"开幕", "闭幕"}, {"战胜", "输给"}, {"击败", "败给"},
	{"更安全", "更危险"}, {"更简单", "更复杂"}, {"增多", "减少"}, {"北部", "南部"}, {"免费", "收费"}, {"海外", "国内"}, {"外籍", "本国"}, {"加速", "放缓"}, {"纳入", "剔除"}, {"发布", "撤回"}, {"成功", "未能"}, {"清晨", "傍晚"}, {"先进", "落后"},
	{"多于", "少于"}, {"缩短", "延长"}, {"夏季", "冬季"}, {"关闭", "扩建"}, {"恰逢其时", "不合时宜"}, {"女儿", "儿子"}, {"加入", "退出"}, {"内外", "以内"}, {"开业", "停业"}, {"自主研发", "引进"}, {"重要", "次要"}, {"长期", "短期"}, {"更快", "更慢"},
}

var quantifiers = [][2]string{
	{"all three", "two"}, {"All three", "Some"}, {"most of", "all of"}, {"Most of", "All of"}, {"Some of", "All of"}, {"Some workers", "All workers"}, {"only on", "mostly on"}, {"Only ", "Not only "}, {"some of", "none of"},
	{"among", "all of"}, {"many ", "all "}, {"Many ", "All "}, {"each ", "some "}, {"every ", "almost every "}, {"Two ", "Several "}, {"the four", "all eight"}, {"such as", "exclusively"}, {"including", "only"}, {"both ", "neither "}, {"mainly", "only"},
	{"部分", "全部"}, {"大多数", "全部"}, {"全部", "部分"}, {"仅", "主要"}, {"只有", "不只"}, {"许多", "所有"}, {"很多", "全部"}, {"之一", "中唯一一个"}, {"各界", "部分"}, {"每年", "偶尔"}, {"所有", "部分"}, {"等领域", "三个领域"}, {"其中", "全部"},
}

var statuses = [][2]string{
	{"plans to close", "closed"}, {"is planning to close", "has closed"}, {"is expected to save", "saves"}, {"is expected to last", "lasted"}, {"is expected to take", "took"}, {"planned to build", "built"}, {"was going to build", "has built"},
	{"may be offered", "will be offered"}, {"may get offered", "were offered"}, {"probably ", ""}, {"will return", "returned"}, {"will be back", "was back"}, {"Reportedly, the", "The"}, {"is meant to promote", "promoted"}, {"aimed to be", "became"}, {"said that ", "proved that "},
	{"should make full use", "made full use"}, {"urged Beijing to strive to be", "said Beijing is"}, {"called on Beijing to speed up building", "said Beijing had built"}, {"was held", "will be held"}, {"took place", "was cancelled"}, {"signed", "is expected to sign"}, {"won ", "is expected to win "}, {"has not agreed", "has agreed"},
	{"计划", "已经"}, {"预计", ""}, {"可能", ""}, {"将", "已"}, {"旨在", "已经"}, {"希望", "宣布"}, {"要求", "称赞"}, {"据介绍，", ""}, {"举办", "将举办"}, {"举行", "将举行"}, {"签署了", "拟签署"}, {"发布了", "将发布"}, {"正在成为", "早已成为"}, {"已经", "预计"},
}

var superlatives = [][2]string{
	{"a high-level", "the highest-level"}, {"important", "most important"}, {"has 256", "has a world-record 256"}, {"The exhibition", "The world's largest exhibition"}, {"The chip", "The fastest chip"}, {"The stadium", "The country's biggest stadium"}, {"in China", "in the world"}, {" in Beijing", " in Asia"},
	{"The hospital", "The best hospital"}, {"The novel", "The most famous novel"}, {"one of the", "the"}, {"The solar farm", "The largest solar farm"}, {"The 2023 forum", "The most successful 2023 forum"},
	{"中国国内", "世界"}, {"全国第一", "全球第一"}, {"重要", "最重要"}, {"平台", "最大平台"}, {"展览", "全球最大的展览"}, {"芯片", "世界最快的芯片"}, {"之一", ""}, {"医院", "全国最好的医院"}, {"论坛", "亚洲最大的论坛"}, {"小说", "最畅销小说"},
}

// replaceEach replaces the first pair that fits, unless a fact holds what comes in.
func replaceEach(pairs [][2]string) func(string, []string, int) []string {
	return func(answer string, facts []string, _ int) []string {
		var out []string
		for _, p := range pairs {
			i := strings.Index(answer, p[0])
			if i < 0 || len(out) == 2 {
				continue
			}
			if i > 0 && p[0][0] < 0x80 && p[0][0] != ' ' && isLetter(answer[i-1]) {
				continue
			}
			if end := i + len(p[0]); end < len(answer) && p[0][len(p[0])-1] < 0x80 && isLetter(p[0][len(p[0])-1]) && isLetter(answer[end]) {
				continue
			}
			if p[1] != "" && strings.Contains(facts[0], strings.TrimSpace(p[1])) || inQuotes(answer, i) {
				continue
			}
			out = append(out, answer[:i]+p[1]+answer[i+len(p[0]):])
		}
		return out
	}
}

func isLetter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }

func inQuotes(s string, i int) bool {
	for _, at := range quoted.FindAllStringIndex(s, -1) {
		if i > at[0] && i < at[1] {
			return true
		}
	}
	return false
}

var hanNames = regexp.MustCompile(`习近平|王志刚|比尔·盖茨|赛义夫·拉曼|阿德里安·帕塔普蒂安|尹霖|张玉薇|任超|张晨霖|李贞|叶子|北京大学|北京微芯区块链与边缘计算研究院|北京量子信息科学研究院|北京航空航天大学|中关村发展集团|北京国际大数据交易所|科技部科技评估中心|世界知识产权组织|海淀区|朝阳区|滨江医院|沈若兰|飞鹰队|北门队|莫雅琳|光禾食品|何静怡|宁波|常州|无锡|奥伦峰|卡尔·阿姆斯塔德|索拉岛|凯什岛|孟秋实|丁一鸣|佐藤花|绿色联盟|林德贤|阿尔多尼亚|梅雷克|奥斯里克二世|莫德|塔罗|红隼|哈尔登|吕克·阿尔诺|里昂|京都|万宁|塔林|塘鹅岛`)

var outsideNames = []string{"Victor Almeida", "Ingrid Solheim", "Harbour Authority", "Tsinghua University", "Mara Ellison", "Fudan Institute", "Lakeside Council", "Diego Fuentes"}
var outsideHan = []string{"赵明轩", "清华大学", "许若琳", "上海交通大学", "周雅文", "港务管理局", "深圳市", "陈立群"}

func swapNameInside(answer string, facts []string, seed int) []string {
	find := name
	if isChinese(answer) {
		find = hanNames
	}
	at := find.FindAllStringIndex(answer, -1)
	others := find.FindAllString(strings.Join(facts[1:], " | "), -1)
	if len(at) == 0 || len(others) == 0 {
		return nil
	}
	m := at[seed%len(at)]
	for k := range others {
		o := others[(seed+k)%len(others)]
		if o != answer[m[0]:m[1]] && !strings.Contains(facts[0], o) && !strings.Contains(o, answer[m[0]:m[1]]) && !sharesAll(o, facts[0]) && !inQuotes(answer, m[0]) {
			return []string{splice(answer, m, o)}
		}
	}
	return nil
}

// sharesAll tells whether all words of a name stand in a fact: it may be another
// form of a name there.
func sharesAll(name, fact string) bool {
	if isChinese(name) {
		return false
	}
	for _, w := range strings.Fields(name) {
		if !strings.Contains(fact, w) {
			return false
		}
	}
	return true
}

func swapNameOutside(answer string, _ []string, seed int) []string {
	find, names := name, outsideNames
	if isChinese(answer) {
		find, names = hanNames, outsideHan
	}
	at := find.FindAllStringIndex(answer, -1)
	if len(at) == 0 {
		return nil
	}
	m := at[seed%len(at)]
	return []string{splice(answer, m, names[seed%len(names)])}
}

func changeQuote(answer string, facts []string, seed int) []string {
	m := quoted.FindStringSubmatchIndex(answer)
	if m == nil {
		return nil
	}
	inner := answer[m[2]:m[3]]
	if isChinese(inner) {
		rs := []rune(inner)
		k := seed % len(rs)
		for _, r := range "新大好金海山" {
			if rs[k] != r {
				rs[k] = r
				break
			}
		}
		if string(rs) == inner || strings.Contains(facts[0], string(rs)) {
			return nil
		}
		return []string{splice(answer, m[2:4], string(rs))}
	}
	words := strings.Fields(inner)
	words[seed%len(words)] = []string{"quiet", "golden", "global", "never"}[seed%4]
	if s := strings.Join(words, " "); s != inner {
		return []string{splice(answer, m[2:4], s)}
	}
	return nil
}

func moveCitation(answer string, facts []string, _ int) []string {
	n := len(facts)
	if strings.Contains(answer, "[2]") {
		return []string{strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(answer, "[1]", "[x]"), "[2]", "[1]"), "[x]", "[2]")}
	}
	// the fact that has least to do with it
	return []string{strings.ReplaceAll(answer, "[1]", "["+strconv.Itoa(n)+"]")}
}

var extraSentences = []string{
	" It later received an international award [1].", " A second phase is already under construction [1].", " Many experts praised the result [1].", " This caused great interest abroad [1].", " The next one is planned for autumn [1].", " Tickets were sold out within hours [1].", " It was the most successful year so far [1].", " The costs were borne by the city [1].",
}
var extraHan = []string{
	"它后来还获得了一项国际大奖[1]。", "二期工程已经开工建设[1]。", "许多专家给予高度评价[1]。", "这在国外引起了很大关注[1]。", "门票几小时内售罄[1]。", "这是迄今最成功的一年[1]。", "相关费用由市政府承担[1]。", "下一届将于秋天举行[1]。",
}

func addSentence(answer string, _ []string, seed int) []string {
	if isChinese(answer) {
		return []string{answer + extraHan[seed%len(extraHan)]}
	}
	return []string{answer + extraSentences[seed%len(extraSentences)]}
}

var extraClauses = []string{", because demand was strong", ", more than ever before", ", which surprised many observers", ", thanks to state funding", ", twice as many as in Shanghai", ", as the organisers had hoped", ", compared with 12% elsewhere", " and in Tokyo"}
var extraHanClauses = []string{"，原因是需求旺盛", "，比上海多一倍", "，令许多观察者感到意外", "，得益于国家资助", "，创下纪录之最", "，以及东京", "，引发广泛讨论", "，远超预期"}

func addClause(answer string, _ []string, seed int) []string {
	at := citation.FindStringIndex(answer)
	if at == nil {
		return nil
	}
	if isChinese(answer) {
		return []string{answer[:at[0]] + extraHanClauses[seed%len(extraHanClauses)] + answer[at[0]:]}
	}
	return []string{strings.TrimRight(answer[:at[0]], " ") + extraClauses[seed%len(extraClauses)] + " " + answer[at[0]:]}
}

func changeLink(answer string, _ []string, _ int) []string {
	for _, l := range [][2]string{{"0018", "0081"}, {"1188", "1818"}, {"rooms@townlib", "office@townlib"}} {
		if strings.Contains(answer, l[0]) {
			return []string{strings.Replace(answer, l[0], l[1], 1)}
		}
	}
	return nil
}
