package picture

import (
	"bytes"
	"cmp"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"slices"
	"strings"
)

// Picture is a finished picture.
type Picture struct {
	PNG           []byte
	Width, Height int
	Missing       string // the characters that the font lacks and that stand there as boxes
}

// finish encodes what was drawn.
func (c *canvas) finish() (Picture, error) {
	var b bytes.Buffer
	e := png.Encoder{CompressionLevel: png.DefaultCompression}
	if err := e.Encode(&b, reduce(c.RGBA)); err != nil {
		return Picture{}, fmt.Errorf("a picture can't be encoded: %w", err)
	}
	return Picture{PNG: b.Bytes(), Width: c.Rect.Dx(), Height: c.Rect.Dy(), Missing: c.missing}, nil
}

// reduce brings a picture down to 256 colours, which makes its file a third as
// large. There are a few inks on a few grounds, and the edges between them: the
// colours are sorted into cells of a coarse cube, and each cell gets its most
// frequent colour, so that inks and grounds stay exactly what they are.
func reduce(img *image.RGBA) *image.Paletted {
	counts := map[color.RGBA]int{}
	for i := 0; i < len(img.Pix); {
		n, p := i+4, color.RGBA{img.Pix[i], img.Pix[i+1], img.Pix[i+2], 0xff}
		for n < len(img.Pix) && img.Pix[n] == p.R && img.Pix[n+1] == p.G && img.Pix[n+2] == p.B {
			n += 4 // most of it is long runs
		}
		counts[p] += (n - i) / 4
		i = n
	}
	colors := make([]color.RGBA, 0, len(counts))
	for p := range counts {
		colors = append(colors, p)
	}
	slices.SortFunc(colors, func(a, b color.RGBA) int {
		return cmp.Or(counts[b]-counts[a], int(a.R)-int(b.R), int(a.G)-int(b.G), int(a.B)-int(b.B))
	})
	palette, index := color.Palette{}, map[color.RGBA]uint8{}
	for drop := range 8 {
		palette = palette[:0]
		cells := map[[3]uint8]int{}
		for _, p := range colors {
			cell := [3]uint8{p.R >> drop, p.G >> drop, p.B >> drop}
			i, ok := cells[cell]
			if !ok {
				i = len(palette)
				cells[cell] = i
				palette = append(palette, p)
			}
			index[p] = uint8(i) // wraps in a palette that is too long, which is made anew
		}
		if len(palette) <= 256 {
			break
		}
	}
	out := image.NewPaletted(img.Rect, palette)
	for i, k := 0, 0; i < len(img.Pix); {
		n, p := i+4, color.RGBA{img.Pix[i], img.Pix[i+1], img.Pix[i+2], 0xff}
		for n < len(img.Pix) && img.Pix[n] == p.R && img.Pix[n+1] == p.G && img.Pix[n+2] == p.B {
			n += 4
		}
		for at := index[p]; i < n; i += 4 {
			out.Pix[k] = at
			k++
		}
	}
	return out
}

func addRune(s string, r rune) string {
	if strings.ContainsRune(s, r) {
		return s
	}
	return s + string(r)
}
