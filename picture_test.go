package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/forumbot/forumbot/bot"
	"github.com/forumbot/forumbot/handlers"
	"github.com/forumbot/forumbot/knowledge"
	"github.com/forumbot/forumbot/picture"
	"github.com/forumbot/forumbot/simulator"
)

// TestPicturesReachTelegram sends a card to the simulator, sends it again by its
// id, and edits its caption.
func TestPicturesReachTelegram(t *testing.T) {
	t.Parallel()
	const token = "424242:AAPicture-test_0123456789"
	sim, err := simulator.New(simulator.Options{Token: token})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(sim)
	t.Cleanup(func() { _ = sim.Close(); server.Close() })
	var world struct {
		People []struct {
			ID int64 `json:"id"`
		} `json:"people"`
	}
	getJSON(t, server.URL+"/api/state", &world)
	person := world.People[0].ID
	id := strconv.FormatInt(person, 10)
	body := `{"as":` + id + `,"chat":` + id + `,"text":"/start"}`
	if resp, err := http.Post(server.URL+"/api/send", "application/json", strings.NewReader(body)); err != nil || resp.StatusCode != http.StatusOK {
		t.Fatal(resp.StatusCode, err)
	}

	b, err := bot.New(bot.Options{Token: token, Root: server.URL, Limits: bot.NoLimits})
	if err != nil {
		t.Fatal(err)
	}
	card, err := picture.Card(picture.CardText{Kicker: "今日冷知识", Text: "中关村论坛的会期是5月25日至30日。", Name: "中关村论坛"})
	if err != nil {
		t.Fatal(err)
	}
	buttons := [][]handlers.Button{{{Text: "a", Data: "b"}}}
	first, err := b.Pictures().SendPicture(t.Context(), handlers.Picture{Chat: person, PNG: card.PNG, HTML: "<b>一</b>", Buttons: buttons})
	if err != nil || first.FileID == "" {
		t.Fatal(first, err)
	}
	again, err := b.Pictures().SendPicture(t.Context(), handlers.Picture{Chat: person, PNG: card.PNG, FileID: first.FileID, HTML: "二"})
	if err != nil || again.FileID != first.FileID {
		t.Fatal(again, err)
	}
	lost, err := b.Pictures().SendPicture(t.Context(), handlers.Picture{Chat: person, PNG: card.PNG, FileID: "of-another-bot", HTML: "三"})
	if err != nil || lost.FileID == first.FileID {
		t.Fatal(lost, err)
	}
	if err := b.Messenger().Edit(t.Context(), first.Message, handlers.Reply{Chat: person, HTML: "<i>改</i>", Buttons: buttons}); err != nil {
		t.Fatal(err)
	}

	type message struct {
		ID    int    `json:"id"`
		Text  string `json:"text"`
		Photo *struct {
			FileID string `json:"file_id"`
			Width  int    `json:"width"`
		} `json:"photo"`
		Buttons []any `json:"buttons"`
	}
	var chat struct {
		Messages []message `json:"messages"`
	}
	getJSON(t, server.URL+"/api/chats/"+id+"/messages", &chat)
	var captions []string
	for _, m := range chat.Messages {
		if m.Photo != nil {
			captions = append(captions, m.Text)
			if m.Photo.Width != card.Width {
				t.Errorf("the picture is %d wide", m.Photo.Width)
			}
		}
		if m.ID == first.Message && len(m.Buttons) != 1 {
			t.Error("the edited message lost its buttons")
		}
	}
	if !slices.Equal(captions, []string{"改", "二", "三"}) {
		t.Errorf("captions %q", captions)
	}
	if got := get(t, server.URL+"/api/photos/"+first.FileID); !bytes.Equal(got, card.PNG) {
		t.Error("another picture arrived")
	}
}

func get(t *testing.T, url string) []byte {
	t.Helper()
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != http.StatusOK {
		t.Fatal(resp.StatusCode, err)
	}
	return data
}

func getJSON(t *testing.T, url string, into any) {
	t.Helper()
	if err := json.Unmarshal(get(t, url), into); err != nil {
		t.Fatal(err)
	}
}

// TestFactsFitCards looks for facts that no card could tell: for characters in
// all of them, for length in the longest ones but for lists, which are longer than
// anything that should stand on a card.
func TestFactsFitCards(t *testing.T) {
	t.Parallel()
	base, err := loadFacts("", "")
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range base.Languages() {
		most := 550
		if l == knowledge.Chinese {
			most = 250
		}
		var facts []*knowledge.Fact
		for _, f := range base.Facts() {
			if missing := picture.Missing(f.Text.In(l)); missing != "" {
				t.Errorf("%s (%s): the font lacks %q", f.ID, l, missing)
			}
			if utf8.RuneCountInString(f.Text.In(l)) <= most {
				facts = append(facts, f)
			}
		}
		if lists := len(base.Facts()) - len(facts); lists > len(facts)/20 {
			t.Errorf("%s: %d of %d facts are too long for a card", l, lists, len(base.Facts()))
		}
		slices.SortFunc(facts, func(a, b *knowledge.Fact) int {
			return cmp.Compare(utf8.RuneCountInString(b.Text.In(l)), utf8.RuneCountInString(a.Text.In(l)))
		})
		for _, f := range facts[:3] {
			if _, err := picture.Card(picture.CardText{Text: f.Text.In(l), Name: base.Name().In(l), Source: strings.Repeat("x ", 200)}); err != nil {
				t.Errorf("%s (%s): %v", f.ID, l, err)
			}
		}
	}
}
