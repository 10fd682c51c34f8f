package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"regexp"
	"slices"
	"unicode/utf8"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// Scope is for whom a list of commands is.
type Scope string

// The scopes, from the widest; a chat shows the narrowest that has commands.
const (
	Everywhere    Scope = "default"
	PrivateChats  Scope = "all_private_chats"
	GroupChats    Scope = "all_group_chats"
	GroupsManager Scope = "all_chat_administrators"
)

// Command is a command and what it does.
type Command struct {
	Name        string `json:"command"`     // 1–32 of a–z, 0–9 and _
	Description string `json:"description"` // 1–256 characters
}

// Card is what people with Telegram in one language see of the bot before they
// write to it. A scope that is not in Commands is left as it is; an empty list
// removes the commands there.
type Card struct {
	Language    string // two-letter ISO 639-1 code; "" for everybody who has no card of their own
	Description string // in an empty chat, at most 512 characters
	About       string // on the profile page, at most 120 characters
	Commands    map[Scope][]Command
}

// Profile is the bot's cards, one per language.
type Profile []Card

var (
	commandForm  = regexp.MustCompile(`^[a-z0-9_]{1,32}$`)
	languageForm = regexp.MustCompile(`^([a-z]{2})?$`)
)

// Check returns everything in the profile that Telegram would refuse.
func (p Profile) Check() error {
	var errs []error
	wrong := func(c Card, format string, args ...any) {
		errs = append(errs, fmt.Errorf("profile %q: %s", c.Language, fmt.Sprintf(format, args...)))
	}
	for i, c := range p {
		if !languageForm.MatchString(c.Language) {
			wrong(c, "the language is no two-letter code")
		}
		if slices.ContainsFunc(p[:i], func(o Card) bool { return o.Language == c.Language }) {
			wrong(c, "the language is there twice")
		}
		if n := utf8.RuneCountInString(c.Description); n > 512 {
			wrong(c, "the description has %d characters; 512 are allowed", n)
		}
		if n := utf8.RuneCountInString(c.About); n > 120 {
			wrong(c, "the short description has %d characters; 120 are allowed", n)
		}
		for scope, list := range c.Commands {
			if len(list) > 100 {
				wrong(c, "%d commands for %s; 100 are allowed", len(list), scope)
			}
			for _, cmd := range list {
				if !commandForm.MatchString(cmd.Name) {
					wrong(c, "the command %q is not 1–32 of a–z, 0–9 and _", cmd.Name)
				}
				if n := utf8.RuneCountInString(cmd.Description); n < 1 || n > 256 {
					wrong(c, "the command %s is described in %d characters; 1–256 are allowed", cmd.Name, n)
				}
			}
		}
	}
	return errors.Join(errs...)
}

// register makes Telegram show the profile. It asks first and sets only what
// differs, for Telegram allows few changes a day. What fails is logged: the
// bot works without.
func (s *sender) register(ctx context.Context, p Profile) {
	changed, failed := 0, 0
	do := func(what, language string, step func() (bool, error)) {
		if ctx.Err() != nil {
			return
		}
		did, err := step()
		if err != nil && ctx.Err() == nil {
			failed++
			s.log.Warn("what Telegram shows about the bot could not be set", "what", what, "language", language, "error", err)
		} else if did {
			changed++
		}
	}
	for _, c := range p {
		for _, scope := range []Scope{Everywhere, PrivateChats, GroupChats, GroupsManager} {
			if list, ok := c.Commands[scope]; ok {
				do("commands/"+string(scope), c.Language, func() (bool, error) { return s.setCommands(ctx, scope, c.Language, list) })
			}
		}
		do("description", c.Language, func() (bool, error) {
			return s.setText(ctx, "MyDescription", "description", c.Language, c.Description)
		})
		do("short description", c.Language, func() (bool, error) {
			return s.setText(ctx, "MyShortDescription", "short_description", c.Language, c.About)
		})
	}
	if ctx.Err() == nil {
		s.log.Log(ctx, levelFor(changed), "commands and descriptions are up to date", "changed", changed, "failed", failed)
	}
}

func levelFor(changed int) slog.Level {
	if changed > 0 {
		return slog.LevelInfo
	}
	return slog.LevelDebug
}

func (s *sender) setCommands(ctx context.Context, scope Scope, language string, want []Command) (changed bool, err error) {
	params := tgbotapi.Params{}
	params.AddNonEmpty("language_code", language)
	if err := params.AddInterface("scope", map[string]Scope{"type": scope}); err != nil {
		return false, err
	}
	var have []Command
	if err := s.try(ctx, "getMyCommands", 0, params, &have); err != nil {
		return false, err
	}
	if slices.Equal(have, want) {
		return false, nil
	}
	if len(want) == 0 {
		return true, s.try(ctx, "deleteMyCommands", 0, params, nil)
	}
	if err := params.AddInterface("commands", want); err != nil {
		return false, err
	}
	return true, s.try(ctx, "setMyCommands", 0, params, nil)
}

// setText sets the description or the short description; field is its name in
// the request and in the answer.
func (s *sender) setText(ctx context.Context, what, field, language, want string) (changed bool, err error) {
	params := tgbotapi.Params{}
	params.AddNonEmpty("language_code", language)
	var have map[string]string
	if err := s.try(ctx, "get"+what, 0, params, &have); err != nil {
		return false, err
	}
	if have[field] == want {
		return false, nil
	}
	params[field] = want
	return true, s.try(ctx, "set"+what, 0, params, nil)
}
