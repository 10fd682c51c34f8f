package ground

// manner compares how things are said: denied, planned, expected, possible,
// proposed, to come, said by somebody; and of how many.
func (c *comparison) manner() {
	for _, s := range c.fact.spans {
		if !s.chosen || s.lexeme.marks == 0 || c.fact.noun(s) {
			continue
		}
		c.dropped(s)
	}
	for _, s := range c.claim.spans {
		if !s.chosen || s.lexeme.marks == 0 || c.claim.noun(s) {
			continue
		}
		c.added(s)
	}
	c.quantifiers()
	c.requantified()
	c.scope()
}

// governs returns the cells that a mark governs and that claim something: those
// behind it in its clause, or in its sentence if it tells who says so. A mark that
// ends its clause governs what stands before it.
func (p *passage) governs(s span, m mark) []int {
	sentence, clause := p.cells[s.at].sentence, p.cells[s.at].clause
	var cells []int
	for k := s.at + s.n; k < len(p.cells) && p.cells[k].sentence == sentence; k++ {
		if p.cells[k].clause != clause && m&(says|reported) == 0 {
			if m&not != 0 || p.cells[k].text != "and" || p.cells[k].start > p.cells[k-1].start+len(p.cells[k-1].text)+1 {
				break
			}
			clause = p.cells[k].clause // plans to close one and open another
		}
		if p.cells[k].claims && !p.cells[k].skip {
			cells = append(cells, k)
		}
	}
	if len(cells) == 0 || m == not && postposed[s.lexeme.words[0]] {
		behind := cells
		cells = nil
		for k := s.at - 1; k >= 0 && p.cells[k].clause == clause; k-- {
			if p.cells[k].claims && !p.cells[k].skip {
				cells = append(cells, k)
			}
		}
		if len(cells) == 0 {
			cells = behind
		}
	}
	return cells
}

// dropped looks for what the fact marks and the claim says without the mark: that
// is so where the claim tells at least half of what the mark governs.
func (c *comparison) dropped(s span) {
	for _, m := range [...]mark{not, plan, expect, possible, reported, propose, will, says} {
		if s.lexeme.marks&m == 0 {
			continue
		}
		governed := c.fact.governs(s, m)
		told, bare := c.told(governed, m)
		if told == 0 || told*2 < c.fact.units(governed) {
			continue
		}
		word := c.fact.textAt(s.at)
		switch m {
		case not:
			if bare {
				c.add(Negation, "The cited fact denies this (“%s”), the sentence does not.", word)
			}
		case will:
			if !c.claim.marked(will|plan|expect|propose|possible) && c.claim.past() {
				c.add(Hedge, "In the cited fact this is still to come (“%s”).", word)
			}
		case says:
			if c.fact.spoken(s) && !c.claim.marked(says|reported) && c.earlier&(says|reported) == 0 {
				c.add(Hedge, "In the cited fact somebody says this (“%s”); the sentence must tell who.", word)
			}
		case reported:
			if !c.claim.marked(says|reported) && c.earlier&(says|reported) == 0 {
				c.add(Hedge, "The cited fact only reports this (“%s”).", word)
			}
		default:
			if m == plan && c.claim.marked(expect) {
				continue
			}
			if !c.claim.marked(m) {
				c.add(Hedge, "The cited fact says “%s”; the sentence says it without.", word)
			}
		}
	}
}

// told counts the units among governed that the claim tells and that the fact has
// nowhere without the mark. bare: the claim tells them without the mark, either all
// or the last one and half of them.
func (c *comparison) told(governed []int, m mark) (units int, bare bool) {
	inside := make(map[int32]bool, len(governed))
	for _, k := range governed {
		inside[int32(k)] = true
	}
	with, without := map[int]bool{}, map[int]bool{}
	for i := range c.claim.cells {
		cell := &c.claim.cells[i]
		var hit []int32
		elsewhere := false
		for _, at := range c.occ[i] {
			if inside[at] {
				hit = append(hit, at)
			} else if c.fact.cells[at].marks&m == 0 {
				elsewhere = true
			}
		}
		if len(hit) == 0 || elsewhere || !cell.claims {
			continue
		}
		seen := without
		if c.claim.clauseMarked(cell.clause, m) || c.claim.unitsIn(cell.clause) == 1 && c.claim.marked(m) { // "on Mondays," before a denial
			seen = with
		}
		for _, at := range hit {
			seen[c.fact.unit(int(at))] = true
		}
	}
	last := -1
	if len(governed) > 0 {
		last = c.fact.unit(governed[len(governed)-1])
	}
	bare = len(with) == 0 || without[last] && !with[last] && len(without)*2 >= c.fact.units(governed)
	for u := range without {
		with[u] = true
	}
	return len(with), bare
}

// unit numbers the word that a cell belongs to.
func (p *passage) unit(i int) int {
	if p.unitOf == nil {
		p.unitOf = make([]int, len(p.cells))
		for k := range p.unitOf {
			p.unitOf[k] = k
		}
		for _, s := range p.spans {
			if s.chosen {
				for k := s.at; k < s.at+s.n; k++ {
					p.unitOf[k] = s.at
				}
			}
		}
		for k := 1; k < len(p.cells); k++ { // characters that no lexeme holds, in a row
			if p.cells[k].kind == hanCell && p.cells[k-1].kind == hanCell && p.unitOf[k] == k && p.loose(k) && p.loose(k-1) && p.adjacent(k-1) {
				p.unitOf[k] = p.unitOf[k-1]
			}
		}
	}
	return p.unitOf[i]
}

// loose tells whether no chosen lexeme holds a cell.
func (p *passage) loose(i int) bool {
	if p.held == nil {
		p.held = make([]bool, len(p.cells))
		for _, s := range p.spans {
			for k := s.at; s.chosen && k < s.at+s.n; k++ {
				p.held[k] = true
			}
		}
	}
	return !p.held[i]
}

// units counts the words among cells.
func (p *passage) units(cells []int) int {
	seen := make(map[int]bool, len(cells))
	for _, k := range cells {
		seen[p.unit(k)] = true
	}
	return len(seen)
}

// unitsIn counts the words of a clause that claim something.
func (p *passage) unitsIn(clause int) int {
	var cells []int
	for k := range p.cells {
		if p.cells[k].clause == clause && p.cells[k].claims {
			cells = append(cells, k)
		}
	}
	return p.units(cells)
}

// marked tells whether a passage has one of these marks anywhere.
func (p *passage) marked(m mark) bool {
	for _, s := range p.spans {
		if s.chosen && s.lexeme.marks&m != 0 {
			return true
		}
	}
	return false
}

// clauseMarked tells whether a clause has a mark.
func (p *passage) clauseMarked(clause int, m mark) bool {
	for _, s := range p.spans {
		if s.chosen && s.lexeme.marks&m != 0 && p.cells[s.at].clause == clause {
			return true
		}
	}
	return false
}

// past tells whether a passage speaks of what has happened.
func (p *passage) past() bool {
	for i := range p.cells {
		c := &p.cells[i]
		switch c.kind {
		case wordCell:
			switch c.text {
			case "was", "were", "has", "have", "had", "did", "already", "now":
				return true
			}
			if n := len(c.text); n > 3 && c.text[n-2:] == "ed" || pastForms[c.text] {
				return true
			}
		case hanCell:
			if c.han == '已' || c.han == '曾' || c.han == '了' {
				return true
			}
		}
	}
	return false
}

// pastForms are past tenses without -ed.
var pastForms = wordSet(`began became brought built came chose drew fell found gave got grew held kept knew led left
	lost made met paid ran rose said sold saw sent spoke stood took taught told thought went won wore wrote`)

// spoken tells whether somebody is named who says what a mark governs.
func (p *passage) spoken(s span) bool {
	if s.at > 0 && (p.cells[s.at-1].text == "is" || p.cells[s.at-1].text == "are" || p.cells[s.at-1].text == "also") {
		return false // is called: a name
	}
	for k := range p.cells {
		if c := &p.cells[k]; c.sentence == p.cells[s.at].sentence && c.claims && (k < s.at || c.clause == s.clause) {
			return true
		}
	}
	return false
}

// added looks for what the claim marks and the fact says without the mark.
func (c *comparison) added(s span) {
	word := c.claim.textAt(s.at)
	for _, m := range [...]mark{not, plan, expect, possible, propose, will, says} {
		if s.lexeme.marks&m == 0 {
			continue
		}
		switch m {
		case not:
			c.denies(s, word)
		case will:
			if !c.fact.marked(will|plan|expect|propose|possible) && c.happened() {
				c.add(Hedge, "In the cited fact this is not to come, as “%s” says.", word)
			}
		case says:
			if !c.fact.marked(says|reported|propose|plan) && c.claim.spoken(s) {
				c.add(Hedge, "Nobody says this in the cited fact, as “%s” has it.", word)
			}
		default:
			if !c.fact.marked(m) {
				c.add(Hedge, "The cited fact does not say “%s”.", word)
			}
		}
	}
}

// happened tells whether the fact is told as done, not as a rule that holds.
func (c *comparison) happened() bool {
	for _, cell := range c.fact.cells {
		if cell.kind == hanCell {
			return !c.fact.holdsFrom()
		}
	}
	return c.fact.past()
}

// holdsFrom tells a rule with a date from which it holds: 起施行, 生效.
func (p *passage) holdsFrom() bool {
	for i := range p.cells {
		if p.cells[i].han == '起' || p.cells[i].han == '效' || p.cells[i].han == '行' && i > 0 && p.cells[i-1].han == '施' {
			return true
		}
	}
	return false
}

// denies holds a denial of the claim against the fact: the first word denied must
// be denied there, too, or half of them where they stand in another order.
func (c *comparison) denies(s span, word string) {
	if !c.fact.marked(not) {
		c.add(Negation, "The sentence denies something (“%s”), the cited fact does not.", word)
		return
	}
	first, total, denied := -1, 0, 0
	var affirmed []int // what the fact says without denying it
	for _, i := range c.claim.governs(s, not) {
		if len(c.occ[i]) == 0 {
			continue
		}
		total++
		if first < 0 {
			first = i
		}
		if c.deniedAt(i) {
			denied++
		} else {
			affirmed = append(affirmed, i)
		}
	}
	switch {
	case total == 0:
	case !c.deniedAt(first) && denied*2 < total:
		c.add(Negation, "The sentence denies “%s”, the cited fact does not.", c.claim.textAt(first))
	case c.deniedAt(first):
		// what is denied of one may be affirmed of another
		for _, i := range affirmed {
			if i != first && c.affirmedWith(i, first) {
				c.add(Negation, "The cited fact denies “%s” of something else than “%s”.", c.claim.textAt(first), c.claim.textAt(i))
				return
			}
		}
	}
}

// deniedAt tells whether the fact denies a cell of the claim anywhere.
func (c *comparison) deniedAt(i int) bool {
	for _, at := range c.occ[i] {
		if (c.fact.cells[at].marks|c.fact.cells[at].own)&not != 0 {
			return true
		}
	}
	return false
}

// affirmedWith tells whether two cells of the claim stand in one clause of the fact
// that does not deny them.
func (c *comparison) affirmedWith(i, k int) bool {
	for _, a := range c.occ[i] {
		for b := range c.fact.cells {
			f, g := &c.fact.cells[a], &c.fact.cells[b]
			if f.clause == g.clause && (f.marks|g.marks|g.own)&not == 0 && abs(int(a)-b) < 6 && c.sameWord(k, b) {
				return true
			}
		}
	}
	return false
}

// sameWord tells whether a cell of the claim and one of the fact hold the same word.
func (c *comparison) sameWord(i, at int) bool {
	a, b := &c.claim.cells[i], &c.fact.cells[at]
	return a.kind == b.kind && (a.kind == wordCell && a.stem == b.stem || a.kind == hanCell && a.han == b.han)
}

// kept are the quantifiers that must not get lost.
var kept = []string{"some", "mostof", "minority", "only", "few", "oneof"}

// indefinite tells whether a passage speaks of one of many.
func (p *passage) indefinite() bool {
	for i := range p.cells {
		switch p.cells[i].text {
		case "a", "an", "include", "includes", "included":
			return true
		}
	}
	return false
}

// quantifiers looks for quantifiers of the fact that the claim leaves out: "some
// hospitals" are not "hospitals".
func (c *comparison) quantifiers() {
	for _, s := range c.fact.spans {
		if !s.chosen {
			continue
		}
		for _, name := range kept {
			pole := c.lexicon.poles[name]
			if !hasClass(s.lexeme, pole) || c.claim.hasClass(pole) {
				continue
			}
			if name == "oneof" && (c.claim.hasClass(c.lexicon.poles["within"]) || c.claim.indefinite()) {
				continue
			}
			if at := c.fact.quantified(s); at >= 0 && c.tells(at) {
				c.add(Quantifier, "The cited fact says “%s”; the sentence says it without.", c.fact.textAt(s.at))
				return
			}
		}
	}
}

// quantified returns the first word behind a quantifier, numbers apart, or the one
// before 之一; -1 for none.
func (p *passage) quantified(s span) int {
	if s.lexeme.words[0] == "之一" {
		for k := s.at - 1; k >= 0 && p.cells[k].clause == s.clause; k-- {
			if p.cells[k].claims {
				return k
			}
		}
		return -1
	}
	for k := s.at + s.n; k < len(p.cells) && p.cells[k].clause == s.clause; k++ {
		if c := &p.cells[k]; c.claims && !c.skip && (c.kind == wordCell || c.kind == hanCell) {
			return k
		}
	}
	return -1
}

// tells tells whether the claim has what stands at a cell of the fact.
func (c *comparison) tells(at int) bool {
	for i := range c.occ {
		for _, o := range c.occ[i] {
			if int(o) == at {
				return true
			}
		}
	}
	return false
}

func hasClass(l *lexeme, want class) bool {
	for _, c := range l.classes {
		if c == want {
			return true
		}
	}
	return false
}

func (p *passage) hasClass(want class) bool {
	for _, s := range p.spans {
		if s.chosen && hasClass(s.lexeme, want) {
			return true
		}
	}
	return false
}

// superlatives hold within a scope: the largest in China is not the largest.
var superlatives = []string{"largest", "smallest", "highest", "lowest", "best", "worst", "first", "last", "most"}

// quantified words keep their quantifier: "all guests" are not "most guests".
func (c *comparison) requantified() {
	for _, s := range c.claim.spans {
		mine := c.quantifier(s)
		if mine == 0 {
			continue
		}
		at := c.claim.quantified(s)
		if at < 0 {
			continue
		}
		for _, f := range c.fact.spans {
			if other := c.quantifier(f); other != 0 && other != mine && !hasClass(f.lexeme, mine) {
				if of := c.fact.quantified(f); of >= 0 && of-f.at <= 4 && contains(c.occ[at], int32(of)) {
					c.add(Quantifier, "The cited fact says “%s” of “%s”.", c.fact.textAt(f.at), c.claim.textAt(at))
					return
				}
			}
		}
	}
}

// quantifier returns the class of a quantifier, or 0.
func (c *comparison) quantifier(s span) class {
	if !s.chosen {
		return 0
	}
	for _, name := range [...]string{"all", "mostof", "most", "some", "minority", "few", "many"} {
		if pole := c.lexicon.poles[name]; hasClass(s.lexeme, pole) {
			return pole
		}
	}
	return 0
}

// scope looks for superlatives whose scope the claim leaves out.
func (c *comparison) scope() {
	for _, s := range c.claim.spans {
		if !s.chosen {
			continue
		}
		for _, name := range superlatives {
			pole := c.lexicon.poles[name]
			if !hasClass(s.lexeme, pole) {
				continue
			}
			c.withinScope(s.at, c.fact.classes[pole])
		}
	}
	for i := range c.claim.cells {
		if w := &c.claim.cells[i]; w.kind == wordCell && superlative(w.text) {
			c.withinScope(i, c.fact.stems[w.stem])
		}
	}
}

// superlative tells words such as "deepest".
func superlative(w string) bool {
	return len(w) > 5 && w[len(w)-3:] == "est" && !notSuperlative[w]
}

var notSuperlative = wordSet("interest request forest honest invest contest harvest suggest protest arrest modest conquest manifest digest midwest northwest southwest")

// withinScope compares the scope of a superlative of the claim, at i, with that
// which the fact has at one of the places.
func (c *comparison) withinScope(i int, places []int32) {
	for _, at := range places {
		if at > 0 && c.fact.cells[at-1].number.ordinal && !c.tells(int(at)-1) {
			c.add(Quantifier, "The cited fact says “%s” of “%s”.", c.fact.cells[at-1].number, c.claim.textAt(i))
			return
		}
		if within := c.fact.scopeOf(int(at)); within >= 0 && !c.tellsUnit(within) {
			c.add(Quantifier, "“%s” holds only within “%s” in the cited fact.", c.claim.textAt(i), c.fact.textAt(within))
			return
		}
	}
}

// scopeOf returns the cell of the place within which a superlative holds, or -1: a
// name behind "in" or "of" in English, a word for a country or the world in the
// same clause before it in Chinese.
func (p *passage) scopeOf(at int) int {
	if p.cells[at].kind == hanCell {
		for k := at - 1; k >= 0 && p.cells[k].clause == p.cells[at].clause && at-k < 12; k-- {
			for _, s := range p.spans {
				if s.chosen && s.at == k && hanScopes[s.lexeme.words[0]] {
					return k
				}
			}
		}
		return -1
	}
	for k := at + 1; k+1 < len(p.cells) && p.cells[k].clause == p.cells[at].clause && k-at < 5; k++ {
		if w := p.cells[k].text; (w == "in" || w == "of") && !p.cells[k].claims {
			n := k + 1
			if p.cells[n].text == "the" && n+1 < len(p.cells) {
				n++
			}
			if p.cells[n].upper || p.cells[n].text == "world" || p.cells[n].text == "country" {
				return n
			}
		}
	}
	return -1
}

var hanScopes = wordSet("中国 我国 国内 全国 全球 世界 亚洲 欧洲 全市 全省 亚洲 国际 国际上")

// tellsUnit tells whether the claim has the word at a cell of the fact.
func (c *comparison) tellsUnit(at int) bool {
	unit := c.fact.unit(at)
	for i := range c.occ {
		for _, o := range c.occ[i] {
			if c.fact.unit(int(o)) == unit {
				return true
			}
		}
	}
	return false
}
