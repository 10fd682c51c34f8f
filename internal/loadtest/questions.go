package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
)

// readQuestions reads all questions of a folder's files, those of dialogues in
// their order.
func readQuestions(dir string) ([]string, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.jsonl"))
	if err != nil {
		return nil, err
	}
	var out []string
	for _, name := range files {
		src, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		for i, line := range bytes.Split(bytes.TrimSpace(src), []byte("\n")) {
			type turn struct {
				Question string `json:"question"`
			}
			var q struct {
				turn
				Turns []turn `json:"turns"`
			}
			if err := json.Unmarshal(line, &q); err != nil {
				return nil, fmt.Errorf("%s, line %d: %w", name, i+1, err)
			}
			for _, t := range append([]turn{q.turn}, q.Turns...) {
				if t.Question != "" {
					out = append(out, t.Question)
				}
			}
		}
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("there are no questions in %s; run this from the root of the repository, or name a folder by -questions", dir)
	}
	return out, nil
}
