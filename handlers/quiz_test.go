package handlers

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/forumbot/forumbot/knowledge"
	"github.com/forumbot/forumbot/trivia"
)

// pollster is a Polls that checks what is sent.
type pollster struct {
	t       *testing.T
	mu      sync.Mutex
	sent    []Quiz
	stopped []int
	fail    error
}

func (p *pollster) SendQuiz(_ context.Context, q Quiz) (SentQuiz, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fail != nil {
		return SentQuiz{}, p.fail
	}
	if units(q.Question) > 300 || q.Question == "" || len(q.Options) < 2 || q.Right < 0 || q.Right >= len(q.Options) || q.Chat == 0 {
		p.t.Errorf("a quiz %+v", q)
	}
	for _, row := range q.Buttons {
		for _, b := range row {
			if _, ok := parsePress(b.Data); !ok {
				p.t.Errorf("button data %q", b.Data)
			}
		}
	}
	checkWords(p.t, q.Question+q.Explanation)
	p.sent = append(p.sent, q)
	n := len(p.sent)
	return SentQuiz{Message: 5000 + n, Poll: fmt.Sprint("poll", n)}, nil
}

func (p *pollster) StopPoll(_ context.Context, _ int64, message int) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.stopped = append(p.stopped, message)
	return nil
}

// quizBench is a bench with quizzes on the built-in facts, in time that tests
// move.
type quizBench struct {
	*bench
	polls *pollster
}

func newQuizBench(t *testing.T) *quizBench {
	t.Helper()
	b := &quizBench{newBench(t), &pollster{t: t}}
	b.Handler = New(Options{
		Base: embedded(), Messenger: b.out, Polls: b.polls, Quizzes: b.state, State: b.state, Members: admins{99: true},
		Now: b.clock.now, BotName: "FairBot",
	})
	b.composer.Store(quizComposer()) // its quizzes take a while to make
	return b
}

var quizComposer = sync.OnceValue(func() *Composer { return NewComposer(embedded()) })

// admins are a Members.
type admins map[int64]bool

func (a admins) Admin(_ context.Context, _, person int64) (bool, error) {
	if person == 13 {
		return false, errors.New("out of reach")
	}
	return a[person], nil
}

// refusal is an error by which Telegram will not have a message.
type refusal struct{}

func (refusal) Error() string { return "not enough rights to send polls" }
func (refusal) Refused() bool { return true }

// lastQuiz is the latest quiz, and what votes for it are told by.
func (b *quizBench) lastQuiz() (Quiz, string) {
	b.t.Helper()
	n := len(b.polls.sent)
	if n == 0 {
		b.t.Fatalf("no quiz was sent, but %+v", b.out.sent)
	}
	return b.polls.sent[n-1], fmt.Sprint("poll", n)
}

// vote answers the latest quiz, after some time.
func (b *quizBench) vote(person int64, right bool, after time.Duration) {
	b.t.Helper()
	q, poll := b.lastQuiz()
	option := q.Right
	if !right {
		option = (q.Right + 1) % len(q.Options)
	}
	b.clock.add(after)
	b.votes(person, poll, option)
}

func (b *quizBench) votes(person int64, poll string, options ...int) {
	b.t.Helper()
	m, ok := b.Sift(context.Background(), Message{Kind: Voted, From: &Person{ID: person, Name: fmt.Sprint("Player ", person)}, Vote: &Vote{Poll: poll, Options: options}})
	if !ok {
		b.t.Fatal("a vote is sifted out")
	}
	b.handle(m)
}

func from(m Message, person int64) Message {
	m.From = &Person{ID: person, LanguageCode: "en"}
	if m.Chat.Type == Private {
		m.Chat.ID = person
	}
	return m
}

func TestQuizCount(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]int{
		"": 1, "1": 1, "10": 10, "10题": 10, "１０ 道题": 10, "7 questions": 7, "99999999999999999999": maxRound,
		"0": 0, "-3": 0, "ten": 0, "10 20": 0, "题": 0, "1.5": 0,
	} {
		if got, ok := quizCount(args); got != want && ok || ok != (want > 0) {
			t.Errorf("%q: %d, %v, want %d", args, got, ok, want)
		}
	}
}

func FuzzQuizCount(f *testing.F) {
	for _, s := range []string{"", "10", "１０题", "stop", "\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if n, ok := quizCount(s); ok && n < 1 || !ok && n > 0 {
			t.Errorf("%q: %d, %v", s, n, ok)
		}
	})
}

// In private a quiz has a button for the next, in a group it answers who asked.
func TestQuiz(t *testing.T) {
	t.Parallel()
	b := newQuizBench(t)
	b.handle(private("/quiz"))
	q, poll := b.lastQuiz()
	if q.Chat != 7 || q.ReplyTo != 0 || len(q.Buttons) != 1 || q.Open != 0 {
		t.Errorf("in private: %+v", q)
	}
	if p, ok, _ := b.state.Poll(context.Background(), poll); !ok || p.Chat != 7 || p.Right != q.Right || p.Fact == "" || p.Message != 5001 {
		t.Errorf("stored %+v, %v", p, ok)
	}
	b.handle(pressing(private(""), 5001, q.Buttons[0][0].Data))
	if next, _ := b.lastQuiz(); len(b.polls.sent) != 2 || next.Question == q.Question {
		t.Errorf("next: %+v", next)
	}
	b.handle(group("/quiz"))
	if q, _ := b.lastQuiz(); len(b.polls.sent) != 3 || q.Chat != -5 || q.ReplyTo != 1 || len(q.Buttons) > 0 {
		t.Errorf("in a group: %+v", q)
	}
	if len(b.out.sent) > 0 {
		t.Errorf("it talks: %+v", b.out.sent)
	}
	for _, tt := range []struct{ text, says string }{
		{"/quiz what", "/quiz 10"}, {"/quiz 0", "/quiz 10"}, {"/quiz stop", "no round to stop"}, {"/quiz 5", "one at a time"},
	} {
		b.handle(private(tt.text))
		if got := b.out.lastText(); !strings.Contains(got, tt.says) {
			t.Errorf("%s: %q", tt.text, got)
		}
	}
	zh := private("/quiz")
	zh.From.LanguageCode = "zh-hans"
	b.handle(zh)
	if q, _ := b.lastQuiz(); !strings.ContainsFunc(q.Question, func(r rune) bool { return r > 0x2e7f }) || q.Buttons[0][0].Text != "下一题 ›" {
		t.Errorf("in Chinese: %+v", q)
	}
	b.polls.fail = errors.New("out of reach")
	if err := b.Handle(context.Background(), group("/quiz")); !errors.Is(err, b.polls.fail) {
		t.Errorf("got %v", err)
	}
	b.polls.fail = refusal{}
	b.handle(group("/quiz"))
	if got := b.out.lastText(); !strings.Contains(got, "admin can allow") {
		t.Errorf("where polls are forbidden: %q", got)
	}
}

// Without polls, or without facts that make any, it says so.
func TestNoQuizzes(t *testing.T) {
	t.Parallel()
	for _, with := range []bool{false, true} {
		b := newBench(t)
		if with {
			b.Handler = New(Options{Base: noFacts{b.base}, Messenger: b.out, Polls: &pollster{t: t}, Quizzes: b.state, State: b.state, Now: b.clock.now})
		}
		for _, m := range []Message{private("/quiz"), private("/quiz 10"), group("/quiz"), group("/quiz 10")} {
			b.handle(m)
			if got := b.out.lastText(); !strings.Contains(got, "no quizzes") {
				t.Errorf("%s: %q", m.Text, got)
			}
		}
		for _, data := range []string{"q:en:n:", "q:en:f:motto-2023", "q:en:t:w"} {
			b.handle(pressing(private(""), 9, data))
		}
		if len(b.out.acks) != 3 {
			t.Errorf("acknowledged %q", b.out.acks)
		}
		if _, ok := b.Sift(context.Background(), Message{Kind: Voted, From: &Person{ID: 7}, Vote: &Vote{Poll: "p"}}); ok != with {
			t.Errorf("a vote is kept: %v", ok)
		}
	}
}

// noFacts is a base without facts.
type noFacts struct{ Base }

func (noFacts) Facts() []*knowledge.Fact { return nil }

// A button asks a quiz on its fact; in a group once in a while only.
func TestQuizOnFact(t *testing.T) {
	t.Parallel()
	b := newQuizBench(t)
	fact := b.composer.Load().quizSource().facts("en")[0]
	button, ok := b.composer.Load().quizButton("en", embedded().Fact(fact))
	if !ok {
		t.Fatal("no button")
	}
	b.handle(pressing(group(""), 9, button.Data))
	q, poll := b.lastQuiz()
	if p, _, _ := b.state.Poll(context.Background(), poll); p.Fact != fact || q.ReplyTo != 9 {
		t.Errorf("asked %+v, %+v", q, p)
	}
	b.handle(pressing(group(""), 9, button.Data))
	if got := b.out.acks[len(b.out.acks)-1]; len(b.polls.sent) != 1 || !strings.Contains(got, "already here") {
		t.Errorf("again: %q", got)
	}
	b.clock.add(askAgain)
	b.handle(pressing(group(""), 9, button.Data))
	b.handle(pressing(private(""), 9, button.Data))
	b.handle(pressing(private(""), 9, button.Data))
	if len(b.polls.sent) != 4 {
		t.Errorf("%d quizzes", len(b.polls.sent))
	}
	for data, says := range map[string]string{"q:en:f:no-such-fact": "no longer", "q:en:x:": "can't read", "q:en:t:z": "can't read"} {
		b.handle(pressing(private(""), 9, data))
		if got := b.out.acks[len(b.out.acks)-1]; !strings.Contains(got, says) {
			t.Errorf("%s: %q", data, got)
		}
	}
}

// A fact on which there is no quiz has no button, and is not drawn.
func TestFactWithoutQuiz(t *testing.T) {
	t.Parallel()
	var folder strings.Builder
	folder.WriteString("name: {en: Zoo}\nlanguages: [en]\ntopics: [{id: zoo, en: Zoo}]\nsources: [{id: guide, title: {en: Guide}}]\nfacts:\n")
	for i, animal := range []string{"crane", "tiger", "carp", "newt", "otter", "lynx"} {
		fmt.Fprintf(&folder, "  - id: %[1]s\n    topic: zoo\n    text: {en: \"The %[1]s is there.\"}\n    questions: {en: [\"Is the %[1]s there?\"]}\n    sources: [guide]\n", animal)
		if i%2 == 0 {
			fmt.Fprintf(&folder, "    quiz:\n      question: {en: \"Where is the %s?\"}\n      options: [{en: There, right: true}, {en: Here}, {en: Away}, {en: Nowhere}]\n      explanation: {en: It is there.}\n", animal)
		}
	}
	zoo, err := knowledge.Load(fstest.MapFS{"zoo.yaml": {Data: []byte(folder.String())}})
	if err != nil {
		t.Fatal(err)
	}
	b := newQuizBench(t)
	b.SetBase(zoo)
	c := b.composer.Load()
	without := 0
	for _, f := range zoo.Facts() {
		if c.maker().Why(f.ID, "en") == "" {
			continue
		}
		without++
		if _, ok := c.quizButton("en", f); ok {
			t.Errorf("%s has a button and no quiz", f.ID)
		}
		b.handle(pressing(private(""), 9, press{kind: pressQuiz, language: "en", verb: quizFact, ids: []string{f.ID}}.data()))
		if got := b.out.acks[len(b.out.acks)-1]; !strings.Contains(got, "no quiz on this") {
			t.Errorf("%s: %q", f.ID, got)
		}
	}
	with := len(zoo.Facts()) - without
	if without != 3 {
		t.Fatalf("%d facts with and %d without a quiz test nothing", with, without)
	}
	seen := map[string]int{}
	for range with {
		b.handle(private("/quiz"))
		_, poll := b.lastQuiz()
		p, _, _ := b.state.Poll(context.Background(), poll)
		seen[p.Fact]++
	}
	if len(seen) != with {
		t.Errorf("of %d quizzes asked %v", with, seen)
	}
}

func TestQuizPress(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a", maxID)
	for _, p := range []press{
		{kind: pressQuiz, language: "zh", verb: quizFact, ids: []string{"theme-2023"}},
		{kind: pressQuiz, language: "zh", verb: quizNext},
		{kind: pressQuiz, language: "en", verb: quizBoards, scope: scopeSeason},
	} {
		got, ok := parsePress(p.data())
		if !ok || fmt.Sprint(got) != fmt.Sprint(p) {
			t.Errorf("%s: %+v, %v", p.data(), got, ok)
		}
	}
	if data := (press{kind: pressQuiz, language: "zh", verb: quizFact, ids: []string{long + "-and-more-than-that"}}).data(); len(data) > maxData {
		t.Errorf("%d bytes", len(data))
	}
	for _, data := range []string{"q:en:", "q:en:f", "q:en:f:", "q:en:f:a,b", "q:en:n", "q:en:n:x", "q:en:t:", "q:en:t:ww", "q:en:ff:a", "q:en:f:a:b"} {
		if p, ok := parsePress(data); ok {
			t.Errorf("%q is read as %+v", data, p)
		}
	}
}

// The first vote of each person counts, however it goes on.
func TestVotes(t *testing.T) {
	t.Parallel()
	b := newQuizBench(t)
	ctx := context.Background()
	b.handle(group("/quiz"))
	q, poll := b.lastQuiz()
	wrong := (q.Right + 1) % len(q.Options)
	b.clock.add(4 * time.Second)
	b.votes(1, poll)                 // taken back before it was given
	b.votes(1, poll, q.Right)        // the first
	b.votes(1, poll)                 // taken back
	b.votes(1, poll, wrong)          // another
	b.votes(2, poll, wrong)          //
	b.votes(2, poll, q.Right)        // too late to be right
	b.votes(3, poll, q.Right, wrong) // not what a quiz allows
	b.votes(4, "poll of nobody", 0)
	b.clock.add(time.Hour)
	b.votes(5, poll, q.Right)
	board, err := b.state.Board(ctx, -5, 0, 10)
	if err != nil || board.Players != 4 {
		t.Fatalf("%+v, %v", board, err)
	}
	got := fmt.Sprint(board.Standings)
	want := fmt.Sprint([]Standing{
		{Person: 1, Name: "Player 1", Answered: 1, Right: 1, Took: 4 * time.Second},
		{Person: 5, Name: "Player 5", Answered: 1, Right: 1, Took: slowest},
		{Person: 2, Name: "Player 2", Answered: 1},
		{Person: 3, Name: "Player 3", Answered: 1},
	})
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	bot := Message{Kind: Voted, From: &Person{ID: 9, IsBot: true}, Vote: &Vote{Poll: poll, Options: []int{q.Right}}}
	if _, ok := b.Sift(ctx, bot); ok {
		t.Error("a bot's vote is kept")
	}
	if len(b.out.sent) > 0 {
		t.Errorf("it talks about votes: %+v", b.out.sent)
	}
}

// A name is a stranger's words: it stands in one short line and disturbs
// nothing; who has none is called something.
func TestPlayerNames(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Emma Li": "Emma Li", " a \n b\u202e\u200b ": "a b", "<b>&": "<b>&", "": "", "\u2066\u2069": "",
		strings.Repeat("长", 30): strings.Repeat("长", 9) + "…",
	} {
		if got := playerName(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
	b := newQuizBench(t)
	b.handle(group("/quiz"))
	q, poll := b.lastQuiz()
	for i, name := range []string{"<a href=\"tg://user?id=1\">x</a> & co", "", "🥇 1. \u202ereversed\nline"} {
		b.handle(Message{Kind: Voted, From: &Person{ID: int64(i + 1), Name: name}, Vote: &Vote{Poll: poll, Options: []int{q.Right}}})
	}
	b.handle(group("/top"))
	got := b.out.lastText() // and the recorder checks the HTML
	if !strings.Contains(got, `<a href="tg://user?…`) && !strings.Contains(got, `<a href=`) || !strings.Contains(got, "No name") || strings.Contains(got, "\u202e") {
		t.Errorf("said %q", got)
	}
	if lines := strings.Count(got, "\n"); lines != 4 { // title, blank, three
		t.Errorf("%d lines: %q", lines, got)
	}
}

func FuzzPlayerName(f *testing.F) {
	f.Add("Emma")
	f.Add("a\u0300\u202e\n\xff")
	f.Fuzz(func(t *testing.T, s string) {
		if name := playerName(s); width(name) > playerWidth || strings.ContainsAny(name, "\n\t") || strings.ContainsFunc(name, unclean) {
			t.Errorf("%q: %q", s, name)
		}
	})
}

// Who missed a fact is asked again, from the next day on, and told why.
func TestReview(t *testing.T) {
	t.Parallel()
	b := newQuizBench(t)
	ctx := context.Background()
	b.handle(private("/quiz"))
	missed, poll := b.lastQuiz()
	first, _, _ := b.state.Poll(ctx, poll)
	b.vote(7, false, 3*time.Second)
	asked := func() Poll {
		t.Helper()
		_, poll := b.lastQuiz()
		p, _, _ := b.state.Poll(ctx, poll)
		return p
	}
	b.handle(private("/quiz"))
	if q, _ := b.lastQuiz(); asked().Fact == first.Fact || strings.Contains(q.Question, "↻") {
		t.Errorf("asked again at once: %q", q.Question)
	}
	b.vote(7, true, 3*time.Second)
	for days, says := range map[int]string{1: "yesterday", 3: "on Monday", 20: "on 23 November"} {
		b.clock.add(time.Duration(days) * 24 * time.Hour)
		b.handle(private("/quiz"))
		if q, _ := b.lastQuiz(); asked().Fact != first.Fact || !strings.HasPrefix(q.Question, "↻ Once more: you missed this one "+says+".\n\n") {
			t.Errorf("after %d days: %q", days, q.Question)
		}
		b.clock.add(-time.Duration(days) * 24 * time.Hour)
	}
	b.clock.add(24 * time.Hour)
	b.handle(group("/quiz"))
	if q, _ := b.lastQuiz(); strings.Contains(q.Question, "↻") {
		t.Errorf("in a group: %q", q.Question)
	}
	b.handle(private("/quiz"))
	b.vote(7, true, time.Second)
	b.handle(private("/quiz"))
	if asked().Fact == first.Fact {
		t.Error("asked again though it was right")
	}
	b.clock.add(3 * 24 * time.Hour)
	b.handle(private("/quiz"))
	if q, _ := b.lastQuiz(); !strings.Contains(q.Question, "Still sure?") {
		t.Errorf("what was right should be asked again: %q", q.Question)
	}
	_ = missed
}

func TestPastDay(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 25, 0, 30, 0, 0, time.FixedZone("", 8*60*60)) // a Wednesday
	for ago, want := range map[time.Duration][2]string{
		time.Minute: {"earlier today", "今天早些时候"}, time.Hour: {"yesterday", "昨天"}, 25 * time.Hour: {"on Monday", "星期一"},
		6 * 24 * time.Hour: {"on Thursday", "星期四"}, 7 * 24 * time.Hour: {"on 18 November", "11月18日这天"},
		-time.Hour: {"earlier today", "今天早些时候"},
	} {
		for i, l := range []knowledge.Language{"en", "zh"} {
			if got := pastDay(l, now.Add(-ago), now); got != want[i] {
				t.Errorf("%s ago: %q, want %q", ago, got, want[i])
			}
		}
	}
}

// The prefix of a question never makes it too long for Telegram.
func TestLongQuestions(t *testing.T) {
	t.Parallel()
	var out Quiz
	long := strings.Repeat("a", trivia.MaxQuestion)
	if out.fill(trivia.Quiz{Question: long}, "note\n\n"); out.Question != long {
		t.Errorf("got %q", out.Question)
	}
	if out.fill(trivia.Quiz{Question: long[10:]}, "note\n\n"); out.Question != "note\n\n"+long[10:] {
		t.Errorf("got %q", out.Question)
	}
}
