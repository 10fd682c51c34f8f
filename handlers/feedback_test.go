package handlers

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/forumbot/forumbot/knowledge"
)

// under is a press on a message of ours with a keyboard.
func under(m Message, message int, keyboard [][]Button, data string) Message {
	m = pressing(m, message, data)
	m.Button.Keyboard = keyboard
	return m
}

func by(person int64, m Message) Message {
	m.From = &Person{ID: person, LanguageCode: "en"}
	return m
}

// find is the data of the button with a text.
func find(t *testing.T, rows [][]Button, text string) string {
	t.Helper()
	for _, row := range rows {
		for _, b := range row {
			if b.Text == text {
				return b.Data
			}
		}
	}
	t.Fatalf("no button %q in %v", text, labels(rows))
	return ""
}

func (b *bench) lastNotice() string {
	b.t.Helper()
	if len(b.out.acks) == 0 {
		b.t.Fatal("nothing is acknowledged")
	}
	return b.out.acks[len(b.out.acks)-1]
}

// What is answered by a fact can be rated, in one tidy row; what was opened
// from a list can be reported; small talk and refusals can be neither.
func TestWhereOpinionsAreAsked(t *testing.T) {
	t.Parallel()
	c := NewComposer(fair())
	last := func(rows [][]Button) []string {
		if len(rows) == 0 {
			return nil
		}
		return labels(rows[len(rows)-1:])
	}
	answer := knowledge.Result{Verdict: knowledge.Answer, Language: knowledge.Chinese, Matches: matches("motto-2023")}
	if got := last(c.Compose("", answer).Buttons); !slices.Equal(got, []string{"👍", "👎", "纠错"}) {
		t.Errorf("an answer: %v", got)
	}
	answer.Matches = matches("motto-2023", mainHall, sideHall, "motto-first")
	for _, row := range c.Compose("", answer).Buttons {
		for _, b := range row {
			if p, ok := parsePress(b.Data); !ok || len(b.Data) > maxData {
				t.Errorf("%s: %q reads as %+v", b.Text, b.Data, p)
			}
		}
	}
	browsed, _ := (&session{Composer: c, Handler: &Handler{}}).pressedShown(press{kind: pressFact, language: "en", ids: []string{"motto-2023"}})
	if got := labels(browsed.Buttons[:1]); !slices.Equal(got, []string{"Source", "Related", "Report"}) || slices.Contains(labels(browsed.Buttons), "👍") {
		t.Errorf("opened from a list: %v", labels(browsed.Buttons))
	}
	for name, r := range map[string]knowledge.Result{
		"small talk":   {Verdict: knowledge.Smalltalk, Smalltalk: knowledge.Ability, Language: "en"},
		"a refusal":    {Verdict: knowledge.Refuse, Language: "en", Matches: matches("motto-2023")},
		"a suggestion": {Verdict: knowledge.Suggest, Language: "en", Matches: matches("motto-2023", mainHall)},
	} {
		got := labels(c.Compose("", r).Buttons)
		if slices.Contains(got, "👍") || slices.Contains(got, "Report") {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// A person has one vote on a fact: the last. The same again, under the same
// answer, takes it back.
func TestRating(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.handle(group("/ask motto 2023?"))
	rows := b.out.sent[0].Buttons
	v := versionOf(fair().Fact("motto-2023"))
	for i, step := range []struct {
		person  int64
		button  string
		message int
		says    string
		kept    string // of both persons
	}{
		{8, "👍", firstSent, "Glad", "+ "},
		{9, "👎", firstSent, "Noted", "+-"},
		{8, "👎", firstSent, "Noted", "--"},
		{8, "👎", firstSent, "Taken back", " -"},
		{8, "👎", firstSent, "Noted", "--"},
		{8, "👎", firstSent + 5, "Noted", "--"}, // another answer with the same fact
		{8, "👎", firstSent, "Noted", "--"},
		{9, "👍", firstSent, "Glad", "-+"},
	} {
		b.handle(by(step.person, under(group(""), step.message, rows, find(t, rows, step.button))))
		if !strings.Contains(b.lastNotice(), step.says) {
			t.Errorf("step %d: %q", i, b.lastNotice())
		}
		kept := ""
		for _, person := range []int64{8, 9} {
			r, ok, _ := b.state.Rating(context.Background(), v, person)
			switch {
			case !ok:
				kept += " "
			case r.Up:
				kept += "+"
			default:
				kept += "-"
			}
		}
		if kept != step.kept {
			t.Errorf("step %d: kept %q, want %q", i, kept, step.kept)
		}
	}
	if len(b.out.edits) > 0 || len(b.out.sent) != 1 {
		t.Error("the chat sees something of it")
	}
}

// All facts of an answer are rated.
func TestRatingOfTwoFacts(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.base.answers("both?", knowledge.English, "motto-2023", mainHall)
	b.handle(private("both?"))
	data := find(t, b.out.sent[0].Buttons, "👎")
	for n, want := range []bool{true, false} {
		b.handle(pressing(private(""), firstSent, data))
		for _, id := range []string{"motto-2023", mainHall} {
			if _, ok, _ := b.state.Rating(context.Background(), versionOf(fair().Fact(id)), 7); ok != want {
				t.Errorf("%s after %d presses: %v", id, n+1, ok)
			}
		}
	}
}

// What is thought of an old wording, or of a fact that is gone, is no opinion.
func TestOpinionOnAnotherVersion(t *testing.T) {
	t.Parallel()
	for data, says := range map[string]string{
		"v:en:motto-2023:0000:u": "updated since", "o:en:motto-2023:0000": "updated since", "o:en:motto-2023:0000:w": "updated since",
		"v:en:motto-1066:0000:u": "no longer", "o:en:motto-1066": "no longer", "o:en:motto-2023,motto-1066:0000": "no longer",
	} {
		b := newBench(t)
		keyboard := [][]Button{{{Text: "x", Data: "o:en:motto-2023"}}}
		b.handle(under(group(""), 3, keyboard, data))
		if !strings.Contains(b.lastNotice(), says) {
			t.Errorf("%s: %q", data, b.lastNotice())
		}
		if n := b.state.ratings.order.Len() + b.state.reports.order.Len(); n > 0 {
			t.Errorf("%s: %d opinions are kept", data, n)
		}
		for _, e := range b.out.edits[3] {
			if len(e.Buttons) != 1 {
				t.Errorf("%s: %v", data, labels(e.Buttons))
			}
		}
	}
}

// A report asks below whatever buttons there are, and leaves them as they were.
func TestReport(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.handle(group("/ask motto 2023?"))
	before := b.out.sent[0].Buttons
	press := func(person int64, rows [][]Button, text string) [][]Button {
		t.Helper()
		b.handle(by(person, under(group(""), firstSent, rows, find(t, rows, text))))
		edits := b.out.edits[firstSent]
		if e := edits[len(edits)-1]; e.HTML != "" {
			t.Errorf("the text is rewritten: %q", e.HTML)
		}
		return edits[len(edits)-1].Buttons
	}
	asking := press(8, before, "Report")
	if got := labels(asking[len(before):]); !slices.Equal(got, []string{"Outdated", "Wrong", "Never mind"}) || !slices.Equal(labels(asking[:len(before)]), labels(before)) {
		t.Fatalf("asks %v", labels(asking))
	}
	if again := press(9, asking, "Report"); !slices.Equal(labels(again), labels(asking)) {
		t.Errorf("a second press: %v", labels(again))
	}
	count := func(want Reports) {
		t.Helper()
		if got, err := b.state.Reports(context.Background(), versionOf(fair().Fact("motto-2023")), 0); got != want || err != nil {
			t.Errorf("kept %+v, %v, want %+v", got, err, want)
		}
	}
	if after := press(8, asking, "Never mind"); !slices.Equal(labels(after), labels(before)) || b.lastNotice() != "" {
		t.Errorf("never mind: %v, %q", labels(after), b.lastNotice())
	}
	count(Reports{})
	if after := press(8, asking, "Wrong"); !slices.Equal(labels(after), labels(before)) || !strings.Contains(b.lastNotice(), "Thank you") {
		t.Errorf("wrong: %v, %q", labels(after), b.lastNotice())
	}
	count(Reports{Wrong: 1})
	press(8, asking, "Outdated") // thought better of it
	count(Reports{Outdated: 1})
	press(9, asking, "Wrong")
	count(Reports{Outdated: 1, Wrong: 1})
	if len(b.out.sent) != 1 {
		t.Error("something is said in the chat")
	}
}

// Of several facts one is named first.
func TestReportOfOneOfSeveral(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.base.answers("both?", knowledge.English, "motto-2023", mainHall)
	b.handle(private("both?"))
	rows := b.out.sent[0].Buttons
	for _, text := range []string{"Report", "When does the main hall open on Monday?", "Outdated"} {
		b.handle(under(private(""), firstSent, rows, find(t, rows, text)))
		edits := b.out.edits[firstSent]
		rows = edits[len(edits)-1].Buttons
	}
	if !slices.Equal(labels(rows), labels(b.out.sent[0].Buttons)) {
		t.Errorf("left %v", labels(rows))
	}
	hall, _ := b.state.Reports(context.Background(), versionOf(fair().Fact(mainHall)), 0)
	motto, _ := b.state.Reports(context.Background(), versionOf(fair().Fact("motto-2023")), 0)
	if hall != (Reports{Outdated: 1}) || motto != (Reports{}) {
		t.Errorf("kept %+v, %+v", hall, motto)
	}
}

// Under a message of another kind the plain form works, as in posts and quizzes.
func TestReportUnderAnyMessage(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	post := [][]Button{{{Text: "More", URL: "https://fair.example"}}, {{Text: "Report", Data: "o:en:motto-2023"}}}
	b.handle(under(group(""), 3, post, "o:en:motto-2023"))
	asking := b.out.edits[3][0].Buttons
	b.handle(under(group(""), 3, asking, find(t, asking, "Wrong")))
	if got := b.out.edits[3][1].Buttons; !slices.EqualFunc(got, post, slices.Equal[[]Button]) {
		t.Errorf("left %v", got)
	}
	for name, m := range map[string]Message{
		"no keyboard": under(group(""), 3, nil, "o:en:motto-2023"),
		"no message":  under(Message{From: &Person{ID: 7, LanguageCode: "en"}}, 0, post, "o:en:motto-2023"),
	} {
		edits := len(b.out.edits[3])
		b.handle(m)
		if !strings.Contains(b.lastNotice(), "too old") || len(b.out.edits[3]) != edits {
			t.Errorf("%s: %q", name, b.lastNotice())
		}
	}
}

// The keyboard of a message is kept for reports alone.
func TestSiftOfKeyboards(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	rows := [][]Button{{{Text: "x", Data: "o:en:motto-2023"}}}
	for data, kept := range map[string]bool{"o:en:motto-2023": true, "o:en:a:0k3v:n": true, "f:en:motto-2023": false, "o": false, "v:en:a:0k3v:u": false} {
		m, ok := b.Sift(context.Background(), under(group(""), 3, rows, data))
		if !ok || m.Button.Data != data || (len(m.Button.Keyboard) > 0) != kept {
			t.Errorf("%s: %+v, %v", data, m.Button, ok)
		}
	}
}

// Each admin hears of a fact once, when enough different people have reported
// it; the fact is told as before.
func TestAdminsHearOfReports(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.admins, b.review = []int64{70, 71}, 3
	if err := b.state.SetLanguage(context.Background(), 71, "en"); err != nil {
		t.Fatal(err)
	}
	rows := [][]Button{{{Text: "Report", Data: "o:en:motto-2023"}}}
	report := func(person int64, data string) {
		b.handle(by(person, under(group(""), 3, rows, data)))
	}
	for range 5 {
		report(8, "o:en:motto-2023::w")
	}
	report(9, "o:en:motto-2023::o")
	report(10, "o:en:motto-2021::o") // another fact
	if len(b.out.sent) != 0 {
		t.Fatalf("told after two people: %+v", b.out.sent)
	}
	for person := range int64(5) {
		report(100+person, "o:en:motto-2023::w")
	}
	if len(b.out.sent) != 2 || b.out.sent[0].Chat != 70 || b.out.sent[1].Chat != 71 {
		t.Fatalf("told %+v", b.out.sent)
	}
	zh, en := shownText(b.out.sent[0].HTML), shownText(b.out.sent[1].HTML)
	if !strings.Contains(zh, "共3人（过时1人，有误2人）") || !strings.Contains(en, "People: 3 (outdated: 1, wrong: 2)") || !strings.Contains(en, "“Readers”") || !strings.Contains(en, "Fact: motto-2023") {
		t.Errorf("said %q and %q", zh, en)
	}
	// Also after a restart.
	b.Handler = New(Options{Base: b.base, Messenger: b.out, State: b.state, Usage: b.state, Feedback: b.state, Now: b.clock.now, Admins: b.admins, ReportsToReview: 3})
	report(200, "o:en:motto-2023::w")
	if len(b.out.sent) != 2 {
		t.Error("told twice")
	}
	b.handle(private("motto 2023?"))
	if !strings.Contains(b.out.lastText(), "Readers") {
		t.Error("the fact is silenced")
	}
}

// Admins who can't be reached are told by the next report.
func TestAdminsOutOfReach(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.admins, b.review = []int64{70}, 1
	report := func(person int64) {
		m := by(person, under(group(""), 3, [][]Button{{{Text: "R", Data: "o:en:motto-2023"}}}, "o:en:motto-2023::w"))
		if err := b.Handle(context.Background(), m); err != nil && b.out.fail == nil {
			t.Error(err)
		}
	}
	b.out.fail = errors.New("blocked")
	report(8)
	b.out.fail = nil
	report(9)
	report(10)
	if len(b.out.sent) != 1 || !strings.Contains(b.out.lastText(), "2") {
		t.Errorf("told %+v", b.out.sent)
	}
}

// Nobody is told when it isn't wanted.
func TestReportsWithoutReview(t *testing.T) {
	t.Parallel()
	for _, o := range []struct {
		admins []int64
		review int
	}{{nil, 1}, {[]int64{70}, 0}} {
		b := newBench(t)
		b.admins, b.review = o.admins, o.review
		for person := range int64(9) {
			b.handle(by(person+1, under(group(""), 3, [][]Button{{{Text: "R", Data: "o:en:motto-2023"}}}, "o:en:motto-2023::w")))
		}
		if len(b.out.sent) != 0 {
			t.Errorf("%+v: told %d times", o, len(b.out.sent))
		}
	}
}

// lostFeedback can't be reached.
type lostFeedback struct{ Feedback }

func (lostFeedback) Rating(context.Context, FactVersion, int64) (Rating, bool, error) {
	return Rating{}, false, errors.New("gone")
}

func (lostFeedback) Reports(context.Context, FactVersion, int64) (Reports, error) {
	return Reports{}, errors.New("gone")
}
func (lostFeedback) Report(context.Context, Report) error { return errors.New("gone") }

func TestFeedbackOutOfReach(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.feedback = lostFeedback{}
	tag := versionTag([]*knowledge.Fact{fair().Fact("motto-2023")})
	for _, data := range []string{"v:en:motto-2023:" + tag + ":u", "o:en:motto-2023::w"} {
		b.handle(under(private(""), 3, [][]Button{{{Text: "R", Data: "o:en:motto-2023"}}}, data))
		if !strings.Contains(b.lastNotice(), "couldn't note that") {
			t.Errorf("%s: %q", data, b.lastNotice())
		}
	}
}

// Whatever the keyboard and the data, nothing of ours is lost but what a report
// added, and there is one acknowledgement.
func FuzzReport(f *testing.F) {
	f.Add("o:en:motto-2023", "x", "o:en:motto-2023::w", "https://a.example")
	f.Add("o:en:motto-2023,motto-2021:0000:n", "o:en:motto-2023", "o:en:a::p", "")
	f.Fuzz(func(t *testing.T, data, first, second, third string) {
		out := newRecorder(&testing.T{}) // strangers' buttons break the house rules
		h := New(Options{Base: newScript(), Messenger: out, BotName: "FairBot"})
		keyboard := [][]Button{{{Text: "a", Data: first}}, {{Text: "b", Data: second}, {Text: "c", URL: third}}, {}}
		if err := h.Handle(t.Context(), under(group(""), 3, keyboard, data)); err != nil {
			t.Fatal(err)
		}
		if len(out.acks) != 1 {
			t.Fatalf("acknowledged %d times", len(out.acks))
		}
		if !isReport(data) {
			return
		}
		for _, e := range out.edits[3] {
			if got := withoutReport(e.Buttons); !slices.EqualFunc(got, withoutReport(keyboard), slices.Equal[[]Button]) {
				t.Fatalf("left %v", got)
			}
		}
	})
}
