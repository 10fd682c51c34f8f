package index

import "github.com/forumbot/forumbot/knowledge/text"

// Document is what one fact is found by.
type Document struct {
	Texts     []string // the statement in each language
	Questions []string // sample questions in all languages
	Names     []string // other names and key terms
	Concepts  []string // see text.Analysis.AddConcept
}

// Hit is a document found for a question, with what its trustworthiness can be
// judged by.
type Hit struct {
	Doc   int     // index into the documents given to Build
	Score float64 // Whole + Passage + Classifier; Explain's contributions sum to it

	Whole      float64 // the whole document's part of the score
	Passage    float64 // the best passage's part
	Classifier float64 // the classifier's part; 0 when the index has none

	Best    int     // the best passage: see Index.PassageText; -1 for none
	Nearest float64 // 0–1: cosine similarity to that passage by the terms' rarity

	// Coverage is the share of the question, weighted by rarity, that the
	// document holds; Unknown the share that no document holds.
	Coverage float64
	Unknown  float64

	// InBest is the share of the question that the best passage holds; Missing
	// the share of the single weightiest term that the document doesn't hold.
	InBest  float64
	Missing float64

	// Asked is the share of what the question asks for that the document
	// holds; 1 when it does not tell.
	Asked float64

	// Margin is how far the score stands above the next hit's, as a share of
	// the score; 1 for the only hit. ClassifierMargin is the same for the
	// classifier's part alone, as a plain difference: to the best other
	// document, wherever that stands.
	Margin           float64
	ClassifierMargin float64

	// Confidence is the calibrated probability, 0–1, that this hit answers
	// the question.
	Confidence float64
}

// Contribution is one part of a score.
type Contribution struct {
	Kind  string // "whole", "passage", "classifier"
	Label string // the term as it stands in the question, with its group
	Value float64
}

// Options tune an index; the zero value is the measured default.
type Options struct {
	// Classifier is what Classifier.MarshalBinary gave for the same documents;
	// when it is missing or stale the classifier is trained.
	Classifier []byte

	// NoClassifier leaves the classifier out.
	NoClassifier bool
}

// Question analyses a question for Search. The caller may add synonyms and
// scale terms before searching.
func Question(s string) *text.Analysis {
	q := new(text.Analysis)
	q.Question(s)
	return q
}
