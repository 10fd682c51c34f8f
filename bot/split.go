package bot

import (
	"slices"
	"strings"
	"unicode"
)

const (
	// MaxText is how long a message may be, in UTF-16 units as shown.
	// Telegram says 4096 "characters after entities parsing".
	MaxText = 4096
	// maxRaw bounds a message with its markup, in bytes; Telegram refuses more
	// than 32 KB.
	maxRaw = 30_000
)

// split cuts HTML into pieces of at most limit UTF-16 units as shown. It cuts
// between paragraphs, only if one is too long between lines, then words, and
// only then within a word. Tags open at a cut are closed and opened anew, so
// that each piece is valid if the whole is. White space at a cut is dropped;
// a piece that would show nothing is left out.
func split(html string, limit int) []string {
	if fits(html, limit) {
		if blank(html) {
			return nil
		}
		return []string{html}
	}
	all := slices.Collect(atoms(html))
	if !regular(all) {
		all = slices.Collect(atoms(escape(plain(html))))
	}
	var pieces []string
	var open []atom // tags open where the rest begins
	for len(all) > 0 {
		n := reach(all, open, limit)
		if n < len(all) {
			n = cut(all, n)
		}
		piece, still := render(all[:n], open)
		if piece != "" {
			pieces = append(pieces, piece)
		}
		open, all = still, all[n:]
	}
	return pieces
}

// regular tells whether every tag is closed in its order, and none lies too
// deep. What is not, Telegram would refuse; such a text loses its tags.
func regular(all []atom) bool {
	const deepest = 50
	var open []string
	for _, a := range all {
		switch n := len(open); {
		case a.tag == opening && n == deepest:
			return false
		case a.tag == opening:
			open = append(open, a.name)
		case a.tag == closing && (n == 0 || open[n-1] != a.name):
			return false
		case a.tag == closing:
			open = open[:n-1]
		}
	}
	return len(open) == 0
}

func fits(html string, limit int) bool {
	if len(html) <= min(limit, maxRaw) {
		return true // nothing shows more units than it has bytes
	}
	units := 0
	for a := range atoms(html) {
		units += a.units
	}
	return units <= limit && len(html) <= maxRaw
}

// reach is how many atoms fit into a piece, at least one. White space that
// follows counts as fitting, for it is dropped at a cut.
func reach(all, open []atom, limit int) int {
	units, raw := 0, 0
	for _, a := range open {
		raw += 2*len(a.raw) + 3
	}
	for i, a := range all {
		units += a.units
		raw += len(a.raw)
		if a.tag == opening {
			raw += len(a.raw) + 3 // its closing
		}
		if i > 0 && (units > limit || raw > maxRaw) {
			for i < len(all) && (isSpace(all[i]) || all[i].tag == closing) {
				i++
			}
			return i
		}
	}
	return len(all)
}

// cut looks for the best place at or before atom n; places are named by the
// atom that follows. A place lies between shown characters with white space
// before it, behind tags that close there and before tags that open.
func cut(all []atom, n int) int {
	var best [paragraphBreak + 1]int
	words, breaks, gap, found := false, 0, false, noBreak
	for i := range n + 1 {
		if words && gap && all[i].tag != closing && !isSpace(all[i]) {
			kind := wordBreak
			if breaks > 0 {
				kind = min(wordBreak+breakKind(breaks), paragraphBreak)
			}
			if kind > found {
				found, best[kind] = kind, i
			}
		}
		switch a := all[i]; {
		case a.tag != noTag:
		case a.shown == "\n":
			breaks, gap = breaks+1, true
		case isSpace(a):
			gap = true
		default:
			words, breaks, gap, found = true, 0, false, noBreak
		}
	}
	for _, i := range slices.Backward(best[:]) {
		if i > 0 {
			return i
		}
	}
	return hardCut(all, n)
}

type breakKind int

const (
	noBreak breakKind = iota
	wordBreak
	lineBreak
	paragraphBreak
)

// hardCut keeps joined characters together where it can: an emoji with its
// joiner, a letter with its marks.
func hardCut(all []atom, n int) int {
	for i := n; i > max(0, n-16); i-- {
		if all[i].tag == noTag && !joins(all[i]) && !endsInJoiner(all[i-1]) {
			return i
		}
	}
	return n
}

func joins(a atom) bool {
	for _, r := range a.shown {
		return r == '\u200d' || unicode.In(r, unicode.Mn, unicode.Me, unicode.Mc) || r >= 0x1f3fb && r <= 0x1f3ff
	}
	return false
}

func endsInJoiner(a atom) bool { return a.shown == "\u200d" }

func isSpace(a atom) bool {
	return a.tag == noTag && strings.TrimSpace(a.shown) == ""
}

// render writes one piece: the open tags, the atoms without white space at
// the ends, and what closes the tags that are open then, which it returns.
func render(atoms, open []atom) (piece string, still []atom) {
	still = slices.Clone(open)
	first, last := -1, -1
	for i, a := range atoms {
		if a.tag == noTag && !isSpace(a) {
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	var b strings.Builder
	for _, a := range open {
		b.WriteString(a.raw)
	}
	for i, a := range atoms {
		switch a.tag {
		case opening:
			still = append(still, a)
		case closing:
			still = still[:len(still)-1] // regular: it is the last that opened
		case noTag:
			if i < first || i > last {
				continue
			}
		}
		b.WriteString(a.raw)
	}
	for _, a := range slices.Backward(still) {
		b.WriteString("</" + a.name + ">")
	}
	if first < 0 {
		return "", still
	}
	return b.String(), still
}
