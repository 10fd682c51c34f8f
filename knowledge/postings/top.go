package postings

// best is a document among the k best.
type best struct {
	key uint64
	doc uint32
}

// before tells whether a ranks before b.
func (a best) before(b best) bool {
	return a.key > b.key || a.key == b.key && a.doc < b.doc
}

// top keeps the k best documents in a heap with the last of them first.
type top struct {
	heap  []best
	k     int
	floor uint64 // no document with a smaller key can enter
}

// reset empties the heap; keys below floor will not enter.
func (t *top) reset(k int, floor uint64) {
	t.heap, t.k, t.floor = t.heap[:0], k, floor
}

// offer enters a document if it belongs and has a key above 0. It reports
// whether the floor rose.
func (t *top) offer(key uint64, doc uint32) bool {
	if key < t.floor || key == 0 {
		return false
	}
	b := best{key, doc}
	if len(t.heap) < t.k {
		t.heap = append(t.heap, b)
		for i := len(t.heap) - 1; i > 0; {
			up := (i - 1) / 2
			if !t.heap[up].before(t.heap[i]) {
				break
			}
			t.heap[up], t.heap[i] = t.heap[i], t.heap[up]
			i = up
		}
		return t.raise()
	}
	if !b.before(t.heap[0]) {
		return false
	}
	t.heap[0] = b
	for i := 0; ; {
		down := 2*i + 1
		if down >= len(t.heap) {
			break
		}
		if down+1 < len(t.heap) && t.heap[down].before(t.heap[down+1]) {
			down++
		}
		if !t.heap[i].before(t.heap[down]) {
			break
		}
		t.heap[i], t.heap[down] = t.heap[down], t.heap[i]
		i = down
	}
	return t.raise()
}

// raise lifts the floor to the last key of a full heap.
func (t *top) raise() bool {
	if len(t.heap) < t.k || t.heap[0].key <= t.floor {
		return false
	}
	t.floor = t.heap[0].key
	return true
}
