package main

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/forumbot/forumbot/internal/browser"
)

// zone is where the pictures are taken: the time of day shows in them.
const zone = "Asia/Shanghai"

// scene is what is said in one language. Answers are the bot's own.
type scene struct {
	name, locale string
	person       string   // whose page it is
	private      []string // asked in private, one after another
	source       string   // the button that is pressed in the end
	group        []line
	quizzes      string   // the topic where they are played
	players      []string // of a round of quizzes, the best first
}

// line is something that is said in the group, after the bot has answered what
// came before.
type line struct {
	who, text string
	reply     bool // to the bot's last message
	asks      bool // the bot answers it
}

var scenes = []scene{
	{
		name: "en", locale: "en-GB", person: "Emma",
		private: []string{"What was the theme of the 2023 forum?", "And in 2021?", "How large is the exhibition?"},
		source:  "Source",
		group: []line{
			{who: "Emma", text: "Good morning! Is anybody going to the exhibition today?"},
			{who: "Lukas", text: "I am. They say it is huge 🙂"},
			{who: "Emma", text: "/ask How many square metres does the exhibition cover?", asks: true},
			{who: "Lukas", text: "And how many companies exhibited?", reply: true, asks: true},
			{who: "林小雨", text: "十点门口见？"},
		},
		quizzes: "Quizzes", players: []string{"Lukas", "Emma", "林小雨"},
	},
	{
		name: "zh", locale: "zh-CN", person: "林小雨",
		private: []string{"2021年论坛的主题是什么？", "前一年呢？", "展览面积有多大？"},
		source:  "来源",
		group: []line{
			{who: "王建国", text: "大家早！今天有人去看展览吗？"},
			{who: "林小雨", text: "我去，听说面积很大 🙂"},
			{who: "林小雨", text: "/ask 展览面积是多少平方米？", asks: true},
			{who: "陳美玲", text: "2021年的主題是什麼？", reply: true, asks: true},
			{who: "王建国", text: "那我们十点门口见。"},
		},
		quizzes: "答题", players: []string{"林小雨", "王建国", "Emma"},
	},
}

// play has people and the bot act in a simulated world.
type play struct {
	ctx       context.Context
	base      string
	scene     scene
	world     browser.World
	me, group int64
	arena     int64 // where quizzes are played …
	topic     int   // … in a topic of its own
}

func newPlay(ctx context.Context, base string, s scene) (*play, error) {
	w, err := browser.State(ctx, base)
	if err != nil {
		return nil, err
	}
	p := &play{ctx: ctx, base: base, scene: s, world: w, me: w.Person(s.person), group: w.Chat("group", false), arena: w.Chat("supergroup", true)}
	if p.me == 0 || p.group == 0 || p.arena == 0 {
		return nil, fmt.Errorf("there is no %s or not both groups in the world", s.person)
	}
	return p, p.morning()
}

// morning moves the clock to the next 10:23 of the zone, so that the pictures
// look the same whenever they are taken.
func (p *play) morning() error {
	place, err := time.LoadLocation(zone)
	if err != nil {
		return err
	}
	now := time.Now().In(place)
	at := time.Date(now.Year(), now.Month(), now.Day()+1, 10, 23, 0, 0, place)
	return browser.Control(p.ctx, p.base, "clock", browser.Object{"to": at.Format(time.RFC3339)}, nil)
}

func (p *play) all() error {
	for _, l := range p.scene.group {
		if err := p.say(p.world.Person(l.who), p.group, l.text, l.reply, l.asks); err != nil {
			return err
		}
	}
	for _, text := range append([]string{"/start"}, p.scene.private...) {
		if err := p.say(p.me, p.me, text, false, true); err != nil {
			return err
		}
	}
	last, err := p.last(p.me)
	if err != nil {
		return err
	}
	if err := p.press(last); err != nil {
		return err
	}
	return p.round()
}

// round plays a round of three quizzes: each player misses as many as there are
// better ones.
func (p *play) round() error {
	var topic struct {
		ID int `json:"id"`
	}
	if err := browser.Control(p.ctx, p.base, "topics", browser.Object{"chat": p.arena, "name": p.scene.quizzes}, &topic); err != nil {
		return err
	}
	p.topic = topic.ID
	if err := p.say(p.me, p.arena, "/quiz 3", false, true); err != nil {
		return err
	}
	pause := 6 * time.Second // a little more than the bot waits for
	for quiz := range 3 {
		before, err := p.last(p.arena)
		if err != nil {
			return err
		}
		if err := p.pass(pause); err != nil {
			return err
		}
		m, err := p.after(before)
		if err != nil {
			return err
		}
		for rank, name := range p.scene.players {
			option := m.Poll.Correct[0]
			if quiz < rank {
				option = (option + 1 + rank) % len(m.Poll.Options)
			}
			if err := p.pass(time.Duration(2+rank) * time.Second); err != nil {
				return err
			}
			vote := browser.Object{"as": p.world.Person(name), "chat": p.arena, "message_id": m.ID, "options": []int{option}}
			if err := browser.Control(p.ctx, p.base, "vote", vote, nil); err != nil {
				return err
			}
			p.rest() // a vote counts from when the bot hears of it
		}
		pause = 31 * time.Second
	}
	before, err := p.last(p.arena)
	if err != nil {
		return err
	}
	if err := p.pass(pause); err != nil {
		return err
	}
	_, err = p.after(before)
	return err
}

// pass moves the clock on.
func (p *play) pass(d time.Duration) error {
	return browser.Control(p.ctx, p.base, "clock", browser.Object{"advance": d.String()}, nil)
}

// rest waits for a moment.
func (p *play) rest() {
	select {
	case <-time.After(300 * time.Millisecond):
	case <-p.ctx.Done():
	}
}

// after is the bot's next message where quizzes are played.
func (p *play) after(before message) (message, error) {
	for range 60 {
		m, err := p.last(p.arena)
		if err != nil || m.ID > before.ID {
			return m, err
		}
		p.rest()
	}
	return message{}, fmt.Errorf("the bot says nothing more in %d", p.arena)
}

// message is what is needed of the control API's messages.
type message struct {
	ID   int `json:"id"`
	From struct {
		IsBot bool `json:"is_bot"`
	} `json:"from"`
	EditDate int64 `json:"edit_date"`
	Poll     *struct {
		Options []any `json:"options"`
		Correct []int `json:"correct"`
	} `json:"poll"`
	Buttons [][]struct {
		Text string `json:"text"`
	} `json:"buttons"`
}

// say sends a message and, if the bot is asked, waits for its answer.
func (p *play) say(who, chat int64, text string, reply, asks bool) error {
	body := browser.Object{"as": who, "chat": chat, "text": text}
	if chat == p.arena {
		body["thread"] = p.topic
	}
	if reply {
		last, err := p.last(chat)
		if err != nil {
			return err
		}
		body["reply_to"] = last.ID
	}
	var sent struct {
		ID int `json:"message_id"`
	}
	if err := browser.Control(p.ctx, p.base, "send", body, &sent); err != nil {
		return err
	}
	if !asks {
		return nil
	}
	query := url.Values{"chat": {fmt.Sprint(chat)}, "after": {fmt.Sprint(sent.ID)}, "timeout": {"20"}}
	return browser.Control(p.ctx, p.base, "wait?"+query.Encode(), nil, nil)
}

// last is the bot's last message in the chat.
func (p *play) last(chat int64) (message, error) {
	var answer struct {
		Messages []message `json:"messages"`
	}
	path := fmt.Sprintf("chats/%d/messages?limit=50", chat)
	if chat == p.arena {
		path += fmt.Sprintf("&thread=%d", p.topic)
	}
	if err := browser.Control(p.ctx, p.base, path, nil, &answer); err != nil {
		return message{}, err
	}
	for i := len(answer.Messages) - 1; i >= 0; i-- {
		if answer.Messages[i].From.IsBot {
			return answer.Messages[i], nil
		}
	}
	return message{}, fmt.Errorf("the bot has said nothing in %d", chat)
}

// press presses the scene's button and waits until the bot has answered that.
func (p *play) press(m message) error {
	for row, keys := range m.Buttons {
		for column, key := range keys {
			if !strings.Contains(key.Text, p.scene.source) {
				continue
			}
			var pressed struct {
				ID string `json:"press"`
			}
			err := browser.Control(p.ctx, p.base, "press", browser.Object{
				"as": p.me, "chat": p.me, "message_id": m.ID, "row": row, "column": column,
			}, &pressed)
			if err != nil {
				return err
			}
			return browser.Control(p.ctx, p.base, "presses/"+url.PathEscape(pressed.ID), nil, nil)
		}
	}
	return fmt.Errorf("the answer has no button %q", p.scene.source)
}
