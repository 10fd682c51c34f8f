package answer

import (
	"strings"
	"sync"
)

// learned is what a server was found to refuse. Everything is tried at first;
// what an error names is left out from then on, and where it names nothing
// that we know, one thing after the other.
type learned struct {
	mu sync.Mutex
	f  features
}

// features are the parts of a request that not every server takes.
type features struct {
	NoSchema      bool // response_format with a JSON schema
	NoUsage       bool // stream_options
	NoTemperature bool
	NoSystem      bool   // a system message
	Limit         string // the name of the limit on the answer's length: see limits
	tried         int    // of limits
}

// limits are the names under which servers know the limit on an answer's
// length: the older one is understood by most, newer models of OpenAI take the
// second only, and some none.
var limits = []string{"max_tokens", "max_completion_tokens", ""}

func newLearned() *learned { return &learned{f: features{Limit: limits[0]}} }

func (l *learned) features() features {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.f
}

// noSchema remembers that the server took the schema and did not keep to it.
func (l *learned) noSchema() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.f.NoSchema = true
}

// refused takes in that a request made with used was refused with a message. It
// tells whether another attempt makes sense.
func (l *learned) refused(used features, message string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.f != used {
		return true // somebody else has learnt meanwhile
	}
	said := strings.ToLower(message)
	names := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(said, w) {
				return true
			}
		}
		return false
	}
	f := &l.f
	nextLimit := func() {
		f.tried++
		f.Limit = limits[f.tried]
	}
	switch {
	case !f.NoSchema && names("response_format", "json_schema", "schema", "structured", "guided"):
		f.NoSchema = true
	case !f.NoUsage && names("stream_options", "include_usage"):
		f.NoUsage = true
	case !f.NoTemperature && names("temperature"):
		f.NoTemperature = true
	case f.Limit != "" && names("max_tokens", "max_completion_tokens"):
		nextLimit()
	case !f.NoSystem && names("system role", "system message", "role 'system'", `role \"system\"`, "developer message"):
		f.NoSystem = true
	case !f.NoSchema:
		f.NoSchema = true
	case !f.NoUsage:
		f.NoUsage = true
	case !f.NoTemperature:
		f.NoTemperature = true
	case f.Limit != "":
		nextLimit()
	default:
		return false
	}
	return true
}

// restore undoes what was tried on a request that was refused whatever was left
// out: it was the request itself.
func (l *learned) restore(to features) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.f = to
}
