package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/forumbot/forumbot/answer"
)

// modelConfig is the settings of a language model. Without an address there is
// none.
type modelConfig struct {
	Key       Secret // "" for a server that asks for none
	BaseURL   Secret // it may hold a password
	Model     string
	Groups    bool          // it is also asked in groups
	Timeout   time.Duration // how long an answer waits for it
	Choose    bool          // it may choose among facts that come close
	Rewrite   bool          // it may complete questions that follow on others
	Daily     int64         // tokens a day in all; 0: no limit
	PerPerson int64         // tokens a day for one person; 0: no limit
	Extra     map[string]any
}

func (c modelConfig) on() bool { return c.BaseURL != "" }

// What is taken where the settings say nothing.
const (
	openAI           = "https://api.openai.com/v1"
	openAIModel      = "gpt-4.1-mini" // small, quick, and doesn't think first
	defaultDaily     = 1_000_000
	defaultPerPerson = 50_000
)

// readModelConfig checks the settings of a language model.
func readModelConfig(value map[string]string) (c modelConfig, errs []error) {
	fail := func(name string, err error) {
		if err != nil {
			errs = append(errs, fmt.Errorf("%s: %w", name, err))
		}
	}
	c = modelConfig{Key: Secret(value["OPENAI_API_KEY"]), BaseURL: Secret(value["OPENAI_BASE_URL"]), Model: value["OPENAI_MODEL"]}
	var err error
	c.Groups, err = parseSwitch(value["LLM_IN_GROUPS"], false)
	fail("LLM_IN_GROUPS", err)
	c.Choose, err = parseSwitch(value["LLM_CHOOSE"], true)
	fail("LLM_CHOOSE", err)
	c.Rewrite, err = parseSwitch(value["LLM_REWRITE"], true)
	fail("LLM_REWRITE", err)
	c.Timeout, err = parsePatience(value["LLM_TIMEOUT"])
	fail("LLM_TIMEOUT", err)
	c.Daily, err = parseTokens(value["LLM_TOKENS_PER_DAY"], defaultDaily)
	fail("LLM_TOKENS_PER_DAY", err)
	c.PerPerson, err = parseTokens(value["LLM_TOKENS_PER_PERSON"], defaultPerPerson)
	fail("LLM_TOKENS_PER_PERSON", err)
	c.Extra, err = parseExtra(value["LLM_EXTRA"])
	fail("LLM_EXTRA", err)
	if strings.ContainsFunc(c.Key.Reveal(), func(r rune) bool { return r <= ' ' || r > '~' }) {
		fail("OPENAI_API_KEY", errors.New("this can't be a key: it holds blanks or letters that no key has"))
	}
	switch {
	case c.BaseURL != "":
		_, err = answer.ParseBaseURL(c.BaseURL.Reveal())
		fail("OPENAI_BASE_URL", err)
		if c.Model == "" {
			fail("OPENAI_MODEL", errors.New("name the model that the server at OPENAI_BASE_URL is to use"))
		}
	case c.Key != "":
		c.BaseURL = openAI
		if c.Model == "" {
			c.Model = openAIModel
		}
	case c.Model != "":
		fail("OPENAI_MODEL", errors.New("a model is named, but neither OPENAI_API_KEY nor OPENAI_BASE_URL"))
	}
	return c, errs
}

func parseSwitch(s string, without bool) (bool, error) {
	switch strings.ToLower(s) {
	case "":
		return without, nil
	case "on", "true", "yes", "1":
		return true, nil
	case "off", "false", "no", "0":
		return false, nil
	}
	return without, fmt.Errorf("%q is neither on nor off", s)
}

func parsePatience(s string) (time.Duration, error) {
	if s == "" {
		return answer.DefaultTimeout, nil
	}
	d, err := time.ParseDuration(s)
	if err != nil || d < time.Second || d > time.Minute {
		return answer.DefaultTimeout, fmt.Errorf("%q is no such time; write one from 1s to 60s", s)
	}
	return d, nil
}

func parseTokens(s string, without int64) (int64, error) {
	if s == "" {
		return without, nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return without, fmt.Errorf("%q is no number of tokens; write one such as %d, or 0 for no limit", s, without)
	}
	return n, nil
}

// parseExtra reads parameters for every request. Its error does not repeat them.
func parseExtra(s string) (map[string]any, error) {
	if s == "" {
		return nil, nil
	}
	var out map[string]any
	if json.Unmarshal([]byte(s), &out) != nil {
		return nil, errors.New(`this is no JSON object; write one such as {"enable_thinking": false}`)
	}
	for _, ours := range []string{"messages", "model", "stream", "n"} {
		if _, ok := out[ours]; ok {
			return nil, fmt.Errorf("%q can't be set here", ours)
		}
	}
	return out, nil
}
