package knowledge

// Context is what a conversation remembers between two questions: enough to
// understand "and the year before?", "who said that?" and "how many of them?".
// It is plain data, to be stored as JSON by whoever keeps conversations.
type Context struct {
	Turns []Turn `json:"turns,omitempty"` // oldest first, at most MaxTurns
}

// MaxTurns bounds a Context: people come back to the topic before the last
// one, seldom further.
const MaxTurns = 4

// Turn is one answered question of a conversation.
type Turn struct {
	Question string   `json:"question"`       // as understood, follow-ups completed
	Facts    []string `json:"facts"`          // ids of the facts that answered it
	Year     int      `json:"year,omitempty"` // the year it was about; 0 for none
}
