package postings

import (
	"encoding/binary"
	"math"
)

// A list starts with uvarint(df<<2 | form). Forms of a list:
const (
	gapsVar = iota // gaps as uvarint
	gaps8          // gaps of a byte; 255 escapes to a uvarint
	gaps16         // gaps of two bytes, little-endian; 65535 escapes to a uvarint
	blocks         // see blocks.go
)

const (
	// A list with more than one of blockShare documents is kept in blocks.
	// A smaller share would make for more reading of whole lists, a larger
	// one for more bytes: see the benchmarks.
	blockShare = 64
	// Below this many postings the two-byte form escapes too often.
	fewPostings = 16

	none = math.MaxUint32 // no further document
)

// appendList encodes an ascending list of at least two documents.
func appendList(data []byte, list []uint32, docs int) []byte {
	if len(list)*blockShare > docs && docs > 256 {
		data = binary.AppendUvarint(data, uint64(len(list))<<2|blocks)
		return appendBlocks(data, list, docs)
	}
	form := cheapestForm(list)
	data = binary.AppendUvarint(data, uint64(len(list))<<2|uint64(form))
	prev := uint32(none) // so that the first gap is the first document
	for _, d := range list {
		gap := d - prev - 1
		prev = d
		switch {
		case form == gaps8 && gap < 0xff:
			data = append(data, byte(gap))
		case form == gaps16 && gap < 0xffff:
			data = binary.LittleEndian.AppendUint16(data, uint16(gap))
		default:
			if form == gaps8 {
				data = append(data, 0xff)
			} else if form == gaps16 {
				data = append(data, 0xff, 0xff)
			}
			data = binary.AppendUvarint(data, uint64(gap))
		}
	}
	return data
}

func cheapestForm(list []uint32) int {
	if len(list) < fewPostings {
		return gapsVar
	}
	size8, size16 := 0, 0
	prev := uint32(none)
	for _, d := range list {
		gap := d - prev - 1
		prev = d
		size8++
		size16 += 2
		if gap >= 0xff {
			size8 += varintLen(gap)
		}
		if gap >= 0xffff {
			size16 += varintLen(gap)
		}
	}
	if size8 < size16 {
		return gaps8
	}
	return gaps16
}

func varintLen(v uint32) int {
	n := 1
	for ; v >= 0x80; v >>= 7 {
		n++
	}
	return n
}

// readHead splits a list into its frequency, its form and what follows.
func readHead(data []byte) (df, form int, rest []byte) {
	v, n := binary.Uvarint(data)
	return int(v >> 2), int(v & 3), data[n:]
}

// gapList walks a list of gaps. next is the document to come, or none.
type gapList struct {
	rest []byte
	next uint32
	left uint32 // documents after next
	form int
}

// start reads the first document.
func (g *gapList) start() {
	d, n := g.gap(0)
	g.next, g.rest = d, g.rest[n:]
	g.left--
}

// gap reads the gap at i and returns it with the place after it.
func (g *gapList) gap(i int) (uint32, int) {
	switch g.form {
	case gaps8:
		if v := g.rest[i]; v < 0xff {
			return uint32(v), i + 1
		}
		i++
	case gaps16:
		if v := binary.LittleEndian.Uint16(g.rest[i:]); v < 0xffff {
			return uint32(v), i + 2
		}
		i += 2
	}
	return uvarint32(g.rest, i)
}

func uvarint32(data []byte, i int) (uint32, int) {
	var v uint32
	for shift := 0; ; shift += 7 {
		c := data[i]
		i++
		v |= uint32(c&0x7f) << shift
		if c < 0x80 {
			return v, i
		}
	}
}

// add adds weight to all documents before end. All of them must be in w's
// window.
func (g *gapList) add(w *window, end, weight uint32) {
	doc, left, i, rest := g.next, g.left, 0, g.rest
	for doc < end {
		w.sums[doc%windowDocs] += weight
		w.seen[doc%windowDocs/64] |= 1 << (doc % 64)
		if left == 0 {
			doc = none
			break
		}
		left--
		var gap uint32
		switch g.form {
		case gaps8:
			gap = uint32(rest[i])
			i++
			if gap == 0xff {
				gap, i = uvarint32(rest, i)
			}
		case gaps16:
			gap = uint32(rest[i]) | uint32(rest[i+1])<<8
			i += 2
			if gap == 0xffff {
				gap, i = uvarint32(rest, i)
			}
		default:
			gap, i = uvarint32(rest, i)
		}
		doc += gap + 1
	}
	g.next, g.left, g.rest = doc, left, rest[i:]
}
