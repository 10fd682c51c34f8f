package text

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestFold(t *testing.T) {
	t.Parallel()
	tests := []struct{ name, in, want string }{
		{"case", "ZGC Forum", "zgc forum"},
		{"full width", "ＺＧＣ　２０２３？", "zgc 2023?"},
		{"half-width kana", "ｶﾀｶﾅ", "カタカナ"},
		{"traditional", "中關村論壇的永久主題", "中关村论坛的永久主题"},
		{"traditional variants", "裏 裡 爲 為 臺 台", "里 里 为 为 台 台"},
		{"simplified stays", "中关村论坛", "中关村论坛"},
		{"compatibility ideograph", "\uF9D0", "类"}, // decomposes to U+985E, which is traditional
		{"ligature", "o\uFB03cial", "official"},
		{"circled digit", "第①项", "第1项"},
		{"accents", "Café Zürich NAÏVE", "cafe zurich naive"},
		{"combining accent", "cafe\u0301", "cafe"},
		{"Cyrillic й is a letter", "Чайковский", "чайковский"},
		{"zero width", "中\u200B关\uFEFF村", "中关村"},
		{"bidirectional", "\u202Eabc\u202C", "abc"},
		{"soft hyphen and variation selector", "fo\u00ADrum\uFE0F", "forum"},
		{"control", "a\x00b\x1Bc", "abc"},
		{"quotes and dashes", "‘a’ “b” c—d", "'a' \"b\" c-d"},
		{"white space", "  a \t\n\u00A0 b  ", "a b"},
		{"invalid bytes part words", "a\xFFb", "a b"},
		{"per cent sign of full width", "４１．６％", "41.6%"},
		{"empty", "", ""},
		{"blank", "   ", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := Fold(tt.in); got != tt.want {
				t.Errorf("Fold(%q) = %q, want %q", tt.in, got, tt.want)
			}
		})
	}
}

func TestScriptTableCoversItsSource(t *testing.T) {
	t.Parallel()
	rs := []rune(scriptPairs)
	if len(rs) < 5000 || len(rs)%2 != 0 {
		t.Fatalf("%d characters, want pairs of the whole table", len(rs))
	}
	for i := 0; i < len(rs); i += 2 {
		if rs[i] < 0x3400 || rs[i] > 0x9FFF {
			continue
		}
		if got := Fold(string(rs[i])); got != string(rs[i+1]) {
			t.Errorf("%c folds to %s, want %c", rs[i], got, rs[i+1])
		}
	}
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"ＺＧＣ論壇", "a\xFF\u0301", "\uFDFA", "①ﬃ", "\u202E", strings.Repeat("é", 99)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := Fold(s)
		if !utf8.ValidString(got) {
			t.Fatalf("Fold(%q) = %q: not UTF-8", s, got)
		}
		if strings.ContainsFunc(got, func(r rune) bool { return unicode.IsControl(r) || r >= 'A' && r <= 'Z' }) {
			t.Fatalf("Fold(%q) = %q: holds what is folded away", s, got)
		}
		if strings.HasPrefix(got, " ") || strings.HasSuffix(got, " ") || strings.Contains(got, "  ") {
			t.Fatalf("Fold(%q) = %q: stray blanks", s, got)
		}
		if again := Fold(got); again != got {
			t.Fatalf("Fold(%q) = %q, folded again %q", s, got, again)
		}
	})
}

func BenchmarkFold(b *testing.B) {
	for name, s := range map[string]string{"zh": "２０２３年中關村論壇的主題是什麼？", "en": "What was the theme of the 2023 ZGC Forum?"} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Fold(s)
			}
		})
	}
}
