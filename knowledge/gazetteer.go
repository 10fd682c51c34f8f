package knowledge

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/forumbot/forumbot/knowledge/text"
)

// entity is something with a name: all spellings of one person share one.
type entity struct {
	id        int
	kind      string
	label     string // a spelling for explanations
	elsewhere bool   // the folder's facts are not about it
	proper    bool   // a proper name; "scientists" is none, and binds nothing
}

// mention is a name found in a text.
type mention struct {
	entity     *entity
	start, end int // byte offsets in the folded text
}

// gazetteer finds names in folded texts, the longest at each place.
type gazetteer struct {
	next     edges        // trie over runes
	begins   [1024]uint64 // a bit for each pair of runes that a name begins with: most texts' don't
	final    []*entity    // by trie node
	entities []*entity
}

func emptyGazetteer() *gazetteer { return &gazetteer{final: []*entity{nil}} }

// edges lead from a node by a rune to the next node: an open-addressing table,
// which is looked through several times as fast as a map.
type edges struct {
	slots []edge // a power of two of them
	n     int
}

type edge struct {
	node int32
	r    rune
	next int32 // 0 for an empty slot: no edge leads to the root
}

// slot is the edge's place, or the empty one that it belongs to.
func (e *edges) slot(node int32, r rune) *edge {
	mask := uint32(len(e.slots) - 1)
	h := (uint32(node)*0x9e3779b1 ^ uint32(r)*0x85ebca6b)
	for i := h ^ h>>15; ; i++ {
		if s := &e.slots[i&mask]; s.next == 0 || s.node == node && s.r == r {
			return s
		}
	}
}

// follow returns the next node, or 0.
func (e *edges) follow(node int32, r rune) int32 {
	if e.n == 0 {
		return 0
	}
	return e.slot(node, r).next
}

func (e *edges) add(node int32, r rune, next int32) {
	if 2*e.n >= len(e.slots) {
		old := e.slots
		e.slots = make([]edge, max(64, 4*len(old)))
		for _, s := range old {
			if s.next != 0 {
				*e.slot(s.node, s.r) = s
			}
		}
	}
	*e.slot(node, r) = edge{node, r, next}
	e.n++
}

// newSubject finds what people call the folder's subject.
func newSubject(c *content) *gazetteer {
	g := emptyGazetteer()
	for _, list := range c.subject {
		for _, s := range list {
			g.add(Name{Kind: "subject", Also: []string{s}}, false)
		}
	}
	return g
}

// newConcepts finds the words of the synonym groups; each group is an entity.
// A word of two groups stands for the first.
func newConcepts(c *content) *gazetteer {
	g := emptyGazetteer()
	for i, group := range c.synonyms {
		e := &entity{id: i, kind: "concept", label: group[0]}
		for _, s := range group {
			if node := g.walk(foldQuantities(s)); g.final[node] == nil {
				g.final[node] = e
			}
		}
	}
	return g
}

// namedKinds are the kinds of value whose words are names. Counts, dates and
// the like are found as quantities.
var namedKinds = []string{"person", "org", "place", "product", "event", "work", "theme"}

func newGazetteer(c *content) *gazetteer {
	g := emptyGazetteer()
	for _, n := range c.names {
		g.add(n, false)
	}
	for _, f := range c.facts {
		for _, v := range f.Values {
			if slices.Contains(namedKinds, v.Kind) {
				g.add(Name(v), false)
			}
		}
	}
	for _, n := range c.elsewhere {
		g.add(n, true)
	}
	return g
}

// add enters all spellings of a name; one that is known already lends its
// entity to the others.
func (g *gazetteer) add(n Name, elsewhere bool) {
	var forms []string
	for _, s := range n.All() {
		if f := text.Fold(s); len([]rune(f)) > 1 {
			forms = append(forms, f)
		}
	}
	if len(forms) == 0 {
		return
	}
	var e *entity
	for _, f := range forms {
		if known := g.final[g.walk(f)]; known != nil {
			if elsewhere && !known.elsewhere {
				return // the facts know it after all
			}
			e = known
			break
		}
	}
	if e == nil {
		e = &entity{id: len(g.entities), kind: n.Kind, label: n.All()[0], elsewhere: elsewhere, proper: isProper(n)}
		g.entities = append(g.entities, e)
	}
	for _, f := range forms {
		if node := g.walk(f); g.final[node] == nil {
			g.final[node] = e
		}
	}
}

// isProper takes a name for a proper one unless its English form has no
// capital letter.
func isProper(n Name) bool {
	en := n.Text[English]
	return en == "" || strings.ToLower(en) != en
}

// walk returns the node of a form and makes it if need be.
func (g *gazetteer) walk(form string) int32 {
	var node int32
	first := rune(0)
	for i, r := range form {
		if i == 0 {
			first = r
		} else if first != 0 {
			h := pairBit(first, r)
			g.begins[h>>6] |= 1 << (h & 63)
			first = 0
		}
		next := g.next.follow(node, r)
		if next == 0 {
			next = int32(len(g.final))
			g.final = append(g.final, nil)
			g.next.add(node, r, next)
		}
		node = next
	}
	return node
}

// find lists the names in a folded text, leftmost longest first.
func (g *gazetteer) find(folded string, dst []mention) []mention {
	dst = dst[:0]
	wordStart := true
	skipTo := 0
	for i, r := range folded {
		isLetter := r < 0x80 && isWordByte(byte(r)) || r >= 0x80 && r < 0x2e80 && (unicode.IsLetter(r) || unicode.IsDigit(r))
		if i >= skipTo && (wordStart || !isLetter) && g.mayBegin(r, folded[i:]) {
			if m, ok := g.longest(folded, i); ok {
				dst = append(dst, m)
				skipTo = m.end
			}
		}
		wordStart = !isLetter
	}
	return dst
}

// mayBegin reports whether a name can begin with the first two runes of s.
func (g *gazetteer) mayBegin(r rune, s string) bool {
	next, _ := utf8.DecodeRuneInString(s[utf8.RuneLen(r):])
	h := pairBit(r, next)
	return g.begins[h>>6]&(1<<(h&63)) != 0
}

// pairBit is a place among 65,536 bits.
func pairBit(a, b rune) uint32 {
	return (uint32(a)*0x9e3779b1 ^ uint32(b)*0x85ebca6b) >> 16
}

func (g *gazetteer) longest(s string, start int) (m mention, ok bool) {
	var node int32
	for i, r := range s[start:] {
		next := g.next.follow(node, r)
		if next == 0 {
			break
		}
		node = next
		end := start + i + utf8.RuneLen(r)
		if e := g.final[node]; e != nil && wordEnds(s, end, r) {
			m, ok = mention{e, start, end}, true
		}
	}
	return m, ok
}

// wordEnds keeps "gates" from being found in "gatesville"; a plural or
// possessive s may follow.
func wordEnds(s string, end int, last rune) bool {
	if last >= 0x2e80 || end >= len(s) {
		return true
	}
	if s[end] == 's' && (end+1 >= len(s) || !isWordByte(s[end+1])) {
		return true
	}
	return !isWordByte(s[end])
}

func isWordByte(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= '0' && b <= '9'
}
