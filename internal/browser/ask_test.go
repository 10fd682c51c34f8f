package browser

import (
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/chromedp/kb"
)

// On a phone, in Chinese: from the list into the chat, START, a question, its
// source, related facts, a follow-up, and back to the list.
func TestAskInPrivate(t *testing.T) {
	t.Parallel()
	d := demo(t)
	look := Phone
	look.Locale = "zh-CN"
	tab := open(t, look, d.URL)

	check(t, tab.Click(".row", "Forum Bot"))
	check(t, tab.WaitText(".welcome", "中关村论坛"))
	check(t, tab.Click("button.start", "开始"))
	check(t, tab.WaitText(".message.out", "/start"))
	check(t, tab.Wait(`document.querySelectorAll('.message.in .key').length > 0`))

	check(t, tab.Say("2023年论坛的主题是什么？"))
	check(t, tab.WaitText(".message.in", "开放合作·共享未来"))

	// The source unfolds as a quote that can be expanded.
	check(t, tab.Click(".key", "来源"))
	check(t, tab.WaitText(".message.in .quote", "人民日报"))
	check(t, tab.Wait(`document.querySelectorAll('.key[aria-busy]').length === 0`))
	check(t, tab.Click(".key", "相关"))
	check(t, tab.Wait(`document.querySelectorAll('.message:last-child .key-row').length > 2`))

	check(t, tab.Say("2021年呢？"))
	check(t, tab.WaitText(".message.in", "智慧·健康·碳中和"))

	check(t, tab.Click("a.back", ""))
	check(t, tab.Wait(`document.getElementById('app').dataset.pane === 'list'`))
	check(t, tab.WaitText(".row-last", "智慧·健康·碳中和"))
}

// On a desktop, in English, in a group: the bot keeps quiet until it is asked,
// by /ask, a mention or a reply; and another person speaks.
func TestAskInGroup(t *testing.T) {
	t.Parallel()
	d := demo(t)
	w := state(t, d)
	tab := open(t, Desktop, d.URL)
	check(t, tab.As(w.Person("Emma"), fmt.Sprintf("#/c/%d", w.Chat("group", false))))

	check(t, tab.Say("Good morning, everybody"))
	check(t, tab.WaitText(".message.out", "Good morning"))
	check(t, tab.Say("/ask What was the theme of the 2023 forum?"))
	check(t, tab.WaitText(".message.in .words", "Open Cooperation for a Shared Future"))
	if n := eval[int](t, tab, `document.querySelectorAll('.message.in').length`); n != 1 {
		t.Errorf("the bot said %d things; it was asked once", n)
	}
	// The answer names what it answers, and pressing that goes there.
	check(t, tab.Click(".message.in .reply", "/ask What was the theme"))
	check(t, tab.Wait(`document.activeElement.matches('.message.out')`))

	// Typing an @ offers whom to mention; the bot is among them.
	check(t, tab.Click("textarea", ""))
	check(t, tab.Keys("@"+w.Bot.Username[:3]))
	check(t, tab.WaitText(".suggest [role=option]", "@"+w.Bot.Username))
	check(t, tab.Keys(kb.Tab))
	check(t, tab.Type("Who is Bill Gates?"))
	check(t, tab.Keys(kb.Enter))
	check(t, tab.WaitText(".message.in .words", "Bill Gates called the forum"))

	// Somebody else asks on, by a reply.
	check(t, tab.Click(".speak-as", ""))
	check(t, tab.Click(".menu [role=menuitemradio]", "Lukas"))
	check(t, tab.Wait(`document.querySelectorAll('.message.out').length === 0 && document.querySelectorAll('.message.in').length >= 5`))
	check(t, tab.Menu(".message.in .words", "Bill Gates called the forum"))
	check(t, tab.Click(".menu [role=menuitem]", "Reply"))
	check(t, tab.WaitText(".about-to", "Reply to"))
	check(t, tab.Type("How many square metres does the exhibition cover?"))
	check(t, tab.Keys(kb.Enter))
	check(t, tab.WaitText(".message.in .words", "27,000 square metres"))
}

// A quiz: somebody votes, sees right and wrong, the explanation, who voted.
func TestQuiz(t *testing.T) {
	t.Parallel()
	d := bot(t)
	w := state(t, d)
	group := w.Chat("group", false)
	tab := open(t, Desktop, d.URL)
	check(t, tab.As(w.Person("Emma"), fmt.Sprintf("#/c/%d", group)))
	quiz := func(question string) Object {
		return Object{
			"chat_id": group, "question": question, "type": "quiz", "is_anonymous": false,
			"options":            []Object{{"text": "20,000"}, {"text": "27,000"}, {"text": "35,000"}},
			"correct_option_ids": []int{1}, "explanation": "27,000 square metres it was.", "open_period": 600,
		}
	}
	tell(t, d, "sendPoll", quiz("How large was it?"))
	check(t, tab.WaitText(".poll h3", "How large was it?"))
	check(t, tab.Wait(`document.querySelectorAll('.option[role=radio]').length === 3`))
	check(t, tab.Wait(`/^(10:00|9:5\d)$/.test(document.querySelector('.countdown').textContent)`))
	if eval[bool](t, tab, `document.body.innerHTML.includes('27,000 square metres it was')`) {
		t.Error("the explanation is there before the vote")
	}

	check(t, tab.Click(".option", "20,000"))
	check(t, tab.WaitText(".option.wrong", "20,000"))
	check(t, tab.WaitText(".option.right", "27,000"))
	check(t, tab.WaitText(".option.wrong .share", "100%"))
	check(t, tab.Click(".bulb", ""))
	check(t, tab.WaitText(".toast", "27,000 square metres it was."))

	// Another one is answered by the keys alone.
	tell(t, d, "sendPoll", quiz("And once more?"))
	check(t, tab.WaitText(".poll h3", "And once more?"))
	check(t, tab.Wait(`(document.querySelector('.option[role=radio]').focus(), document.activeElement.matches('.option'))`))
	check(t, tab.Keys(kb.ArrowDown))
	check(t, tab.Keys(" "))
	check(t, tab.Wait(`document.querySelectorAll('.option.right[role=listitem]').length === 2 && document.querySelectorAll('.option.wrong').length === 1`))

	// Others' votes show at once.
	control(t, d, "vote", Object{"as": w.Person("Lukas"), "chat": group, "message_id": eval[int](t, tab, `Number([...document.querySelectorAll('.message')].at(-1).dataset.id)`), "options": []int{0}})
	check(t, tab.WaitText(".message:last-child .option.right .share", "50%"))
	check(t, tab.Click(".poll-foot button", "View results"))
	check(t, tab.WaitText("dialog[open] section:first-of-type", "Lukas"))
	check(t, tab.WaitText("dialog[open] section:nth-of-type(2)", "Emma"))
	fits(t, tab, "the results")
}

// What only shows for a moment: typing, drafts that grow and can be stopped.
func TestDraftsGrow(t *testing.T) {
	t.Parallel()
	d := bot(t)
	w := state(t, d)
	emma := w.Person("Emma")
	tab := open(t, Desktop, d.URL)
	check(t, tab.As(emma, fmt.Sprintf("#/c/%d", emma)))
	control(t, d, "send", Object{"as": emma, "chat": emma, "text": "/start"})
	check(t, tab.Wait(`document.querySelectorAll('.message.in').length === 1`))

	tell(t, d, "sendChatAction", Object{"chat_id": emma, "action": "typing"})
	check(t, tab.WaitText(".peer-line", "typing"))
	draft := Object{"chat_id": emma, "draft_id": 7, "text": "The theme", "can_stop": true}
	tell(t, d, "sendMessageDraft", draft)
	check(t, tab.WaitText(".draft .words", "The theme"))
	draft["text"] = "The theme was <b>Open</b>"
	draft["parse_mode"] = "HTML"
	tell(t, d, "sendMessageDraft", draft)
	check(t, tab.WaitText(".draft strong", "Open"))
	check(t, tab.Click("button.stop", ""))
	check(t, tab.Wait(`!document.querySelector('.draft')`))
	tell(t, d, "sendMessage", Object{"chat_id": emma, "text": "The theme was Open Cooperation"})
	check(t, tab.WaitText(".message.in:not(.draft) .words", "Open Cooperation"))
}

// The line to the simulator breaks and is taken up again, with a notice while
// it is gone.
func TestReconnects(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	d := demo(t, "--data", data)
	w := state(t, d)
	emma := w.Person("Emma")
	tab, err := shared.Open(Desktop, d.URL) // it complains about the lost line, as it should
	check(t, err)
	defer tab.Close()
	check(t, tab.Ready())
	check(t, tab.As(emma, fmt.Sprintf("#/c/%d", emma)))
	check(t, tab.Click("button.start", ""))
	check(t, tab.WaitText(".message.out", "/start"))
	check(t, tab.Wait(`document.querySelectorAll('.message.in').length === 1`))
	check(t, d.Stop())
	check(t, tab.WaitText("#connection", "Connecting"))

	again := demo(t, "--data", data, "--addr", d.URL[len("http://"):])
	check(t, tab.Wait(`document.getElementById('connection').hidden`))
	control(t, again, "send", Object{"as": emma, "chat": emma, "text": "Does the forum have a theme song?"})
	check(t, tab.WaitText(".message.out", "theme song"))
}

// Ten thousand messages: the page holds a window of them, and what the reader
// looks at stays where it is while more come in above.
func TestLongHistory(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("fills a chat with ten thousand messages")
	}
	d := bot(t)
	w := state(t, d)
	channel := w.Chat("channel", false)
	start := time.Now()
	const many = 10_000
	for i := range many {
		tell(t, d, "sendMessage", Object{"chat_id": channel, "text": fmt.Sprintf("Message number %d", i), "disable_notification": true})
	}
	t.Logf("%d messages sent in %s", many, time.Since(start).Round(time.Millisecond))
	tab := open(t, Desktop, d.URL)
	check(t, tab.Go(fmt.Sprintf("#/c/%d", channel)))
	check(t, tab.WaitText(".message .words", fmt.Sprintf("Message number %d", many-1)))

	// Scrolling up by hand: within each step nothing moves but by the step.
	jumps := eval[[]float64](t, tab, `(async () => {
		const pane = document.querySelector('.scroller');
		const moved = [];
		const next = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
		for (let i = 0; i < 60; i += 1) {
			const top = pane.getBoundingClientRect().top;
			const anchor = [...document.querySelectorAll('.message')].find((e) => e.getBoundingClientRect().top > top + 100);
			const text = anchor.querySelector('.words').firstChild.data;
			const before = anchor.getBoundingClientRect().top;
			pane.scrollTop -= 60;
			await next();
			await new Promise((done) => setTimeout(done, 10));
			const after = [...document.querySelectorAll('.message')].find((e) => e.querySelector('.words').firstChild.data === text)?.getBoundingClientRect().top;
			moved.push(after === undefined ? NaN : after - before);
		}
		return moved;
	})()`)
	for i, by := range jumps {
		if by < 59 || by > 61 {
			t.Errorf("step %d of 60 pixels moved a message by %g", i, by)
		}
	}
	most := eval[int](t, tab, `(async () => {
		const pane = document.querySelector('.scroller');
		let most = 0;
		for (let i = 0; i < 150; i += 1) {
			pane.scrollTop -= 3000;
			await new Promise((done) => setTimeout(done, 8));
			most = Math.max(most, document.querySelectorAll('.message').length);
		}
		return most;
	})()`)
	if most > 170 {
		t.Errorf("%d messages are in the page at once", most)
	}
	check(t, tab.Click("button.jump", ""))
	check(t, tab.WaitText(".message .words", fmt.Sprintf("Message number %d", many-1)))
}
