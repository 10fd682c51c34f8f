package knowledge

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/forumbot/forumbot/knowledge/text"
)

//go:embed smalltalk.yaml
var smalltalkYAML []byte

// talker recognises small talk: messages in which nothing is left once known
// phrases and fillers are taken away. "Hello! Who opened the forum?" is none.
type talker struct {
	phrases map[string]Talk
	fillers map[string]bool
	longest int // runes
	rank    map[Talk]int
}

var smallTalker = sync.OnceValue(func() *talker {
	t, err := newTalker(smalltalkYAML)
	if err != nil {
		panic(err) // our own embedded file; a test loads it
	}
	return t
})

func newTalker(data []byte) (*talker, error) {
	var root yaml.Node
	if err := yaml.Unmarshal(data, &root); err != nil {
		return nil, fmt.Errorf("small talk: %w", err)
	}
	t := &talker{phrases: map[string]Talk{}, fillers: map[string]bool{}, rank: map[Talk]int{}}
	m := root.Content[0]
	for i := 0; i+1 < len(m.Content); i += 2 {
		kind := m.Content[i].Value
		if kind == "fillers" {
			for _, n := range m.Content[i+1].Content {
				t.fillers[squeeze(n.Value)] = true
			}
			continue
		}
		t.rank[Talk(kind)] = i + 1
		for _, list := range m.Content[i+1].Content {
			for _, n := range list.Content {
				p := squeeze(n.Value)
				t.phrases[p] = Talk(kind)
				t.longest = max(t.longest, utf8.RuneCountInString(p))
			}
		}
	}
	return t, nil
}

// squeeze folds a phrase and drops everything but letters, digits and single
// spaces between Latin words.
func squeeze(s string) string {
	var b strings.Builder
	space := false
	var last rune
	for _, r := range text.Fold(s) {
		switch {
		case r == '\'' || r == '’':
			continue
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			space = true
			continue
		}
		if space && last != 0 && last < 0x2e80 && r < 0x2e80 {
			b.WriteByte(' ')
		}
		space = false
		b.WriteRune(r)
		last = r
	}
	return b.String()
}

// maxTalk is longer than any message that is only small talk.
const maxTalk = 120

// kind returns the kind of small talk that the message is, or "".
func (t *talker) kind(message string) Talk {
	if len(message) > maxTalk*4 {
		return ""
	}
	s := squeeze(message)
	rs := []rune(s)
	if len(rs) == 0 || len(rs) > maxTalk {
		return ""
	}
	// best[i] is the strongest kind of a split of rs[:i] into phrases and
	// fillers: 0 for none, 1 for fillers alone.
	best := make([]int, len(rs)+1)
	kinds := make([]Talk, len(rs)+1)
	best[0] = 1
	for i := range rs {
		if best[i] == 0 {
			continue
		}
		if rs[i] == ' ' {
			best[i+1] = max(best[i+1], best[i])
			if best[i+1] == best[i] {
				kinds[i+1] = kinds[i]
			}
			continue
		}
		if i > 0 && latin(rs[i-1]) && latin(rs[i]) {
			continue // not within a word
		}
		for j := i + 1; j <= len(rs) && j-i <= t.longest; j++ {
			if j < len(rs) && latin(rs[j-1]) && latin(rs[j]) {
				continue
			}
			w := string(rs[i:j])
			score, kind := best[i], kinds[i]
			if k, ok := t.phrases[w]; ok {
				if r := 1 + t.rank[k]; r > score {
					score, kind = r, k
				}
			} else if !t.fillers[w] {
				continue
			}
			if score > best[j] {
				best[j], kinds[j] = score, kind
			}
		}
	}
	return kinds[len(rs)]
}

// opens returns the kind of small talk that a message opens or closes with,
// set off by punctuation: "再见，我去接孩子了". Of such messages those that
// ask nothing are small talk, too.
func (t *talker) opens(message string) Talk {
	parts := strings.FieldsFunc(message, func(r rune) bool { return strings.ContainsRune(",，.。!！;；~～\n", r) })
	if len(parts) < 2 || len(message) > maxTalk*4 {
		return ""
	}
	if k := t.kind(parts[0]); k != "" {
		return k
	}
	return t.kind(parts[len(parts)-1])
}

func latin(r rune) bool { return r < 0x2e80 && (unicode.IsLetter(r) || unicode.IsDigit(r)) }
