package browser

import (
	"fmt"
	"testing"
)

// A group with topics: a second list, each topic with its own messages.
func TestTopics(t *testing.T) {
	t.Parallel()
	d := demo(t)
	w := state(t, d)
	forum, emma := w.Chat("supergroup", true), w.Person("Emma")
	tab := open(t, Phone, d.URL)
	check(t, tab.As(emma, "#/"))
	check(t, tab.Click(".row", "Forum talk"))
	check(t, tab.WaitText(".row-name", "Programme"))
	check(t, tab.Click(".row", "Programme"))
	check(t, tab.Say("/ask What was the theme of the 2023 forum?"))
	check(t, tab.WaitText(".message.in .words", "Open Cooperation for a Shared Future"))
	check(t, tab.Click("a.back", ""))
	check(t, tab.WaitText(".row", "Open Cooperation"))

	// In General there is nothing of it, and elsewhere it counts as unread.
	check(t, tab.Click(".row", "General"))
	check(t, tab.WaitText(".pill", "No messages yet"))
	topic := eval[int](t, tab, `Number([...document.querySelectorAll('.row')].find((e) => e.textContent.includes('Programme')).hash.split('/').at(-1))`)
	control(t, d, "send", Object{"as": w.Person("Lukas"), "chat": forum, "thread": topic, "text": "See you there"})
	check(t, tab.Click("a.back", ""))
	check(t, tab.WaitText(".row .badge", "1"))
	check(t, tab.Click(".row", "See you there"))
	check(t, tab.WaitText(".message.in .words", "See you there"))
	check(t, tab.Wait(`document.querySelectorAll('.badge:not([hidden])').length === 0`))
}

// A channel is only read; a group that grows is followed; a blocked bot can be
// let in again.
func TestKindsOfChats(t *testing.T) {
	t.Parallel()
	d := bot(t)
	w := state(t, d)
	emma, group, channel := w.Person("Emma"), w.Chat("group", false), w.Chat("channel", false)
	tab := open(t, Desktop, d.URL)
	check(t, tab.As(emma, fmt.Sprintf("#/c/%d", channel)))
	check(t, tab.WaitText(".read-only", "Only admins"))
	tell(t, d, "sendMessage", Object{"chat_id": channel, "text": "News of the day"})
	check(t, tab.WaitText(".message .words", "News of the day"))

	check(t, tab.Go(fmt.Sprintf("#/c/%d", group)))
	check(t, tab.Wait(`document.querySelector('textarea')`))
	control(t, d, "migrate", Object{"chat": group})
	check(t, tab.Wait(`location.hash.startsWith('#/c/-100')`))
	check(t, tab.Say("Still here"))
	check(t, tab.WaitText(".message.out .words", "Still here"))

	check(t, tab.Go(fmt.Sprintf("#/c/%d", emma)))
	check(t, tab.Click("button.start", ""))
	check(t, tab.WaitText(".message.out", "/start"))
	check(t, tab.Click("[data-focus=more]", ""))
	check(t, tab.Click("[role=menuitem]", "block"))
	check(t, tab.Click("button.wide-button", "Unblock"))
	check(t, tab.Wait(`document.querySelector('textarea')`))
}

// What messages can be besides text, and what can be done with them.
func TestKindsOfMessages(t *testing.T) {
	t.Parallel()
	d := bot(t)
	w := state(t, d)
	emma, lukas, group := w.Person("Emma"), w.Person("Lukas"), w.Chat("group", false)
	tab := open(t, Desktop, d.URL)
	check(t, tab.As(emma, fmt.Sprintf("#/c/%d", group)))

	control(t, d, "send", Object{"as": lukas, "chat": group, "photo": true, "text": "The hall at night"})
	check(t, tab.Wait(`(() => { const i = document.querySelector('.picture img'); return i.alt === 'The hall at night' && i.complete && i.naturalWidth > 0 && i.width > 0; })()`))
	control(t, d, "send", Object{"as": lukas, "chat": group, "sticker": "👍"})
	check(t, tab.WaitText(".sticker", "👍"))
	control(t, d, "members", Object{"chat": group, "person": lukas, "status": "left"})
	check(t, tab.WaitText(".pill", "Lukas left"))

	// For one person only; another one does not see it.
	control(t, d, "send", Object{"as": emma, "chat": group, "text": "Something only for me?"})
	tell(t, d, "sendMessage", Object{"chat_id": group, "text": "Between us", "ephemeral_message_parameters": Object{"receiver_user_id": emma}})
	check(t, tab.WaitText(".bubble.ephemeral", "Between us"))
	check(t, tab.WaitText(".bubble.ephemeral", "Only you"))
	other := open(t, Desktop, d.URL)
	check(t, other.As(w.Person("林小雨"), fmt.Sprintf("#/c/%d", group)))
	check(t, other.WaitText(".message .words", "Something only for me?"))
	if eval[bool](t, other, `document.body.textContent.includes('Between us')`) {
		t.Error("somebody else sees what is for one person only")
	}

	// Edited, reacted to, deleted.
	check(t, tab.Menu(".message.out .words", "Something only for me?"))
	check(t, tab.Click("[role=menuitem]", "Edit"))
	check(t, tab.Type(" Yes"))
	check(t, tab.Keys("\r"))
	check(t, tab.WaitText(".message.out .meta", "edited"))
	check(t, tab.WaitText(".message.out .words", "Something only for me? Yes"))
	check(t, tab.Menu(".message.out .words", "Something only for me?"))
	check(t, tab.Click(".faces [role=menuitem]", "🔥"))
	check(t, tab.WaitText(".reaction[aria-pressed=true]", "🔥"))
	check(t, other.WaitText(".reaction[aria-pressed=false]", "🔥"))
	check(t, tab.Menu(".message.out .words", "Something only for me?"))
	check(t, tab.Click("[role=menuitem]", "Delete"))
	check(t, tab.Click("dialog .text-button", "Delete"))
	check(t, tab.Wait(`!document.querySelector('.message.out')`))
	check(t, other.Wait(`!document.querySelector('.reaction')`))

	// A notice of a pressed button is told in passing, an alert must be read.
	tell(t, d, "sendMessage", Object{"chat_id": group, "parse_mode": "HTML", "text": "A <tg-spoiler>hidden</tg-spoiler> word",
		"reply_markup": Object{"inline_keyboard": [][]Object{{{"text": "Forged", "callback_data": "no such thing"}}}}})
	check(t, tab.Click(".key", "Forged"))
	check(t, tab.Wait(`!document.querySelector('.key[aria-busy]')`))
	check(t, tab.Click(".spoiler", ""))
	check(t, tab.Wait(`document.querySelector('.spoiler').getAttribute('aria-expanded') === 'true'`))
}
