package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/forumbot/forumbot/knowledge"
)

// market is a folder of facts on a subject of its own.
const market = `
name: {zh: 花市, en: Flower Market}
languages: [zh, en]
topics: [{id: days, zh: 日子, en: Days}]
sources:
  - {id: notice, title: {zh: 公告, en: Notice}, publisher: {zh: 管委会, en: Council}, date: 2024-05}
  - {id: poster, title: {zh: 海报, en: Poster}}
facts:
  - id: opening-2023
    edition: 2023
    topic: days
    text: {zh: 2023花市四月七日开幕。, en: The 2023 Flower Market opened on 7 April.}
    questions:
      zh: ["2023年花市哪天开幕？", "2023花市什么时候开始", "花市2023年几号开门"]
      en: ["When did the 2023 Flower Market open?", "opening day of the market in 2023", "On which day did it start in 2023?"]
    sources: [notice]
  - id: tulips
    topic: days
    text: {zh: 郁金香来自山谷里的农场。, en: The tulips come from a farm in the valley.}
    questions:
      zh: ["郁金香从哪里来？", "郁金香是哪里种的", "谁种郁金香"]
      en: ["Where do the tulips come from?", "origin of the tulips", "Who grows the tulips?"]
    sources: [poster]
`

func marketDir(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "market.yaml"), []byte(market), 0o600); err != nil {
		t.Fatal(err)
	}
	return dir
}

// runAsk runs `forumbot ask` on the market's facts.
func runAsk(t *testing.T, in io.Reader, args ...string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	cmd := newAskCommand(&environment{})
	cmd.SetArgs(append([]string{"--knowledge", marketDir(t)}, args...))
	cmd.SetIn(in)
	cmd.SetOut(&out)
	cmd.SetErr(io.Discard)
	cmd.SilenceUsage = true
	err := cmd.Execute()
	return out.String(), err
}

func TestAskOnce(t *testing.T) {
	t.Parallel()
	out, err := runAsk(t, nil, "Where do the", "tulips come from?")
	if err != nil || out != "The tulips come from a farm in the valley.\n\nSource: “Poster”\n" {
		t.Errorf("%q, %v", out, err)
	}
	out, err = runAsk(t, nil, "--why", "郁金香从哪里来？")
	if err != nil || !strings.HasPrefix(out, "郁金香来自山谷里的农场。\n\n来源：《海报》\n\nverdict") || !strings.Contains(out, "1. tulips") {
		t.Errorf("%q, %v", out, err)
	}
	out, err = runAsk(t, nil, "--source", "notice", "Where do the tulips come from?")
	if err != nil || strings.Contains(out, "valley") {
		t.Errorf("another source's fact is told: %q, %v", out, err)
	}
}

func TestAskMisuse(t *testing.T) {
	t.Parallel()
	for want, args := range map[string][]string{
		"leave out the question": {"--json", "x"},
		"is no language":         {"--language", "Klingon", "x"},
		"no fact has the source": {"--source", "nowhere", "x"},
	} {
		if _, err := runAsk(t, nil, args...); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want %q", args, err, want)
		}
	}
	if _, err := loadFacts(filepath.Join(t.TempDir(), "none"), ""); err == nil || !strings.Contains(err.Error(), "there is no folder") {
		t.Errorf("a missing folder: %v", err)
	}
}

// Piped questions are one conversation; a number chooses a suggestion.
func TestAskFromAPipe(t *testing.T) {
	t.Parallel()
	out, err := runAsk(t, strings.NewReader("Where do the tulips come from?\n\n郁金香从哪里来？\r\n/why\nhello"))
	if err != nil || strings.Count(out, "valley") != 1 || strings.Count(out, "山谷") != 1 || !strings.Contains(out, "verdict") {
		t.Errorf("%q, %v", out, err)
	}
}

type anyLine struct {
	answered
	Error string `json:"error"`
}

func decodeLines(t *testing.T, out string) []anyLine {
	t.Helper()
	var lines []anyLine
	for s := range strings.Lines(out) {
		var l anyLine
		if err := json.Unmarshal([]byte(s), &l); err != nil {
			t.Fatalf("%v in %q", err, s)
		}
		lines = append(lines, l)
	}
	return lines
}

// Every bad line gets an error in its place, and the run goes on.
func TestAskBadLines(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", 3<<20)
	bad := []struct{ line, want string }{
		{``, "empty"},
		{`   `, "empty"},
		{`{`, "no valid JSON"},
		{`{"chat": "1", "question": "x"} trailing`, "no valid JSON"},
		{`[1, 2]`, "no JSON object"},
		{`"question"`, "no JSON object"},
		{`42`, "no JSON object"},
		{`null`, `no "question"`},
		{`{"chat": "1"}`, `no "question"`},
		{`{"question": null}`, `no "question"`},
		{`{"question": ""}`, "empty"},
		{`{"question": " \n "}`, "empty"},
		{`{"question": 5}`, "question must be a text"},
		{`{"question": ["x"]}`, "question must be a text"},
		{`{"chat": 5, "question": "x"}`, "chat must be a text"},
		{`{"question": "x", "language": "Klingon"}`, "language must be"},
		{`{"question": "a\ud800b"}`, "surrogate"},
		{`{"question": "\udc00"}`, "surrogate"},
		{`{"question": "\ud83dx\ude00"}`, "surrogate"},
		{`{"question": "\ud83d\ud83d\ude00"}`, "surrogate"},
		{`{"question": "a\u0000b"}`, "NUL"},
		{"{\"question\": \"a\x00b\"}", "no valid JSON"},
		{"{\"question\": \"a\xffb\"}", "UTF-8"},
		{"\xef\xbb\xbf", "no valid JSON"},
		{`{"chat": "` + strings.Repeat("c", 2000) + `", "question": "x"}`, "longer than 1024"},
		{`{"question": "` + long + `"}`, "longer than 1 MB"},
		{long, "longer than 1 MB"},
		{strings.Repeat("[", 500_000), "no valid JSON"},
		{strings.Repeat(`{"a":`, 100_000), "no valid JSON"},
	}
	const good = `{"chat": "g", "question": "Where do the tulips come from?", "id": "other keys are fine"}`
	var in strings.Builder
	for _, b := range bad {
		in.WriteString(b.line + "\n" + good + "\n")
	}
	start := time.Now()
	out, err := runAsk(t, strings.NewReader(in.String()), "--json")
	if err != nil {
		t.Fatal(err)
	}
	lines := decodeLines(t, out)
	if len(lines) != 2*len(bad) {
		t.Fatalf("%d lines for %d", len(lines), 2*len(bad))
	}
	for i, b := range bad {
		if got := lines[2*i]; !strings.Contains(got.Error, b.want) || got.Verdict != "" {
			t.Errorf("%.60q: %+v, want %q", b.line, got, b.want)
		}
		got := lines[2*i+1]
		if got.Error != "" || got.Verdict != knowledge.Answer || !slices.Equal(got.Facts, []string{"tulips"}) {
			t.Errorf("after %.60q: %+v", b.line, got)
		}
	}
	if d := time.Since(start); d > 20*time.Second {
		t.Errorf("took %v", d)
	}
}

func TestAskLine(t *testing.T) {
	t.Parallel()
	out, err := runAsk(t, strings.NewReader(`{"chat":"1","question":"Where do the tulips come from? <&> 😀 \ud83d\ude00"}`), "--json")
	if err != nil {
		t.Fatal(err)
	}
	var fields map[string]any
	if err := json.Unmarshal([]byte(out), &fields); err != nil {
		t.Fatal(err)
	}
	for _, key := range []string{"verdict", "answer", "facts", "confidence", "language", "suggestions", "elapsed_us"} {
		if v, ok := fields[key]; !ok || v == nil {
			t.Errorf("%s is missing or null in %s", key, out)
		}
		delete(fields, key)
	}
	if len(fields) > 0 {
		t.Errorf("more than told: %v", fields)
	}
	if fields, _ := decodeLines(t, out)[0], 0; fields.Language != "en" || fields.Confidence < 0 || fields.Confidence > 1 {
		t.Errorf("%+v", fields)
	}
}

// Whoever writes a line and waits gets its answer before writing the next.
func TestAskAnswersLineByLine(t *testing.T) {
	t.Parallel()
	inRead, inWrite := io.Pipe()
	outRead, outWrite := io.Pipe()
	done := make(chan error, 1)
	base, err := loadFacts(marketDir(t), "")
	if err != nil {
		t.Fatal(err)
	}
	go func() {
		done <- newAsker(base, "").lines(inRead, outWrite)
		outWrite.Close()
	}()
	out := bufio.NewReader(outRead)
	for i := range 5 {
		if _, err := io.WriteString(inWrite, `{"chat":"1","question":"tulips?"}`+"\n"); err != nil {
			t.Fatal(err)
		}
		if s, err := out.ReadString('\n'); err != nil || !strings.Contains(s, "verdict") {
			t.Fatalf("line %d: %q, %v", i, s, err)
		}
	}
	inWrite.Close()
	if err := <-done; err != nil {
		t.Error(err)
	}
	outRead.Close()
	if err := newAsker(base, "").lines(strings.NewReader(`{"question":"x"}`), outWrite); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("nobody reads, and the error is %v", err)
	}
	broken := errors.New("the disk is gone")
	if err := newAsker(base, "").lines(iotest.ErrReader(broken), io.Discard); !errors.Is(err, broken) {
		t.Errorf("nothing can be read, and the error is %v", err)
	}
}

func TestConversationsAreBounded(t *testing.T) {
	t.Parallel()
	base, err := loadFacts(marketDir(t), "")
	if err != nil {
		t.Fatal(err)
	}
	a := newAsker(base, "")
	c := knowledge.Context{Turns: []knowledge.Turn{{Question: "q"}}}
	for i := range maxConversations + 100 {
		a.remember(strconv.Itoa(i), c)
		a.remember(strconv.Itoa(i), c)
	}
	if len(a.conversations) != maxConversations || len(a.order) != maxConversations {
		t.Errorf("%d conversations, %d in order", len(a.conversations), len(a.order))
	}
	if _, ok := a.conversations["0"]; ok {
		t.Error("the oldest is still there")
	}
	if _, ok := a.conversations[strconv.Itoa(maxConversations+99)]; !ok {
		t.Error("the newest is not there")
	}
	a.ask("", "Where do the tulips come from?", "", false)
	if _, ok := a.conversations[""]; ok {
		t.Error("lines without a chat share a conversation")
	}
	a.ask("x", "Where do the tulips come from?", "", false)
	if got := a.conversations["x"].Turns; len(got) != 1 {
		t.Errorf("context %+v", got)
	}
	a.ask("x", "thanks", "", false)
	if got := a.conversations["x"].Turns; len(got) != 1 {
		t.Errorf("context after thanks %+v", got)
	}
}

func TestLineReader(t *testing.T) {
	t.Parallel()
	exact := strings.Repeat("x", maxLine)
	in := "a\r\n\n" + exact + "\n" + exact + "\r\n" + exact + "y\n" + "b" + "\n" + exact + exact
	r := newLineReader(bufio.NewReaderSize(iotest.HalfReader(strings.NewReader(in)), 16))
	for i, want := range []struct {
		line string
		err  error
	}{{"a", nil}, {"", nil}, {exact, nil}, {exact, nil}, {exact, errLongLine}, {"b", nil}, {exact, errLongLine}, {"", io.EOF}} {
		got, err := r.next()
		if string(got) != want.line || !errors.Is(err, want.err) {
			t.Errorf("line %d: %d bytes, %v; want %d, %v", i, len(got), err, len(want.line), want.err)
		}
		if cap(r.buf) > 4*maxLine {
			t.Errorf("line %d: %d bytes held", i, cap(r.buf))
		}
	}
}

func FuzzAskLine(f *testing.F) {
	for _, s := range []string{`{"chat":"1","question":"tulips?"}`, `{"question":"\ud83d\ude00"}`, `{"question":"\\ud800"}`, "\x00", `{"question":{}}`, `{"question":"x","language":"zh"}`} {
		f.Add([]byte(s))
	}
	dir := f.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "market.yaml"), []byte(market), 0o600); err != nil {
		f.Fatal(err)
	}
	base, err := loadFacts(dir, "")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		var out bytes.Buffer
		if err := newAsker(base, "").lines(bytes.NewReader(line), &out); err != nil {
			t.Fatal(err)
		}
		want := bytes.Count(line, []byte("\n"))
		if len(line) > 0 && line[len(line)-1] != '\n' {
			want++
		}
		got := decodeLines(t, out.String())
		if len(got) != want {
			t.Fatalf("%d lines for %d: %s", len(got), want, out.String())
		}
		for _, l := range got {
			if (l.Error == "") == (l.Verdict == "") {
				t.Fatalf("neither answer nor error: %s", out.String())
			}
		}
	})
}

func TestLoneSurrogate(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]bool{
		`\ud83d\ude00`: false, `\uD83D\uDE00`: false, `\\ud800`: false, `\\\ud800`: true, `\ud800`: true, `\udfff`: true,
		`\ud83d \ude00`: true, `\ud83d\n\ude00`: true, `\u0041`: false, `\u12`: false, `\`: false, `\u`: false, `\ud7ff\ue000`: false,
		`\ud83d\ude00\ud83d`: true, `\ude00\ud83d`: true,
	} {
		if got := loneSurrogate([]byte(s)); got != want {
			t.Errorf("%s: %v", s, got)
		}
	}
}
