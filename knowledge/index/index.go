package index

import (
	"slices"

	"sync"

	"github.com/forumbot/forumbot/knowledge/text"
)

// What a score is made of; measured on sample questions and paragraphs.
const (
	k1            = 0.4  // low: a fact that says a word twice isn't twice as much about it
	b             = 0.75 // how far long documents are marked down
	passageK1     = 0.6
	passageB      = 0.4
	passageWeight = 1.2
	marginWeight  = 1.2 // of a classifier with no end of samples
	halfTrusted   = 80  // samples a document with which it counts for half of that
	lowCoverage   = 0.4 // below it Chinese is compared by sound, too
	candidates    = 32  // documents whose passages are looked at
	preselected   = 40  // documents in which common terms are looked up
	commonTerm    = 3   // a term is common when more than one document in so many has it
	frequentTerm  = 16  // the same for its documents to be kept as a set, too
	mostCommon    = 0.1 // of a question's weight, up to which its common terms may wait
	minQuestions  = 3   // samples from which a document is worth training on
)

// groupWeights tell what a term counts for besides its rarity.
var groupWeights = [text.Groups]float32{
	text.Char: 1, text.Bigram: 0.45, text.Word: 1.1, text.Pair: 0.45, text.Gram: 0.15, text.Numeral: 2, text.Concept: 1, text.Sound: 0.5,
}

// Index is what Build made.
type Index struct {
	corpus  Corpus
	tables  tables  // of all documents; empty with first
	lengths lengths // what the tables were weighed by
	first   *firstStage
	class   *Classifier
	pool    sync.Pool
}

// tables are what scores are computed from: of all documents of a small base,
// or of one question's candidates in a large one, then with the question's
// terms alone.
type tables struct {
	docs     int
	lexicon  *lexicon
	groups   []text.Group
	idf      []float32 // by term, times its group's weight
	unknown  float32   // idf of a term that no document holds
	postings inverted
	passages passageTable
}

// inverted holds, term by term, the documents with the term: its entries. Of
// each entry it knows what the term counts there, from 0 to 1, and which of the
// document's passages hold it, n-grams and sounds excepted.
type inverted struct {
	start   []uint32 // by term: its first entry; one more than terms
	doc     []uint16 // by entry, rising within a term
	tf      []uint16 // by entry: how often the document has the term
	impact  []float32
	from    []uint32 // by entry: its first occurrence; one more than entries
	passage []uint16 // by occurrence, rising within an entry; from 0 in each document

	// Of terms that many documents have, the documents are also kept as a set,
	// a bit for each, with the number of entries before every 64.
	set   []uint32 // by term: 1 + the place of its set; 0 for none; nil for none at all
	sets  []uint64
	ranks []uint16

	setSize int // in words
}

// setOf returns a term's set and ranks, or nil.
func (p *inverted) setOf(term uint32) (set []uint64, ranks []uint16) {
	if p.set == nil || p.set[term] == 0 {
		return nil, nil
	}
	at, n := int(p.set[term]-1), p.setSize
	return p.sets[at:][:n], p.ranks[at:][:n]
}

// setWords is how many words a set of so many documents takes.
func setWords(docs int) int { return (docs + 63) / 64 }

// isCommon tells whether a term is. Common terms are most of the work and a
// twentieth of a score: they are only looked up, in the documents that come
// first without them. A large base's candidates are too few for any.
func (x *tables) isCommon(term uint32) bool {
	p := &x.postings
	return p.set != nil && int(p.start[term+1]-p.start[term])*commonTerm > x.docs
}

// passageTable holds what the passages of all documents are measured by.
type passageTable struct {
	first []uint32  // by document: its first passage; one more than documents
	scale []float32 // by passage: marks long passages down
	norm  []float32 // by passage: length of its vector of rarities
}

// Large is how many documents make Build keep a packed index that narrows them
// to a few candidates, and analyse those anew for every question: slower for
// hundreds, a tenth of the memory for millions.
const Large = 20_000

// Build makes an index. It keeps the documents.
func Build(docs []Document, opts Options) *Index {
	if len(docs) > Large {
		return BuildLarge(slice(docs), opts)
	}
	x := &Index{corpus: slice(docs)}
	bl := newBuilder(&x.tables, docs)
	bl.build()
	x.lengths = bl.lengths
	x.classify(docs, opts)
	x.pool.New = func() any { return newScratch(x) }
	return x
}

func (x *Index) classify(docs []Document, opts Options) {
	if !opts.NoClassifier {
		x.class = classifierFor(docs, opts.Classifier)
	}
}

// Corpus holds documents. It is asked for them again and again, by several
// goroutines at once, and must always give the same.
type Corpus interface {
	Len() int
	Document(i int) Document
}

type slice []Document

func (s slice) Len() int                { return len(s) }
func (s slice) Document(i int) Document { return s[i] }

// Classifier returns the index's classifier, or nil. Fresh tells that it was
// trained by Build: what Options.Classifier held was missing or stale.
func (x *Index) Classifier() (c *Classifier, fresh bool) {
	return x.class, x.class != nil && x.class.trained
}

// Len is the number of documents.
func (x *Index) Len() int { return x.corpus.Len() }

// Holds tells whether a document has a term. A large base analyses the document
// for that.
func (x *Index) Holds(doc int, t text.Term) bool {
	if doc < 0 || doc >= x.Len() {
		return false
	}
	if x.first == nil {
		id, known := x.tables.lexicon.find(t.Hash)
		if !known {
			return false
		}
		_, found := slices.BinarySearch(x.tables.postings.doc[x.tables.postings.start[id]:x.tables.postings.start[id+1]], uint16(doc))
		return found
	}
	var a text.Analysis
	found := false
	d := x.corpus.Document(doc)
	d.passages(func(p string) {
		if !found {
			a.Document(p)
			found = slices.ContainsFunc(a.Terms, func(o text.Term) bool { return o.Hash == t.Hash })
		}
	})
	return found
}

// PassageText returns the passage that a Hit names as its best.
func (x *Index) PassageText(doc, passage int) string {
	found := ""
	i := 0
	if doc < 0 || doc >= x.Len() {
		return ""
	}
	d := x.corpus.Document(doc)
	d.passages(func(p string) {
		if i == passage {
			found = p
		}
		i++
	})
	return found
}
