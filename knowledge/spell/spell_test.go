package spell

import (
	"strings"
	"testing"
)

func corrector() *Corrector {
	c := New()
	for range 3 {
		c.Add("what is the permanent theme of the zhongguancun forum, announced at the opening ceremony with achievements and exhibitors")
		c.Add("区块链专用加速芯片每秒可以处理多少笔交易，年度主题是高质量发展，签署战略合作协议")
	}
	c.Finish()
	return c
}

func TestCorrect(t *testing.T) {
	t.Parallel()
	c := corrector()
	tests := []struct {
		name, in, want string
		changed        int
	}{
		{"swapped letters", "waht is the thmee", "what is the theme", 2},
		{"missing letter", "permanet theme", "permanent theme", 1},
		{"doubled letter", "openning ceremony", "opening ceremony", 1},
		{"two slips in a long word", "acheivemnts", "achievements", 1},
		{"known words stay", "what is the theme", "what is the theme", 0},
		{"short words stay", "teh fro", "teh fro", 0},
		{"unrelated words stay", "weather tomorrow", "weather tomorrow", 0},
		{"homophones", "区快链芯片没秒处里多少笔交易", "区块链芯片每秒处理多少笔交易", 3},
		{"homophone at the end", "年度主提", "年度主题", 1},
		{"known Chinese stays", "高质量发展", "高质量发展", 0},
		{"unrelated Chinese stays", "明天下雨", "明天下雨", 0},
		{"nothing", "", "", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			got, n := c.Correct(tt.in)
			if got != tt.want || n != tt.changed {
				t.Errorf("Correct(%q) = %q, %d; want %q, %d", tt.in, got, n, tt.want, tt.changed)
			}
		})
	}
}

func FuzzCorrect(f *testing.F) {
	c := corrector()
	for _, s := range []string{"waht is the thmee", "区快链", strings.Repeat("a", 300), "\xff\xfe", "é́"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, n := c.Correct(s)
		if n == 0 && got != s {
			t.Errorf("Correct(%q) = %q without counting a change", s, got)
		}
	})
}
