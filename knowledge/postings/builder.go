package postings

import (
	"math"
	"math/bits"
)

// MaxDocs is the largest number of documents of an index: dictionary entries
// keep two of their 32 bits for flags.
const MaxDocs = 1 << 30

// Params are BM25's two constants.
type Params struct {
	K1 float32 // how slowly repeats saturate, 0 (at once) to 10; short facts like 0.3–0.5
	B  float32 // how much length counts, 0 (not at all) to 1
}

// DefaultParams are good for facts of one or two sentences.
func DefaultParams() Params { return Params{K1: 0.4, B: 0.75} }

// layers are the term frequencies that are told apart: each from the second on
// is a list of the documents that reach it.
var layers = [...]uint32{1, 2, 3, 5, 8}

// Builder collects documents. It is not safe for concurrent use. The zero value
// is not usable; see NewBuilder.
type Builder struct {
	params  Params
	slots   []slot // open addressing, linear probing, a power of two
	terms   int    // slots in use, which is also the next id
	more    []bool // by term id: has a list in the next layer
	lengths []uint32
	sizes   []uint32   // postings a document, all layers
	log     [][]uint32 // term ids in the order of the documents
	current []uint32   // ids of the document being added
	counts  []uint32   // their frequencies
	hashes  []uint64   // their mixed hashes
	serial  uint32     // of current[0]: postings so far, mod 2³²
}

// slot holds a term of the builder's table. serial remembers the posting that
// saw the term last, so that a repeat in the same document is found in the
// cache line that had to be read anyway.
type slot struct {
	hash   uint64 // mixed
	id     uint32 // from 1; 0 is an empty slot
	serial uint32
}

const (
	firstSlots = 1 << 12
	logChunk   = 1 << 18
)

// NewBuilder returns an empty builder. Params out of their range, or not a
// number, are brought to the nearest end of it.
func NewBuilder(p Params) *Builder {
	p.K1 = clamp(p.K1, 10)
	p.B = clamp(p.B, 1)
	return &Builder{params: p}
}

func clamp(v, most float32) float32 {
	if !(v > 0) { // NaN too
		return 0
	}
	return min(v, most)
}

// Len returns the number of documents added.
func (b *Builder) Len() int { return len(b.lengths) }

// Add adds a document and returns its number, counting from 0. A hash that
// stands n times in terms has the frequency n. The length is in whatever unit
// the caller counts, such as characters and words; below 1 it counts as 1. It
// is not taken from the terms, because a ranking would then shift whenever a
// group of terms is added or left out: a word has a dozen n-grams, a character
// none. Terms is not kept. Add panics beyond MaxDocs documents.
func (b *Builder) Add(terms []uint64, length int) int {
	doc := len(b.lengths)
	if doc >= MaxDocs {
		panic("postings: more than 2^30 documents in one index")
	}
	b.current, b.counts, b.hashes = b.current[:0], b.counts[:0], b.hashes[:0]
	for _, h := range terms {
		b.count(mix(h))
	}
	// Further layers of repeated terms; the loop is over the first layer only.
	for i, n := 0, len(b.current); i < n; i++ {
		id := b.current[i]
		for l := 1; l < len(layers) && b.counts[i] >= layers[l]; l++ {
			b.more[id-1] = true
			id = b.count(layerHash(b.hashes[i], l))
		}
	}
	b.append(b.current)
	b.serial += uint32(len(b.current))
	b.sizes = append(b.sizes, uint32(len(b.current)))
	b.lengths = append(b.lengths, uint32(min(max(1, length), math.MaxUint32)))
	return doc
}

// count counts one occurrence of a mixed hash in the current document and
// returns the term's id.
func (b *Builder) count(h uint64) uint32 {
	if 4*b.terms >= 3*len(b.slots) {
		b.grow()
	}
	mask := uint64(len(b.slots) - 1)
	for i := h & mask; ; i = (i + 1) & mask {
		s := &b.slots[i]
		switch {
		case s.id == 0:
			b.terms++
			b.more = append(b.more, false)
			*s = slot{hash: h, id: uint32(b.terms)}
		case s.hash != h:
			continue
		default:
			at := s.serial - b.serial
			if int(at) < len(b.current) && b.current[at] == s.id {
				b.counts[at]++
				return s.id
			}
		}
		s.serial = b.serial + uint32(len(b.current))
		b.current = append(b.current, s.id)
		b.counts = append(b.counts, 1)
		b.hashes = append(b.hashes, h)
		return s.id
	}
}

func (b *Builder) grow() {
	old := b.slots
	b.slots = make([]slot, max(firstSlots, 2*len(old)))
	mask := uint64(len(b.slots) - 1)
	for _, s := range old {
		if s.id == 0 {
			continue
		}
		i := s.hash & mask
		for b.slots[i].id != 0 {
			i = (i + 1) & mask
		}
		b.slots[i] = s
	}
}

// append adds ids to the log, whose chunks are never copied.
func (b *Builder) append(ids []uint32) {
	for len(ids) > 0 {
		last := len(b.log) - 1
		if last < 0 || len(b.log[last]) == logChunk {
			b.log = append(b.log, make([]uint32, 0, logChunk))
			last++
		}
		n := min(len(ids), logChunk-len(b.log[last]))
		b.log[last] = append(b.log[last], ids[:n]...)
		ids = ids[n:]
	}
}

// mix spreads a hash over all 64 bits (the finaliser of MurmurHash3, a
// bijection): the dictionary takes the upper bits for the bucket and the lower
// for the fingerprint, and callers' hashes may be weak in either.
func mix(h uint64) uint64 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

// layerHash derives the mixed hash of layer l (from 1) of a term. The constant
// (digits of π) is none that callers' hashes are likely to be made with.
func layerHash(mixed uint64, l int) uint64 {
	return mix(bits.RotateLeft64(mixed, 17) ^ uint64(l)*0x243f6a8885a308d3)
}
