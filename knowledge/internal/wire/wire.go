// Package wire reads the numbers that the packages of the knowledge base keep
// in binary form: varints, single bytes and 32 bits in little-endian order,
// written with encoding/binary.
package wire

import "encoding/binary"

// Reader takes numbers from the beginning of B until one is missing or too
// large. From then on Bad is true and everything reads as zero, so that callers
// look at Bad only now and then.
type Reader struct {
	B   []byte
	Bad bool
}

func (r *Reader) fail() { r.Bad, r.B = true, nil }

// Uvarint reads a number in one to ten bytes.
func (r *Reader) Uvarint() uint64 {
	if len(r.B) > 0 && r.B[0] < 0x80 { // most are small
		v := r.B[0]
		r.B = r.B[1:]
		return uint64(v)
	}
	v, n := binary.Uvarint(r.B)
	if n <= 0 {
		r.fail()
		return 0
	}
	r.B = r.B[n:]
	return v
}

// Count reads a number of things of which no more than limit can follow.
func (r *Reader) Count(limit int) int {
	v := r.Uvarint()
	if v > uint64(max(limit, 0)) {
		r.fail()
		return 0
	}
	return int(v)
}

// Byte reads one byte.
func (r *Reader) Byte() byte {
	if len(r.B) == 0 {
		r.fail()
		return 0
	}
	v := r.B[0]
	r.B = r.B[1:]
	return v
}

// Uint32 reads four bytes.
func (r *Reader) Uint32() uint32 {
	if len(r.B) < 4 {
		r.fail()
		return 0
	}
	v := binary.LittleEndian.Uint32(r.B)
	r.B = r.B[4:]
	return v
}

// Uint64 reads eight bytes.
func (r *Reader) Uint64() uint64 {
	if len(r.B) < 8 {
		r.fail()
		return 0
	}
	v := binary.LittleEndian.Uint64(r.B)
	r.B = r.B[8:]
	return v
}

// Bytes reads n bytes, which it doesn't copy.
func (r *Reader) Bytes(n int) []byte {
	if n < 0 || n > len(r.B) {
		r.fail()
		return nil
	}
	v := r.B[:n:n]
	r.B = r.B[n:]
	return v
}
