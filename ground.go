package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/forumbot/forumbot/answer/ground"
)

// newGroundCommand is `forumbot ground`: does an answer say only what its facts say?
func newGroundCommand() *cobra.Command {
	var asJSON bool
	var facts []string
	cmd := &cobra.Command{
		Use:   "ground --fact FACT… ANSWER",
		Short: "Tell whether an answer says only what facts say",
		Long: `Ground holds an answer against the facts that it rests on, as the bot does before
it shows what a language model wrote. Numbers, dates, names, quotations, denials,
hedges and every other word that claims something must stand in the fact that a
sentence cites by its number, as in [2]; without citations, in the one fact that
suits the sentence best. It uses no language model.

With --json it reads one JSON object a line,
{"facts": ["…"], "question": "…", "answer": "…"}, and writes one a line in the same
order: {"grounded": true, "violations": [{"sentence": "…", "reason": "…"}]}. The
question supports nothing. A line that can't be read gets {"error": "…"}, and the
run goes on.

Exit codes: 0 grounded, 1 not grounded; with --json 0.`,
		Example: `  forumbot ground --fact "The exhibition covers 27,000 square metres." "It covers 27,000 square feet [1]."
  echo '{"facts": ["…"], "answer": "…"}' | forumbot ground --json`,
		Args: cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case asJSON && (len(args) > 0 || len(facts) > 0):
				return &usageError{err: errors.New("--json reads facts and answers from standard input; leave out the answer and --fact")}
			case asJSON:
				return groundLines(cmd.InOrStdin(), cmd.OutOrStdout())
			case len(args) == 0 || len(facts) == 0:
				return &usageError{err: errors.New(`write the facts and the answer: forumbot ground --fact "…" "…"`)}
			}
			return groundOnce(cmd.OutOrStdout(), facts, args[0])
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "read and write one JSON object a line")
	cmd.Flags().StringArrayVar(&facts, "fact", nil, "a fact that the answer may rest on; repeat it for more")
	return cmd
}

// groundOnce checks one answer for a person to read.
func groundOnce(out io.Writer, facts []string, answer string) error {
	violations := checkGround(facts, answer)
	if len(violations) == 0 {
		fmt.Fprintln(out, "Grounded.")
		return nil
	}
	for _, v := range violations {
		fmt.Fprintf(out, "%s\n  %s: %s\n", v.Sentence, v.Kind, v.Reason)
	}
	return errors.New("the answer is not grounded")
}

// checkGround checks an answer, which carries citations or does not.
func checkGround(facts []string, answer string) []ground.Violation {
	sources := make([]ground.Source, len(facts))
	for i, f := range facts {
		sources[i].Text = f
	}
	return ground.New().Check(answer, sources, ground.Cites(answer))
}

// groundLine is a line of `ground --json`. Other keys are welcome, so that files of
// pairs can be piped in as they are; facts may also be called context.
type groundLine struct {
	Facts   []string `json:"facts"`
	Context []string `json:"context"`
	Answer  *string  `json:"answer"`
}

// grounded is what is said about it.
type grounded struct {
	Grounded   bool        `json:"grounded"`
	Violations []violation `json:"violations"`
}

type violation struct {
	Sentence string `json:"sentence"`
	Reason   string `json:"reason"`
}

// groundLines answers each line of in by one line of out.
func groundLines(in io.Reader, out io.Writer) error {
	return jsonLines(in, out, groundOf)
}

// groundOf checks one line; its errors are for the line's writer.
func groundOf(raw []byte) (any, error) {
	q, err := readGroundLine(raw)
	if err != nil {
		return nil, err
	}
	found := checkGround(q.Facts, *q.Answer)
	result := grounded{Grounded: len(found) == 0, Violations: make([]violation, len(found))}
	for i, v := range found {
		result.Violations[i] = violation{Sentence: v.Sentence, Reason: v.Reason}
	}
	return result, nil
}

func readGroundLine(raw []byte) (groundLine, error) {
	var q groundLine
	wrong := func(field string) string {
		if field == "answer" {
			return "answer must be a text"
		}
		return field + " must be a list of texts"
	}
	if err := decodeLine(raw, &q, "facts and an answer", wrong); err != nil {
		return q, err
	}
	if q.Facts == nil {
		q.Facts = q.Context
	}
	switch {
	case q.Answer == nil:
		return q, errors.New(`the line has no "answer"`)
	case q.Facts == nil:
		return q, errors.New(`the line has no "facts"`)
	}
	return q, nil
}
