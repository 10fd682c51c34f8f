package knowledge

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io/fs"
	"sync"

	"github.com/forumbot/forumbot/knowledge/index"
	"github.com/forumbot/forumbot/knowledge/internal/wire"
	"github.com/forumbot/forumbot/knowledge/spell"
	"github.com/forumbot/forumbot/knowledge/text"
)

//go:generate go run ../internal/train data/snapshot.bin

// savedBase is the snapshot of the embedded facts, made ahead of time so that
// the program starts at once: what the files hold, what was worked out from
// them, and the trained classifier. A snapshot of other files isn't used; then
// the files are read and, where samples have changed, the classifier is
// trained, which takes seconds. A test tells.
//
//go:embed data/snapshot.bin
var savedBase []byte

// snapshotMagic begins a snapshot; its last byte is the version of the format.
// After it come the key of the files, the checksum of the rest, and the
// sections, each after its length.
const snapshotMagic = "forumbot snapshot\x01"

const (
	contentSection = iota
	profileSection
	wordSection
	indexSection
	classifierSection
	sections
)

var errSnapshot = errors.New("the snapshot is damaged or of other facts; run: go generate ./knowledge")

// Snapshot reads the embedded files and returns the snapshot of them, and
// whether it is what the program holds: see internal/train.
func Snapshot() (data []byte, upToDate bool, err error) {
	b, err := load(EmbeddedFiles(), savedWeights())
	if err != nil {
		return nil, false, err
	}
	key, err := keyOf(EmbeddedFiles())
	if err != nil {
		return nil, false, err
	}
	data, err = b.save(key)
	return data, bytes.Equal(data, savedBase), err
}

// savedWeights are those of the snapshot's classifier. They are good for all
// files with the same sample questions.
func savedWeights() []byte {
	s, _, err := split(savedBase)
	if err != nil {
		return nil
	}
	return s[classifierSection]
}

// keyOf tells the files of a folder, and those that belong to every folder,
// from any others.
func keyOf(files fs.FS) (key [sha256.Size]byte, err error) {
	names, err := yamlFiles(files)
	if err != nil {
		return key, err
	}
	h := sha256.New()
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return key, err
		}
		fmt.Fprintf(h, "%s %d\n", name, len(data))
		h.Write(data)
	}
	for _, data := range [][]byte{offTopicYAML, attributesYAML} {
		fmt.Fprintf(h, "%d\n", len(data))
		h.Write(data)
	}
	h.Write([]byte{text.Version})
	h.Sum(key[:0])
	return key, nil
}

// save writes the base down. The same files always give the same bytes.
func (b *Base) save(key [sha256.Size]byte) ([]byte, error) {
	var parts [sections][]byte
	content := coder{}
	content.content(b.content)
	profiles := coder{}
	profiles.profiles(b.profiles)
	tables, err := b.index.AppendBinary(nil)
	if err != nil {
		return nil, err
	}
	parts[contentSection], parts[profileSection], parts[indexSection] = content.out, profiles.out, tables
	parts[wordSection] = b.speller().AppendBinary(nil)
	if c, _ := b.index.Classifier(); c != nil {
		if parts[classifierSection], err = c.MarshalBinary(); err != nil {
			return nil, err
		}
	}
	var body []byte
	for _, p := range parts {
		body = binary.AppendUvarint(body, uint64(len(p)))
		body = append(body, p...)
	}
	out := append([]byte(snapshotMagic), key[:]...)
	out = binary.LittleEndian.AppendUint32(out, crc32.Checksum(body, castagnoli))
	return append(out, body...), nil
}

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// split takes a snapshot apart. It notices damage, such as by a tool that
// changes line ends.
func split(data []byte) (s [sections][]byte, key [sha256.Size]byte, err error) {
	rest, ok := bytes.CutPrefix(data, []byte(snapshotMagic))
	if !ok || len(rest) < sha256.Size+4 {
		return s, key, errSnapshot
	}
	copy(key[:], rest)
	r := wire.Reader{B: rest[sha256.Size:]}
	if r.Uint32() != crc32.Checksum(r.B, castagnoli) {
		return s, key, errSnapshot
	}
	for i := range s {
		s[i] = r.Bytes(r.Count(len(r.B)))
	}
	if r.Bad || len(r.B) > 0 {
		return s, key, errSnapshot
	}
	return s, key, nil
}

// restore makes the base that save wrote down, when it is of the files.
func restore(data []byte, files fs.FS) (*Base, error) {
	s, key, err := split(data)
	if err != nil {
		return nil, err
	}
	if want, err := keyOf(files); err != nil || want != key {
		return nil, errSnapshot
	}
	c := &content{}
	in := newDecoder(s[contentSection])
	in.content(c)
	if !in.done() {
		return nil, errSnapshot
	}
	b := newBase(c, s[classifierSection])
	b.profiles = make([]profile, len(b.documents))
	in = newDecoder(s[profileSection])
	in.profiles(b.profiles)
	if !in.done() {
		return nil, errSnapshot
	}
	docs := make([]index.Document, len(b.documents))
	for i, f := range b.documents {
		docs[i] = b.documentOf(f)
	}
	b.speller = sync.OnceValue(func() *spell.Corrector { return spell.Restore(s[wordSection]) })
	b.index, err = index.Restore(docs, s[indexSection], index.Options{Classifier: s[classifierSection]})
	return b, err
}
