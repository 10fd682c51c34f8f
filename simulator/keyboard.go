package simulator

import (
	"encoding/json"
	"strings"

	"github.com/forumbot/forumbot/simulator/markup"
)

// button is a button under a message, in the Bot API's form.
type button struct {
	Text       string          `json:"text"`
	Icon       string          `json:"icon_custom_emoji_id,omitempty"`
	Style      string          `json:"style,omitempty"`
	URL        string          `json:"url,omitempty"`
	Data       string          `json:"callback_data,omitempty"`
	Copy       *copyText       `json:"copy_text,omitempty"`
	Switch     *string         `json:"switch_inline_query,omitempty"`
	SwitchHere *string         `json:"switch_inline_query_current_chat,omitempty"`
	SwitchTo   json.RawMessage `json:"switch_inline_query_chosen_chat,omitempty"`
	Login      json.RawMessage `json:"login_url,omitempty"`
	WebApp     json.RawMessage `json:"web_app,omitempty"`
	Game       json.RawMessage `json:"callback_game,omitempty"`
	Disabled   json.RawMessage `json:"disabled,omitempty"`
	Pay        bool            `json:"pay,omitempty"`
}

type copyText struct {
	Text string `json:"text"`
}

type buttonView struct {
	Text       string  `json:"text"`
	Data       string  `json:"data,omitempty"`
	URL        string  `json:"url,omitempty"`
	Copy       string  `json:"copy_text,omitempty"`
	Switch     *string `json:"switch_inline_query,omitempty"`
	SwitchHere *string `json:"switch_inline_query_current_chat,omitempty"`
	Style      string  `json:"style,omitempty"`
	Disabled   bool    `json:"disabled,omitempty"`
}

func (b button) view() buttonView {
	v := buttonView{Text: b.Text, Data: b.Data, URL: b.URL, Switch: b.Switch, SwitchHere: b.SwitchHere, Style: b.Style, Disabled: len(b.Disabled) > 0}
	if b.Copy != nil {
		v.Copy = b.Copy.Text
	}
	return v
}

const (
	maxData    = 64 // bytes of callback data
	maxCopy    = 256
	maxButtons = 100
)

// keyboard reads reply_markup. Keyboards that replace the letters' are taken
// and not shown.
func (c *call) keyboard() ([][]button, *apiError) {
	raw := strings.TrimSpace(c.params["reply_markup"])
	if raw == "" {
		return nil, nil
	}
	if !strings.HasPrefix(raw, "{") {
		return nil, badRequest("object expected as reply markup")
	}
	var in struct {
		Inline *[][]json.RawMessage `json:"inline_keyboard"`
	}
	if err := json.Unmarshal([]byte(raw), &in); err != nil {
		return nil, badRequest("can't parse reply keyboard markup JSON object")
	}
	if in.Inline == nil {
		return nil, nil
	}
	var rows [][]button
	count := 0
	for _, row := range *in.Inline {
		var out []button
		for _, raw := range row {
			b, refused := readButton(raw)
			if refused != nil {
				return nil, refused
			}
			out = append(out, b)
			count++
		}
		if len(out) > 0 {
			rows = append(rows, out)
		}
	}
	if count > maxButtons {
		return nil, badRequest("reply markup is too long")
	}
	return rows, nil
}

func readButton(raw json.RawMessage) (button, *apiError) {
	const unreadable = "can't parse inline keyboard button: "
	var b button
	if err := json.Unmarshal(raw, &b); err != nil {
		return b, badRequest(unreadable + "InlineKeyboardButton must be an Object")
	}
	var has map[string]json.RawMessage
	_ = json.Unmarshal(raw, &has) // it was read as an object just now
	kinds := 0
	for _, name := range []string{
		"url", "callback_data", "copy_text", "switch_inline_query", "switch_inline_query_current_chat",
		"switch_inline_query_chosen_chat", "login_url", "web_app", "callback_game", "pay", "disabled",
	} {
		if v, ok := has[name]; ok && string(v) != "null" {
			kinds++
		}
	}
	switch {
	case strings.TrimSpace(b.Text) == "":
		return b, badRequest("inline keyboard button text must be non-empty")
	case kinds == 0:
		return b, badRequest(unreadable + "Text buttons are unallowed in the inline keyboard")
	case has["callback_data"] != nil && (b.Data == "" || len(b.Data) > maxData):
		return b, badRequest("BUTTON_DATA_INVALID")
	case has["copy_text"] != nil && (b.Copy == nil || b.Copy.Text == "" || markup.Length(b.Copy.Text) > maxCopy):
		return b, badRequest("BUTTON_COPY_TEXT_INVALID")
	case b.Style != "" && b.Style != "danger" && b.Style != "success" && b.Style != "primary":
		return b, badRequest(unreadable + "invalid button style specified")
	}
	if has["url"] != nil {
		address := markup.WebAddress(b.URL)
		if address == "" {
			return b, badRequest("inline keyboard button URL '%s' is invalid: Wrong HTTP URL", b.URL)
		}
		b.URL = address
	}
	return b, nil
}
