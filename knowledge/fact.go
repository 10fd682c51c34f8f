package knowledge

// Language is a language of the knowledge folder, as a BCP 47 base language
// in lower case: "zh", "en". Chinese is written in simplified characters;
// questions may be in either script.
type Language string

// The languages that the analysis knows by name. A folder may declare others;
// they are matched by words and character n-grams.
const (
	Chinese Language = "zh"
	English Language = "en"
)

// Text is one statement in each language of the folder.
type Text map[Language]string

// In returns the text in language l, or, when it has none, in the first of
// the other languages in alphabetical order: a folder of one language answers
// every asker in that language.
func (t Text) In(l Language) string {
	if s, ok := t[l]; ok {
		return s
	}
	var first Language
	for k := range t {
		if first == "" || k < first {
			first = k
		}
	}
	return t[first]
}

// Fact is one curated statement with what is needed to find it. All fields
// are read-only after loading.
type Fact struct {
	ID        string                // unique in the folder: lower-case letters, digits, hyphens
	Edition   int                   // the edition (year) it belongs to; 0 for none
	Series    string                // what facts of other editions tell as well; "" for the id without its edition
	AsOf      string                // YYYY, YYYY-MM or YYYY-MM-DD at which the statement held
	Review    string                // date from which a curator should look whether it still holds; "" for none
	Topic     string                // id of a Topic
	Text      Text                  // the statement, standing for itself
	Questions map[Language][]string // sample questions that it answers
	Names     map[Language][]string // other names and key terms for what it is about
	Answers   []Asked               // the kinds of question that it settles; empty: any
	Values    []Value               // what it settles
	Quiz      *Quiz                 // nil when none is curated
	Sources   []*Source             // at least one
	Related   []string              // ids of facts to read on with
	Note      string                // for curators: what the source leaves open
	Status    Status                // reviewed unless told otherwise
	Pos       Position              // where it stands, for messages to curators

	// Gap marks what is known not to be known: Text then says so, and a
	// question that it matches best is refused with that text.
	Gap bool
}

// Asked is the kind of thing that a question asks for.
type Asked string

// The kinds of question that a fact can declare to settle.
const (
	AskWho     Asked = "who"
	AskWhat    Asked = "what"
	AskWhen    Asked = "when"
	AskWhere   Asked = "where"
	AskWhy     Asked = "why"
	AskHow     Asked = "how"
	AskHowMany Asked = "how-many"
	AskWhich   Asked = "which"
	AskYesNo   Asked = "yes-no"
)

// Due reports whether the fact should be looked at again on a day, YYYY-MM-DD.
func (f *Fact) Due(day string) bool { return f.Review != "" && f.Review <= day }

// Value is one thing that a fact settles: a year, a count, a person. Values of
// the same kind in other facts are the plausible wrong answers of a quiz, and
// a question that names another value of the kind has a false premise.
type Value struct {
	Kind string // person, org, place, date, year, count, percent, …: see ValueKinds
	Text Text
	Also []string // other spellings and abbreviations, in any language
}

// Status tells how far a fact's review went.
type Status string

// Reviewed facts feed answers, trivia and quizzes; drafts are loaded and
// checked, but never shown.
const (
	Reviewed Status = "reviewed"
	Draft    Status = "draft"
)

// Source is where facts were read.
type Source struct {
	ID        string
	Title     Text
	Publisher Text
	Date      string // YYYY, YYYY-MM or YYYY-MM-DD
	URL       string // empty when there is none to show
}

// Topic groups facts for browsing.
type Topic struct {
	ID    string
	Label Text
}

// Quiz is a curated multiple-choice question on a fact.
type Quiz struct {
	Question    Text
	Options     []Option
	Explanation Text
}

// Option is one choice of a Quiz; exactly one of a quiz is Right.
type Option struct {
	Text  Text
	Right bool
}

// Position is a place in a folder's file.
type Position struct {
	File string
	Line int // from 1
}
