package store_test

import (
	"context"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/forumbot/forumbot/bot"
	"github.com/forumbot/forumbot/handlers"
	"github.com/forumbot/forumbot/store"
	"github.com/forumbot/forumbot/store/storetest"
)

func TestCheckURL(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"postgres://u:p@h:5432/d", "postgresql://h/d?sslmode=disable", "host=h dbname=d"} {
		if err := store.CheckURL(good); err != nil {
			t.Errorf("%s: %v", good, err)
		}
	}
	for _, bad := range []string{"hunter2", "postgres://u:hunter2@h:port/d", "mysql://u:hunter2@h/d", "postgres://u:hunter2@h/d?sslmode=hunter2"} {
		if err := store.CheckURL(bad); err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

// No error shows the password.
func TestPasswordIsHidden(t *testing.T) {
	t.Parallel()
	there, err := url.Parse(storetest.Postgres(t))
	must(t, err)
	there.User = url.UserPassword("nobody-of-that-name", "hunter2")
	for _, address := range []string{there.String(), "postgres://u:hunter2@127.0.0.1:1/d?connect_timeout=1"} {
		o := store.Options{URL: address}
		_, err := store.Open(t.Context(), o)
		_, err2 := store.Inspect(t.Context(), o)
		for _, err := range []error{err, err2, store.Backup(t.Context(), o, "x")} {
			if err == nil || strings.Contains(err.Error(), "hunter2") || strings.Contains(err.Error(), "nobody-of-that-name:") {
				t.Errorf("got %v", err)
			}
		}
		if !strings.Contains(err.Error(), "DATABASE_URL") {
			t.Errorf("what to do is missing in: %v", err)
		}
	}
}

// Several processes may start on an empty database at once.
func TestStartTogether(t *testing.T) {
	t.Parallel()
	o := postgres(t)
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			s, err := store.Open(t.Context(), o)
			if err != nil {
				t.Error(err)
				return
			}
			must2(s.Info(t.Context()))(t)
			must(t, s.Close())
		})
	}
	wg.Wait()
}

// The database is restarted in the middle: what was going on fails, nothing is
// lost, and the same store works again.
func TestDatabaseRestarts(t *testing.T) {
	t.Parallel()
	server := storetest.NewServer(t)
	s := open(t, store.Options{URL: server.URL()})
	must2(s.Accept(t.Context(), []bot.Item{item(1, 1, "a"), item(2, 2, "b")}))(t)
	works, err := s.Claim(t.Context(), 1)
	must(t, err)
	who := handlers.Speaker{Chat: 1}
	must(t, s.SetConversation(works[0].Context(t.Context()), who, handlers.Conversation{At: time.Now(), Question: 5}))
	works[0].Record(77)

	must(t, server.Stop())
	short, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if err := works[0].Finish(short); err == nil {
		t.Error("ended in a database that is down")
	}
	if _, err := s.Accept(short, []bot.Item{item(3, 3, "c")}); err == nil {
		t.Error("accepted by a database that is down")
	}
	if _, err := s.Claim(short, 1); err == nil {
		t.Error("claimed from a database that is down")
	}
	if _, _, err := s.Conversation(short, who); err == nil {
		t.Error("read from a database that is down")
	}
	must(t, server.Start())
	must(t, works[0].Finish(t.Context()))
	if c, ok, err := s.Conversation(t.Context(), who); !ok || err != nil || c.Question != 5 {
		t.Errorf("what was stored meanwhile: %+v, %v, %v", c, ok, err)
	}
	must2(s.Accept(t.Context(), []bot.Item{item(3, 3, "c")}))(t)
	works, err = s.Claim(t.Context(), 9)
	if err != nil || len(works) != 2 {
		t.Errorf("%d claimed afterwards, %v; want 2", len(works), err)
	}
}
