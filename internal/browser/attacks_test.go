package browser

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"
)

// What must never run: each raises the flag window.hit if it does.
var scripts = []string{
	`<script>window.hit = 1</script>`,
	`<img src=x onerror="window.hit = 1">`,
	`<svg/onload=window.hit=1>`,
	`"><iframe srcdoc="<script>parent.hit=1</script>">`,
	`' onmouseover='window.hit=1' style='position:fixed;inset:0`,
	`javascript:window.hit=1`,
	`{{constructor.constructor('window.hit=1')()}} ${window.hit=1}`,
	`</textarea></div><a href="javascript:window.hit=1">x</a>`,
	"\u202e<b>\u0000\ufeff\u200d\ud7ff</b>",
	`__proto__`,
}

// attacks are what the handlers are attacked with, and the scripts above.
func attacks(t *testing.T) []string {
	t.Helper()
	var all []string
	f, err := os.Open("../../handlers/testdata/attacks.jsonl")
	check(t, err)
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var a struct {
			Text string `json:"text"`
		}
		check(t, json.Unmarshal(lines.Bytes(), &a))
		if strings.TrimSpace(a.Text) != "" && len(a.Text) < 4000 {
			all = append(all, a.Text)
		}
	}
	if len(all) < 60 {
		t.Fatalf("only %d attacks", len(all))
	}
	return append(all, scripts...)
}

// safe tells what in the page should not be there: elements and attributes that
// only markup from a message could have brought, and links that run something.
const safe = `(() => {
	const bad = [];
	const known = new Set('A ABBR ARTICLE B BLOCKQUOTE BUTTON CODE DIALOG DIV EM FOOTER H1 H2 H3 HEADER HR IMG LI MAIN NAV NOSCRIPT P PATH PRE S SECTION SMALL SPAN STRONG SUMMARY DETAILS SVG TEXTAREA INPUT TIME U UL OL'.split(' '));
	for (const e of document.body.querySelectorAll('*')) {
		if (!known.has(e.tagName.toUpperCase())) bad.push(e.tagName);
		for (const { name, value } of e.attributes) {
			if (/^on|^srcdoc$|^action$|^formaction$/i.test(name)) bad.push(e.tagName + ' ' + name);
			if ((name === 'href' || name === 'src') && !/^(https?:|tg:|mailto:|tel:|#\/|\/)/.test(value)) bad.push(name + '=' + value);
		}
		if (e.tagName === 'A' && e.target === '_blank' && !e.relList.contains('noopener')) bad.push('an opener for ' + e.href);
	}
	if (window.hit || ({}).hit) bad.push('a script ran');
	return bad;
})()`

func isSafe(t *testing.T, tab *Tab, where string) {
	t.Helper()
	if bad := eval[[]string](t, tab, safe); len(bad) > 0 {
		t.Errorf("%s: %s", where, strings.Join(bad, "; "))
	}
}

// Hostile texts from people, from the bot, and in every name that is shown.
// They are read as they were written, nothing runs, and the policy had nothing
// to forbid (see open).
func TestNothingRuns(t *testing.T) {
	t.Parallel()
	d := bot(t)
	w := state(t, d)
	group, channel, emma := w.Chat("group", false), w.Chat("channel", false), w.Person("Emma")
	tab := open(t, Desktop, d.URL)

	// Said by people, where the bot is not asked and keeps quiet.
	check(t, tab.As(emma, fmt.Sprintf("#/c/%d", group)))
	control(t, d, "members", Object{"chat": group, "bot": true, "status": "left"})
	sent := 0
	for _, text := range attacks(t) {
		// Some of them are nothing but what cannot be seen; they are refused.
		err := Control(context.Background(), d.URL, "send", Object{"as": w.Person("Lukas"), "chat": group, "text": text}, nil)
		if err == nil {
			sent++
		} else if !strings.Contains(err.Error(), "needs a text") {
			t.Error(err)
		}
	}
	if sent < 50 {
		t.Errorf("only %d of the attacks are sent", sent)
	}
	control(t, d, "send", Object{"as": emma, "chat": group, "text": "the last of them"})
	check(t, tab.WaitText(".message.out", "the last of them"))
	isSafe(t, tab, "people's messages")
	for _, text := range scripts[:8] {
		if err := tab.WaitText(".message .words", text); err != nil {
			t.Error(err)
		}
	}

	// Said by the bot, in everything that it can put into a message.
	check(t, tab.Go(fmt.Sprintf("#/c/%d", channel)))
	for i, text := range scripts {
		text = strings.ReplaceAll(text, "\x00", "")
		short := string([]rune(text)[:min(60, len([]rune(text)))])
		tell(t, d, "sendMessage", Object{
			"chat_id": channel, "text": "text: " + text,
			"entities": []Object{{"type": "bold", "offset": 0, "length": 5}, {"type": "text_link", "offset": 0, "length": 4, "url": "https://example.com/?" + fmt.Sprint(i)}},
			"reply_markup": Object{"inline_keyboard": [][]Object{{
				{"text": short, "callback_data": "x"},
				{"text": short, "copy_text": Object{"text": short}},
				{"text": short, "url": "https://example.com/#" + "javascript:window.hit=1"},
			}}},
		})
		tell(t, d, "sendPoll", Object{
			"chat_id": channel, "question": "poll: " + short, "options": []Object{{"text": short + "1"}, {"text": short + "2"}},
		})
	}
	check(t, tab.Wait(`document.querySelectorAll('.poll').length >= 10`))
	isSafe(t, tab, "the bot's messages")

	// In names, descriptions and commands.
	name := scripts[1]
	tell(t, d, "setMyDescription", Object{"description": name})
	tell(t, d, "setMyCommands", Object{"commands": []Object{{"command": "evil", "description": name}}})
	control(t, d, "people", Object{"first_name": name, "language_code": "en"})
	control(t, d, "chats", Object{"type": "supergroup", "title": name, "is_forum": true, "members": []int64{emma}})
	w = state(t, d)
	var forum int64
	for _, c := range w.Chats {
		if c.Title == name && c.Forum {
			forum = c.ID
		}
	}
	control(t, d, "topics", Object{"chat": forum, "name": name})
	mallory := w.Person(name)
	check(t, tab.As(emma, fmt.Sprintf("#/f/%d", forum)))
	check(t, tab.WaitText(".row-name", name))
	isSafe(t, tab, "the list of topics")
	check(t, tab.As(mallory, fmt.Sprintf("#/c/%d", mallory)))
	check(t, tab.WaitText(".welcome", name))
	check(t, tab.Click(".peer", ""))
	check(t, tab.Wait(`document.querySelector('dialog[open]')`))
	isSafe(t, tab, "about the chat")
}
