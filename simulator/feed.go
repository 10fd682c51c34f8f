package simulator

// event is something that a client shows. data makes what is told to a viewer
// (0: one who sees everything) when it is told, so that it is never older than
// what was told before; nil keeps it from that viewer.
type event struct {
	seq  int64
	kind string
	data func(viewer int64) any
}

// feed is the last events, for clients that follow.
type feed struct {
	events  []event // a ring once it is full
	at      int     // the oldest
	seq     int64
	changed chan struct{} // closed and renewed with every event
}

const feedLength = 2000

func newFeed() *feed { return &feed{changed: make(chan struct{})} }

func (f *feed) add(kind string, data func(viewer int64) any) {
	f.seq++
	e := event{f.seq, kind, data}
	if len(f.events) < feedLength {
		f.events = append(f.events, e)
	} else {
		f.events[f.at] = e
		f.at = (f.at + 1) % feedLength
	}
	close(f.changed)
	f.changed = make(chan struct{})
}

// after returns the events after seq; complete is false when some of them are
// no longer there, or seq is none of this feed's.
func (f *feed) after(seq int64) (events []event, complete bool) {
	if seq > f.seq || seq < f.seq-int64(len(f.events)) {
		return nil, false
	}
	n := len(f.events)
	for i := n - int(f.seq-seq); i < n; i++ {
		events = append(events, f.events[(f.at+i)%n])
	}
	return events, true
}

// wake lets those who wait look again, though nothing is to be shown.
func (f *feed) wake() {
	close(f.changed)
	f.changed = make(chan struct{})
}
