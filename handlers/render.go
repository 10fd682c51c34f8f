package handlers

import "strings"

// escaper covers all that Telegram's HTML mode asks for, in texts and in
// attributes alike.
var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;")

// HTML renders the document as Telegram HTML. It is valid for any content.
func (d Document) HTML() string {
	var b strings.Builder
	d.each(&b, func(bl Block) {
		if bl.Quote {
			b.WriteString("<blockquote expandable>")
		}
		for _, r := range bl.Runs {
			r.html(&b)
		}
		if bl.Quote {
			b.WriteString("</blockquote>")
		}
	})
	return b.String()
}

func (r Run) html(b *strings.Builder) {
	text := escaper.Replace(clean(r.Text))
	open, end := "", ""
	switch {
	case strings.TrimSpace(text) == "":
	case r.Style == Bold:
		open, end = "<b>", "</b>"
	case r.Style == Italic:
		open, end = "<i>", "</i>"
	case r.Style == Link && isWeb(r.URL):
		open, end = `<a href="`+escaper.Replace(clean(r.URL))+`">`, "</a>"
	}
	b.WriteString(open)
	b.WriteString(text)
	b.WriteString(end)
}

// isWeb keeps javascript: and tg: addresses out of links.
func isWeb(url string) bool {
	return strings.HasPrefix(url, "https://") || strings.HasPrefix(url, "http://")
}

// Plain renders the document as plain text: what the same message says on a
// terminal. Links are followed by their address.
func (d Document) Plain() string {
	var b strings.Builder
	d.each(&b, func(bl Block) {
		for _, r := range bl.Runs {
			b.WriteString(clean(r.Text))
			if r.Style == Link && isWeb(r.URL) && r.URL != r.Text {
				b.WriteString(" (" + clean(r.URL) + ")")
			}
		}
	})
	return b.String()
}

// each calls write for every block that has text, with an empty line between
// paragraphs and a mere line feed beside quotes, which bring their own space.
func (d Document) each(b *strings.Builder, write func(Block)) {
	first, afterQuote := true, false
	for _, bl := range d.Blocks {
		if bl.empty() {
			continue
		}
		switch {
		case first:
		case bl.Quote || afterQuote:
			b.WriteByte('\n')
		default:
			b.WriteString("\n\n")
		}
		first, afterQuote = false, bl.Quote
		write(bl)
	}
}

func (bl Block) empty() bool {
	for _, r := range bl.Runs {
		if strings.TrimSpace(clean(r.Text)) != "" {
			return false
		}
	}
	return true
}
