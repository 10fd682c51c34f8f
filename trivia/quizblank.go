package trivia

import "github.com/forumbot/forumbot/knowledge"

// draft makes the quizzes on a fact whose wrong options are still to be chosen.
func (m *Maker) draft(f *knowledge.Fact, l knowledge.Language) result {
	if f.Quiz == nil {
		return result{why: "no quiz is curated"}
	}
	d, why := curated(f, l)
	if why != "" {
		return result{why: "its curated quiz: " + why}
	}
	return result{drafts: []draft{d}}
}
