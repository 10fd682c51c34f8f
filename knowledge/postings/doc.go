// Package postings is a compact inverted index for large collections of short
// documents: the first stage that narrows a million facts to the few that are
// worth a closer look. It knows nothing of text: terms are 64-bit hashes.
//
// A Builder takes documents as lists of term hashes and builds an Index, which
// never changes and is safe for any number of goroutines. Search returns the k
// documents of the highest score, exactly, where
//
//	score(q, d) = Σ over q's terms t in d of weight(t) · idf(t) · sat(tf(t, d)) · norm(d)
//	idf(t)      = ln(1 + (N − df + 0.5) / (df + 0.5))
//	sat(tf)     = tf · (k1 + 1) / (tf + k1)
//	norm(d)     = (k1 + 1) / (1 + k1 · (1 − b + b · len(d) / mean length))
//
// This is BM25 with the saturation taken at the mean length, so that it splits
// into a factor of the posting and one of the document. For a term that occurs
// once, which in a short fact is nearly every term, it is BM25 itself. The
// split is what makes the index small and quick: a posting needs no impact of
// its own, only its document's number, and the inner loop is one addition.
//
// Four things are rounded: tf to one of 1, 2, 3, 5, 8 (downwards), the length
// to one of 256 steps between the shortest and the longest document (their
// distance in logarithms), norm to 1/65536, and a term's share of the query's
// weight to one part in 2³⁰. Sums are integers, so that a score never depends
// on the order of the additions; equal scores are ranked by document number.
//
// # How it is stored
//
// A term that occurs in one document lives in the dictionary alone (8 bytes
// and half a byte of directory). A rare term is a list of gaps, of 8 or 16
// bits with escapes, or in LEB128 when it is very short. A term in more than
// one of 64 documents is kept in blocks of 256 documents: the low bytes of the
// document numbers, or a bitmap from 32 documents a block. Documents where a
// term occurs at least 2 (3, 5, 8) times are a list of their own under a
// derived hash, with the weight that the further occurrences add.
//
// # How it is searched
//
// All gap lists of the query are added up window by window; the k best of these
// partial sums, completed by looking them up in the block lists, give a
// threshold. When the block lists alone cannot reach it, only those documents
// of the first step whose bound does are completed: most questions end here.
// Otherwise the collection is swept again in windows by MaxScore: block lists
// that together stay below the threshold are only looked up for the documents
// that the others bring near it.
package postings
