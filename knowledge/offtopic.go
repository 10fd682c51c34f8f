package knowledge

import (
	_ "embed"
	"slices"
	"sync"

	"go.yaml.in/yaml/v3"
)

//go:embed offtopic.yaml
var offTopicYAML []byte

var offTopicQuestions = sync.OnceValue(func() map[Language][]string {
	m := map[Language][]string{}
	if err := yaml.Unmarshal(offTopicYAML, &m); err != nil {
		panic(err) // our own embedded file; every test loads it
	}
	return m
})

// offTopic is a gap of questions that have nothing to do with any folder's
// facts. It gives the ranking something to prefer to a fact that shares a few
// words with such a question. It has no text: there is nothing to tell.
func offTopic(languages []Language) *Fact {
	f := &Fact{ID: "off-topic", Gap: true, Status: Reviewed, Questions: map[Language][]string{}}
	for l, list := range offTopicQuestions() {
		if slices.Contains(languages, l) {
			f.Questions[l] = list
		}
	}
	return f
}
