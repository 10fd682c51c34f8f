package simulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// saveEvery is how often a changed world is written to its file, unless that
// takes long: then it takes a fiftieth of the time at most.
const saveEvery = 2 * time.Second

// load reads the world of an earlier run, or begins a new one.
func load(o Options) (*world, error) {
	if o.File == "" {
		return seed(o), nil
	}
	src, err := os.ReadFile(o.File)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return seed(o), nil
	case err != nil:
		return nil, fmt.Errorf("the chats of the last run can't be read: %w", err)
	}
	w := &world{}
	if err := json.Unmarshal(src, w); err != nil {
		return nil, fmt.Errorf("the chats of the last run can't be read; move %s away to begin anew: %w", o.File, err)
	}
	w.index()
	was := w.Bot.ID
	w.Bot = seed(o).Bot
	for _, c := range w.Chats {
		for _, m := range c.Messages {
			if m.From == was {
				m.From = w.Bot.ID // another token is another id
			}
		}
	}
	return w, nil
}

// saveNowAndThen writes the world down until the server is closed.
func (s *Server) saveNowAndThen() {
	t := time.NewTimer(saveEvery)
	defer t.Stop()
	for {
		select {
		case <-s.closed:
			return
		case <-t.C:
		}
		s.mu.Lock()
		begin := time.Now()
		err := s.save()
		t.Reset(max(saveEvery, 50*time.Since(begin)))
		s.mu.Unlock()
		if err != nil {
			s.log.Error("the chats can't be saved", "error", err)
		}
	}
}

// save writes the world to its file, whole or not at all.
func (s *Server) save() error {
	if s.file == "" || !s.dirty {
		return nil
	}
	b, err := json.Marshal(s.w)
	if err != nil {
		return err
	}
	next := s.file + ".new"
	if err := os.MkdirAll(filepath.Dir(s.file), 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(next, b, 0o600); err != nil {
		return err
	}
	if err := os.Rename(next, s.file); err != nil {
		return err
	}
	s.dirty = false
	return nil
}
