package picture

import (
	"errors"
	"image"
	"math"
	"strconv"
)

// None is a value that is not known. It is shown as missing, not as zero.
var None = math.NaN()

// ErrTooMuch says that a chart has more than a picture of it could show.
var ErrTooMuch = errors.New("there is too much for one chart; show a part of it")

// Sizes common to the charts, in pixels.
const (
	chartMargin = 64
	chartColumn = wide - 2*chartMargin
	titleSize   = 46
	labelSize   = 30
	smallSize   = 28 // the least that a phone shows well
)

// heading is a chart's title and the note below it, broken into lines.
type heading struct {
	title, note         []line
	titleText, noteText text
	height              int // with the space below
}

func newHeading(s *shaper, title, note string) heading {
	h := heading{titleText: read(s, title), noteText: read(s, note)}
	h.title = s.clip(h.titleText, chartColumn*em/titleSize, 2)
	h.note = s.clip(h.noteText, chartColumn*em/smallSize, 3)
	h.titleText.tighten()
	h.height = chartMargin + len(h.title)*h.titleText.leading*titleSize/em + len(h.note)*h.noteText.leading*smallSize/em + 28
	return h
}

func (c *canvas) heading(h heading, k inks) {
	y := chartMargin + titleSize*80/100
	y = c.write(h.title, chartMargin, y, h.titleText.leading, style{size: titleSize, ink: k.ink, bold: true})
	c.write(h.note, chartMargin, y-10, h.noteText.leading, style{size: smallSize, ink: k.muted})
}

// align says which point of a label is given.
type align int

const (
	left align = iota
	center
	right
)

// label writes a text on one line; what goes beyond the width is cut off.
func (c *canvas) label(words string, x, y, width int, a align, st style) {
	l, used := c.shaper.line(words, st.size, width)
	c.write(l, x-used*int(a)/2, y, 0, st)
}

// line is a text as one line within a width, and the width that it has, both
// in pixels.
func (s *shaper) line(words string, size, width int) ([]line, int) {
	l := s.clip(read(s, words), width*em/size, 1)
	if len(l) == 0 {
		return nil, 0
	}
	return l, l[0].width * size / em
}

// figure writes a number that nobody wrote out.
func figure(v float64) string { return strconv.FormatFloat(math.Round(v*100)/100, 'f', -1, 64) }

// known tells a number from None.
func known(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }

func box(x, y, width, height int) image.Rectangle { return image.Rect(x, y, x+width, y+height) }
