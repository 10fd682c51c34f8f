package main

import (
	"errors"
	"io"
	"math"
	"strings"
	"time"

	"github.com/forumbot/forumbot/knowledge"
)

// answered is one line of `ask --json`.
type answered struct {
	Verdict     knowledge.Verdict  `json:"verdict"`
	Answer      string             `json:"answer"` // plain text as a reader sees it
	Facts       []string           `json:"facts"`
	Confidence  float64            `json:"confidence"`
	Language    knowledge.Language `json:"language"`
	Suggestions []string           `json:"suggestions"`
	ElapsedUS   int64              `json:"elapsed_us"`
}

// asked is what a line holds. Other keys are welcome, so that question files
// can be piped in as they are.
type asked struct {
	Chat     string             `json:"chat"`
	Question *string            `json:"question"`
	Language knowledge.Language `json:"language"`
}

// lines answers each line of in by one line of out.
func (a *asker) lines(in io.Reader, out io.Writer) error {
	return jsonLines(in, out, a.line)
}

// line answers one line; its errors are for the line's writer.
func (a *asker) line(raw []byte) (any, error) {
	q, err := readAsked(raw)
	if err != nil {
		return nil, err
	}
	start := time.Now()
	r, shown := a.ask(q.Chat, *q.Question, q.Language, false)
	answer := answered{
		Verdict: r.Verdict, Answer: shown.Document.Plain(), Facts: shown.Facts,
		Confidence: math.Round(r.Confidence*1e4) / 1e4, Language: r.Language, Suggestions: shown.Suggestions,
	}
	answer.ElapsedUS = time.Since(start).Microseconds()
	if answer.Facts == nil {
		answer.Facts = []string{}
	}
	if answer.Suggestions == nil {
		answer.Suggestions = []string{}
	}
	return answer, nil
}

func readAsked(raw []byte) (asked, error) {
	var q asked
	if err := decodeLine(raw, &q, "a question", func(field string) string { return field + " must be a text" }); err != nil {
		return q, err
	}
	switch {
	case q.Question == nil:
		return q, errors.New(`the line has no "question"`)
	case strings.TrimSpace(*q.Question) == "":
		return q, errors.New("the question is empty")
	case strings.Contains(*q.Question, "\x00") || strings.Contains(q.Chat, "\x00"):
		return q, errors.New("the line holds a NUL character")
	case q.Language != "" && !validLanguage(string(q.Language)):
		return q, errors.New("language must be a code such as zh or en")
	case len(q.Chat) > 1<<10:
		return q, errors.New("chat is longer than 1024 bytes")
	}
	return q, nil
}
