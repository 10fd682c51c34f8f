package handlers

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// MaxText is how much text one Telegram message may show, in UTF-16 units.
const MaxText = 4096

// Document is a text for people, free of any markup language: paragraphs and
// folded quotes made of runs. HTML and Plain render it, and whatever its words
// are, the HTML is valid.
type Document struct {
	Blocks []Block
}

// Block is a paragraph, or a quote that Telegram shows folded until tapped.
// Line feeds in its runs break the line.
type Block struct {
	Runs  []Run
	Quote bool
}

// Run is a stretch of text in one style. URL is used with Link only, and only
// when it is a web address.
type Run struct {
	Text  string
	Style Style
	URL   string
}

// Style is how a Run looks.
type Style uint8

// The styles.
const (
	Regular Style = iota
	Bold
	Italic
	Link
)

// Paragraph adds a paragraph.
func (d *Document) Paragraph(runs ...Run) {
	d.Blocks = append(d.Blocks, Block{Runs: runs})
}

// Quote adds a folded quote.
func (d *Document) Quote(runs ...Run) {
	d.Blocks = append(d.Blocks, Block{Runs: runs, Quote: true})
}

func regular(s string) Run   { return Run{Text: s} }
func bold(s string) Run      { return Run{Text: s, Style: Bold} }
func italic(s string) Run    { return Run{Text: s, Style: Italic} }
func link(s, url string) Run { return Run{Text: s, Style: Link, URL: url} }

// paragraph is a Document of just one plain paragraph.
func paragraph(s string) Document {
	return Document{Blocks: []Block{{Runs: []Run{regular(s)}}}}
}

// Clip returns the document cut to at most limit UTF-16 units of shown text,
// ending in an ellipsis when something was cut. An edited message can't be
// split in two as a sent one can.
func (d Document) Clip(limit int) Document {
	var out Document
	left := limit - 2 // room for the ellipsis
	if units(d.Plain()) <= limit {
		return d
	}
	for i, b := range d.Blocks {
		if i > 0 {
			left -= 2
		}
		kept := Block{Quote: b.Quote}
		for _, r := range b.Runs {
			r.Text = clean(r.Text)
			cut := cutUnits(r.Text, left)
			left -= units(cut)
			whole := len(cut) == len(r.Text)
			if r.Text = cut; !whole {
				r.Text += "…"
			}
			kept.Runs = append(kept.Runs, r)
			if !whole {
				out.Blocks = append(out.Blocks, kept)
				return out
			}
		}
		out.Blocks = append(out.Blocks, kept)
	}
	return out // Plain spells out link targets, which are not shown
}

// units counts a text's length as Telegram does.
func units(s string) int {
	n := 0
	for _, r := range s {
		n++
		if r > 0xffff {
			n++
		}
	}
	return n
}

// cutUnits is the longest beginning of s with at most limit units.
func cutUnits(s string, limit int) string {
	n := 0
	for i, r := range s {
		n++
		if r > 0xffff {
			n++
		}
		if n > limit {
			return s[:i]
		}
	}
	return s
}

// clean removes what must reach no reader's screen: invalid UTF-8, control
// characters (terminals obey them), bidi marks and overrides (they reverse
// what follows), and invisible characters (they hide words). The joiners stay:
// emoji and several scripts need them.
func clean(s string) string {
	if !strings.ContainsFunc(s, unclean) && utf8.ValidString(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return ' '
		case r == '\u2028' || r == '\u2029':
			return '\n'
		case unclean(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}

func unclean(r rune) bool {
	switch {
	case r == '\n':
		return false
	case unicode.IsControl(r), r == '\u2028', r == '\u2029':
		return true
	case r == '\u061c', r == '\u200b', r == '\u200e', r == '\u200f', r == '\u2060', r == '\ufeff':
		return true
	case r >= '\u202a' && r <= '\u202e', r >= '\u2066' && r <= '\u2069':
		return true
	case r >= '\ufff9' && r <= '\uffff': // annotations, object and replacement characters
		return true
	case r >= 0xe0000 && r <= 0xe007f: // tags: invisible letters
		return true
	}
	return false
}
