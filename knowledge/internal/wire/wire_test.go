package wire

import (
	"encoding/binary"
	"math"
	"testing"
)

func TestReader(t *testing.T) {
	t.Parallel()
	b := binary.AppendUvarint(nil, 127)
	b = binary.AppendUvarint(b, math.MaxUint64)
	b = append(b, 3, 9)
	b = binary.LittleEndian.AppendUint32(b, 1<<31)
	b = binary.LittleEndian.AppendUint64(b, 1<<63)
	b = append(b, "end"...)
	r := Reader{B: b}
	if v := r.Uvarint(); v != 127 {
		t.Error("one byte:", v)
	}
	if v := r.Uvarint(); v != math.MaxUint64 {
		t.Error("ten bytes:", v)
	}
	if v := r.Count(3); v != 3 {
		t.Error("count:", v)
	}
	if v := r.Byte(); v != 9 {
		t.Error("byte:", v)
	}
	if v := r.Uint32(); v != 1<<31 {
		t.Error("32 bits:", v)
	}
	if v := r.Uint64(); v != 1<<63 {
		t.Error("64 bits:", v)
	}
	if v := r.Bytes(3); string(v) != "end" || r.Bad || len(r.B) != 0 {
		t.Errorf("bytes: %q, bad %v, %d left", v, r.Bad, len(r.B))
	}
}

func TestReaderNotesWhatIsMissing(t *testing.T) {
	t.Parallel()
	for name, read := range map[string]func(r *Reader){
		"varint":      func(r *Reader) { r.Uvarint() },
		"byte":        func(r *Reader) { r.B = nil; r.Byte() },
		"32 bits":     func(r *Reader) { r.Uint32() },
		"64 bits":     func(r *Reader) { r.Uint64() },
		"bytes":       func(r *Reader) { r.Bytes(3) },
		"minus 1":     func(r *Reader) { r.Bytes(-1) },
		"too many":    func(r *Reader) { r.B = []byte{5}; r.Count(4) },
		"a bad limit": func(r *Reader) { r.B = []byte{1}; r.Count(-1) },
	} {
		r := Reader{B: []byte{0x80, 0x80}}
		read(&r)
		if !r.Bad {
			t.Errorf("%s: nothing was missed", name)
		}
	}
}
