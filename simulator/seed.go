package simulator

import (
	"crypto/sha256"
	"encoding/binary"
	"strconv"
	"strings"
)

// seed is the world as it begins: five people, each with a private chat, a
// group, a group with topics, and a channel.
func seed(o Options) *world {
	id, _ := strconv.ParseInt(before(o.Token, ":"), 10, 64)
	w := &world{
		Bot:     bot{ID: id, Username: o.BotUsername, Name: o.BotName},
		Privacy: true, Mentions: true,
		// Telegram's update ids begin anywhere.
		Counters: counters{Update: 480_000_000, Message: 0, Person: 5_000_000_000, Chat: 0, Other: idSeed(o.Token)},
	}
	w.index()
	for _, p := range []person{
		{Name: "林小雨", Username: "lin_xiaoyu", Language: "zh-hans"},
		{Name: "Emma", Username: "emma_brown", Language: "en"},
		{Name: "王建国", Language: "zh-hans"},
		{Name: "陳美玲", Username: "meiling_chen", Language: "zh-hant"},
		{Name: "Lukas", Username: "lukas_berg", Language: "de"},
	} {
		w.newPerson(p)
	}
	everyone := func(first string) []member {
		var out []member
		for i, p := range w.People {
			status := statusMember
			if i == 0 {
				status = first
			}
			out = append(out, member{p.ID, status})
		}
		return out
	}
	w.newChat(chat{Type: group, Title: "访客群 · Visitors", Members: everyone(statusCreator), BotStatus: statusMember})
	topics := w.newChat(chat{
		Type: supergroup, Title: "论坛交流 · Forum talk", Forum: true, Members: everyone(statusCreator), BotStatus: statusMember,
		Topics: []*topic{{ID: 1, Name: "General", Color: topicColors[0]}}, LastID: 1, // 1 is General's
	})
	for i, name := range []string{"日程 · Programme", "交通 · Getting there"} {
		t := &topic{ID: w.nextID(topics), Name: name, Color: topicColors[i+1]}
		topics.Topics = append(topics.Topics, t)
		topics.Messages = append(topics.Messages, &message{
			ID: t.ID, Chat: topics.ID, Thread: t.ID, From: w.People[0].ID, Date: o.Clock.Now().Unix(),
			Service: &service{Kind: "forum_topic_created", Name: t.Name, Color: t.Color},
		})
	}
	w.newChat(chat{Type: channel, Title: "论坛快讯 · Forum news", Members: everyone(statusCreator), BotStatus: statusAdmin})
	return w
}

// topicColors are the colours that Telegram allows for a topic's icon.
var topicColors = []int{0x6FB9F0, 0xFFD67E, 0xCB86DB, 0x8EEE98, 0xFF93B2, 0xFB6F5F}

// newPerson adds a person and the private chat with the bot.
func (w *world) newPerson(p person) *person {
	w.Counters.Person += 1_001
	p.ID = w.Counters.Person
	w.addPerson(&p)
	w.addChat(&chat{ID: p.ID, Type: private, BotStatus: statusMember})
	return &p
}

// newChat adds a group, supergroup or channel.
func (w *world) newChat(c chat) *chat {
	w.Counters.Chat++
	switch c.Type {
	case group:
		c.ID = -(4_000_000_000 + w.Counters.Chat)
	default:
		c.ID = -(1_002_000_000_000 + w.Counters.Chat)
	}
	w.addChat(&c)
	return &c
}

func before(s, sep string) string {
	out, _, _ := strings.Cut(s, sep)
	return out
}

// idSeed makes the ids of one bot differ from another's.
func idSeed(token string) int64 {
	sum := sha256.Sum256([]byte(token))
	return int64(binary.BigEndian.Uint32(sum[:])) << 20
}

// newID gives out the id of a poll, query or file.
func (w *world) newID() string {
	w.Counters.Other++
	return strconv.FormatInt(w.Counters.Other, 10)
}
