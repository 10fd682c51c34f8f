package simulator

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"time"
)

// keepAlive is how often a silent stream says that it is there.
const keepAlive = 20 * time.Second

// events streams what happens to a client, as server-sent events.
func (s *Server) events(w http.ResponseWriter, r *http.Request) {
	as, err := query(r, "as")
	after, err2 := query(r, "after")
	if err != nil || err2 != nil {
		writeJSON(w, http.StatusBadRequest, object{"error": "as and after must be whole numbers"})
		return
	}
	s.mu.Lock()
	if !r.URL.Query().Has("after") {
		after = s.feed.seq
	}
	s.mu.Unlock()
	if last, err := strconv.ParseInt(r.Header.Get("Last-Event-ID"), 10, 64); err == nil {
		after = last // the browser's own reconnection knows best
	}
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Accel-Buffering", "no")
	out := http.NewResponseController(w)
	w.WriteHeader(http.StatusOK)
	if _, err := fmt.Fprint(w, "retry: 1000\n\n"); err != nil || out.Flush() != nil {
		return
	}
	alive := time.NewTicker(keepAlive)
	defer alive.Stop()
	for {
		s.mu.Lock()
		s.settle()
		events, complete := s.feed.after(after)
		changed := s.feed.changed
		var text []byte
		if !complete {
			text = appendEvent(text, s.feed.seq, "reset", object{})
		}
		for _, e := range events {
			if data := e.data(as); data != nil {
				text = appendEvent(text, e.seq, e.kind, data)
			}
		}
		after = s.feed.seq
		s.mu.Unlock()
		if len(text) > 0 {
			if _, err := w.Write(text); err != nil || out.Flush() != nil {
				return
			}
		}
		select {
		case <-changed:
		case <-alive.C:
			if _, err := fmt.Fprint(w, ": still here\n\n"); err != nil || out.Flush() != nil {
				return
			}
		case <-s.closed:
			return
		case <-r.Context().Done():
			return
		}
	}
}

func appendEvent(to []byte, seq int64, kind string, data any) []byte {
	b, err := json.Marshal(data)
	if err != nil {
		return to
	}
	return fmt.Appendf(to, "id: %d\nevent: %s\ndata: %s\n\n", seq, kind, b)
}
