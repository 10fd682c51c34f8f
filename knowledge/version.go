package knowledge

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/forumbot/forumbot/knowledge/text"
)

// Version tells one wording of a fact from another: 12 hexadecimal digits of a
// hash over what people are told, which is the statement in each language, the
// values and the date at which they held. Opinions on a fact are kept with its
// version, so that they end when the fact is put right. Sample questions, other
// names and sources don't count: they help to find and to prove a fact, and
// change nothing of what it says.
func (f *Fact) Version() string {
	h := sha256.New()
	write := func(s string) { _, _ = io.WriteString(h, s+"\x00") } // a hash never fails
	writeText := func(t Text) {
		for _, l := range slices.Sorted(maps.Keys(t)) {
			write(string(l))
			write(t[l])
		}
		write("")
	}
	writeText(f.Text)
	for _, v := range f.Values {
		write(v.Kind)
		writeText(v.Text)
	}
	write("")
	write(f.AsOf)
	return hex.EncodeToString(h.Sum(nil))[:12]
}

// Fold brings questions that differ by nothing but case, width, script, spaces
// or punctuation into one form, to count them as one. It is for comparing, not
// for reading.
func Fold(question string) string {
	return strings.Join(strings.FieldsFunc(text.Fold(question), func(r rune) bool {
		return unicode.IsSpace(r) || unicode.IsPunct(r)
	}), " ")
}
