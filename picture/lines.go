package picture

import "strings"

// text is a text taken apart, before it has a size.
type text struct {
	paragraphs [][]piece
	leading    int // the distance of lines, in thousandths of the size
}

// line is a row of pieces.
type line struct {
	pieces []piece
	width  int // as it looks, without the blanks that go beyond the margins
}

// read takes a text apart. Line feeds separate paragraphs; empty ones are left out.
func read(s *shaper, words string) text {
	t := text{leading: 1380}
	if isChinese(words) {
		t.leading = 1560 // characters fill their squares
	}
	for p := range strings.Lines(words) {
		if pieces := cut(s.glyphs(p)); len(pieces) > 0 {
			t.paragraphs = append(t.paragraphs, pieces)
		}
	}
	return t
}

// tighten sets lines closer to each other, for what is short.
func (t *text) tighten() { t.leading = t.leading * 9 / 10 }

// lines breaks a text into lines no wider than measure (in thousandths of the
// size), as few as there can be, of about the same length.
func (t text) lines(measure int) []line {
	var out []line
	for _, p := range t.paragraphs {
		out = append(out, balance(crumble(p, measure), measure)...)
	}
	return out
}

// fit is the largest of the sizes, which fall, at which the text fits a box of
// that many pixels in lines of about the same length; if they never are, the
// largest at which it fits. It returns false if there is none.
func (t text) fit(sizes []int, width, height int) (size int, lines []line, ok bool) {
	for _, at := range sizes {
		measure := width * em / at
		n, whole := 0, true
		for _, p := range t.paragraphs {
			n += len(fill(crumble(p, measure), measure))
			whole = whole && widest(p) <= measure
		}
		// A word is broken at the smallest size only.
		if n*t.leading*at > height*em || !whole && at > sizes[len(sizes)-1] {
			continue
		}
		broken := t.lines(measure)
		if ragged := isRagged(broken); !ok || !ragged {
			size, lines, ok = at, broken, true
			if !ragged {
				break
			}
		}
	}
	return size, lines, ok
}

// isRagged tells that some line looks much too short beside the longest.
func isRagged(lines []line) bool {
	shortest, longest := lines[0].width, 0
	for _, l := range lines {
		shortest, longest = min(shortest, l.width), max(longest, l.width)
	}
	return shortest < longest*2/3
}

func widest(pieces []piece) int {
	w := 0
	for _, p := range pieces {
		w = max(w, p.width-p.lead-p.tail)
	}
	return w
}

// crumble takes pieces apart that are wider than a line, such as addresses.
func crumble(pieces []piece, measure int) []piece {
	if widest(pieces) <= measure {
		return pieces
	}
	var out []piece
	for _, p := range pieces {
		if p.width-p.lead-p.tail <= measure {
			out = append(out, p)
			continue
		}
		for i, g := range p.glyphs {
			one := piece{}
			one.add(g, 0)
			if i == 0 {
				one.gap, one.cost = p.gap, p.cost
			}
			out = append(out, one)
		}
	}
	return out
}

// spans gives the width of any row of pieces.
type spans struct {
	pieces []piece
	upTo   []int // widths and gaps before each piece
}

func newSpans(pieces []piece) spans {
	s := spans{pieces, make([]int, len(pieces)+1)}
	for i, p := range pieces {
		s.upTo[i+1] = s.upTo[i] + p.gap + p.width
	}
	return s
}

// width is that of the pieces from i to before j as a line.
func (s spans) width(i, j int) int {
	first, last := s.pieces[i], s.pieces[j-1]
	return s.upTo[j] - s.upTo[i] - first.gap - first.lead - last.tail
}

// fill breaks a paragraph into lines as full as can be, which are the fewest.
func fill(pieces []piece, measure int) []line {
	s := newSpans(pieces)
	var out []line
	for i := 0; i < len(pieces); {
		j := i + 1
		for j < len(pieces) && s.width(i, j+1) <= measure {
			j++
		}
		out = append(out, line{pieces[i:j], s.width(i, j)})
		i = j
	}
	return out
}

// balance breaks a paragraph into the least number of lines so that their
// lengths differ least and they end where it reads well: among all ways to
// break it, the one with the smallest sum of costs, found by dynamic
// programming as in Knuth and Plass, "Breaking Paragraphs into Lines" (1981).
func balance(pieces []piece, measure int) []line {
	s, rows := newSpans(pieces), len(fill(pieces, measure))
	target := float64(s.width(0, len(pieces))) / float64(rows)
	type best struct {
		cost float64
		from int
		ok   bool
	}
	// at[n][j]: the best way to set the pieces before j in n lines.
	at := make([][]best, rows+1)
	for n := range at {
		at[n] = make([]best, len(pieces)+1)
	}
	at[0][0].ok = true
	for n := 1; n <= rows; n++ {
		for j := 1; j <= len(pieces); j++ {
			for i := j - 1; i >= 0 && (s.width(i, j) <= measure || i == j-1); i-- {
				if !at[n-1][i].ok {
					continue
				}
				uneven := (float64(s.width(i, j)) - target) / float64(measure)
				cost := at[n-1][i].cost + 1000*uneven*uneven
				if i > 0 {
					cost += float64(pieces[i].cost)
				}
				if b := &at[n][j]; !b.ok || cost < b.cost {
					*b = best{cost, i, true}
				}
			}
		}
	}
	out := make([]line, rows)
	for n, j := rows, len(pieces); n > 0; n-- {
		i := at[n][j].from
		out[n-1] = line{pieces[i:j], s.width(i, j)}
		j = i
	}
	return out
}

// clip breaks a text into at most n lines. Where there would be more, these are
// filled, and an ellipsis tells that something is left out.
func (s *shaper) clip(t text, measure, n int) []line {
	var full []line
	for _, p := range t.paragraphs {
		full = append(full, fill(crumble(p, measure), measure)...)
	}
	if len(full) <= n {
		return t.lines(measure)
	}
	dots, last := s.glyph(narrow['…']), full[n-1]
	for len(last.pieces) > 1 && last.width+dots.width > measure {
		gone := last.pieces[len(last.pieces)-1]
		last.pieces = last.pieces[:len(last.pieces)-1]
		last.width -= gone.gap + gone.width
	}
	end := piece{}
	end.add(dots, 0)
	last.pieces = append(append([]piece(nil), last.pieces...), end)
	last.width += dots.width
	return append(full[:n-1:n-1], last)
}
