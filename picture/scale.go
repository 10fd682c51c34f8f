package picture

import "math"

// scale is an axis from zero up.
type scale struct{ top, step float64 }

// newScale returns an axis that reaches a value, with lines at round numbers:
// 1, 2 or 5 times a power of ten, and whole ones, since things are counted.
func newScale(highest float64) scale {
	if !known(highest) || highest <= 0 {
		return scale{top: 1, step: 1}
	}
	rough := highest / tickCount
	power := math.Pow(10, math.Floor(math.Log10(rough)))
	step := 10 * power
	for _, m := range []float64{1, 2, 5} {
		if m*power >= rough*0.99 {
			step = m * power
			break
		}
	}
	step = max(math.Round(step), 1)
	return scale{top: math.Ceil(highest/step) * step, step: step}
}
