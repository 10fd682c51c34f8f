package text

// How far apart two words may stand to count as close, and how many words of a
// text have their neighbours looked at: a question's first words tell what it
// is, a long one isn't told better by all its pairs.
const (
	closeWords   = 4
	maxPaired    = 48
	maxCharPairs = 96
)

// AppendFeatures appends the terms that serve only the classifier: they tell
// apart questions on the same words.
func (a *Analysis) AppendFeatures(dst []Term) []Term {
	add := func(hash uint64, start, end uint32, g Group) {
		dst = append(dst, Term{Hash: hash, Start: start, End: end, Group: g, Weight: 1})
	}
	for _, t := range a.Tokens {
		if t.Kind == WordToken {
			add(hashString(seed(Surface), a.Text[t.Start:t.End]), t.Start, t.End, Surface)
		}
	}
	us := a.units
	if len(us) > 0 {
		first, last := us[0], us[len(us)-1]
		add(combine(seed(Edge), 1, first.hash), first.start, first.end, Edge)
		add(combine(seed(Edge), 2, last.hash), last.start, last.end, Edge)
	}
	us = us[:min(len(us), maxPaired)]
	for i, u := range us {
		if i+2 < len(us) {
			v := us[i+2]
			add(combine(seed(Skip), u.hash, v.hash), u.start, v.end, Skip)
		}
		for j := i + 1; j < len(us) && j <= i+closeWords; j++ {
			v := us[j]
			add(combine(seed(Set), min(u.hash, v.hash), max(u.hash, v.hash)), u.start, v.end, Set)
		}
	}
	return a.appendCharFeatures(dst)
}

func (a *Analysis) appendCharFeatures(dst []Term) []Term {
	rs := a.runes[:min(len(a.runes), maxCharPairs)]
	for i, r := range rs {
		if r.r == 0 || i+2 >= len(rs) || rs[i+1].r == 0 {
			continue
		}
		third := rs[i+2]
		if third.r == 0 {
			continue
		}
		end := third.start + uint32(runeLen(third.r))
		h := bigramHash(r.r, rs[i+1].r)
		dst = append(dst,
			Term{Hash: combine(seed(Trigram), h, uint64(third.r)), Start: r.start, End: end, Group: Trigram, Weight: 1},
			Term{Hash: combine(seed(Skip), uint64(r.r), uint64(third.r)), Start: r.start, End: end, Group: Skip, Weight: 1})
	}
	if n := len(a.runes); n > 1 {
		first, last := a.runes[0], a.runes[n-2] // the last one parts runs
		dst = append(dst,
			Term{Hash: combine(seed(Edge), 1, uint64(first.r)), Start: first.start, End: first.start + uint32(runeLen(first.r)), Group: Edge, Weight: 1},
			Term{Hash: combine(seed(Edge), 2, uint64(last.r)), Start: last.start, End: last.start + uint32(runeLen(last.r)), Group: Edge, Weight: 1})
	}
	return dst
}
