package bot

import (
	"context"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"

	"github.com/forumbot/forumbot/handlers"
)

// maxCaption is how long a picture's caption may be, in UTF-16 units as shown.
const maxCaption = 1024

var _ handlers.Pictures = (*sender)(nil)

// SendPicture implements handlers.Pictures. A FileID that Telegram does not
// know (any more) is no failure when there are also bytes. What a caption can't
// hold follows as messages, with the buttons under the last. Of a picture that
// was sent before a crash, the FileID stays unknown.
func (s *sender) SendPicture(ctx context.Context, p handlers.Picture) (handlers.SentPicture, error) {
	ctx = inBulk(ctx, p.Bulk)
	if p.FileID == "" && len(p.PNG) == 0 {
		return handlers.SentPicture{}, &Error{Kind: Refused, Method: "sendPhoto", Description: "there is no picture to send"}
	}
	r := handlers.Reply{
		Chat: p.Chat, Thread: p.Thread, ReplyTo: p.ReplyTo, HTML: p.HTML, Buttons: p.Buttons, Silent: p.Silent, Bulk: p.Bulk,
	}
	caption, rest := "", split(p.HTML, maxCaption)
	if len(rest) > 0 {
		caption, rest = rest[0], rest[1:]
	}
	var sent handlers.SentPicture
	id, err := once(ctx, func() (int, error) {
		photo, err := s.photo(ctx, r, p, caption, len(rest) == 0)
		sent.FileID = photo.largest()
		return photo.ID, err
	})
	sent.Message = id
	if err != nil || len(rest) == 0 {
		return sent, err
	}
	r.ReplyTo = id
	last, err := s.sendPieces(ctx, r, rest)
	if last != 0 {
		sent.Message = last
	}
	return sent, err
}

// photo sends the picture itself, by its id if there is one.
func (s *sender) photo(ctx context.Context, r handlers.Reply, p handlers.Picture, caption string, buttons bool) (sentPhoto, error) {
	params := tgbotapi.Params{}
	if err := addPlace(params, r, true, 0); err != nil {
		return sentPhoto{}, err
	}
	params.AddBool("disable_notification", r.Silent)
	if buttons {
		if err := s.addButtons(params, r.Buttons); err != nil {
			return sentPhoto{}, err
		}
	}
	send := func(ctx context.Context) (out sentPhoto, err error) {
		if caption == "" {
			err = s.follow(ctx, "sendPhoto", r.Chat, params, &out)
		} else {
			err = s.words(ctx, "sendPhoto", "caption", r.Chat, caption, params, &out)
		}
		return out, err
	}
	if p.FileID != "" {
		params["photo"] = p.FileID
		out, err := send(ctx)
		if KindOf(err) != Refused || len(p.PNG) == 0 {
			return out, err
		}
		s.log.Warn("Telegram does not take a picture by its id; it is sent anew", "error", err)
		delete(params, "photo")
	}
	return send(withFile(ctx, file{param: "photo", name: "picture.png", data: p.PNG}))
}

// editCaption is Edit for a message that is a picture.
func (s *sender) editCaption(ctx context.Context, messageID int, r handlers.Reply) error {
	pieces := split(r.HTML, maxCaption)
	params := tgbotapi.Params{}
	params.AddNonZero("message_id", messageID)
	if len(pieces) == 1 {
		if err := s.addButtons(params, r.Buttons); err != nil {
			return err
		}
	}
	err := s.words(ctx, "editMessageCaption", "caption", r.Chat, pieces[0], params, nil)
	if err != nil && KindOf(err) != NotModified {
		return err
	}
	if len(pieces) == 1 {
		return nil
	}
	r.ReplyTo = messageID
	_, err = s.sendPieces(ctx, r, pieces[1:])
	return err
}

// sentPhoto is what Telegram says of a picture that it sent: the same in
// several sizes.
type sentPhoto struct {
	ID    int `json:"message_id"`
	Sizes []struct {
		FileID string `json:"file_id"`
		Width  int    `json:"width"`
		Height int    `json:"height"`
	} `json:"photo"`
}

// largest is the id of the largest size.
func (p sentPhoto) largest() string {
	id, most := "", -1
	for _, s := range p.Sizes {
		if area := s.Width * s.Height; area > most {
			id, most = s.FileID, area
		}
	}
	return id
}
