package ground

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/forumbot/forumbot/knowledge/text"
)

// names are known beforehand, by their first character, longest first.
type names struct{ han map[rune][]string }

func (n *names) add(list []string) {
	if n.han == nil {
		n.han = map[rune][]string{}
	}
	for _, name := range list {
		name = text.Fold(name)
		first, _ := utf8.DecodeRuneInString(name)
		if !isHan(first) || utf8.RuneCountInString(name) < 2 || slices.Contains(n.han[first], name) {
			continue
		}
		n.han[first] = append(n.han[first], name)
	}
	for _, l := range n.han {
		slices.SortFunc(l, func(a, b string) int { return len(b) - len(a) })
	}
}

// mark marks the cells that belong to names.
func (n *names) mark(p *passage) {
	for i := range p.cells {
		c := &p.cells[i]
		switch {
		case c.skip:
		case c.kind == wordCell:
			c.name = c.upper && c.claims
		case c.kind == hanCell:
			n.markHan(p, i)
		}
	}
}

func (n *names) markHan(p *passage, i int) {
	length := 0
	for _, name := range n.han[p.cells[i].han] {
		if k := utf8.RuneCountInString(name); i+k <= len(p.cells) && p.matches(name, i) {
			length = k
			break
		}
	}
	if length == 0 {
		length = personAt(p, i)
	}
	if length == 0 {
		length = bodyAt(p, i)
	}
	for k := i; k < i+length; k++ {
		p.cells[k].name = p.cells[k].claims
	}
}

// surnames are the most frequent Chinese ones.
const surnames = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"

// personAt returns the length of a person's name at i: a surname and one or two
// characters that no word holds, where a name may begin and end.
func personAt(p *passage, i int) int {
	if !strings.ContainsRune(surnames, p.cells[i].han) || !p.loose(i) && p.unit(i) != i {
		return 0
	}
	for n := 3; n >= 2; n-- {
		if i+n > len(p.cells) || !p.nameEnds(i+n) {
			continue
		}
		ok := true
		for k := i + 1; k < i+n; k++ {
			if p.cells[k].kind != hanCell || p.cells[k].clause != p.cells[i].clause || !p.loose(k) {
				ok = false
			}
		}
		if ok && p.loose(i) {
			return n
		}
	}
	return 0
}

// nameEnds tells whether a name may end before a cell: a mark follows, or a word
// that is no name.
func (p *passage) nameEnds(i int) bool {
	if i >= len(p.cells) || p.cells[i].kind != hanCell || p.cells[i].clause != p.cells[i-1].clause {
		return true
	}
	return !p.loose(i)
}

// bodies end the names of organisations and places.
var bodies = []string{"大学", "公司", "银行", "协会", "委员会", "集团", "研究院", "医院", "学院", "博物馆", "大桥", "地铁", "队", "岛", "市", "县", "省", "局", "厅", "会"}

// bodyAt returns the length of an organisation's or place's name at i: up to six
// characters that no word holds, and what such names end with.
func bodyAt(p *passage, i int) int {
	if i > 0 && p.cells[i-1].kind == hanCell && p.loose(i-1) && p.cells[i-1].clause == p.cells[i].clause {
		return 0
	}
	end := i
	for end < len(p.cells) && end-i < 6 && p.cells[end].kind == hanCell && p.cells[end].clause == p.cells[i].clause && p.loose(end) {
		end++
	}
	if end-i < 2 && !(end == i+1 && end < len(p.cells)) {
		return 0
	}
	for _, b := range bodies {
		n := utf8.RuneCountInString(b)
		if end+n <= len(p.cells) && p.matches(b, end) {
			return end + n - i
		}
		if end-n > i && p.matches(b, end-n) {
			return end - i
		}
	}
	return 0
}
