package bot

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/forumbot/forumbot/handlers"
)

var testSelf = self{ID: 42, Username: "ForumTestBot"}

func TestDecode(t *testing.T) {
	t.Parallel()
	private := handlers.Chat{ID: 5, Type: handlers.Private}
	group := handlers.Chat{ID: -100, Type: handlers.Supergroup, Title: "G"}
	person := &handlers.Person{ID: 5, LanguageCode: "zh-hans"}
	const (
		inPrivate = `"chat":{"id":5,"type":"private"},"from":{"id":5,"is_bot":false,"language_code":"zh-hans"}`
		inGroup   = `"chat":{"id":-100,"type":"supergroup","title":"G","is_forum":true},"from":{"id":5,"language_code":"zh-hans"}`
	)
	at := time.Unix(1700000000, 0)
	const date = `"date":1700000000`
	for _, tt := range []struct {
		name, raw string
		want      *handlers.Message
	}{
		{"text", `"message":{"message_id":7,` + date + `,` + inPrivate + `,"text":"你好"}`,
			&handlers.Message{Kind: handlers.Wrote, Chat: private, From: person, ID: 7, Text: "你好", Sent: at}},
		{"edited caption", `"edited_message":{"message_id":7,` + date + `,` + inPrivate + `,"photo":[],"caption":"what?"}`,
			&handlers.Message{Kind: handlers.Edited, Chat: private, From: person, ID: 7, Text: "what?", Sent: at}},
		{"a sticker", `"message":{"message_id":7,` + date + `,` + inPrivate + `,"sticker":{"file_id":"x"}}`,
			&handlers.Message{Kind: handlers.Wrote, Chat: private, From: person, ID: 7, Sent: at}},
		{"a service message", `"message":{"message_id":7,` + date + `,` + inGroup + `,"new_chat_members":[{"id":9}]}`, nil},
		{"no media, but null", `"message":{"message_id":7,` + date + `,` + inGroup + `,"photo":null}`, nil},
		{"channel post", `"channel_post":{"message_id":7,` + date + `,"chat":{"id":-200,"type":"channel","title":"C"},"sender_chat":{"id":-200,"type":"channel"},"text":"news"}`,
			&handlers.Message{Kind: handlers.Posted, Chat: handlers.Chat{ID: -200, Type: handlers.Channel, Title: "C"}, ID: 7, Text: "news", Sent: at}},
		{"edited channel post", `"edited_channel_post":{"message_id":7,` + date + `,"chat":{"id":-200,"type":"channel","title":"C"},"text":"news"}`,
			&handlers.Message{Kind: handlers.Edited, Chat: handlers.Chat{ID: -200, Type: handlers.Channel, Title: "C"}, ID: 7, Text: "news", Sent: at}},
		{"anonymous administrator", `"message":{"message_id":7,` + date + `,"chat":{"id":-100,"type":"supergroup","title":"G"},"from":{"id":1087968824,"is_bot":true,"username":"GroupAnonymousBot"},"sender_chat":{"id":-100,"type":"supergroup"},"text":"/ask"}`,
			&handlers.Message{Kind: handlers.Wrote, Chat: group, AsGroup: true, ID: 7, Text: "/ask", Sent: at}},
		{"anonymous without sender_chat", `"message":{"message_id":7,` + date + `,"chat":{"id":-100,"type":"supergroup","title":"G"},"from":{"id":1087968824,"is_bot":true},"text":"/ask"}`,
			&handlers.Message{Kind: handlers.Wrote, Chat: group, ID: 7, Text: "/ask", Sent: at}},
		{"without from", `"message":{"message_id":7,` + date + `,"chat":{"id":-100,"type":"supergroup","title":"G"},"text":"x"}`,
			&handlers.Message{Kind: handlers.Wrote, Chat: group, ID: 7, Text: "x", Sent: at}},
		{"in a topic, replying to nothing", `"message":{"message_id":9,"message_thread_id":3,"is_topic_message":true,` + date + `,` + inGroup + `,"text":"x","reply_to_message":{"message_id":3,` + date + `,"from":{"id":42,"is_bot":true},"chat":{"id":-100},"forum_topic_created":{"name":"T"}}}`,
			&handlers.Message{Kind: handlers.Wrote, Chat: group, From: person, ID: 9, Thread: 3, Text: "x", Sent: at}},
		{"the same, told by the id", `"message":{"message_id":9,"message_thread_id":3,"is_topic_message":true,` + date + `,` + inGroup + `,"text":"x","reply_to_message":{"message_id":3,"from":{"id":42}}}`,
			&handlers.Message{Kind: handlers.Wrote, Chat: group, From: person, ID: 9, Thread: 3, Text: "x", Sent: at}},
		{"in a topic, replying to the bot", `"message":{"message_id":9,"message_thread_id":3,"is_topic_message":true,` + date + `,` + inGroup + `,"text":"x","reply_to_message":{"message_id":8,"from":{"id":42},"text":"answer"}}`,
			&handlers.Message{Kind: handlers.Wrote, Chat: group, From: person, ID: 9, Thread: 3, Text: "x", Sent: at, ReplyTo: &handlers.Quoted{ID: 8, FromMe: true, Text: "answer"}}},
		{"a thread of replies is no topic", `"message":{"message_id":9,"message_thread_id":8,` + date + `,` + inGroup + `,"text":"x","reply_to_message":{"message_id":8,"from":{"id":6},"caption":"look"}}`,
			&handlers.Message{Kind: handlers.Wrote, Chat: group, From: person, ID: 9, Text: "x", Sent: at, ReplyTo: &handlers.Quoted{ID: 8, Text: "look"}}},
		{"General is no topic to name", `"message":{"message_id":9,"message_thread_id":1,"is_topic_message":true,` + date + `,` + inGroup + `,"text":"x"}`,
			&handlers.Message{Kind: handlers.Wrote, Chat: group, From: person, ID: 9, Text: "x", Sent: at}},
		{"mentioned", `"message":{"message_id":9,` + date + `,` + inGroup + `,"text":"😀 @forumtestbot who","entities":[{"type":"mention","offset":3,"length":13}]}`,
			&handlers.Message{Kind: handlers.Wrote, Chat: group, From: person, ID: 9, Text: "😀 @forumtestbot who", Addressed: true, Sent: at}},
		{"button", `"callback_query":{"id":"q","from":{"id":5,"language_code":"zh-hans"},"message":{"message_id":9,"message_thread_id":3,"is_topic_message":true,` + date + `,"from":{"id":42},"chat":{"id":-100,"type":"supergroup","title":"G"},"text":"answer"},"data":"f:1"}`,
			&handlers.Message{Kind: handlers.Pressed, Chat: group, From: person, ID: 9, Thread: 3, Button: &handlers.Press{ID: "q", Data: "f:1"}, Sent: at}},
		{"button with the others", `"callback_query":{"id":"q","from":{"id":5,"language_code":"zh-hans"},"message":{"message_id":9,` + date + `,"chat":{"id":-100,"type":"supergroup","title":"G"},"reply_markup":{"inline_keyboard":[[{"text":"A","callback_data":"f:1"},{"text":"B","url":"https://b.example"}],[{"text":"pay","pay":true}],[],null,[{"text":"C","callback_data":"c"}]]}},"data":"f:1"}`,
			&handlers.Message{Kind: handlers.Pressed, Chat: group, From: person, ID: 9, Button: &handlers.Press{ID: "q", Data: "f:1", Keyboard: [][]handlers.Button{
				{{Text: "A", Data: "f:1"}, {Text: "B", URL: "https://b.example"}}, {{Text: "C", Data: "c"}},
			}}, Sent: at}},
		{"button on an inaccessible message", `"callback_query":{"id":"q","from":{"id":5,"language_code":"zh-hans"},"message":{"message_id":9,"date":0,"chat":{"id":-100,"type":"supergroup","title":"G"}},"data":"f:1"}`,
			&handlers.Message{Kind: handlers.Pressed, Chat: group, From: person, ID: 9, Button: &handlers.Press{ID: "q", Data: "f:1"}}},
		{"button of an inline message", `"callback_query":{"id":"q","from":{"id":5,"language_code":"zh-hans"},"inline_message_id":"i","chat_instance":"c","data":"f:1"}`,
			&handlers.Message{Kind: handlers.Pressed, From: person, Button: &handlers.Press{ID: "q", Data: "f:1"}}},
		{"added", `"my_chat_member":{` + inGroup + `,` + date + `,"old_chat_member":{"status":"left"},"new_chat_member":{"status":"member"}}`,
			&handlers.Message{Kind: handlers.Joined, Chat: group, From: person, Sent: at}},
		{"restricted, but inside", `"my_chat_member":{` + inGroup + `,` + date + `,"old_chat_member":{"status":"kicked"},"new_chat_member":{"status":"restricted","is_member":true}}`,
			&handlers.Message{Kind: handlers.Joined, Chat: group, From: person, Sent: at}},
		{"removed", `"my_chat_member":{` + inGroup + `,` + date + `,"old_chat_member":{"status":"administrator"},"new_chat_member":{"status":"restricted","is_member":false}}`,
			&handlers.Message{Kind: handlers.Left, Chat: group, From: person, Sent: at}},
		{"blocked", `"my_chat_member":{` + inPrivate + `,` + date + `,"old_chat_member":{"status":"member"},"new_chat_member":{"status":"kicked"}}`,
			&handlers.Message{Kind: handlers.Left, Chat: private, From: person, Sent: at}},
		{"a vote", `"poll_answer":{"poll_id":"p1","user":{"id":5,"first_name":" 小雨","last_name":"W.","language_code":"zh-hans"},"option_ids":[2],"option_persistent_ids":["2"]}`,
			&handlers.Message{Kind: handlers.Voted, From: &handlers.Person{ID: 5, Name: "小雨 W.", LanguageCode: "zh-hans"}, Vote: &handlers.Vote{Poll: "p1", Options: []int{2}}}},
		{"a vote taken back", `"poll_answer":{"poll_id":"p1","user":{"id":5,"first_name":"X"},"option_ids":[]}`,
			&handlers.Message{Kind: handlers.Voted, From: &handlers.Person{ID: 5, Name: "X"}, Vote: &handlers.Vote{Poll: "p1", Options: []int{}}}},
		{"a chat's vote", `"poll_answer":{"poll_id":"p1","voter_chat":{"id":-200,"type":"channel"},"user":{"id":136817688,"is_bot":true},"option_ids":[0]}`, nil},
		{"nobody's vote", `"poll_answer":{"poll_id":"p1","option_ids":[0]}`, nil},
		{"a vote for no poll", `"poll_answer":{"user":{"id":5},"option_ids":[0]}`, nil},
		{"a vote for everything", `"poll_answer":{"poll_id":"p1","user":{"id":5},"option_ids":[0,1,2,3,4,5,6,7,8,9,10,11,12]}`, nil},
		{"made administrator", `"my_chat_member":{` + inGroup + `,` + date + `,"old_chat_member":{"status":"member"},"new_chat_member":{"status":"administrator"}}`, nil},
		{"a kind from the future", `"telepathy":{"x":1}`, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d, err := decode(json.RawMessage(`{"update_id":1,`+tt.raw+`}`), testSelf)
			if err != nil || d.moved {
				t.Fatalf("got %+v, %v", d, err)
			}
			if !reflect.DeepEqual(d.message, tt.want) {
				t.Errorf("got  %+v\nwant %+v", show(d.message), show(tt.want))
			}
		})
	}
}

func show(m *handlers.Message) string {
	b, _ := json.Marshal(m)
	return string(b)
}

func TestDecodeMigration(t *testing.T) {
	t.Parallel()
	for _, raw := range []string{
		`{"update_id":1,"message":{"message_id":1,"chat":{"id":-5,"type":"group"},"migrate_to_chat_id":-1009}}`,
		`{"update_id":2,"message":{"message_id":1,"chat":{"id":-1009,"type":"supergroup"},"migrate_from_chat_id":-5}}`,
	} {
		d, err := decode(json.RawMessage(raw), testSelf)
		if err != nil || !d.moved || d.old != -5 || d.new_ != -1009 || d.message != nil {
			t.Errorf("got %+v, %v", d, err)
		}
	}
}

func TestDecodeQuotesNothing(t *testing.T) {
	t.Parallel()
	_, err := decode(json.RawMessage(`{"update_id":1,"message":{"message_id":"secretword"}}`), testSelf)
	if err == nil || strings.Contains(err.Error(), "secretword") {
		t.Errorf("got %v", err)
	}
}

func TestAddressed(t *testing.T) {
	t.Parallel()
	mention := func(offset, length int) []wireEntity {
		return []wireEntity{{Type: "mention", Offset: offset, Length: length}}
	}
	for _, tt := range []struct {
		text     string
		entities []wireEntity
		want     bool
	}{
		{"@ForumTestBot hi", mention(0, 13), true},
		{"@FORUMTESTBOT hi", mention(0, 13), true},
		{"👩‍💻👩‍💻 @ForumTestBot", mention(11, 13), true}, // 5 UTF-16 units each
		{"@ForumTestBot2", mention(0, 14), false},
		{"@ForumTestBot", nil, false}, // not an entity: quoted in code, say
		{"@ForumTestBot", mention(0, 12), false},
		{"@ForumTestBot", mention(1, 12), false},
		{"@ForumTestBot", mention(-1, 13), false},
		{"@ForumTestBot", mention(0, 14), false},
		{"@ForumTestBot", mention(14, 1), false},
		{"@ForumTestBot", mention(0, -13), false},
		{"@ForumTestBot", mention(1<<62, 1<<62), false},
		{"", mention(0, 13), false},
		{"Forum hi", []wireEntity{{Type: "text_mention", Length: 5, User: &wireUser{ID: 42}}}, true},
		{"Forum hi", []wireEntity{{Type: "text_mention", Length: 5, User: &wireUser{ID: 43}}}, false},
		{"Forum hi", []wireEntity{{Type: "text_mention", Length: 5}}, false},
		{"@ForumTestBot", []wireEntity{{Type: "bold", Length: 13}}, false},
	} {
		if got := addressed(tt.text, tt.entities, testSelf); got != tt.want {
			t.Errorf("%q %+v: %v", tt.text, tt.entities, got)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add([]byte(`{"update_id":1,"message":{"message_id":9,"chat":{"id":-1,"type":"group"},"text":"\ud83d@x","entities":[{"type":"mention","offset":-3,"length":999999999999}]}}`))
	f.Add([]byte(`{"update_id":1,"callback_query":{"id":"q","data":"f:1"}}`))
	f.Add([]byte(`{"update_id":1,"my_chat_member":{}}`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		d, err := decode(raw, testSelf)
		if err != nil && d.message != nil {
			t.Error("both an error and a message")
		}
		if d.message == nil {
			return
		}
		if m := d.message; m.Kind == "" || m.Thread == 1 || m.Thread < 0 || (m.Kind == handlers.Pressed) != (m.Button != nil) {
			t.Errorf("got %+v", m)
		}
		orderKey(d.message)
	})
}

func FuzzEntities(f *testing.F) {
	f.Add("😀 @forumtestbot", 3, 13)
	f.Fuzz(func(t *testing.T, text string, offset, length int) {
		got := addressed(text, []wireEntity{{Type: "mention", Offset: offset, Length: length}}, testSelf)
		if got && length != len("@forumtestbot") {
			t.Errorf("%q %d+%d", text, offset, length)
		}
	})
}

func TestRequestedUpdatesAreTheOnesDecoded(t *testing.T) {
	t.Parallel()
	var have []string
	for f := range reflect.TypeFor[wireUpdate]().Fields() {
		if name := f.Tag.Get("json"); name != "update_id" {
			have = append(have, name)
		}
	}
	if fmt.Sprint(have) != fmt.Sprint(allowedUpdates) {
		t.Errorf("decoded are %v, asked for are %v", have, allowedUpdates)
	}
}
