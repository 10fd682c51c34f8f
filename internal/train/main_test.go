package main

import (
	"testing"

	"github.com/forumbot/forumbot/knowledge"
)

// The snapshot in the repository is that of the facts in the repository, as the
// code of today makes it. One of other facts does no harm to answers, but costs
// seconds at every start; one of other code may be wrong.
func TestSnapshotIsUpToDate(t *testing.T) {
	t.Parallel()
	_, upToDate, err := knowledge.Snapshot()
	if err != nil {
		t.Fatal(err)
	}
	if !upToDate {
		t.Error("the built-in facts, or what is worked out from them, have changed since their snapshot was made; run: go generate ./knowledge")
	}
}
