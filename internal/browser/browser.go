// Package browser drives the simulator's chat page in headless Chromium, for
// tests and for the pictures of the README. No part of the program imports it.
package browser

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"os/exec"
	"sync"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// ErrNone says that no Chromium is installed.
var ErrNone = errors.New("no Chromium is installed; on Debian: apt-get install chromium")

// Find returns the path of a Chromium or Chrome. CHROMIUM names one that is
// not in the PATH.
func Find() (string, error) {
	if path := os.Getenv("CHROMIUM"); path != "" {
		return path, nil
	}
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", ErrNone
}

// Browser is a running Chromium.
type Browser struct {
	ctx  context.Context
	stop func()
}

// Start starts Chromium with a profile of its own. It needs no network and
// calls nobody. env adds variables to its environment, as NAME=value.
func Start(ctx context.Context, env ...string) (*Browser, error) {
	path, err := Find()
	if err != nil {
		return nil, err
	}
	allocator, stopAllocator := chromedp.NewExecAllocator(ctx,
		chromedp.ExecPath(path),
		chromedp.Env(env...),
		chromedp.Flag("headless", true),
		chromedp.NoSandbox, // as root, whom containers run as, it does not start with one
		chromedp.DisableGPU,
		chromedp.NoFirstRun,
		chromedp.NoDefaultBrowserCheck,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true),
		chromedp.Flag("disable-extensions", true),
		chromedp.Flag("disable-dev-shm-usage", true),
		chromedp.Flag("disable-background-timer-throttling", true),
		chromedp.Flag("disable-backgrounding-occluded-windows", true),
		chromedp.Flag("disable-renderer-backgrounding", true),
		chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("font-render-hinting", "none"),
	)
	browser, stopBrowser := chromedp.NewContext(allocator)
	stop := func() {
		stopBrowser()
		stopAllocator()
	}
	if err := chromedp.Do(browser); err != nil {
		stop()
		return nil, fmt.Errorf("%s does not start: %w", path, err)
	}
	return &Browser{browser, stop}, nil
}

// Close ends Chromium and removes its profile.
func (b *Browser) Close() { b.stop() }

// Look is how a page is looked at.
type Look struct {
	Width, Height int64
	Touch         bool    // a finger instead of a mouse
	Scale         float64 // device pixels per CSS pixel; 0 is 1
	Locale        string  // zh-CN, en-GB
	Zone          string  // IANA time zone; "": the machine's
	Dark          bool
	Calm          bool // prefers-reduced-motion
}

// The widths that the page is made for.
var (
	Phone   = Look{Width: 390, Height: 844, Touch: true, Locale: "en-GB"}
	Desktop = Look{Width: 1200, Height: 800, Locale: "en-GB"}
)

// Tab is one page, with storage of its own as in a private window. What the
// page complains about is kept.
type Tab struct {
	Ctx  context.Context
	stop func()

	mu       sync.Mutex
	troubles []string
}

// Open opens a tab at the address.
func (b *Browser) Open(look Look, address string) (*Tab, error) {
	ctx, stop := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext())
	t := &Tab{Ctx: ctx, stop: stop}
	go t.hear(chromedp.Console(ctx))
	err := errors.Join(
		t.look(look),
		// Told to the console, what the policy forbids is heard as well.
		set(ctx, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{
			Source: `addEventListener('securitypolicyviolation', (e) => console.error('policy: ' + e.violatedDirective + ' ' + e.blockedURI));`,
		}),
	)
	if err == nil {
		err = chromedp.Do(ctx, chromedp.Navigate(address))
	}
	if err != nil {
		stop()
		return nil, fmt.Errorf("opening %s: %w", address, err)
	}
	return t, nil
}

// look sets how the page is looked at.
func (t *Tab) look(look Look) error {
	media := []*emulation.MediaFeature{
		{Name: "prefers-color-scheme", Value: map[bool]string{false: "light", true: "dark"}[look.Dark]},
		{Name: "prefers-reduced-motion", Value: map[bool]string{false: "no-preference", true: "reduce"}[look.Calm]},
	}
	agent, err := chromedp.Run(t.Ctx, chromedp.Evaluate[string](`navigator.userAgent`))
	if err != nil {
		return err
	}
	return errors.Join(
		set(t.Ctx, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
			Width: look.Width, Height: look.Height, DeviceScaleFactor: max(look.Scale, 1), Mobile: look.Touch,
		}),
		set(t.Ctx, emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{Enabled: look.Touch, MaxTouchPoints: 1}),
		set(t.Ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: media}),
		set(t.Ctx, emulation.SetTimezoneOverride, emulation.SetTimezoneOverrideParams{TimezoneID: look.Zone}),
		// navigator.languages follows what is asked for here.
		set(t.Ctx, emulation.SetUserAgentOverride, emulation.SetUserAgentOverrideParams{UserAgent: agent, AcceptLanguage: look.Locale}),
	)
}

// set runs a command of the protocol whose answer tells nothing.
func set[P, R any](ctx context.Context, command cdp.Command[P, R], parameters P) error {
	_, err := chromedp.Call(ctx, command, parameters)
	return err
}

// Close closes the tab.
func (t *Tab) Close() { t.stop() }

// hear keeps errors and warnings until the tab is closed.
func (t *Tab) hear(console iter.Seq2[chromedp.ConsoleMessage, error]) {
	for m, err := range console {
		if err != nil {
			return
		}
		switch m.Type {
		case chromedp.ConsoleError, chromedp.ConsoleWarning, chromedp.ConsoleException:
			t.mu.Lock()
			t.troubles = append(t.troubles, m.String()+" "+m.URL)
			t.mu.Unlock()
		}
	}
}

// Troubles are the errors and warnings of the page so far: exceptions, console
// messages, failed requests, and what its security policy kept from happening.
func (t *Tab) Troubles() []string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return append([]string{}, t.troubles...)
}
