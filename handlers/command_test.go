package handlers

import (
	"strings"
	"testing"
)

func TestParseCommand(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text     string
		ok       bool
		name     string
		args     string
		forOther bool
	}{
		{"/ask", true, "ask", "", false},
		{"/ask what?", true, "ask", "what?", false},
		{"/ASK\nwhat?\nwhen?", true, "ask", "what?\nwhen?", false},
		{"  /ask@FairBot  what? ", true, "ask", "what?", false},
		{"/ask@FAIRBOT what?", true, "ask", "what?", false},
		{"/ask@fairbot2 what?", true, "ask", "what?", true},
		{"/ask@other", true, "ask", "", true},
		{"/ask\u3000书展", true, "ask", "书展", false},
		{"/ask什么", false, "", "", false},
		{"/", false, "", "", false},
		{"/ ask", false, "", "", false},
		{"//ask", false, "", "", false},
		{"/usr/bin", false, "", "", false},
		{"/ask@", false, "", "", false},
		{"/ask@fairbot!", false, "", "", false},
		{"/" + strings.Repeat("a", 33), false, "", "", false},
		{"ask /ask", false, "", "", false},
		{"", false, "", "", false},
	} {
		got, ok := parseCommand(c.text, "FairBot")
		if ok != c.ok || got != (command{c.name, c.args, c.forOther}) {
			t.Errorf("%q: %+v, %v", c.text, got, ok)
		}
	}
}

func TestStripMention(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]string{
		{"@FairBot when?", "when?"},
		{"@fairbot, when?", "when?"},
		{"@fairbot：几点？", "几点？"},
		{"when? @FAIRBOT", "when?"},
		{"请问@fairbot几点", "请问 几点"},
		{"@fairbot2 when?", "@fairbot2 when?"},
		{"me@fairbot when?", "me@fairbot when?"},
		{"@fairbot", ""},
		{"@@fairbot x", "@  x"},
	} {
		if got := stripMention(c[0], "FairBot"); got != c[1] {
			t.Errorf("%q: %q, want %q", c[0], got, c[1])
		}
	}
}

func TestDeepLink(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		StartParameter("motto-2023"):       "motto-2023",
		StartParameter(mainHall):           mainHall,
		"f_":                               "",
		"motto-2023":                       "",
		"f_Motto":                          "",
		"f_a b":                            "",
		"f_" + strings.Repeat("a", 49):     "",
		strings.Repeat("x", 64) + "🐍":      "",
		"f_a\x00":                          "",
		"f_" + strings.Repeat("a", 1<<20):  "",
		"f_../../data":                     "",
		"f_a🐍":                             "",
		"F_motto-2023":                     "",
		"f_motto-2023 f_motto-2021":        "",
		" f_motto-2023":                    "",
		"f_motto_2023":                     "",
		StartParameter("--"):               "--",
		StartParameter("motto-2023") + "=": "",
	} {
		if got, ok := deepLink(args); got != want && ok || ok != (want != "") {
			t.Errorf("%.80q: %q, %v", args, got, ok)
		}
	}
}

func FuzzCommand(f *testing.F) {
	for _, s := range []string{"/ask@FairBot x", "/start f_a", "@FairBot hi", "/\u202e", "/a@b@c", "/ask\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if c, ok := parseCommand(text, "FairBot"); ok {
			if c.name == "" || len(c.name) > maxCommand || strings.Trim(c.name, "abcdefghijklmnopqrstuvwxyz0123456789_") != "" {
				t.Fatalf("%q: %+v", text, c)
			}
			if again, ok := parseCommand("/"+c.name+" "+c.args, "FairBot"); !ok || again.args != c.args {
				t.Fatalf("%q: %+v, again %+v", text, c, again)
			}
			if id, ok := deepLink(c.args); ok && !isID(id) {
				t.Fatalf("%q links to %q", text, id)
			}
		}
		if s := stripMention(text, "FairBot"); len(s) > len(text)+1 {
			t.Fatalf("%q grew to %q", text, s)
		}
		if s := clip(text); len(s) > maxQuestion {
			t.Fatalf("%d bytes", len(s))
		}
	})
}
