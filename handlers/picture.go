package handlers

import (
	"context"
	"errors"

	"github.com/forumbot/forumbot/knowledge"
	"github.com/forumbot/forumbot/picture"
)

// factCard is what a card with a fact says. The kicker is the line above it:
// what this is, and of which day.
func (c *Composer) factCard(f *knowledge.Fact, l knowledge.Language, kicker string) picture.CardText {
	return picture.CardText{
		Kicker: kicker, Text: f.Text.In(l), Source: c.sourceLine(l, []*knowledge.Fact{f}, cite), Name: c.name(l),
	}
}

// sendWithCard sends a reply with a card above its words. The words should say
// what the card says: they are all that some people get. Where there can be no
// card, because it lacks characters, the text is too long or the chat takes no
// pictures, the words are sent alone. A card is drawn once and uploaded once, for
// as long as this process keeps it.
func (h *Handler) sendWithCard(ctx context.Context, r Reply, text picture.CardText) (messageID int, err error) {
	card := h.album.card(text)
	drawn, err := card.draw()
	if err != nil || drawn.Missing != "" {
		h.log.Debug("a fact is sent without its card", "missing", drawn.Missing, "err", err)
		return h.send.Send(ctx, r)
	}
	sent, err := h.sendWithPicture(ctx, r, drawn.PNG, card.fileID())
	if err == nil && sent.FileID != "" {
		card.keep(sent.FileID)
	}
	return sent.Message, err
}

// sendWithPicture sends a reply with a picture above its words, or the words
// alone where the chat takes no pictures. A fileID, if there is one, saves the
// upload; the bytes are for when Telegram has forgotten it.
func (h *Handler) sendWithPicture(ctx context.Context, r Reply, png []byte, fileID string) (SentPicture, error) {
	if h.pictures == nil {
		id, err := h.send.Send(ctx, r)
		return SentPicture{Message: id}, err
	}
	sent, err := h.pictures.SendPicture(ctx, Picture{
		Chat: r.Chat, Thread: r.Thread, ReplyTo: r.ReplyTo, PNG: png, FileID: fileID,
		HTML: r.HTML, Buttons: r.Buttons, Silent: r.Silent, Bulk: r.Bulk,
	})
	var e interface{ Refused() bool }
	if errors.As(err, &e) && e.Refused() && sent.Message == 0 {
		h.log.Info("a chat takes no pictures; it gets the words alone", "err", err)
		sent.Message, err = h.send.Send(ctx, r)
	}
	return sent, err
}
