package main

import (
	"slices"
	"testing"
	"unicode/utf8"
)

// made returns facts and questions of a seed.
func made(t *testing.T, seed uint64, n int) (facts, questions []string) {
	t.Helper()
	clauses, err := factClauses("../knowledge/data")
	if err != nil {
		t.Fatal(err)
	}
	c := newCorpus(clauses, true, seed)
	for range n {
		facts = append(facts, c.fact())
	}
	for _, f := range facts {
		questions = append(questions, c.question(f))
	}
	return facts, questions
}

func TestCorpusIsDeterministic(t *testing.T) {
	t.Parallel()
	facts, questions := made(t, 1, 300)
	again, asked := made(t, 1, 300)
	if !slices.Equal(facts, again) || !slices.Equal(questions, asked) {
		t.Error("the same seed made other facts or questions")
	}
	if other, _ := made(t, 2, 300); slices.Equal(facts, other) {
		t.Error("another seed made the same facts")
	}
}

func TestCorpusHasTheLengthItTells(t *testing.T) {
	t.Parallel()
	facts, questions := made(t, 1, 2000)
	sum := 0
	for i, f := range facts {
		sum += utf8.RuneCountInString(f)
		if !utf8.ValidString(f) || !utf8.ValidString(questions[i]) || questions[i] == "" {
			t.Fatalf("fact %q, question %q", f, questions[i])
		}
	}
	if mean := sum / len(facts); mean < factRunes-10 || mean > factRunes+10 {
		t.Errorf("facts have %d characters, not some %d", mean, factRunes)
	}
}

// Both engines must find what was asked for, or the times compare nothing.
func TestEnginesFind(t *testing.T) {
	facts, texts := made(t, 1, 300)
	var questions []question
	for i, q := range texts {
		questions = append(questions, question{q, i})
	}
	o := options{facts: len(facts), questions: len(questions), k: 10, repeat: 1}
	theirs, err := measureBleve(o, facts, questions)
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range append(theirs, measureOurs(o, facts, questions)) {
		if r.found < 0.8 {
			t.Errorf("%s finds %.0f %% of the facts asked for", r.name, 100*r.found)
		}
	}
}
