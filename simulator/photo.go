package simulator

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"image"
	"image/color"
	_ "image/gif" // sizes of what is sent
	_ "image/jpeg"
	"image/png"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/forumbot/forumbot/simulator/markup"
)

const (
	maxPhoto  = 10 << 20  // bytes
	keptBytes = 64 << 20  // of pictures; older ones are shown as a placeholder
	fileURL   = "photos/" // of file_path
)

func (s *Server) sendPhoto(c *call) (any, *apiError) {
	text, entities, refused := c.caption()
	if refused != nil {
		return nil, refused
	}
	p, data, refused := s.readPhoto(c)
	if refused != nil {
		return nil, refused
	}
	to, m, refused := s.outgoing(c)
	if refused != nil {
		return nil, refused
	}
	s.keepPhoto(p, data)
	m.Photo, m.Text, m.Entities = p.ID, text, entities
	return s.messageObject(s.post(to, m), true), nil
}

// readPhoto takes a picture as Telegram does: a file, the id of one that is
// already there, or an address (of which nothing is fetched here).
func (s *Server) readPhoto(c *call) (*photo, []byte, *apiError) {
	where := c.params["photo"]
	if name, ok := strings.CutPrefix(where, "attach://"); ok {
		where = name
		if _, ok := c.files[name]; !ok {
			return nil, nil, badRequest("there is no photo in the request")
		}
	} else if _, ok := c.files["photo"]; ok {
		where = "photo"
	}
	if f, ok := c.files[where]; ok {
		return readPicture(f.data, s.w.newID)
	}
	switch p := s.w.Photos[where]; {
	case where == "":
		return nil, nil, badRequest("there is no photo in the request")
	case p != nil:
		return p, s.w.Files[where], nil
	case markup.WebAddress(where) != "" && strings.Contains(where, "://"):
		return &photo{ID: s.w.newID(), Unique: "u" + s.w.newID(), Width: 1280, Height: 720, Type: "image/png", URL: where}, nil, nil
	}
	return nil, nil, badRequest("wrong remote file identifier specified: Wrong string length")
}

func readPicture(data []byte, newID func() string) (*photo, []byte, *apiError) {
	if len(data) == 0 {
		return nil, nil, badRequest("file must be non-empty")
	}
	if len(data) > maxPhoto {
		return nil, nil, badRequest("file of size %d bytes is too big for a photo; the maximum size is 10485760 bytes", len(data))
	}
	conf, format, err := image.DecodeConfig(bytes.NewReader(data))
	switch {
	case err != nil:
		return nil, nil, badRequest("IMAGE_PROCESS_FAILED")
	case conf.Width+conf.Height > 10_000 || max(conf.Width, conf.Height) > 20*min(conf.Width, conf.Height):
		return nil, nil, badRequest("PHOTO_INVALID_DIMENSIONS")
	}
	sum := sha256.Sum256(data)
	return &photo{
		ID: newID(), Unique: hex.EncodeToString(sum[:8]), Width: conf.Width, Height: conf.Height, Size: len(data), Type: "image/" + format,
	}, data, nil
}

// keepPhoto keeps a picture, and makes room for it at the expense of the oldest.
func (s *Server) keepPhoto(p *photo, data []byte) {
	s.w.Photos[p.ID] = p
	if data == nil {
		return
	}
	s.w.Files[p.ID] = data
	total := 0
	ids := slices.Sorted(maps.Keys(s.w.Files)) // counted up, so by age
	for _, id := range ids {
		total += len(s.w.Files[id])
	}
	for _, id := range ids {
		if total <= keptBytes {
			break
		}
		total -= len(s.w.Files[id])
		delete(s.w.Files, id)
	}
}

func (s *Server) photoSizes(id string) []object {
	p := s.w.Photos[id]
	if p == nil {
		return []object{}
	}
	return []object{{"file_id": p.ID, "file_unique_id": p.Unique, "width": p.Width, "height": p.Height, "file_size": p.Size}}
}

func (s *Server) getFile(c *call) (any, *apiError) {
	id := c.params["file_id"]
	p := s.w.Photos[id]
	if p == nil {
		return nil, badRequest("invalid file_id")
	}
	return object{"file_id": id, "file_unique_id": p.Unique, "file_size": p.Size, "file_path": fileURL + id}, nil
}

// serveFile answers /file/bot<TOKEN>/photos/ID.
func (s *Server) serveFile(w http.ResponseWriter, r *http.Request) {
	rest, ok := strings.CutPrefix(r.URL.Path, "/file/bot"+s.token+"/"+fileURL)
	if !ok {
		errNotFound.write(w)
		return
	}
	s.servePhoto(w, rest)
}

// servePhoto writes a picture, or one that stands for it.
func (s *Server) servePhoto(w http.ResponseWriter, id string) {
	s.mu.Lock()
	p, data := s.w.Photos[id], s.w.Files[id]
	s.mu.Unlock()
	if p == nil {
		errNotFound.write(w)
		return
	}
	kind := p.Type
	if data == nil {
		kind, data = "image/png", placeholder(p.Width, p.Height)
	}
	h := w.Header()
	h.Set("Content-Type", kind)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	h.Set("Cache-Control", "private, max-age=3600")
	_, _ = w.Write(data)
}

// placeholder is a plain picture of the same proportions.
func placeholder(width, height int) []byte {
	for width > 640 || height > 640 {
		width, height = max(width/2, 1), max(height/2, 1)
	}
	img := image.NewPaletted(image.Rect(0, 0, max(width, 1), max(height, 1)), color.Palette{color.RGBA{0x6f, 0x9e, 0xc9, 0xff}, color.RGBA{0x8f, 0xb8, 0xdd, 0xff}})
	for y := range height {
		for x := range width {
			if (x+y)/24%2 == 0 {
				img.SetColorIndex(x, y, 1)
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return nil
	}
	return b.Bytes()
}
