// Screenshots makes the README's pictures of the chat page: it starts
// `forumbot demo`, has people talk with the bot, and photographs the page in
// headless Chromium, on a phone and on a desktop, light and dark, in Chinese and
// English.
//
//	go run ./internal/screenshots
//
// It needs Chromium and fonts with Chinese characters and emoji; on Debian:
// apt-get install chromium fonts-noto-core fonts-noto-cjk fonts-noto-color-emoji
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/forumbot/forumbot/internal/browser"
)

// largest is how large a picture may be, in bytes: readers load them all.
const largest = 150_000

func main() {
	out := flag.String("out", "docs/pictures", "folder for the pictures")
	flag.Parse()
	if err := run(*out); err != nil {
		fmt.Fprintln(os.Stderr, "screenshots:", err)
		os.Exit(1)
	}
}

func run(out string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	work, err := os.MkdirTemp("", "forumbot-screenshots-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(work) }()
	program, err := browser.Build(ctx, work)
	if err != nil {
		return err
	}
	chromium, err := browser.Start(ctx)
	if err != nil {
		return err
	}
	defer chromium.Close()
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	for _, words := range scenes {
		if err := photograph(ctx, program, chromium, words, out); err != nil {
			return err
		}
	}
	return nil
}

// photograph plays the scenes in one language and takes their pictures.
func photograph(ctx context.Context, program string, chromium *browser.Browser, words scene, out string) error {
	demo, err := browser.StartDemo(ctx, program, "--clock")
	if err != nil {
		return err
	}
	defer func() { _ = demo.Stop() }() // the pictures are taken
	play, err := newPlay(ctx, demo.URL, words)
	if err != nil {
		return err
	}
	if err := play.all(); err != nil {
		return err
	}
	for _, look := range []struct {
		name string
		look browser.Look
		chat string
	}{
		{"desktop", browser.Look{Width: 1120, Height: 760, Scale: 1.5}, fmt.Sprint(play.group)},
		{"phone", browser.Look{Width: 390, Height: 800, Scale: 2, Touch: true}, fmt.Sprint(play.me)},
		{"quiz", browser.Look{Width: 390, Height: 800, Scale: 2, Touch: true}, fmt.Sprint(play.arena, "/", play.topic)},
	} {
		for _, theme := range []string{"light", "dark"} {
			look.look.Dark, look.look.Locale, look.look.Zone, look.look.Calm = theme == "dark", words.locale, zone, true
			file := filepath.Join(out, fmt.Sprintf("%s-%s-%s.png", look.name, theme, words.name))
			if err := take(chromium, look.look, demo.URL, play.me, look.chat, file); err != nil {
				return fmt.Errorf("%s: %w", file, err)
			}
		}
	}
	return nil
}

// still photographs the page until nothing changes any more: what was scrolled
// into view is painted a moment later.
func still(tab *browser.Tab) ([]byte, error) {
	var last []byte
	for range 20 {
		if err := tab.Wait(`new Promise((done) => setTimeout(() => requestAnimationFrame(() => done(true)), 250))`); err != nil {
			return nil, err
		}
		shot, err := tab.Picture()
		if err != nil {
			return nil, err
		}
		if bytes.Equal(shot, last) {
			return shot, nil
		}
		last = shot
	}
	return nil, errors.New("the page does not come to rest")
}

func take(chromium *browser.Browser, look browser.Look, address string, person int64, chat, file string) error {
	tab, err := chromium.Open(look, address)
	if err != nil {
		return err
	}
	defer tab.Close()
	if err := tab.Ready(); err != nil {
		return err
	}
	if err := tab.As(person, "#/c/"+chat); err != nil {
		return err
	}
	if err := tab.Wait(`document.querySelectorAll('.message.in').length > 1 && document.fonts.status === 'loaded'`); err != nil {
		return err
	}
	// Neither a blinking caret nor a moved pane in the picture.
	if err := tab.Wait(`(document.activeElement.blur(), document.querySelector('.scroller').scrollTop = 1e6, true)`); err != nil {
		return err
	}
	shot, err := still(tab)
	if err != nil {
		return err
	}
	small, err := shrink(shot)
	if err != nil {
		return err
	}
	if len(small) > largest {
		return fmt.Errorf("%d bytes are more than the %d that a picture may have", len(small), largest)
	}
	fmt.Printf("%s: %d kB\n", file, len(small)/1000)
	return os.WriteFile(file, small, 0o644)
}
