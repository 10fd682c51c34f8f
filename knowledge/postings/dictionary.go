package postings

import "math/bits"

// A dictionary value is a document's number with the flag single, or else the
// place of a list; deeper tells that the term has a list in the next layer.
const (
	deeper = 1 << 31
	single = 1 << 30
)

// bucketTerms is the mean number of terms a bucket: one cache line of entries,
// and half a byte of directory a term.
const bucketTerms = 8

// dictionary maps mixed hashes to values. Terms are ordered by hash and cut
// into buckets by its upper bits; an entry is the hash's lower 32 bits and the
// value. With the bits of the bucket, a term that is not there is taken for
// another with a probability of some 8/2³².
type dictionary struct {
	starts  []uint32 // first entry of each bucket, and the end
	entries []uint64 // fingerprint<<32 | value
	shift   uint8    // hash>>shift is the bucket
	align   uint8    // places count in 2^align bytes
}

func (d *dictionary) init(terms int) {
	n := bits.Len(uint(max(1, terms/bucketTerms)) - 1) // bits of the bucket's number
	d.shift = uint8(64 - n)
	d.starts = make([]uint32, 1<<n+1)
	d.entries = make([]uint64, 0, terms)
}

// add appends a term; hashes must ascend.
func (d *dictionary) add(hash uint64, value uint32) {
	d.entries = append(d.entries, hash<<32|uint64(value))
	d.starts[hash>>d.shift+1] = uint32(len(d.entries))
}

// finish gives empty buckets their place.
func (d *dictionary) finish() {
	for i := 1; i < len(d.starts); i++ {
		d.starts[i] = max(d.starts[i], d.starts[i-1])
	}
}

func (d *dictionary) find(hash uint64) (value uint32, ok bool) {
	b := hash >> d.shift
	for _, e := range d.entries[d.starts[b]:d.starts[b+1]] {
		if e>>32 == hash&0xffffffff {
			return uint32(e), true
		}
	}
	return 0, false
}

// offset is the place in the data of a value without the flag single.
func (d *dictionary) offset(value uint32) int {
	return int(value&(single-1)) << d.align
}
