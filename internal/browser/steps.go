package browser

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// Patience is how long a step waits for what it needs to see.
const Patience = 20 * time.Second

// Eval evaluates an expression in the page.
func Eval[T any](t *Tab, expression string) (T, error) {
	ctx, stop := context.WithTimeout(t.Ctx, Patience)
	defer stop()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		return v, fmt.Errorf("%s: %w", expression, err)
	}
	return v, nil
}

// Wait waits until the expression holds in the page. chromedp.Poll would need
// eval, which the page's policy forbids.
func (t *Tab) Wait(expression string) error {
	script := fmt.Sprintf(`new Promise((done) => {
		const end = Date.now() + %d;
		const look = async () => {
			let found;
			try { found = Boolean(await (%s)); } catch { found = false; }
			if (found || Date.now() > end) done(found);
			else setTimeout(look, 15);
		};
		look();
	})`, (Patience - 2*time.Second).Milliseconds(), expression)
	found, err := Eval[bool](t, script)
	if err != nil {
		return err
	}
	if !found {
		seen, _ := Eval[string](t, `document.body.innerText.slice(-1500)`)
		return fmt.Errorf("waited in vain for %s; the page says: %s", expression, seen)
	}
	return nil
}

// WaitText waits until an element that matches the selector shows the text.
func (t *Tab) WaitText(selector, text string) error {
	return t.Wait(fmt.Sprintf(`[...document.querySelectorAll(%s)].some((e) => e.checkVisibility() && e.textContent.includes(%s))`, quote(selector), quote(text)))
}

// Click clicks (or taps, at whose centre the element is) the last visible
// element that matches the selector and holds the text, as a person does: with
// the pointer, where it is.
func (t *Tab) Click(selector, text string) error {
	return t.press(selector, text, input.MouseButtonLeft)
}

// Menu clicks with the other button.
func (t *Tab) Menu(selector, text string) error {
	return t.press(selector, text, input.MouseButtonRight)
}

func (t *Tab) press(selector, text string, mouse input.MouseButton) error {
	if err := t.WaitText(selector, text); err != nil {
		return err
	}
	spot, err := Eval[struct {
		X, Y float64
		Top  string
	}](t, fmt.Sprintf(`(async () => {
		const found = () => [...document.querySelectorAll(%s)].filter((e) => e.checkVisibility() && e.textContent.includes(%s)).at(-1);
		// What moves is waited for.
		await Promise.all(document.getAnimations().filter((a) => a.effect.getComputedTiming().iterations !== Infinity).map((a) => a.finished.catch(() => {})));
		let last = '';
		for (let i = 0; i < 60; i += 1) {
			const e = found();
			e.scrollIntoView({ block: 'nearest' });
			const b = e.getBoundingClientRect();
			const now = [b.x, b.y, b.width, b.height].join();
			if (now === last && i > 2) break;
			last = now;
			await new Promise((next) => setTimeout(next, 30));
		}
		const e = found();
		const b = e.getBoundingClientRect();
		const [x, y] = [b.x + b.width / 2, b.y + b.height / 2];
		const on = document.elementFromPoint(x, y);
		return { X: x, Y: y, Top: on && (e.contains(on) || on.contains(e)) ? '' : (on ? on.outerHTML.slice(0, 200) : 'nothing') };
	})()`, quote(selector), quote(text)))
	if err != nil {
		return err
	}
	if spot.Top != "" {
		return fmt.Errorf("%s %q is covered by %s", selector, text, spot.Top)
	}
	return t.do(chromedp.MouseClickXY(spot.X, spot.Y, chromedp.ButtonType(mouse)))
}

// Keys presses keys one after another: characters, or those of package kb.
func (t *Tab) Keys(keys string) error { return t.keys(keys, kb.ModifierNone) }

// Shift presses keys with Shift.
func (t *Tab) Shift(keys string) error { return t.keys(keys, kb.ModifierShift) }

// keys presses keys as a keyboard does: a raw key first, whose character is not
// typed if the page has a use of its own for the key. chromedp.KeyEvent would
// type it all the same.
func (t *Tab) keys(keys string, modifier kb.Modifier) error {
	ctx, stop := context.WithTimeout(t.Ctx, Patience)
	defer stop()
	for _, r := range keys {
		for _, event := range kb.Encode(r) {
			if event.Type == kb.KeyDown {
				event.Type = kb.KeyRawDown
			}
			event.Modifiers |= int64(modifier)
			if err := set(ctx, input.DispatchKeyEvent, *event); err != nil {
				return err
			}
		}
	}
	return nil
}

// Type puts a text into the focused field at once, as an input method does.
func (t *Tab) Type(text string) error {
	return set(t.Ctx, input.InsertText, input.InsertTextParams{Text: text})
}

// Say writes a message and sends it.
func (t *Tab) Say(text string) error {
	if err := t.Click("textarea", ""); err != nil {
		return err
	}
	if err := t.Type(text); err != nil {
		return err
	}
	return t.Keys(kb.Enter)
}

// Picture is what the tab shows, as PNG.
func (t *Tab) Picture() ([]byte, error) {
	return chromedp.Run(t.Ctx, chromedp.CaptureScreenshot())
}

// Go follows an address of the page, #/c/… say.
func (t *Tab) Go(hash string) error {
	_, err := Eval[string](t, "location.hash = "+quote(hash))
	return err
}

// As opens the page as the person: it remembers who spoke last. It loads anew.
func (t *Tab) As(person int64, hash string) error {
	if _, err := Eval[bool](t, fmt.Sprintf(`(localStorage.setItem('person', '%d'), location.hash = %s, true)`, person, quote(hash))); err != nil {
		return err
	}
	if err := t.do(chromedp.Reload()); err != nil {
		return err
	}
	return t.Ready()
}

// Ready waits until the page has loaded the state.
func (t *Tab) Ready() error { return t.Wait(`document.documentElement.dataset.ready`) }

func (t *Tab) do(steps ...chromedp.Action[chromedp.Void]) error {
	ctx, stop := context.WithTimeout(t.Ctx, Patience)
	defer stop()
	return chromedp.Do(ctx, steps...)
}

// quote writes a Go string as one of JavaScript.
func quote(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		return `""` // a string can always be written
	}
	return string(b)
}
