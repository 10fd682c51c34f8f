package postings

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// A list in blocks: for every group of 2048 documents a head of 12 bytes (the
// place of the group's first block, and the sizes of its 8 blocks of 256
// documents, a byte each), then the blocks. A block of up to 31 documents is
// the low bytes of their numbers, ascending; a fuller one a bitmap of 32 bytes.
// The sizes of 7 blocks sum to less than 256: one multiplication sums them up.
const (
	groupDocs  = 2048
	blockDocs  = 256
	headBytes  = 12
	bitmapSize = blockDocs / 8
)

func groups(docs int) int { return (docs + groupDocs - 1) / groupDocs }

func appendBlocks(data []byte, list []uint32, docs int) []byte {
	head := len(data)
	data = append(data, make([]byte, headBytes*groups(docs))...)
	body := len(data)
	for g := range groups(docs) {
		at := head + headBytes*g
		binary.LittleEndian.PutUint32(data[at:], uint32(len(data)-body))
		for j := range groupDocs / blockDocs {
			end := uint32(g*groupDocs + (j+1)*blockDocs)
			n := 0
			for n < len(list) && list[n] < end {
				n++
			}
			if n < bitmapSize {
				for _, d := range list[:n] {
					data = append(data, byte(d))
				}
				data[at+4+j] = byte(n)
			} else {
				var bitmap [bitmapSize]byte
				for _, d := range list[:n] {
					bitmap[d%blockDocs/8] |= 1 << (d % 8)
				}
				data = append(data, bitmap[:]...)
				data[at+4+j] = bitmapSize
			}
			list = list[n:]
		}
	}
	return data
}

// blockList looks up and adds a list in blocks.
type blockList struct {
	heads []byte
	body  []byte
}

func newBlockList(rest []byte, docs int) blockList {
	n := headBytes * groups(docs)
	return blockList{heads: rest[:n], body: rest[n:]}
}

// has tells whether the list has the document.
func (l *blockList) has(doc uint32) bool {
	head := l.heads[headBytes*(doc/groupDocs):][:headBytes]
	sizes := binary.LittleEndian.Uint64(head[4:])
	shift := doc / blockDocs % 8 * 8
	before := sizes & (1<<shift - 1) * 0x0101010101010101 >> 56
	size := uint32(sizes>>shift) & 0xff
	block := l.body[binary.LittleEndian.Uint32(head)+uint32(before):][:size]
	if size == bitmapSize {
		return block[doc%blockDocs/8]>>(doc%8)&1 != 0
	}
	return bytes.IndexByte(block, byte(doc)) >= 0
}

// add adds weight to the documents of group g, whose sums are given.
func (l *blockList) add(sums *[groupDocs]uint32, g int, weight uint32) {
	head := l.heads[headBytes*g:][:headBytes]
	body := l.body[binary.LittleEndian.Uint32(head):]
	for j, size := range head[4:] {
		block := body[:size]
		body = body[size:]
		part := (*[blockDocs]uint32)(sums[j*blockDocs:])
		if size < bitmapSize {
			for _, d := range block {
				part[d] += weight
			}
			continue
		}
		for i := range blockDocs / 64 {
			quarter := (*[64]uint32)(part[64*i:])
			for word := binary.LittleEndian.Uint64(block[8*i:]); word != 0; word &= word - 1 {
				quarter[bits.TrailingZeros64(word)%64] += weight
			}
		}
	}
}
