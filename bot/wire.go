package bot

import "encoding/json"

// The parts of Telegram's objects that the bot reads, under Telegram's names.

type wireUpdate struct {
	ID                int64           `json:"update_id"`
	Message           *wireMessage    `json:"message"`
	EditedMessage     *wireMessage    `json:"edited_message"`
	ChannelPost       *wireMessage    `json:"channel_post"`
	EditedChannelPost *wireMessage    `json:"edited_channel_post"`
	CallbackQuery     *wireCallback   `json:"callback_query"`
	MyChatMember      *wireMembership `json:"my_chat_member"`
	PollAnswer        *wirePollAnswer `json:"poll_answer"`
	StoppedGeneration *wireStopped    `json:"stopped_message_generation"`
}

// allowedUpdates names what wireUpdate reads, so that nothing else is sent.
var allowedUpdates = []string{
	"message", "edited_message", "channel_post", "edited_channel_post", "callback_query", "my_chat_member",
	"poll_answer",
	"stopped_message_generation",
}

type wireMessage struct {
	ID              int          `json:"message_id"`
	Thread          int          `json:"message_thread_id"`
	IsTopicMessage  bool         `json:"is_topic_message"`
	From            *wireUser    `json:"from"`
	SenderChat      *wireChat    `json:"sender_chat"`
	Chat            wireChat     `json:"chat"`
	EditDate        int64        `json:"edit_date"`
	Date            int64        `json:"date"` // 0 for a message that can't be read any more
	Text            string       `json:"text"`
	Entities        []wireEntity `json:"entities"`
	Caption         string       `json:"caption"`
	CaptionEntities []wireEntity `json:"caption_entities"`
	ReplyTo         *wireMessage `json:"reply_to_message"`

	Keyboard *inlineKeyboard `json:"reply_markup"`

	ForumTopicCreated json.RawMessage `json:"forum_topic_created"`
	MigrateTo         int64           `json:"migrate_to_chat_id"`
	MigrateFrom       int64           `json:"migrate_from_chat_id"`

	wireMedia
}

// wireMedia tells by their presence which messages people send without words,
// in contrast to service messages ("joined the group", "pinned a message").
type wireMedia struct {
	Animation json.RawMessage `json:"animation"`
	Audio     json.RawMessage `json:"audio"`
	Checklist json.RawMessage `json:"checklist"`
	Contact   json.RawMessage `json:"contact"`
	Dice      json.RawMessage `json:"dice"`
	Document  json.RawMessage `json:"document"`
	Game      json.RawMessage `json:"game"`
	Location  json.RawMessage `json:"location"`
	PaidMedia json.RawMessage `json:"paid_media"`
	Photo     json.RawMessage `json:"photo"`
	Poll      json.RawMessage `json:"poll"`
	Sticker   json.RawMessage `json:"sticker"`
	Story     json.RawMessage `json:"story"`
	Venue     json.RawMessage `json:"venue"`
	Video     json.RawMessage `json:"video"`
	VideoNote json.RawMessage `json:"video_note"`
	Voice     json.RawMessage `json:"voice"`
}

func (m *wireMedia) any() bool {
	for _, raw := range []json.RawMessage{
		m.Animation, m.Audio, m.Checklist, m.Contact, m.Dice, m.Document, m.Game, m.Location, m.PaidMedia,
		m.Photo, m.Poll, m.Sticker, m.Story, m.Venue, m.Video, m.VideoNote, m.Voice,
	} {
		if present(raw) {
			return true
		}
	}
	return false
}

func present(raw json.RawMessage) bool { return len(raw) > 0 && string(raw) != "null" }

type wireUser struct {
	ID           int64  `json:"id"`
	IsBot        bool   `json:"is_bot"`
	FirstName    string `json:"first_name"`
	LastName     string `json:"last_name"`
	Username     string `json:"username"`
	LanguageCode string `json:"language_code"`
}

type wireChat struct {
	ID    int64  `json:"id"`
	Type  string `json:"type"`
	Title string `json:"title"`
}

type wireEntity struct {
	Type   string    `json:"type"`
	Offset int       `json:"offset"` // in UTF-16 units, as Length
	Length int       `json:"length"`
	User   *wireUser `json:"user"` // of a text_mention
}

type wireCallback struct {
	ID      string       `json:"id"`
	From    wireUser     `json:"from"`
	Message *wireMessage `json:"message"` // none for a button under an inline message
	Data    string       `json:"data"`
}

type wireMembership struct {
	Chat wireChat   `json:"chat"`
	From wireUser   `json:"from"`
	Date int64      `json:"date"`
	Old  wireMember `json:"old_chat_member"`
	New  wireMember `json:"new_chat_member"`
}

// wirePollAnswer is a vote in a poll of the bot's own. Telegram names neither
// the chat nor the time.
type wirePollAnswer struct {
	Poll      string    `json:"poll_id"`
	VoterChat *wireChat `json:"voter_chat"` // votes as a chat, and then there is no user
	User      *wireUser `json:"user"`
	Options   []int     `json:"option_ids"` // none: a vote is taken back
}

// wireStopped is a person's press on the stop button of a draft.
type wireStopped struct {
	Chat  wireChat `json:"chat"`
	Draft int64    `json:"draft_id"`
}

type wireMember struct {
	Status   string `json:"status"`
	IsMember bool   `json:"is_member"` // says it for "restricted"
}

func (m wireMember) inside() bool {
	switch m.Status {
	case "creator", "administrator", "member":
		return true
	case "restricted":
		return m.IsMember
	}
	return false
}
