package bot

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"
)

// shownUnits is how long Telegram counts a text.
func shownUnits(html string) int { return len(utf16.Encode([]rune(plain(html)))) }

// balanced tells whether every tag is closed in the right order.
func balanced(html string) bool {
	var open []string
	for a := range atoms(html) {
		switch a.tag {
		case opening:
			open = append(open, a.name)
		case closing:
			if len(open) == 0 || open[len(open)-1] != a.name {
				return false
			}
			open = open[:len(open)-1]
		}
	}
	return len(open) == 0
}

func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, s)
}

func TestSplit(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		html  string
		limit int
		want  []string
	}{
		{"fits", "<b>a</b> b", 3, []string{"<b>a</b> b"}},
		{"markup does not count", "<b>&lt;&amp;</b>", 2, []string{"<b>&lt;&amp;</b>"}},
		{"paragraphs before lines", "aa\n\nbb\ncc", 7, []string{"aa", "bb\ncc"}},
		{"the last paragraph that fits", "a\n\nb\n\nc", 5, []string{"a\n\nb", "c"}},
		{"just fits before the break", "aaaa\n\nbbbb", 4, []string{"aaaa", "bbbb"}},
		{"lines before words", "aa bb\ncc dd", 9, []string{"aa bb", "cc dd"}},
		{"words", "aa bb cc", 6, []string{"aa bb", "cc"}},
		{"within a word", "abcdefgh", 3, []string{"abc", "def", "gh"}},
		{"no surrogate is torn", "😀😀😀", 3, []string{"😀", "😀", "😀"}},
		{"a joined emoji stays whole", "ab👩\u200d💻", 6, []string{"ab", "👩\u200d💻"}},
		{"a skin tone stays with its hand", "abc👍🏽", 5, []string{"abc", "👍🏽"}},
		{"tags are closed and opened anew", "<b>aa\n\nbb</b>", 3, []string{"<b>aa</b>", "<b>bb</b>"}},
		{"in the right order", `<b><i>aa</i> <a href="x">bb cc</a></b>`, 6, []string{`<b><i>aa</i> <a href="x">bb</a></b>`, `<b><a href="x">cc</a></b>`}},
		{"no empty tags before a cut", "aa\n\n<b>bb</b>", 3, []string{"aa", "<b>bb</b>"}},
		{"an expandable quote goes on", "<blockquote expandable>aa\nbb</blockquote>", 3, []string{"<blockquote expandable>aa</blockquote>", "<blockquote expandable>bb</blockquote>"}},
		{"references stay whole", "&amp;&amp;&#x4e2d;", 1, []string{"&amp;", "&amp;", "&#x4e2d;"}},
		{"white space alone", " \n\n ", 10, nil},
		{"white space between", "a" + strings.Repeat("\n", 30) + "b", 5, []string{"a", "b"}},
		{"no tag", "a < b > c", 100, []string{"a < b > c"}},
		{"nothing", "", 5, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := split(tt.html, tt.limit); !slices.Equal(got, tt.want) {
				t.Errorf("got  %q\nwant %q", got, tt.want)
			}
		})
	}
}

func TestSplitKeepsBelowTheBytesThatTelegramTakes(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	for i := range 300 {
		fmt.Fprintf(&b, `<a href="https://example.org/%s%d">z</a> `, strings.Repeat("x", 500), i)
	}
	pieces := split(b.String(), MaxText)
	if len(pieces) < 4 {
		t.Errorf("%d pieces", len(pieces))
	}
	for _, p := range pieces {
		if len(p) > 32<<10 || !balanced(p) {
			t.Errorf("a piece of %d bytes, balanced: %v", len(p), balanced(p))
		}
	}
}

func TestSplitIsQuick(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]string{
		"letters": strings.Repeat("a", 1<<18),
		"angles":  strings.Repeat("<", 1<<18),
		"tags":    strings.Repeat("<b>", 1<<16),
		"amps":    strings.Repeat("&", 1<<18),
		"spaces":  strings.Repeat(" ", 1<<18) + "x",
	} {
		begin := time.Now()
		split(s, MaxText)
		if took := time.Since(begin); took > 20*time.Second {
			t.Errorf("%s: %v", name, took)
		}
	}
}

func FuzzSplit(f *testing.F) {
	f.Add("<b>aa\n\nbb</b> cc", 3)
	f.Add("<b><i>x</b></i>&amp;&#55357;&lt", 1)
	f.Add("😀\u200d😀 <3 \xff", 2)
	f.Fuzz(func(t *testing.T, s string, limit int) {
		if limit < 2 || limit > 200 { // below 2 an emoji has no room
			limit = 2 + len(s)%50
		}
		// Any text, escaped, must come out valid; any HTML must at least come
		// out within the limit and with all its words.
		safe := "<b>" + escape(s) + "</b>\n\n<i>" + escape(s) + "</i>"
		for _, html := range []string{s, safe} {
			pieces := split(html, limit)
			var shown strings.Builder
			for _, p := range pieces {
				if n := shownUnits(p); n > limit && len(pieces) > 1 {
					t.Errorf("%q: a piece of %d units, limit %d", html, n, limit)
				}
				if squeeze(plain(p)) == "" {
					t.Errorf("%q: an empty piece", html)
				}
				if html == safe && !balanced(p) {
					t.Errorf("%q: piece %q is not balanced", html, p)
				}
				shown.WriteString(plain(p))
			}
			if got, want := squeeze(shown.String()), squeeze(plain(html)); got != want {
				t.Errorf("%q: words are lost or added: %q, want %q", html, got, want)
			}
		}
		if got := plain(escape(s)); got != strings.ToValidUTF8(s, "\ufffd") && utf8.ValidString(s) {
			t.Errorf("%q escaped shows %q", s, got)
		}
	})
}
