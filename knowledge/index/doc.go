// Package index ranks documents for a question and tells how far the ranking
// can be trusted.
//
// A document has a statement in each of its languages, sample questions and
// names. Its score is the sum of three parts, each taken apart by Explain:
//
//   - the whole document: BM25 sums over the groups of terms of package text,
//   - its best passage: the window of two sentences, the sample question or
//     the name that the question matches best, by the same sums,
//   - where documents have three or more sample questions, the margin of a
//     linear classifier trained on them.
//
// Both BM25 parts are divided by what a perfect match would reach, so that
// scores of short and long questions compare: about 1 for a document that holds
// every term of the question.
//
// An Index never changes and is safe for concurrent use. Everything is
// deterministic: the same documents give the same index, scores and order
// (ties go to the earlier document).
package index
