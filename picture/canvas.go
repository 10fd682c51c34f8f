package picture

import (
	"image"
	"image/color"
	"image/draw"

	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
	"golang.org/x/image/vector"
)

// canvas is what is drawn on. Coordinates are pixels, y downwards.
type canvas struct {
	*image.RGBA
	shaper  *shaper
	missing string // characters drawn as boxes
	raster  vector.Rasterizer
}

func newCanvas(s *shaper, width, height int, paper color.RGBA) *canvas {
	c := &canvas{RGBA: image.NewRGBA(image.Rect(0, 0, width, height)), shaper: s}
	c.fill(c.Bounds(), paper)
	return c
}

// fill colours a rectangle.
func (c *canvas) fill(r image.Rectangle, ink color.RGBA) {
	draw.Draw(c.RGBA, r, image.NewUniform(ink), image.Point{}, draw.Src)
}

// round colours a rectangle with round corners.
func (c *canvas) round(r image.Rectangle, radius float32, ink color.RGBA) {
	radius = min(radius, float32(r.Dx())/2, float32(r.Dy())/2)
	w, h := float32(r.Dx()), float32(r.Dy())
	const k = 0.5523 // a quarter of a circle as a Bézier curve
	q := radius * (1 - k)
	c.raster.Reset(r.Dx(), r.Dy())
	z := &c.raster
	z.MoveTo(radius, 0)
	z.LineTo(w-radius, 0)
	z.CubeTo(w-q, 0, w, q, w, radius)
	z.LineTo(w, h-radius)
	z.CubeTo(w, h-q, w-q, h, w-radius, h)
	z.LineTo(radius, h)
	z.CubeTo(q, h, 0, h-q, 0, h-radius)
	z.LineTo(0, radius)
	z.CubeTo(0, q, q, 0, radius, 0)
	z.ClosePath()
	z.Draw(c.RGBA, r, image.NewUniform(ink), image.Point{})
}

// style is how a text looks.
type style struct {
	size int // pixels
	ink  color.RGBA
	bold bool
}

// write draws lines, the first one's baseline at y, and returns the baseline
// of the line that would follow.
func (c *canvas) write(lines []line, x, y, leading int, st style) int {
	for _, l := range lines {
		c.writeLine(l, fixed.I(x), y, st)
		y += leading * st.size / em
	}
	return y
}

func (c *canvas) writeLine(l line, x fixed.Int26_6, y int, st style) {
	pen := 0 // in thousandths of the size
	for i, p := range l.pieces {
		if i == 0 {
			pen -= p.lead
		} else {
			pen += p.gap
		}
		for k, g := range p.glyphs {
			if g.index == 0 {
				c.missing = addRune(c.missing, g.char)
			}
			c.draw(g, x+pixels(pen+p.at[k], st.size), y, st)
		}
		pen += p.width
	}
}

// pixels turns thousandths of a size into pixels.
func pixels(length, size int) fixed.Int26_6 { return fixed.Int26_6(length * size * 64 / em) }

// draw draws one glyph. Bold ones are drawn several times, a little apart: the
// font has one weight, and a second would double its size.
func (c *canvas) draw(g glyph, x fixed.Int26_6, y int, st style) {
	segments, err := c.shaper.font.LoadGlyph(&c.shaper.buffer, g.index, fixed.I(st.size), nil)
	if err != nil || len(segments) == 0 {
		return // a space
	}
	c.outline(segments, x, y, st.ink)
	if st.bold {
		apart := fixed.Int26_6(st.size * 64 / 40)
		c.outline(segments, x+apart/2, y, st.ink)
		c.outline(segments, x+apart, y, st.ink)
	}
}

// outline fills a shape. The rasterizer covers just the shape's box: below 512
// pixels it computes with integers.
func (c *canvas) outline(segments sfnt.Segments, x fixed.Int26_6, y int, ink color.RGBA) {
	b := segments.Bounds()
	left, top := (x + b.Min.X).Floor(), y+b.Min.Y.Floor()
	box := image.Rect(left, top, (x+b.Max.X).Ceil()+1, y+b.Max.Y.Ceil()+1)
	at := func(p fixed.Point26_6) (float32, float32) {
		return float32(p.X+x-fixed.I(left)) / 64, float32(p.Y+fixed.I(y-top)) / 64
	}
	z := &c.raster
	z.Reset(box.Dx(), box.Dy())
	for _, s := range segments {
		x0, y0 := at(s.Args[0])
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			z.ClosePath()
			z.MoveTo(x0, y0)
		case sfnt.SegmentOpLineTo:
			z.LineTo(x0, y0)
		case sfnt.SegmentOpQuadTo:
			x1, y1 := at(s.Args[1])
			z.QuadTo(x0, y0, x1, y1)
		case sfnt.SegmentOpCubeTo:
			x1, y1 := at(s.Args[1])
			x2, y2 := at(s.Args[2])
			z.CubeTo(x0, y0, x1, y1, x2, y2)
		}
	}
	z.ClosePath()
	z.Draw(c.RGBA, box, image.NewUniform(ink), image.Point{})
}

// ring draws a circle's line; what lies outside of the picture is left out.
func (c *canvas) ring(x, y, radius, thick int, ink color.RGBA) {
	reach := radius + thick
	r := box(x-reach, y-reach, 2*reach, 2*reach).Intersect(c.Rect)
	z := &c.raster
	z.Reset(r.Dx(), r.Dy())
	cx, cy, half := float32(x-r.Min.X), float32(y-r.Min.Y), float32(thick)/2
	circle(z, cx, cy, float32(radius)+half, 1)
	circle(z, cx, cy, float32(radius)-half, -1)
	z.Draw(c.RGBA, r, image.NewUniform(ink), image.Point{})
}

// circle adds a circle to a path: clockwise, or the other way round, which
// cuts a hole.
func circle(z *vector.Rasterizer, x, y, r, way float32) {
	const k = 0.5523
	q := r * k
	z.MoveTo(x+r, y)
	z.CubeTo(x+r, y+way*q, x+q, y+way*r, x, y+way*r)
	z.CubeTo(x-q, y+way*r, x-r, y+way*q, x-r, y)
	z.CubeTo(x-r, y-way*q, x-q, y-way*r, x, y-way*r)
	z.CubeTo(x+q, y-way*r, x+r, y-way*q, x+r, y)
	z.ClosePath()
}
