package ground

// chinese compares runs of Chinese characters. A run is covered by pieces that the
// fact has, in the cheapest way: the same characters in a row, a word with the
// same meaning, an abbreviation, and words that claim nothing. What no piece
// covers is not in the fact.
func (c *comparison) chinese() {
	cells := c.claim.cells
	for i := 0; i < len(cells); {
		if cells[i].kind != hanCell || cells[i].skip {
			i++
			continue
		}
		end := c.claim.hanRun(i)
		c.cover(i, end)
		i = end
	}
}

// pieceKind tells how a piece is supported.
type pieceKind uint8

const (
	boundary  pieceKind = iota // the beginning, or a lexeme that claims nothing or is supported
	copied                     // characters of the fact
	lone                       // one character of the fact
	weakPiece                  // a lexeme that claims nothing only behind others
	missing                    // not supported
	pieces
)

// step is the cheapest way to a place of a run that ends with a piece.
type step struct {
	cost float32
	from int
	kind pieceKind // of the piece before
	at   []int32   // where the fact has the piece
	set  bool
}

// costs of a piece; a missing character costs more than any other way.
const (
	costCopied  = 0.25
	costClass   = 0.3
	costNeutral = 0.35
	costShort   = 0.9
	costLone    = 1.2
	costMissing = 20
)

// coverage is the work on one run.
type coverage struct {
	*comparison
	from, to int
	steps    [][pieces]step // by place, from 0 for the run's beginning
	spans    [][]span       // the lexemes that begin at each place
	unknown  []bool         // characters of a word that is known and not in the fact
}

func (c *comparison) cover(from, to int) {
	v := &coverage{comparison: c, from: from, to: to, steps: make([][pieces]step, to-from+1), unknown: make([]bool, to-from)}
	v.spans = make([][]span, to-from)
	for _, s := range c.claim.spans {
		if s.chinese && s.at >= from && s.at < to {
			v.spans[s.at-from] = append(v.spans[s.at-from], s)
		}
	}
	v.markUnknown()
	v.steps[0][boundary] = step{set: true}
	for i := range to - from {
		for k := range pieces {
			if v.steps[i][k].set {
				v.extend(i, k)
			}
		}
	}
	v.collect()
}

// markUnknown marks words of the lexicon that the fact lacks: they are no chance
// for covering their characters one by one.
func (v *coverage) markUnknown() {
	for _, s := range v.claim.spans {
		if s.at < v.from || s.at >= v.to || s.n < 2 || !s.chosen || !s.lexeme.claims() || len(v.support(s)) > 0 {
			continue
		}
		for k := s.at; k < s.at+s.n; k++ {
			v.unknown[k-v.from] = true
		}
	}
}

// support returns where the fact has a word of the same meaning.
func (v *coverage) support(s span) []int32 {
	var at []int32
	for _, class := range s.lexeme.classes {
		at = append(at, v.fact.classes[class]...)
	}
	return at
}

// extend adds every piece that may begin at i behind a piece of kind k.
func (v *coverage) extend(i int, k pieceKind) {
	cost := v.steps[i][k].cost
	for _, s := range v.spans[i] {
		if at := v.support(s); len(at) > 0 && (s.n > 1 || !v.unknown[i]) {
			v.reach(i, k, s.n, boundary, cost+costClass, at)
		}
		switch {
		case s.lexeme.neutral || s.lexeme.marks != 0:
			if s.n > 1 || !v.unknown[i] {
				v.reach(i, k, s.n, boundary, cost+costNeutral, nil)
			}
		case s.lexeme.weak && !v.unknown[i] && k != weakPiece:
			v.reach(i, k, s.n, weakPiece, cost+costNeutral, nil)
		}
	}
	longest, at := v.copiedAt(v.fact, i)
	for n := 2; n <= longest; n++ {
		v.reach(i, k, n, copied, cost+costCopied, at[n-2])
	}
	if v.fact.alias != nil {
		longest, _ := v.copiedAt(v.fact.alias, i)
		for n := 2; n <= longest; n++ {
			v.reach(i, k, n, copied, cost+costCopied, nil)
		}
	}
	if n, at := v.abbreviated(i); n > 0 {
		v.reach(i, k, n, copied, cost+costShort, at)
	}
	if v.loneAt(i, k) {
		v.reach(i, k, 1, lone, cost+costLone, nil)
	}
	v.reach(i, k, 1, missing, cost+costMissing, nil)
}

func (v *coverage) reach(i int, k pieceKind, n int, kind pieceKind, cost float32, at []int32) {
	if i+n > v.to-v.from {
		return
	}
	s := &v.steps[i+n][kind]
	if !s.set || cost < s.cost {
		*s = step{cost: cost, from: i, kind: k, at: at, set: true}
	}
}

// longestCopy bounds one piece; longer ones are several.
const longestCopy = 24

// copiedAt returns how many characters from i on a text has in a row, and where,
// for each length from 2 on.
func (v *coverage) copiedAt(p *passage, i int) (longest int, at [][]int32) {
	if i+1 >= v.to-v.from {
		return 0, nil
	}
	cells := v.claim.cells[v.from+i : v.to]
	starts := p.pairs[[2]rune{cells[0].han, cells[1].han}]
	if len(starts) == 0 {
		return 0, nil
	}
	for _, s := range starts {
		if p.within[s] {
			continue // the end of another word
		}
		n := 2
		for n < min(len(cells), longestCopy) && int(s)+n < len(p.cells) && p.cells[int(s)+n].han == cells[n].han &&
			p.cells[int(s)+n].kind == hanCell && p.adjacent(int(s)+n-1) {
			n++
		}
		for len(at) < n-1 {
			at = append(at, nil)
		}
		for k := range n - 1 {
			at[k] = append(at[k], s)
		}
		longest = max(longest, n)
	}
	return longest, at
}

// abbreviated finds two or three characters that abbreviate words of the fact:
// 营收 for 营业收入, 北航 for 北京航空航天大学.
func (v *coverage) abbreviated(i int) (int, []int32) {
	if v.unknown[i] || i+1 >= v.to-v.from {
		return 0, nil
	}
	a, b := v.claim.cells[v.from+i].han, v.claim.cells[v.from+i+1].han
	if !v.fact.runes[a] || !v.fact.runes[b] {
		return 0, nil
	}
	cells := v.fact.cells
	for k := range cells {
		if cells[k].han != a || !cells[k].claims {
			continue
		}
		// the second word begins two or three characters on, in the same run
		for n := k + 2; n <= k+3 && n < len(cells); n++ {
			if cells[n].kind != hanCell || cells[n].clause != cells[k].clause || !v.fact.adjacent(n-1) || !v.fact.adjacent(k) {
				break
			}
			if cells[n].han == b && cells[n].claims && cells[k+1].claims {
				return 2, []int32{int32(k)}
			}
		}
	}
	return 0, nil
}

// loneAt tells whether a single character of the fact may stand for its word:
// behind 该 and the like (该馆, 本市).
func (v *coverage) loneAt(i int, k pieceKind) bool {
	cells := v.claim.cells
	at := v.from + i
	if v.to-v.from == 1 && v.fact.runes[cells[at].han] {
		return true // 3比1, 180万袋
	}
	if k != boundary || i == 0 || v.unknown[i] || !v.fact.runes[cells[at].han] {
		return false
	}
	switch cells[at-1].han {
	case '该', '此', '这', '本', '其', '两', '各':
		return true
	}
	return false
}

// collect walks back over the cheapest way, notes where the fact has what, and
// reports what it lacks.
func (v *coverage) collect() {
	n := v.to - v.from
	last, kind := float32(-1), boundary
	for k := range pieces {
		if s := &v.steps[n][k]; s.set && (last < 0 || s.cost < last) {
			last, kind = s.cost, k
		}
	}
	var gaps [][2]int
	for i := n; i > 0; {
		s := &v.steps[i][kind]
		switch {
		case kind == missing:
			if m := len(gaps); m > 0 && gaps[m-1][0] == i {
				gaps[m-1][0] = s.from
			} else {
				gaps = append(gaps, [2]int{s.from, i})
			}
		case len(s.at) > 0:
			for k := s.from; k < i; k++ {
				c := &v.occ[v.from+k]
				for _, at := range s.at {
					if kind == copied && i-s.from >= 2 {
						at += int32(k - s.from)
					}
					if int(at) < len(v.fact.cells) {
						*c = append(*c, at)
					}
				}
			}
		}
		kind, i = s.kind, s.from
	}
	for i := len(gaps) - 1; i >= 0; i-- {
		v.report(gaps[i][0], gaps[i][1])
	}
}

// report tells what the fact lacks, with the word around it.
func (v *coverage) report(from, to int) {
	cells := v.claim.cells
	lo, hi := v.from+from, v.from+to
	for _, s := range v.claim.spans { // the whole word, where it is one
		if s.chosen && s.chinese && s.at < hi && s.at+s.n > lo && s.at >= v.from && s.at < v.to {
			lo, hi = min(lo, s.at), max(hi, s.at+s.n)
		}
	}
	var word []rune
	for _, c := range cells[lo:hi] {
		word = append(word, c.han)
	}
	for k := lo; k < hi; k++ {
		if o := v.opposite(k); o != "" {
			v.add(Unsupported, "“%s” contradicts the cited fact, which has “%s”.", short(string(word)), o)
			return
		}
	}
	v.add(Unsupported, "“%s” is not in the cited fact.", short(string(word)))
}
