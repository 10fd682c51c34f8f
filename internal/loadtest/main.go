// Loadtest puts the built program under load: a simulated Telegram, which it
// reaches over real HTTP, and in which thousands of people ask at once.
//
//	go run ./internal/loadtest -rate 1000 -chats 5000 -duration 10m
//	go run ./internal/loadtest -limits -rate 40 -chats 100 -groups 30 -duration 3m
//
// People ask at random moments (a Poisson process), whether or not the answers
// keep up, and the time to a reply counts from the moment at which a question
// was due until a client is shown the reply. The simulator and the people run in
// this process, the bot in one of its own; all share the machine.
//
// With -limits the bot keeps to Telegram's limits of sending and the simulator
// answers 429 beyond them; without, neither minds (SEND_RATE=off).
//
// It fails when a question stays without a reply or gets two, when the bot was
// answered with an error (429 or other), logged a warning, or did not end as it
// should, and, in runs of five minutes and more, when its memory grew. Times are
// reported and not judged.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"time"
)

// options are the flags.
type options struct {
	rate          float64
	chats, groups int
	duration      time.Duration
	limits        bool
	binary        string
	questions     string
	profile       string
	seed          uint64
}

func main() {
	var o options
	flag.Float64Var(&o.rate, "rate", 1000, "questions a second, of all chats together")
	flag.IntVar(&o.chats, "chats", 5000, "private chats")
	flag.IntVar(&o.groups, "groups", 50, "groups, where people ask by /ask")
	flag.DurationVar(&o.duration, "duration", time.Minute, "how long people ask")
	flag.BoolVar(&o.limits, "limits", false, "keep to Telegram's limits of sending, and answer 429 beyond them")
	flag.StringVar(&o.binary, "binary", "", "the program to test (default: it is built)")
	flag.StringVar(&o.questions, "questions", "knowledge/testdata/questions/tune", "folder of question files")
	flag.StringVar(&o.profile, "cpuprofile", "", "write a CPU profile of the simulator and the people to this file")
	flag.Uint64Var(&o.seed, "seed", 1, "of who asks what and when")
	flag.Parse()
	if err := run(o, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "loadtest:", err)
		os.Exit(1)
	}
}

func run(o options, out io.Writer) (err error) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if o.rate <= 0 || o.chats < 1 || o.groups < 0 || o.duration <= 0 {
		return errors.New("-rate, -chats and -duration must be above 0, and -groups must not be below")
	}
	questions, err := readQuestions(o.questions)
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "forumbot-loadtest-")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(work)) }()
	if o.binary, err = program(ctx, o.binary, work); err != nil {
		return err
	}

	tg, err := startTelegram(ctx, o)
	if err != nil {
		return err
	}
	defer tg.close()
	bot, err := startBot(ctx, o.binary, work, tg, o.limits)
	if err != nil {
		return err
	}
	defer bot.kill()
	if err := bot.await(ctx, tg.polled); err != nil {
		return err
	}
	if err := tg.greeted(ctx); err != nil {
		return err
	}
	fmt.Fprintf(out, "%d private chats, %d groups, %g questions a second for %s, limits %s; %d CPUs, %s\n",
		o.chats, o.groups, o.rate, o.duration, map[bool]string{true: "on", false: "off"}[o.limits], runtime.NumCPU(), runtime.Version())

	if o.profile != "" {
		f, err := os.Create(o.profile)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, f.Close()) }()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	t := newTally(tg.kept)
	following, stopFollowing := context.WithCancel(ctx)
	defer stopFollowing()
	overrun := make(chan error, 1)
	go func() { overrun <- tg.follow(following, t) }()
	watching := watch(following, out, t, bot)

	before := processorTime()
	p := people{tg: tg, tally: t, questions: questions, random: rand.New(rand.NewPCG(o.seed, 0))}
	err = p.ask(ctx, o.rate, o.duration)
	if err == nil {
		err = t.settle(ctx, overrun)
	}
	stopFollowing()
	<-watching
	tg.end()
	tg.spent = processorTime() - before
	return errors.Join(err, report(out, o, t, tg, bot, bot.stop()))
}

// program is the file to run; an empty name is built.
func program(ctx context.Context, name, work string) (string, error) {
	if name != "" {
		return filepath.Abs(name)
	}
	name = filepath.Join(work, "forumbot")
	if runtime.GOOS == "windows" {
		name += ".exe"
	}
	if said, err := exec.CommandContext(ctx, "go", "build", "-o", name, "github.com/forumbot/forumbot").CombinedOutput(); err != nil {
		return "", fmt.Errorf("the program can't be built: %w\n%s", err, said)
	}
	return name, nil
}
