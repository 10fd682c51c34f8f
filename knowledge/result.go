package knowledge

// Query is one question with what is known about its asker.
type Query struct {
	Text     string
	Language Language // the asker's preference, used when the text itself doesn't tell; may be empty
	Context  Context  // as the previous Result of this conversation gave it; zero for none

	// Explain fills in the contributions of Result.Why, which cost more than
	// the answer itself.
	Explain bool
}

// Verdict is what should be done with a question.
type Verdict string

// The verdicts. See docs/ARCHITECTURE.md for where the lines are drawn.
const (
	Answer    Verdict = "answer"    // Matches hold the fact, or the two or three facts of a double question
	Suggest   Verdict = "suggest"   // close but unsure: Matches hold two or three facts to offer
	Refuse    Verdict = "refuse"    // the facts don't hold it; Gap tells when that is known; Matches hold what is near, if anything is
	Smalltalk Verdict = "smalltalk" // Smalltalk tells which kind
)

// Premise tells how a yes/no question stands to the fact that answers it.
type Premise string

// The premises. NotAsked is also used where neither confirming nor correcting
// would be safe: the fact is then told without a yes or a no.
const (
	NotAsked     Premise = ""
	Confirmed    Premise = "confirmed"
	Contradicted Premise = "contradicted"
)

// Talk is a kind of small talk.
type Talk string

// The kinds of small talk that are told apart.
const (
	Greeting        Talk = "greeting"
	Farewell        Talk = "farewell"
	Thanks          Talk = "thanks"
	Identity        Talk = "identity"        // who or what are you
	Ability         Talk = "ability"         // what can you do, help
	Praise          Talk = "praise"          // well done
	Complaint       Talk = "complaint"       // that was wrong, useless
	Acknowledgement Talk = "acknowledgement" // ok, I see
)

// Result is what Ask found.
type Result struct {
	Verdict    Verdict
	Language   Language // the language to answer in
	Matches    []Match
	Gap        *Fact   // what is known not to be known; only with Refuse, and may be nil there too
	Beside     *Fact   // only with Gap: what the facts do say that comes close; it may be what was meant
	Over       []*Fact // with Answer, when all editions are asked for: what the first match is in each, newest first
	Most       *Fact   // of Over: the one asked for, with the most or the least; nil when none is, or that isn't sure
	Missing    int     // with Refuse: the edition that is asked for, of which the facts don't tell what they tell of others; Matches hold those
	Premise    Premise
	Smalltalk  Talk
	Confidence float64 // 0–1, calibrated: the share of such questions that the first match answers
	Context    Context // for the next question of this conversation
	Why        *Explanation
}

// Match is a fact found for a question.
type Match struct {
	Fact  *Fact
	Score float64
}

// Explanation takes a Result apart.
type Explanation struct {
	Question   string      // as understood: normalised, with what was carried over from the conversation
	Carried    string      // what the conversation lent to the question; empty for none
	Candidates []Candidate // best first, gaps among them; the runner-up is the second
	Features   []Feature   // what the confidence was worked out from
	Reason     string      // why the verdict is what it is, in a few English words for logs and curators
}

// Feature is one observation that the confidence is worked out from.
type Feature struct {
	Name  string
	Value float64
}

// Candidate is one fact's score and its parts.
type Candidate struct {
	Fact          *Fact
	Score         float64        // sum of the contributions' values
	Contributions []Contribution // largest first; only with Query.Explain
	Constraints   []Constraint
}

// Contribution is one part of a score.
type Contribution struct {
	Kind  string // term, passage, classifier, constraint …
	Label string // the term, the sample question, the constraint
	Value float64
}

// Constraint is something that the question demands of a fact.
type Constraint struct {
	Kind string // year, number, name, asked, elsewhere
	Want string // what the question holds
	Have string // what the fact holds
	Met  bool
}
