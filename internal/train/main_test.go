package main

import (
	"testing"

	"github.com/forumbot/forumbot/knowledge"
)

// The weights in the repository are those of the facts in the repository.
// Stale ones do no harm to answers, but cost seconds at every start.
func TestWeightsAreUpToDate(t *testing.T) {
	t.Parallel()
	base, err := knowledge.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	_, fresh, err := base.Weights()
	if err != nil {
		t.Fatal(err)
	}
	if !fresh {
		t.Error("the built-in facts have changed since their classifier was trained; run: go generate ./knowledge")
	}
}
