package trivia

import (
	"hash/fnv"
	"math/rand/v2"
	"slices"
	"strconv"
	"sync"

	"github.com/forumbot/forumbot/knowledge"
)

// Limits of Telegram's quiz polls (Bot API, sendPoll), in UTF-16 units.
const (
	MaxQuestion    = 300
	MaxOption      = 100
	MaxExplanation = 200
)

// choices is how many options a quiz shows.
const choices = 4

// Quiz is a multiple-choice question on a fact. It keeps Telegram's limits, no
// two options are alike, and the facts make exactly one of them right.
type Quiz struct {
	Fact        string
	Language    knowledge.Language
	Question    string
	Options     []string
	Right       int // index into Options
	Explanation string
}

// Problem tells why a fact has no quiz in a language, for curators.
type Problem struct {
	Fact     string
	Language knowledge.Language
	Why      string
}

// draft is a quiz whose wrong options haven't been chosen.
type draft struct {
	question, right, explanation string

	// The wrong options, of which some are shown. Where they have an order
	// (numbers, years), below are those before the right one, the nearest first,
	// and above those after it; the quiz then shows its options in order.
	// Otherwise all are in above.
	below, above []string
	ordered      bool
}

// Maker makes quizzes from facts: the curated one where a fact has one,
// otherwise a statement with one of its values left blank. It is safe for
// concurrent use.
type Maker struct {
	languages []knowledge.Language // sorted
	facts     []*knowledge.Fact    // those that may be asked about
	byID      map[string]*knowledge.Fact
	lexicon   map[knowledge.Language]*lexicon
	last      int // the last year that facts and sources are of

	mu     sync.Mutex
	drafts map[draftKey]result // made when first asked for
}

type draftKey struct {
	fact     string
	language knowledge.Language
}

type result struct {
	drafts []draft
	why    string // when there is none
}

// NewMaker returns a maker of quizzes from the reviewed ones among the facts,
// in the languages of their folder. Gaps are left out: what nobody knows can't
// be asked.
func NewMaker(facts []*knowledge.Fact, languages []knowledge.Language) *Maker {
	m := &Maker{
		languages: slices.Sorted(slices.Values(languages)),
		byID:      make(map[string]*knowledge.Fact, len(facts)),
		lexicon:   map[knowledge.Language]*lexicon{},
		drafts:    map[draftKey]result{},
	}
	for _, f := range facts {
		if !f.Gap && f.Status != knowledge.Draft {
			m.facts = append(m.facts, f)
			m.byID[f.ID] = f
			m.last = max(m.last, f.Edition, yearOf(f.AsOf))
			for _, s := range f.Sources {
				m.last = max(m.last, yearOf(s.Date))
			}
		}
	}
	for _, l := range m.languages {
		m.lexicon[l] = newLexicon(m.facts, l)
	}
	return m
}

// Quiz returns the quiz on a fact in language l, or in the first of the
// folder's languages when it has no l, and whether there is one. Which value is
// asked for, which wrong options are shown and where the right one stands
// depend on the seed alone: the same seed gives the same quiz.
func (m *Maker) Quiz(id string, l knowledge.Language, seed uint64) (Quiz, bool) {
	l = m.language(l)
	drafts := m.of(id, l).drafts
	if len(drafts) == 0 {
		return Quiz{}, false
	}
	h := fnv.New64a()
	h.Write([]byte(id))
	r := rand.New(rand.NewPCG(seed, h.Sum64()))
	d := drafts[r.IntN(len(drafts))]
	q := Quiz{Fact: id, Language: l, Question: d.question, Explanation: d.explanation}
	q.Options, q.Right = d.options(r)
	return q, true
}

// Why tells why there is no quiz on a fact in language l; it is empty when
// there is one.
func (m *Maker) Why(id string, l knowledge.Language) string {
	return m.of(id, m.language(l)).why
}

// Problems lists the facts on which there is no quiz, and why, in the order of
// the facts.
func (m *Maker) Problems() []Problem {
	var out []Problem
	for _, f := range m.facts {
		for _, l := range m.languages {
			if why := m.Why(f.ID, l); why != "" {
				out = append(out, Problem{f.ID, l, why})
			}
		}
	}
	return out
}

// yearOf reads the year of a fact's date; 0 for none.
func yearOf(date string) int {
	y, err := strconv.Atoi(date[:min(4, len(date))])
	if err != nil {
		return 0
	}
	return y
}

func (m *Maker) language(l knowledge.Language) knowledge.Language {
	if slices.Contains(m.languages, l) || len(m.languages) == 0 {
		return l
	}
	return m.languages[0]
}

func (m *Maker) of(id string, l knowledge.Language) result {
	key := draftKey{id, l}
	m.mu.Lock()
	defer m.mu.Unlock()
	r, ok := m.drafts[key]
	if !ok {
		f := m.byID[id]
		if f == nil {
			return result{why: "there is no reviewed fact with this id"}
		}
		r = m.draft(f, l)
		m.drafts[key] = r
	}
	return r
}

// options chooses the wrong options and places the right one among them.
func (d draft) options(r *rand.Rand) (options []string, right int) {
	if !d.ordered {
		options = append(pick(r, d.above, choices-1), d.right)
		r.Shuffle(len(options), func(i, j int) { options[i], options[j] = options[j], options[i] })
		return options, slices.Index(options, d.right)
	}
	// Each rank of the right one is as likely as the others, as far as there
	// are wrong ones on either side.
	wrong := min(choices-1, len(d.below)+len(d.above))
	low, high := max(0, wrong-len(d.above)), min(wrong, len(d.below))
	right = low + r.IntN(high-low+1)
	for _, i := range indices(r, len(d.below), right) {
		options = append(options, d.below[len(d.below)-1-i])
	}
	options = append(options, d.right)
	for _, i := range indices(r, len(d.above), wrong-right) {
		options = append(options, d.above[i])
	}
	return options, right
}

// pick returns n of the items, at random.
func pick(r *rand.Rand, items []string, n int) []string {
	var out []string
	for _, i := range indices(r, len(items), min(n, len(items))) {
		out = append(out, items[i])
	}
	return out
}

// indices returns k of the numbers below n, at random and in ascending order.
func indices(r *rand.Rand, n, k int) []int {
	p := r.Perm(n)[:k]
	slices.Sort(p)
	return p
}
