package knowledge

import (
	"encoding/json"
	"maps"
	"os"
	"slices"
	"testing"
)

// The schema that editors use and the loader must name the same keys and
// kinds.
func TestSchemaMatchesLoader(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("facts.schema.json")
	if err != nil {
		t.Fatal(err)
	}
	type node struct {
		Properties map[string]json.RawMessage `json:"properties"`
		Enum       []string                   `json:"enum"`
		Items      struct {
			Enum []string `json:"enum"`
		} `json:"items"`
	}
	var schema struct {
		node
		Defs map[string]json.RawMessage `json:"$defs"`
	}
	if err := json.Unmarshal(data, &schema); err != nil {
		t.Fatal(err)
	}
	def := func(raw json.RawMessage) node {
		var n node
		if err := json.Unmarshal(raw, &n); err != nil {
			t.Fatal(err)
		}
		return n
	}
	same := func(what string, got, want []string) {
		t.Helper()
		got, want = slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(want))
		if !slices.Equal(got, want) {
			t.Errorf("%s: the schema has %v, the loader %v", what, got, want)
		}
	}
	same("file", slices.Collect(maps.Keys(schema.Properties)), fileKeys)
	fact := def(schema.Defs["fact"])
	same("fact", slices.Collect(maps.Keys(fact.Properties)), factKeys)
	same("kinds of value", def(schema.Defs["kind"]).Enum, ValueKinds)
	var asked []string
	for _, a := range askedKinds {
		asked = append(asked, string(a))
	}
	same("kinds of question", def(fact.Properties["answers"]).Items.Enum, asked)
}
