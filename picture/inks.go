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

// The colours of series are five that contrast with their paper and of which
// any two are at least 25 apart in CIE L*a*b*, for people who see all colours and
// for those who lack one kind of cone. They were searched for from Okabe and Ito's
// set (2008), which does not stand out enough from either paper.
var (
	light = inks{
		paper: rgb(0xfbf8f1), ink: rgb(0x1f2933), muted: rgb(0x5a6370), accent: rgb(0xa63a24), rule: rgb(0xe2dac8),
		series: []color.RGBA{rgb(0x003f7d), rgb(0xb18600), rgb(0x328b4e), rgb(0xd861a4), rgb(0x4f3d42)},
	}
	dark = inks{
		paper: rgb(0x17212b), ink: rgb(0xeef1f4), muted: rgb(0xa5b1bd), accent: rgb(0xf0866c), rule: rgb(0x33414f),
		series: []color.RGBA{rgb(0x0a89dc), rgb(0xfa9f0f), rgb(0x59dda2), rgb(0xc389b6), rgb(0xe5f0ff)},
	}
)

func inksFor(isDark bool) inks {
	if isDark {
		return dark
	}
	return light
}

func rgb(hex uint32) color.RGBA {
	return color.RGBA{uint8(hex >> 16), uint8(hex >> 8), uint8(hex), 0xff}
}
