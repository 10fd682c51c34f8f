package bot

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"

	tgbotapi "github.com/go-telegram-bot-api/telegram-bot-api/v5"
)

// file is a file that goes with a call.
type file struct {
	param string // the parameter that it is
	name  string
	data  []byte
}

type fileKey struct{}

// withFile returns a context whose calls carry a file. It travels there, as
// what a call is done for does, so that waiting, trying again and following a
// chat are the same with and without one.
func withFile(ctx context.Context, f file) context.Context {
	return context.WithValue(ctx, fileKey{}, &f)
}

func fileOf(ctx context.Context) *file {
	f, _ := ctx.Value(fileKey{}).(*file)
	return f
}

// attach gives a request the parameters and the file as a form in several
// parts. The library has a way of its own, which loses the codes of refusals and
// can't repeat a request.
func (f *file) attach(r *http.Request, params tgbotapi.Params) error {
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	for name, value := range params {
		if err := form.WriteField(name, value); err != nil {
			return fmt.Errorf("the form can't be made: %w", err)
		}
	}
	part, err := form.CreateFormFile(f.param, f.name)
	if err == nil {
		_, err = part.Write(f.data)
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		return fmt.Errorf("the form can't be made: %w", err)
	}
	data := body.Bytes()
	r.Header.Set("Content-Type", form.FormDataContentType())
	r.ContentLength = int64(len(data))
	r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }
	r.Body, err = r.GetBody()
	return err
}
