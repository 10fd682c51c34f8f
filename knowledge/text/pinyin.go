package text

import (
	"sync"
	"unicode/utf8"
)

// syllables gives each character of the unified Han block its syllable, from 1
// on; 0 for none. Initials and finals that many speakers (and keyboards) don't
// tell apart are one: zh z, ch c, sh s, ang an, eng en, ing in.
var syllables = sync.OnceValue(func() *[0xA000 - 0x4E00]uint16 {
	t := new([0xA000 - 0x4E00]uint16)
	ids := map[string]uint16{}
	for _, line := range soundTable {
		n := 0
		for n < len(line) && line[n] < utf8.RuneSelf {
			n++
		}
		spelling := blurSyllable(line[:n])
		id, ok := ids[spelling]
		if !ok {
			id = uint16(len(ids) + 1)
			ids[spelling] = id
		}
		for _, r := range line[n:] {
			t[r-0x4E00] = id
		}
	}
	return t
})

func blurSyllable(s string) string {
	b := []byte(s)
	if len(b) > 2 && b[1] == 'h' && (b[0] == 'z' || b[0] == 'c' || b[0] == 's') {
		b = append(b[:1], b[2:]...)
	}
	if n := len(b); n > 2 && b[n-1] == 'g' && b[n-2] == 'n' && b[n-3] != 'o' {
		b = b[:n-1]
	}
	return string(b)
}

func syllable(t *[0xA000 - 0x4E00]uint16, r rune) uint16 {
	if r < 0x4E00 || r > 0x9FFF {
		return 0
	}
	return t[r-0x4E00]
}

func (a *Analysis) appendSounds() {
	if len(a.runes) == 0 {
		return
	}
	t := syllables()
	var last uint16
	var lastAt uint32
	for _, r := range a.runes {
		id := syllable(t, r.r)
		if id != 0 && last != 0 {
			end := r.start + uint32(runeLen(r.r))
			h := mix(uint64(last)<<16 | uint64(id) | seed(Sound)<<48)
			a.sounds = append(a.sounds, Term{Hash: h, Start: lastAt, End: end, Group: Sound, Weight: 1})
		}
		last, lastAt = id, r.start
	}
}
