package index

import (
	"fmt"
	"strings"
)

// testDocuments are a small base: two languages, some with many samples, some
// with few, one with none.
func testDocuments() []Document {
	return []Document{
		{
			Texts:     []string{"中关村论坛创办于2007年。", "The Zhongguancun Forum was founded in 2007."},
			Questions: []string{"论坛是哪一年创办的？", "论坛什么时候成立？", "第一届论坛在哪年？", "When was the forum founded?", "In what year did the forum start?", "How old is the forum?"},
			Names:     []string{"创办", "founding"},
			Concepts:  []string{"founding"},
		},
		{
			Texts:     []string{"2023中关村论坛的主题是“开放合作·共享未来”。", "The theme of the 2023 forum was open cooperation for a shared future."},
			Questions: []string{"2023年论坛的主题是什么？", "今年的主题？", "主题是啥", "What was the theme in 2023?", "Tell me the theme of the forum.", "theme 2023"},
		},
		{
			Texts:     []string{"展览面积为27000平方米。展区分为四个。有八十多家机构参加了展览。", "The exhibition covered 27,000 square metres."},
			Questions: []string{"展览有多大？", "展区面积是多少平方米？", "展览占地多少", "How large was the exhibition?", "How many square metres did the exhibition cover?"},
		},
		{Texts: []string{"The opening ceremony was held in Beijing on 26 May."}, Questions: []string{"Where was the opening ceremony?"}},
		{Texts: []string{"科技成果转化年度报告在平行论坛上发布。"}},
	}
}

// grown makes a base of n documents on different things.
func grown(n, samples int) []Document {
	things := strings.Fields("论坛 展览 报告 签约 主题 芯片 榜单 大会 园区 专利 forum exhibition report signing theme chip ranking congress park patent")
	asked := strings.Fields("何时 何地 多少 为何 谁 怎样 when where how-many why who how")
	docs := make([]Document, n)
	for i := range docs {
		d := &docs[i]
		thing, other := things[i%len(things)], things[(i*7+3)%len(things)]
		d.Texts = []string{fmt.Sprintf("第%d项%s与%s在2023年发布，共有%d家机构。", i, thing, other, i*13), fmt.Sprintf("Item %d, %s with %s, was released in 2023 by %d institutions.", i, thing, other, i*13)}
		for s := range samples {
			d.Questions = append(d.Questions, fmt.Sprintf("%s %s %d %s", asked[(s+i)%len(asked)], thing, i, other))
		}
	}
	return docs
}
