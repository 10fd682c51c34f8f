package picture

import "image/color"

// inks are the colours of a picture. Words stand out from the paper by a
// contrast of at least 4.5, bars and lines that matter by 3, as WCAG 2.2 (AA)
// asks; a test computes that.
type inks struct {
	paper  color.RGBA
	ink    color.RGBA // words
	muted  color.RGBA // words that matter less
	accent color.RGBA // marks and leads
	rule   color.RGBA // lines that only divide
	series []color.RGBA
}

// The colours of series differ for people with any of the common kinds of
// colour blindness, too. Okabe and Ito's set (2008) is the model, made darker
// or lighter until each contrasts with its paper.
var (
	light = inks{
		paper: rgb(0xfbf8f1), ink: rgb(0x1f2933), muted: rgb(0x5a6370), accent: rgb(0xa63a24), rule: rgb(0xe2dac8),
		series: []color.RGBA{rgb(0x0067a5), rgb(0xc07a00), rgb(0x00805f), rgb(0xb0487f), rgb(0x6a6a6a), rgb(0x3f97cf)},
	}
	dark = inks{
		paper: rgb(0x17212b), ink: rgb(0xeef1f4), muted: rgb(0xa5b1bd), accent: rgb(0xf0866c), rule: rgb(0x33414f),
		series: []color.RGBA{rgb(0x4aa8e8), rgb(0xe8a530), rgb(0x35b58c), rgb(0xe28bb8), rgb(0xa8a8a8), rgb(0x9ed4f5)},
	}
)

func inksFor(isDark bool) inks {
	if isDark {
		return dark
	}
	return light
}

func rgb(hex uint32) color.RGBA {
	return color.RGBA{uint8(hex >> 16), uint8(hex >> 8), uint8(hex), 0xff} //nolint:gosec // three bytes
}
