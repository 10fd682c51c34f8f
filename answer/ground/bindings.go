package ground

import "strings"

// bindings compares what belongs together, when every word of a claim stands in
// the fact. It looks only where the fact has two things of a kind that could have
// been exchanged: two numbers, two dates, two names, up and down.
func (c *comparison) bindings() {
	c.counted()
	c.changed()
	c.ends()
	c.roles()
	c.votes()
}

// counted compares what numbers count: of "150 events over six days" neither
// "150 days" nor "six events" follows.
func (c *comparison) counted() {
	for i := range c.claim.cells {
		cell := &c.claim.cells[i]
		if cell.kind != numberCell || cell.number.ordinal || cell.number.unit != "" || len(c.occ[i]) == 0 {
			continue
		}
		mine, others := map[int]bool{}, map[int]bool{}
		for k := range c.fact.cells {
			if c.fact.cells[k].kind != numberCell {
				continue
			}
			set := others
			if contains(c.occ[i], int32(k)) {
				set = mine
			}
			for _, at := range c.fact.behindNumber(k) {
				set[c.fact.unit(at)] = true
			}
		}
		if len(others) == 0 {
			continue
		}
		for _, k := range c.claim.behindNumber(i) {
			if len(c.occ[k]) == 0 {
				continue
			}
			in, out := false, false
			for _, at := range c.occ[k] {
				in = in || mine[c.fact.unit(int(at))]
				out = out || others[c.fact.unit(int(at))]
			}
			if out && !in {
				c.add(Binding, "In the cited fact another number belongs to “%s” than “%s”.", c.claim.textAt(k), cell.number)
				return
			}
			break // the first word that the fact has
		}
	}
}

// directed are the poles that tell what a number does.
var directed = []string{"up", "down", "more", "less"}

// changed compares what numbers do: what rose by 3% neither fell by 3% nor is 3%.
func (c *comparison) changed() {
	for i := range c.claim.cells {
		cell := &c.claim.cells[i]
		if cell.kind != numberCell || len(c.occ[i]) == 0 {
			continue
		}
		missing := ""
		for _, at := range c.occ[i] {
			name, word := c.fact.directionAt(c.lexicon, int(at))
			if name == 0 || c.claim.hasClass(name) {
				missing = ""
				break
			}
			missing = word
		}
		if missing != "" {
			c.add(Binding, "The cited fact says “%s” of “%s”.", missing, cell.number)
			return
		}
	}
}

// directionAt returns the word that tells what the number at a cell does: next to
// it, or before "by".
func (p *passage) directionAt(l *lexicon, at int) (class, string) {
	for _, s := range p.spans {
		if !s.chosen || s.clause != p.cells[at].clause {
			continue
		}
		end := s.at + s.n
		if end != at && !(end == at-1 && p.cells[end].text == "by") && s.at != at+1 {
			continue
		}
		for _, name := range directed {
			if pole := l.poles[name]; hasClass(s.lexeme, pole) {
				return pole, p.textAt(s.at)
			}
		}
	}
	return 0, ""
}

func contains(list []int32, want int32) bool {
	for _, x := range list {
		if x == want {
			return true
		}
	}
	return false
}

// behindNumber returns the cells that a number may count: up to four words, or
// six characters, behind it in its clause, before the next number.
func (p *passage) behindNumber(i int) []int {
	var found []int
	for k := i + 1; k < len(p.cells) && len(found) < 6; k++ {
		c := &p.cells[k]
		if c.clause != p.cells[i].clause || c.kind == numberCell || c.kind == dateCell || c.skip {
			break
		}
		if c.kind == wordCell && (prepositions[c.text] || k-i > 4) {
			break
		}
		if c.claims {
			found = append(found, k)
		}
	}
	return found
}

var prepositions = wordSet("of in on at to for by with from over during as than is are was were that and or its their per a an the")

// ends compares where things begin and end: "from 5 to 7" is not "from 7 to 5".
func (c *comparison) ends() {
	for i := range c.claim.cells {
		cell := &c.claim.cells[i]
		if cell.kind != numberCell && cell.kind != dateCell && !cell.name || len(c.occ[i]) == 0 {
			continue
		}
		mine := c.claim.endOf(i)
		if mine == 0 {
			continue
		}
		same := false
		for _, at := range c.occ[i] {
			if other := c.fact.endOf(int(at)); other == 0 || other == mine {
				same = true
			}
		}
		if !same {
			c.add(Binding, "The cited fact has “%s” at the other end.", c.claim.shown(i))
			return
		}
	}
}

// endOf tells whether a cell is where something begins (1) or ends (2).
func (p *passage) endOf(i int) int {
	for k := i - 1; k >= 0 && k >= i-2; k-- {
		c := &p.cells[k]
		if c.clause != p.cells[i].clause {
			return 0
		}
		switch c.text {
		case "from":
			return 1
		case "to":
			return 2
		case "":
			switch c.han {
			case '从', '由', '自':
				return 1
			case '至', '到':
				return 2
			}
		}
		if c.kind == wordCell && !c.upper && !c.skip {
			return 0
		}
		if c.kind == hanCell && !c.skip {
			return 0
		}
	}
	return 0
}

// shown is what stands at a cell, for people to read.
func (p *passage) shown(i int) string {
	switch c := &p.cells[i]; c.kind {
	case numberCell:
		return c.number.String()
	case dateCell:
		return c.date.String()
	}
	return p.textAt(i)
}

// roles compares who does what to whom: two names with a verb between them must
// stand in the fact in the same order, or in the other one where one of the two is
// in the passive.
func (c *comparison) roles() {
	cells := c.claim.cells
	for i := range cells {
		if !cells[i].name || len(c.occ[i]) == 0 {
			continue
		}
		for j := i + 1; j < len(cells) && cells[j].sentence == cells[i].sentence; j++ {
			if !cells[j].name || len(c.occ[j]) == 0 || cells[j].clause != cells[i].clause {
				continue
			}
			if c.reversed(i, j) {
				c.add(Binding, "“%s” and “%s” have changed places.", c.claim.shown(i), c.claim.shown(j))
				return
			}
		}
	}
}

func (c *comparison) reversed(i, j int) bool {
	found := false
	for _, p := range c.occ[i] {
		for _, q := range c.occ[j] {
			if p == q || c.fact.cells[p].sentence != c.fact.cells[q].sentence {
				continue
			}
			if p < q {
				return false
			}
			if c.fact.cells[p].clause == c.fact.cells[q].clause && c.verbBetween(i, j, int(q), int(p)) && c.claim.passive(i, j) == c.fact.passive(int(q), int(p)) && !c.claim.mutual(j) {
				found = true
			}
		}
	}
	return found
}

// verbBetween tells whether a word stands between both pairs.
func (c *comparison) verbBetween(i, j, p, q int) bool {
	for k := i + 1; k < j; k++ {
		if c.claim.cells[k].name || !c.claim.cells[k].claims {
			continue
		}
		for _, at := range c.occ[k] {
			if int(at) > p && int(at) < q {
				return true
			}
		}
	}
	return false
}

// passive tells whether "by" stands between two cells, or 被 or 由.
func (p *passage) passive(i, j int) bool {
	for k := i + 1; k < j; k++ {
		if c := &p.cells[k]; c.text == "by" || c.han == '被' || c.han == '由' {
			return true
		}
	}
	return false
}

// mutual tells whether a name stands behind a word that makes both sides alike.
func (p *passage) mutual(j int) bool {
	for k := j - 1; k >= 0 && k >= j-3; k-- {
		switch c := &p.cells[k]; {
		case c.text == "with" || c.text == "and" || c.han == '与' || c.han == '和' || c.han == '同':
			return true
		}
	}
	return false
}

// sort is what could have been exchanged for each other.
type sort struct {
	kind cellKind
	what string
}

// sortOf returns the sort of a cell; the zero sort for none.
func (p *passage) sortOf(i int) sort {
	switch c := &p.cells[i]; {
	case c.skip:
	case c.kind == numberCell && c.number.ordinal:
		return sort{numberCell, "ordinal"}
	case c.kind == numberCell:
		return sort{numberCell, "of " + c.number.unit}
	case c.kind == dateCell && c.date.month == 0:
		return sort{dateCell, "year"}
	case c.kind == dateCell:
		return sort{dateCell, "day"}
	case c.name:
		return sort{wordCell, "name"}
	}
	return sort{}
}

// votes lets the words around a number, date or name tell whether they belong to
// it: each that is nearer to another of its sort in the fact speaks against it.
func (c *comparison) votes() {
	for i := range c.claim.cells {
		kind := c.claim.sortOf(i)
		if kind == (sort{}) || len(c.occ[i]) == 0 || c.claim.cells[i].name {
			continue
		}
		rivals := c.rivals(kind, c.occ[i])
		if len(rivals) == 0 {
			continue
		}
		forIt, against, strong := 0, 0, false
		seen := map[int]bool{}
		for k := range c.claim.cells {
			w := &c.claim.cells[k]
			if k == i || w.clause != c.claim.cells[i].clause || !w.claims || w.skip || len(c.occ[k]) == 0 || c.claim.sortOf(k) == kind || seen[c.claim.unit(k)] {
				continue
			}
			if !c.claim.nearest(i, k, kind) {
				continue
			}
			seen[c.claim.unit(k)] = true
			mine, other := c.distance(c.occ[k], c.occ[i]), c.distance(c.occ[k], rivals)
			switch {
			case other < mine, other == mine && c.rivalOrder(i, k, rivals):
				against++
				strong = strong || c.claim.sortOf(k) != (sort{})
			default:
				forIt++
			}
		}
		if forIt == 0 && (against > 1 || against == 1 && strong) {
			c.add(Binding, "In the cited fact what is said here belongs to another of its kind than “%s”.", c.claim.shown(i))
			return
		}
	}
	c.segments()
	c.directions()
	c.clauses()
}

// clauses looks for what a claim joins and the fact tells apart: a number, date,
// name or direction of one clause with a word that only another clause has, which
// has a number, date, name or direction of its own.
func (c *comparison) clauses() {
	for i := range c.claim.cells {
		x := &c.claim.cells[i]
		kind := c.claim.sortOf(i)
		if kind == (sort{}) || len(c.occ[i]) == 0 {
			continue
		}
		home := c.fact.cells[c.occ[i][0]].clause
		for k := range c.claim.cells {
			y := &c.claim.cells[k]
			if k == i || y.clause != x.clause || !y.claims || y.skip || len(c.occ[k]) == 0 || c.claim.sortOf(k) == kind && !x.name || !c.apart(i, k) {
				continue
			}
			rival := -1
			for _, at := range c.occ[k] { // each of them
				rival = -1
				if home != c.fact.cells[at].clause && !c.carries(int(at), int(c.occ[i][0])) {
					rival = c.rivalIn(kind, int(at), int(c.occ[i][0]), x.name)
				}
				if rival < 0 || c.tells(rival) {
					rival = -1
					break
				}
			}
			if rival >= 0 {
				c.add(Binding, "In the cited fact “%s” belongs to “%s”, not to “%s”.", c.claim.shown(k), c.fact.shown(rival), c.claim.shown(i))
				return
			}
		}
	}
	c.poles()
}

// carries tells whether what stands at a cell of the fact may be meant in the clause
// of a later cell, too: that clause has no subject of its own, or a pronoun.
func (c *comparison) carries(earlier, later int) bool {
	p := c.fact
	if earlier > later {
		return false
	}
	clause := p.cells[later].clause
	for k := range p.cells {
		if f := &p.cells[k]; f.clause == clause && (pronouns[f.text] || strings.ContainsRune("它他她其该此", f.han) && f.han != 0) {
			return true
		}
	}
	return p.lead(later, true) < 0
}

// apart tells whether two cells of the claim never share a clause of the fact.
func (c *comparison) apart(i, k int) bool {
	for _, a := range c.occ[i] {
		for _, b := range c.occ[k] {
			if c.fact.cells[a].clause == c.fact.cells[b].clause {
				return false
			}
		}
	}
	return true
}

// rivalIn returns what stands in the clause of a cell where mine stands in another:
// a number or date of the sort; a name behind the same preposition, or the name that
// the clause or its sentence begins with. -1 for none.
func (c *comparison) rivalIn(kind sort, at, mine int, isName bool) int {
	p := c.fact
	if !isName {
		for k := range p.cells {
			if p.cells[k].clause == p.cells[at].clause && p.sortOf(k) == kind {
				return k
			}
		}
		return -1
	}
	mineBefore := p.preposition(mine)
	for k := range p.cells {
		f := &p.cells[k]
		if !f.name || f.sentence != p.cells[at].sentence {
			continue
		}
		if f.clause == p.cells[at].clause && k != at && mineBefore != "" && p.preposition(k) == mineBefore {
			return k
		}
	}
	if mineBefore != "" {
		return -1
	}
	if lead := p.lead(at, true); lead >= 0 && lead != at {
		return lead
	}
	if p.cells[mine].sentence != p.cells[at].sentence {
		if lead := p.lead(at, false); lead >= 0 && lead != at {
			return lead
		}
	}
	return -1
}

// preposition is the small word before a name, "" for none.
func (p *passage) preposition(i int) string {
	for i > 0 && p.cells[i-1].name && p.cells[i-1].clause == p.cells[i].clause {
		i--
	}
	if i == 0 || p.cells[i-1].clause != p.cells[i].clause {
		return ""
	}
	switch c := &p.cells[i-1]; {
	case c.kind == hanCell && strings.ContainsRune("在于由从向对与和给被", c.han):
		return string(c.han)
	case prepositions[c.text] && c.text != "and" && c.text != "the" && c.text != "a":
		return c.text
	}
	return ""
}

// lead returns the name that the clause of a cell begins with, or its sentence; -1
// for none. In Chinese a few words, as of an office, may stand before it.
func (p *passage) lead(at int, clause bool) int {
	n := 0
	for k := range p.cells {
		c := &p.cells[k]
		if c.sentence != p.cells[at].sentence || clause && c.clause != p.cells[at].clause {
			continue
		}
		if c.name {
			return k
		}
		if n++; c.claims && c.kind == wordCell || c.own&says != 0 || n > 10 || pronouns[c.text] {
			return -1
		}
	}
	return -1
}

// poles is clauses for words that have an opposite in the other clause.
func (c *comparison) poles() {
	for _, s := range c.claim.spans {
		if !s.chosen {
			continue
		}
		for _, class := range s.lexeme.classes {
			if len(c.lexicon.against[class]) == 0 || len(c.occ[s.at]) == 0 {
				continue
			}
			for k := range c.claim.cells {
				y := &c.claim.cells[k]
				if k >= s.at && k < s.at+s.n || y.clause != s.clause || !y.claims || len(c.occ[k]) == 0 || !c.apart(s.at, k) || c.carries(int(c.occ[k][0]), int(c.occ[s.at][0])) {
					continue
				}
				for _, at := range c.occ[k] {
					for _, against := range c.lexicon.against[class] {
						for _, o := range c.fact.classes[against] {
							if c.fact.cells[o].clause == c.fact.cells[at].clause && !c.tells(int(o)) {
								c.add(Binding, "The cited fact says “%s” of “%s”.", c.fact.textAt(int(o)), c.claim.shown(k))
								return
							}
						}
					}
				}
			}
		}
	}
}

// rivalOrder decides between two that are equally near: what stood behind its number
// in the fact should do so in the claim.
func (c *comparison) rivalOrder(i, k int, rivals []int32) bool {
	return !c.ordered(c.occ[i], c.occ[k], i < k) && c.ordered(rivals, c.occ[k], i < k)
}

// ordered tells whether one of a stands before (or behind) one of b and near it.
func (c *comparison) ordered(a, b []int32, before bool) bool {
	for _, x := range a {
		for _, y := range b {
			if (x < y) == before && abs(int(x-y)) < 4 {
				return true
			}
		}
	}
	return false
}

// rivals returns the other cells of a sort in the fact.
func (c *comparison) rivals(kind sort, mine []int32) []int32 {
	var list []int32
	for k := range c.fact.cells {
		if c.fact.sortOf(k) == kind && !contains(mine, int32(k)) {
			list = append(list, int32(k))
		}
	}
	return list
}

// nearest tells whether no other cell of the sort is nearer to k than i in the claim.
func (p *passage) nearest(i, k int, kind sort) bool {
	d := abs(i - k)
	for n := max(0, k-d); n < len(p.cells) && n <= k+d; n++ {
		if n != i && abs(n-k) < d && p.sortOf(n) == kind && p.cells[n].clause == p.cells[i].clause {
			return false
		}
	}
	return true
}

func abs(n int) int { return max(n, -n) }

// distance is the least distance between two sets of cells of the fact; clauses
// and sentences between them count for many cells.
func (c *comparison) distance(a, b []int32) int {
	least := 1 << 20
	for _, x := range a {
		for _, y := range b {
			f, g := &c.fact.cells[x], &c.fact.cells[y]
			d := abs(int(x-y)) + 12*abs(f.clause-g.clause) + 100*abs(f.sentence-g.sentence)
			least = min(least, d)
		}
	}
	return least
}

// segments holds names against the part of the fact that speaks of them: a name
// may not take over what a part says that has a subject of its own.
func (c *comparison) segments() {
	seg := c.fact.segmentsOf()
	if seg == nil {
		return
	}
	for i := range c.claim.cells {
		if !c.claim.cells[i].name || len(c.occ[i]) == 0 {
			continue
		}
		home := map[int]bool{}
		for _, at := range c.occ[i] {
			home[seg[at]] = true
		}
		forIt, against := 0, 0
		for k := range c.claim.cells {
			w := &c.claim.cells[k]
			if w.name || w.clause != c.claim.cells[i].clause || !w.claims || w.skip || len(c.occ[k]) == 0 {
				continue
			}
			in, out := false, false
			for _, at := range c.occ[k] {
				if home[seg[at]] || c.fact.subject(seg, seg[at]) < 0 {
					in = true
				} else {
					out = true
				}
			}
			switch {
			case in && out: // on both sides, it tells nothing
			case in:
				forIt++
			case out:
				against++
			}
		}
		if against > 1 && forIt == 0 {
			c.add(Binding, "In the cited fact this is not said of “%s”.", c.claim.shown(i))
			return
		}
	}
}

// segmentsOf numbers the parts of a fact that may have subjects of their own; nil
// if there is only one.
func (p *passage) segmentsOf() []int {
	seg := make([]int, len(p.cells))
	n := 0
	for k := 1; k < len(p.cells); k++ {
		c := &p.cells[k]
		if c.sentence != p.cells[k-1].sentence {
			n++
		} else if c.clause != p.cells[k-1].clause && (c.name || c.text == "while" || c.text == "whereas" || c.text == "but" || c.han == '而' ||
			c.text == "and" && k+1 < len(p.cells) && p.cells[k+1].name) && !p.cells[k-1].name && p.verbSince(seg, n, k) {
			n++
		}
		seg[k] = n
	}
	if n == 0 {
		return nil
	}
	return seg
}

// verbSince tells whether a part has said anything besides names yet.
func (p *passage) verbSince(seg []int, part, before int) bool {
	for k := before - 1; k >= 0 && seg[k] == part; k-- {
		if c := &p.cells[k]; c.claims && !c.name && !c.skip && (c.kind == wordCell || c.kind == hanCell) {
			return true
		}
	}
	return false
}

// subject returns the name that a part begins with, or -1.
func (p *passage) subject(seg []int, part int) int {
	n := 0
	for k := range p.cells {
		if seg[k] != part {
			continue
		}
		switch c := &p.cells[k]; {
		case c.name:
			return k
		case n > 4, n == 0 && c.kind == wordCell && pronouns[c.text], n == 0 && strings.ContainsRune("它他她其该此这", c.han):
			return -1
		}
		n++
	}
	return -1
}

var pronouns = wordSet("it they he she its their his her this that these those")

// directions compares words that have an opposite in the fact, too: of what rose
// and fell, each must stay with its own.
func (c *comparison) directions() {
	for _, s := range c.claim.spans {
		if !s.chosen {
			continue
		}
		for _, class := range s.lexeme.classes {
			mine := c.fact.classes[class]
			var rivals []int32
			for _, against := range c.lexicon.against[class] {
				rivals = append(rivals, c.fact.classes[against]...)
			}
			if len(mine) == 0 || len(rivals) == 0 {
				continue
			}
			forIt, against := 0, 0
			for k := range c.claim.cells {
				w := &c.claim.cells[k]
				if k >= s.at && k < s.at+s.n || w.clause != s.clause || !w.claims || w.skip || len(c.occ[k]) == 0 {
					continue
				}
				if c.distance(c.occ[k], rivals) < c.distance(c.occ[k], mine) {
					against++
				} else {
					forIt++
				}
			}
			if forIt == 0 && against > 0 {
				c.add(Binding, "In the cited fact “%s” is said of something else.", c.claim.textAt(s.at))
				return
			}
		}
	}
}
