package markup

import (
	"encoding/json"
	"testing"
	"unicode/utf8"
)

// short is an entity in a few words.
func short(t *testing.T, entities []Entity) string {
	t.Helper()
	b, err := json.Marshal(entities)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestParseHTML(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		src, text, entities string
	}{
		{"plain", "plain", `null`},
		{"a &lt;b&gt; &amp; &quot;c&quot; &#65;&#x42; &nbsp; & &lt", `a <b> & "c" AB &nbsp; & <`, `null`},
		{"<b>bold</b>", "bold", `[{"type":"bold","offset":0,"length":4}]`},
		{"😀<i>中文</i>", "😀中文", `[{"type":"italic","offset":2,"length":2}]`},
		{"<STRONG>x</strong >", "x", `[{"type":"bold","offset":0,"length":1}]`},
		{"<b>a<i>b</i></>c", "abc", `[{"type":"bold","offset":0,"length":2},{"type":"italic","offset":1,"length":1}]`},
		{`<a href="https://x.org/?a=1&amp;b=2">l</a>`, "l", `[{"type":"text_link","offset":0,"length":1,"url":"https://x.org/?a=1\u0026b=2"}]`},
		{`<a href='x.org'>l</a>`, "l", `[{"type":"text_link","offset":0,"length":1,"url":"http://x.org/"}]`},
		{`<a href="javascript:alert(1)">l</a>`, "l", `null`},
		{`<a href="tg://user?id=42">l</a>`, "l", `[{"type":"text_mention","offset":0,"length":1,"user_id":42}]`},
		{"<blockquote>q</blockquote>", "q", `[{"type":"blockquote","offset":0,"length":1}]`},
		{"<blockquote expandable>q</blockquote>", "q", `[{"type":"expandable_blockquote","offset":0,"length":1}]`},
		{`<pre><code class="language-go">x</code></pre>`, "x", `[{"type":"pre","offset":0,"length":1,"language":"go"}]`},
		{`<span class="tg-spoiler">x</span>`, "x", `[{"type":"spoiler","offset":0,"length":1}]`},
		{"<b></b>x", "x", `null`},
		{" \n <b> x </b>\n", "x", `[{"type":"bold","offset":0,"length":1}]`},
	} {
		text, entities, err := ParseHTML(tt.src)
		if err != nil || text != tt.text || short(t, entities) != tt.entities {
			t.Errorf("%s: %q %s %v", tt.src, text, short(t, entities), err)
		}
	}
}

// The texts are Telegram's.
func TestParseHTMLRefuses(t *testing.T) {
	t.Parallel()
	for src, want := range map[string]string{
		"<p>x</p>":          `Unsupported start tag "p" at byte offset 0`,
		"中<br>":             `Unsupported start tag "br" at byte offset 3`,
		"1 < 2":             `Unsupported start tag "" at byte offset 2`,
		"x <b":              `Unclosed start tag at byte offset 2`,
		"<b>x":              `Can't find end tag corresponding to start tag "b"`,
		"x</b>":             `Unexpected end tag at byte offset 1`,
		"<b>x</i>":          `Unmatched end tag at byte offset 4, expected "</b>", found "</i>"`,
		"<b>x</b":           `Unclosed end tag at byte offset 4`,
		`<a ="x">`:          `Empty attribute name in the tag "a" at byte offset 0`,
		`<a href>x</a>`:     `Expected equal sign in declaration of an attribute of the tag "a" at byte offset 0`,
		`<a href=x:y>x</a>`: `Unexpected end of name token at byte offset 8`,
		`<a href="x>y</a>`:  `Unclosed start tag "a" at byte offset 0`,
		`<span>x</span>`:    `Tag "span" must have class "tg-spoiler" at byte offset 0`,
		"\xff":              `strings must be encoded in UTF-8`,
	} {
		if _, _, err := ParseHTML(src); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", src, err, want)
		}
	}
}

func TestDetect(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"/ask what":          `[{"type":"bot_command","offset":0,"length":4}]`,
		"/ask@some_bot what": `[{"type":"bot_command","offset":0,"length":13}]`,
		"a/b and/or":         `null`,
		"hi @some_bot!":      `[{"type":"mention","offset":3,"length":9}]`,
		"你好@some_bot":        `[{"type":"mention","offset":2,"length":9}]`,
		"me@x.org":           `[{"type":"email","offset":0,"length":8}]`,
		"😀 see x.org.":       `[{"type":"url","offset":7,"length":5}]`,
		"(https://x.org/a)":  `[{"type":"url","offset":1,"length":15}]`,
		"#论坛 2023":           `[{"type":"hashtag","offset":0,"length":3}]`,
	} {
		if got := short(t, Detect(text, nil)); got != want {
			t.Errorf("%s: %s", text, got)
		}
	}
	if got := Detect("/ask", []Entity{{Type: "code", Offset: 0, Length: 4}}); len(got) != 1 {
		t.Errorf("found in code: %v", got)
	}
}

func TestWebAddress(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"https://x.org": "https://x.org/", "x.org/a": "http://x.org/a", "tg://resolve?domain=x": "tg://resolve?domain=x",
		"": "", "word": "", "javascript:x": "", "file:///etc/passwd": "", "http://": "", "https://a b": "", "mailto:a@b.c": "",
	} {
		if got := WebAddress(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}

// Whatever is read, entities lie within the text.
func FuzzParseHTML(f *testing.F) {
	for _, s := range []string{"<b>x</b>", `<a href="x.org">😀</a>`, "<pre><code class='language-x'>&lt;</code></pre>", "<a href=", "&#x110000;", "</"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		text, entities, err := ParseHTML(src)
		if err != nil {
			return
		}
		if !utf8.ValidString(text) {
			t.Errorf("%q is no text", text)
		}
		end := Length(text)
		for _, e := range Detect(text, entities) {
			if e.Offset < 0 || e.Length <= 0 || e.Offset+e.Length > end {
				t.Errorf("%+v in %q", e, text)
			}
		}
	})
}
