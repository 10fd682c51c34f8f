package picture

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// TestFontHasChinese goes through all 6,763 characters of GB 2312.
func TestFontHasChinese(t *testing.T) {
	t.Parallel()
	n, s := 0, newShaper()
	for a := 0xb0; a <= 0xf7; a++ {
		for b := 0xa1; b <= 0xfe; b++ {
			if a == 0xd7 && b > 0xf9 {
				continue // five empty places
			}
			c, err := simplifiedchinese.GBK.NewDecoder().String(string([]byte{byte(a), byte(b)}))
			if err != nil {
				t.Fatal(err)
			}
			n++
			for _, g := range s.glyphs(c) {
				if g.index == 0 || g.width != em {
					t.Errorf("%s is missing, or %d wide", c, g.width)
				}
			}
		}
	}
	if n != 6763 {
		t.Errorf("%d characters", n)
	}
}

func TestMissing(t *testing.T) {
	t.Parallel()
	const here = "0Azé ǚ ñøßÆ “”‘’…—–·•、。《》「」％￥€£ ←→ №℃ ×÷±≥ αΩ Яж カな 龍門國際資訊 ⸺ \u00a0"
	if got := Missing(here); got != "" {
		t.Errorf("the font lacks %q", got)
	}
	if got := Missing("a😀b\U0002a6d6c😀", "ก\u200d\ufe0f\u0000\u202e"); got != "😀\U0002a6d6ก" {
		t.Errorf("got %q", got)
	}
	for r, slim := range narrow {
		s := newShaper()
		if g := s.glyph(slim); g.index == 0 || r != '…' && g.width >= em/2 {
			t.Errorf("the narrow %c is %d wide", r, g.width)
		}
	}
	p, err := Card(CardText{Text: "a😀b", Kicker: "ก", Name: "x"})
	if err != nil || p.Missing != "ก😀" && p.Missing != "😀ก" {
		t.Errorf("got %q, %v", p.Missing, err)
	}
}

func TestNarrowMarks(t *testing.T) {
	t.Parallel()
	s := newShaper()
	for _, tt := range []struct {
		text string
		slim bool
	}{
		{"forum’s", true}, {"“Hi” he", true}, {"Zhongguancun (中关村) “Village”", true},
		{"中关村“论坛”", false}, {"他说“Hi”中文中文", false}, {"中关村people’s论坛", true},
	} {
		plain := 0
		for _, g := range s.glyphs(tt.text) {
			if strings.ContainsRune("’“”", g.char) && g.width == em {
				plain++
			}
		}
		if slim := plain == 0; slim != tt.slim {
			t.Errorf("%s: narrow is %v, want %v", tt.text, slim, tt.slim)
		}
	}
}
