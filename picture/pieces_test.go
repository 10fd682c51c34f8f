package picture

import (
	"math/rand/v2"
	"strings"
	"testing"
)

func words(pieces []piece) string {
	var out []string
	for _, p := range pieces {
		s := ""
		for _, g := range p.glyphs {
			s += string(g.char)
		}
		out = append(out, s)
	}
	return strings.Join(out, "|")
}

func TestWhereLinesMayBreak(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ text, want string }{
		{"会期是5月25日至30日，时值初夏。", "会|期|是|5月25日|至|30日，|时|值|初|夏。"},
		{"约2.7万平方米（1,200余场）", "约|2.7万|平|方|米|（1,200余|场）"},
		{"第16届“论坛”——人工智能……", "第16届|“论|坛”⸺|人|工|智|能……"},
		{"第三届》、《A", "第三|届》、|《A"},
		{"增长12.5%，达￥30亿", "增|长|12.5%，|达|￥30亿"},
		{"RISC-V处理器", "RISC-|V|处|理|器"},
		{"from 25 May to 2.7 million, e-mail", "from|25May|to|2.7million,|e-mail"},
		{"state-of-the-art 2019-nCoV", "state-|of-|the-|art|2019-nCoV"},
		{"“Hi,” she said (twice).", "“Hi,”|she|said|(twice)."},
		{"2007–2023 and/or  x", "2007–2023|and/|or|x"},
		{" \t ", ""},
	} {
		s := newShaper()
		if got := words(cut(s.glyphs(tt.text))); got != tt.want {
			t.Errorf("%q: got %s, want %s", tt.text, got, tt.want)
		}
	}
}

// TestSquaresShareTheirBlanks looks at the spaces that punctuation makes.
func TestSquaresShareTheirBlanks(t *testing.T) {
	t.Parallel()
	s := newShaper()
	width := func(text string) int {
		l := read(s, text).lines(100 * em)
		return l[0].width
	}
	for _, tt := range []struct {
		a, b string
		more int // thousandths by which a is wider
	}{
		{"中文", "中", em},
		{"中。", "中", em / 2},       // the blank of a full stop goes beyond the margin
		{"（中", "中", em / 2},       // and so does that of a bracket
		{"《中》，文", "《中》文", em / 2}, // two marks that meet share a blank
		{"中a", "a中", 0},
		{"a中", "a", em + autoSpace},
		{"a b", "ab", wordSpace},
		{"中——文", "中文", 1676}, // one long dash, not two with a gap
	} {
		if got := width(tt.a) - width(tt.b); got != tt.more {
			t.Errorf("%s is %d wider than %s, want %d", tt.a, got, tt.b, tt.more)
		}
	}
	if wide, slim := width("中“文”中"), width("it“s”a"); wide != 5*em || slim >= 4*em {
		t.Errorf("quotation marks: %d in Chinese, %d in English", wide, slim)
	}
}

// checkLines tells what is wrong with lines of a text.
func checkLines(t *testing.T, text string, measure int) {
	t.Helper()
	s := newShaper()
	all := read(s, text)
	for _, whole := range all.paragraphs {
		p := crumble(whole, measure)
		lines := balance(p, measure)
		if want := len(fill(p, measure)); len(lines) != want {
			t.Errorf("%q in %d: %d lines, %d would do", text, measure, len(lines), want)
		}
		total := 0
		for _, l := range lines {
			if len(l.pieces) == 0 {
				t.Fatalf("%q in %d: an empty line", text, measure)
			}
			total += len(l.pieces)
			if l.width > measure && len(l.pieces) > 1 {
				t.Errorf("%q: a line of %d in %d", text, l.width, measure)
			}
		}
		if total != len(p) {
			t.Errorf("%q in %d: %d of %d pieces are there", text, measure, total, len(p))
		}
		if widest(whole) > measure {
			continue // broken by force
		}
		for _, l := range lines[1:] {
			if first := l.pieces[0].glyphs[0].char; strings.ContainsRune("，。、；：）》」』”", first) {
				t.Errorf("%q in %d: a line begins with %c", text, measure, first)
			}
		}
		for _, l := range lines[:len(lines)-1] {
			if last := lastChar(l.pieces).char; strings.ContainsRune("（《「『“", last) {
				t.Errorf("%q in %d: a line ends with %c", text, measure, last)
			}
		}
	}
}

func TestLinesOfAnyText(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(1, 2))
	alphabet := []rune("中关村论坛，。、《》“”（）——…  abcXYZ-/'’0123456789年月日万%·第")
	for range 3000 {
		var b strings.Builder
		for range r.IntN(60) {
			b.WriteRune(alphabet[r.IntN(len(alphabet))])
		}
		checkLines(t, b.String(), 2000+r.IntN(15000))
	}
}

func FuzzLines(f *testing.F) {
	f.Add("2023中关村论坛的会期是2023年5月25日至30日，时值初夏。", 12000)
	f.Add("a\u200b\ufe0f😀\n\n“\x00（", 77)
	f.Add("https://example.org/a-very-long-address-that-no-line-can-hold", 3000)
	f.Fuzz(func(t *testing.T, text string, measure int) {
		if len(text) > 2000 {
			return
		}
		checkLines(t, text, 500+min(max(measure, 0), 50_000))
	})
}

// TestBalance has what a line-by-line breaker would get wrong.
func TestBalance(t *testing.T) {
	t.Parallel()
	s := newShaper()
	for _, tt := range []struct {
		text    string
		measure int
		want    string
	}{
		{"中关村论坛是国家级的平台", 10 * em, "中关村论坛是/国家级的平台"}, // not a line of two characters
		{"八个字一行，后面还有七个字", 9 * em, "八个字一行，/后面还有七个字"},
		{"one two six ten", 7000, "one two/six ten"}, // not three words and one
	} {
		var got []string
		for _, l := range read(s, tt.text).lines(tt.measure) {
			sep := ""
			if !strings.ContainsFunc(tt.text, isHan) {
				sep = " "
			}
			got = append(got, strings.ReplaceAll(words(l.pieces), "|", sep))
		}
		if s := strings.Join(got, "/"); s != tt.want {
			t.Errorf("got %s, want %s", s, tt.want)
		}
	}
}

func TestClip(t *testing.T) {
	t.Parallel()
	s := newShaper()
	for _, tt := range []struct {
		text string
		n    int
		want string
	}{
		{"来源：人民日报海外版，新华社", 2, "来源：人民日报/海外版，新华社"},
		{"来源：人民日报海外版，新华社，北京日报", 2, "来源：人民日报海/外版，新华社，…"},
		{"一\n二\n三", 2, "一/二…"},
		{strings.Repeat("x", 5000), 1, "xxxxxxxxxxxxxx…"},
	} {
		var got []string
		for _, l := range s.clip(read(s, tt.text), 8*em+em/2, tt.n) {
			got = append(got, strings.NewReplacer("|", "", string(narrow['…']), "…").Replace(words(l.pieces)))
			if l.width > 8*em+em/2 {
				t.Errorf("%.20s: a line of %d", tt.text, l.width)
			}
		}
		if s := strings.Join(got, "/"); s != tt.want {
			t.Errorf("got %s, want %s", s, tt.want)
		}
	}
}
