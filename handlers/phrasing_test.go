package handlers

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/forumbot/forumbot/knowledge"
)

// fakePhraser answers by functions; nil ones fail.
type fakePhraser struct {
	mu      sync.Mutex
	phrase  func(ctx context.Context, p Phrasing) (Phrased, error)
	choose  func(p Phrasing) (*knowledge.Fact, error)
	rewrite func(p Phrasing) (string, error)
	asked   []Phrasing
}

var errNoModel = errors.New("no model")

func (f *fakePhraser) note(p Phrasing) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.asked = append(f.asked, p)
}

func (f *fakePhraser) Phrase(ctx context.Context, p Phrasing) (Phrased, error) {
	f.note(p)
	if f.phrase == nil {
		return Phrased{}, errNoModel
	}
	return f.phrase(ctx, p)
}

func (f *fakePhraser) Choose(_ context.Context, p Phrasing) (*knowledge.Fact, error) {
	f.note(p)
	if f.choose == nil {
		return nil, errNoModel
	}
	return f.choose(p)
}

func (f *fakePhraser) Rewrite(_ context.Context, p Phrasing) (string, error) {
	f.note(p)
	if f.rewrite == nil {
		return "", errNoModel
	}
	return f.rewrite(p)
}

func (f *fakePhraser) Use(context.Context) (PhraserUse, error) {
	return PhraserUse{Asked: 12, Phrased: 9, Retried: 2, Tokens: 5000, Daily: 80000}, nil
}

// says words every answer like this, on all facts.
func says(text string) func(context.Context, Phrasing) (Phrased, error) {
	return func(_ context.Context, p Phrasing) (Phrased, error) {
		if p.Show != nil {
			p.Show("")
			p.Show(text[:len(text)/2])
			p.Show(text)
		}
		return Phrased{Text: text, Facts: p.Facts}, nil
	}
}

// fakeDrafts notes what drafts show.
type fakeDrafts struct {
	mu     sync.Mutex
	shown  []string
	opened int
	closed int
	stop   chan struct{}
}

func newFakeDrafts() *fakeDrafts { return &fakeDrafts{stop: make(chan struct{})} }

func (d *fakeDrafts) Draft(context.Context, int64, int) Draft {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.opened++
	return d
}

func (d *fakeDrafts) Show(html string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.shown = append(d.shown, html)
}

func (d *fakeDrafts) Stopped() <-chan struct{} { return d.stop }

func (d *fakeDrafts) Close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closed++
}

func withPhraser(t *testing.T, s *script, p Phraser, change func(*Options)) (*Handler, *recorder, *fakeDrafts) {
	t.Helper()
	out, drafts := newRecorder(t), newFakeDrafts()
	o := Options{Base: s, Messenger: out, Phraser: p, Drafts: drafts, Now: newClock().now, BotName: "FairBot"}
	if change != nil {
		change(&o)
	}
	return New(o), out, drafts
}

func handle(t *testing.T, h *Handler, m Message) {
	t.Helper()
	if err := h.Handle(t.Context(), m); err != nil {
		t.Fatal(err)
	}
}

func TestPhrased(t *testing.T) {
	t.Parallel()
	p := &fakePhraser{phrase: says("It was <Readers> & nothing else.")}
	h, out, drafts := withPhraser(t, newScript(), p, nil)
	handle(t, h, private("motto 2023?"))
	got := out.lastText()
	if !strings.HasPrefix(got, "It was <Readers> & nothing else.\n\nSource:") || strings.Contains(got, "The motto of") {
		t.Errorf("said %q", got)
	}
	q := p.asked[0]
	if q.Question != "motto 2023?" || len(q.Facts) != 1 || q.Facts[0].ID != "motto-2023" || q.Language != knowledge.English || q.Person != 5 && q.Person == 0 || q.Earlier != nil {
		t.Errorf("asked %+v", q)
	}
	if drafts.opened != 1 || drafts.closed != 1 || !slices.Equal(drafts.shown, []string{"", "It was &lt;Readers&gt;", "It was &lt;Readers&gt; &amp; nothing else."}) {
		t.Errorf("drafts %+v", drafts.shown)
	}
	// The buttons lead to the curated statement.
	data := out.sent[0].Buttons[0][0].Data
	handle(t, h, pressing(private(""), firstSent, data))
	if e := out.edits[firstSent]; len(e) != 1 || !strings.Contains(shownText(e[0].HTML), "The motto of the 2023") {
		t.Errorf("the source shows %+v", e)
	}
}

// The program says yes and no, not the model.
func TestPhrasedPremise(t *testing.T) {
	t.Parallel()
	for premise, want := range map[knowledge.Premise]string{
		knowledge.Contradicted: "No: It was Readers.",
		knowledge.Confirmed:    "Yes: It was Readers.",
		knowledge.NotAsked:     "It was Readers.",
	} {
		s := newScript()
		r := s.results["motto 2023?"]
		r.Premise = premise
		s.results["motto 2023?"] = r
		h, out, drafts := withPhraser(t, s, &fakePhraser{phrase: says("It was Readers.")}, nil)
		handle(t, h, private("motto 2023?"))
		if got, _, _ := strings.Cut(out.lastText(), "\n"); got != want || drafts.shown[2] != want {
			t.Errorf("%q: %q, drafts %q", premise, got, drafts.shown)
		}
	}
}

// Only the facts that the words rest on are cited.
func TestPhrasedOnSome(t *testing.T) {
	t.Parallel()
	s := newScript()
	s.answers("opening?", knowledge.English, mainHall, sideHall)
	h, out, _ := withPhraser(t, s, &fakePhraser{phrase: func(_ context.Context, p Phrasing) (Phrased, error) {
		return Phrased{Text: "At 10.", Facts: p.Facts[:1]}, nil
	}}, nil)
	handle(t, h, private("opening?"))
	e, ok, _ := h.state.ByAnswer(t.Context(), out.sent[0].Chat, firstSent)
	if !ok || !slices.Equal(e.Facts, []string{mainHall}) || len(out.sent) != 1 {
		t.Errorf("remembered %+v", e)
	}
}

// Whatever goes wrong, the curated text goes out.
func TestPhraserFails(t *testing.T) {
	t.Parallel()
	plain, out, _ := withPhraser(t, newScript(), nil, nil)
	handle(t, plain, private("motto 2023?"))
	want := out.lastText()
	for name, p := range map[string]*fakePhraser{
		"at once": {},
		"after showing something": {phrase: func(_ context.Context, p Phrasing) (Phrased, error) {
			p.Show("")
			p.Show("It was")
			return Phrased{}, errNoModel
		}},
		"by taking too long": {phrase: func(ctx context.Context, p Phrasing) (Phrased, error) {
			p.Show("")
			<-ctx.Done()
			return Phrased{}, ctx.Err()
		}},
	} {
		h, out, drafts := withPhraser(t, newScript(), p, func(o *Options) { o.PhraseWithin = 50 * time.Millisecond })
		handle(t, h, private("motto 2023?"))
		if got := out.lastText(); got != want || len(out.sent) != 1 || drafts.opened != drafts.closed {
			t.Errorf("%s: %q, %d drafts opened, %d closed", name, got, drafts.opened, drafts.closed)
		}
	}
}

// Who stops a draft gets the curated text at once.
func TestStopped(t *testing.T) {
	t.Parallel()
	var drafts *fakeDrafts
	p := &fakePhraser{phrase: func(ctx context.Context, p Phrasing) (Phrased, error) {
		p.Show("It was")
		close(drafts.stop)
		<-ctx.Done()
		return Phrased{}, ctx.Err()
	}}
	h, out, d := withPhraser(t, newScript(), p, func(o *Options) { o.PhraseWithin = time.Hour })
	drafts = d
	handle(t, h, private("motto 2023?"))
	if got := out.lastText(); !strings.Contains(got, "The motto of the 2023") {
		t.Error(got)
	}
}

// In groups the model is asked only where the settings say so.
func TestPhrasedInGroups(t *testing.T) {
	t.Parallel()
	for _, on := range []bool{false, true} {
		h, out, drafts := withPhraser(t, newScript(), &fakePhraser{phrase: says("It was Readers.")}, func(o *Options) { o.PhraseGroups = on })
		m := group("/ask motto 2023?")
		handle(t, h, m)
		if got := strings.HasPrefix(out.lastText(), "It was Readers."); got != on || (drafts.opened > 0) != on || len(out.sent) != 1 {
			t.Errorf("groups %v: %q, %d drafts", on, out.lastText(), drafts.opened)
		}
	}
}

// An edited question is answered in its place, without a draft.
func TestPhrasedEdit(t *testing.T) {
	t.Parallel()
	h, out, drafts := withPhraser(t, newScript(), &fakePhraser{phrase: says("It was Readers.")}, nil)
	handle(t, h, private("motto 2021?"))
	edit := private("motto 2023?")
	edit.Kind = Edited
	handle(t, h, edit)
	if e := out.edits[firstSent]; len(e) != 1 || !strings.HasPrefix(shownText(e[0].HTML), "It was Readers.") || drafts.opened != 1 {
		t.Errorf("%+v, %d drafts", e, drafts.opened)
	}
}

func suggesting() *script {
	s := newScript()
	s.results["hall?"] = knowledge.Result{Verdict: knowledge.Suggest, Language: knowledge.English, Matches: matches(mainHall, sideHall)}
	return s
}

// A choice counts when an answer comes of it.
func TestChoose(t *testing.T) {
	t.Parallel()
	side := fair().Fact(sideHall)
	choose := func(p Phrasing) (*knowledge.Fact, error) { return p.Facts[1], nil }
	p := &fakePhraser{choose: choose, phrase: says("The side hall is closed on Mondays.")}
	h, out, _ := withPhraser(t, suggesting(), p, nil)
	handle(t, h, private("hall?"))
	if got := out.lastText(); !strings.HasPrefix(got, "The side hall is closed on Mondays.\n\nSource") {
		t.Errorf("said %q", got)
	}
	if len(p.asked) != 2 || len(p.asked[0].Facts) != 2 || len(p.asked[1].Facts) != 1 || p.asked[1].Facts[0] != side {
		t.Errorf("asked %+v", p.asked)
	}
	e, _, _ := h.state.ByAnswer(t.Context(), out.sent[0].Chat, firstSent)
	if e.Verdict != knowledge.Answer || !slices.Equal(e.Facts, []string{sideHall}) || len(e.After.Turns) != 1 || e.After.Turns[0].Facts[0] != sideHall {
		t.Errorf("remembered %+v", e)
	}
	handle(t, h, private("/why"))
	if got := out.lastText(); !strings.Contains(got, "A language model helped me") || !strings.Contains(got, "Is the side hall open on Monday?") {
		t.Errorf("why: %q", got)
	}
	for name, p := range map[string]*fakePhraser{
		"none":            {choose: func(Phrasing) (*knowledge.Fact, error) { return nil, nil }, phrase: says("x")},
		"a failure":       {phrase: says("x")},
		"an answer fails": {choose: choose},
	} {
		h, out, _ := withPhraser(t, suggesting(), p, nil)
		handle(t, h, private("hall?"))
		if got := out.lastText(); !strings.Contains(got, "Is it one of these?") || len(out.sent[0].Buttons) != 2 {
			t.Errorf("%s: %q", name, got)
		}
	}
}

// A question of a conversation that finds nothing may be completed.
func TestRewrite(t *testing.T) {
	t.Parallel()
	p := &fakePhraser{rewrite: func(Phrasing) (string, error) { return "motto 2021?", nil }}
	h, out, _ := withPhraser(t, newScript(), p, nil)
	handle(t, h, private("and two before?"))
	if len(p.asked) != 0 {
		t.Errorf("asked without a conversation: %+v", p.asked)
	}
	handle(t, h, private("motto 2023?"))
	m := private("and two before?")
	m.ID = 77
	handle(t, h, m)
	if got := out.lastText(); !strings.Contains(got, "The motto of the 2021") {
		t.Errorf("said %q", got)
	}
	var rewrote Phrasing
	for _, q := range p.asked {
		if q.Question == "and two before?" {
			rewrote = q
		}
	}
	if !slices.Equal(rewrote.Earlier, []string{"motto 2023?"}) {
		t.Errorf("asked %+v", rewrote)
	}

	// Completed into something that finds nothing either, it stays a refusal.
	p.rewrite = func(Phrasing) (string, error) { return "something else?", nil }
	m = private("and what of it?")
	m.ID = 78
	handle(t, h, m)
	if e, _, _ := h.state.Last(t.Context(), m.Chat.ID, 0); e.Verdict != knowledge.Refuse {
		t.Errorf("%+v", e)
	}
}

// What is no answer, and what is a refusal in its own words, is left alone.
func TestNotPhrased(t *testing.T) {
	t.Parallel()
	s := newScript()
	gap := fair().Fact("gap-price")
	s.results["price?"] = knowledge.Result{Verdict: knowledge.Refuse, Language: knowledge.English, Gap: gap, Beside: fair().Fact(mainHall)}
	p := &fakePhraser{phrase: says("x"), rewrite: func(Phrasing) (string, error) { return "motto 2023?", nil }}
	h, _, _ := withPhraser(t, s, p, nil)
	for _, text := range []string{"hi", "price?", "/help", "what?"} {
		handle(t, h, private(text))
	}
	if len(p.asked) != 0 {
		t.Errorf("asked %+v", p.asked)
	}
}

// People are told that a model is used, and what it gets.
func TestModelIsTold(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		command string
		groups  bool
		p       Phraser
		want    map[string]bool
	}{
		{"/privacy", false, &fakePhraser{}, map[string]bool{"A language model": true, "not your name": true, "In groups I do without it": true}},
		{"/privacy", true, &fakePhraser{}, map[string]bool{"A language model": true, "In groups I do without it": false}},
		{"/privacy", false, nil, map[string]bool{"language model": false}},
		{"/about", false, &fakePhraser{}, map[string]bool{"language model": true}},
		{"/about", false, nil, map[string]bool{"language model": false}},
	} {
		h, out, _ := withPhraser(t, newScript(), c.p, func(o *Options) { o.PhraseGroups = c.groups })
		handle(t, h, private(c.command))
		for text, want := range c.want {
			if strings.Contains(out.lastText(), text) != want {
				t.Errorf("%s: %q should be told: %v\n%s", c.command, text, want, out.lastText())
			}
		}
	}
}

func TestModelUse(t *testing.T) {
	t.Parallel()
	b, _ := statsBench(t)
	b.phraser = &fakePhraser{}
	b.handle(private("/stats"))
	if got := b.out.lastText(); !strings.Contains(got, "\n\nLanguage model since the start\n9 of 12 answers") {
		t.Errorf("/stats: %s", got)
	}
	for l, want := range map[knowledge.Language]string{
		knowledge.English: "9 of 12 answers in its words, 2 asked for twice\n5000 of 80000 tokens today",
		knowledge.Chinese: "12个回答中有9个由它措辞，2个重问过一次\n今天用了5000个token，上限80000",
	} {
		if got := modelUse(l, PhraserUse{Asked: 12, Phrased: 9, Retried: 2, Tokens: 5000, Daily: 80000}); got != want {
			t.Errorf("%s: %q", l, got)
		}
	}
	if got := modelUse(knowledge.English, PhraserUse{Tokens: 5}); !strings.HasSuffix(got, "\n5 tokens today") {
		t.Error(got)
	}
}
