package knowledge

import (
	_ "embed"
	"sync"

	"go.yaml.in/yaml/v3"
)

//go:embed attributes.yaml
var attributesYAML []byte

// attributes finds words for what people ask of anything and facts seldom
// tell: prices, phone numbers, birthdays. They are the same for every folder.
var attributes = sync.OnceValue(func() *gazetteer {
	var groups [][]string
	if err := yaml.Unmarshal(attributesYAML, &groups); err != nil {
		panic(err) // our own embedded file; every test loads it
	}
	return newConcepts(&content{synonyms: groups})
})
