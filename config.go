package main

import (
	"bytes"
	"encoding"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"strconv"
	"strings"
	"time"

	"github.com/joho/godotenv"
	"github.com/spf13/pflag"

	"github.com/forumbot/forumbot/bot"
	"github.com/forumbot/forumbot/handlers"
	"github.com/forumbot/forumbot/store"
	"github.com/forumbot/forumbot/trivia"
)

// Secret is a string that no print, log or JSON shows.
type Secret string

const hidden = "[redacted]"

// Reveal returns the string itself.
func (s Secret) Reveal() string { return string(s) }

// Format implements fmt.Formatter for every verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte(hidden)) }

// String implements fmt.Stringer.
func (s Secret) String() string { return hidden }

// MarshalText implements encoding.TextMarshaler, and by it JSON.
func (s Secret) MarshalText() ([]byte, error) { return []byte(hidden), nil }

// LogValue implements slog.LogValuer.
func (s Secret) LogValue() slog.Value { return slog.StringValue(hidden) }

var (
	_ fmt.Formatter          = Secret("")
	_ encoding.TextMarshaler = Secret("")
	_ slog.LogValuer         = Secret("")
)

// config is the settings of a run, checked.
type config struct {
	Token        Secret // "" when none is set
	APIRoot      string
	KnowledgeDir string // "" for the built-in facts
	SendRate     sendRate
	LogLevel     slog.Level
	LogFormat    string            // "text" or "json"
	Proxy        map[string]string // the proxy variables of .env

	DataDir       string        // folder of the SQLite file
	DatabaseURL   Secret        // "" for SQLite
	KeepQuestions time.Duration // how far the log of questions goes back; 0: none is kept
	DailyZone     string        // time zone of daily posts in chats that set none
	StaleAfter    time.Duration // older messages in groups get no answer; 0: any does

	Limits          handlers.Limits // of what people may ask
	Admins          []int64         // who runs the bot
	ReportsToReview int             // from how many people on the admins hear of a fact; 0: never

	Model modelConfig // of a language model that words the answers
}

// The settings: a flag comes before the environment, that before .env.
var settings = []struct{ variable, flag string }{
	{"TELEGRAM_BOT_TOKEN", ""}, // no flag: a command line is there for all to see
	{"TELEGRAM_API_ROOT", "api-root"},
	{"KNOWLEDGE_DIR", "knowledge"},
	{"SEND_RATE", "send-rate"},
	{"DATA_DIR", "data"},
	{"DATABASE_URL", ""}, // it may hold a password
	{"KEEP_QUESTIONS_DAYS", "keep-questions-days"},
	{"STALE_AFTER", "stale-after"},
	{"ASK_RATE", "ask-rate"},
	{"ASK_DAILY", "ask-daily"},
	{"ADMIN_IDS", "admin-ids"},
	{"REPORTS_TO_REVIEW", "reports-to-review"},
	{"DAILY_ZONE", "daily-zone"},
	{"LOG_LEVEL", "log-level"},
	{"LOG_FORMAT", "log-format"},
	{"OPENAI_API_KEY", ""},
	{"OPENAI_BASE_URL", ""}, // it may hold a password
	{"OPENAI_MODEL", ""},
	{"LLM_IN_GROUPS", ""},
	{"LLM_TIMEOUT", ""},
	{"LLM_CHOOSE", ""},
	{"LLM_REWRITE", ""},
	{"LLM_TOKENS_PER_DAY", ""},
	{"LLM_TOKENS_PER_PERSON", ""},
	{"LLM_EXTRA", ""},
}

// proxyVariables are read by net/http from the environment; .env may set them too.
var proxyVariables = []string{"HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY", "https_proxy", "http_proxy", "no_proxy"}

// readConfig gathers the settings and checks them; its error names all that is
// wrong and what would be right, and repeats no secret.
func readConfig(flags *pflag.FlagSet, getenv func(string) string, dotenv map[string]string) (config, error) {
	value := map[string]string{}
	for _, s := range settings {
		v := strings.TrimSpace(dotenv[s.variable])
		if env := strings.TrimSpace(getenv(s.variable)); env != "" {
			v = env
		}
		if f := flags.Lookup(s.flag); f != nil && f.Changed {
			v = strings.TrimSpace(f.Value.String())
		}
		value[s.variable] = v
	}
	c := config{
		Token: Secret(value["TELEGRAM_BOT_TOKEN"]), APIRoot: value["TELEGRAM_API_ROOT"],
		KnowledgeDir: value["KNOWLEDGE_DIR"], LogFormat: strings.ToLower(value["LOG_FORMAT"]),
		Proxy: map[string]string{}, DataDir: value["DATA_DIR"], DatabaseURL: Secret(value["DATABASE_URL"]),
	}
	if c.DataDir == "" {
		c.DataDir = defaultDataDir
	}
	for _, name := range proxyVariables {
		if v := dotenv[name]; v != "" && getenv(name) == "" {
			c.Proxy[name] = v
		}
	}
	var errs []error
	if c.Token != "" {
		if err := bot.CheckToken(c.Token.Reveal()); err != nil {
			errs = append(errs, fmt.Errorf("TELEGRAM_BOT_TOKEN: %w", err))
		}
	}
	if _, err := bot.ParseRoot(c.APIRoot); err != nil {
		errs = append(errs, fmt.Errorf("TELEGRAM_API_ROOT: %w", err))
	}
	if c.DatabaseURL != "" {
		if err := store.CheckURL(c.DatabaseURL.Reveal()); err != nil {
			errs = append(errs, fmt.Errorf("DATABASE_URL: %w", err))
		}
	}
	var err error
	if c.KeepQuestions, err = parseDays(value["KEEP_QUESTIONS_DAYS"]); err != nil {
		errs = append(errs, fmt.Errorf("KEEP_QUESTIONS_DAYS: %w", err))
	}
	if c.StaleAfter, err = parseStale(value["STALE_AFTER"]); err != nil {
		errs = append(errs, fmt.Errorf("STALE_AFTER: %w", err))
	}
	c.DailyZone = value["DAILY_ZONE"]
	if c.DailyZone == "" {
		c.DailyZone = defaultZone
	}
	if _, err := trivia.Zone(c.DailyZone); err != nil {
		errs = append(errs, fmt.Errorf("DAILY_ZONE: %w; write one such as Asia/Shanghai, Europe/Berlin or UTC+8", err))
	}
	if c.LogLevel, err = parseLevel(value["LOG_LEVEL"]); err != nil {
		errs = append(errs, fmt.Errorf("LOG_LEVEL: %w", err))
	}
	if c.SendRate, err = parseRate(value["SEND_RATE"]); err != nil {
		errs = append(errs, fmt.Errorf("SEND_RATE: %w", err))
	}
	if err := c.readPeople(value); err != nil {
		errs = append(errs, err)
	}
	switch c.LogFormat {
	case "":
		c.LogFormat = "text"
	case "text", "json":
	default:
		errs = append(errs, fmt.Errorf("LOG_FORMAT: %q is no format; write text or json", c.LogFormat))
	}
	var wrong []error
	c.Model, wrong = readModelConfig(value)
	return c, errors.Join(append(errs, wrong...)...)
}

// sendRate is how many messages a second the bot sends in all; 0: as many as
// it can, in every chat.
type sendRate int

// rateTelegram is what Telegram names for a bot that doesn't pay for more, and
// fastestRate what it allows one that does (allow_paid_broadcast).
const (
	rateTelegram sendRate = 30
	fastestRate  sendRate = 1000
)

func parseRate(s string) (sendRate, error) {
	switch strings.ToLower(s) {
	case "":
		return rateTelegram, nil
	case "off":
		return 0, nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 || sendRate(n) > fastestRate {
		return rateTelegram, fmt.Errorf("%q is no rate; write a number of messages a second from 1 to %d, or off", s, fastestRate)
	}
	return sendRate(n), nil
}

// String is the setting.
func (r sendRate) String() string {
	if r == 0 {
		return "off"
	}
	return strconv.Itoa(int(r))
}

// limits keeps the rates of single chats as they are.
func (r sendRate) limits() bot.Limits {
	if r == 0 {
		return bot.NoLimits
	}
	l := bot.DefaultLimits
	l.Overall.Count = int(r)
	// Bulk leaves a sixth of it free, and never goes beyond the usual rate.
	l.Bulk.Per = max(l.Bulk.Per, time.Second*6/5/time.Duration(r))
	return l
}

const (
	defaultZone     = "Asia/Shanghai" // that of the built-in facts
	defaultDataDir  = "data"
	defaultKeepDays = 90
	defaultStale    = 10 * time.Minute
	maxKeepDays     = 3650
)

func parseDays(s string) (time.Duration, error) {
	days := defaultKeepDays
	if s != "" {
		n, err := strconv.Atoi(s)
		if err != nil || n < 0 || n > maxKeepDays {
			return 0, fmt.Errorf("%q is no number of days; write 0 (keep none) to %d", s, maxKeepDays)
		}
		days = n
	}
	return time.Duration(days) * 24 * time.Hour, nil
}

func parseStale(s string) (time.Duration, error) {
	if s == "" {
		return defaultStale, nil
	}
	d, err := time.ParseDuration(s)
	if err != nil && s != "0" || d < 0 {
		return 0, fmt.Errorf("%q is no length of time; write one such as 10m or 1h, or 0 to answer however late", s)
	}
	return d, nil
}

func parseLevel(s string) (slog.Level, error) {
	switch strings.ToLower(s) {
	case "debug":
		return slog.LevelDebug, nil
	case "", "info":
		return slog.LevelInfo, nil
	case "warn", "warning":
		return slog.LevelWarn, nil
	case "error":
		return slog.LevelError, nil
	}
	return 0, fmt.Errorf("%q is no level; write debug, info, warn or error", s)
}

// readDotenv reads a .env file. A missing one is fine unless it must exist.
// Its errors name the line and never show what is in it.
func readDotenv(name string, mustExist bool) (map[string]string, error) {
	src, err := os.ReadFile(name)
	switch {
	case errors.Is(err, fs.ErrNotExist) && !mustExist:
		return nil, nil
	case err != nil:
		if pe, ok := errors.AsType[*fs.PathError](err); ok {
			err = pe.Err
		}
		return nil, fmt.Errorf("the settings in %s can't be read: %w", name, err)
	}
	src = bytes.TrimPrefix(src, []byte("\ufeff"))
	vars, ok := parseDotenv(src)
	if !ok {
		return nil, fmt.Errorf("%s, line %d: this is no setting; write NAME=value, with quotes closed", name, badLine(src))
	}
	return vars, nil
}

// parseDotenv leaves the parser's error out: it quotes what it read.
func parseDotenv(src []byte) (map[string]string, bool) {
	vars, err := godotenv.UnmarshalBytes(src)
	if err != nil {
		return nil, false
	}
	_, nameless := vars[""]
	return vars, !nameless
}

// badLine finds the line that the parser stumbles over: the first with which
// neither it alone nor it and lines after it can be read.
func badLine(src []byte) int {
	lines := bytes.SplitAfter(src, []byte("\n"))
	const longest = 200 // lines of one quoted value
	for i := 0; i < len(lines); {
		read := 0
		for n := 1; n <= min(longest, len(lines)-i); n++ {
			if _, ok := parseDotenv(bytes.Join(lines[i:i+n], nil)); ok {
				read = n
				break
			}
		}
		if read == 0 {
			return i + 1
		}
		i += read
	}
	return 1
}
