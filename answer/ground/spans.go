package ground

import "strings"

// findSpans finds the lexemes of a passage and what claims something in it.
func (p *passage) findSpans() {
	l := lexemes()
	for i := 0; i < len(p.cells); {
		if p.cells[i].kind == hanCell {
			end := p.hanRun(i)
			p.chineseSpans(l, i, end)
			i = end
			continue
		}
		i++
	}
	p.englishSpans(l)
}

// hanRun returns the end of the run of Chinese characters that begins at i.
func (p *passage) hanRun(i int) int {
	end := i + 1
	for end < len(p.cells) && p.cells[end].kind == hanCell && p.adjacent(end-1) && !p.cells[end].skip == !p.cells[i].skip {
		end++
	}
	return end
}

// chineseSpans lists every lexeme of a run and chooses the longest from left to
// right.
func (p *passage) chineseSpans(l *lexicon, from, to int) {
	if p.cells[from].skip {
		return
	}
	next := from // where the next chosen lexeme may begin
	for i := from; i < to; i++ {
		longest := true
		for _, e := range l.chinese[p.cells[i].han] {
			if e.runes > to-i || !p.matches(e.words[0], i) {
				continue
			}
			s := span{at: i, n: e.runes, lexeme: e, clause: p.cells[i].clause, chinese: true}
			if longest && i >= next {
				s.chosen = true
				next = i + e.runes
			}
			longest = false
			p.spans = append(p.spans, s)
		}
		if longest && i >= next {
			p.cells[i].claims = true // no word that is known
			next = i + 1
		}
	}
	for _, s := range p.spans {
		if s.chosen && s.at >= from && s.at < to && s.lexeme.claims() {
			for k := s.at; k < s.at+s.n; k++ {
				p.cells[k].claims = true
			}
		}
	}
}

func (p *passage) matches(w string, i int) bool {
	for _, r := range w {
		if p.cells[i].han != r {
			return false
		}
		i++
	}
	return true
}

// englishSpans lists every word and phrase of the lexicon and chooses the longest
// from left to right.
func (p *passage) englishSpans(l *lexicon) {
	next := 0
	for i := range p.cells {
		c := &p.cells[i]
		if c.kind != wordCell || c.skip {
			continue
		}
		longest := true
		for _, e := range l.english[c.stem] {
			if !p.phrase(e, i) {
				continue
			}
			s := span{at: i, n: len(e.words), lexeme: e, clause: c.clause}
			if longest && i >= next {
				s.chosen = true
				next = i + len(e.words)
				if e.claims() {
					for k := i; k < next; k++ {
						p.cells[k].claims = true
					}
				}
			}
			longest = false
			p.spans = append(p.spans, s)
		}
		if longest && i >= next {
			c.claims = true
			next = i + 1
		}
	}
	for i := range p.cells {
		// a name is a name, whatever the word means elsewhere: Will Smith, The Hague
		if c := &p.cells[i]; c.upper && !c.skip && !functionWord(c.text) {
			c.claims = true
		}
	}
}

// functionWord takes the words that are written with a capital letter in titles
// and behind colons.
func functionWord(w string) bool { return len(w) <= 3 && functionWords[w] }

var functionWords = wordSet("the a an of in on at to for by and or is it its as he she his her we our no i this that")

// phrase tells whether a lexeme stands at cell i.
func (p *passage) phrase(e *lexeme, i int) bool {
	if i+len(e.words) > len(p.cells) {
		return false
	}
	for k, w := range e.words {
		c := &p.cells[i+k]
		if c.kind != wordCell || c.skip || !e.exact && c.stem != w || e.exact && c.text != w {
			return false
		}
		if k > 0 && c.upper != p.cells[i].upper && !functionWord(c.text) && p.cells[i].upper {
			return false
		}
	}
	return true
}

// govern puts the marks of a passage on the cells that they govern: what follows
// them in their clause; what is said by somebody to the end of the sentence.
func (p *passage) govern() {
	for _, s := range p.spans {
		if !s.chosen || s.lexeme.marks == 0 || p.noun(s) {
			continue
		}
		m := s.lexeme.marks
		for k := s.at; k < s.at+s.n; k++ {
			p.cells[k].own |= m
		}
		sentence := p.cells[s.at].sentence
		for k := s.at + s.n; k < len(p.cells) && p.cells[k].sentence == sentence; k++ {
			if p.cells[k].clause != s.clause {
				m &= says | reported
			}
			p.cells[k].marks |= m
		}
		if s.lexeme.marks&not != 0 && postposed[s.lexeme.words[0]] {
			for k := s.at - 1; k >= 0 && p.cells[k].clause == s.clause; k-- {
				p.cells[k].marks |= not
			}
		}
	}
}

// postposed deny what stands before them.
var postposed = wordSet("除外 豁免 exempt exempted excluded exemption")

// noun tells whether a word that could be a mark is a thing: the plan, 该计划.
func (p *passage) noun(s span) bool {
	if s.lexeme.marks&(plan|propose|says|will) == 0 || s.at == 0 {
		return false
	}
	before := &p.cells[s.at-1]
	if s.chinese {
		if s.lexeme.words[0] == "将" {
			return p.objectMark(s)
		}
		return before.kind == hanCell && s.lexeme.marks&plan != 0 && strings.ContainsRune("该此这项的个", before.han)
	}
	switch before.text {
	case "the", "a", "an", "this", "that", "its", "their", "his", "her", "our", "of":
		return s.lexeme.marks&(plan|propose) != 0
	}
	return false
}

// objectMark tells whether 将 only puts the object first: 将该计划称为…, as 把 does.
func (p *passage) objectMark(s span) bool {
	for _, o := range p.spans {
		if o.chosen && o.at > s.at && o.clause == s.clause && o.lexeme.marks&says != 0 && strings.HasSuffix(o.lexeme.words[0], "为") {
			return true
		}
	}
	return false
}
