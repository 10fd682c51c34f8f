package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"time"

	"github.com/spf13/cobra"

	"github.com/forumbot/forumbot/simulator"
)

// demoOptions are the flags of `forumbot demo`.
type demoOptions struct {
	addr, data, knowledge, level string
	clock, noOpen, public        bool
	model                        modelConfig
}

// newDemoCommand is `forumbot demo`: the real bot against a Telegram of our own.
func newDemoCommand(env *environment) *cobra.Command {
	var o demoOptions
	var llm bool
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Try the bot in the browser, without Telegram and without a token",
		Long: `Demo starts a simulated Telegram on this machine and the bot against it, and shows
a chat page in the browser. It needs no token, no settings and no network, and it
ends on Ctrl-C. The chats are gone then, unless --data names a folder for them.

The same address serves a control API for scripts; docs/SIMULATOR.md tells more.`,
		Example: "  forumbot demo\n  forumbot demo --addr 8080 --data chats/ --clock --knowledge my-facts/",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
			defer stop()
			context.AfterFunc(ctx, stop) // a second signal ends the program at once
			if llm {
				o.model = env.config.Model
			}
			return runDemo(ctx, o, cmd.OutOrStdout(), cmd.ErrOrStderr())
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.addr, "addr", "127.0.0.1:0", "address or port of the page; port 0 is any that is free")
	f.BoolVar(&o.public, "public", false, "let --addr be reached from other machines; whoever reaches it can do everything")
	f.StringVar(&o.data, "data", "", "folder that keeps the chats for the next time (default: a temporary one)")
	f.StringVar(&o.knowledge, "knowledge", "", "folder of facts to use instead of the built-in ones (KNOWLEDGE_DIR)")
	f.BoolVar(&llm, "llm", false, "let the language model of the settings word the answers (OPENAI_API_KEY …)")
	f.BoolVar(&o.clock, "clock", false, "let the page move the time on")
	f.BoolVar(&o.noOpen, "no-open", false, "don't open the browser")
	f.StringVar(&o.level, "log-level", "warn", "debug, info, warn or error")
	return cmd
}

// runDemo runs the simulator and the bot until ctx ends.
func runDemo(ctx context.Context, o demoOptions, stdout, stderr io.Writer) (err error) {
	level, err := parseLevel(o.level)
	if err != nil {
		return &usageError{err: fmt.Errorf("--log-level: %w", err)}
	}
	addr, err := listenAddress(o.addr, o.public)
	if err != nil {
		return &usageError{err: err}
	}
	c := config{APIRoot: "", KnowledgeDir: o.knowledge, LogLevel: level, LogFormat: "text", SendRate: rateTelegram,
		KeepQuestions: defaultKeepDays * 24 * time.Hour, StaleAfter: defaultStale, ReportsToReview: defaultReports, Model: o.model}
	if _, err := loadFacts(c.KnowledgeDir, ""); err != nil {
		return err // before anything is opened
	}
	data := o.data
	if data == "" {
		if data, err = os.MkdirTemp("", "forumbot-demo-"); err != nil {
			return fmt.Errorf("no temporary folder can be made; name one by --data: %w", err)
		}
		defer func() { err = errors.Join(err, os.RemoveAll(data)) }()
	}

	c.DataDir = data

	var clock *simulator.Clock
	if o.clock {
		clock = simulator.NewClock()
	}
	c.Token = Secret("424242:" + rand.Text())
	sim, err := simulator.New(simulator.Options{
		Token: c.Token.Reveal(), Clock: clock, Log: newLogger(stderr, c), File: filepath.Join(data, "chats.json"), Public: o.public,
	})
	if err != nil {
		return err
	}
	var lc net.ListenConfig
	l, err := lc.Listen(ctx, "tcp", addr)
	if err != nil {
		_ = sim.Close()
		if ctx.Err() != nil {
			return nil
		}
		return fmt.Errorf("the page can't be served at %s; try another --addr: %w", addr, err)
	}
	server := &http.Server{Handler: sim, ReadHeaderTimeout: 10 * time.Second, ErrorLog: slog.NewLogLogger(newLogger(stderr, c).Handler(), slog.LevelWarn)}
	served := make(chan error, 1)
	go func() { served <- server.Serve(l) }()

	page := "http://" + pageHost(l.Addr())
	fmt.Fprintf(stdout, "Chat with the bot at %s/  (Ctrl-C ends it)\n", page)
	if !o.noOpen {
		openBrowser(ctx, page+"/")
	}
	// The bot is told an address and a token, as for the real Telegram.
	c.APIRoot = page
	runCtx, stop := context.WithCancel(ctx)
	defer stop()
	context.AfterFunc(runCtx, func() { _ = sim.Close() }) // ends the long poll and the pages' streams
	ran := make(chan error, 1)
	go func() { ran <- runBot(runCtx, c, stderr, clock.Now) }()
	select {
	case err = <-ran:
	case err = <-served: // the listener is gone
		stop()
		err = errors.Join(err, <-ran)
	}
	stop()
	closing, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	if server.Shutdown(closing) != nil {
		_ = server.Close()
	}
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	return errors.Join(err, sim.Close())
}

// listenAddress reads --addr: a port, or a host and a port. It refuses what
// other machines may reach, unless that is wanted.
func listenAddress(s string, public bool) (string, error) {
	if s != "" && strings.Trim(s, "0123456789") == "" {
		s = "127.0.0.1:" + s
	}
	host, port, err := net.SplitHostPort(s)
	if err != nil || port == "" || strings.Trim(port, "0123456789") != "" {
		return "", fmt.Errorf("--addr: %q is no address; it looks like 8080 or 127.0.0.1:8080", s)
	}
	ip := net.ParseIP(host)
	if near := host == "localhost" || ip != nil && ip.IsLoopback(); !near && !public {
		return "", fmt.Errorf("--addr: at %q other machines may reach the page, and whoever does can do everything there; if that is meant, add --public", s)
	}
	return net.JoinHostPort(host, port), nil
}

// pageHost is where this machine reaches a listener.
func pageHost(a net.Addr) string {
	t, ok := a.(*net.TCPAddr)
	if !ok {
		return a.String()
	}
	if t.IP.IsUnspecified() {
		return fmt.Sprintf("127.0.0.1:%d", t.Port)
	}
	return t.String()
}

// openBrowser shows a page where there is a desktop; whether that works is not
// known, and the address is printed anyway.
func openBrowser(ctx context.Context, page string) {
	var command []string
	switch runtime.GOOS {
	case "darwin":
		command = []string{"open", page}
	case "windows":
		command = []string{"rundll32", "url.dll,FileProtocolHandler", page}
	default:
		if os.Getenv("DISPLAY") == "" && os.Getenv("WAYLAND_DISPLAY") == "" {
			return
		}
		command = []string{"xdg-open", page}
	}
	cmd := exec.CommandContext(context.WithoutCancel(ctx), command[0], command[1:]...) // the browser outlives us
	if cmd.Start() == nil {
		go func() { _ = cmd.Wait() }()
	}
}
