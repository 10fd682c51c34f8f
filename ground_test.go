package main

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"testing"
)

func TestGroundLines(t *testing.T) {
	t.Parallel()
	tests := []struct{ in, grounded, says string }{
		{`{"facts": ["The hall has 412 seats."], "question": "?", "answer": "It has 412 seats [1]."}`, "true", ""},
		{`{"context": ["The hall has 412 seats."], "answer": "It has 412 seats."}`, "true", ""},
		{`{"facts": ["The hall has 412 seats."], "answer": "It has 421 seats [1]."}`, "false", "“421” is not in the cited fact."},
		{`{"facts": ["The hall has 412 seats."], "question": "Has it 421 seats?", "answer": "It has 421 seats [1]."}`, "false", "421"},
		{`{"facts": ["会场有412个座位。"], "answer": "会场有412个座位[2]。"}`, "false", "There is no fact [2]."},
		{`{"facts": ["会场有412个座位。", "会场免费开放。"], "answer": "会场免费开放[2]。"}`, "true", ""},
		{`{"facts": ["The hall has 412 seats."], "answer": ""}`, "false", "says nothing"},
		{`{"facts": [], "answer": "It has 412 seats."}`, "false", "no fact"},
		{`{"facts": "x", "answer": "y"}`, "", "facts must be a list of texts"},
		{`{"facts": ["x"], "answer": 3}`, "", "answer must be a text"},
		{`{"facts": ["x"]}`, "", `no \"answer\"`},
		{`{"answer": "x"}`, "", `no \"facts\"`},
		{`[]`, "", "no JSON object"},
		{`{`, "", "no valid JSON"},
		{``, "", "the line is empty"},
		{"\xff", "", "not valid UTF-8"},
		{`{"facts": ["\ud800"], "answer": "x"}`, "", "surrogate"},
	}
	var in strings.Builder
	for _, tt := range tests {
		in.WriteString(tt.in + "\n")
	}
	var out bytes.Buffer
	if err := groundLines(strings.NewReader(in.String()), &out); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(out.String()), "\n")
	if len(lines) != len(tests) {
		t.Fatalf("%d lines for %d", len(lines), len(tests))
	}
	for i, tt := range tests {
		var got map[string]any
		if err := json.Unmarshal([]byte(lines[i]), &got); err != nil {
			t.Fatalf("%s: %v", lines[i], err)
		}
		if tt.grounded == "" && got["error"] == nil || tt.grounded != "" && !strings.HasPrefix(lines[i], `{"grounded":`+tt.grounded+`,"violations":[`) || !strings.Contains(lines[i], tt.says) {
			t.Errorf("%s\n  gives %s", tt.in, lines[i])
		}
	}
}

func TestGroundCommand(t *testing.T) {
	t.Parallel()
	fact := "The exhibition covers 27,000 square metres."
	tests := []struct {
		args []string
		code int
		says string
	}{
		{[]string{"ground", "--fact", fact, "It covers 27,000 m2 [1]."}, exitOK, "Grounded."},
		{[]string{"ground", "--fact", fact, "It covers 27,000 square feet [1]."}, exitFail, "another unit"},
		{[]string{"ground", "It covers 27,000 square feet [1]."}, exitUsage, "--fact"},
		{[]string{"ground", "--json", "--fact", fact}, exitUsage, "standard input"},
	}
	for _, tt := range tests {
		var out bytes.Buffer
		code := run(context.Background(), tt.args, strings.NewReader(""), &out, &out, func(string) string { return "" })
		if code != tt.code || !strings.Contains(out.String(), tt.says) {
			t.Errorf("%q: %d\n%s", tt.args, code, out.String())
		}
	}
}
