package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/forumbot/forumbot/evaluate"
	"github.com/forumbot/forumbot/knowledge"
)

const marketQuestions = `{"id":"m1","lang":"en","style":"plain","question":"Where do the tulips come from?","expect":[["valley"]]}
{"id":"m2","lang":"zh","style":"plain","question":"2023年花市哪天开幕？","expect":[["四月七日"]]}
{"id":"m3","lang":"zh","kind":"smalltalk","question":"你好"}
{"id":"m4","lang":"en","style":"wrong on purpose","question":"Where do the tulips come from?","expect":[["nowhere at all"]]}
`

func TestEvalCommand(t *testing.T) {
	t.Parallel()
	facts := marketDir(t)
	dir := write(t, map[string]string{"good.jsonl": marketQuestions, "more.jsonl": marketQuestions, "bad.jsonl": marketQuestions + "{\n"})
	good, more, bad := filepath.Join(dir, "good.jsonl"), filepath.Join(dir, "more.jsonl"), filepath.Join(dir, "bad.jsonl")
	for _, tt := range []struct {
		name    string
		args    []string
		code    int
		says    []string
		silence string
	}{
		{"a table", []string{good}, exitOK, []string{"ANSWERABLE 3 2 66.7 %", "UNANSWERABLE 1 1 100.0 %", "wrong on purpose 1 0", "time a question: p50"}, "nowhere at all"},
		{"two files are one", []string{good, more}, exitOK, []string{"ANSWERABLE 6 4 66.7 %", "UNANSWERABLE 2 2"}, ""},
		{"misses", []string{"--misses", good}, exitOK, []string{"m4 wrong on purpose en: Where do the tulips come from?", "wanted nowhere at all (rank 0)", "answer: The tulips come from a farm in the valley."}, "m1 plain"},
		{"of one source", []string{"--source", "notice", good}, exitOK, []string{"ANSWERABLE 3 1 33.3 %"}, ""},
		{"a bad line is named", []string{bad}, exitFail, []string{bad, "line 5 is no question"}, "ANSWERABLE"},
		{"a missing file is named", []string{filepath.Join(dir, "none.jsonl")}, exitFail, []string{"none.jsonl", "can't be opened"}, ""},
		{"an unknown source", []string{"--source", "nowhere", good}, exitFail, []string{"nowhere"}, "ANSWERABLE"},
		{"no file", nil, exitUsage, []string{"eval"}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			code, stdout, stderr := runIn(t, t.Context(), nil, "", append([]string{"eval", "--knowledge", facts}, tt.args...)...)
			said := strings.Join(strings.Fields(stdout+stderr), " ")
			if code != tt.code {
				t.Errorf("exit code %d, want %d: %s", code, tt.code, said)
			}
			for _, want := range tt.says {
				if !strings.Contains(said, want) {
					t.Errorf("lacks %q:\n%s%s", want, stdout, stderr)
				}
			}
			if tt.silence != "" && strings.Contains(said, tt.silence) {
				t.Errorf("says %q:\n%s", tt.silence, stdout)
			}
		})
	}
}

// The ranking that eval scores leaves gaps out: they answer nothing.
func TestEvalRanksFactsOnly(t *testing.T) {
	t.Parallel()
	dir := write(t, map[string]string{"a.yaml": market + `
gaps:
  - id: tickets
    topic: days
    text: {zh: 资料没有说花市的门票多少钱。, en: The facts do not tell what a ticket to the Flower Market costs.}
    questions:
      zh: [门票多少钱, 花市要买票吗, 进花市要多少钱]
      en: [What does a ticket cost, price of a ticket to the market, Do I need a ticket]
`})
	base, err := knowledge.LoadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	r := evalAsk(newAsker(base, ""))("chat", "What does a ticket to the tulips cost?")
	if len(r.Ranked) == 0 {
		t.Fatal("nothing is ranked")
	}
	for _, s := range r.Ranked {
		if strings.Contains(s, "ticket") {
			t.Errorf("a gap is ranked: %s", s)
		}
	}
	outcomes := evaluate.Run([]evaluate.Case{{Kind: "near", Question: "What does a ticket cost?"}}, evalAsk(newAsker(base, "")), nil)
	if !outcomes[0].Right || !strings.Contains(outcomes[0].Reply.Answer, "do not tell what a ticket") {
		t.Errorf("%+v", outcomes[0])
	}
}
