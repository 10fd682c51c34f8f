package picture

import (
	"image"
	"image/color"
	"math"
)

// BarChart is a chart of stacked bars, such as the questions of each day by
// what became of them.
type BarChart struct {
	Title  string
	Note   string   // below the title; may be empty
	Labels []string // one below each bar; some are left out where they don't fit
	Series []Series // from the lowest part of a bar up; at most five
	Dark   bool     // light letters on dark ground
}

// Series is one kind of what the bars are made of.
type Series struct {
	Name   string
	Values []float64 // one for each label; None where it isn't known. Below zero counts as zero.
}

const (
	maxBars    = 120
	most       = 1e12 // what nobody counts is shown as this
	plotHeight = 560
	tickCount  = 4 // about as many lines across
)

// Bars draws stacked bars. A bar of which nothing is known is a dash; one that is
// known in part shows that part.
func Bars(b BarChart) (Picture, error) {
	k := inksFor(b.Dark)
	if len(b.Series) > len(k.series) || len(b.Labels) > maxBars {
		return Picture{}, ErrTooMuch
	}
	s := newShaper()
	head, legend := newHeading(s, b.Title, b.Note), newLegend(s, b.Series)
	scale := newScale(b.highest())
	_, axis := s.line(figure(scale.top), smallSize, wide/3)
	top := head.height + legend.height + 24
	bottom := top + plotHeight
	c := newCanvas(s, wide, bottom+labelSize+chartMargin+14, k.paper)
	c.heading(head, k)
	c.legend(legend, head.height, k)

	from := chartMargin + axis + 22
	for v := 0.0; v <= scale.top; v += scale.step {
		y := bottom - int(v/scale.top*plotHeight)
		c.fill(box(from, y, wide-chartMargin-from, 2), k.rule)
		c.label(figure(v), from-22, y+smallSize*36/100, wide/3, right, style{size: smallSize, ink: k.muted})
	}
	slots := slots{from: from, width: wide - chartMargin - from, count: len(b.Labels)}
	for i := range b.Labels {
		c.bar(b, i, slots, bottom, scale, k)
	}
	c.axisLabels(b.Labels, slots, bottom+labelSize+18, style{size: smallSize, ink: k.muted})
	return c.finish()
}

// at is the value of a series at a bar, and whether it is known.
func (s Series) at(i int) (float64, bool) {
	if i >= len(s.Values) || !known(s.Values[i]) {
		return 0, false
	}
	return min(max(s.Values[i], 0), most), true
}

// total is the height of a bar, and whether any of it is known.
func (b BarChart) total(i int) (sum float64, ok bool) {
	for _, s := range b.Series {
		v, there := s.at(i)
		sum, ok = sum+v, ok || there
	}
	return sum, ok
}

func (b BarChart) highest() float64 {
	top := 0.0
	for i := range b.Labels {
		sum, _ := b.total(i)
		top = max(top, sum)
	}
	return top
}

// slots are the places of bars side by side.
type slots struct{ from, width, count int }

func (s slots) left(i int) int   { return s.from + s.width*i/s.count }
func (s slots) middle(i int) int { return (s.left(i) + s.left(i+1)) / 2 }

// bar draws one bar and, where there is room, its total above it.
func (c *canvas) bar(b BarChart, i int, s slots, bottom int, sc scale, k inks) {
	slot := s.left(i+1) - s.left(i)
	width := min(max(slot*7/10, 2), 96)
	x := s.middle(i) - width/2
	sum, ok := b.total(i)
	if !ok {
		c.fill(box(x+width/4, bottom-14, max(width/2, 2), 4), k.muted)
		return
	}
	// Heights are rounded on the sum, so that parts meet and the whole is right.
	below, y := 0.0, bottom
	for n, series := range b.Series {
		v, _ := series.at(i)
		below += v
		next := bottom - int(math.Round(below/sc.top*plotHeight))
		if next < y {
			c.part(box(x, next, width, y-next), y < bottom, k.series[n], k.paper)
		}
		y = next
	}
	if st := (style{size: smallSize, ink: k.ink}); sum > 0 {
		if _, w := c.shaper.line(figure(sum), st.size, wide); w <= slot-6 {
			c.label(figure(sum), s.middle(i), y-12, wide, center, st)
		}
	}
}

// part draws a part of a bar, with a gap to the one below it: neighbours stay
// apart for who sees their colours as one.
func (c *canvas) part(r image.Rectangle, gap bool, ink, paper color.RGBA) {
	c.fill(r, ink)
	if gap && r.Dy() > 4 {
		c.fill(box(r.Min.X, r.Max.Y-2, r.Dx(), 2), paper)
	}
}

// axisLabels writes as many labels as fit, evenly spaced, the last one always:
// it is the newest.
func (c *canvas) axisLabels(labels []string, s slots, y int, st style) {
	widest := 0
	for _, l := range labels {
		_, w := c.shaper.line(l, st.size, s.width)
		widest = max(widest, w)
	}
	every := 1
	for every < len(labels) && s.width*every/s.count < widest+18 {
		every++
	}
	for i := len(labels) - 1; i >= 0; i -= every {
		_, w := c.shaper.line(labels[i], st.size, s.width)
		x := max(min(s.middle(i), wide-chartMargin/2-w/2), chartMargin/2+w/2)
		c.label(labels[i], x, y, s.width, center, st)
	}
}
