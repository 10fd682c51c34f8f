package index

import "math/bits"

// lexicon numbers term hashes from 0 in the order in which they came. It is an
// open-addressing table: a quarter of the memory of a Go map, and a look-up
// costs one or two cache lines.
type lexicon struct {
	slots []slot
	mask  uint64
	n     int
}

type slot struct {
	hash uint64
	id   uint32 // 1 + number; 0 for an empty slot
}

func newLexicon(capacity int) *lexicon {
	size := 1 << bits.Len(uint(max(capacity, 8)*3/2))
	return &lexicon{slots: make([]slot, size), mask: uint64(size - 1)}
}

// find returns the number of a hash.
func (l *lexicon) find(hash uint64) (uint32, bool) {
	for i := hash & l.mask; ; i = (i + 1) & l.mask {
		s := &l.slots[i]
		if s.id == 0 {
			return 0, false
		}
		if s.hash == hash {
			return s.id - 1, true
		}
	}
}

// number returns the number of a hash, a new one if needed.
func (l *lexicon) number(hash uint64) uint32 {
	for i := hash & l.mask; ; i = (i + 1) & l.mask {
		s := &l.slots[i]
		if s.id == 0 {
			if l.n >= len(l.slots)*2/3 {
				l.grow()
				return l.number(hash)
			}
			l.n++
			*s = slot{hash, uint32(l.n)}
			return uint32(l.n - 1)
		}
		if s.hash == hash {
			return s.id - 1
		}
	}
}

func (l *lexicon) grow() {
	old := l.slots
	l.slots = make([]slot, 2*len(old))
	l.mask = uint64(len(l.slots) - 1)
	for _, s := range old {
		if s.id == 0 {
			continue
		}
		i := s.hash & l.mask
		for l.slots[i].id != 0 {
			i = (i + 1) & l.mask
		}
		l.slots[i] = s
	}
}

// reset forgets everything but keeps the memory.
func (l *lexicon) reset() {
	clear(l.slots)
	l.n = 0
}

// hashes lists the hashes in the order of their numbers.
func (l *lexicon) hashes() []uint64 {
	list := make([]uint64, l.n)
	for _, s := range l.slots {
		if s.id != 0 {
			list[s.id-1] = s.hash
		}
	}
	return list
}
