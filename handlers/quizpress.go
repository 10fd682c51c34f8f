package handlers

// What buttons of quizzes do.
const (
	quizFact   = 'f' // a quiz on a fact
	quizNext   = 'n' // the next quiz
	quizBoards = 't' // another board
)

// quizData writes the data of a quiz button behind its kind and language.
func (p press) quizData(head string) string {
	head += string(p.verb) + ":"
	switch p.verb {
	case quizFact:
		return fit(head, p.ids, "")
	case quizBoards:
		return head + string(p.scope)
	}
	return head
}

// parseQuizPress reads what quizData wrote; ok is false for anything else.
func parseQuizPress(p press, rest []string) (_ press, ok bool) {
	if len(rest) != 2 || len(rest[0]) != 1 {
		return press{}, false
	}
	p.verb = rest[0][0]
	switch p.verb {
	case quizFact:
		p.ids, ok = parseIDs(rest[1])
		return p, ok && len(p.ids) == 1
	case quizNext:
		return p, rest[1] == ""
	case quizBoards:
		if len(rest[1]) != 1 {
			return press{}, false
		}
		p.scope = scope(rest[1][0])
		return p, scopeNames[p.scope] != ""
	}
	return press{}, false
}
