package handlers

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestDocumentRenders(t *testing.T) {
	t.Parallel()
	var d Document
	d.Paragraph(bold("Tom & Jerry"), regular(" <live>"))
	d.Paragraph(regular("  "))
	d.Paragraph(italic("a\u202eb\x1b[31mc\t\"d\""))
	d.Quote(link("here", `https://e.example/?a="1"&b`), link("there", "javascript:alert(1)"))
	d.Paragraph(regular("end"))
	wantHTML := "<b>Tom &amp; Jerry</b> &lt;live&gt;\n\n<i>ab[31mc &quot;d&quot;</i>\n" +
		`<blockquote expandable><a href="https://e.example/?a=&quot;1&quot;&amp;b">here</a>there</blockquote>` + "\nend"
	if got := d.HTML(); got != wantHTML {
		t.Errorf("HTML\n got %q\nwant %q", got, wantHTML)
	}
	wantPlain := "Tom & Jerry <live>\n\nab[31mc \"d\"\nhere (https://e.example/?a=\"1\"&b)there\nend"
	if got := d.Plain(); got != wantPlain {
		t.Errorf("Plain\n got %q\nwant %q", got, wantPlain)
	}
}

func TestClip(t *testing.T) {
	t.Parallel()
	var d Document
	d.Paragraph(regular(strings.Repeat("😀", 30)))
	d.Quote(bold(strings.Repeat("书", 30)))
	for most := 4; most < 100; most++ {
		c := d.Clip(most)
		if n := units(shownText(c.HTML())); n > most {
			t.Errorf("clipped to %d: %d units", most, n)
		}
		if err := validHTML(c.HTML()); err != nil {
			t.Error(err)
		}
	}
	if got := d.Clip(200).HTML(); got != d.HTML() {
		t.Error("cut what fits")
	}
	if got := d.Clip(70).Plain(); !strings.HasSuffix(got, "书…") {
		t.Errorf("no ellipsis: %q", got)
	}
}

func TestShorten(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in   string
		max  int
		want string
	}{
		{"short", 10, "short"},
		{"书展的口号是什么", 10, "书展的口…"},
		{"one, two", 5, "one…"},
		{"first\nsecond", 20, "first"},
		{"  \u200e x", 20, "x"},
	} {
		if got := shorten(c.in, c.max); got != c.want || width(got) > c.max {
			t.Errorf("shorten(%q, %d) = %q, want %q", c.in, c.max, got, c.want)
		}
	}
}

func FuzzDocument(f *testing.F) {
	f.Add("<b>", "https://x.example", uint8(1), 10)
	f.Add("&amp;\u202e\xff", "javascript:x", uint8(7), 3)
	f.Add("😀\u0000</blockquote>", `http://"><script>`, uint8(3), 1)
	f.Fuzz(func(t *testing.T, text, url string, shape uint8, most int) {
		var d Document
		runs := []Run{{Text: text, Style: Style(shape % 4), URL: url}, bold(text), link(url, text)}
		d.Paragraph(runs...)
		if shape&4 != 0 {
			d.Quote(runs...)
		}
		d.Paragraph(italic(text))
		for _, doc := range []Document{d, d.Clip(most%5000 + 5000)} {
			h := doc.HTML()
			if strings.Contains(url, "<") || strings.Contains(url, `"`) || strings.Contains(url, ">") {
				h = strings.ReplaceAll(h, "&quot;", "") // the validator knows no references in attributes
			}
			if err := validHTML(h); err != nil {
				t.Fatalf("%v: %q", err, h)
			}
			plain := doc.Plain()
			if !utf8.ValidString(plain) || strings.ContainsFunc(plain, unclean) {
				t.Fatalf("unclean: %q", plain)
			}
		}
	})
}
