package handlers

import "github.com/forumbot/forumbot/knowledge"

// city is a time zone by the names that people use for it, in lower case. The
// first ones are its names on buttons.
type city struct {
	zone   string
	zh, en string
	names  []string
}

// cities are zones that people ask for by name; any other goes by its IANA
// name. The first twelve are offered on buttons.
var cities = []city{
	{"Asia/Shanghai", "北京", "Beijing", []string{"北京时间", "北京", "上海", "中国时间", "中国", "beijing", "shanghai", "china", "深圳", "广州", "杭州"}},
	{"Asia/Hong_Kong", "香港", "Hong Kong", []string{"香港", "hong kong", "hongkong", "澳门"}},
	{"Asia/Tokyo", "东京", "Tokyo", []string{"东京", "日本", "tokyo", "japan"}},
	{"Asia/Singapore", "新加坡", "Singapore", []string{"新加坡", "singapore", "吉隆坡"}},
	{"Asia/Kolkata", "新德里", "New Delhi", []string{"新德里", "印度", "孟买", "new delhi", "delhi", "india", "mumbai"}},
	{"Asia/Dubai", "迪拜", "Dubai", []string{"迪拜", "dubai"}},
	{"Europe/Moscow", "莫斯科", "Moscow", []string{"莫斯科", "moscow"}},
	{"Europe/Berlin", "柏林", "Berlin", []string{"柏林", "德国", "berlin", "germany", "法兰克福", "慕尼黑"}},
	{"Europe/London", "伦敦", "London", []string{"伦敦", "英国", "london"}},
	{"America/New_York", "纽约", "New York", []string{"纽约", "美东", "华盛顿", "波士顿", "new york", "boston", "washington"}},
	{"America/Los_Angeles", "洛杉矶", "Los Angeles", []string{"洛杉矶", "旧金山", "美西", "硅谷", "los angeles", "san francisco", "seattle"}},
	{"Australia/Sydney", "悉尼", "Sydney", []string{"悉尼", "sydney"}},
	{"Asia/Taipei", "台北", "Taipei", []string{"台北", "taipei"}},
	{"Asia/Seoul", "首尔", "Seoul", []string{"首尔", "韩国", "seoul", "korea"}},
	{"Asia/Bangkok", "曼谷", "Bangkok", []string{"曼谷", "泰国", "bangkok"}},
	{"Asia/Jakarta", "雅加达", "Jakarta", []string{"雅加达", "jakarta"}},
	{"Europe/Paris", "巴黎", "Paris", []string{"巴黎", "法国", "paris", "france"}},
	{"Europe/Zurich", "苏黎世", "Zurich", []string{"苏黎世", "日内瓦", "瑞士", "zurich", "geneva"}},
	{"America/Chicago", "芝加哥", "Chicago", []string{"芝加哥", "chicago"}},
	{"America/Toronto", "多伦多", "Toronto", []string{"多伦多", "toronto"}},
	{"America/Vancouver", "温哥华", "Vancouver", []string{"温哥华", "vancouver"}},
	{"America/Sao_Paulo", "圣保罗", "São Paulo", []string{"圣保罗", "sao paulo", "são paulo"}},
	{"Africa/Cairo", "开罗", "Cairo", []string{"开罗", "cairo"}},
	{"Africa/Johannesburg", "约翰内斯堡", "Johannesburg", []string{"约翰内斯堡", "南非", "johannesburg"}},
	{"Pacific/Auckland", "奥克兰", "Auckland", []string{"奥克兰", "新西兰", "auckland"}},
}

// offeredCities are on the buttons.
const offeredCities = 12

func (c city) in(l knowledge.Language) string {
	if l == knowledge.Chinese {
		return c.zh
	}
	return c.en
}

// zoneName is how a zone is called to people.
func zoneName(l knowledge.Language, zone string) string {
	for _, c := range cities {
		if c.zone == zone {
			return c.in(l)
		}
	}
	return zone
}
