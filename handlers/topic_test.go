package handlers

import "testing"

// An answer goes to the topic of its question: in a group by being a reply, in
// a private chat with topics by name.
func TestAnswersStayInTheirTopic(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	m := private("motto 2023?")
	m.Thread = 7
	b.handle(m)
	sent := b.out.sent
	if len(sent) != 1 || sent[0].Thread != 7 || sent[0].ReplyTo != 0 {
		t.Errorf("private: %+v", sent)
	}
	m = group("/ask motto 2023?")
	m.Thread = 7
	b.handle(m)
	sent = b.out.sent[1:]
	if len(sent) != 1 || sent[0].Thread != 0 || sent[0].ReplyTo != m.ID {
		t.Errorf("group: %+v", sent)
	}
}
