package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"

	"github.com/forumbot/forumbot/bot"
)

const goodToken = "123456:AAGood-Token_for-tests_0123456789abc"

func TestSecretIsNeverShown(t *testing.T) {
	t.Parallel()
	type holder struct {
		Token Secret
		List  []Secret
		Map   map[string]Secret
		Any   any
	}
	s := Secret(goodToken)
	h := holder{s, []Secret{s}, map[string]Secret{"a": s}, &s}
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%10.3s", "%T"} {
		fmt.Fprintf(&out, verb+"\n", s)
		fmt.Fprintf(&out, verb+"\n", h)
		fmt.Fprintf(&out, verb+"\n", &h)
		fmt.Fprintf(&out, verb+"\n", config{Token: s})
	}
	fmt.Fprintln(&out, s, h, fmt.Errorf("x %v %s", s, s))
	b, err := json.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	out.Write(b)
	for _, handler := range []slog.Handler{slog.NewTextHandler(&out, nil), slog.NewJSONHandler(&out, nil)} {
		slog.New(handler).Info("x", "token", s, "all", h, "group", slog.GroupValue(slog.Any("token", s)))
	}
	hex := fmt.Sprintf("%x", goodToken)
	for _, leak := range []string{goodToken, "AAGood", hex, strings.ToUpper(hex), hex[:20]} {
		if strings.Contains(out.String(), leak) {
			t.Errorf("%s is shown:\n%s", leak, out.String())
		}
	}
	if !strings.Contains(out.String(), hidden) || s.Reveal() != goodToken {
		t.Error("the secret is lost altogether")
	}
}

func TestReadConfig(t *testing.T) {
	t.Parallel()
	flags := func(args ...string) *pflag.FlagSet {
		f := pflag.NewFlagSet("", pflag.ContinueOnError)
		for _, name := range []string{"knowledge", "api-root", "send-rate", "log-level", "log-format", "data", "keep-questions-days", "stale-after"} {
			f.String(name, "default", "")
		}
		if err := f.Parse(args); err != nil {
			t.Fatal(err)
		}
		return f
	}
	env := func(m map[string]string) func(string) string { return func(k string) string { return m[k] } }

	c, err := readConfig(flags(), env(nil), nil)
	if err != nil || c.DataDir != "data" || c.DatabaseURL != "" || c.KeepQuestions != 90*24*time.Hour || c.StaleAfter != 10*time.Minute {
		t.Errorf("the data without settings: %+v, %v", c, err)
	}
	if err != nil || c.Token != "" || c.LogLevel != slog.LevelInfo || c.LogFormat != "text" || c.KnowledgeDir != "" || c.APIRoot != "" {
		t.Errorf("without settings: %+v, %v", c, err)
	}
	c, err = readConfig(
		flags("--knowledge", "flag", "--log-level", "WARN"),
		env(map[string]string{"KNOWLEDGE_DIR": "env", "LOG_FORMAT": "json", "TELEGRAM_API_ROOT": " ", "NO_PROXY": "env"}),
		map[string]string{
			"KNOWLEDGE_DIR": "file", "LOG_FORMAT": "text", "TELEGRAM_API_ROOT": "http://localhost:1", "TELEGRAM_BOT_TOKEN": " " + goodToken + "\n",
			"HTTPS_PROXY": "http://p:1", "NO_PROXY": "file",
		})
	if err != nil || c.KnowledgeDir != "flag" || c.LogFormat != "json" || c.APIRoot != "http://localhost:1" || c.Token != goodToken || c.LogLevel != slog.LevelWarn {
		t.Errorf("flags, environment, file: %+v, %v", c, err)
	}
	if fmt.Sprint(c.Proxy) != "map[HTTPS_PROXY:http://p:1]" {
		t.Errorf("proxy of .env: %v", c.Proxy)
	}
	c, err = readConfig(flags("--data", "flag", "--keep-questions-days", "0"), env(map[string]string{
		"DATA_DIR": "env", "DATABASE_URL": "postgres://u:hunter2@h/d", "STALE_AFTER": "0",
	}), nil)
	if err != nil || c.DataDir != "flag" || c.DatabaseURL.Reveal() != "postgres://u:hunter2@h/d" || c.KeepQuestions != 0 || c.StaleAfter != 0 ||
		strings.Contains(fmt.Sprintf("%+v", c), "hunter2") {
		t.Errorf("the data: %+v, %v", c, err)
	}
	_, err = readConfig(flags("--log-format", "xml"), env(map[string]string{
		"DATABASE_URL": "postgres://u:hunter2@h:port/d", "KEEP_QUESTIONS_DAYS": "many", "STALE_AFTER": "-1m",
		"TELEGRAM_BOT_TOKEN": "my-secret-word", "TELEGRAM_API_ROOT": "ftp://user:hunter2@x", "LOG_LEVEL": "loud",
	}), nil)
	if err == nil {
		t.Fatal("wrong settings are accepted")
	}
	for _, want := range []string{"TELEGRAM_BOT_TOKEN", "@BotFather", "TELEGRAM_API_ROOT", "https://", `"loud"`, "debug, info", `"xml"`, "text or json",
		"DATABASE_URL", "postgres://user", "KEEP_QUESTIONS_DAYS", `"many"`, "STALE_AFTER", "10m"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%s is missing in: %v", want, err)
		}
	}
	for _, leak := range []string{"my-secret-word", "hunter2"} {
		if strings.Contains(err.Error(), leak) {
			t.Errorf("%s is shown: %v", leak, err)
		}
	}
}

func TestDotenv(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, content string
		want          string // a value of A, or "" for an error
		line          int
	}{
		{"plain", "A=1\n", "1", 0},
		{"windows", "\ufeffA=1\r\nB=2\r\n", "1", 0},
		{"comment and export", "# x\n\nexport A='1' # y\n", "1", 0},
		{"several lines in quotes", "B=\"x\ny\"\nA=1", "1", 0},
		{"no equals sign", "A=1\nsecretword\nB=2\n", "", 2},
		{"at the end", "A=1\nsecretword", "", 2},
		{"odd name", "A=1\n\n# c\nmy-token=secretword\n", "", 4},
		{"open quote", "A=1\nB=\"secretword\nC=2\n", "", 2},
		{"after several lines", "B=\"x\ny\nz\"\nA=1\n?secretword\n", "", 5},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), ".env")
			if err := os.WriteFile(file, []byte(tt.content), 0o600); err != nil {
				t.Fatal(err)
			}
			vars, err := readDotenv(file, false)
			if tt.want != "" {
				if err != nil || vars["A"] != tt.want {
					t.Errorf("got %v, %v", vars, err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), fmt.Sprintf(".env, line %d:", tt.line)) || strings.Contains(err.Error(), "secretword") {
				t.Errorf("want line %d, got %v, %v", tt.line, vars, err)
			}
		})
	}
	missing := filepath.Join(t.TempDir(), ".env")
	if _, err := readDotenv(missing, false); err != nil {
		t.Errorf("a missing file: %v", err)
	}
	if _, err := readDotenv(missing, true); err == nil {
		t.Error("a file that was asked for may be missing")
	}
	if _, err := readDotenv(t.TempDir(), false); err == nil {
		t.Error("a folder is read")
	}
}

func FuzzDotenv(f *testing.F) {
	f.Add([]byte("A=1\nB=\"x\n"))
	f.Add([]byte("export 'x"))
	f.Fuzz(func(t *testing.T, src []byte) {
		if _, ok := parseDotenv(src); !ok && len(src) < 1000 {
			if n := badLine(src); n < 1 || n > bytes.Count(src, []byte("\n"))+1 {
				t.Errorf("line %d of %q", n, src)
			}
		}
	})
}

// .env.example must name every setting, and be one itself.
func TestEnvExample(t *testing.T) {
	t.Parallel()
	src, err := os.ReadFile(".env.example")
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := parseDotenv(src); !ok {
		t.Error("it can't be read")
	}
	on := regexp.MustCompile(`(?m)^#([A-Z_]+=)`).ReplaceAll(src, []byte("$1"))
	vars, ok := parseDotenv(on)
	if !ok {
		t.Error("with everything switched on it can't be read")
	}
	for _, s := range settings {
		if _, ok := vars[s.variable]; !ok {
			t.Errorf("%s is missing", s.variable)
		}
	}
	vars["TELEGRAM_BOT_TOKEN"] = goodToken
	if _, err := readConfig(pflag.NewFlagSet("", pflag.ContinueOnError), func(string) string { return "" }, vars); err != nil {
		t.Error(err)
	}
}

// Each block of .env.example for a kind of server works as it stands.
func TestModelBlocks(t *testing.T) {
	t.Parallel()
	src, err := os.ReadFile(".env.example")
	if err != nil {
		t.Fatal(err)
	}
	_, part, _ := strings.Cut(string(src), "#OPENAI_API_KEY=")
	part, _, _ = strings.Cut(part, "#LLM_IN_GROUPS")
	blocks := 0
	for block := range strings.SplitSeq("#"+part, "\n#\n") {
		block = regexp.MustCompile(`(?m)^#([A-Z_]+=)`).ReplaceAllString(block, "$1")
		vars, ok := parseDotenv([]byte(block))
		if !ok {
			t.Errorf("a block can't be read:\n%s", block)
			continue
		}
		c, err := readConfig(pflag.NewFlagSet("", pflag.ContinueOnError), func(string) string { return "" }, vars)
		if err != nil || !c.Model.on() || c.Model.Model == "" {
			t.Errorf("%+v, %v of:\n%s", c.Model, err, block)
		}
		blocks++
	}
	if blocks != 7 {
		t.Errorf("%d blocks", blocks)
	}
}

func TestModelConfig(t *testing.T) {
	t.Parallel()
	read := func(pairs ...string) (modelConfig, error) {
		vars := map[string]string{}
		for i := 0; i < len(pairs); i += 2 {
			vars[pairs[i]] = pairs[i+1]
		}
		c, err := readConfig(pflag.NewFlagSet("", pflag.ContinueOnError), func(string) string { return "" }, vars)
		return c.Model, err
	}
	if c, err := read(); err != nil || c.on() || c.Groups || !c.Choose || !c.Rewrite || c.Timeout != 15*time.Second || c.Daily != defaultDaily {
		t.Errorf("without settings: %+v, %v", c, err)
	}
	if c, err := read("OPENAI_API_KEY", "sk-hunter2"); err != nil || !c.on() || c.BaseURL.Reveal() != openAI || c.Model != openAIModel ||
		strings.Contains(fmt.Sprintf("%+v", c), "hunter2") {
		t.Errorf("a key alone: %+v, %v", c, err)
	}
	c, err := read("OPENAI_BASE_URL", "http://user:hunter2@localhost:1/v1", "OPENAI_MODEL", "m", "LLM_IN_GROUPS", "On", "LLM_CHOOSE", "off", "LLM_REWRITE", "0",
		"LLM_TIMEOUT", "3s", "LLM_TOKENS_PER_DAY", "0", "LLM_TOKENS_PER_PERSON", "7", "LLM_EXTRA", `{"a": {"b": false}}`)
	if err != nil || c.Key != "" || !c.Groups || c.Choose || c.Rewrite || c.Timeout != 3*time.Second || c.Daily != 0 || c.PerPerson != 7 ||
		fmt.Sprint(c.Extra) != "map[a:map[b:false]]" || strings.Contains(fmt.Sprintf("%+v", c), "hunter2") {
		t.Errorf("all: %+v, %v", c, err)
	}
	for _, wrong := range [][]string{
		{"OPENAI_BASE_URL", "http://localhost:1"}, // no model
		{"OPENAI_MODEL", "m"},
		{"OPENAI_BASE_URL", "localhost:11434", "OPENAI_MODEL", "m"},
		{"OPENAI_BASE_URL", "ftp://u:hunter2@x/v1", "OPENAI_MODEL", "m"},
		{"OPENAI_API_KEY", "two hunter2 words"},
		{"LLM_IN_GROUPS", "perhaps"}, {"LLM_CHOOSE", "2"}, {"LLM_REWRITE", "-"},
		{"LLM_TIMEOUT", "0"}, {"LLM_TIMEOUT", "2m"}, {"LLM_TIMEOUT", "soon"},
		{"LLM_TOKENS_PER_DAY", "-1"}, {"LLM_TOKENS_PER_PERSON", "1e6"},
		{"LLM_EXTRA", "enable_thinking"}, {"LLM_EXTRA", `["hunter2"]`}, {"LLM_EXTRA", `{"messages": ["hunter2"]}`},
	} {
		if _, err := read(wrong...); err == nil || !strings.Contains(err.Error(), "OPENAI_") && !strings.Contains(err.Error(), "LLM_") || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: %v", wrong, err)
		}
	}
}

func TestSendRate(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]bot.Limits{
		"":     bot.DefaultLimits,
		"30":   bot.DefaultLimits,
		"off":  bot.NoLimits,
		"OFF":  bot.NoLimits,
		"1000": {Overall: bot.Rate{Count: 1000, Per: time.Second}, Chat: bot.DefaultLimits.Chat, Group: bot.DefaultLimits.Group, Bulk: bot.DefaultLimits.Bulk},
		"10":   {Overall: bot.Rate{Count: 10, Per: time.Second}, Chat: bot.DefaultLimits.Chat, Group: bot.DefaultLimits.Group, Bulk: bot.Rate{Count: 1, Per: 120 * time.Millisecond}},
	} {
		r, err := parseRate(in)
		if err != nil || r.limits() != want {
			t.Errorf("%q: %+v, %v", in, r.limits(), err)
		}
	}
	for _, in := range []string{"0", "-1", "1001", "fast", "30/s", "1e3"} {
		if _, err := parseRate(in); err == nil || !strings.Contains(err.Error(), "off") {
			t.Errorf("%q: %v", in, err)
		}
	}
}
