package simulator

import (
	"slices"
	"time"

	"github.com/forumbot/forumbot/simulator/markup"
)

// world is everything that Telegram would keep. It is saved as JSON, hence the
// exported names.
type world struct {
	Bot      bot
	People   []*person
	Chats    []*chat
	Polls    map[string]*poll
	Photos   map[string]*photo
	Files    map[string][]byte // by file id; bounded
	Profile  profile
	Updates  []update
	Webhook  webhook
	Allowed  []string // of allowed_updates; nil: the default set
	Counters counters
	Privacy  bool // privacy mode is on: in groups the bot gets what is meant for it
	Mentions bool // privacy mode lets mentions of the bot pass
	Ahead    time.Duration

	chats  map[int64]*chat
	people map[int64]*person
}

// counters give out ids.
type counters struct {
	Update  int64
	Message int // of private chats and basic groups, which share one count
	Person  int64
	Chat    int64
	Other   int64 // polls, queries, files
}

type bot struct {
	ID       int64
	Username string
	Name     string
}

type person struct {
	ID       int64
	Name     string
	Username string
	Language string
	Blocked  bool // has blocked the bot
	Started  bool // has written to the bot, or pressed START
}

// Types of chat.
const (
	private    = "private"
	group      = "group"
	supergroup = "supergroup"
	channel    = "channel"
)

// Statuses of members.
const (
	statusCreator = "creator"
	statusAdmin   = "administrator"
	statusMember  = "member"
	statusLeft    = "left"
	statusKicked  = "kicked"
)

type chat struct {
	ID         int64
	Type       string
	Title      string
	Forum      bool
	Topics     []*topic
	Members    []member
	BotStatus  string
	MigratedTo int64
	Messages   []*message // oldest first; bounded
	LastID     int        // of supergroups and channels, which count for themselves
	LastEph    int        // ephemeral messages count for themselves
	Drafts     []*draft   // of private chats
}

type member struct {
	Person int64
	Status string
}

type topic struct {
	ID     int
	Name   string
	Color  int
	Closed bool
}

type message struct {
	ID        int
	Ephemeral int `json:",omitempty"` // its id, which is no message's id
	Chat      int64
	Thread    int `json:",omitempty"`
	Date      int64
	Edited    int64 `json:",omitempty"`
	From      int64 `json:",omitempty"` // a person or the bot; 0: the chat itself
	Text      string
	Entities  []markup.Entity `json:",omitempty"` // of the text or the caption
	Photo     string          `json:",omitempty"`
	Sticker   string          `json:",omitempty"` // its emoji
	Poll      string          `json:",omitempty"`
	ReplyTo   int             `json:",omitempty"`
	Quote     string          `json:",omitempty"`
	QuoteAt   int             `json:",omitempty"`
	Keyboard  [][]button      `json:",omitempty"`
	Reactions []reaction      `json:",omitempty"`
	Service   *service        `json:",omitempty"`
	ViaBot    bool            `json:",omitempty"`
	Inline    string          `json:",omitempty"` // its inline_message_id
	Guest     string          `json:",omitempty"` // its guest_query_id
	Receiver  int64           `json:",omitempty"` // of an ephemeral message
	Silent    bool            `json:",omitempty"`
	Protected bool            `json:",omitempty"`
	Effect    string          `json:",omitempty"`

	seq int64 // of the feed when it was posted or last edited; 0 after a start
}

type reaction struct {
	Emoji string `json:"emoji"`
	From  int64  `json:"from"`
}

// service is what a service message tells.
type service struct {
	Kind   string `json:"kind"` // one of the Bot API's fields: new_chat_members …
	Person int64  `json:"person,omitempty"`
	Chat   int64  `json:"chat,omitempty"`
	Name   string `json:"name,omitempty"`
	Color  int    `json:"color,omitempty"`
}

type photo struct {
	ID     string
	Unique string
	Width  int
	Height int
	Size   int
	Type   string // MIME type
	URL    string // where it was named by an address; nothing is fetched
}

type draft struct {
	ID       int64
	Thread   int
	Text     string
	Entities []markup.Entity
	CanStop  bool
	Keep     bool
	Until    time.Time
}

// index makes the maps that find things by their ids.
func (w *world) index() {
	w.chats, w.people = map[int64]*chat{}, map[int64]*person{}
	for _, c := range w.Chats {
		w.chats[c.ID] = c
	}
	for _, p := range w.People {
		w.people[p.ID] = p
	}
	for _, m := range []*map[string]*poll{&w.Polls} {
		if *m == nil {
			*m = map[string]*poll{}
		}
	}
	if w.Photos == nil {
		w.Photos = map[string]*photo{}
	}
	if w.Files == nil {
		w.Files = map[string][]byte{}
	}
}

func (w *world) addPerson(p *person) {
	w.People = append(w.People, p)
	w.people[p.ID] = p
}

func (w *world) addChat(c *chat) {
	w.Chats = append(w.Chats, c)
	w.chats[c.ID] = c
}

// message finds a message by its id, nil if there is none.
func (c *chat) message(id int) *message {
	i, ok := slices.BinarySearchFunc(c.Messages, id, func(m *message, id int) int { return m.ID - id })
	if !ok {
		return nil
	}
	return c.Messages[i]
}

func (c *chat) topic(id int) *topic {
	for _, t := range c.Topics {
		if t.ID == id {
			return t
		}
	}
	return nil
}

// status is a person's status in a chat.
func (c *chat) status(person int64) string {
	if c.Type == private && c.ID == person {
		return statusMember
	}
	for _, m := range c.Members {
		if m.Person == person {
			return m.Status
		}
	}
	return statusLeft
}

func (c *chat) setStatus(person int64, status string) {
	for i := range c.Members {
		if c.Members[i].Person == person {
			c.Members[i].Status = status
			return
		}
	}
	c.Members = append(c.Members, member{person, status})
}

// inside tells whether somebody with that status takes part in the chat.
func inside(status string) bool {
	return status == statusCreator || status == statusAdmin || status == statusMember
}

func isAdmin(status string) bool { return status == statusCreator || status == statusAdmin }

// ownIDs tells that the chat counts its messages for itself.
func (c *chat) ownIDs() bool { return c.Type == supergroup || c.Type == channel }

// nextID gives out the id of a chat's next message.
func (w *world) nextID(c *chat) int {
	if c.ownIDs() {
		c.LastID++
		return c.LastID
	}
	w.Counters.Message++
	return w.Counters.Message
}
