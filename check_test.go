package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// write puts files into a new folder.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestCheckCommand(t *testing.T) {
	t.Parallel()
	broken := strings.NewReplacer("topic: days", "topic: dayz", "sources: [poster]", "sources: [flyer]").Replace(market)
	for _, tt := range []struct {
		name     string
		args     []string
		code     int
		out, err []string
	}{
		{"the built-in facts are in order", nil, exitOK, []string{"no mistakes", "[zh en]"}, nil},
		{"a good folder", []string{write(t, map[string]string{"a.yaml": market})}, exitOK, []string{"2 facts, 0 gaps (known not to be known), 12 sample questions, 2 sources, languages [zh en]: no mistakes, 0 warnings"}, nil},
		{"all mistakes at once, with file and line", []string{write(t, map[string]string{"a.yaml": broken, "b.yaml": "fact: []\nfacts: [{id: Bad}]"})}, exitFail,
			[]string{"a.yaml:9: ", `"dayz"`, "a.yaml:23: ", `"flyer"`, "b.yaml:1: ", "b.yaml:2: "}, []string{"to mend"}},
		{"a warning is no mistake", []string{write(t, map[string]string{"a.yaml": strings.ReplaceAll(market, "    sources: [poster]\n", "")})}, exitOK, []string{"warning: ", "names no source", "no mistakes, 1 warning"}, nil},
		{"facts to be looked at again", []string{write(t, map[string]string{"a.yaml": strings.ReplaceAll(market, "    topic: days\n", "    topic: days\n    review: 2020-01\n")})}, exitOK, []string{"a.yaml:9: review: ", "by 2020-01", "no mistakes, 0 warnings"}, nil},
		{"Chinese set as English", []string{write(t, map[string]string{"a.yaml": strings.Replace(market, "zh: 郁金香来自", "zh: 郁金香(红)来自", 1)})}, exitOK, []string{"warning: ", "（"}, nil},
		{"no such folder", []string{filepath.Join(t.TempDir(), "none")}, exitFail, nil, []string{"is no folder"}},
		{"an empty folder", []string{t.TempDir()}, exitFail, nil, []string{"*.yaml"}},
		{"two folders", []string{"a", "b"}, exitUsage, nil, []string{"check"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			code, stdout, stderr := runIn(t, t.Context(), nil, "", append([]string{"check"}, tt.args...)...)
			if code != tt.code {
				t.Errorf("exit code %d, want %d", code, tt.code)
			}
			for _, want := range tt.out {
				if !strings.Contains(stdout, want) {
					t.Errorf("stdout lacks %q:\n%s", want, stdout)
				}
			}
			for _, want := range tt.err {
				if !strings.Contains(stderr, want) {
					t.Errorf("stderr lacks %q:\n%s", want, stderr)
				}
			}
			if tt.code == exitOK && stderr != "" {
				t.Errorf("stderr: %s", stderr)
			}
		})
	}
}
