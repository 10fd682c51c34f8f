package index

import (
	"bytes"
	"reflect"
	"slices"
	"testing"
)

func TestClassifierLearnsItsSamples(t *testing.T) {
	t.Parallel()
	docs := testDocuments()
	c := Train(docs)
	if c == nil {
		t.Fatal("nothing was trained")
	}
	margins := make([]float32, len(docs))
	var s classScratch
	for d, doc := range docs {
		if (c.class[d] >= 0) != (len(doc.Questions) >= minQuestions) {
			t.Errorf("document %d with %d samples has class %d", d, len(doc.Questions), c.class[d])
		}
		if c.class[d] < 0 {
			continue
		}
		for _, q := range doc.Questions {
			c.margins(Question(q), &s, margins)
			for o, m := range margins {
				if o != d && m >= margins[d] {
					t.Errorf("%q of document %d is put into %d", q, d, o)
				}
			}
		}
	}
}

// Margins that start from those of the question before are the same as margins
// from nothing.
func TestMarginsDependOnNoOtherQuestion(t *testing.T) {
	t.Parallel()
	docs := testDocuments()
	c := Train(docs)
	var questions []string
	for _, d := range docs {
		for _, q := range d.Questions {
			questions = append(questions, q, q+"?", q[:len(q)/2], "and "+q) // near each other
		}
	}
	questions = append(questions, rankQuestions...)
	questions = append(questions, "", questions[0])
	var kept classScratch
	got, want := make([]float32, len(docs)), make([]float32, len(docs))
	for _, text := range questions {
		q := Question(text)
		var fresh classScratch
		c.margins(q, &kept, got)
		c.margins(q, &fresh, want)
		if !slices.Equal(got, want) {
			t.Fatalf("%q: margins are %v, but %v from nothing", text, got, want)
		}
	}
}

func TestTooFewSamplesTrainNothing(t *testing.T) {
	t.Parallel()
	if c := Train(testDocuments()[2:]); c != nil {
		t.Error("one document with samples can't be told from others, yet something was trained")
	}
	if c, fresh := Build(testDocuments()[3:], Options{}).Classifier(); c != nil || fresh {
		t.Error("the index has a classifier without samples")
	}
}

func TestClassifierSurvivesSaving(t *testing.T) {
	t.Parallel()
	docs := grown(60, 5)
	trained := Train(docs)
	saved, err := trained.MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	again, err := Train(docs).MarshalBinary()
	if err != nil || !bytes.Equal(saved, again) {
		t.Fatal("training twice gives different bytes")
	}
	fresh, loaded := Build(docs, Options{}), Build(docs, Options{Classifier: saved})
	if _, trained := loaded.Classifier(); trained {
		t.Error("the saved classifier wasn't used")
	}
	for _, q := range []string{"何时 论坛 20 芯片", "when exhibition", "多少 2023"} {
		if a, b := fresh.Search(Question(q), 5), loaded.Search(Question(q), 5); !reflect.DeepEqual(a, b) {
			t.Errorf("%q: trained\n%+v, loaded\n%+v", q, a, b)
		}
	}
}

func TestStaleClassifierIsTrainedAnew(t *testing.T) {
	t.Parallel()
	docs := grown(30, 5)
	saved, err := Train(docs).MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	changes := map[string]func(docs []Document) []Document{
		"a sample changed": func(d []Document) []Document { d[3].Questions[1] += " x"; return d },
		"a sample moved": func(d []Document) []Document {
			d[3].Questions, d[4].Questions = d[4].Questions, d[3].Questions
			return d
		},
		"a document removed": func(d []Document) []Document { return d[1:] },
		"a document added":   func(d []Document) []Document { return append(d, Document{Texts: []string{"x"}}) },
	}
	for name, change := range changes {
		if _, fresh := Build(change(grown(30, 5)), Options{Classifier: saved}).Classifier(); !fresh {
			t.Errorf("%s: stale weights were used", name)
		}
	}
	other := grown(30, 5)
	other[3].Texts[0] += "更多"
	if _, fresh := Build(other, Options{Classifier: saved}).Classifier(); fresh {
		t.Error("a statement changed, which no weight depends on, yet the classifier was trained again")
	}
}

func TestDamagedClassifierIsRefused(t *testing.T) {
	t.Parallel()
	saved, err := Train(testDocuments()).MarshalBinary()
	if err != nil {
		t.Fatal(err)
	}
	var c Classifier
	if err := c.UnmarshalBinary(saved); err != nil {
		t.Fatal(err)
	}
	for n := range saved {
		if err := c.UnmarshalBinary(saved[:n]); err == nil {
			t.Fatalf("the first %d of %d bytes are taken for the whole", n, len(saved))
		}
	}
	if err := c.UnmarshalBinary(append(bytes.Clone(saved), 0)); err == nil {
		t.Error("bytes after the end aren't noticed")
	}
	if _, fresh := Build(testDocuments(), Options{Classifier: saved[:len(saved)/2]}).Classifier(); !fresh {
		t.Error("Build uses a damaged classifier")
	}
}

func FuzzClassifierUnmarshal(f *testing.F) {
	docs := testDocuments()
	saved, err := Train(docs).MarshalBinary()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(saved)
	f.Add(saved[:len(classifierMagic)+keySize+3])
	f.Fuzz(func(t *testing.T, data []byte) {
		var c Classifier
		if c.UnmarshalBinary(data) != nil {
			return
		}
		again, err := c.MarshalBinary()
		if err != nil {
			t.Fatal(err)
		}
		var d Classifier
		if err := d.UnmarshalBinary(again); err != nil {
			t.Fatalf("what was read can't be read again: %v", err)
		}
		// Whatever was read classifies without harm.
		c.margins(Question("论坛 theme 2023"), new(classScratch), make([]float32, len(c.class)))
	})
}
