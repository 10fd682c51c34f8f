package picture

import (
	"errors"
	"image"
	"strings"
)

// ErrTooLong says that a text fits no card in letters that can be read.
var ErrTooLong = errors.New("the text is too long for a card; send it as words")

// CardText is what a card says. All but Text may be empty.
type CardText struct {
	Kicker string // the line above: what this is, and of which day
	Text   string // the fact; line feeds separate paragraphs
	Source string // where it is from, and when it held; at most three lines are shown
	Name   string // what the facts are about; its first letter is the seal
}

// Sizes of a card, in pixels.
const (
	wide       = 1080
	tall       = 1280 // of a card whose text needs it: what Telegram does not scale down
	margin     = 92
	column     = wide - 2*margin
	sealSize   = 88
	sourceSize = 29
	nameSize   = 35
	kickerSize = 40
)

var (
	squareSizes = []int{88, 84, 80, 76, 72, 68, 64, 60, 57, 54}
	tallSizes   = []int{64, 60, 57, 54, 51, 48, 46, 44, 42, 40}
)

// Card draws one fact: a square, or somewhat higher when the text needs it. The
// letters are as large as the text allows.
func Card(c CardText) (Picture, error) {
	s := newShaper()
	body := read(s, c.Text)
	if len(body.paragraphs) == 0 {
		return Picture{}, errors.New("a card needs a text")
	}
	foot := newFooter(s, c)
	const top, gap = 190, 56
	for _, form := range []struct {
		height int
		sizes  []int
	}{{wide, squareSizes}, {tall, tallSizes}} {
		room := form.height - foot.height - top - gap
		size, lines, ok := body.fit(form.sizes, column, room)
		if !ok {
			continue
		}
		canvas := newCanvas(s, wide, form.height, light.paper)
		canvas.ornament()
		canvas.kicker(c.Kicker)
		used := len(lines) * body.leading * size / em
		// A little above the middle, where the eye expects it.
		y := top + (room-used)*2/5 + (body.leading-em)*size/em/2 + size*88/100
		canvas.write(lines, margin, y, body.leading, style{size: size, ink: light.ink})
		canvas.footer(foot, form.height)
		return canvas.finish()
	}
	return Picture{}, ErrTooLong
}

// kicker writes the line above; what does not fit on it is cut off.
func (c *canvas) kicker(words string) {
	t := read(c.shaper, words)
	lines := c.shaper.clip(t, (column-160)*em/kickerSize, 1)
	c.write(lines, margin, 136, 0, style{size: kickerSize, ink: light.accent, bold: true})
}

// ornament draws rings that spread from a corner.
func (c *canvas) ornament() {
	for _, radius := range []int{56, 92, 128, 164} {
		c.ring(wide-10, 10, radius, 3, light.rule)
	}
}

// footer is the lower part of a card: a seal with the first letter of the
// name, as pictures carry one, the name, and the source.
type footer struct {
	seal   []line
	name   []line
	source []line
	below  text // of the source
	height int
}

func newFooter(s *shaper, c CardText) footer {
	f := footer{below: read(s, c.Source), height: margin}
	measure := column - sealSize - 30
	if initial := firstLetter(c.Name); initial != "" {
		f.seal = read(s, initial).lines(em * 2)
	} else {
		measure = column
	}
	f.name = s.clip(read(s, c.Name), measure*em/nameSize, 1)
	f.source = s.clip(f.below, measure*em/sourceSize, 3)
	words := len(f.name)*(nameSize+14) + len(f.source)*f.below.leading*sourceSize/em
	if words > 0 {
		f.height += max(words, sealSize) + 8
	}
	return f
}

func (c *canvas) footer(f footer, height int) {
	x, y := margin, height-f.height
	if len(f.seal) > 0 {
		c.round(image.Rect(x, y, x+sealSize, y+sealSize), 14, light.accent)
		const size = 54
		at := x + (sealSize-f.seal[0].width*size/em)/2
		c.write(f.seal, at, y+sealSize/2+size*37/100, 0, style{size: size, ink: light.paper, bold: true})
		x += sealSize + 30
	}
	y += 30
	if len(f.source) == 0 {
		y += 24 // the name alone stands beside the seal's middle
	}
	if len(f.name) > 0 {
		c.write(f.name, x, y, 0, style{size: nameSize, ink: light.ink, bold: true})
		y += nameSize + 14
	}
	c.write(f.source, x, y, f.below.leading, style{size: sourceSize, ink: light.muted})
}

// firstLetter is the first letter or digit of a name, as a capital.
func firstLetter(name string) string {
	for _, r := range name {
		if isWord(r) || isHan(r) {
			return strings.ToUpper(string(r))
		}
	}
	return ""
}
