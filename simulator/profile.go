package simulator

import (
	"regexp"
	"strconv"
	"unicode/utf8"
)

// profile is what a bot says about itself, by language ("": everybody else).
type profile struct {
	Names        map[string]string
	Descriptions map[string]string
	Shorts       map[string]string
	Commands     map[string][]command // by scope and language
}

type command struct {
	Name        string `json:"command"`
	Description string `json:"description"`
	Ephemeral   bool   `json:"is_ephemeral,omitempty"`
}

var (
	commandForm  = regexp.MustCompile(`^[a-z0-9_]{1,32}$`)
	languageForm = regexp.MustCompile(`^([a-z]{2})?$`)
)

// descriptions are the texts of all languages that have any.
func (p *profile) descriptions() object {
	out := object{}
	for _, language := range []map[string]string{p.Descriptions, p.Shorts} {
		for l := range language {
			out[l] = object{"description": p.Descriptions[l], "short_description": p.Shorts[l]}
		}
	}
	return out
}

// scope reads whom a list of commands is for, as a key.
func (s *Server) scope(c *call) (string, *apiError) {
	var in struct {
		Type string `json:"type"`
		Chat any    `json:"chat_id"`
		User int64  `json:"user_id"`
	}
	if err := c.json("scope", &in); err != nil {
		return "", badRequest("can't parse BotCommandScope: expected an Object")
	}
	language := c.params["language_code"]
	if !languageForm.MatchString(language) {
		return "", badRequest("invalid language code specified")
	}
	key := in.Type
	switch in.Type {
	case "":
		key = "default"
	case "default", "all_private_chats", "all_group_chats", "all_chat_administrators":
	case "chat", "chat_administrators", "chat_member":
		n, ok := in.Chat.(float64)
		if !ok || s.w.chats[int64(n)] == nil {
			return "", errNoChat
		}
		key += strconv.FormatInt(int64(n), 10)
		if in.Type == "chat_member" {
			key += "/" + strconv.FormatInt(in.User, 10)
		}
	default:
		return "", badRequest("can't parse BotCommandScope: unsupported type specified")
	}
	return key + ":" + language, nil
}

func (s *Server) setMyCommands(c *call) (any, *apiError) {
	key, refused := s.scope(c)
	if refused != nil {
		return nil, refused
	}
	var list []command
	if err := c.json("commands", &list); err != nil {
		return nil, badRequest("can't parse commands JSON object")
	}
	if len(list) > 100 {
		return nil, badRequest("BOT_COMMANDS_TOO_MUCH")
	}
	for _, cmd := range list {
		switch n := utf8.RuneCountInString(cmd.Description); {
		case !commandForm.MatchString(cmd.Name):
			return nil, badRequest("BOT_COMMAND_INVALID")
		case n < 1 || n > 256:
			return nil, badRequest("BOT_COMMAND_DESCRIPTION_INVALID")
		}
	}
	if len(list) == 0 {
		delete(s.w.Profile.Commands, key)
	} else {
		if s.w.Profile.Commands == nil {
			s.w.Profile.Commands = map[string][]command{}
		}
		s.w.Profile.Commands[key] = list
	}
	s.showState()
	return true, nil
}

func (s *Server) getMyCommands(c *call) (any, *apiError) {
	key, refused := s.scope(c)
	if refused != nil {
		return nil, refused
	}
	return append([]command{}, s.w.Profile.Commands[key]...), nil
}

func (s *Server) deleteMyCommands(c *call) (any, *apiError) {
	key, refused := s.scope(c)
	if refused != nil {
		return nil, refused
	}
	delete(s.w.Profile.Commands, key)
	s.showState()
	return true, nil
}

// showState tells clients that commands, descriptions or people have changed.
func (s *Server) showState() { s.show("state", func(int64) any { return object{} }) }

// commandsFor are the commands that Telegram shows to a person in a chat: those
// of the narrowest scope that has any, in the person's language if there are.
func (s *Server) commandsFor(c *chat, person int64) []commandView {
	language := ""
	if p := s.w.people[person]; p != nil && len(p.Language) >= 2 {
		language = p.Language[:2]
	}
	id := strconv.FormatInt(c.ID, 10)
	var scopes []string
	switch c.Type {
	case private:
		scopes = []string{"chat" + id, "all_private_chats", "default"}
	case group, supergroup:
		scopes = []string{"chat_member" + id + "/" + strconv.FormatInt(person, 10)}
		if isAdmin(c.status(person)) {
			scopes = append(scopes, "chat_administrators"+id, "chat"+id, "all_chat_administrators")
		} else {
			scopes = append(scopes, "chat"+id)
		}
		scopes = append(scopes, "all_group_chats", "default")
	default:
		return []commandView{}
	}
	out := []commandView{}
	for _, scope := range scopes {
		for _, l := range []string{language, ""} {
			if list := s.w.Profile.Commands[scope+":"+l]; len(list) > 0 {
				for _, cmd := range list {
					out = append(out, commandView{cmd.Name, cmd.Description})
				}
				return out
			}
		}
	}
	return out
}

// setWords sets one of the profile's texts in the call's language.
func (s *Server) setWords(c *call, field string, to *map[string]string, most int) (any, *apiError) {
	l := c.params["language_code"]
	switch {
	case !languageForm.MatchString(l):
		return nil, badRequest("invalid language code specified")
	case utf8.RuneCountInString(c.params[field]) > most:
		return nil, badRequest("bot %s is too long", field)
	}
	if *to == nil {
		*to = map[string]string{}
	}
	if c.params[field] == "" {
		delete(*to, l)
	} else {
		(*to)[l] = c.params[field]
	}
	s.showState()
	return true, nil
}

func words(c *call, field string, of map[string]string) (any, *apiError) {
	l := c.params["language_code"]
	if !languageForm.MatchString(l) {
		return nil, badRequest("invalid language code specified")
	}
	if of[l] == "" {
		l = "" // Telegram falls back to the text for everybody
	}
	return object{field: of[l]}, nil
}

func (s *Server) setMyName(c *call) (any, *apiError) {
	return s.setWords(c, "name", &s.w.Profile.Names, 64)
}

func (s *Server) getMyName(c *call) (any, *apiError) {
	out, refused := words(c, "name", s.w.Profile.Names)
	if o, ok := out.(object); ok && o["name"] == "" {
		o["name"] = s.w.Bot.Name
	}
	return out, refused
}

func (s *Server) setMyDescription(c *call) (any, *apiError) {
	return s.setWords(c, "description", &s.w.Profile.Descriptions, 512)
}

func (s *Server) getMyDescription(c *call) (any, *apiError) {
	return words(c, "description", s.w.Profile.Descriptions)
}

func (s *Server) setMyShortDescription(c *call) (any, *apiError) {
	return s.setWords(c, "short_description", &s.w.Profile.Shorts, 120)
}

func (s *Server) getMyShortDescription(c *call) (any, *apiError) {
	return words(c, "short_description", s.w.Profile.Shorts)
}
