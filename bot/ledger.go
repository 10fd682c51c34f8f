package bot

import "sync"

// remembered is how many finished updates a ledger knows, to drop them when
// they come again.
const remembered = 4096

// ledger keeps which updates are open and which are finished, and from that
// the offset to ask Telegram for.
type ledger struct {
	mu      sync.Mutex
	open    map[int64]bool
	done    map[int64]bool
	ring    []int64 // done, oldest first from at on
	at      int
	highest int64         // finished, since the count last began anew
	moved   chan struct{} // holds a signal when an update was finished
}

func newLedger() *ledger {
	return &ledger{open: map[int64]bool{}, done: map[int64]bool{}, moved: make(chan struct{}, 1)}
}

// begin opens an update. It reports false for one that is open or was
// finished lately, and so must not be handled.
func (l *ledger) begin(id int64) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open[id] || l.done[id] {
		return false
	}
	if id <= l.highest {
		// After a week of silence Telegram goes on with any id, also a lower
		// one. With updates open there was no such week.
		switch {
		case len(l.open) == 0:
			l.highest = 0
		case id < l.offset():
			return false
		}
	}
	l.open[id] = true
	return true
}

// finish closes an update.
func (l *ledger) finish(id int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.open[id] {
		return
	}
	delete(l.open, id)
	l.highest = max(l.highest, id)
	if len(l.ring) < remembered {
		l.ring = append(l.ring, id)
	} else {
		delete(l.done, l.ring[l.at])
		l.ring[l.at] = id
		l.at = (l.at + 1) % remembered
	}
	l.done[id] = true
	select {
	case l.moved <- struct{}{}:
	default:
	}
}

// next is the offset for getUpdates: all updates below it are finished. 0
// while nothing is known.
func (l *ledger) next() int64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.offset()
}

func (l *ledger) offset() int64 {
	if len(l.open) == 0 {
		if l.highest == 0 {
			return 0
		}
		return l.highest + 1
	}
	var lowest int64
	for id := range l.open {
		if lowest == 0 || id < lowest {
			lowest = id
		}
	}
	return lowest
}

// abandon forgets that an update was begun; it is to come again.
func (l *ledger) abandon(id int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.open, id)
}
