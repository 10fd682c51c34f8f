package index

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"math"

	"github.com/forumbot/forumbot/knowledge/internal/wire"
	"github.com/forumbot/forumbot/knowledge/text"
)

// classifierMagic begins a saved classifier; its last byte is the version of
// the training and of the format.
const classifierMagic = "forumbot classifier\x01"

const keySize = 16

// keyOf tells the sample questions of one folder from any others, and analysis
// from analysis.
func keyOf(docs []Document) (key [keySize]byte) {
	h := sha256.New()
	var buf []byte
	h.Write([]byte{text.Version})
	for i := range docs {
		buf = binary.AppendUvarint(buf[:0], uint64(len(docs[i].Questions)))
		for _, q := range docs[i].Questions {
			buf = binary.AppendUvarint(buf, uint64(len(q)))
			buf = append(buf, q...)
		}
		h.Write(buf)
	}
	copy(key[:], h.Sum(nil))
	return key
}

// classifierFor loads the saved classifier when it belongs to the documents,
// and trains one otherwise.
func classifierFor(docs []Document, saved []byte) *Classifier {
	var c Classifier
	if len(saved) > 0 && c.UnmarshalBinary(saved) == nil && len(c.class) == len(docs) && c.key == keyOf(docs) {
		return &c
	}
	return Train(docs)
}

// MarshalBinary returns the classifier in a compact form: some 4 bytes a
// feature and 2 to 3 a weight.
func (c *Classifier) MarshalBinary() ([]byte, error) {
	b := append([]byte(classifierMagic), c.key[:]...)
	b = binary.AppendUvarint(b, uint64(c.samples))
	b = binary.AppendUvarint(b, uint64(len(c.class)))
	for _, k := range c.class { // classes are numbered in the order of documents
		if k < 0 {
			b = append(b, 0)
		} else {
			b = append(b, 1)
		}
	}
	b = binary.AppendUvarint(b, uint64(len(c.scale)))
	for _, s := range c.scale {
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(s))
	}
	b = binary.AppendUvarint(b, uint64(len(c.words.hashes)))
	last := uint64(0)
	for i, h := range c.words.hashes {
		b = binary.AppendUvarint(b, h-last)
		last = h
		b = binary.AppendUvarint(b, uint64(c.start[i+1]-c.start[i]))
		class := uint16(0)
		for _, w := range c.weights[c.start[i]:c.start[i+1]] {
			b = binary.AppendUvarint(b, uint64(w.class()-class))
			class = w.class()
			b = append(b, byte(w))
		}
	}
	return b, nil
}

var errClassifier = errors.New("this is no saved classifier, or a damaged one; run go generate again")

// UnmarshalBinary reads what MarshalBinary wrote.
func (c *Classifier) UnmarshalBinary(data []byte) error {
	rest, ok := bytes.CutPrefix(data, []byte(classifierMagic))
	if !ok || len(rest) < keySize {
		return errClassifier
	}
	*c = Classifier{}
	copy(c.key[:], rest)
	r := wire.Reader{B: rest[keySize:]}
	c.samples = r.Count(math.MaxInt32)
	docs := r.Count(len(r.B))
	c.class = make([]int32, docs)
	classes := int32(0)
	for d := range c.class {
		c.class[d] = -1
		if r.Byte() != 0 {
			c.class[d] = classes
			classes++
		}
	}
	if n := r.Count(len(r.B) / 4); n != int(classes) || n > math.MaxUint16 || r.Bad {
		return errClassifier
	}
	c.scale = make([]float32, classes)
	for k := range c.scale {
		c.scale[k] = math.Float32frombits(r.Uint32())
		if !(c.scale[k] >= 0 && c.scale[k] < 1) { // not a number, or no weight of ours
			return errClassifier
		}
	}
	features := r.Count(len(r.B) / 4)
	hashes := make([]uint64, 0, features)
	c.start = make([]uint32, 1, features+1)
	// A feature and a weight take two bytes at least.
	c.weights = make([]classWeight, 0, len(r.B)/2)
	last := uint64(0)
	for i := 0; i < features && !r.Bad; i++ {
		d := r.Uvarint()
		if i > 0 && d == 0 || d >= 1<<featureBits {
			return errClassifier
		}
		last += d
		hashes = append(hashes, last)
		class := uint64(0)
		for range r.Count(len(r.B) / 2) {
			class += r.Uvarint()
			if class >= uint64(classes) {
				return errClassifier
			}
			c.weights = append(c.weights, weightOf(uint16(class), int8(r.Byte())))
		}
		c.start = append(c.start, uint32(len(c.weights)))
	}
	if r.Bad || len(r.B) > 0 || last >= 1<<featureBits {
		return errClassifier
	}
	c.words = newDictionary(hashes, featureBits)
	c.prepare()
	return nil
}
