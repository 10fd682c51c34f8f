package knowledge

import "math"

// features are what the confidence in a reading's best fact is worked out
// from.
type features [len(featureNames)]float64

var featureNames = [...]string{
	"bias", "lexical", "lexical margin", "classifier", "classifier margin", "over gap", "over next",
	"coverage", "low coverage", "unknown", "nearest",
	"year met", "year unmet", "number met", "number unmet", "name met", "name unmet", "elsewhere", "rival",
	"asked unmet", "yes-no", "yes-no uncovered", "carried", "mended",
	"gap coverage", "gap nearest", "gap classifier", "attribute unmet", "alien", "asked missing", "asked over gap", "asked missing of known",
}

// featureUnknown is the place of "unknown".
const featureUnknown = 9

// weights of the features in a logistic model.
var weights = features{
	-1.58, // bias
	0.73,  // lexical
	0.82,  // lexical margin
	0.18,  // classifier
	1.20,  // classifier margin
	2.80,  // over gap
	1.73,  // over next
	1.72,  // coverage
	-0.81, // low coverage
	-0.55, // unknown
	0.13,  // nearest
	0.44,  // year met
	0.02,  // year unmet
	-0.36, // number met
	-0.44, // number unmet
	-0.07, // name met
	0.06,  // name unmet
	-1.56, // elsewhere
	0.86,  // rival
	-1.32, // asked unmet
	-0.54, // yes-no
	-0.73, // yes-no uncovered
	0.26,  // carried
	0.34,  // mended
	-0.90, // gap coverage
	-0.38, // gap nearest
	-0.51, // gap classifier
	-1.00, // attribute unmet
	-0.44, // alien
	-0.19, // asked missing
	-0.28, // asked over gap
	-0.87, // asked missing of known
}

func featuresOf(r *reading) features {
	var f features
	f[0] = 1
	c := r.bestFact()
	if c == nil {
		return f
	}
	next, gap, lexical, class := 0.0, 0.0, 0.0, -1.0
	var rival *candidate // the best gap
	for i := range r.candidates {
		o := &r.candidates[i]
		if o == c || c.elected && !r.question.hasYear() && sameSeries(o.fact, c.fact) {
			continue // its like of other editions doesn't make it less sure
		}
		lexical = max(lexical, o.hit.Whole+o.hit.Passage)
		class = max(class, o.hit.Classifier)
		if o.fact.Gap {
			if rival == nil {
				rival = o
			}
			gap = max(gap, o.score)
		} else {
			next = max(next, o.score)
		}
	}
	coverage, unknown := c.hit.Coverage, c.hit.Unknown
	if r.own != nil { // what was carried must not speak for the question's own words
		coverage, unknown = 0, 1
		for i := range r.own.candidates {
			if o := &r.own.candidates[i]; o.fact == c.fact {
				coverage = o.hit.Coverage
			}
			unknown = r.own.candidates[0].hit.Unknown
		}
	}
	d := &c.demand
	f[1] = c.hit.Whole + c.hit.Passage
	f[2] = limit(f[1]-lexical, -0.5, 0.5)
	f[3] = c.hit.Classifier
	f[4] = limit(c.hit.Classifier-class, -1, 1)
	f[5] = limit(c.score-gap, -1, 1)
	f[6] = limit(c.score-next, 0, 0.6)
	f[7] = coverage
	f[8] = max(0, 0.45-coverage)
	f[9] = unknown
	f[10] = c.hit.Nearest
	f[11] = float64(d.metYear)
	f[12] = float64(d.unmetYear)
	f[13] = min(float64(d.metNumber), 2)
	f[14] = min(float64(d.unmetNumber-d.rival), 2)
	f[15] = min(float64(d.metName), 2)
	f[16] = min(float64(d.unmetName), 2)
	f[17] = min(float64(d.elsewhere), 1)
	f[18] = min(float64(d.rival), 1)
	f[19] = float64(d.unmetAsked)
	if r.question.yesNo {
		f[20] = 1
		f[21] = 1 - coverage
	}
	if r.carried != "" {
		f[22] = 1
	}
	f[23] = min(float64(r.question.mended), 3)
	f[27] = float64(d.unmetAttribute)
	f[28] = max(0, unknown-0.5)
	f[29] = 1 - c.hit.Asked
	f[31] = f[29] * coverage
	if rival != nil {
		f[24] = limit(rival.hit.Coverage-c.hit.Coverage, -0.5, 0.5)
		f[25] = limit(rival.hit.Nearest-c.hit.Nearest, -0.5, 0.5)
		f[26] = limit(rival.hit.Classifier-c.hit.Classifier, -1, 1)
		f[30] = c.hit.Asked - rival.hit.Asked
	} else {
		f[24], f[25], f[26] = -0.5, -0.5, -1
	}
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
