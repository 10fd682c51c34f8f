package index

import (
	"encoding/binary"
	"errors"
	"math"
	"sync"

	"github.com/forumbot/forumbot/knowledge/internal/wire"
	"github.com/forumbot/forumbot/knowledge/text"
)

var errSaved = errors.New("this is no saved index, or a damaged one; run go generate again")

// AppendBinary appends what Restore needs to have the index without building
// it, its classifier excepted: the counts, some 4 bytes for each term of a
// document. What is worked out from them isn't kept. The same documents always
// give the same bytes. An index of more than Large documents can't be saved.
func (x *Index) AppendBinary(b []byte) ([]byte, error) {
	if x.first != nil {
		return nil, errors.New("an index of so many documents is not kept")
	}
	t, p := &x.tables, &x.tables.postings
	b = binary.AppendUvarint(b, uint64(t.docs))
	for d := range t.docs {
		b = binary.AppendUvarint(b, uint64(x.lengths.han[d]))
		b = binary.AppendUvarint(b, uint64(x.lengths.words[d]))
		b = binary.AppendUvarint(b, uint64(t.passages.first[d+1]-t.passages.first[d]))
	}
	for _, n := range x.lengths.passage {
		b = binary.AppendUvarint(b, uint64(n))
	}
	b = binary.AppendUvarint(b, uint64(len(t.groups)))
	for _, h := range t.lexicon.hashes() {
		b = binary.LittleEndian.AppendUint64(b, h)
	}
	for i, g := range t.groups {
		b = append(b, byte(g))
		b = binary.AppendUvarint(b, uint64(p.start[i+1]-p.start[i]))
		last := uint16(0)
		for e := p.start[i]; e < p.start[i+1]; e++ {
			b = binary.AppendUvarint(b, uint64(p.doc[e]-last))
			b = binary.AppendUvarint(b, uint64(p.tf[e]))
			last = p.doc[e]
			if !inPassages(g) {
				continue
			}
			b = binary.AppendUvarint(b, uint64(p.from[e+1]-p.from[e]))
			before := uint16(0)
			for _, o := range p.passage[p.from[e]:p.from[e+1]] {
				b = binary.AppendUvarint(b, uint64(o-before))
				before = o
			}
		}
	}
	return b, nil
}

// Restore makes the index that AppendBinary saved. The documents must be those
// that it was built from; opts must hold their classifier, or it is trained.
func Restore(docs []Document, saved []byte, opts Options) (*Index, error) {
	x := &Index{corpus: slice(docs)}
	var classifier sync.WaitGroup
	classifier.Go(func() { x.classify(docs, opts) })
	err := x.read(&wire.Reader{B: saved}, len(docs))
	if err == nil {
		x.tables.weigh(&x.lengths)
	}
	classifier.Wait()
	if err != nil {
		return nil, err
	}
	x.pool.New = func() any { return newScratch(x) }
	return x, nil
}

func (x *Index) read(r *wire.Reader, docs int) error {
	t, l := &x.tables, &x.lengths
	t.docs = r.Count(Large)
	if t.docs != docs || docs > len(r.B) {
		return errSaved
	}
	t.passages.first = make([]uint32, docs+1)
	l.han, l.words = make([]uint32, docs), make([]uint32, docs)
	for d := range docs {
		l.han[d], l.words[d] = uint32(r.Count(math.MaxInt32)), uint32(r.Count(math.MaxInt32))
		t.passages.first[d+1] = t.passages.first[d] + uint32(r.Count(len(r.B)))
		if int(t.passages.first[d+1]) > len(r.B) {
			return errSaved
		}
	}
	l.passage = make([]uint32, t.passages.first[docs])
	for i := range l.passage {
		l.passage[i] = uint32(r.Count(math.MaxInt32))
	}
	terms := r.Count(len(r.B) / 10)
	t.lexicon = newLexicon(terms)
	for i := range terms {
		if t.lexicon.number(r.Uint64()) != uint32(i) {
			return errSaved
		}
	}
	return x.readPostings(r, terms)
}

func (x *Index) readPostings(r *wire.Reader, terms int) error {
	t, p := &x.tables, &x.tables.postings
	t.groups = make([]text.Group, terms)
	p.start = make([]uint32, terms+1)
	most := len(r.B) / 2 // an entry takes two bytes at least
	p.doc, p.tf = make([]uint16, 0, most), make([]uint16, 0, most)
	p.from, p.passage = make([]uint32, 1, most+1), make([]uint16, 0, len(r.B))
	for i := range t.groups {
		if t.groups[i] = text.Group(r.Byte()); t.groups[i] >= text.Groups {
			return errSaved
		}
		doc := 0
		for n := range r.Count(len(r.B) / 2) {
			step := r.Count(t.docs)
			doc += step
			tf := r.Count(math.MaxUint16)
			if doc >= t.docs || n > 0 && step == 0 || r.Bad {
				return errSaved
			}
			p.doc, p.tf = append(p.doc, uint16(doc)), append(p.tf, uint16(tf))
			if inPassages(t.groups[i]) && !p.readPassages(r, int(t.passages.first[doc+1]-t.passages.first[doc])) {
				return errSaved
			}
			p.from = append(p.from, uint32(len(p.passage)))
		}
		p.start[i+1] = uint32(len(p.doc))
	}
	if r.Bad || len(r.B) > 0 {
		return errSaved
	}
	p.impact = make([]float32, len(p.doc))
	return nil
}

// readPassages reads in which of a document's passages a term is.
func (p *inverted) readPassages(r *wire.Reader, passages int) bool {
	passages = min(passages, maxPassages)
	o := 0
	for n := range r.Count(passages) {
		step := r.Count(passages)
		o += step
		if o >= passages || n > 0 && step == 0 {
			return false
		}
		p.passage = append(p.passage, uint16(o))
	}
	return true
}
