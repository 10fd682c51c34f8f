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
		{"facts without a quiz are counted", []string{write(t, map[string]string{"a.yaml": market})}, exitOK, []string{"quizzes on 0 of 2 facts in zh, 0 of 2 facts in en; --quizzes lists the others\n"}, nil},
		{"and listed, with the reason", []string{"--quizzes", write(t, map[string]string{"a.yaml": market})}, exitOK, []string{`a.yaml:17: there is no quiz in en on "tulips": it has neither a quiz nor values`, "quizzes on 0 of 2 facts in zh, 0 of 2 facts in en\n"}, nil},
		{"the quizzes on a fact", []string{"--quiz", "theme-2023"}, exitOK, []string{"2023中关村论坛的年度主题是“____”。\n", "✓ 开放合作·共享未来\n", "✓ Open Cooperation for a Shared Future\n"}, nil},
		{"why there is none", []string{"--quiz", "tulips", write(t, map[string]string{"a.yaml": market})}, exitOK, []string{"There is no quiz in zh: it has neither"}, nil},
		{"the quizzes on no fact", []string{"--quiz", "roses"}, exitFail, nil, []string{`no fact "roses"`}},
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
