package browser

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/forumbot/forumbot/simulator"
)

// One Chromium and one build of the program for all tests; every tab has storage
// of its own, every test a world of its own.
var (
	shared  *Browser
	started = sync.OnceValue(func() (err error) {
		shared, err = Start(context.Background())
		return err
	})
	program func() (string, error)
)

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "forumbot-browser-")
	if err != nil {
		panic(err)
	}
	program = sync.OnceValues(func() (string, error) { return Build(context.Background(), dir) })
	m.Run()
	if shared != nil {
		shared.Close()
	}
	_ = os.RemoveAll(dir)
}

// chromium skips the test where no browser is installed, unless
// FORUMBOT_BROWSER=required, as in CI; with FORUMBOT_BROWSER=off always.
func chromium(t *testing.T) {
	t.Helper()
	mode := os.Getenv("FORUMBOT_BROWSER")
	if mode == "off" {
		t.Skip("FORUMBOT_BROWSER=off")
	}
	err := started()
	if errors.Is(err, ErrNone) && mode != "required" {
		t.Skip(err)
	}
	check(t, err)
}

// demo starts `forumbot demo` for the test.
func demo(t *testing.T, args ...string) *Demo {
	t.Helper()
	return start(t, func(file string) (*Demo, error) { return StartDemo(context.Background(), file, args...) })
}

// bot starts a world and a bot, as whom the test can speak, too: see tell.
func bot(t *testing.T) *Demo {
	t.Helper()
	return start(t, func(file string) (*Demo, error) { return StartBot(context.Background(), file) })
}

func start(t *testing.T, with func(program string) (*Demo, error)) *Demo {
	t.Helper()
	chromium(t)
	file, err := program()
	check(t, err)
	d, err := with(file)
	check(t, err)
	t.Cleanup(func() {
		if err := d.Stop(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// open opens a tab. When the test ends, the page must not have complained. When
// it fails, a picture is left in the folder FORUMBOT_BROWSER_PICTURES, if there
// is one.
func open(t *testing.T, look Look, address string) *Tab {
	t.Helper()
	tab, err := shared.Open(look, address)
	check(t, err)
	t.Cleanup(func() {
		defer tab.Close()
		if dir := os.Getenv("FORUMBOT_BROWSER_PICTURES"); dir != "" && t.Failed() {
			picture, err := tab.Picture()
			t.Log("picture of the failure:", err, os.WriteFile(filepath.Join(dir, strings.ReplaceAll(t.Name(), "/", "-")+".png"), picture, 0o600))
		}
		if troubles := tab.Troubles(); len(troubles) > 0 {
			t.Errorf("the page complains:\n%s", strings.Join(troubles, "\n"))
		}
	})
	check(t, tab.Ready())
	return tab
}

// check ends the test at an error.
func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// eval evaluates an expression in the page.
func eval[T any](t *testing.T, tab *Tab, expression string) T {
	t.Helper()
	v, err := Eval[T](tab, expression)
	check(t, err)
	return v
}

// state is the world that the demo shows.
func state(t *testing.T, d *Demo) World {
	t.Helper()
	w, err := State(context.Background(), d.URL)
	check(t, err)
	return w
}

// tell calls a method as the bot, to have it say what the real one never would.
func tell(t *testing.T, d *Demo, method string, parameters Object) {
	t.Helper()
	check(t, BotAPI(context.Background(), d.URL, simulator.DefaultToken, method, parameters, nil))
}

// control calls the control API.
func control(t *testing.T, d *Demo, path string, body any) {
	t.Helper()
	check(t, Control(context.Background(), d.URL, path, body, nil))
}
