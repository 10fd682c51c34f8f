package picture

import (
	"bytes"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
)

func TestCardSizes(t *testing.T) {
	t.Parallel()
	sentence := "来自全球的科学家、企业家和投资人在北京聚会，"
	for _, tt := range []struct {
		text   string
		height int
		err    error
	}{
		{sentence, wide, nil},
		{strings.Repeat(sentence, 4), wide, nil},
		{strings.Repeat(sentence, 9), tall, nil},
		{strings.Repeat(sentence, 30), 0, ErrTooLong},
		{strings.Repeat("x", 200), wide, nil}, // no word is too long to be broken
	} {
		p, err := Card(CardText{Text: tt.text, Name: "论坛", Source: "来源"})
		if !errors.Is(err, tt.err) || p.Height != tt.height || err == nil && p.Width != wide {
			t.Errorf("%d bytes: %d × %d, %v", len(tt.text), p.Width, p.Height, err)
		}
	}
	for _, empty := range []string{"", " \n\t\n", "\u200b"} {
		if _, err := Card(CardText{Text: empty}); err == nil {
			t.Errorf("a card of %q", empty)
		}
	}
}

// TestCardLeavesRoom looks for ink where none may be: in the margins, and
// between the text and the footer.
func TestCardLeavesRoom(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("《前沿科技》（人工智能）与“未来产业”。", 12)
	p, err := Card(CardText{Kicker: "今日", Text: text, Name: "中关村论坛", Source: strings.Repeat("来源：人民日报，", 20)})
	if err != nil {
		t.Fatal(err)
	}
	img := decode(t, p.PNG)
	for y := 180; y < p.Height; y++ {
		for x := range p.Width {
			side := x < margin-8 || x >= p.Width-margin+30 // marks hang into the margin at its right
			if (side || y > p.Height-50) && img.At(x, y) != light.paper {
				t.Fatalf("ink at %d, %d", x, y)
			}
		}
	}
}

// TestCardsSideBySide draws the same in several goroutines: nothing is shared.
func TestCardsSideBySide(t *testing.T) {
	t.Parallel()
	c := cards()["zh-long"]
	want, err := Card(c)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			got, err := Card(c)
			if err != nil || !bytes.Equal(got.PNG, want.PNG) {
				t.Errorf("the same card is another picture, %v", err)
			}
		})
	}
	wg.Wait()
}

func TestSeal(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{"中关村": "中", "zhongguancun": "Z", "“Ω”": "Ω", "2023": "2", "": "", "…": ""} {
		if got := firstLetter(name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}

func FuzzCard(f *testing.F) {
	for _, c := range cards() {
		f.Add(c.Kicker, c.Text, c.Source, c.Name)
	}
	f.Add("😀\u202e", "\xff\x00\u0301a\n\n\nb", strings.Repeat("长", 500), "ا")
	f.Fuzz(func(t *testing.T, kicker, text, source, name string) {
		if len(kicker)+len(text)+len(source)+len(name) > 4000 {
			return
		}
		p, err := Card(CardText{Kicker: kicker, Text: text, Source: source, Name: name})
		if err != nil {
			return
		}
		if p.Width != wide || !slices.Contains([]int{wide, tall}, p.Height) || len(p.PNG) > 500<<10 {
			t.Errorf("%d × %d, %d bytes", p.Width, p.Height, len(p.PNG))
		}
		if missing := Missing(text); missing != "" && p.Missing == "" {
			t.Errorf("%q is missing, and the card does not tell", missing)
		}
	})
}

func BenchmarkCard(b *testing.B) {
	for name, c := range cards() {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Card(c); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
