package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"github.com/forumbot/forumbot/knowledge/index"
)

type question struct {
	Question   string   `json:"question"`
	Gold       []string `json:"gold"`
	Answerable bool     `json:"answerable"`
}

func readQuestions(path string) ([]question, error) {
	var out []question
	err := readLines(path, func(line []byte) error {
		var q question
		if err := json.Unmarshal(line, &q); err != nil {
			return err
		}
		out = append(out, q)
		return nil
	})
	return out, err
}

// readFacts reads documents and the place of each id.
func readFacts(path string) ([]index.Document, map[string]int, error) {
	var out []index.Document
	ids := map[string]int{}
	err := readLines(path, func(line []byte) error {
		var f struct {
			ID        string   `json:"id"`
			Text      string   `json:"text"`
			Questions []string `json:"questions"`
		}
		if err := json.Unmarshal(line, &f); err != nil {
			return err
		}
		d := index.Document{Questions: f.Questions}
		if f.Text != "" {
			d.Texts = []string{f.Text}
		}
		ids[f.ID] = len(out)
		out = append(out, d)
		return nil
	})
	return out, ids, err
}

func readLines(path string, each func([]byte) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 16<<20)
	for n := 1; sc.Scan(); n++ {
		if len(sc.Bytes()) == 0 {
			continue
		}
		if err := each(sc.Bytes()); err != nil {
			return fmt.Errorf("%s:%d: %w", path, n, err)
		}
	}
	return sc.Err()
}
