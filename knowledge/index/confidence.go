package index

import "math"

// logit are the coefficients of a logistic regression on what a hit shows:
// fitted on public question sets in English and Chinese, one with sample
// questions and one without, a fifth to a quarter of whose questions had no
// answer.
type logit struct{ bias, passage, classifier, margin, nearest, coverage float64 }

var (
	plainLogit   = logit{bias: -4.97, passage: 5.64, margin: 6.36, nearest: 3.07, coverage: 3.46}
	trainedLogit = logit{bias: -4.74, classifier: 2.11, margin: 5.54, nearest: 1.11, coverage: 1.91}
)

// confidence is the share of such hits that answer their question.
func (h *Hit) confidence(trained bool) float64 {
	l := &plainLogit
	if trained {
		l = &trainedLogit
	}
	z := l.bias + l.passage*h.Passage + l.classifier*h.Classifier + l.margin*h.Margin + l.nearest*h.Nearest + l.coverage*h.Coverage
	return 1 / (1 + math.Exp(-z))
}
