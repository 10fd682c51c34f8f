package handlers

import (
	"context"
	"errors"
	"fmt"
	"html"
	"regexp"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf8"

	"github.com/forumbot/forumbot/knowledge"
)

// fair is a knowledge folder on a subject of its own: nothing here may depend
// on the built-in one.
var fair = sync.OnceValue(func() *knowledge.Base {
	var b strings.Builder
	b.WriteString(`
name: {zh: 滨河书展, en: Riverside Book Fair (RBF)}
languages: [zh, en]
topics:
  - {id: mottos, zh: 历届口号, en: Mottos}
  - {id: visiting, zh: 参观, en: Visiting}
  - {id: empty, zh: 空, en: Empty}
timeline:
  - {id: motto, zh: 口号, en: Motto}
sources:
  - id: gazette
    title: {zh: 书展二十年, en: Twenty Years of the Fair}
    publisher: {zh: 滨河日报, en: Riverside Gazette}
    date: 2024-03-02
    url: https://gazette.example/fair?a=1&b=2
  - id: leaflet
    title: {zh: 参观须知, en: Visitors' Leaflet}
    publisher: {zh: 书展办公室, en: Fair Office}
    date: 2024
facts:
`)
	for i, motto := range []string{"Ink", "Paper", "Thread", "Margins", "Chapters", "Readers", "Shelves"} {
		year := 2018 + i
		fmt.Fprintf(&b, `
  - id: motto-%[1]d
    edition: %[1]d
    as_of: %[1]d-09
    topic: mottos
    text: {zh: "%[1]d滨河书展的口号是“%[2]s”。", en: "The motto of the %[1]d Riverside Book Fair was “%[2]s”."}
    questions:
      zh: ["%[1]d年书展的口号是什么？", "%[2]s是哪一年的口号？"]
      en: ["What was the fair's motto in %[1]d?", "Which year had the motto %[2]s?"]
    sources: [gazette]
    related: [motto-first]
`, year, motto)
	}
	b.WriteString(`
  - id: motto-first
    topic: mottos
    text: {zh: 书展从一开始就有口号。, en: The fair has had mottos from its beginning.}
    questions: {zh: ["书展一直有口号吗？"], en: ["Has the fair always had a motto?"]}
    sources: [gazette]
  - id: visiting-opening-hours-for-main-hall-on-weekdays
    topic: visiting
    as_of: 2024-03
    text: {zh: "主厅周一上午十点开门 & 下午六点关门。", en: "The main hall opens at 10 & closes at 6 on <Mondays>."}
    questions: {zh: ["主厅周一几点开门？"], en: ["When does the main hall open on Monday?"]}
    sources: [leaflet, gazette]
  - id: visiting-opening-hours-for-side-hall-on-weekdays
    topic: visiting
    as_of: 2024-03
    text: {zh: 侧厅周一不开放。, en: The side hall is closed on Mondays.}
    questions: {zh: ["侧厅周一开放吗？"], en: ["Is the side hall open on Monday?"]}
    sources: [leaflet]
gaps:
  - id: gap-price
    topic: visiting
    text: {zh: 资料没有提到票价。, en: The facts don't tell ticket prices.}
    questions: {zh: ["门票多少钱？"], en: ["How much is a ticket?"]}
    near: [visiting-opening-hours-for-main-hall-on-weekdays]
`)
	base, err := knowledge.Load(fstest.MapFS{"fair.yaml": {Data: []byte(b.String())}})
	if err != nil {
		panic(err)
	}
	return base
})

// embedded are the built-in facts.
var embedded = sync.OnceValue(func() *knowledge.Base {
	base, err := knowledge.Embedded()
	if err != nil {
		panic(err)
	}
	return base
})

const (
	mainHall = "visiting-opening-hours-for-main-hall-on-weekdays"
	sideHall = "visiting-opening-hours-for-side-hall-on-weekdays"
)

// script answers known questions as told, others by a refusal, and notes what
// it was asked.
type script struct {
	*knowledge.Base
	mu      sync.Mutex
	results map[string]knowledge.Result
	asked   []knowledge.Query
}

func newScript() *script {
	s := &script{Base: fair(), results: map[string]knowledge.Result{}}
	s.answers("motto 2023?", knowledge.English, "motto-2023")
	s.answers("2023口号？", knowledge.Chinese, "motto-2023")
	s.answers("motto 2021?", knowledge.English, "motto-2021")
	s.results["hi"] = knowledge.Result{Verdict: knowledge.Smalltalk, Smalltalk: knowledge.Greeting, Language: knowledge.English}
	return s
}

func (s *script) answers(question string, l knowledge.Language, facts ...string) {
	s.results[question] = knowledge.Result{Verdict: knowledge.Answer, Language: l, Matches: matches(facts...), Confidence: 0.9}
}

func matches(facts ...string) []knowledge.Match {
	var out []knowledge.Match
	for _, id := range facts {
		f := fair().Fact(id)
		if f == nil {
			panic("no fact " + id)
		}
		out = append(out, knowledge.Match{Fact: f, Score: 1})
	}
	return out
}

func (s *script) Ask(q knowledge.Query) knowledge.Result {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, q)
	r, ok := s.results[q.Text]
	if !ok {
		r = knowledge.Result{Verdict: knowledge.Refuse, Language: q.Language}
	}
	r.Context = q.Context
	if r.Verdict == knowledge.Smalltalk {
		r.Context = knowledge.Context{} // the handler must not lose the thread for it
	}
	if r.Verdict == knowledge.Answer {
		t := knowledge.Turn{Question: q.Text}
		for _, m := range r.Matches {
			t.Facts = append(t.Facts, m.Fact.ID)
		}
		r.Context.Turns = append(append([]knowledge.Turn{}, q.Context.Turns...), t)
	}
	return r
}

// last is the latest question asked of the facts.
func (s *script) last(t *testing.T) knowledge.Query {
	t.Helper()
	if len(s.asked) == 0 {
		t.Fatal("nothing was asked")
	}
	return s.asked[len(s.asked)-1]
}

// recorder is a Messenger that checks whatever is sent.
type recorder struct {
	t     *testing.T
	mu    sync.Mutex
	sent  []Reply
	edits map[int][]Reply
	acks  []string
	fail  error
}

func newRecorder(t *testing.T) *recorder { return &recorder{t: t, edits: map[int][]Reply{}} }

// firstSent is the id of the first message that a recorder sends.
const firstSent = 1000

func (r *recorder) Send(_ context.Context, m Reply) (int, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fail != nil {
		return 0, r.fail
	}
	checkReply(r.t, m)
	r.sent = append(r.sent, m)
	return firstSent + len(r.sent) - 1, nil
}

func (r *recorder) Edit(_ context.Context, id int, m Reply) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.fail != nil {
		return r.fail
	}
	if m.HTML == "" { // the buttons alone
		m.HTML = "-"
		checkReply(r.t, m)
		m.HTML = ""
	} else {
		checkReply(r.t, m)
	}
	r.edits[id] = append(r.edits[id], m)
	return nil
}

func (r *recorder) Acknowledge(_ context.Context, id, notice string, _ bool) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if n := len([]rune(notice)); n > 200 {
		r.t.Errorf("a notice of %d characters", n)
	}
	if id == "" {
		r.t.Error("a press acknowledged without its id")
	}
	checkWords(r.t, notice)
	r.acks = append(r.acks, notice)
	return nil
}

func (r *recorder) Typing(context.Context, int64, int) error { return nil }

// lastText is the plain text of the latest message sent.
func (r *recorder) lastText() string {
	r.t.Helper()
	if len(r.sent) == 0 {
		r.t.Fatal("nothing was sent")
	}
	return shownText(r.sent[len(r.sent)-1].HTML)
}

func (r *recorder) silent() {
	r.t.Helper()
	if len(r.sent) > 0 || len(r.edits) > 0 {
		r.t.Errorf("spoke: %+v %+v", r.sent, r.edits)
	}
}

func checkReply(t *testing.T, m Reply) {
	t.Helper()
	if err := validHTML(m.HTML); err != nil {
		t.Errorf("%v in %q", err, m.HTML)
	}
	if m.Chat == 0 || strings.TrimSpace(shownText(m.HTML)) == "" {
		t.Errorf("an empty message or none's chat: %+v", m)
	}
	checkWords(t, m.HTML)
	buttons := 0
	for _, row := range m.Buttons {
		if len(row) == 0 || len(row) > 8 {
			t.Errorf("a row of %d buttons", len(row))
		}
		for _, b := range row {
			buttons++
			checkWords(t, b.Text)
			if b.Text == "" || width(b.Text) > labelWidth+2 {
				t.Errorf("a button labelled %q", b.Text)
			}
			if b.URL != "" && b.Data == "" && strings.HasPrefix(b.URL, "https://t.me/") {
				continue
			}
			if _, ok := parsePress(b.Data); !ok && b.URL == "" || len(b.Data) > 64 {
				t.Errorf("button data %q (%d bytes)", b.Data, len(b.Data))
			}
		}
	}
	if buttons > 100 {
		t.Errorf("%d buttons", buttons)
	}
}

var messageID = regexp.MustCompile(`\b(answer|source|suggest|refuse|talk|start|help|ask|about|topics|language|command|why|button|press|profile|limit|feedback|report|review|stats)\.[a-z]+`)

// checkWords finds unfilled placeholders and message ids said in place of
// messages.
func checkWords(t *testing.T, s string) {
	t.Helper()
	if strings.Contains(s, "<no value>") || strings.Contains(s, "&lt;no value") || strings.Contains(s, "{{") || messageID.MatchString(s) {
		t.Errorf("broken words: %q", s)
	}
}

var tag = regexp.MustCompile(`^<(/?)(b|i|a|blockquote)( expandable| href="https?://[^"<>]*")?>`)
var reference = regexp.MustCompile(`^&(lt|gt|amp|quot);`)

// validHTML holds a text to the part of Telegram's HTML that is used here.
func validHTML(s string) error {
	var open []string
	for s != "" {
		switch s[0] {
		case '<':
			m := tag.FindStringSubmatch(s)
			if m == nil {
				return fmt.Errorf("no tag at %.20q", s)
			}
			if m[1] == "" {
				open = append(open, m[2])
			} else if len(open) == 0 || open[len(open)-1] != m[2] {
				return fmt.Errorf("%s closes %v", m[0], open)
			} else {
				open = open[:len(open)-1]
			}
			s = s[len(m[0]):]
		case '&':
			m := reference.FindString(s)
			if m == "" {
				return fmt.Errorf("a bare & at %.20q", s)
			}
			s = s[len(m):]
		case '>':
			return errors.New("a bare >")
		default:
			r, size := utf8.DecodeRuneInString(s)
			if unclean(r) {
				return fmt.Errorf("%U is sent", r)
			}
			s = s[size:]
		}
	}
	if len(open) > 0 {
		return fmt.Errorf("%v stay open", open)
	}
	return nil
}

var anyTag = regexp.MustCompile(`</?[a-z][^>]*>`)

func shownText(s string) string { return html.UnescapeString(anyTag.ReplaceAllString(s, "")) }

// clock is a time that tests move.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func newClock() *clock { return &clock{t: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// bench is a handler with all that surrounds it.
type bench struct {
	*Handler
	t     *testing.T
	base  *script
	out   *recorder
	state *Memory
	clock *clock
}

func newBench(t *testing.T) *bench {
	t.Helper()
	b := &bench{t: t, base: newScript(), out: newRecorder(t), clock: newClock()}
	b.state = NewMemory(b.clock.now)
	b.Handler = New(Options{Base: b.base, Messenger: b.out, State: b.state, Usage: b.state, Feedback: b.state, Now: b.clock.now, BotName: "FairBot"})
	return b
}

func (b *bench) handle(m Message) {
	b.t.Helper()
	if err := b.Handle(context.Background(), m); err != nil {
		b.t.Fatal(err)
	}
}

func private(text string) Message {
	return Message{Kind: Wrote, Chat: Chat{ID: 7, Type: Private}, From: &Person{ID: 7, LanguageCode: "en-GB"}, ID: 1, Text: text}
}

func group(text string) Message {
	return Message{Kind: Wrote, Chat: Chat{ID: -5, Type: Supergroup}, From: &Person{ID: 7, LanguageCode: "en"}, ID: 1, Text: text}
}

func pressing(m Message, message int, data string) Message {
	m.Kind, m.ID, m.Text, m.Button = Pressed, message, "", &Press{ID: "press", Data: data}
	return m
}
