package handlers

import (
	"reflect"
	"strings"
	"testing"

	"github.com/forumbot/forumbot/knowledge"
)

func TestPressRoundTrip(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", maxID)
	for _, c := range []struct {
		in   press
		want string
	}{
		{press{kind: pressFact, language: "zh", ids: []string{"motto-2023"}}, "f:zh:motto-2023"},
		{press{kind: pressFact, language: "fil", ids: []string{long}}, "f:fil:" + long},
		{press{kind: pressSource, language: "en", mode: modeYes, ids: []string{"a", "b"}}, "s:en:y:a,b"},
		{press{kind: pressRelated, language: "en", mode: modePlain, ids: []string{"a"}}, "r:en:-:a"},
		{press{kind: pressEditions, language: "en", mode: modeBrowsed, ids: []string{"a"}}, "e:en:b:a"},
		{press{kind: pressTopic, language: "en"}, "t:en::0"},
		{press{kind: pressTopic, language: "en", ids: []string{long}, page: 9999}, "t:en:" + long + ":9999"},
		{press{kind: pressTimeline, language: "zh", page: 12}, "h:zh:12"},
		{press{kind: pressLanguage, language: "en", choice: "zh"}, "l:en:zh"},
		{press{kind: pressLanguage, language: "en", choice: automatic}, "l:en:auto"},
		{press{kind: pressForget, language: "en", choice: yes, person: 1 << 52}, "d:en:y:4503599627370496"},
		{press{kind: pressRate, language: "zh", ids: []string{"a", "b"}, tag: "0k3v", choice: thumbUp}, "v:zh:a,b:0k3v:u"},
		{press{kind: pressRate, language: "fil", ids: []string{long}, tag: "0000", choice: thumbDown}, "v:fil:" + long + ":0000:d"},
		{press{kind: pressReport, language: "en", ids: []string{"motto-2023"}}, "o:en:motto-2023"},
		{press{kind: pressReport, language: "en", ids: []string{"a", "b"}, tag: "0k3v"}, "o:en:a,b:0k3v"},
		{press{kind: pressReport, language: "en", ids: []string{"a", "b"}, tag: "0k3v", choice: no}, "o:en:a,b:0k3v:n"},
		{press{kind: pressReport, language: "fil", ids: []string{long}, tag: "0k3v", choice: isWrong}, "o:fil:" + long + ":0k3v:w"},
		{press{kind: pressReport, language: "en", ids: []string{"a"}, choice: isOld}, "o:en:a::o"},
	} {
		got := c.in.data()
		if got != c.want || len(got) > maxData {
			t.Errorf("data %q (%d bytes), want %q", got, len(got), c.want)
		}
		back, ok := parsePress(got)
		if !ok || !reflect.DeepEqual(back, c.in) {
			t.Errorf("%q reads as %+v, %v", got, back, ok)
		}
	}
}

// Ids that don't fit are hashed, and found again.
func TestPressOfManyLongIDs(t *testing.T) {
	t.Parallel()
	p := press{kind: pressSource, language: "zh", mode: modeNo, ids: []string{mainHall, sideHall, "motto-2018", "motto-first"}}
	data := p.data()
	if len(data) > maxData {
		t.Fatalf("%d bytes: %s", len(data), data)
	}
	back, ok := parsePress(data)
	if !ok {
		t.Fatalf("unreadable: %s", data)
	}
	facts := NewComposer(fair()).resolve(back.ids)
	if got := ids(facts); !reflect.DeepEqual(got, p.ids) {
		t.Errorf("found %v", got)
	}
	if again := back.data(); again != data {
		t.Errorf("written again: %s, before %s", again, data)
	}
}

func TestForeignPressData(t *testing.T) {
	t.Parallel()
	for _, data := range []string{
		"", ":", "f", "f:", "f:zh", "f:zh:", "f::x", "f:ZH:x", "f:zh:X", "f:zh:a,b", "f:zh:a:b", "ff:zh:a", "x:zh:a",
		"s:zh:a", "s:zh:q:a", "s:zh::a", "s:zh:yy:a", "s:zh:y:a,b,c,d,e", "s:zh:y:a,", "t:zh:a", "t:zh:a:-1", "t:zh:a:01",
		"t:zh:a:99999", "t:zh:a,b:1", "t:zh:a:1:2", "l:zh:", "l:zh:klingon", "l:zh:auto:x", "d:zh:y", "d:zh:y:", "d:zh:y:0", "d:zh:y:-5", "d:zh:y:07", "d:zh:z:7", "d:zh:y:7:7",
		"f:zh:../../etc/passwd",
		"v:zh:a", "v:zh:a:0k3v", "v:zh:a:0k3v:x", "v:zh:a:0k3v:", "v:zh:a:0k3:u", "v:zh:a:0K3V:u", "v:zh:a::u", "v:zh:a:0k3z:u", "v:zh::0k3v:u",
		"v:zh:a,b,c,d,e:0k3v:u", "v:zh:a:0k3v:u:u", "o:zh:", "o:zh:a:", "o:zh:a:0k3", "o:zh:a:0k3vv", "o:zh:a:0k3v:", "o:zh:a:0k3v:ow", "o:zh:a:0k3v:x",
		"o:zh:a,b:0k3v:w", "o:zh:a,b:0k3v:p", "o:zh:a:0k3v:w:w", "o:zh:a:0k3v:W",
		"f:zh:theme 2023", "f:zh:主题", "f:zh:a\x00", "f:zh:~", "f:zh:" + strings.Repeat("a", 49), "s:zh:y:" + strings.Repeat("a,", 40),
		`{"fact":"x"}`, "' OR 1=1 --", "\u202ef:zh:a", strings.Repeat("f", 100_000),
	} {
		if p, ok := parsePress(data); ok {
			t.Errorf("%.60q reads as %+v", data, p)
		}
	}
	for _, p := range []string{"f:zh:nothing-there", "f:zh:~00000000", "t:zh:nowhere:0"} {
		parsed, ok := parsePress(p)
		if !ok {
			t.Errorf("%q is well-formed", p)
		}
		c := NewComposer(fair())
		if f := c.resolve(parsed.ids); f != nil {
			t.Errorf("%q finds %v", p, f)
		}
	}
}

func FuzzPress(f *testing.F) {
	for _, s := range []string{"f:zh:motto-2023", "s:en:y:a,b", "t:en::0", "l:en:auto", "r:zh:-:~0123abcd", "v:zh:a:0k3v:u", "o:en:a,b:0k3v:n", "o:en:a::w", "o:en:a", "", "::::"} {
		f.Add(s)
	}
	c := NewComposer(fair())
	f.Fuzz(func(t *testing.T, data string) {
		p, ok := parsePress(data)
		if !ok {
			return
		}
		back, ok := parsePress(p.data())
		if !ok {
			t.Fatalf("%q was read, but %q is not", data, p.data())
		}
		if !reflect.DeepEqual(back, p) && len(data) <= maxData && p.data() == data {
			t.Fatalf("%q reads as %+v, then as %+v", data, p, back)
		}
		c.resolve(p.ids)
		s := &session{Composer: c, Handler: &Handler{}, m: Message{}}
		shown, _ := s.pressedShown(p)
		if err := validHTML(shown.Document.HTML()); err != nil {
			t.Fatal(err)
		}
	})
}

func TestBrowsing(t *testing.T) {
	t.Parallel()
	c := NewComposer(fair())
	list := c.topicList(knowledge.English, 0)
	if len(list.Buttons) != 2 || list.Buttons[0][0].Text != "Mottos · 8" {
		t.Fatalf("topics: %+v", list.Buttons)
	}
	// Every fact is reached by turning pages, once.
	seen := map[string]int{}
	data := list.Buttons[0][0].Data
	for data != "" {
		p, ok := parsePress(data)
		if !ok {
			t.Fatalf("data %q", data)
		}
		topic, ok := c.resolveTopic(p.ids[0])
		if !ok {
			t.Fatal("no topic")
		}
		page := c.topicPage(knowledge.English, topic, p.page)
		data = ""
		for _, row := range page.Buttons {
			for _, b := range row {
				if strings.HasPrefix(b.Data, "f:") {
					seen[b.Data]++
				}
				if b.Text == say(knowledge.English, "button.next") {
					data = b.Data
				}
			}
		}
	}
	if len(seen) != 8 {
		t.Errorf("reached %d facts of 8: %v", len(seen), seen)
	}
	for data, n := range seen {
		if n != 1 {
			t.Errorf("%s stands on %d pages", data, n)
		}
	}
	// A page beyond the end, as of a button from before a reload, is the last.
	mottos, _ := c.topic("mottos")
	if got := c.topicPage(knowledge.English, mottos, 500); len(got.Buttons) == 0 || !strings.Contains(got.Document.Plain(), "2/2") {
		t.Errorf("page 500: %q", got.Document.Plain())
	}
}
