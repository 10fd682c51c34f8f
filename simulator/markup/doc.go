// Package markup reads formatted text as Telegram does: ParseHTML the HTML that
// bots send, Detect what Telegram's clients and servers find in any text
// (commands, mentions, hashtags, addresses). Offsets and lengths count UTF-16
// units, as everywhere in the Bot API.
package markup

import "unicode/utf16"

// Entity is a stretch of a text that means more than its words: the Bot API's
// MessageEntity.
type Entity struct {
	Type     string `json:"type"`
	Offset   int    `json:"offset"`
	Length   int    `json:"length"`
	URL      string `json:"url,omitempty"`
	Language string `json:"language,omitempty"`
	User     int64  `json:"user_id,omitempty"` // of a text_mention; the Bot API shows the whole user
	Emoji    string `json:"custom_emoji_id,omitempty"`
}

// Length is the length of a text in UTF-16 units.
func Length(s string) int {
	n := 0
	for _, r := range s {
		n += width(r)
	}
	return n
}

func width(r rune) int {
	if r > 0xffff {
		return 2
	}
	return 1
}

// Slice is the part of a text from offset on, in UTF-16 units; what lies
// outside is left out.
func Slice(s string, offset, length int) string {
	u := utf16.Encode([]rune(s))
	offset = min(max(offset, 0), len(u))
	length = min(max(length, 0), len(u)-offset)
	return string(utf16.Decode(u[offset : offset+length]))
}
