package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// factClauses cuts the statements of a knowledge folder into clauses.
func factClauses(dir string) (map[string][]string, error) {
	files, err := filepath.Glob(filepath.Join(dir, "*.yaml"))
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return nil, fmt.Errorf("no *.yaml in %s: name a knowledge folder with -knowledge", dir)
	}
	clauses := map[string][]string{}
	for _, name := range files { // Glob sorts
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		var file struct {
			Facts []struct {
				Text map[string]string `yaml:"text"`
			} `yaml:"facts"`
		}
		if err := yaml.Unmarshal(data, &file); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for _, f := range file.Facts {
			for _, lang := range []string{"zh", "en"} {
				clauses[lang] = append(clauses[lang], cut(f.Text[lang])...)
			}
		}
	}
	return clauses, nil
}

// textClauses cuts a file of other texts, one a line, or one JSON object with
// the member "text" a line.
func textClauses(name string) (map[string][]string, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	clauses := map[string][]string{}
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		text := lines.Text()
		var object struct{ Text string }
		if strings.HasPrefix(text, "{") && json.Unmarshal([]byte(text), &object) == nil {
			text = object.Text
		}
		for _, clause := range cut(text) {
			lang := "en"
			if strings.ContainsFunc(clause, isHan) {
				lang = "zh"
			}
			clauses[lang] = append(clauses[lang], clause)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, err
	}
	if len(clauses) == 0 {
		return nil, fmt.Errorf("%s holds no text", name)
	}
	return clauses, nil
}

// cut parts a text at its punctuation.
func cut(text string) []string {
	var clauses []string
	for _, clause := range strings.FieldsFunc(text, func(r rune) bool {
		return strings.ContainsRune("，。；：！？、,;:!?()（）「」『』“”\n", r)
	}) {
		if clause = strings.TrimSpace(clause); utf8.RuneCountInString(clause) >= 4 {
			clauses = append(clauses, clause)
		}
	}
	return clauses
}
