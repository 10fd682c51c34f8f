package handlers

import (
	"regexp"
	"testing"
	"unicode/utf8"

	"github.com/forumbot/forumbot/knowledge"
)

// Every profile keeps Telegram's limits and names only commands that exist.
func TestProfiles(t *testing.T) {
	t.Parallel()
	name := regexp.MustCompile(`^[a-z][a-z0-9_]{0,31}$`)
	profiles := Profiles(fair())
	if len(profiles) != 3 || profiles[0].Language != "" {
		t.Fatalf("profiles %+v", profiles)
	}
	for _, p := range profiles {
		if n := units(p.Description); n == 0 || n > 512 {
			t.Errorf("%q: a description of %d", p.Language, n)
		}
		if n := units(p.About); n == 0 || n > 120 {
			t.Errorf("%q: a short description of %d", p.Language, n)
		}
		checkWords(t, p.Description+p.About)
		for _, c := range append(p.Private, p.Groups...) {
			if n := utf8.RuneCountInString(c.Description); !name.MatchString(c.Name) || n < 1 || n > 256 {
				t.Errorf("%q: /%s: %q", p.Language, c.Name, c.Description)
			}
			checkWords(t, c.Description)
			b := newBench(t)
			b.handle(private("/" + c.Name))
			if got := b.out.lastText(); got == say(knowledge.English, "command.unknown") {
				t.Errorf("/%s is offered and unknown", c.Name)
			}
		}
	}
}
