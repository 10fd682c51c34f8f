package ground

import (
	"strings"
	"unicode/utf8"
)

// unit is what a number measures: a dimension and the power of ten that brings it
// to the dimension's base (16.2 km and 16,200 m are the same length). Units that
// are no power of ten apart are dimensions of their own.
type unit struct {
	of   string
	exp  int
	time bool
}

// units by their names: English ones as stems, Chinese ones as written.
var units = buildUnits(`
	% | % percent per-cent pct
	points | pp
	length 3 | km kilometer 公里 千米
	length | m meter 米
	length -2 | cm centimeter 厘米
	length -3 | mm millimeter 毫米
	length -9 | nm nanometer 纳米
	mile | mile mi 英里
	foot | foot feet ft 英尺
	inch | inch 英寸
	area 6 | square-kilometer sq-km km2 平方公里 平方千米
	area | square-meter sq-m m2 平方米 平米 平方
	area 4 | hectare 公顷
	square mile | square-mile
	square foot | square-foot square-feet
	mu | 亩
	acre | acre 英亩
	volume | cubic-meter m3 立方米
	liter | liter 升
	liter -3 | milliliter ml 毫升
	mass 3 | tonne ton t 吨
	mass | kg kilogram kilo 公斤 千克
	mass -3 | gram g 克
	mass -6 | milligram mg 毫克
	pound | lb
	second | second sec 秒
	millisecond | millisecond ms 毫秒
	minute | minute min 分钟
	hour | hour hr 小时 钟头
	day | day 天
	week | week 周 星期
	month | month 个月
	years | year 年 周年
	decade | decade
	century | century 世纪
	degree | degree 度
	celsius | °c celsius degree-celsius 摄氏度
	fahrenheit | °f degree-fahrenheit 华氏度
	watt | w watt 瓦
	watt 3 | kw kilowatt 千瓦
	watt 6 | mw megawatt 兆瓦
	watt 9 | gw gigawatt 吉瓦
	watthour 3 | kwh kilowatt-hour 千瓦时
	watthour 6 | mwh megawatt-hour
	hertz 6 | mhz megahertz
	hertz 9 | ghz gigahertz
	byte 6 | mb megabyte
	byte 9 | gb gigabyte
	byte 12 | tb terabyte
	times | times fold 倍
	trips | 人次
	USD | dollar usd us-dollar u.s-dollar 美元 美金
	HKD | hong-kong-dollar 港元 港币
	CNY | yuan rmb cny renminbi 元 人民币 元人民币 块钱
	EUR | euro eur 欧元
	GBP | pound-sterling gbp 英镑
	JPY | yen jpy 日元
	KRW | 韩元
	INR | rupee
`)

// currencies stand before a number.
var currencies = []struct{ sign, of string }{
	{"us$", "USD"}, {"hk$", "HKD"}, {"rmb", "CNY"}, {"cny", "CNY"}, {"usd", "USD"}, {"eur", "EUR"},
	{"人民币", "CNY"}, {"美元", "USD"}, {"$", "USD"}, {"€", "EUR"}, {"£", "GBP"}, {"¥", "CNY"}, {"₩", "KRW"}, {"₹", "INR"},
}

var durations = map[string]bool{
	"second": true, "millisecond": true, "minute": true, "hour": true, "day": true, "week": true,
	"month": true, "years": true, "decade": true, "century": true,
}

func buildUnits(table string) map[string]unit {
	m := map[string]unit{}
	for line := range strings.Lines(table) {
		head, names, ok := strings.Cut(line, "|")
		if !ok {
			continue
		}
		fields := strings.Fields(head)
		u := unit{of: strings.Join(fields, " ")}
		if n := len(fields); n > 1 {
			if exp, ok := parseExp(fields[n-1]); ok {
				u = unit{of: strings.Join(fields[:n-1], " "), exp: exp}
			}
		}
		u.time = durations[u.of]
		for _, name := range strings.Fields(names) {
			words := strings.Split(name, "-")
			for i, w := range words {
				words[i] = stem(w)
			}
			m[strings.Join(words, " ")] = u
		}
	}
	return m
}

func parseExp(s string) (int, bool) {
	n, sign := 0, 1
	for i, c := range s {
		switch {
		case c == '-' && i == 0:
			sign = -1
		case c >= '0' && c <= '9':
			n = n*10 + int(c-'0')
		default:
			return 0, false
		}
	}
	return n * sign, true
}

// unitAt reads a unit at the start of s, which is folded, and returns its length;
// 0 for none. A hyphen or blank may stand before it.
func unitAt(s string) (unit, int) {
	i := 0
	for i < len(s) && (s[i] == ' ' || s[i] == '-') && i < 2 {
		i++
	}
	if strings.HasPrefix(s[i:], "%") {
		return units["%"], i + 1
	}
	if strings.HasPrefix(s[i:], "°") {
		j := i + len("°")
		if j < len(s) && (s[j] == 'c' || s[j] == 'f') {
			return units[stem(s[i:j+1])], j + 1
		}
		return units["度"], j
	}
	r, _ := utf8.DecodeRuneInString(s[i:])
	if r >= 0x2E80 {
		return hanUnit(s[i:], i)
	}
	// up to three words
	var key string
	var found unit
	length, j := 0, i
	for range 3 {
		end := j
		for end < len(s) && (s[end] >= 'a' && s[end] <= 'z' || s[end] >= '0' && s[end] <= '9' && end > j || s[end] == '.' && end > j && end+1 < len(s) && s[end+1] >= 'a' && s[end+1] <= 'z') {
			end++
		}
		if end == j {
			break
		}
		if key != "" {
			key += " "
		}
		key += stem(s[j:end])
		if u, ok := units[key]; ok {
			found, length = u, end
		}
		if end >= len(s) || s[end] != ' ' && s[end] != '-' {
			break
		}
		j = end + 1
	}
	return found, length
}

func hanUnit(s string, skipped int) (unit, int) {
	var found unit
	length := 0
	n := 0
	for end, r := range s {
		if r < 0x2E80 || n == 5 {
			break
		}
		n++
		end += utf8.RuneLen(r)
		if u, ok := units[s[:end]]; ok {
			found, length = u, skipped+end
		}
	}
	return found, length
}
