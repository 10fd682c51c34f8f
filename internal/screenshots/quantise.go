package main

import (
	"bytes"
	"cmp"
	"image"
	"image/color"
	"image/png"
	"slices"
)

// shrink writes a PNG with 256 colours, which for a page's flat surfaces look
// the same and take a third of the room.
func shrink(picture []byte) ([]byte, error) {
	full, err := png.Decode(bytes.NewReader(picture))
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	if err := encoder.Encode(&out, quantise(full, 256)); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

// rgb is a colour with eight bits a channel.
type rgb [3]uint8

// box is a part of the colours of a picture.
type box struct {
	colors []rgb // distinct
	pixels int
	axis   int // the channel in which they differ most
	spread int // and by how much
}

// quantise reduces a picture to at most n colours by median cut (Heckbert,
// 1982): the box of colours with the widest spread, weighted by its pixels, is
// halved until there are n; each becomes its mean. Without dithering, flat
// surfaces stay flat.
func quantise(picture image.Image, n int) *image.Paletted {
	bounds := picture.Bounds()
	count := map[rgb]int{}
	at := func(x, y int) rgb {
		c := color.NRGBAModel.Convert(picture.At(x, y)).(color.NRGBA)
		return rgb{c.R, c.G, c.B}
	}
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			count[at(x, y)]++
		}
	}
	all := make([]rgb, 0, len(count))
	for c := range count {
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b rgb) int { return slices.Compare(a[:], b[:]) })
	boxes := []box{measure(all, count)}
	for len(boxes) < n {
		widest := slices.MaxFunc(boxes, func(a, b box) int { return cmp.Compare(a.weight(), b.weight()) })
		if widest.weight() == 0 {
			break
		}
		i := slices.IndexFunc(boxes, func(b box) bool { return &b.colors[0] == &widest.colors[0] })
		a, b := widest.halve(count)
		boxes[i] = a
		boxes = append(boxes, b)
	}
	out := image.NewPaletted(bounds, nil)
	index := make(map[rgb]uint8, len(count))
	for i, b := range boxes {
		out.Palette = append(out.Palette, b.mean(count))
		for _, c := range b.colors {
			index[c] = uint8(i) //nolint:gosec // i < n ≤ 256
		}
	}
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			out.SetColorIndex(x, y, index[at(x, y)])
		}
	}
	return out
}

func measure(colors []rgb, count map[rgb]int) box {
	b := box{colors: colors}
	for axis := range 3 {
		low, high := 255, 0
		for _, c := range colors {
			low, high = min(low, int(c[axis])), max(high, int(c[axis]))
		}
		if high-low > b.spread {
			b.axis, b.spread = axis, high-low
		}
	}
	for _, c := range colors {
		b.pixels += count[c]
	}
	return b
}

// weight tells how much a box needs to be halved; 0: it is one colour.
func (b box) weight() float64 { return float64(b.spread) * float64(b.spread) * float64(b.pixels) }

// halve cuts a box where its pixels' median lies.
func (b box) halve(count map[rgb]int) (low, high box) {
	slices.SortFunc(b.colors, func(p, q rgb) int {
		return cmp.Or(cmp.Compare(p[b.axis], q[b.axis]), slices.Compare(p[:], q[:]))
	})
	cut, sum := 1, 0
	for i, c := range b.colors[:len(b.colors)-1] {
		if sum += count[c]; sum*2 >= b.pixels {
			cut = i + 1
			break
		}
		cut = i + 1
	}
	return measure(b.colors[:cut:cut], count), measure(b.colors[cut:], count)
}

func (b box) mean(count map[rgb]int) color.Color {
	var sum [3]int
	for _, c := range b.colors {
		for axis := range 3 {
			sum[axis] += int(c[axis]) * count[c]
		}
	}
	channel := func(axis int) uint8 { return uint8((sum[axis] + b.pixels/2) / b.pixels) } //nolint:gosec // a mean of bytes
	return color.NRGBA{channel(0), channel(1), channel(2), 255}
}
