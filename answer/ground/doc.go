// Package ground decides whether an answer says only what the facts say that it
// rests on. It knows no language model and asks none: the same answer and facts
// give the same verdict on every machine, in well under a millisecond.
//
// An answer is cut into sentences and each sentence is held against the one fact
// that it cites, or, where answers carry no citations, against the one fact that
// suits it best. What must stand in that fact:
//
//   - numbers with their unit, currency and bound ("over 40%" is not "40%", and
//     percent are not percentage points); dates, whole or partial; web addresses,
//     @handles and telephone numbers; what stands in quotation marks, word for word;
//   - every word that carries meaning, up to inflection, synonyms and the words
//     that only hold a sentence together. A name, a cause or a comparison that the
//     fact lacks is such a word;
//   - the way it is said: what is denied, planned, expected, possible, reported or
//     said by somebody must be so in the fact, and the other way round;
//   - what belongs together: a number and what it counts, a person and what was
//     said, two sides of a verb, the one that rose and the one that fell.
//
// Words of the question support nothing, so that a false premise does not pass
// because it was asked.
//
// The rules are general; what they know of Chinese and English is in english.txt
// and chinese.txt. They are strict: an unknown word is a violation. An answer that
// keeps to the wording of the facts passes, a free retelling may not.
package ground
