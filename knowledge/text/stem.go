package text

import (
	"sync/atomic"

	"github.com/kljensen/snowball/english"
)

// stemCacheSize is a power of two above the vocabulary of a base: 16,384 stems
// take about a megabyte at most.
const stemCacheSize = 1 << 14

type stemEntry struct{ word, stem string }

// stemCache holds the stem last asked for at each place: bounded, without
// locks, and a lost race costs no more than stemming once more.
var stemCache [stemCacheSize]atomic.Pointer[stemEntry]

// maxStemmed is longer than any English word worth stemming.
const maxStemmed = 32

// Stem returns the English stem of a folded word (Porter 2). Words that aren't
// plain ASCII, hold digits or are very long are their own stem.
func Stem(word string) string {
	if len(word) <= 2 || len(word) > maxStemmed {
		return word
	}
	for i := range len(word) {
		if c := word[i]; (c < 'a' || c > 'z') && c != '\'' {
			return word
		}
	}
	slot := &stemCache[hashString(0, word)&(stemCacheSize-1)]
	if e := slot.Load(); e != nil && e.word == word {
		return e.stem
	}
	e := &stemEntry{word: string([]byte(word))} // not to hold the text that the word is cut from
	e.stem = english.Stem(e.word, false)
	slot.Store(e)
	return e.stem
}
