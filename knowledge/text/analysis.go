package text

import "unicode/utf8"

// Group is a kind of term. What weight a group has is up to the ranking.
type Group uint8

// The groups of terms. Those from Surface on serve only the classifier.
const (
	Char    Group = iota // a Han (or Kana, Hangul, Thai …) character
	Bigram               // two such characters in a row
	Word                 // a word, English ones stemmed
	Pair                 // two words in a row
	Gram                 // 3 to 5 characters of a word, its edges marked
	Numeral              // a number, a percentage, an ordinal, a day
	Sound                // two syllables in a row: Chinese typed by sound
	Concept              // what the caller adds: see AddConcept
	Surface              // a word as it was written
	Skip                 // two words or characters with one between them
	Set                  // two words close to each other, in either order
	Edge                 // the first or last word or character
	Trigram              // three characters in a row
	Groups               // how many there are
)

var groupNames = [Groups]string{"char", "bigram", "word", "pair", "gram", "number", "sound", "concept",
	"surface", "skip", "set", "edge", "trigram"}

func (g Group) String() string {
	if g < Groups {
		return groupNames[g]
	}
	return "unknown"
}

// Term is one comparable piece of a text.
type Term struct {
	Hash       uint64
	Start, End uint32 // its place in Analysis.Text; of an extension, the place that it stands for
	Group      Group
	Asked      bool    // the question asks for it: see markAsked
	Extension  uint16  // 0, or 1 + the extension that brought it: see Analysis.Add
	Weight     float32 // 1 unless question words, Scale or Add say otherwise
}

// MaxText bounds what is analysed of one text, in bytes: a folded paragraph of
// ten thousand Chinese characters, far beyond any fact.
const MaxText = 32 << 10

// MaxQuestion bounds what is analysed of one question, in bytes; the longest
// Telegram message has 4,096 UTF-16 units, and what a question asks isn't
// spread over more than a third of that.
const MaxQuestion = 4 << 10

// Analysis is a text taken apart. The zero value is ready for use; it keeps
// its memory from one text to the next. It is not safe for concurrent use.
type Analysis struct {
	Text       string     // folded, numbers in one form
	Quantities []Quantity // the numbers
	Tokens     []Token
	Terms      []Term // lexical terms, then extensions; Weight may be changed by the caller
	Cut        bool   // the text was longer than is analysed

	sounds     []Term
	extensions []extension
	runes      []runeAt
	units      []unit
	fold       []byte
	covered    []uint16
	asked      []place
	scratch    *Analysis // for the texts of extensions
}

type extension struct{ label string }

type runeAt struct {
	r     rune
	start uint32
}

// Document analyses a text that is to be found.
func (a *Analysis) Document(s string) { a.analyse(s, MaxText) }

// Question analyses a question: at most MaxQuestion bytes of it, and the words
// that only make it a question weigh less.
func (a *Analysis) Question(s string) {
	a.analyse(s, MaxQuestion)
	a.weighQuestionWords()
	a.markAsked()
}

func (a *Analysis) analyse(s string, limit int) {
	s, a.Cut = clip(s, limit)
	if isFolded(s) {
		a.Text = s
	} else {
		a.fold = AppendFold(a.fold[:0], s)
		a.Text = string(a.fold)
	}
	a.Text, a.Quantities = Quantities(a.Text)
	a.Tokens = AppendTokens(a.Tokens[:0], a.Text)
	a.Terms = a.Terms[:0]
	a.sounds = a.sounds[:0]
	a.extensions = a.extensions[:0]
	a.appendTerms()
}

// numberLikely spares texts without a digit or a number word the scan for
// quantities, which costs more than the rest of the analysis.
func numberLikely(s string) bool {
	for i := 0; i < len(s); {
		c := s[i]
		switch {
		case c >= 'a' && c <= 'z':
			start := i
			for i < len(s) && s[i] >= 'a' && s[i] <= 'z' {
				i++
			}
			w := s[start:i]
			if len(w) > 2 && len(w) < 12 && (englishNumber[w] > 0 || englishOrdinal[w] > 0 || englishMonth[w] > 0 || w == "zero") {
				return true
			}
			continue
		case c >= '0' && c <= '9':
			return true
		case c < utf8.RuneSelf:
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		if chineseDigit(r) >= 0 || chineseUnit(r) > 0 || r == '万' || r == '亿' {
			return true
		}
		i += n
	}
	return false
}

// clip cuts s to at most limit bytes between characters.
func clip(s string, limit int) (string, bool) {
	if len(s) <= limit {
		return s, false
	}
	for limit > 0 && !utf8.RuneStart(s[limit]) {
		limit--
	}
	return s[:limit], true
}

// Label tells what a term of this analysis stood for, for people to read.
func (a *Analysis) Label(t Term) string {
	place := ""
	if int(t.End) <= len(a.Text) && t.Start <= t.End {
		place = a.Text[t.Start:t.End]
	}
	if t.Extension == 0 || int(t.Extension) > len(a.extensions) {
		return place
	}
	label := a.extensions[t.Extension-1].label
	if place == "" {
		return label
	}
	return place + " → " + label
}

// Scale multiplies the weight of every term that lies within the bytes from
// start to end of Text, as for the name of the whole subject, which every fact
// has. What stands for such a place is scaled with it.
func (a *Analysis) Scale(start, end int, factor float64) {
	for i := range a.Terms {
		if t := &a.Terms[i]; int(t.Start) >= start && int(t.End) <= end && t.End > t.Start {
			t.Weight *= float32(factor)
		}
	}
}

// MuteGrams takes the n-grams of words out of the ranking: they are most terms
// of a long text and say little beside its words.
func (a *Analysis) MuteGrams() {
	for i := range a.Terms {
		if a.Terms[i].Group == Gram {
			a.Terms[i].Weight = 0
		}
	}
}

// Add adds the terms of another wording for the bytes from start to end of
// Text (0, 0 for none in particular): a synonym, a full name. Their weights
// are those of a text, times weight.
func (a *Analysis) Add(start, end int, wording string, weight float64) {
	x := a.extend(wording)
	if x == 0 {
		return
	}
	if a.scratch == nil {
		a.scratch = new(Analysis)
	}
	a.scratch.analyse(wording, 256)
	for _, t := range a.scratch.Terms {
		a.Terms = append(a.Terms, Term{Hash: t.Hash, Start: uint32(start), End: uint32(end), Group: t.Group,
			Extension: x, Weight: t.Weight * float32(weight)})
	}
}

// AddConcept adds a term that no text holds: documents name their concepts
// (index.Document.Concepts), and a question that has one of them finds them.
func (a *Analysis) AddConcept(start, end int, concept string, weight float64) {
	if x := a.extend(concept); x != 0 {
		a.Terms = append(a.Terms, Term{Hash: ConceptHash(concept), Start: uint32(start), End: uint32(end),
			Group: Concept, Extension: x, Weight: float32(weight)})
	}
}

func (a *Analysis) extend(label string) uint16 {
	if len(a.extensions) >= 256 { // more would slow a question down without end
		return 0
	}
	a.extensions = append(a.extensions, extension{label: label})
	return uint16(len(a.extensions))
}

// ConceptHash is the hash of a concept's term.
func ConceptHash(concept string) uint64 { return hashString(uint64(Concept)+1, concept) }

// Sounds returns the terms of the text's Chinese by sound. They find what was
// typed with the wrong characters, and much else: use them when little of a
// question is known.
func (a *Analysis) Sounds() []Term {
	if len(a.sounds) == 0 {
		a.appendSounds()
	}
	return a.sounds
}
