package main

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"testing"
)

func TestQuantise(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		n    int
		at   func(x, y int) color.NRGBA
		off  int // by how much a channel may differ
		most int // colours
	}{
		"one colour stays":       {256, func(int, int) color.NRGBA { return color.NRGBA{10, 20, 30, 255} }, 0, 1},
		"few colours stay":       {256, func(x, y int) color.NRGBA { return color.NRGBA{uint8(x % 8), uint8(y % 8), 7, 255} }, 0, 64},
		"a gradient comes close": {256, func(x, y int) color.NRGBA { return color.NRGBA{uint8(x), uint8(y), uint8(x + y), 255} }, 40, 256},
		"two colours of many":    {2, func(x, _ int) color.NRGBA { return color.NRGBA{uint8(x / 64 * 80), 0, 0, 255} }, 80, 2},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			full := image.NewNRGBA(image.Rect(0, 0, 128, 128))
			for y := range 128 {
				for x := range 128 {
					full.SetNRGBA(x, y, c.at(x, y))
				}
			}
			got := quantise(full, c.n)
			if len(got.Palette) > c.most {
				t.Errorf("%d colours, at most %d are asked for", len(got.Palette), c.most)
			}
			worst := 0
			for y := range 128 {
				for x := range 128 {
					a, b := full.NRGBAAt(x, y), color.NRGBAModel.Convert(got.At(x, y)).(color.NRGBA)
					for _, d := range []int{int(a.R) - int(b.R), int(a.G) - int(b.G), int(a.B) - int(b.B)} {
						worst = max(worst, d, -d)
					}
				}
			}
			if worst > c.off {
				t.Errorf("a channel differs by %d", worst)
			}
		})
	}
}

func TestShrink(t *testing.T) {
	t.Parallel()
	full := image.NewNRGBA(image.Rect(0, 0, 60, 40))
	for i := range full.Pix {
		full.Pix[i] = uint8(i * 7 / 5)
	}
	var in bytes.Buffer
	if err := png.Encode(&in, full); err != nil {
		t.Fatal(err)
	}
	out, err := shrink(in.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	got, err := png.Decode(bytes.NewReader(out))
	if err != nil || got.Bounds() != full.Bounds() {
		t.Errorf("%v, %v", got.Bounds(), err)
	}
	if _, err := shrink([]byte("no picture")); err == nil {
		t.Error("what is no picture is taken for one")
	}
}
