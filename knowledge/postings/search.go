package postings

import (
	"math/bits"
	"slices"
	"sync"
)

// Hit is a document and its score.
type Hit struct {
	Doc   uint32
	Score float64
}

// windowDocs is how many documents' sums are held at a time: 16 KiB of them
// fit the first-level cache beside what is being read.
const windowDocs = 2 * groupDocs

// window holds the sums of the documents of one window.
type window struct {
	sums [windowDocs]uint32
	seen [windowDocs / 64]uint64 // documents of gap lists
}

// partial is a document with a part of its sum.
type partial struct {
	doc, sum uint32
}

// scratch is what a search needs besides its result.
type scratch struct {
	window
	plan
	query      []QueryTerm
	lists      []list
	begin      []gapList // where the gap lists began
	top        top
	candidates []partial
}

var pool = sync.Pool{New: func() any { return new(scratch) }}

// Search returns the k documents of the highest score in falling order, those
// of equal score by their number; documents without any of the terms are not
// among them. The result is written over dst, whose array is reused when it is
// large enough. Nothing else is allocated once a few searches have run.
func (x *Index) Search(query []QueryTerm, k int, dst []Hit) []Hit {
	dst = dst[:0]
	k = min(k, x.docs)
	if k <= 0 {
		return dst
	}
	s := pool.Get().(*scratch)
	defer pool.Put(s)
	s.prepare(x, query)
	s.top.reset(k, 0)
	if len(s.gaps) == 0 || x.docs <= windowDocs || !s.shortcut(x, k) {
		s.sweep(x)
	}
	slices.SortFunc(s.top.heap, func(a, b best) int {
		if a.before(b) {
			return -1
		}
		return 1 // documents are distinct
	})
	dst = slices.Grow(dst, len(s.top.heap))
	for _, h := range s.top.heap {
		dst = append(dst, Hit{Doc: h.doc, Score: float64(h.key) * s.unit})
	}
	return dst
}

// key is the fixed-point score of a sum in a document.
func (x *Index) key(sum, doc uint32) uint64 {
	return uint64(sum) * uint64(x.scale[x.norms[doc]])
}

// least is the smallest sum that can give a document a key.
func (x *Index) least(key uint64) uint32 {
	return uint32((key + uint64(x.most) - 1) / uint64(x.most))
}

// shortcut searches among the documents of the gap lists. It reports whether
// that was all: documents of block lists alone cannot be among the k. When
// not, it leaves an empty top with the threshold that it found, and the gap
// lists at their beginning.
func (s *scratch) shortcut(x *Index, k int) bool {
	s.begin = s.begin[:0]
	for i := range s.gaps {
		s.begin = append(s.begin, s.gaps[i].gaps)
	}
	s.gather(x)
	// Complete the k best partial sums for a threshold.
	for i, h := range s.top.heap {
		sum := uint32(h.key / uint64(x.scale[x.norms[h.doc]]))
		s.top.heap[i].key = x.key(s.complete(x, partial{h.doc, sum}, 0), h.doc)
	}
	floor := uint64(0)
	if len(s.top.heap) == k {
		floor = s.top.heap[0].key
		for _, h := range s.top.heap {
			floor = min(floor, h.key)
		}
	}
	s.top.reset(k, floor)
	if floor == 0 || uint64(s.rest[0])*uint64(x.most) >= floor {
		for i := range s.gaps {
			s.gaps[i].gaps = s.begin[i]
		}
		return len(s.blocks) == 0 && s.finish(x)
	}
	return s.finish(x)
}

// gather adds up the gap lists, leaves the k best partial sums in top and all
// that may still belong to the result in candidates.
func (s *scratch) gather(x *Index) {
	s.candidates = s.candidates[:0]
	blocks := s.rest[0]
	least := uint32(0)
	for base := s.nextWindow(); base != none; base = s.nextWindow() {
		for i := range s.gaps {
			if l := &s.gaps[i]; l.gaps.next < base+windowDocs {
				l.gaps.add(&s.window, base+windowDocs, l.weight)
			}
		}
		for i, word := range s.seen {
			if word == 0 {
				continue
			}
			s.seen[i] = 0
			for ; word != 0; word &= word - 1 {
				at := i*64 + bits.TrailingZeros64(word)
				p := partial{base + uint32(at), s.sums[at]}
				s.sums[at] = 0
				if p.sum+blocks < least {
					continue
				}
				s.candidates = append(s.candidates, p)
				if s.top.offer(x.key(p.sum, p.doc), p.doc) {
					least = x.least(s.top.floor)
				}
			}
		}
	}
}

// nextWindow returns the first document of the next window that a gap list has
// a document in, or none.
func (s *scratch) nextWindow() uint32 {
	next := uint32(none)
	for i := range s.gaps {
		next = min(next, s.gaps[i].gaps.next)
	}
	if next == none {
		return none
	}
	return next &^ (windowDocs - 1)
}

// finish completes the candidates that can reach the threshold.
func (s *scratch) finish(x *Index) bool {
	blocks := s.rest[0]
	least := x.least(s.top.floor)
	for _, p := range s.candidates {
		if p.sum+blocks < least || x.key(p.sum+blocks, p.doc) < s.top.floor {
			continue
		}
		if s.top.offer(x.key(s.complete(x, p, s.top.floor), p.doc), p.doc) {
			least = x.least(s.top.floor)
		}
	}
	return true
}

// complete adds to p the block lists that have its document, and gives up when
// it cannot reach the floor.
func (s *scratch) complete(x *Index, p partial, floor uint64) uint32 {
	for i := range s.blocks {
		if x.key(p.sum+s.rest[i], p.doc) < floor {
			return 0
		}
		if s.blocks[i].blocks.has(p.doc) {
			p.sum += s.blocks[i].weight
		}
	}
	return p.sum
}
