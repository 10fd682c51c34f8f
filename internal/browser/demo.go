package browser

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/forumbot/forumbot/simulator"
)

// Build builds forumbot into dir and returns the program's path.
func Build(ctx context.Context, dir string) (string, error) {
	program := filepath.Join(dir, "forumbot")
	if runtime.GOOS == "windows" {
		program += ".exe"
	}
	out, err := exec.CommandContext(ctx, "go", "build", "-o", program, "github.com/forumbot/forumbot").CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("building forumbot: %w\n%s", err, out)
	}
	return program, nil
}

// Demo is a bot at work in a simulated world.
type Demo struct {
	URL    string // of the page, without a slash at the end
	cmd    *exec.Cmd
	done   chan struct{}
	output lockedBuffer
	world  func() error // ends the world, if it is one of our own
}

// StartBot starts a world in this process and the bot against it. Unlike those
// of `forumbot demo`, the bot's token is known, so that others can speak as the
// bot, too: it is simulator.DefaultToken.
func StartBot(ctx context.Context, program string) (*Demo, error) {
	sim, err := simulator.New(simulator.Options{Clock: simulator.NewClock()})
	if err != nil {
		return nil, err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, errors.Join(err, sim.Close())
	}
	server := &http.Server{Handler: sim, ReadHeaderTimeout: time.Minute}
	go func() { _ = server.Serve(listener) }() // until it is closed
	data, err := os.MkdirTemp("", "forumbot-browser-")
	if err != nil {
		return nil, errors.Join(err, sim.Close(), server.Close())
	}
	d := &Demo{URL: "http://" + listener.Addr().String(), done: make(chan struct{})}
	d.world = func() error { return errors.Join(sim.Close(), server.Close(), os.RemoveAll(data)) }
	d.cmd = exec.CommandContext(ctx, program)
	d.cmd.Stdout, d.cmd.Stderr = &d.output, &d.output
	d.cmd.Env = append(os.Environ(), "TELEGRAM_API_ROOT="+d.URL, "TELEGRAM_BOT_TOKEN="+simulator.DefaultToken, "DATA_DIR="+data, "DATABASE_URL=")
	if err := d.cmd.Start(); err != nil {
		return nil, errors.Join(err, d.world())
	}
	go func() {
		defer close(d.done)
		_ = d.cmd.Wait() // how it ended is told by its output
	}()
	return d, nil
}

var pageAddress = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

// StartDemo starts `forumbot demo` and waits until it says where the page is.
func StartDemo(ctx context.Context, program string, args ...string) (*Demo, error) {
	d := &Demo{done: make(chan struct{})}
	d.cmd = exec.CommandContext(ctx, program, append([]string{"demo", "--no-open"}, args...)...)
	d.cmd.Stderr = &d.output
	d.cmd.Env = append(os.Environ(), "TELEGRAM_BOT_TOKEN=", "TELEGRAM_API_ROOT=")
	stdout, err := d.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := d.cmd.Start(); err != nil {
		return nil, err
	}
	address := make(chan string, 1)
	go func() {
		defer close(d.done)
		lines := bufio.NewScanner(stdout)
		for lines.Scan() {
			_, _ = io.WriteString(&d.output, lines.Text()+"\n")
			if found := pageAddress.FindString(lines.Text()); found != "" {
				select {
				case address <- found:
				default:
				}
			}
		}
		_ = d.cmd.Wait() // how it ended is told by its output
	}()
	select {
	case d.URL = <-address:
		return d, nil
	case <-d.done:
		return nil, fmt.Errorf("forumbot demo ended: %s", d.output.String())
	case <-time.After(time.Minute):
		_ = d.Stop()
		return nil, errors.New("forumbot demo says no address: " + d.output.String())
	}
}

// Stop ends the program as Ctrl-C does and waits for it.
func (d *Demo) Stop() error {
	err := d.stop()
	if d.world != nil {
		err = errors.Join(err, d.world())
	}
	return err
}

func (d *Demo) stop() error {
	if err := d.cmd.Process.Signal(os.Interrupt); err != nil && !errors.Is(err, os.ErrProcessDone) {
		_ = d.cmd.Process.Kill()
	}
	select {
	case <-d.done:
		return nil
	case <-time.After(15 * time.Second):
		_ = d.cmd.Process.Kill()
		return fmt.Errorf("forumbot does not stop: %s", d.output.String())
	}
}

// lockedBuffer gathers what several write.
type lockedBuffer struct {
	mu   sync.Mutex
	text strings.Builder
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}
