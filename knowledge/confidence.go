package knowledge

import "math"

// features are what the confidence in a reading's best fact is worked out
// from.
type features [len(featureNames)]float64

var featureNames = [...]string{
	"bias", "score", "over gap", "over next", "coverage", "unknown", "nearest",
	"year met", "year unmet", "number met", "number unmet", "name met", "name unmet", "elsewhere",
	"asked unmet", "yes-no", "carried", "mended",
}

// weights of the features in a logistic model.
var weights = features{
	-2.43, // bias
	0.40,  // score
	2.02,  // over gap
	1.20,  // over next
	1.58,  // coverage
	-0.27, // unknown
	0.40,  // nearest
	0.04,  // year met
	-1.09, // year unmet
	-0.11, // number met
	0.73,  // number unmet
	-0.01, // name met
	-0.36, // name unmet
	-2.08, // elsewhere
	-1.12, // asked unmet
	0.54,  // yes-no
	-0.07, // carried
	0.40,  // mended
}

func featuresOf(r *reading) features {
	var f features
	f[0] = 1
	c := r.bestFact()
	if c == nil {
		return f
	}
	next, gap := 0.0, 0.0
	for i := range r.candidates {
		o := &r.candidates[i]
		if o == c {
			continue
		}
		if o.fact.Gap {
			gap = max(gap, o.score)
		} else {
			next = max(next, o.score)
		}
	}
	d := &c.demand
	f[1] = c.score
	f[2] = limit(c.score-gap, -1, 1)
	f[3] = limit(c.score-next, 0, 0.6)
	f[4] = c.hit.Coverage
	f[5] = c.hit.Unknown
	if r.own != nil { // what was carried must not speak for the question's own words
		f[4], f[5] = 0, 1
		for i := range r.own.candidates {
			if o := &r.own.candidates[i]; o.fact == c.fact {
				f[4] = o.hit.Coverage
			}
			f[5] = r.own.candidates[0].hit.Unknown
		}
	}
	f[6] = c.hit.Nearest
	f[7] = float64(d.metYear)
	f[8] = float64(d.unmetYear)
	f[9] = min(float64(d.metNumber), 2)
	f[10] = min(float64(d.unmetNumber), 2)
	f[11] = min(float64(d.metName), 2)
	f[12] = min(float64(d.unmetName), 2)
	f[13] = min(float64(d.elsewhere), 1)
	f[14] = float64(d.unmetAsked)
	if r.question.yesNo {
		f[15] = 1
	}
	if r.carried != "" {
		f[16] = 1
	}
	f[17] = min(float64(r.question.mended), 3)
	return f
}

func limit(v, low, high float64) float64 { return max(low, min(high, v)) }

// confidence is the probability that the reading's best fact answers.
func (f *features) confidence() float64 {
	var z float64
	for i, v := range f {
		z += weights[i] * v
	}
	return 1 / (1 + math.Exp(-z))
}
