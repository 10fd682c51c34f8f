package simulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/forumbot/forumbot/internal/botapi"
)

const (
	maxBody = 1 << 20  // of a call without files
	maxFile = 11 << 20 // of a call with a photo, which may have 10 MB
)

// params are a call's parameters, nested ones as JSON.
type params map[string]string

// upload is a file of a call.
type upload struct {
	name string
	data []byte
}

// readParams reads the parameters from wherever the Bot API takes them: the
// query, a form, a form with files, JSON.
func readParams(r *http.Request) (params, map[string]upload, *apiError) {
	out, files := params{}, map[string]upload{}
	for name, v := range r.URL.Query() {
		out[name] = v[0]
	}
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	switch kind {
	case "multipart/form-data":
		r.Body = http.MaxBytesReader(nil, r.Body, maxFile)
		if err := readMultipart(r, out, files); err != nil {
			return nil, nil, tooLarge(err, "can't parse multipart form data")
		}
	case "application/json":
		body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, maxBody))
		if err != nil {
			return nil, nil, tooLarge(err, "can't read the request's body")
		}
		if err := readJSON(body, out); err != nil {
			return nil, nil, badRequest("can't parse JSON object: %s", "the body must be an object")
		}
	default:
		r.Body = http.MaxBytesReader(nil, r.Body, maxBody)
		if err := r.ParseForm(); err != nil {
			return nil, nil, tooLarge(err, "can't parse form data")
		}
		for name, v := range r.PostForm {
			out[name] = v[0]
		}
	}
	for _, v := range out {
		if !validText(v) {
			return nil, nil, badRequest("strings must be encoded in UTF-8")
		}
	}
	return out, files, nil
}

func tooLarge(err error, otherwise string) *apiError {
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return &apiError{Code: http.StatusRequestEntityTooLarge, Text: "Request Entity Too Large"}
	}
	return badRequest("%s", otherwise)
}

func readMultipart(r *http.Request, out params, files map[string]upload) error {
	form, err := r.MultipartReader()
	if err != nil {
		return err
	}
	for {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		data, err := io.ReadAll(part)
		if err != nil {
			return err
		}
		if part.FileName() != "" {
			files[part.FormName()] = upload{part.FileName(), data}
		} else {
			out[part.FormName()] = string(data)
		}
	}
}

// readJSON takes an object apart: strings as they are, all else as JSON.
func readJSON(body []byte, out params) error {
	if len(bytes.TrimSpace(body)) == 0 {
		return nil
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(body, &fields); err != nil {
		return err
	}
	for name, raw := range fields {
		var s string
		switch {
		case string(raw) == "null":
		case json.Unmarshal(raw, &s) == nil:
			out[name] = s
		default:
			out[name] = string(raw)
		}
	}
	return nil
}

// legacy are parameters of earlier versions that Telegram still takes.
var legacy = map[string][]string{
	"sendMessage": {"disable_web_page_preview", "allow_sending_without_reply"},
	"sendPhoto":   {"allow_sending_without_reply"},
	"sendPoll":    {"correct_option_id", "allow_sending_without_reply"},

	"editMessageText": {"disable_web_page_preview"},
}

// unknown are the names of parameters that the method does not have.
func (p params) unknown(method string) []string {
	var out []string
	for name := range p {
		if _, ok := botapi.Methods()[method][name]; !ok && !slices.Contains(legacy[method], name) {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// number is a whole number; 0 for one that is missing or none, as with Telegram.
func (p params) number(name string) int64 {
	n, err := strconv.ParseInt(strings.TrimSpace(p[name]), 10, 64)
	if err != nil {
		return 0
	}
	return n
}

func (p params) bool(name string) bool {
	switch strings.ToLower(strings.TrimSpace(p[name])) {
	case "true", "yes", "1":
		return true
	}
	return false
}

// json decodes a nested parameter; a missing one leaves out as it is.
func (p params) json(name string, out any) error {
	if strings.TrimSpace(p[name]) == "" {
		return nil
	}
	return json.Unmarshal([]byte(p[name]), out)
}
