package text

import "unicode/utf8"

// Term hashes are FNV-1a with a final mix: the same everywhere, unlike
// hash/maphash, and 64 bits make a collision within a million facts unlikely.
const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

func hashString(seed uint64, s string) uint64 {
	h := fnvOffset ^ seed*fnvPrime
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * fnvPrime
	}
	return mix(h)
}

// mix spreads every bit over the whole hash (the finaliser of SplitMix64).
func mix(h uint64) uint64 {
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

// combine hashes an ordered pair of hashes under a seed.
func combine(seed, a, b uint64) uint64 {
	return mix(a*0x9e3779b97f4a7c15 + mix(b+seed))
}

// runeLen is utf8.RuneLen for characters that came from a string.
func runeLen(r rune) int {
	if n := utf8.RuneLen(r); n > 0 {
		return n
	}
	return 1
}
