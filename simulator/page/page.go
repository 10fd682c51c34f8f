// Package page is the simulator's chat page: plain HTML, CSS and JavaScript
// modules, embedded as they are, with no build step. In the browser the page
// knows the simulator only by its control API under /api/; this package knows
// nothing of it at all and serves files.
//
// Whatever a message holds goes into the page as text, never as markup (see
// static/js/dom.js and rich.js). The headers that Handler sends are a second
// wall behind that: even markup that slipped in could neither run nor load
// anything.
package page

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"strings"
	"time"
)

//go:embed static
var files embed.FS

// policy allows the page its own scripts, styles, pictures and requests, and
// nothing else: no inline script or style, no frame, no form, no other host.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; " +
	"connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

// kinds are the content types of the files that the page is made of. The
// system's own table is not asked: it differs from machine to machine, and a
// browser refuses a module of the wrong type.
var kinds = map[string]string{
	".html": "text/html; charset=utf-8",
	".css":  "text/css; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".svg":  "image/svg+xml",
}

// file is one file of the page, ready to be served.
type file struct {
	body []byte
	kind string
	etag string
}

// Handler serves the page under /. Unknown paths get 404, methods other than
// GET and HEAD 405. Every answer carries the security headers.
func Handler() http.Handler {
	all := load()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		secure(w.Header())
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, "The page is only read: GET or HEAD.", http.StatusMethodNotAllowed)
			return
		}
		name := strings.TrimPrefix(path.Clean("/"+r.URL.Path), "/")
		if name == "" {
			name = "index.html"
		}
		f, ok := all[name]
		if !ok {
			http.Error(w, "There is no such page. The chats are at /.", http.StatusNotFound)
			return
		}
		// The browser keeps the files but asks each time whether they are still
		// true, so that a new build is seen at once.
		w.Header().Set("Cache-Control", "no-cache")
		w.Header().Set("Content-Type", f.kind)
		w.Header().Set("ETag", f.etag)
		http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(f.body))
	})
}

// secure sets the headers that keep the page to itself.
func secure(h http.Header) {
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
}

// load reads the embedded files. It panics if they are not what the program was
// built with, which cannot happen in a finished build.
func load() map[string]file {
	all := map[string]file{}
	err := fs.WalkDir(files, "static", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		body, err := files.ReadFile(name)
		if err != nil {
			return err
		}
		kind, ok := kinds[path.Ext(name)]
		if !ok {
			kind = mime.TypeByExtension(path.Ext(name))
		}
		sum := sha256.Sum256(body)
		all[strings.TrimPrefix(name, "static/")] = file{
			body: body,
			kind: kind,
			etag: `"` + hex.EncodeToString(sum[:8]) + `"`,
		}
		return nil
	})
	if err != nil {
		panic(err)
	}
	return all
}
