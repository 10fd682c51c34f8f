package index

import "math/bits"

// dictionary numbers a fixed set of hashes by their order. A look-up reads two
// cache lines, and the whole takes a third of a lexicon's memory, so that more
// of it stays in the cache.
type dictionary struct {
	hashes []uint64 // rising
	starts []uint32 // by the upper bits: the first hash with them; one more than buckets
	shift  uint8
}

// bucketHashes is about how many hashes have their upper bits in common: half a
// cache line.
const bucketHashes = 4

// newDictionary takes hashes of so many bits, which must rise.
func newDictionary(hashes []uint64, width int) dictionary {
	n := bits.Len(uint(len(hashes) / bucketHashes))
	d := dictionary{hashes: hashes, starts: make([]uint32, 1<<n+1), shift: uint8(width - n)}
	for _, h := range hashes {
		d.starts[h>>d.shift+1]++
	}
	for i := 1; i < len(d.starts); i++ {
		d.starts[i] += d.starts[i-1]
	}
	return d
}

// find returns the number of a hash.
func (d *dictionary) find(hash uint64) (uint32, bool) {
	bucket := hash >> d.shift
	from, to := d.starts[bucket], d.starts[bucket+1]
	for i, h := range d.hashes[from:to] {
		if h == hash {
			return from + uint32(i), true
		}
	}
	return 0, false
}
