package handlers

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/forumbot/forumbot/trivia"
)

// said writes a change as a person would check it.
func said(c dailyChange) string {
	var out []string
	if c.on != nil {
		out = append(out, map[bool]string{true: "on", false: "off"}[*c.on])
	}
	if c.minute != nil {
		out = append(out, clockText(*c.minute))
	}
	if c.days != 0 {
		out = append(out, fmt.Sprintf("days %d", c.days))
	}
	if c.zone != "" {
		out = append(out, c.zone)
	}
	if c.language != "" {
		out = append(out, string(c.language))
	}
	if c.picture != nil {
		out = append(out, fmt.Sprintf("picture %v", *c.picture))
	}
	if c.kind != "" {
		out = append(out, string(c.kind))
	}
	return strings.Join(out, ", ")
}

func TestReadDaily(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"8:30": "08:30", "08：30": "08:30", "8": "08:00", "8.30": "08:30", "at 8 o'clock": "08:00", "８：３０": "08:30",
		"9pm": "21:00", "9:15 PM": "21:15", "12am": "00:00", "12 pm": "12:00", "12:30 a.m.": "00:30", "noon": "12:00", "midnight": "00:00",
		"8:30 Asia/Shanghai": "08:30, Asia/Shanghai", "8:30 asia/shanghai": "08:30, Asia/Shanghai",
		"9pm America/New_York": "21:00, America/New_York", "america/port-au-prince 7:00": "07:00, America/Port-au-Prince",
		"7 america/argentina/buenos_aires": "07:00, America/Argentina/Buenos_Aires",
		"7:45 UTC+8":                       "07:45, UTC+8", "7:45 gmt -3:30": "07:45, UTC-3:30", "7:45 utc": "07:45, UTC", "8 in London": "08:00, Europe/London",
		"8:30 New York weekdays": "08:30, days 62, America/New_York", "every day at 9": "09:00, days 127", "weekends": "days 65", "Mon-Fri 9am": "09:00, days 62",
		"off": "off", "OFF": "off", "stop": "off", "turn off": "off", "on": "on", "turn on please": "on", "关": "off", "关闭": "off", "取消": "off", "开启": "on",
		"每天早上八点": "08:00, days 127", "早上8点": "08:00", "晚上9点半": "21:30", "下午三点一刻": "15:15", "中午十二点": "12:00", "中午": "12:00", "中午一点": "13:00",
		"凌晨十二点": "00:00", "晚上十二点": "00:00", "二十二点": "22:00", "十点": "10:00", "二十点零五分": "20:05", "早上7:45": "07:45", "晚上 8:05": "20:05",
		"八点三刻": "08:45", "8点05": "08:05", "8时30分": "08:30", "上午十点四十五": "10:45", "夜里两点": "02:00", "夜里十一点": "23:00",
		"工作日晚上9点半 北京时间": "21:30, days 62, Asia/Shanghai", "周末 上海 10点": "10:00, days 65, Asia/Shanghai", "请每天在纽约时间早上八点发": "08:00, days 127, America/New_York",
		"English": "en", "中文": "zh", "with a picture": "picture true", "no pictures": "picture false", "配图": "picture true", "不要图片 8点": "08:00, picture false",
		"8:30 off": "off, 08:30", "quiz": "quiz", "text and quiz 9am": "09:00, both", "文字加测验": "both", "测验 八点": "08:00, quiz", "text": "text",
	} {
		c, ok := readDaily(in)
		if got := said(c); !ok || got != want {
			t.Errorf("%q: %q, %v; want %q", in, got, ok, want)
		}
	}
	for _, in := range []string{
		"25:00", "8:60", "24:00", "13pm", "0am", "三十点", "八点七十分", "8:30 Atlantis", "8:30 Europe/Atlantis", "8 UTC+15", "8 9", "tomorrow", "what is it?", "2026-11-27", "８:３０:１５",
	} {
		if c, ok := readDaily(in); ok {
			t.Errorf("%q: %q", in, said(c))
		}
	}
}

func FuzzReadDaily(f *testing.F) {
	for _, s := range []string{"8:30 Asia/Shanghai", "每天早上八点", "weekdays 9pm utc+8", "off", "a/b/c", "十十点", "\xff8:30"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, ok := readDaily(s)
		if !ok {
			return
		}
		if c.minute != nil && (*c.minute < 0 || *c.minute > 1439) {
			t.Errorf("minute %d", *c.minute)
		}
		if c.zone != "" {
			if _, err := trivia.Zone(c.zone); err != nil || len(press{kind: pressDaily, language: "zh", choice: "z" + c.zone}.data()) > maxData {
				t.Errorf("zone %q: %v", c.zone, err)
			}
		}
	})
}

// dailyAdmins are a Members.
type dailyAdmins map[int64]bool

func (a dailyAdmins) Admin(_ context.Context, _, person int64) (bool, error) {
	if person == 99 {
		return false, errors.New("Telegram does not answer")
	}
	return a[person], nil
}

func (b *bench) dailyOf(chat int64, thread int) Daily {
	b.t.Helper()
	d, ok, err := b.dailies.Daily(context.Background(), chat, thread)
	if !ok || err != nil {
		b.t.Fatalf("no settings: %v", err)
	}
	return d
}

func TestDailyByWords(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.dailyZone = "Asia/Shanghai"
	b.handle(private("/daily"))
	if got := b.out.lastText(); !strings.Contains(got, "Daily trivia: off") || !strings.Contains(got, "08:30 · Beijing (UTC+08:00)") {
		t.Errorf("at first: %s", got)
	}
	b.handle(private("/daily 8:30 New York weekdays"))
	// The clock of the tests is at 12:00 UTC on a Monday, 7:00 in New York.
	if got := b.out.lastText(); !strings.Contains(got, "Daily trivia: on") || !strings.Contains(got, "Next: Mon 23 November 2026, 08:30") {
		t.Errorf("by words: %s", got)
	}
	d := b.dailyOf(7, 0)
	if d.State != DailyOn || d.Schedule != (trivia.Schedule{Zone: "America/New_York", Minute: 510, Days: trivia.Weekdays}) || d.Language != "en" {
		t.Errorf("stored %+v", d)
	}
	b.handle(private("/daily what?"))
	if got := b.out.lastText(); !strings.Contains(got, "/daily 8:30") || b.dailyOf(7, 0) != d {
		t.Errorf("nonsense: %s", got)
	}
	b.handle(private("/daily 中文"))
	if got := b.out.lastText(); !strings.Contains(got, "每日一知：已开启") || !strings.Contains(got, "工作日") {
		t.Errorf("in Chinese: %s", got)
	}
	b.handle(private("/daily off"))
	if d := b.dailyOf(7, 0); d.State != DailyOff || d.Schedule.Zone != "America/New_York" {
		t.Errorf("off: %+v", d)
	}
	b.handle(private("/daily on"))
	if d := b.dailyOf(7, 0); d.State != DailyOn || d.Schedule.Minute != 510 {
		t.Errorf("on again: %+v", d)
	}
}

// press presses a button of the last message by its text.
func (b *bench) pressText(m Message, rows [][]Button, text string) {
	b.t.Helper()
	for _, row := range rows {
		for _, button := range row {
			if strings.Contains(button.Text, text) {
				b.handle(pressing(m, firstSent, button.Data))
				return
			}
		}
	}
	b.t.Fatalf("no button %q in %+v", text, rows)
}

func (b *bench) lastEdit() Reply {
	b.t.Helper()
	list := b.out.edits[firstSent]
	if len(list) == 0 {
		b.t.Fatal("nothing was edited")
	}
	return list[len(list)-1]
}

func TestDailyByButtons(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.dailyZone = "Europe/Berlin"
	b.handle(private("/daily"))
	rows := b.out.sent[0].Buttons
	for _, text := range []string{"Turn on", "+1 h", "+1 h", "−5 min", "Mon–Fri", "Time zone", "Tokyo", "中文"} {
		b.pressText(private(""), rows, text)
		rows = b.lastEdit().Buttons
	}
	d := b.dailyOf(7, 0)
	want := trivia.Schedule{Zone: "Asia/Tokyo", Minute: 10*60 + 25, Days: trivia.Weekdays}
	if d.State != DailyOn || d.Schedule != want || d.Language != "zh" {
		t.Errorf("stored %+v", d)
	}
	if got := shownText(b.lastEdit().HTML); !strings.Contains(got, "10:25 · 东京（UTC+09:00）") || !strings.Contains(got, "下一条：2026年11月24日（周二）10:25") {
		t.Errorf("shows %s", got)
	}
	b.pressText(private(""), rows, "关闭")
	if d := b.dailyOf(7, 0); d.State != DailyOff {
		t.Errorf("off: %+v", d)
	}
	// A button pressed twice changes nothing more.
	for range 2 {
		b.handle(pressing(private(""), firstSent, "y:zh:t0"))
	}
	if d := b.dailyOf(7, 0); d.Schedule.Minute != 0 {
		t.Errorf("at %d", d.Schedule.Minute)
	}
	for _, forged := range []string{"y:zh:t1440", "y:zh:t-1", "y:zh:t007", "y:zh:d0", "y:zh:d128", "y:zh:zNowhere/City", "y:zh:z../../etc", "y:zh:lxx", "y:zh:p2", "y:zh:", "w:zh:t5", "w:zh:"} {
		if _, ok := parsePress(forged); ok {
			t.Errorf("%s is read", forged)
		}
	}
}

func TestDailyIsForAdmins(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		change func(*Message)
		may    bool
	}{
		"an administrator":          {func(m *Message) { m.From.ID = 1 }, true},
		"a member":                  {func(*Message) {}, false},
		"an anonymous one":          {func(m *Message) { m.From, m.AsGroup = nil, true }, true},
		"a channel":                 {func(m *Message) { m.From = nil }, false},
		"Telegram does not tell":    {func(m *Message) { m.From.ID = 99 }, false},
		"in a topic, administrator": {func(m *Message) { m.From.ID, m.Thread = 1, 3 }, true},
	} {
		b := newBench(t)
		b.members = dailyAdmins{1: true}
		m := group("/daily 9:00")
		c.change(&m)
		b.handle(m)
		_, stored, _ := b.dailies.Daily(context.Background(), -5, m.Thread)
		if stored != c.may || c.may == (strings.Contains(b.out.lastText(), "Only the group's admins") || strings.Contains(b.out.lastText(), "只有群管理员")) {
			t.Errorf("%s: stored %v, said %q", name, stored, b.out.lastText())
		}
		if m.AsGroup || m.From == nil {
			continue // a press always has its person
		}
		b = newBench(t)
		b.members = dailyAdmins{1: true}
		for _, data := range []string{"y:en:on", "w:en:on"} {
			b.handle(pressing(m, 5, data))
			if _, stored, _ := b.dailies.Daily(context.Background(), -5, m.Thread); stored != c.may {
				t.Errorf("%s, %s: stored %v", name, data, stored)
			}
		}
		if !c.may && (len(b.out.acks) != 2 || !strings.Contains(b.out.acks[0], "Only the group's admins")) {
			t.Errorf("%s: %q", name, b.out.acks)
		}
	}
}

func TestJoinedAndLeft(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.members = dailyAdmins{7: true}
	joined := Message{Kind: Joined, Chat: Chat{ID: -5, Type: Supergroup}, From: &Person{ID: 7, LanguageCode: "en"}}
	b.handle(joined)
	b.handle(joined)
	if len(b.out.sent) != 1 || !strings.Contains(b.out.lastText(), "only commands and replies") {
		t.Fatalf("%d messages: %s", len(b.out.sent), b.out.lastText())
	}
	b.pressText(group(""), b.out.sent[0].Buttons, "Turn on")
	if d := b.dailyOf(-5, 0); d.State != DailyOn || len(b.out.sent) != 2 || len(b.out.edits) != 0 {
		t.Errorf("%+v, %d messages", d, len(b.out.sent))
	}
	b.handle(Message{Kind: Left, Chat: joined.Chat, From: joined.From})
	if d := b.dailyOf(-5, 0); d.State != DailyLeft {
		t.Errorf("left: %s", d.State)
	}
	joined.SeesAll = true
	b.handle(joined) // it was removed in between, so it is new again
	if len(b.out.sent) != 3 || !strings.Contains(b.out.lastText(), "all messages") {
		t.Errorf("%d messages: %s", len(b.out.sent), b.out.lastText())
	}
	b.handle(Message{Kind: Joined, Chat: Chat{ID: 7, Type: Private}, From: joined.From})
	if len(b.out.sent) != 3 {
		t.Errorf("a person is introduced to: %s", b.out.lastText())
	}
}

// fateError is what a Messenger may fail with.
type fateError struct {
	blocked, refused, again bool
}

func (e *fateError) Error() string                { return "not sent" }
func (e *fateError) Blocked() bool                { return e.blocked }
func (e *fateError) Refused() bool                { return e.refused }
func (e *fateError) Again() (time.Duration, bool) { return 0, e.again }

// postman is a Messenger that begins messages as WithBegin asks for.
type postman struct {
	*recorder
	mu    sync.Mutex
	fails []error // of the next messages
	times []time.Time
}

func (p *postman) Send(ctx context.Context, r Reply) (int, error) {
	if begin := BeginOf(ctx); begin != nil {
		if err := begin(ctx); err != nil {
			return 0, err
		}
	}
	p.mu.Lock()
	if len(p.fails) > 0 {
		err := p.fails[0]
		p.fails = p.fails[1:]
		p.mu.Unlock()
		return 0, err
	}
	p.times = append(p.times, time.Now())
	p.mu.Unlock()
	return p.recorder.Send(ctx, r)
}

// delivering is a handler in a bubble of time that delivers posts, with the
// given chats subscribed for a minute from now.
func delivering(t *testing.T, fails []error, chats ...int64) (*Handler, *postman) {
	t.Helper()
	p := &postman{recorder: newRecorder(t), fails: fails}
	h := New(Options{Base: fair(), Messenger: p, BotName: "FairBot"})
	now := time.Now().UTC()
	for _, chat := range chats {
		d := Daily{
			Chat: chat, State: DailyOn, Language: "en", Kind: DailyText,
			Schedule: trivia.Schedule{Zone: "UTC", Minute: now.Hour()*60 + now.Minute() + 1, Days: trivia.Everyday},
		}
		d.Next, _ = d.Schedule.Next(now, trivia.Date{})
		if err := h.dailies.SetDaily(t.Context(), d); err != nil {
			t.Fatal(err)
		}
	}
	return h, p
}

// deliverFor is Run for a long time, but looks only once a minute.
func deliverFor(t *testing.T, h *Handler, long time.Duration) {
	t.Helper()
	for end := time.Now().Add(long); time.Now().Before(end); time.Sleep(time.Minute) {
		if _, err := h.deliver(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestPostsComeDaily(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		h, p := delivering(t, nil, 7, -5)
		begin := time.Now()
		facts := len(h.composer.Load().deck().IDs()) - 4 // enough days
		deliverFor(t, h, time.Duration(facts)*24*time.Hour-time.Hour)
		if len(p.sent) != 2*facts {
			t.Fatalf("%d posts in %d days", len(p.sent), facts)
		}
		seen := map[string]bool{}
		for i, r := range p.sent {
			due := begin.Add(time.Duration(i/2)*24*time.Hour + time.Minute)
			if late := p.times[i].Sub(due); late < 0 || late > time.Minute {
				t.Errorf("post %d is %v late", i, late)
			}
			key := fmt.Sprint(r.Chat, shownText(r.HTML))
			if seen[key] {
				t.Errorf("twice: %s", key)
			}
			seen[key] = true
			if !r.Bulk || !strings.Contains(r.HTML, "<b>Fact of the day</b>") || !strings.Contains(r.HTML, "Source: ") {
				t.Errorf("post %+v", r)
			}
			last := r.Buttons[len(r.Buttons)-1][0].URL
			if (r.Chat < 0) != strings.HasPrefix(last, "https://t.me/FairBot?start=f_") {
				t.Errorf("in %d: the last button leads to %q", r.Chat, last)
			}
		}
	})
}

func TestPostsThatFail(t *testing.T) {
	t.Parallel()
	again := &fateError{again: true}
	for name, tt := range map[string]struct {
		fails []error
		posts int
		state DailyState // after five days
	}{
		"tried again":           {[]error{again, again, again}, 5, DailyOn},
		"blocked":               {[]error{&fateError{blocked: true}}, 0, DailyBlocked},
		"refused once":          {[]error{&fateError{refused: true}}, 4, DailyOn},
		"refused three times":   {[]error{&fateError{refused: true}, &fateError{refused: true}, &fateError{refused: true}}, 0, DailyBlocked},
		"no answer came":        {[]error{errors.New("?")}, 4, DailyOn},
		"no answer that counts": {[]error{&fateError{}}, 4, DailyOn},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				h, p := delivering(t, tt.fails, 7)
				deliverFor(t, h, 5*24*time.Hour-time.Hour)
				d, _, _ := h.dailies.Daily(t.Context(), 7, 0)
				if len(p.sent) != tt.posts || d.State != tt.state {
					t.Errorf("%d posts, %s", len(p.sent), d.State)
				}
			})
		})
	}
}

// Very many chats are due at the same minute: they get their posts at 25 a
// second, in order.
func TestPostsInBulk(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const chats = 2000
		var list []int64
		for n := range int64(chats) {
			list = append(list, n+1)
		}
		h, p := delivering(t, nil, list...)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
		defer cancel()
		h.Run(ctx)
		if len(p.sent) != chats {
			t.Fatalf("%d posts", len(p.sent))
		}
		for i := range p.times {
			if i >= 26 && p.times[i].Sub(p.times[i-26]) < time.Second {
				t.Fatalf("27 posts within %v", p.times[i].Sub(p.times[i-26]))
			}
			if p.sent[i].Chat != int64(i+1) {
				t.Fatalf("chat %d is the %dth", p.sent[i].Chat, i+1)
			}
		}
		if took := p.times[chats-1].Sub(p.times[0]); took > 81*time.Second {
			t.Errorf("took %v", took)
		}
	})
}

func TestOnThisDay(t *testing.T) {
	t.Parallel()
	c := NewComposer(embedded())
	f := c.base.Fact("letter-when")
	for day, want := range map[string]string{"2027-05-25": "2023年的今天", "2027-05-26": "每日一知"} {
		date, err := trivia.ParseDate(day)
		if err != nil {
			t.Fatal(err)
		}
		shown, kicker := c.dailyPost(f, Daily{Chat: 7, Language: "zh"}, date, "FairBot", false)
		if kicker != want || !strings.HasPrefix(shown.Document.Plain(), want+"\n\n") {
			t.Errorf("%s: %s", day, shown.Document.Plain())
		}
	}
	// Every fact that may be posted fits below a picture, in both languages.
	for _, id := range c.deck().IDs() {
		for _, l := range c.base.Languages() {
			shown, _ := c.dailyPost(c.base.Fact(id), Daily{Chat: -7, Language: l}, trivia.Date{Year: 2027, Month: 1, Day: 1}, "FairBot", true)
			if n := units(shown.Document.Plain()); n > maxCaption || strings.HasSuffix(shown.Document.Plain(), "…") {
				t.Errorf("%s in %s has %d units", id, l, n)
			}
		}
	}
}

// What a chat gets is what it chose: words, a quiz, or both, and words where a
// group takes no quizzes.
func TestPostsOfEachKind(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		kind           DailyKind
		refused        bool
		texts, quizzes int
	}{
		"text":               {DailyText, false, 1, 0},
		"quiz":               {DailyQuiz, false, 0, 1},
		"both":               {DailyBoth, false, 1, 1},
		"quiz, none taken":   {DailyQuiz, true, 1, 0},
		"both, quiz refused": {DailyBoth, true, 1, 0},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newQuizBench(t)
			if tt.refused {
				b.polls.fail = refusal{}
			}
			now := b.clock.now()
			d := Daily{
				Chat: 7, State: DailyOn, Language: "en", Kind: tt.kind,
				Schedule: trivia.Schedule{Zone: "UTC", Minute: 60, Days: trivia.Everyday},
				Next:     trivia.Slot{Day: trivia.DateOf(now), At: now.Add(-time.Second)},
			}
			if err := b.dailies.SetDaily(t.Context(), d); err != nil {
				t.Fatal(err)
			}
			if _, err := b.deliver(t.Context()); err != nil {
				t.Fatal(err)
			}
			if len(b.out.sent) != tt.texts || len(b.polls.sent) != tt.quizzes {
				t.Errorf("%d texts, %d quizzes", len(b.out.sent), len(b.polls.sent))
			}
			if tt.kind == DailyQuiz && tt.quizzes == 1 && !strings.HasPrefix(b.polls.sent[0].Question, "Quiz of the day") {
				t.Errorf("asked %q", b.polls.sent[0].Question)
			}
		})
	}
}
