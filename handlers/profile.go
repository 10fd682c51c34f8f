package handlers

import "github.com/forumbot/forumbot/knowledge"

// Profile is what people see of the bot before they write to it, in one
// language, for registration with Telegram.
type Profile struct {
	Language    string    // ISO 639-1 code; "" for whoever's language has no own
	Private     []Command // for private chats
	Groups      []Command // for groups
	Description string    // in an empty chat; at most 512 characters
	About       string    // on the profile page and in links; at most 120 characters
}

// Command is a command and what it does, in at most 256 characters.
type Command struct {
	Name        string
	Description string
}

// Profiles are the profiles to register for a base: English for everybody, and
// each language that the bot speaks.
func Profiles(base Base) []Profile {
	c := NewComposer(base)
	return []Profile{c.profile("", fallback), c.profile("zh", knowledge.Chinese), c.profile("en", knowledge.English)}
}

func (c *Composer) profile(code string, l knowledge.Language) Profile {
	name := shorten(c.name(l), 30)
	command := func(id string, pairs ...any) Command {
		return Command{Name: id, Description: cutUnits(say(l, "profile."+id, pairs...), 256)}
	}
	ask := command("ask", "Example", c.example(l))
	topics, why, source, timeline := command("topics"), command("why"), command("source"), command("timeline")
	language, help, about := command("language"), command("help"), command("about")
	daily := command("daily")
	privacy, forget := command("privacy"), command("forget")
	quiz, stop, top, stats := command("quiz"), command("stop"), command("top"), command("stats")
	return Profile{
		Language:    code,
		Private:     []Command{ask, topics, timeline, daily, quiz, stats, why, source, language, help, about, privacy, forget},
		Groups:      []Command{ask, topics, timeline, daily, quiz, stop, top, why, source, help, privacy},
		Description: cutUnits(say(l, "profile.description", "Name", name), 512),
		About:       cutUnits(say(l, "profile.short", "Name", name), 120),
	}
}
