package picture

import (
	"image/color"
	"math"
	"testing"
)

// luminance is that of WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance.
func luminance(c color.RGBA) float64 {
	l := linear(c)
	return 0.2126*l[0] + 0.7152*l[1] + 0.0722*l[2]
}

func linear(c color.RGBA) (out [3]float64) {
	for i, v := range []uint8{c.R, c.G, c.B} {
		x := float64(v) / 255
		if x <= 0.04045 {
			out[i] = x / 12.92
		} else {
			out[i] = math.Pow((x+0.055)/1.055, 2.4)
		}
	}
	return out
}

func contrast(a, b color.RGBA) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func TestContrasts(t *testing.T) {
	t.Parallel()
	for name, k := range map[string]inks{"light": light, "dark": dark} {
		for what, c := range map[string]color.RGBA{"ink": k.ink, "muted": k.muted, "accent": k.accent} {
			if got := contrast(c, k.paper); got < 4.5 {
				t.Errorf("%s, %s: a contrast of %.2f, words need 4.5", name, what, got)
			}
		}
		for i, c := range k.series {
			if got := contrast(c, k.paper); got < 3 {
				t.Errorf("%s, series %d: a contrast of %.2f, graphics need 3", name, i, got)
			}
		}
	}
}

// sights are how colours look to people who see all of them and to those who
// lack one kind of cone: the matrices of Machado, Oliveira and Fernandes, "A
// Physiologically-based Model for Simulation of Color Vision Deficiency" (2009),
// at severity 1, for linear RGB.
var sights = map[string][9]float64{
	"all colours":  {1, 0, 0, 0, 1, 0, 0, 0, 1},
	"protanopia":   {0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998},
	"deuteranopia": {0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881},
	"tritanopia":   {1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900},
}

// lab is a colour, seen through a matrix, in CIE L*a*b*, where distances are
// about as large as they look.
func lab(c color.RGBA, m [9]float64) [3]float64 {
	l := linear(c)
	var s [3]float64
	for i := range s {
		s[i] = min(max(m[3*i]*l[0]+m[3*i+1]*l[1]+m[3*i+2]*l[2], 0), 1)
	}
	f := func(v float64) float64 {
		if v > 216.0/24389 {
			return math.Cbrt(v)
		}
		return (24389.0/27*v + 16) / 116
	}
	x := f((0.4124*s[0] + 0.3576*s[1] + 0.1805*s[2]) / 0.9505)
	y := f(0.2126*s[0] + 0.7152*s[1] + 0.0722*s[2])
	z := f((0.0193*s[0] + 0.1192*s[1] + 0.9505*s[2]) / 1.089)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}

func TestSeriesDifferForEverybody(t *testing.T) {
	t.Parallel()
	const apart = 25 // about 2 is just noticeable side by side
	for name, k := range map[string]inks{"light": light, "dark": dark} {
		for sight, m := range sights {
			for i, a := range k.series {
				for j, b := range k.series[:i] {
					x, y := lab(a, m), lab(b, m)
					d := math.Sqrt((x[0]-y[0])*(x[0]-y[0]) + (x[1]-y[1])*(x[1]-y[1]) + (x[2]-y[2])*(x[2]-y[2]))
					if d < apart {
						t.Errorf("%s, %s: series %d and %d are %.1f apart", name, sight, j, i, d)
					}
				}
			}
		}
	}
}
