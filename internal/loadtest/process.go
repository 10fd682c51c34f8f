package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"
)

// keptLines bounds what is shown of the bot's log.
const keptLines = 10

// process is the bot at work.
type process struct {
	cmd   *exec.Cmd
	token string
	ended chan struct{}

	mu     sync.Mutex
	lines  []string // the first warnings, errors and lines of no known form
	odd    int      // how many of these there were
	gc     []collection
	memory []float64 // MB resident, once a second
}

// startBot starts the program with an address and a token, as an operator would,
// and with Go's account of its garbage collections.
func startBot(ctx context.Context, binary, work string, tg *telegram, limits bool) (*process, error) {
	p := &process{cmd: exec.CommandContext(ctx, binary), token: tg.token, ended: make(chan struct{})}
	p.cmd.Dir = work
	p.cmd.Env = []string{
		"PATH=" + os.Getenv("PATH"), "HOME=" + work, "TMPDIR=" + work, "GODEBUG=gctrace=1",
		"TELEGRAM_BOT_TOKEN=" + tg.token, "TELEGRAM_API_ROOT=" + tg.root,
	}
	// People ask there faster than anybody does, and in a group a thousand of them.
	p.cmd.Env = append(p.cmd.Env, "ASK_RATE=off", "ASK_DAILY=0")
	if !limits {
		p.cmd.Env = append(p.cmd.Env, "SEND_RATE=off")
	}
	log, err := p.cmd.StderrPipe()
	if err != nil {
		return nil, err
	}
	if err := p.cmd.Start(); err != nil {
		return nil, fmt.Errorf("the program can't be started: %w", err)
	}
	go func() {
		defer close(p.ended)
		p.follow(log)
		_ = p.cmd.Wait() // how it ended is read from ProcessState
	}()
	return p, nil
}

// follow reads the log.
func (p *process) follow(log io.Reader) {
	lines := bufio.NewScanner(log)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		line := lines.Text()
		c, isGC := parseCollection(line)
		p.mu.Lock()
		switch {
		case isGC:
			p.gc = append(p.gc, c)
		case strings.Contains(line, "level=INFO") && !strings.Contains(line, p.token):
		default:
			p.odd++
			if len(p.lines) < keptLines {
				p.lines = append(p.lines, strings.ReplaceAll(line, p.token, "THE TOKEN"))
			}
		}
		p.mu.Unlock()
	}
}

// await waits until the bot does what closes ready.
func (p *process) await(ctx context.Context, ready <-chan struct{}) error {
	select {
	case <-ready:
		return nil
	case <-p.ended:
		return fmt.Errorf("the bot ended before it fetched anything; it said:\n%s", strings.Join(p.lines, "\n"))
	case <-time.After(time.Minute):
		return errors.New("the bot does not fetch updates")
	case <-ctx.Done():
		return ctx.Err()
	}
}

// sample notes how much memory the bot has, once a second until ctx ends.
func (p *process) sample(ctx context.Context) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
		case <-p.ended:
			return
		case <-ctx.Done():
			return
		}
		if mb, ok := resident(p.cmd.Process.Pid); ok {
			p.mu.Lock()
			p.memory = append(p.memory, mb)
			p.mu.Unlock()
		}
	}
}

// resident is how many MB a process has in memory; where there is no /proc,
// that is not known.
func resident(pid int) (mb float64, ok bool) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", pid))
	if err != nil {
		return 0, false
	}
	fields := strings.Fields(string(b))
	if len(fields) < 2 {
		return 0, false
	}
	pages, err := strconv.ParseInt(fields[1], 10, 64)
	return float64(pages) * float64(os.Getpagesize()) / 1e6, err == nil
}

// stop asks the bot to end, and tells what was wrong with how it did, or with
// what it logged.
func (p *process) stop() (problems []string) {
	select {
	case <-p.ended:
		problems = append(problems, "the bot ended by itself")
	default:
	}
	_ = p.cmd.Process.Signal(syscall.SIGTERM) // it may have ended just now
	select {
	case <-p.ended:
	case <-time.After(15 * time.Second):
		problems = append(problems, "the bot did not end on SIGTERM")
		p.kill()
	}
	if code := p.cmd.ProcessState.ExitCode(); code != 0 {
		problems = append(problems, fmt.Sprintf("the bot's exit code is %d", code))
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.odd > 0 {
		problems = append(problems, fmt.Sprintf("the bot logged %d warnings and errors:\n  %s", p.odd, strings.Join(p.lines, "\n  ")))
	}
	return problems
}

// kill ends the bot at once, if it runs still.
func (p *process) kill() {
	_ = p.cmd.Process.Kill()
	<-p.ended
}
