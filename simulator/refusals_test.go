package simulator

import (
	"fmt"
	"strconv"
	"strings"
	"testing"
)

// What Telegram refuses is refused, in its words.
func TestRefusals(t *testing.T) {
	t.Parallel()
	h := start(t, Options{})
	id := func(n int64) string { return strconv.FormatInt(n, 10) }
	h.do("/api/send", fmt.Sprintf(`{"as":%d,"chat":%d,"text":"hi"}`, xiaoyu, xiaoyu))
	h.do("/api/send", fmt.Sprintf(`{"as":%d,"chat":%d,"text":"hi"}`, xiaoyu, visitors))
	own := struct {
		ID int `json:"message_id"`
	}{}
	h.must(&own, "sendMessage", "chat_id", id(xiaoyu), "text", "mine", "reply_markup", `{"inline_keyboard":[[{"text":"x","callback_data":"x"}]]}`)
	h.do("/api/chats", fmt.Sprintf(`{"type":"supergroup","title":"gone","members":[%d],"bot":"kicked"}`, xiaoyu))
	h.do("/api/chats", fmt.Sprintf(`{"type":"channel","title":"not here","members":[%d],"bot":"left"}`, xiaoyu))
	kicked, left := id(-1_002_000_000_004), id(-1_002_000_000_005)
	mine := strconv.Itoa(own.ID)
	me := id(xiaoyu)
	const entities = "Bad Request: can't parse entities: "

	for _, tt := range []struct {
		call string // method and parameters, with | between them
		code int
		want string
	}{
		{"sendMessage|text|x", 400, "Bad Request: chat_id is empty"},
		{"sendMessage|chat_id|77|text|x", 400, "Bad Request: chat not found"},
		{"sendMessage|chat_id|@nobody|text|x", 400, "Bad Request: chat not found"},
		{"sendMessage|chat_id|" + me, 400, "Bad Request: message text is empty"},
		{"sendMessage|chat_id|" + me + "|text| \n", 400, "Bad Request: text must be non-empty"},
		{"sendMessage|chat_id|" + me + "|parse_mode|HTML|text|<b></b>", 400, "Bad Request: text must be non-empty"},
		{"sendMessage|chat_id|" + me + "|text|" + strings.Repeat("中", 4097), 400, "Bad Request: message is too long"},
		{"sendMessage|chat_id|" + me + "|text|" + strings.Repeat("😀", 2049), 400, "Bad Request: message is too long"},
		{"sendMessage|chat_id|" + me + "|text|" + strings.Repeat("😀", 2048), 0, ""},
		{"sendMessage|chat_id|" + me + "|parse_mode|HTML|text|<br>", 400, entities + `Unsupported start tag "br" at byte offset 0`},
		{"sendMessage|chat_id|" + me + "|parse_mode|Foo|text|x", 400, "Bad Request: unsupported parse_mode"},
		{"sendMessage|chat_id|" + id(emma) + "|text|x", 403, "Forbidden: bot can't initiate conversation with a user"},
		{"sendMessage|chat_id|" + kicked + "|text|x", 403, "Forbidden: bot was kicked from the supergroup chat"},
		{"sendMessage|chat_id|" + left + "|text|x", 403, "Forbidden: bot is not a member of the channel chat"},
		{"sendMessage|chat_id|" + me + "|text|x|reply_parameters|{\"message_id\":999}", 400, "Bad Request: message to be replied not found"},
		{"sendMessage|chat_id|" + me + "|text|x|reply_parameters|{\"message_id\":999,\"allow_sending_without_reply\":true}", 0, ""},
		{"sendMessage|chat_id|" + me + "|text|x|reply_parameters|{\"message_id\":" + mine + ",\"quote\":\"nope\"}", 400, "Bad Request: QUOTE_TEXT_INVALID"},
		{"sendMessage|chat_id|" + id(forumChat) + "|text|x|message_thread_id|1", 400, "Bad Request: message thread not found"},
		{"sendMessage|chat_id|" + id(forumChat) + "|text|x|message_thread_id|99", 400, "Bad Request: message thread not found"},
		{"sendMessage|chat_id|" + id(forumChat) + "|text|x|message_thread_id|2", 0, ""},
		{"sendMessage|chat_id|" + me + "|text|x|reply_markup|[]", 400, "Bad Request: object expected as reply markup"},
		{"sendMessage|chat_id|" + me + `|text|x|reply_markup|{"inline_keyboard":[[{"text":"x"}]]}`, 400,
			"Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"},
		{"sendMessage|chat_id|" + me + `|text|x|reply_markup|{"inline_keyboard":[[{"text":"x","callback_data":"` + strings.Repeat("中", 22) + `"}]]}`, 400, "Bad Request: BUTTON_DATA_INVALID"},
		{"sendMessage|chat_id|" + me + `|text|x|reply_markup|{"inline_keyboard":[[{"text":"x","url":"javascript:1"}]]}`, 400,
			"Bad Request: inline keyboard button URL 'javascript:1' is invalid: Wrong HTTP URL"},
		{"editMessageText|text|x", 400, "Bad Request: message identifier is not specified"},
		{"editMessageText|chat_id|" + me + "|message_id|999|text|x", 400, "Bad Request: message to edit not found"},
		{"editMessageText|chat_id|" + me + "|message_id|1|text|x", 400, "Bad Request: message can't be edited"},
		{"editMessageText|chat_id|" + me + "|message_id|" + mine + `|text|mine|reply_markup|{"inline_keyboard":[[{"text":"x","callback_data":"x"}]]}`, 400, errNotEdited.Text},
		{"editMessageText|inline_message_id|nope|text|x", 400, "Bad Request: MESSAGE_ID_INVALID"},
		{"editMessageCaption|chat_id|" + me + "|message_id|" + mine + "|caption|x", 400, "Bad Request: there is no caption in the message to edit"},
		{"deleteMessage|chat_id|" + me + "|message_id|999", 400, "Bad Request: message to delete not found"},
		{"deleteMessage|chat_id|" + id(visitors) + "|message_id|2", 400, "Bad Request: message can't be deleted for everyone"},
		{"answerCallbackQuery|callback_query_id|1", 400, "Bad Request: query is too old and response timeout expired or query ID is invalid"},
		{"sendChatAction|chat_id|" + me + "|action|dancing", 400, "Bad Request: wrong parameter action in request"},
		{"setMessageReaction|chat_id|" + me + `|message_id|1|reaction|[{"type":"emoji","emoji":"x"}]`, 400, "Bad Request: REACTION_INVALID"},
		{"setMyCommands|commands|[{\"command\":\"Bad\",\"description\":\"x\"}]", 400, "Bad Request: BOT_COMMAND_INVALID"},
		{"setMyDescription|language_code|english", 400, "Bad Request: invalid language code specified"},
		{"sendPoll|chat_id|" + me + "|question|q|options|[]", 400, "Bad Request: poll must have at least 1 option"},
		{"sendPoll|chat_id|" + me + `|question|q|type|quiz|options|["a","b"]`, 400, "Bad Request: wrong correct option ID specified"},
		{"sendPoll|chat_id|" + id(newsChat) + `|question|q|is_anonymous|false|options|["a","b"]`, 400, "Bad Request: non-anonymous polls can't be sent to channel chats"},
		{"sendPhoto|chat_id|" + me, 400, "Bad Request: there is no photo in the request"},
		{"createForumTopic|chat_id|" + id(forumChat) + "|name|x", 400, "Bad Request: not enough rights to manage topics"},
		{"sendMessageDraft|chat_id|" + me + "|draft_id|0|text|x", 400, "Bad Request: RANDOM_ID_INVALID"},
		{"sendVoice|chat_id|" + me, 404, "Not Found: the simulator has no sendVoice"},
		{"sendMassage|chat_id|" + me, 404, "Not Found: method not found"},
		{"SENDMESSAGE|chat_id|" + me + "|text|x", 0, ""},
	} {
		parts := strings.Split(tt.call, "|")
		a := h.call(parts[0], parts[1:]...)
		if a.Code != tt.code || a.Description != tt.want || a.OK != (tt.code == 0) {
			t.Errorf("%.120s: %d %s", tt.call, a.Code, a.Description)
		}
	}
}
