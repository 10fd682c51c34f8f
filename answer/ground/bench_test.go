package ground_test

import (
	"testing"

	"github.com/forumbot/forumbot/answer/ground"
)

// BenchmarkCheck checks a typical answer, three sentences against four facts.
func BenchmarkCheck(b *testing.B) {
	cases := map[string]struct {
		answer string
		facts  []string
	}{
		"en": {
			"The exhibition covered 27,000 square metres [1]. About 650 companies and institutions exhibited there [2]. Bill Gates gave a video speech at the plenary session on May 26, 2023 [4].",
			[]string{
				"The 2023 forum's exhibition covers a total of 27,000 square metres.",
				"About 650 companies and institutions exhibited at the 2023 forum's exhibition.",
				"At the 2023 opening ceremony IEEE president Saifur Rahman said China keeps exploring new technologies, industries and business models, deepens international cooperation and is ever more part of the global innovation landscape; its development is an important engine and driving force of global innovation.",
				"Bill Gates gave a video speech at the plenary session of the 2023 Zhongguancun Forum on 26 May 2023.",
			},
		},
		"zh": {
			"展览总面积为2.7万平方米[1]。约有650家企业和机构参展[2]。比尔·盖茨于2023年5月26日在全体会议上作了视频演讲[4]。",
			[]string{
				"2023中关村论坛展览的总面积为2.7万平方米。",
				"约650家企业和机构参加了2023中关村论坛展览。",
				"IEEE主席赛义夫·拉曼在2023中关村论坛开幕式上称，中国的发展已是全球创新的重要引擎和动力：技术、产业、业态、模式都在求新，国际合作日深，也越来越融入全球创新格局。",
				"在2023年5月26日的2023中关村论坛全体会议上，比尔·盖茨作了视频演讲。",
			},
		},
	}
	checker := ground.New()
	for name, c := range cases {
		for _, cited := range []bool{true, false} {
			label := name + " without citations"
			if cited {
				label = name + " cited"
			}
			b.Run(label, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					if v := checker.Check(c.answer, sources(c.facts), cited); len(v) > 0 {
						b.Fatal(v)
					}
				}
			})
		}
	}
}
