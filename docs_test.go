package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/forumbot/forumbot/knowledge"
)

// block returns the first fenced block of a language in a Markdown text.
func block(t *testing.T, markdown, language string) string {
	t.Helper()
	_, rest, ok := strings.Cut(markdown, "\n```"+language+"\n")
	body, _, end := strings.Cut(rest, "\n```\n")
	if !ok || !end {
		t.Fatalf("there is no block of %s", language)
	}
	return body + "\n"
}

// The example of docs/FACTS.md loads without mistakes or warnings and answers
// as the table below it tells.
func TestFactsExample(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("docs/FACTS.md")
	if err != nil {
		t.Fatal(err)
	}
	fsys := fstest.MapFS{"example.yaml": {Data: []byte(block(t, string(doc), "yaml"))}}
	problems, warnings, err := knowledge.Check(fsys)
	if err != nil || len(problems)+len(warnings) > 0 {
		t.Fatalf("%v, %v, %v", problems, warnings, err)
	}
	base, err := knowledge.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	rows := regexp.MustCompile(`(?m)^\| (.+\?) \| (\w+) \| ([\w-]*) ?\|$`).FindAllStringSubmatch(string(doc), -1)
	if len(rows) != 4 {
		t.Fatalf("the table has %d rows", len(rows))
	}
	for _, row := range rows {
		r := base.Ask(knowledge.Query{Text: row[1]})
		by := ""
		switch {
		case r.Gap != nil:
			by = r.Gap.ID
		case r.Verdict == knowledge.Answer:
			by = r.Matches[0].Fact.ID
		}
		if string(r.Verdict) != row[2] || by != row[3] {
			t.Errorf("%s: %s by %q (%s), the table says %s by %q", row[1], r.Verdict, by, r.Why.Reason, row[2], row[3])
		}
	}
}

var documents = []string{"README.md", "README.zh-CN.md", "CHANGELOG.md", "docs/ARCHITECTURE.md", "docs/FACTS.md", "docs/EVALUATION.md", "docs/LLM.md"}

// Links within the project lead somewhere.
func TestDocumentLinks(t *testing.T) {
	t.Parallel()
	link := regexp.MustCompile(`\]\(([^)#]+)(#[^)]*)?\)`)
	for _, name := range documents {
		doc, err := os.ReadFile(name)
		if err != nil {
			t.Error(err)
			continue
		}
		for _, m := range link.FindAllStringSubmatch(string(doc), -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(name), m[1])); err != nil {
				t.Errorf("%s links to %s, which is not there", name, m[1])
			}
		}
	}
}

// Every setting is told where people look for it.
func TestSettingsAreDocumented(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"README.md", "README.zh-CN.md", ".env.example"} {
		doc, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range settings {
			if !bytes.Contains(doc, []byte(s.variable)) || !bytes.Contains(doc, []byte("--"+s.flag)) {
				t.Errorf("%s does not tell of %s or its flag --%s", name, s.variable, s.flag)
			}
		}
	}
}

// The transcripts of the READMEs are what the program says; -update writes
// them anew.
func TestTranscripts(t *testing.T) {
	t.Parallel()
	base, err := knowledge.Embedded()
	if err != nil {
		t.Fatal(err)
	}
	console := regexp.MustCompile("(?s)\n```console\n(.*?)\n```\n")
	for _, name := range []string{"README.md", "README.zh-CN.md"} {
		doc, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		told := 0
		now := console.ReplaceAllStringFunc(string(doc), func(s string) string {
			written := console.FindStringSubmatch(s)[1]
			said, ok := replay(t, base, written)
			if !ok {
				return s // no transcript of ask
			}
			told++
			return "\n```console\n" + said + "\n```\n"
		})
		if told == 0 {
			t.Errorf("%s has no transcript", name)
		}
		if now == string(doc) {
			continue
		}
		if *update {
			if err := os.WriteFile(name, []byte(now), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		shown := map[string]bool{}
		for l := range strings.Lines(string(doc)) {
			shown[l] = true
		}
		for l := range strings.Lines(now) {
			if !shown[l] {
				t.Errorf("%s does not show what the program says now: %s", name, l)
			}
		}
		t.Errorf("go test -run TestTranscripts . -update writes %s anew", name)
	}
}

// replay answers a transcript's questions: those of `$ go run . ask "…"` each
// by itself, those behind a prompt after `$ go run . ask` in one conversation.
func replay(t *testing.T, base *knowledge.Base, written string) (string, bool) {
	t.Helper()
	const command = "$ go run . ask"
	var out bytes.Buffer
	talk := newAsker(base, "")
	found := false
	for line := range strings.Lines(written) {
		line = strings.TrimSuffix(line, "\n")
		var question, chat string
		switch {
		case line == command:
			fmt.Fprintln(&out, line)
			talk, found = newAsker(base, ""), true
			continue
		case strings.HasPrefix(line, command+` "`):
			question = strings.TrimSuffix(strings.TrimPrefix(line, command+` "`), `"`)
			if out.Len() > 0 {
				fmt.Fprintln(&out)
			}
		case strings.HasPrefix(line, "> "):
			question, chat = line[2:], terminalChat
		default:
			continue
		}
		found = true
		fmt.Fprintln(&out, line)
		r, shown := talk.ask(chat, question, "", false)
		if err := printAnswer(&out, r, shown, false); err != nil {
			t.Fatal(err)
		}
		if chat != "" {
			fmt.Fprintln(&out)
		}
	}
	return strings.TrimRight(out.String(), "\n"), found
}

// What CI runs is what the README names.
func TestReadmeNamesTheTestCommand(t *testing.T) {
	t.Parallel()
	ci, err := os.ReadFile(".ci/run")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"README.md", "README.zh-CN.md"} {
		doc, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, command := range []string{"go test ./..."} {
			if !bytes.Contains(doc, []byte(command)) || !bytes.Contains(ci, []byte(command)) {
				t.Errorf("%s or .ci/run lacks %q", name, command)
			}
		}
	}
}
