package simulator

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/forumbot/forumbot/simulator/markup"
)

const (
	maxText    = 4096     // UTF-16 units after the markup is read
	maxCaption = 1024     // likewise
	maxQuote   = 1024     // likewise
	maxRaw     = 32 << 10 // bytes before
)

func validText(s string) bool { return utf8.ValidString(s) }

// text reads a text with its formatting from three parameters.
func (c *call) text(name, modeName, entitiesName string) (string, []markup.Entity, *apiError) {
	raw := c.params[name]
	if len(raw) > maxRaw {
		return "", nil, badRequest("message is too long")
	}
	var entities []markup.Entity
	text := strings.ReplaceAll(raw, "\r", "")
	switch mode := c.params[modeName]; strings.ToLower(mode) {
	case "":
		var refused *apiError
		if entities, refused = c.entities(entitiesName, text); refused != nil {
			return "", nil, refused
		}
		text, entities = markup.Trim(text, entities)
	case "html":
		var err error
		if text, entities, err = markup.ParseHTML(text); err != nil {
			return "", nil, badRequest("can't parse entities: %s", err)
		}
	case "markdown", "markdownv2":
		return "", nil, badRequest("the simulator reads no %s, only HTML", mode)
	default:
		return "", nil, badRequest("unsupported parse_mode")
	}
	return visible(text), markup.Detect(visible(text), entities), nil
}

// visible replaces characters that Telegram does not let through; the length
// stays.
func visible(text string) string {
	return strings.Map(func(r rune) rune {
		if r != '\n' && r != '\t' && unicode.IsControl(r) {
			return ' '
		}
		return r
	}, text)
}

// entities reads a list of entities; the bot may send some kinds only.
func (c *call) entities(name, text string) ([]markup.Entity, *apiError) {
	var in []struct {
		markup.Entity
		User *struct {
			ID int64 `json:"id"`
		} `json:"user"`
	}
	if err := c.json(name, &in); err != nil {
		return nil, badRequest("can't parse entities: expected an Array of MessageEntity")
	}
	end := markup.Length(text)
	var out []markup.Entity
	for _, e := range in {
		switch e.Type {
		case "text_mention":
			if e.User == nil {
				return nil, badRequest("can't parse entities: text_mention has no user")
			}
			e.Entity.User = e.User.ID
		case "bold", "italic", "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote", "code", "pre", "custom_emoji":
		case "text_link":
			if e.URL = markup.WebAddress(e.URL); e.URL == "" {
				continue
			}
		case "mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number":
			continue // found anyway
		default:
			return nil, badRequest("can't parse MessageEntity: type \"%s\" is unknown", e.Type)
		}
		if e.Offset < 0 || e.Length <= 0 || e.Offset > end || e.Length > end-e.Offset {
			return nil, badRequest("can't parse entities: entity begins or ends outside the text")
		}
		out = append(out, e.Entity)
	}
	return markup.Sort(out), nil
}

// body reads the text of a message.
func (c *call) body() (string, []markup.Entity, *apiError) {
	if c.params["text"] == "" {
		return "", nil, badRequest("message text is empty")
	}
	text, entities, refused := c.text("text", "parse_mode", "entities")
	switch {
	case refused != nil:
		return "", nil, refused
	case blank(text):
		return "", nil, badRequest("text must be non-empty")
	case markup.Length(text) > maxText:
		return "", nil, badRequest("message is too long")
	}
	return text, entities, nil
}

// blank tells that a text shows nothing.
func blank(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool {
		return unicode.IsGraphic(r) && !unicode.IsSpace(r) && r != '\u2800' && r != '\u3164'
	})
}

// caption reads what stands below a picture.
func (c *call) caption() (string, []markup.Entity, *apiError) {
	text, entities, refused := c.text("caption", "parse_mode", "caption_entities")
	if refused == nil && markup.Length(text) > maxCaption {
		refused = badRequest("message caption is too long")
	}
	return text, entities, refused
}

// replyParameters is what a message replies to.
type replyParameters struct {
	MessageID int    `json:"message_id"`
	ChatID    any    `json:"chat_id"`
	Without   bool   `json:"allow_sending_without_reply"`
	Quote     string `json:"quote"`
	Mode      string `json:"quote_parse_mode"`
	Position  int    `json:"quote_position"`
	Ephemeral int    `json:"ephemeral_message_id"`
}

// reply finds the message that is replied to, and the quoted part of it; a
// nil message when there is none.
func (s *Server) reply(c *call, to *chat) (*message, string, int, *apiError) {
	var r replyParameters
	if err := c.json("reply_parameters", &r); err != nil {
		return nil, "", 0, badRequest("can't parse reply parameters: expected an Object")
	}
	if r.MessageID == 0 {
		r.MessageID = int(c.number("reply_to_message_id"))
		r.Without = r.Without || c.bool("allow_sending_without_reply")
	}
	if r.ChatID != nil && fmt.Sprintf("%.0f", r.ChatID) != fmt.Sprint(to.ID) {
		return nil, "", 0, badRequest("the simulator replies within a chat only")
	}
	if r.MessageID == 0 {
		if r.Ephemeral != 0 {
			i := slices.IndexFunc(to.Messages, func(m *message) bool { return m.Ephemeral == r.Ephemeral })
			if i < 0 {
				return nil, "", 0, badRequest("message to be replied not found")
			}
			return to.Messages[i], "", 0, nil
		}
		return nil, "", 0, nil
	}
	m := to.message(r.MessageID)
	if m == nil || m.Ephemeral != 0 {
		if r.Without {
			return nil, "", 0, nil
		}
		return nil, "", 0, badRequest("message to be replied not found")
	}
	if r.Quote == "" {
		return m, "", 0, nil
	}
	quote := r.Quote
	if strings.EqualFold(r.Mode, "html") {
		var err error
		if quote, _, err = markup.ParseHTML(quote); err != nil {
			return nil, "", 0, badRequest("can't parse entities: %s", err)
		}
	}
	at := strings.Index(m.Text, quote)
	if at < 0 || quote == "" || markup.Length(quote) > maxQuote {
		return nil, "", 0, badRequest("QUOTE_TEXT_INVALID")
	}
	return m, quote, markup.Length(m.Text[:at]), nil
}
