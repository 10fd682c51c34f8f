package store_test

import (
	"testing"
	"time"

	"github.com/forumbot/forumbot/handlers"
	"github.com/forumbot/forumbot/store"
	"github.com/forumbot/forumbot/trivia"
)

// A group that became a supergroup keeps its daily post, what it has drawn, and
// which days had their post; a person who is forgotten keeps nothing.
func TestWhatFollowsAndWhatIsForgotten(t *testing.T) {
	t.Parallel()
	for name, options := range map[string]func(t *testing.T) store.Options{"SQLite": sqlite, "PostgreSQL": postgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ctx := t.Context()
			s := open(t, options(t))
			slot := trivia.Slot{Day: trivia.DateOf(time.Now().UTC()), At: time.Now().Add(-time.Minute)}
			d := handlers.Daily{
				Chat: -5, State: handlers.DailyOn, Next: slot, Kind: handlers.DailyText,
				Schedule: trivia.Schedule{Zone: "UTC", Minute: 1, Days: trivia.Everyday},
			}
			must(t, s.SetDaily(ctx, d))
			posts, _, err := s.ClaimPosts(ctx, 1, func(handlers.Daily) (trivia.Slot, bool) { return slot, true })
			if err != nil || len(posts) != 1 {
				t.Fatalf("%+v, %v", posts, err)
			}
			if ok, err := s.SetBag(ctx, -5, trivia.NewBag(1), 0); !ok || err != nil {
				t.Fatal(ok, err)
			}
			must(t, s.SetIntroduced(ctx, -5, true))
			must(t, s.StopDaily(ctx, -5, handlers.DailyLeft)) // the old group is told to be left
			for range 2 {
				must(t, s.MoveChat(ctx, -5, -1005))
			}
			moved, ok, err := s.Daily(ctx, -1005, 0)
			if !ok || err != nil || moved.State != handlers.DailyOn {
				t.Errorf("moved %+v, %v, %v", moved, ok, err)
			}
			if _, ok, _ := s.Daily(ctx, -5, 0); ok {
				t.Error("the old group has settings")
			}
			_, version, _ := s.Bag(ctx, -1005)
			shown, _ := s.Introduced(ctx, -1005)
			if version == 0 || !shown {
				t.Errorf("bag %d, introduced %v", version, shown)
			}
			// The same day again: it had its post.
			if posts, _, err := s.ClaimPosts(ctx, 1, func(handlers.Daily) (trivia.Slot, bool) { return slot, false }); len(posts) > 0 || err != nil {
				t.Errorf("claimed again: %+v, %v", posts, err)
			}

			d.Chat = 7
			must(t, s.SetDaily(ctx, d))
			_, err = s.SetBag(ctx, 7, trivia.NewBag(1), 0)
			must(t, err)
			must(t, s.Forget(ctx, 7))
			if _, ok, _ := s.Daily(ctx, 7, 0); ok {
				t.Error("the forgotten has a daily post")
			}
			if _, version, _ := s.Bag(ctx, 7); version > 0 {
				t.Error("the forgotten has a bag")
			}
		})
	}
}
