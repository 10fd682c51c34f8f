package handlers

import (
	"context"

	"github.com/forumbot/forumbot/knowledge"
)

// Phraser is a language model that words what the facts say, checked so that it
// adds nothing to them. Each call may fail, for many reasons; then things stay
// as they are without it.
type Phraser interface {
	// Phrase answers the question from the facts.
	Phrase(ctx context.Context, p Phrasing) (Phrased, error)
	// Choose returns the fact that answers the question; nil when none does or
	// it is not certain.
	Choose(ctx context.Context, p Phrasing) (*knowledge.Fact, error)
	// Rewrite completes a question that leans on the earlier ones; "" when there
	// is nothing to complete. It needs no facts.
	Rewrite(ctx context.Context, p Phrasing) (string, error)
	// Use tells administrators what it did and took.
	Use(ctx context.Context) (PhraserUse, error)
}

// PhraserUse is what a Phraser did since the program's start, in numbers, and what
// today took.
type PhraserUse struct {
	Asked   int   // answers that it was to word
	Phrased int   // that went out in its words
	Retried int   // for which it was asked twice
	Tokens  int64 // today
	Daily   int64 // tokens that a day may take; 0 for no limit
}

// Phrasing is what a Phraser is asked.
type Phrasing struct {
	Question string
	Earlier  []string // the questions before, oldest first, where they are needed
	Facts    []*knowledge.Fact
	Language knowledge.Language
	Person   int64 // for whom; 0 for nobody. Only budgets go by it.

	// Show gets the checked part of the answer as it grows; "" when the model
	// is being asked. May be nil.
	Show func(text string)
}

// Phrased is an answer in a Phraser's words.
type Phrased struct {
	Text  string            // plain text
	Facts []*knowledge.Fact // that it rests on, of those that were given
}

// Drafts shows that an answer is on its way.
type Drafts interface {
	// Draft begins to show it in a chat. Where Telegram shows no drafts, as in
	// groups, it is just "typing…".
	Draft(ctx context.Context, chat int64, thread int) Draft
}

// Draft is an answer on its way.
type Draft interface {
	// Show shows what there is so far, as HTML; "" that it is being thought
	// about. It returns at once; only the newest counts.
	Show(html string)
	// Stopped is closed when the person wants to wait no longer.
	Stopped() <-chan struct{}
	// Close ends it, before the answer itself is sent. Nothing comes of it later.
	Close()
}
