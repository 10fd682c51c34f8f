package evaluate

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// Case is one line of a question file. Which fields are set tells its form.
type Case struct {
	ID       string     `json:"id"`
	Lang     string     `json:"lang"`
	Style    string     `json:"style"`
	Kind     string     `json:"kind"`
	Question string     `json:"question"`
	Expect   [][]string `json:"expect"`
	Forbid   []string   `json:"forbid"`
	Trap     []string   `json:"trap"`

	ExpectCorrection [][]string `json:"expect_correction"`
	ForbidStart      []string   `json:"forbid_start"`

	Turns []Turn `json:"turns"`
}

// Turn is one question of a dialogue.
type Turn struct {
	Question  string     `json:"question"`
	Expect    [][]string `json:"expect"`
	Forbid    []string   `json:"forbid"`
	Refuse    bool       `json:"refuse"`
	Smalltalk bool       `json:"smalltalk"`
	OrRefuse  bool       `json:"or_refuse"`
}

// UnmarshalJSON accepts expect as a list of groups or, in a dialogue, as one
// group.
func (t *Turn) UnmarshalJSON(data []byte) error {
	var raw struct {
		Question  string          `json:"question"`
		Expect    json.RawMessage `json:"expect"`
		Forbid    []string        `json:"forbid"`
		Refuse    bool            `json:"refuse"`
		Smalltalk bool            `json:"smalltalk"`
		OrRefuse  bool            `json:"or_refuse"`
	}
	if err := json.Unmarshal(data, &raw); err != nil {
		return err
	}
	*t = Turn{Question: raw.Question, Forbid: raw.Forbid, Refuse: raw.Refuse, Smalltalk: raw.Smalltalk, OrRefuse: raw.OrRefuse}
	if len(raw.Expect) == 0 || string(raw.Expect) == "null" {
		return nil
	}
	if json.Unmarshal(raw.Expect, &t.Expect) == nil {
		return nil
	}
	var group []string
	if err := json.Unmarshal(raw.Expect, &group); err != nil {
		return fmt.Errorf("expect must be a list of groups of strings: %w", err)
	}
	t.Expect = [][]string{group}
	return nil
}

// maxLine is far longer than any question.
const maxLine = 4 << 20

// Read reads a question file. An error names the line.
func Read(r io.Reader) ([]Case, error) {
	var cases []Case
	sc := bufio.NewScanner(r)
	sc.Buffer(nil, maxLine)
	for n := 1; sc.Scan(); n++ {
		line := strings.TrimSpace(sc.Text())
		if line == "" {
			continue
		}
		var c Case
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			return nil, fmt.Errorf("line %d is no question: %w", n, err)
		}
		if c.Question == "" && len(c.Turns) == 0 {
			return nil, fmt.Errorf("line %d has neither a question nor turns", n)
		}
		if c.Turns == nil && len(c.Expect) == 0 && c.Kind == "" {
			return nil, fmt.Errorf("line %d has neither expect nor kind, so nothing tells what is right", n)
		}
		cases = append(cases, c)
	}
	if err := sc.Err(); err != nil {
		return nil, fmt.Errorf("the file can't be read: %w", err)
	}
	return cases, nil
}
