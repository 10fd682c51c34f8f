package handlers

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image/png"
	"sync"
	"testing"

	"github.com/forumbot/forumbot/knowledge"
	"github.com/forumbot/forumbot/picture"
)

// gallery is Pictures that keeps what is sent, or fails.
type gallery struct {
	mu   sync.Mutex
	sent []Picture
	fail error
}

func (g *gallery) SendPicture(_ context.Context, p Picture) (SentPicture, error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.fail != nil {
		return SentPicture{}, g.fail
	}
	g.sent = append(g.sent, p)
	return SentPicture{Message: 500 + len(g.sent), FileID: fmt.Sprintf("file-%d", len(g.sent))}, nil
}

// refusedError is what bot says of a chat that takes no pictures.
type refusedError struct{ refused bool }

func (refusedError) Error() string   { return "refused" }
func (e refusedError) Refused() bool { return e.refused }

func TestSendWithCard(t *testing.T) {
	t.Parallel()
	b, g := newBench(t), &gallery{}
	b.pictures = g
	c := b.composer.Load()
	f := fair().Fact("motto-2021")
	text := c.factCard(f, knowledge.English, "Fact of the day")
	want := picture.CardText{Kicker: "Fact of the day", Text: f.Text.In("en"), Name: "Riverside Book Fair",
		Source: "Source: Riverside Gazette, “Twenty Years of the Fair”, 2 March 2024"}
	if text != want {
		t.Errorf("got %+v, want %+v", text, want)
	}
	r := Reply{Chat: -5, Thread: 3, HTML: "words", Buttons: [][]Button{{{Text: "a", Data: "b"}}}, Bulk: true, Silent: true}
	for i, card := range []picture.CardText{text, text, c.factCard(f, knowledge.Chinese, "今日")} {
		id, err := b.sendWithCard(t.Context(), r, card)
		if err != nil || id != 501+i {
			t.Fatalf("got %d, %v", id, err)
		}
	}
	if img, err := png.Decode(bytes.NewReader(g.sent[0].PNG)); err != nil || img.Bounds().Dx() != 1080 {
		t.Errorf("no card was sent: %v", err)
	}
	for i, want := range []string{"", "file-1", ""} {
		if got := g.sent[i].FileID; got != want {
			t.Errorf("sending %d: the file's id is %q, want %q", i, got, want)
		}
	}
	p := g.sent[0]
	if p.Chat != r.Chat || p.Thread != r.Thread || p.HTML != r.HTML || len(p.Buttons) != 1 || !p.Bulk || !p.Silent {
		t.Errorf("sent %+v", p)
	}
	b.out.silent()
}

// TestWithoutCard has all the reasons for which the words are sent alone.
func TestWithoutCard(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name  string
		text  string
		fail  error
		words bool // the words are sent
	}{
		{"no way to send pictures", "ok", nil, true},
		{"a character that the font lacks", "😀", nil, true},
		{"too long", string(bytes.Repeat([]byte("long "), 900)), nil, true},
		{"the chat takes no pictures", "ok", fmt.Errorf("x: %w", refusedError{true}), true},
		{"blocked", "ok", refusedError{false}, false},
		{"out of reach", "ok", errors.New("no connection"), false},
	} {
		b := newBench(t)
		if tt.name != "no way to send pictures" {
			b.pictures = &gallery{fail: tt.fail}
		}
		id, err := b.sendWithCard(t.Context(), Reply{Chat: 7, HTML: "words"}, picture.CardText{Text: tt.text})
		if sent := len(b.out.sent) == 1; sent != tt.words || sent != (id == firstSent) || !sent && !errors.Is(err, tt.fail) {
			t.Errorf("%s: words %v, message %d, %v", tt.name, sent, id, err)
		}
	}
}

// TestCardIsDrawnOnce lets many want the same card at once.
func TestCardIsDrawnOnce(t *testing.T) {
	t.Parallel()
	b, g := newBench(t), &gallery{}
	b.pictures = g
	var wg sync.WaitGroup
	for range 16 {
		wg.Go(func() {
			if _, err := b.sendWithCard(t.Context(), Reply{Chat: 7, HTML: "words"}, picture.CardText{Text: "same"}); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	for _, p := range g.sent {
		if &p.PNG[0] != &g.sent[0].PNG[0] {
			t.Error("the card was drawn again")
		}
	}
	for i := range 2 * cardsKept {
		b.album.card(picture.CardText{Text: fmt.Sprint(i)})
	}
	if n := len(b.album.cards.entries); n != cardsKept {
		t.Errorf("%d cards are kept", n)
	}
}
