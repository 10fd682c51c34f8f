package browser

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// misfits are faults of a page's build that hold in every state: what reaches
// over the edge, controls without a name, ids that are there twice, a picture
// without a description, too many or too few landmarks.
const misfits = `(async () => {
	// What slides in is waited for.
	await Promise.all(document.getAnimations().filter((a) => a.effect.getComputedTiming().iterations !== Infinity).map((a) => a.finished.catch(() => {})));
	const bad = [];
	const wide = document.documentElement.clientWidth;
	if (document.documentElement.scrollWidth > wide) bad.push('the page is wider than the screen');
	const shown = (e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest('[aria-hidden=true]');
	for (const e of document.querySelectorAll('button, a[href], textarea, input, [role=button], [tabindex="0"], dialog, [role=menu], [role=listbox]')) {
		if (!shown(e)) continue;
		const labelled = (e.getAttribute('aria-labelledby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join('');
		if (!(e.getAttribute('aria-label') || labelled || e.textContent || e.placeholder || e.title).trim()) bad.push('no name: ' + e.outerHTML.slice(0, 120));
		const box = e.getBoundingClientRect();
		if (box.right > wide + 1 || box.left < -1) bad.push('over the edge: ' + e.outerHTML.slice(0, 120));
		if (e.matches('button, a.row') && !e.closest('.words, .faces') && (box.width < 24 || box.height < 22)) bad.push('small to hit: ' + box.width + '×' + box.height + ' ' + e.outerHTML.slice(0, 120));
	}
	for (const e of document.querySelectorAll('img')) if (!e.hasAttribute('alt')) bad.push('no alt: ' + e.outerHTML);
	const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
	for (const id of ids) if (ids.indexOf(id) !== ids.lastIndexOf(id)) bad.push('twice: #' + id);
	if (document.querySelectorAll('main').length !== 1 || document.querySelectorAll('nav').length !== 1) bad.push('landmarks');
	for (const e of document.querySelectorAll('.words, .poll, .keys, .key, .reply')) if (e.scrollWidth > e.clientWidth + 1) bad.push('spills over: ' + e.textContent.slice(0, 80));
	return bad;
})()`

func fits(t *testing.T, tab *Tab, where string) {
	t.Helper()
	for _, bad := range eval[[]string](t, tab, misfits) {
		t.Errorf("%s: %s", where, bad)
	}
}

// Both languages, both themes, from a small phone to a wide desktop; list, chat,
// menus and drawers.
func TestLooks(t *testing.T) {
	t.Parallel()
	d := bot(t)
	w := state(t, d)
	emma, group := w.Person("Emma"), w.Chat("group", false)
	long := "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
	tell(t, d, "sendMessage", Object{
		"chat_id": group, "parse_mode": "HTML",
		"text":         "<b>bold</b> <pre>" + long + long + "</pre><blockquote expandable>" + long + " " + long + " " + long + "</blockquote>" + long,
		"reply_markup": Object{"inline_keyboard": [][]Object{{{"text": long, "callback_data": "1"}, {"text": "2", "callback_data": "2"}, {"text": "3", "callback_data": "3"}}}},
	})
	tell(t, d, "sendPoll", Object{"chat_id": group, "question": long, "options": []Object{{"text": long}, {"text": "短"}}, "is_anonymous": false})
	words := map[string]string{"zh-CN": "聊天", "en-GB": "Chats"}
	for i, width := range []int64{360, 430, 800, 1440} {
		for _, locale := range []string{"zh-CN", "en-GB"} {
			// Every width in both languages and both themes, not in all of both.
			dark := (i%2 == 0) == (locale == "zh-CN")
			look := Look{Width: width, Height: 800, Touch: width < 720, Locale: locale, Dark: dark, Calm: true}
			t.Run(fmt.Sprintf("%s %d dark=%t", locale, width, dark), func(t *testing.T) {
				tab := open(t, look, d.URL)
				check(t, tab.As(emma, "#/"))
				check(t, tab.WaitText("h1", words[locale]))
				if got := eval[string](t, tab, `document.documentElement.lang + ' ' + document.documentElement.dataset.theme`); got != locale+map[bool]string{false: " light", true: " dark"}[dark] {
					t.Errorf("the page is in %s", got)
				}
				fits(t, tab, "the list")
				check(t, tab.Click("[data-focus=settings]", ""))
				fits(t, tab, "the settings")
				check(t, tab.Keys(kb.Escape))
				check(t, tab.Click("[data-focus=bench]", ""))
				check(t, tab.Wait(`document.querySelector('dialog.drawer')`))
				fits(t, tab, "the test bench")
				check(t, tab.Keys(kb.Escape))
				check(t, tab.Click(".row", "Visitors"))
				check(t, tab.WaitText(".poll h3", long))
				fits(t, tab, "the chat")
				check(t, tab.Click("textarea", ""))
				check(t, tab.Keys("/"))
				check(t, tab.Wait(`document.querySelectorAll('.suggest [role=option]').length > 0`))
				fits(t, tab, "the commands")
				check(t, tab.Keys(kb.Escape))
			})
		}
	}
}

// The language and the theme are chosen in the page and stay chosen.
func TestSettingsStay(t *testing.T) {
	t.Parallel()
	d := demo(t)
	tab := open(t, Desktop, d.URL)
	check(t, tab.Click("[data-focus=settings]", ""))
	check(t, tab.Click("[role=menuitemradio]", "中文"))
	check(t, tab.WaitText("h1", "聊天"))
	check(t, tab.Click("[data-focus=settings]", ""))
	check(t, tab.Click("[role=menuitemradio]", "深色"))
	check(t, tab.Wait(`document.documentElement.dataset.theme === 'dark'`))
	check(t, tab.As(state(t, d).People[0].ID, "#/"))
	check(t, tab.WaitText("h1", "聊天"))
	if got := eval[string](t, tab, `document.documentElement.dataset.theme`); got != "dark" {
		t.Errorf("after a reload the theme is %s", got)
	}
}

// Everything by the keyboard alone: into a chat, START, commands, a question, a
// button of the answer, a reply, and out of each menu again.
func TestKeyboardOnly(t *testing.T) {
	t.Parallel()
	d := demo(t)
	tab := open(t, Desktop, d.URL)
	keys := func(all ...string) {
		t.Helper()
		for _, k := range all {
			check(t, tab.Keys(k))
		}
	}
	focused := func(selector string) {
		t.Helper()
		check(t, tab.Wait(fmt.Sprintf(`document.activeElement.matches(%s)`, quote(selector))))
		if !eval[bool](t, tab, `(() => { const s = getComputedStyle(document.activeElement); return document.activeElement.matches(':focus-visible') && (s.outlineStyle !== 'none' || Boolean(document.activeElement.closest('.field'))); })()`) {
			t.Errorf("that %s has the focus is not seen", selector)
		}
	}
	tabTo := func(selector string) {
		t.Helper()
		for range 40 {
			keys(kb.Tab)
			if eval[bool](t, tab, fmt.Sprintf(`document.activeElement.matches(%s)`, quote(selector))) {
				focused(selector)
				return
			}
		}
		t.Fatalf("Tab does not reach %s", selector)
	}

	tabTo(".row")
	keys(kb.End, kb.ArrowDown) // from the last to the first
	focused("[role=listitem]:first-child > .row")
	for !eval[bool](t, tab, `document.activeElement.textContent.includes('Forum Bot')`) {
		keys(kb.ArrowDown)
		focused(".row")
	}
	keys(kb.Enter)
	check(t, tab.Wait(`document.querySelector('button.start')`))
	tabTo("button.start")
	keys(kb.Enter)
	focused("textarea")
	check(t, tab.Wait(`document.querySelectorAll('.message.in .key').length > 0`))

	// Commands: filtered by what is typed, chosen by arrows, closed by Escape.
	keys("/")
	check(t, tab.Wait(`document.querySelectorAll('.suggest [role=option]').length > 3`))
	keys("a")
	check(t, tab.Wait(`[...document.querySelectorAll('.suggest .name')].every((e) => e.textContent.startsWith('/a'))`))
	keys(kb.Escape)
	check(t, tab.Wait(`document.querySelector('.suggest').hidden`))
	keys(kb.Backspace, kb.Backspace, "/")
	check(t, tab.Wait(`document.querySelectorAll('.suggest [role=option]').length > 3`))
	keys(kb.ArrowDown, kb.ArrowUp, kb.ArrowUp)
	check(t, tab.Wait(`document.querySelector('.suggest [aria-selected=true]') === document.querySelector('.suggest').lastElementChild
		&& document.activeElement.getAttribute('aria-activedescendant') === document.querySelector('.suggest').lastElementChild.id`))
	keys(kb.Escape, kb.Backspace)

	// Shift and Enter make a new line, Enter sends.
	check(t, tab.Type("What was the theme"))
	check(t, tab.Shift(kb.Enter))
	check(t, tab.Type("of the 2023 forum?"))
	if got := eval[string](t, tab, `document.activeElement.value`); got != "What was the theme\nof the 2023 forum?" {
		t.Errorf("the field holds %q", got)
	}
	keys(kb.Enter)
	check(t, tab.WaitText(".message.in .words", "Open Cooperation for a Shared Future"))

	// Backwards from the field to the buttons of the answer.
	for range 12 {
		check(t, tab.Shift(kb.Tab))
		if eval[bool](t, tab, `document.activeElement.matches('.key') && document.activeElement.textContent.includes('Source')`) {
			break
		}
	}
	focused(".key")
	keys(kb.Enter)
	check(t, tab.WaitText(".quote", "People's Daily"))

	// A message's menu, a reply, and Escape out of it.
	check(t, tab.Wait(`(document.querySelector('.message[tabindex="0"]').focus(), true)`))
	keys(kb.End, kb.ArrowUp, kb.ArrowDown, kb.Enter)
	focused(".menu [role=menuitem]")
	keys(kb.ArrowDown, kb.ArrowUp, kb.Enter)
	focused("textarea")
	check(t, tab.WaitText(".about-to", "Reply to"))
	keys(kb.Escape)
	check(t, tab.Wait(`document.querySelector('.about-to').hidden`))

	// Arrow up in an empty field edits the last message; the answer follows.
	keys(kb.ArrowUp)
	check(t, tab.WaitText(".about-to", "Edit message"))
	keys(kb.Escape)

	// The drawer keeps the focus to itself and gives it back.
	check(t, tab.Wait(`(document.querySelector('[data-focus=bench]').focus(), true)`))
	keys(kb.Enter)
	check(t, tab.Wait(`document.querySelector('dialog.drawer').contains(document.activeElement)`))
	keys(kb.Escape)
	check(t, tab.Wait(`document.activeElement.matches('[data-focus=bench]')`))
	fits(t, tab, "after all")
}
