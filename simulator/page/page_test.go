package page

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"path"
	"regexp"
	"strings"
	"testing"
)

func ask(t *testing.T, method, target string, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, target, http.NoBody)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	return w.Result()
}

func TestFilesAreServed(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		method, target string
		code           int
		kind           string
	}{
		{"GET", "/", 200, "text/html; charset=utf-8"},
		{"HEAD", "/", 200, "text/html; charset=utf-8"},
		{"GET", "/js/main.js", 200, "text/javascript; charset=utf-8"},
		{"GET", "/css/tokens.css", 200, "text/css; charset=utf-8"},
		{"GET", "/icon.svg", 200, "image/svg+xml"},
		{"GET", "/js/../js/main.js", 200, "text/javascript; charset=utf-8"},
		{"GET", "/js/", 404, "text/plain; charset=utf-8"},
		{"GET", "/static/index.html", 404, "text/plain; charset=utf-8"},
		{"GET", "/../page.go", 404, "text/plain; charset=utf-8"},
		{"POST", "/", 405, "text/plain; charset=utf-8"},
	} {
		got := ask(t, c.method, c.target)
		if got.StatusCode != c.code || got.Header.Get("Content-Type") != c.kind {
			t.Errorf("%s %s: %d %q, want %d %q", c.method, c.target, got.StatusCode, got.Header.Get("Content-Type"), c.code, c.kind)
		}
		for name, want := range map[string]string{
			"Content-Security-Policy":      policy,
			"X-Content-Type-Options":       "nosniff",
			"Referrer-Policy":              "no-referrer",
			"Cross-Origin-Opener-Policy":   "same-origin",
			"Cross-Origin-Resource-Policy": "same-origin",
		} {
			if got.Header.Get(name) != want {
				t.Errorf("%s %s: %s is %q", c.method, c.target, name, got.Header.Get(name))
			}
		}
	}
}

func TestUnchangedFilesAreNotSentAgain(t *testing.T) {
	t.Parallel()
	first := ask(t, "GET", "/js/main.js")
	again := ask(t, "GET", "/js/main.js", "If-None-Match", first.Header.Get("ETag"))
	if again.StatusCode != http.StatusNotModified {
		t.Errorf("asked with its ETag it answers %d", again.StatusCode)
	}
}

// The policy forbids what these would need; here they are found before a
// browser does.
func TestFilesKeepThePolicy(t *testing.T) {
	t.Parallel()
	forbidden := map[string]*regexp.Regexp{
		".html": regexp.MustCompile(`(?i)<script>|<style|\son\w+\s*=|\sstyle\s*=|https?:`),
		".js":   regexp.MustCompile(`\.(inner|outer)HTML\b|insertAdjacentHTML|document\.write|\beval\(|new Function|cssText|setTimeout\(['"` + "`" + `]`),
		".css":  regexp.MustCompile(`@import|https?:|data:`),
		".svg":  regexp.MustCompile(`(?i)<script|\son\w+\s*=|<foreignObject|href`),
	}
	for name, body := range sources(t) {
		if found := forbidden[path.Ext(name)].FindString(body); found != "" {
			t.Errorf("%s contains %q", name, found)
		}
	}
}

// sources are all the files of the page.
func sources(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := fs.WalkDir(files, "static", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		body, err := files.ReadFile(name)
		all[strings.TrimPrefix(name, "static/")] = string(body)
		return err
	})
	if err != nil || len(all) < 20 {
		t.Fatalf("%d files, %v", len(all), err)
	}
	return all
}

// What a file imports or links to is there, and every file is used.
func TestFilesAreThereAndUsed(t *testing.T) {
	t.Parallel()
	all := sources(t)
	links := regexp.MustCompile(`(?:from |import )'(\./[^']+)'|(?:src|href)="(/[^"]+)"|(?:src|href): '(/[^'#]+\.svg)'|url\("(/[^"]+)"\)`)
	used := map[string]bool{"index.html": true}
	for name, body := range all {
		for _, m := range links.FindAllStringSubmatch(body, -1) {
			target := strings.TrimPrefix(m[2]+m[3]+m[4], "/")
			if m[1] != "" {
				target = path.Join(path.Dir(name), m[1])
			}
			used[target] = true
			if _, ok := all[target]; !ok {
				t.Errorf("%s asks for %s, which is not there", name, target)
			}
		}
	}
	for name := range all {
		if !used[name] {
			t.Errorf("nothing uses %s", name)
		}
	}
}
