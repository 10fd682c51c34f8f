// Package text turns what people write into terms that can be compared.
//
// Fold brings width, case and script into one form, Quantities brings numbers
// into one form, and an Analysis holds the folded text with its terms: Chinese
// characters and bigrams, stemmed words, word pairs, character n-grams,
// numbers. Each term is a 64-bit hash with its place in the text, so that an
// explanation can show what it stood for. The same text gives the same terms
// on every machine and in every release that keeps Version.
//
// Chinese and English are known by name. Other languages with spaces are
// matched by their words and character n-grams, other scripts without spaces
// by characters and bigrams.
package text

//go:generate go run ./internal/gentables

// Version changes whenever the same text would give other terms; whatever is
// stored under term hashes is keyed with it.
const Version = 1
