package bot

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestMembers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		f := newFakeAPI(t)
		c, log := offline(t, f)
		m := &members{sender: newSender(c, newLimiter(DefaultLimits), log.logger(), nil), known: map[member]standing{}}
		f.on("getChatMember",
			result(`{"status":"creator"}`), result(`{"status":"administrator"}`), result(`{"status":"member"}`),
			result(`{"status":"restricted","is_member":true}`), result(`{"status":"left"}`), refusal(400, "Bad Request: user not found", ""))
		for person, want := range []bool{true, true, false, false, false, false} {
			for range 3 {
				if got, err := m.Admin(t.Context(), -5, int64(person)+1); got != want || err != nil {
					t.Errorf("person %d: %v, %v", person+1, got, err)
				}
			}
		}
		if n := len(f.requests("getChatMember")); n != 6 {
			t.Errorf("asked %d times", n)
		}
		time.Sleep(membersFor)
		f.on("getChatMember", result(`{"status":"member"}`))
		if got, err := m.Admin(t.Context(), -5, 1); got || err != nil {
			t.Errorf("still an administrator: %v, %v", got, err)
		}
		f.on("getChatMember", refusal(403, "Forbidden: bot was kicked from the group chat", ""))
		if got, err := m.Admin(t.Context(), -6, 1); got || KindOf(err) != Forbidden {
			t.Errorf("of a group that the bot is not in: %v, %v", got, err)
		}
		f.on("getChatMember", repeat(sendTries, hangUp)...)
		if got, err := m.Admin(t.Context(), -7, 1); got || err == nil {
			t.Errorf("without an answer: %v, %v", got, err)
		}
		f.on("getChatMember", result(`{"status":"administrator"}`))
		if got, err := m.Admin(t.Context(), -7, 1); !got || err != nil {
			t.Errorf("a failure is remembered: %v, %v", got, err)
		}
	})
}
