package handlers

import (
	"context"
	"errors"
	"regexp"
	"strconv"
	"strings"

	"github.com/forumbot/forumbot/knowledge"
	"github.com/forumbot/forumbot/trivia"
)

// defaultMinute is when a post comes unless another time is set: 8:30.
const defaultMinute = 8*60 + 30

// daily shows the settings of the daily post, or changes them by words. In a
// group only its administrators change them.
func (s *session) daily(ctx context.Context, args string) error {
	l := s.lang(ctx)
	d := s.dailyHere(ctx, l)
	if strings.TrimSpace(args) == "" {
		return s.showDaily(ctx, d)
	}
	c, ok := readDaily(args)
	switch {
	case !ok || c.empty():
		return s.say(ctx, "daily.unclear")
	case !s.mayChange(ctx):
		return s.say(ctx, "daily.admins")
	}
	if c.on == nil && (c.minute != nil || c.zone != "" || c.days != 0) {
		c.on = ptr(true) // who names a time wants a post
	}
	d, err := s.changeDaily(ctx, d, c)
	if err != nil {
		s.failed(err, "daily post")
		return s.say(ctx, "daily.failed")
	}
	return s.showDaily(ctx, d)
}

// dailyHere is what is set here, or what would be.
func (s *session) dailyHere(ctx context.Context, l knowledge.Language) Daily {
	d, ok, err := s.dailies.Daily(ctx, s.m.Chat.ID, s.m.Thread)
	if s.failed(err, "daily post") || !ok {
		d = Daily{
			Chat: s.m.Chat.ID, Thread: s.m.Thread, State: DailyOff, Language: l, Kind: DailyText,
			Schedule: trivia.Schedule{Zone: s.dailyZone, Minute: defaultMinute, Days: trivia.Everyday},
		}
	}
	return d
}

// mayChange tells whether the speaker may change what is set for this chat.
func (s *session) mayChange(ctx context.Context) bool {
	switch {
	case s.private() || s.m.AsGroup:
		return true
	case s.m.From == nil || s.members == nil:
		return false
	}
	is, err := s.members.Admin(ctx, s.m.Chat.ID, s.m.From.ID)
	if err != nil {
		s.log.Warn("Telegram does not tell who administers a group", "err", err)
	}
	return is
}

// changeDaily stores a change, and when the next post is due after it.
func (s *session) changeDaily(ctx context.Context, d Daily, c dailyChange) (Daily, error) {
	if c.on != nil {
		d.State = DailyOff
		if *c.on {
			d.State = DailyOn
		}
	}
	if c.minute != nil {
		d.Schedule.Minute = *c.minute
	}
	if c.days != 0 {
		d.Schedule.Days = c.days
	}
	if c.zone != "" {
		d.Schedule.Zone = c.zone
	}
	if c.language != "" && speaks(c.language) {
		d.Language = c.language
	}
	if c.kind != "" && (c.kind == DailyText || s.asksQuizzes()) {
		d.Kind = c.kind
	}
	if c.picture != nil {
		d.Picture = *c.picture
	}
	next, ok := d.Schedule.Next(s.now(), d.Last)
	if !ok {
		return d, errors.New("the schedule has no next slot")
	}
	d.Next = next
	return d, s.dailies.SetDaily(ctx, d)
}

// showDaily sends the settings with their buttons, into the topic that they are
// for.
func (s *session) showDaily(ctx context.Context, d Daily) error {
	_, err := s.reply(ctx, s.dailyCard(d, false))
	return err
}

// dailyPressed does what a button of the settings says and shows them anew.
func (s *session) dailyPressed(ctx context.Context, p press) error {
	l := s.lang(ctx)
	if s.m.Chat.ID == 0 || s.m.ID == 0 {
		return s.acknowledge(ctx, say(l, "press.stale"))
	}
	if !s.mayChange(ctx) {
		return s.send.Acknowledge(ctx, s.m.Button.ID, say(l, "daily.admins"), true)
	}
	c, page, ok := readDailyPress(p.choice)
	if !ok {
		return s.acknowledge(ctx, say(l, "press.unknown"))
	}
	d := s.dailyHere(ctx, s.Composer.language(p.language))
	if !c.empty() {
		changed, err := s.changeDaily(ctx, d, c)
		if s.failed(err, "daily post") {
			return s.send.Acknowledge(ctx, s.m.Button.ID, say(l, "daily.failed"), true)
		}
		d = changed
	}
	return errors.Join(s.acknowledge(ctx, ""), s.edit(ctx, s.m.ID, s.dailyCard(d, page == dailyZones)))
}

// The pages of the settings, as buttons name them.
const (
	dailySettings = "set"
	dailyZones    = "zones"
)

var dailyPress = regexp.MustCompile(`^(?:(on|off|set|zones)|t(\d{1,4})|d(\d{1,3})|l([a-z]{2,3})|p([01])|k(text|quiz|both)|z([A-Za-z0-9_+/:-]{3,40}))$`)

// readDailyPress reads what a button of the settings sets, always as a whole
// value, so that a second press of it changes nothing more.
func readDailyPress(s string) (c dailyChange, page string, ok bool) {
	m := dailyPress.FindStringSubmatch(s)
	switch {
	case m == nil:
		return c, "", false
	case m[1] == "on" || m[1] == "off":
		c.on = ptr(m[1] == "on")
	case m[1] != "":
		return c, m[1], true
	case m[2] != "":
		n, _ := strconv.Atoi(m[2])
		if n > 1439 || strconv.Itoa(n) != m[2] {
			return c, "", false
		}
		c.minute = &n
	case m[3] != "":
		n, _ := strconv.Atoi(m[3])
		if n < 1 || n > int(trivia.Everyday) || strconv.Itoa(n) != m[3] {
			return c, "", false
		}
		c.days = trivia.Days(n)
	case m[4] != "":
		c.language = knowledge.Language(m[4])
		return c, dailySettings, speaks(c.language)
	case m[5] != "":
		c.picture = ptr(m[5] == "1")
	case m[6] != "":
		c.kind = DailyKind(m[6])
	case m[7] != "":
		c.zone = m[7]
		if _, err := trivia.Zone(c.zone); err != nil {
			return c, "", false
		}
	}
	return c, dailySettings, true
}
