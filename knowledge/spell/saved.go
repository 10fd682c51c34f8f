package spell

import (
	"cmp"
	"encoding/binary"
	"maps"
	"slices"
	"strings"

	"github.com/forumbot/forumbot/knowledge/internal/wire"
)

// AppendBinary appends the vocabulary of a finished corrector, for Restore. The
// same texts always give the same bytes.
func (c *Corrector) AppendBinary(b []byte) []byte {
	words := slices.SortedFunc(maps.Keys(c.words), func(x, y string) int {
		return cmp.Or(c.words[y]-c.words[x], strings.Compare(x, y))
	})
	b = binary.AppendUvarint(b, uint64(len(words)))
	for _, w := range words {
		b = binary.AppendUvarint(b, uint64(len(w)))
		b = append(b, w...)
		b = binary.AppendUvarint(b, uint64(c.words[w]))
	}
	b = binary.AppendUvarint(b, uint64(len(c.byFirst)))
	var last pair
	for _, p := range c.byFirst {
		if p.first != last.first {
			last.second = 0
		}
		b = binary.AppendUvarint(b, uint64(p.first-last.first))
		b = binary.AppendUvarint(b, uint64(p.second-last.second))
		b = binary.AppendUvarint(b, uint64(p.n))
		last = p
	}
	return b
}

// Restore makes a finished corrector of what AppendBinary gave. Of damaged
// data it knows the words up to the damage.
func Restore(data []byte) *Corrector {
	r := wire.Reader{B: data}
	c := &Corrector{}
	n := r.Count(len(r.B) / 2)
	c.words = make(map[string]int, n)
	words := make([]string, 0, n)
	for range n {
		w := string(r.Bytes(r.Count(len(r.B))))
		times := r.Count(maxTimes)
		if r.Bad || w == "" {
			break
		}
		c.words[w] = times
		words = append(words, w)
	}
	c.startWith(words)
	n = r.Count(len(r.B) / 3)
	c.byFirst = make([]pair, 0, n)
	var last pair
	for range n {
		step := rune(r.Count(maxRune))
		if step > 0 {
			last.second = 0
		}
		p := pair{last.first + step, last.second + rune(r.Count(maxRune)), r.Count(maxTimes)}
		if r.Bad || p.first > maxRune || p.second > maxRune {
			break
		}
		c.byFirst = append(c.byFirst, p)
		last = p
	}
	c.turn()
	return c
}

const (
	maxTimes = 1 << 30
	maxRune  = 0x10FFFF
)
