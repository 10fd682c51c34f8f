package knowledge

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// reader turns one YAML file into folder content. It never stops at a mistake:
// it notes it with its line and reads on, so that a curator sees all at once.
type reader struct {
	file   string
	out    *problems
	broken bool // the file could not be parsed at all
}

func (r *reader) pos(n *yaml.Node) Position { return Position{File: r.file, Line: n.Line} }

// parse reads the file's only document; nil when it is empty or broken.
func (r *reader) parse(data []byte) *yaml.Node {
	if !utf8.Valid(data) {
		r.out.errorf(Position{File: r.file}, "is not UTF-8 text; save it as UTF-8")
		return nil
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		hint := ""
		if strings.Contains(err.Error(), "',' or ']'") {
			hint = "; put quotes around texts that end in a question mark or hold a colon inside […], or write one “- item” a line"
		}
		r.out.errorf(Position{File: r.file, Line: yamlErrorLine(err)}, "is not valid YAML: %s%s",
			strings.TrimPrefix(err.Error(), "yaml: "), hint)
		r.broken = true
		return nil
	}
	if doc.Kind == 0 || len(doc.Content) == 0 {
		return nil
	}
	// Aliases could nest into billions of nodes; facts need none.
	if n := findAlias(&doc, 0); n != nil {
		r.out.errorf(r.pos(n), "uses a YAML alias (*name) or nests too deeply; write the text out")
		return nil
	}
	return doc.Content[0]
}

const maxDepth = 32

func findAlias(n *yaml.Node, depth int) *yaml.Node {
	if n.Kind == yaml.AliasNode || depth > maxDepth {
		return n
	}
	for _, c := range n.Content {
		if a := findAlias(c, depth+1); a != nil {
			return a
		}
	}
	return nil
}

var yamlLine = regexp.MustCompile(`line (\d+)`)

func yamlErrorLine(err error) int {
	m := yamlLine.FindStringSubmatch(err.Error())
	if m == nil {
		return 0
	}
	n, _ := strconv.Atoi(m[1])
	return n
}

// fields calls f for each known key of a mapping and reports the unknown,
// the doubled, and nodes that are no mapping.
func (r *reader) fields(n *yaml.Node, what string, known []string, f func(key string, v *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		r.out.errorf(r.pos(n), "%s must be a block of “key: value” lines", what)
		return
	}
	seen := map[string]bool{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		k, v := n.Content[i], n.Content[i+1]
		switch {
		case !slices.Contains(known, k.Value):
			r.out.errorf(r.pos(k), "unknown key %q in %s%s; the keys are: %s",
				k.Value, what, didYouMean(k.Value, known), strings.Join(known, ", "))
		case seen[k.Value]:
			r.out.errorf(r.pos(k), "the key %q stands twice in %s; keep one", k.Value, what)
		default:
			seen[k.Value] = true
			f(k.Value, v)
		}
	}
}

func didYouMean(key string, known []string) string {
	for _, k := range known {
		if strings.HasPrefix(k, key) || strings.HasPrefix(key, k) {
			return fmt.Sprintf(" (did you mean %q?)", k)
		}
	}
	return ""
}

// items calls f for each item of a list.
func (r *reader) items(n *yaml.Node, what string, f func(v *yaml.Node)) {
	if n.Kind != yaml.SequenceNode {
		r.out.errorf(r.pos(n), "%s must be a list, one “- item” a line", what)
		return
	}
	for _, v := range n.Content {
		f(v)
	}
}

// str reads one non-empty text.
func (r *reader) str(n *yaml.Node, what string) string {
	if n.Kind != yaml.ScalarNode || n.Tag == "!!null" {
		r.out.errorf(r.pos(n), "%s must be one text; quote it if it holds “: ” or “ #”", what)
		return ""
	}
	s := strings.TrimSpace(n.Value)
	if s == "" {
		r.out.errorf(r.pos(n), "%s is empty; write it or take the line out", what)
	}
	if i := strings.IndexFunc(s, forbiddenRune); i >= 0 {
		r.out.errorf(r.pos(n), "%s holds a control character or U+FFFD; type it again", what)
	}
	return s
}

func forbiddenRune(c rune) bool {
	return c == utf8.RuneError || c < ' ' && c != '\n' && c != '\t' || c == 0x7f ||
		c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069
}

func (r *reader) integer(n *yaml.Node, what string) int {
	v, err := strconv.Atoi(r.str(n, what))
	if err != nil {
		r.out.errorf(r.pos(n), "%s must be a whole number", what)
	}
	return v
}

func (r *reader) strs(n *yaml.Node, what string) []string {
	var list []string
	r.items(n, what, func(v *yaml.Node) {
		if s := r.str(v, "an item of "+what); s != "" {
			list = append(list, s)
		}
	})
	return list
}
