package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/forumbot/forumbot/answer"
	"github.com/forumbot/forumbot/bot"
	"github.com/forumbot/forumbot/handlers"
	"github.com/forumbot/forumbot/store"
)

// environment is where settings come from.
type environment struct {
	getenv func(string) string
	config config
}

// prepare reads the settings for the commands that have any. The others take
// from them the folder of facts, if their --knowledge does not name one.
func (e *environment) prepare(cmd *cobra.Command) error {
	facts, data := cmd.Flags().Lookup("knowledge"), cmd.Flags().Lookup("data")
	if facts == nil && data == nil {
		return nil
	}
	file := cmd.Flags().Lookup("env-file")
	dotenv, err := readDotenv(file.Value.String(), file.Changed)
	if err != nil {
		return &usageError{err: err, settings: true}
	}
	e.config, err = readConfig(cmd.Flags(), e.getenv, dotenv)
	if llm := cmd.Flags().Lookup("llm"); llm != nil && llm.Changed {
		switch {
		case err != nil:
			return &usageError{err: err, settings: true}
		case !e.config.Model.on():
			return &usageError{err: errNoModel, settings: true}
		}
	}
	if cmd.HasParent() && data == nil {
		// What is wrong with the bot's own settings is no concern here.
		return facts.Value.Set(e.config.KnowledgeDir)
	}
	if err != nil {
		return &usageError{err: err, settings: true}
	}
	return nil
}

var errNoToken = errors.New(`no token is set, so there is no bot to run.
  Get one from @BotFather in Telegram (/newbot), then either
    export TELEGRAM_BOT_TOKEN=…
  or write TELEGRAM_BOT_TOKEN=… into a file named .env (see .env.example).
  Without a token, try it in the browser: forumbot demo
  or on the terminal: forumbot ask "…"`)

var errNoModel = errors.New("--llm: no language model is set; set OPENAI_API_KEY, or OPENAI_BASE_URL and OPENAI_MODEL (see .env.example)")

// addRun makes the root command run the bot.
func addRun(root *cobra.Command, env *environment) {
	flags := root.Flags()
	flags.String("knowledge", "", "folder of facts to use instead of the built-in ones (KNOWLEDGE_DIR)")
	flags.String("api-root", "", "address of the Bot API server (TELEGRAM_API_ROOT) (default "+bot.DefaultRoot+")")
	flags.String("send-rate", rateTelegram.String(), "messages a second in all, or off for no limits at all (SEND_RATE)")
	addDataFlags(flags)
	flags.String("keep-questions-days", "", "days that the log of questions goes back, 0 for none (KEEP_QUESTIONS_DAYS) (default 90)")
	flags.String("stale-after", "", "age from which a message in a group gets no late answer, 0 for none (STALE_AFTER) (default 10m)")
	flags.String("ask-rate", "", "messages that a person may send at once, and then one each, or off (ASK_RATE) (default "+defaultAskRate+")")
	flags.String("ask-daily", "", fmt.Sprintf("questions a day that a person may ask, 0 for no limit (ASK_DAILY) (default %d)", defaultAskDaily))
	flags.String("admin-ids", "", "who runs the bot: Telegram's numbers of people, with commas between them (ADMIN_IDS)")
	flags.String("reports-to-review", "", fmt.Sprintf("people who report a fact until the admins are told, 0 for never (REPORTS_TO_REVIEW) (default %d)", defaultReports))
	flags.String("daily-zone", "", "time zone of daily posts in chats that set none, such as Europe/Berlin or UTC+8 (DAILY_ZONE) (default "+defaultZone+")")
	flags.String("log-level", "info", "debug, info, warn or error (LOG_LEVEL)")
	flags.String("log-format", "text", "text or json (LOG_FORMAT)")
	root.RunE = func(cmd *cobra.Command, _ []string) error {
		if env.config.Token == "" {
			return &usageError{err: errNoToken, settings: true}
		}
		ctx, stop := signal.NotifyContext(cmd.Context(), os.Interrupt, syscall.SIGTERM)
		defer stop()
		context.AfterFunc(ctx, stop) // a second signal ends the program at once
		return runBot(ctx, env.config, cmd.ErrOrStderr(), time.Now)
	}
}

// addDataFlags is for all commands that use the data.
func addDataFlags(flags *pflag.FlagSet) {
	flags.String("data", "", "folder for the data, unless DATABASE_URL names a PostgreSQL database (DATA_DIR) (default "+defaultDataDir+")")
}

// storeOptions says where the data is.
func storeOptions(c config, log *slog.Logger, now func() time.Time) store.Options {
	return store.Options{
		Dir: c.DataDir, URL: c.DatabaseURL.Reveal(), KeepQuestions: c.KeepQuestions, Log: log, Now: now,
	}
}

// runBot runs the bot until ctx ends; now is what time it is to the handlers.
func runBot(ctx context.Context, c config, stderr io.Writer, now func() time.Time) (err error) {
	log := newLogger(stderr, c)
	for name, v := range c.Proxy {
		if err := os.Setenv(name, v); err != nil {
			return fmt.Errorf("%s in .env can't be used", name)
		}
	}
	base, err := loadFacts(c.KnowledgeDir, "")
	if err != nil {
		return err
	}
	log.Info("facts are loaded", "facts", len(base.Facts()), "folder", folderName(c.KnowledgeDir))
	state, err := store.Open(ctx, storeOptions(c, log, now))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, state.Close()) }()
	moved := func(ctx context.Context, from, to int64) {
		if err := state.MoveChat(ctx, from, to); err != nil {
			log.Error("the conversations of a group can't be carried over to its new id", "error", err)
		}
	}
	b, err := bot.New(bot.Options{
		Token: c.Token.Reveal(), Root: c.APIRoot, Log: log, Limits: c.SendRate.limits(), Inbox: state, Stale: c.StaleAfter, Moved: moved,
		Workers: workers(c),
	})
	if err != nil {
		return err
	}
	background, stop := context.WithCancel(ctx)
	var wg sync.WaitGroup
	wg.Go(func() { state.Maintain(background) })
	defer wg.Wait()
	defer stop()
	me, err := b.Connect(ctx)
	switch {
	case ctx.Err() != nil:
		return nil // stopped while Telegram could not be reached
	case err != nil:
		return err
	}
	o := handlers.Options{
		Base: base, Messenger: b.Messenger(), Polls: b.Polls(), Pictures: b.Pictures(), Quizzes: state, State: state, Bags: state, Dailies: state, Subscribers: state, Members: b.Members(), Questions: state, Usage: state, Feedback: state, Statistics: state,
		Limits: c.Limits, Admins: c.Admins, ReportsToReview: c.ReportsToReview, KeepDays: int(c.KeepQuestions / (24 * time.Hour)),
		Zone: c.DailyZone, SeesAll: me.ReadsAllGroup, Log: log, Now: now, BotName: me.Username,
	}
	if p, err := newPhraser(ctx, c.Model, base, state, log, now); err != nil {
		return err
	} else if p != nil {
		o.Phraser, o.Drafts, o.PhraseGroups, o.PhraseWithin = p, b.Drafts(), c.Model.Groups, c.Model.Timeout
	}
	h := handlers.New(o)
	wg.Go(func() { h.Run(background) })
	return b.Run(ctx, h, profile(base))
}

// workers leaves as many as ever for everybody else when all that may wait for a
// language model do.
func workers(c config) int {
	if c.Model.on() {
		return bot.DefaultWorkers + answer.DefaultParallel
	}
	return bot.DefaultWorkers
}

func folderName(dir string) string {
	if dir == "" {
		return "built in"
	}
	return dir
}

func newLogger(w io.Writer, c config) *slog.Logger {
	o := &slog.HandlerOptions{Level: c.LogLevel}
	if c.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(w, o))
	}
	return slog.New(slog.NewTextHandler(w, o))
}

// profile is what Telegram shows about the bot.
func profile(base handlers.Base) bot.Profile {
	var out bot.Profile
	for _, p := range handlers.Profiles(base) {
		out = append(out, bot.Card{
			Language: p.Language, Description: p.Description, About: p.About,
			Commands: map[bot.Scope][]bot.Command{
				bot.Everywhere:    commands(p.Groups),
				bot.PrivateChats:  commands(p.Private),
				bot.GroupChats:    commands(p.Groups),
				bot.GroupsManager: nil, // as everybody in a group; removes what an earlier bot left
			},
		})
	}
	return out
}

func commands(list []handlers.Command) []bot.Command {
	out := make([]bot.Command, len(list))
	for i, c := range list {
		out[i] = bot.Command(c)
	}
	return out
}
