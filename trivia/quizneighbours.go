package trivia

import (
	"math"
	"regexp"
	"slices"
	"strings"
)

// factors is how far wrong figures are from the right one: near enough to be
// plausible, and with hedges ("about") far enough not to be meant too.
var factors = []float64{0.45, 0.55, 0.65, 0.75, 0.85, 0.92, 1.08, 1.15, 1.25, 1.4, 1.55, 1.7, 1.9}

// clearOf is the least that a hedged figure differs from its neighbours.
const clearOf = 0.18

var february = regexp.MustCompile(`(?:^|[^0-9])0?2月|Feb`)

// neighbours returns figures that might stand in the place of n, in units of
// its last decimal, below and above it, the nearest first. They are as round
// as it is: no 487 beside a 650, no 500 beside a 487.
func (n *figure) neighbours(kind string) (below, above []int64) {
	round, step := n.round()
	var all []int64
	switch {
	case n.day:
		last := int64(30)
		if february.MatchString(n.before + n.after) {
			last = 28
		}
		for v := max(1, n.value-4); v <= min(last, n.value+4); v++ {
			all = append(all, v)
		}
	case n.value <= 20 && n.decimals == 0:
		for v := max(2, n.value-5); v <= n.value+5; v++ {
			all = append(all, v)
		}
	case round < 10:
		if round <= 2 {
			step /= 2
		}
		for v := step; v <= 3*n.value; v += step {
			all = append(all, v)
		}
	default:
		for _, f := range factors {
			v := int64(math.Round(float64(n.value)*f/float64(step))) * step
			if v%(10*step) == 0 {
				v += step
			}
			all = append(all, v)
		}
	}
	slices.Sort(all)
	for _, v := range slices.Compact(all) {
		if !n.fits(v, kind) {
			continue
		}
		if v < n.value {
			below = append(below, v)
		} else {
			above = append(above, v)
		}
	}
	slices.Reverse(below)
	return below, above
}

// round splits the figure into its digits without the zeros at its end, and the
// power of ten that stands for them.
func (n *figure) round() (digits, step int64) {
	digits, step = n.value, 1
	for digits%10 == 0 && digits > 0 {
		digits, step = digits/10, step*10
	}
	return digits, step
}

// fits reports whether v may stand beside n.
func (n *figure) fits(v int64, kind string) bool {
	ratio := float64(v) / float64(n.value)
	most := 2.0
	if round, _ := n.round(); n.value > 20 && (round == 3 || round == 4) {
		most = 2.5 // there are few round figures near 30
	}
	whole := math.Pow10(n.decimals)
	switch {
	case v == n.value || v <= 0:
		return false
	case n.day:
		return true
	case n.hedged && math.Abs(ratio-1) < clearOf:
		return false
	case ratio < 0.45 || ratio > most:
		return false
	case kind == "percent" && (float64(v) >= 100*whole || strings.HasPrefix(n.after, "成") && v >= 10):
		return false
	case strings.HasPrefix(n.after, "多") || strings.HasPrefix(n.after, "余"): // 十多 and 二十多, but no 十二多
		return v%10 == 0 || n.decimals > 0
	}
	return true
}
