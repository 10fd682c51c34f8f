package text

// Longest word that is taken apart into character n-grams, in bytes.
const maxGrammed = 40

// unit is what word pairs are made of: a word or number with its hash.
type unit struct {
	hash       uint64
	start, end uint32
	broken     bool // doesn't go together with the unit before
}

// Seeds keep the groups apart: the same letters as a word and as an n-gram are
// different terms.
func seed(g Group) uint64 { return uint64(g) + 1 }

func (a *Analysis) add(hash uint64, start, end uint32, g Group) {
	a.Terms = append(a.Terms, Term{Hash: hash, Start: start, End: end, Group: g, Weight: 1})
}

func (a *Analysis) appendTerms() {
	a.units = a.units[:0]
	a.runes = a.runes[:0]
	broken := true
	for _, t := range a.Tokens {
		s := a.Text[t.Start:t.End]
		switch t.Kind {
		case HanToken:
			a.appendHan(s, t.Start)
			broken = true
			continue
		case WordToken:
			h := hashString(seed(Word), Stem(s))
			a.add(h, t.Start, t.End, Word)
			a.appendUnit(h, t, broken)
			a.appendGrams(s, t.Start)
		case NumberToken:
			h := NumeralHash(s)
			a.add(h, t.Start, t.End, Numeral)
			a.appendUnit(h, t, broken)
		}
		broken = false
	}
	for _, q := range a.Quantities {
		switch q.Kind {
		case Day, Month, Ordinal: // other kinds are the number tokens themselves
			a.add(NumeralHash(string(q.Kind)+q.Value), 0, 0, Numeral)
		}
	}
}

// NumeralHash is the hash of a number's term.
func NumeralHash(value string) uint64 { return hashString(seed(Numeral), value) }

func (a *Analysis) appendUnit(h uint64, t Token, broken bool) {
	broken = broken || t.Break
	if n := len(a.units); n > 0 && !broken {
		p := a.units[n-1]
		a.add(combine(seed(Pair), p.hash, h), p.start, t.End, Pair)
	}
	a.units = append(a.units, unit{h, t.Start, t.End, broken})
}

// appendHan adds the characters and bigrams of a run.
func (a *Analysis) appendHan(s string, at uint32) {
	var last rune
	var lastAt uint32
	for i, r := range s {
		start := at + uint32(i)
		end := start + uint32(runeLen(r))
		a.add(mix(uint64(r)+seed(Char)<<32), start, end, Char)
		if last != 0 {
			a.add(bigramHash(last, r), lastAt, end, Bigram)
		}
		a.runes = append(a.runes, runeAt{r, start})
		last, lastAt = r, start
	}
	a.runes = append(a.runes, runeAt{0, at + uint32(len(s))}) // parts the runs
}

func bigramHash(a, b rune) uint64 {
	return mix(uint64(a)<<21 | uint64(b) | seed(Bigram)<<48)
}

// appendGrams adds the 3- to 5-grams of a word with its edges marked, so that
// the beginning of a word differs from its middle.
func (a *Analysis) appendGrams(s string, at uint32) {
	if len(s) > maxGrammed {
		return
	}
	// Byte offsets of the characters between the two edge marks.
	var offsets [maxGrammed + 1]uint8
	n := 0
	for i := range s {
		offsets[n] = uint8(i)
		n++
	}
	offsets[n] = uint8(len(s))
	for first := -1; first < n; first++ { // -1 is the mark before the word
		h := uint64(fnvOffset) ^ seed(Gram)*fnvPrime
		for last := first; last <= n && last < first+5; last++ { // n is the mark after it
			if last < 0 || last == n {
				h = (h ^ '^') * fnvPrime
			} else {
				for i := offsets[last]; i < offsets[last+1]; i++ {
					h = (h ^ uint64(s[i])) * fnvPrime
				}
			}
			if last-first >= 2 {
				start := at + uint32(offsets[max(first, 0)])
				end := at + uint32(offsets[min(last+1, n)])
				a.add(mix(h), start, end, Gram)
			}
		}
	}
}
