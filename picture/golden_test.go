package picture

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

var (
	samplesDir = flag.String("samples", "", "folder to write sample pictures to, to look at them")
	update     = flag.Bool("update", false, "write testdata/*.png anew")
)

func cards() map[string]CardText {
	return map[string]CardText{
		"zh-short": {Kicker: "今日冷知识 · 5月26日", Text: "2023中关村论坛的会期是2023年5月25日至30日，时值初夏。", Source: "来源：人民日报海外版《2023中关村论坛：凝聚全球创新力量》，2023年6月", Name: "中关村论坛"},
		"zh-long": {Kicker: "历史上的今天 · 5月25日", Text: "2023中关村论坛设6大板块、150多场活动，“论坛会议”板块围绕前沿科技、未来产业等举办55场平行论坛；来自80多个国家和地区、近200家外国政府部门及国际组织和机构参与其中，仅外宾就超过120人，规模为历届之最（截至2023年5月）。展览面积约2.7万平方米，650余家企业参展——这是论坛首次在首钢园设分会场。",
			Source: "来源：新华社《2023中关村论坛开幕：开放合作·共享未来》，2023年5月25日；人民日报海外版，2023年6月（截至2023年5月30日）", Name: "中关村论坛"},
		"en-short": {Kicker: "Fact of the day, 26 May", Text: "The 2023 Zhongguancun Forum ran from 25 May to 30 May 2023, in early summer.", Source: "Source: People's Daily Overseas Edition, “2023 Zhongguancun Forum: Pooling the World's Innovative Strength (title translated)”, June 2023", Name: "Zhongguancun Forum"},
		"en-long":  {Kicker: "On this day, 25 May", Text: "At its opening ceremony on 25 May 2023 the forum’s hosts announced ten results, among them a “new-generation” 256-qubit quantum computing cloud platform and a high-performance, open-source RISC-V processor core called Xiangshan (“Fragrant Hills”), which its makers described as the most capable of its kind worldwide at the time; more than 2.7 million people followed the broadcast.", Source: "Source: People's Daily Overseas Edition, June 2023 (as of 25 May 2023)", Name: "Zhongguancun Forum"},
		"tiny":     {Kicker: "今日冷知识", Text: "龍門石窟", Name: "Zhongguancun Forum"},
	}
}

func barChart() BarChart {
	c := BarChart{Title: "Questions a day", Note: "20 January to 18 February 2026, 1,204 in all",
		Series: []Series{{Name: "answered"}, {Name: "suggested"}, {Name: "refused"}, {Name: "small talk"}}}
	for i := range 30 {
		c.Labels = append(c.Labels, fmt.Sprintf("%d/%d", (19+i)/31+1, (19+i)%31+1))
		for s := range c.Series {
			v := float64((i*i*7+s*13)%(40/(s+1)) + 3)
			if i == 11 {
				v = None
			}
			if i == 12 {
				v = 0
			}
			c.Series[s].Values = append(c.Series[s].Values, v)
		}
	}
	return c
}

func weekChart() BarChart {
	return BarChart{Title: "每日提问", Note: "最近七天", Dark: true, Labels: []string{"周一", "周二", "周三", "周四", "周五", "周六", "今天"},
		Series: []Series{{"答复", []float64{120, 88, 93, 131, 77, 12, 31}}, {"候选", []float64{20, 18, 9, 31, 7, 2, 3}}, {"拒答", []float64{12, 28, 23, 13, 17, 2, 3}}, {"闲聊", []float64{1, 2, 3, 4, 5, 6, 7}}}}
}

func timelines() map[string]TimelineChart {
	n := func(v float64) Figure { return Figure{Value: v} }
	zh := TimelineChart{Title: "历届中关村论坛", Note: "主题、国家和地区数、活动场次", Columns: []string{"国家和地区", "活动"}, Unknown: "主题不详",
		Rows: []TimelineRow{
			{"2007", "创新发展", nil},
			{"2008", "全球化时代的创新与创业", []Figure{n(11), {None, ""}}},
			{"2015", "", nil},
			{"2019", "前沿科技与未来产业", []Figure{n(40), n(53)}},
			{"2020", "合作创新·共迎挑战", []Figure{n(30), n(40)}},
			{"2021", "智慧·健康·碳中和", []Figure{{57, "57"}, {60, "60余"}}},
			{"2023", "开放合作·共享未来", []Figure{{80, "80多"}, {150, "150多"}}},
			{"2024", "创新：建设更加美好的世界", []Figure{{100, "100余"}, {120, "近120"}}},
		}}
	en := TimelineChart{Title: "The Zhongguancun Forum through the years", Note: "Theme, countries and regions, events; – where not known", Columns: []string{"Countries and regions", "Events"}, Unknown: "theme not known", Dark: true,
		Rows: []TimelineRow{
			{"2007", "Innovation and Development", nil},
			{"2008", "Innovation and entrepreneurship in the age of globalisation", []Figure{n(11), {None, ""}}},
			{"2015", "", nil},
			{"2019", "Frontier Technology and Future Industry", []Figure{n(40), n(53)}},
			{"2021", "Intelligence, Health and Carbon Neutrality", []Figure{{57, "57"}, {60, "60+"}}},
			{"2023", "Open Cooperation for a Shared Future", []Figure{{80, "80+"}, {150, "150+"}}},
			{"2024", "Innovation: Building a Better World", []Figure{{100, "100+"}, {120, "nearly 120"}}},
		}}
	return map[string]TimelineChart{"zh": zh, "en": en}
}

// samples are pictures of every kind, by name.
func samples(t testing.TB) map[string]Picture {
	t.Helper()
	out := map[string]Picture{}
	add := func(name string, p Picture, err error) {
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out[name] = p
	}
	for name, c := range cards() {
		p, err := Card(c)
		add("card-"+name, p, err)
	}
	for name, c := range map[string]BarChart{"month": barChart(), "week": weekChart()} {
		p, err := Bars(c)
		add("bars-"+name, p, err)
	}
	for name, c := range timelines() {
		p, err := Timeline(c)
		add("timeline-"+name, p, err)
	}
	return out
}

// golden are the samples that are kept. The READMEs show the first two.
var golden = []string{"card-zh-short", "card-en-short", "card-zh-long", "bars-week", "timeline-en"}

// TestGolden compares pictures with those that somebody looked at:
//
//	go test ./picture -run Golden -update
//	go test ./picture -run Golden -samples DIR
func TestGolden(t *testing.T) {
	all := samples(t)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		p := all[name]
		if *samplesDir != "" {
			t.Logf("%s: %d × %d, %d bytes", name, p.Width, p.Height, len(p.PNG))
			write(t, filepath.Join(*samplesDir, name+".png"), p.PNG)
		}
		const most = 150 << 10
		if p.Missing != "" || len(p.PNG) > most {
			t.Errorf("%s: %d bytes, and without %q", name, len(p.PNG), p.Missing)
		}
		if !slices.Contains(golden, name) {
			continue
		}
		file := filepath.Join("testdata", name+".png")
		if *update {
			write(t, file, p.PNG)
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if share := difference(t, p.PNG, want); share > 0.0005 {
			t.Errorf("%s: %.2f %% of it looks different; look at it, and if it is right: go test ./picture -run Golden -update", name, 100*share)
		}
	}
}

func write(t *testing.T, file string, data []byte) {
	t.Helper()
	if err := os.WriteFile(file, data, 0o644); err != nil {
		t.Fatal(err)
	}
}

// difference is the share of pixels whose colours differ visibly: processors
// that multiply and add in one step round the edges of letters otherwise.
func difference(t *testing.T, a, b []byte) float64 {
	t.Helper()
	x, y := decode(t, a), decode(t, b)
	if x.Bounds() != y.Bounds() {
		return 1
	}
	n, all := 0, x.Bounds().Dx()*x.Bounds().Dy()
	for py := range x.Bounds().Dy() {
		for px := range x.Bounds().Dx() {
			r1, g1, b1, _ := x.At(px, py).RGBA()
			r2, g2, b2, _ := y.At(px, py).RGBA()
			const visible = 24 << 8
			if apart(r1, r2) > visible || apart(g1, g2) > visible || apart(b1, b2) > visible {
				n++
			}
		}
	}
	return float64(n) / float64(all)
}

func apart(a, b uint32) uint32 { return max(a, b) - min(a, b) }

func decode(t *testing.T, data []byte) *image.Paletted {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	p, ok := img.(*image.Paletted)
	if !ok {
		t.Fatalf("the picture has no palette: %T", img)
	}
	return p
}
