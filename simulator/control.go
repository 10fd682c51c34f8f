package simulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// controlError is a request that can't be carried out: 400 unless it says
// otherwise.
type controlError struct {
	code int
	text string
}

func (e *controlError) Error() string { return e.text }

func missing(what string) error {
	return &controlError{http.StatusNotFound, "there is no such " + what}
}

// controlRoutes are the control API.
func (s *Server) controlRoutes() {
	get := func(path string, f func(r *http.Request) (any, error)) {
		s.mux.Handle("GET "+path, s.guarded(answering(f)))
	}
	get("/api/state", s.apiState)
	get("/api/chats/{id}/messages", s.apiMessages)
	get("/api/chats/{id}/commands", s.apiCommands)
	get("/api/presses/{id}", s.apiPressed)
	get("/api/calls", s.apiCalls)
	get("/api/wait", s.apiWait)
	get("/api/faults", s.apiShowFaults)
	s.mux.Handle("GET /api/events", s.guarded(http.HandlerFunc(s.events)))
	s.mux.Handle("GET /api/photos/{id}", s.guarded(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.servePhoto(w, r.PathValue("id"))
	})))

	post(s, "/api/send", s.apiSend)
	post(s, "/api/edit", s.apiEdit)
	post(s, "/api/delete", s.apiDelete)
	post(s, "/api/press", s.apiPress)
	post(s, "/api/vote", s.apiVote)
	post(s, "/api/react", s.apiReact)
	postWaiting(s, "/api/inline", s.apiInline)
	post(s, "/api/inline/choose", s.apiChoose)
	post(s, "/api/stop", s.apiStop)
	post(s, "/api/guest", s.apiGuest)
	post(s, "/api/people", s.apiPeople)
	post(s, "/api/chats", s.apiChats)
	post(s, "/api/topics", s.apiTopics)
	post(s, "/api/members", s.apiMembers)
	post(s, "/api/block", s.apiBlock)
	post(s, "/api/migrate", s.apiMigrate)
	post(s, "/api/privacy", s.apiPrivacy)
	post(s, "/api/clock", s.apiClock)
	post(s, "/api/faults", s.apiFaults)
	post(s, "/api/reset", s.apiReset)
	s.mux.Handle("/api/", s.guarded(answering(func(r *http.Request) (any, error) {
		return nil, &controlError{http.StatusNotFound, "there is no " + r.Method + " " + r.URL.Path + "; docs/SIMULATOR.md tells what there is"}
	})))
}

// guarded keeps other websites out: a browser would let them send requests to
// this machine. Who sends them on purpose is no browser's page.
func (s *Server) guarded(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			host = r.Host
		}
		reason := ""
		if !s.public && !isLoopback(trimBrackets(host)) {
			reason = "this address is for requests from this machine only" // or a name was bent to it
		}
		if o := r.Header.Get("Origin"); o != "" {
			if u, err := url.Parse(o); err != nil || u.Host != r.Host {
				reason = "requests of other websites are not answered"
			}
		}
		if site := r.Header.Get("Sec-Fetch-Site"); site == "cross-site" || site == "same-site" {
			if r.Header.Get("Sec-Fetch-Mode") != "navigate" || r.Method != http.MethodGet {
				reason = "requests of other websites are not answered"
			}
		}
		if reason != "" {
			writeJSON(w, http.StatusForbidden, object{"error": reason})
			return
		}
		h.ServeHTTP(w, r)
	})
}

func trimBrackets(host string) string {
	if n := len(host); n > 2 && host[0] == '[' && host[n-1] == ']' {
		return host[1 : n-1]
	}
	return host
}

func writeJSON(w http.ResponseWriter, code int, v any) {
	b, err := json.Marshal(v)
	if err != nil {
		code, b = http.StatusInternalServerError, []byte(`{"error":"the answer can't be encoded"}`)
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(code)
	_, _ = w.Write(b)
}

// answering turns a function into a handler that answers in JSON.
func answering(f func(r *http.Request) (any, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		v, err := f(r)
		if err != nil {
			code := http.StatusBadRequest
			if e, ok := errors.AsType[*controlError](err); ok {
				code = e.code
			}
			writeJSON(w, code, object{"error": err.Error()})
			return
		}
		writeJSON(w, http.StatusOK, v)
	})
}

// post serves a request that changes the world: f runs with it locked.
func post[In any](s *Server, path string, f func(in In) (any, error)) {
	postWaiting(s, path, func(r *http.Request, in In) (any, error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.settle()
		s.dirty = true
		return f(in)
	})
}

// postWaiting serves a request that locks for itself.
func postWaiting[In any](s *Server, path string, f func(r *http.Request, in In) (any, error)) {
	s.mux.Handle("POST "+path, s.guarded(answering(func(r *http.Request) (any, error) {
		var in In
		if err := decode(r, &in); err != nil {
			return nil, err
		}
		return f(r, in)
	})))
}

// decode reads a JSON body strictly: a name that is not there is a mistake that
// a script should hear of.
func decode(r *http.Request, into any) error {
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "application/json" {
		return &controlError{http.StatusUnsupportedMediaType, "send the body as JSON, with the header Content-Type: application/json"}
	}
	body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, maxBody))
	if err != nil {
		return &controlError{http.StatusRequestEntityTooLarge, fmt.Sprintf("the body can't be read; it may have %d bytes", maxBody)}
	}
	if len(body) == 0 {
		return nil
	}
	return strictly(body, into)
}

// wait calls ready, with the world locked, until it reports true or the time
// is over.
func (s *Server) wait(r *http.Request, most time.Duration, ready func() bool) {
	over := time.NewTimer(most)
	defer over.Stop()
	for {
		s.mu.Lock()
		s.settle()
		ok, changed := ready(), s.feed.changed
		s.mu.Unlock()
		if ok {
			return
		}
		select {
		case <-changed:
		case <-over.C:
			return
		case <-s.closed:
			return
		case <-r.Context().Done():
			return
		}
	}
}

// query reads a whole number of the address; 0 where there is none.
func query(r *http.Request, name string) (int64, error) {
	v := r.URL.Query().Get(name)
	if v == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(v, 10, 64)
	if err != nil {
		return 0, errText(name + " must be a whole number")
	}
	return n, nil
}

// seconds reads a time to wait: 10 s unless it is named, a minute at most.
func seconds(r *http.Request) (time.Duration, error) {
	v := r.URL.Query().Get("timeout")
	if v == "" {
		return 10 * time.Second, nil
	}
	n, err := strconv.ParseFloat(v, 64)
	if err != nil || !(n >= 0 && n <= 60) {
		return 0, errText("timeout is a number of seconds from 0 to 60")
	}
	return time.Duration(n * float64(time.Second)), nil
}
