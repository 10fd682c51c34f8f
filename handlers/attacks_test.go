package handlers

import (
	"bufio"
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/forumbot/forumbot/knowledge"
)

// attack is one line of testdata/attacks.jsonl: hostile or broken input, and
// what must not be in anything sent for it.
type attack struct {
	ID      string   `json:"id"`
	Kind    string   `json:"kind"`
	Text    string   `json:"text"`
	MustNot []string `json:"must_not"`
	Probe   string   `json:"probe"` // asked by somebody else afterwards
}

func readAttacks(t *testing.T) []attack {
	t.Helper()
	f, err := os.Open("testdata/attacks.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []attack
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var a attack
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			t.Fatal(err)
		}
		out = append(out, a)
	}
	if len(out) < 80 || lines.Err() != nil {
		t.Fatalf("%d attacks, %v", len(out), lines.Err())
	}
	return out
}

// Against the built-in facts, each attack in private, in a group, as a button
// and as an edit, followed by /why and /source. The recorder checks the HTML.
func TestAttacks(t *testing.T) {
	t.Parallel()
	base := embedded()
	for _, a := range readAttacks(t) {
		out := newRecorder(t)
		clock := newClock()
		h := New(Options{Base: base, Messenger: out, Now: clock.now, BotName: "ForumBot"})
		mention := group(a.Text + " @ForumBot")
		mention.Addressed, mention.ID = true, 2
		quoted := group("/ask")
		quoted.ReplyTo, quoted.ID = &Quoted{ID: 1, Text: a.Text}, 3
		inPrivate := private(a.Text)
		edit := private(a.Text + " ?")
		edit.Kind = Edited
		messages := []Message{inPrivate, mention, quoted, edit, private("/why"), private("/source"), group("/why"), pressing(private(""), 9, a.Text)}
		if a.Probe != "" {
			probe := private(a.Probe)
			probe.Chat.ID, probe.From.ID = 99, 99
			messages = append(messages, probe, private(a.Probe))
		}
		start := time.Now()
		for _, m := range messages {
			if err := h.Handle(t.Context(), m); err != nil {
				t.Errorf("%s: %v", a.ID, err)
			}
		}
		if d := time.Since(start); d > 5*time.Second { // generous: race detector, busy machines
			t.Errorf("%s took %v", a.ID, d)
		}
		var all strings.Builder
		for _, r := range out.sent {
			write(&all, r)
		}
		for _, edits := range out.edits {
			for _, r := range edits {
				write(&all, r)
			}
		}
		for _, notice := range out.acks {
			all.WriteString(notice + "\n")
		}
		if len(out.acks) != 1 {
			t.Errorf("%s: a press acknowledged %d times", a.ID, len(out.acks))
		}
		for _, bad := range a.MustNot {
			if strings.Contains(all.String(), bad) {
				t.Errorf("%s: %q is sent:\n%s", a.ID, bad, all.String())
			}
		}
	}
}

func write(b *strings.Builder, r Reply) {
	b.WriteString(r.HTML + "\n" + shownText(r.HTML) + "\n")
	for _, row := range r.Buttons {
		for _, button := range row {
			b.WriteString(button.Text + "\n")
		}
	}
}

func FuzzHandle(f *testing.F) {
	for _, s := range []string{"motto 2023?", "/ask@FairBot x", "/start f_motto-2023", "@FairBot", "f:en:motto-2021", "\u202e\x00", "/why"} {
		f.Add(s, "zh", s, uint8(3))
	}
	f.Fuzz(func(t *testing.T, text, code, data string, shape uint8) {
		out := newRecorder(t)
		h := New(Options{Base: newScript(), Messenger: out, BotName: "FairBot"})
		m := private(text)
		if shape&1 != 0 {
			m = group(text)
		}
		if shape&2 != 0 {
			m.From = nil
		} else {
			m.From.LanguageCode = code
		}
		m.Addressed = shape&4 != 0
		if shape&8 != 0 {
			m.ReplyTo = &Quoted{ID: 3, FromMe: shape&16 != 0, Text: data}
		}
		edit := m
		edit.Kind, edit.Text = Edited, data
		for _, m := range []Message{m, edit, pressing(m, 5, data)} {
			if err := h.Handle(t.Context(), m); err != nil {
				t.Fatal(err)
			}
		}
		if len(out.acks) != 1 {
			t.Fatalf("acknowledged %d times", len(out.acks))
		}
	})
}

var _ Base = (*knowledge.Base)(nil)
