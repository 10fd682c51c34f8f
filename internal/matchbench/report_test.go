package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/forumbot/forumbot/knowledge/index"
)

func results(confidences string, kinds string) []outcome {
	out := make([]outcome, len(kinds))
	for i := range out {
		out[i].hit = index.Hit{Confidence: float64(confidences[i]-'0') / 10}
		out[i].Answerable = kinds[i] != 'n'
		if kinds[i] == 'y' {
			out[i].rank = 1
		}
	}
	return out
}

func TestAUROC(t *testing.T) {
	t.Parallel()
	tests := []struct {
		confidences, kinds string
		want               float64
	}{
		{"9821", "yynn", 1},
		{"1289", "yynn", 0},
		{"5555", "ynyn", 0.5},
		{"9753", "ynyn", 0.75},
	}
	for _, tt := range tests {
		if got := auroc(results(tt.confidences, tt.kinds)); got != tt.want {
			t.Errorf("%s %s: %v, want %v", tt.confidences, tt.kinds, got, tt.want)
		}
	}
}

func TestBestThreshold(t *testing.T) {
	t.Parallel()
	tests := []struct {
		confidences, kinds string
		want               float64
	}{
		{"9821", "yynn", 0.8},
		{"9871", "yyyn", 0.7},
		{"9821", "ynyn", 0.9}, // of two that are equally good the more careful one
		{"98", "nn", 2},       // nothing is worth answering
	}
	for _, tt := range tests {
		if got := bestThreshold(results(tt.confidences, tt.kinds)); got != tt.want {
			t.Errorf("%s %s: %v, want %v", tt.confidences, tt.kinds, got, tt.want)
		}
	}
}

func TestRun(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for name, content := range map[string]string{
		"facts.jsonl":     `{"id":"a","text":"论坛创办于2007年。","questions":[]}` + "\n" + `{"id":"b","text":"展览面积很大。","questions":[]}` + "\n",
		"cal.jsonl":       `{"question":"论坛何时创办？","gold":["a"],"answerable":true}` + "\n" + `{"question":"天气如何","gold":[],"answerable":false}` + "\n",
		"questions.jsonl": `{"question":"展览面积","gold":["b"],"answerable":true}` + "\n\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := run([]string{dir}, &out); err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(out.String(), "top-1 100.00%") {
		t.Errorf("report:\n%s", out.String())
	}
	if err := os.WriteFile(filepath.Join(dir, "cal.jsonl"), []byte("{}\n{broken\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run([]string{dir}, &out); err == nil || !strings.Contains(err.Error(), "cal.jsonl:2") {
		t.Errorf("a broken line gives %v", err)
	}
}
