package postings

// probeCost is what looking a document up costs, in postings added.
const probeCost = 6

// lookedUpShare is the share of the threshold that lists may reach together to
// be looked up, instead of added. With all of it, a document that has any other
// list of the question must be looked up in them, and most documents have one.
const lookedUpShare = 2

// sweep searches the whole collection window by window. Gap lists are always
// added up. Of the block lists, by falling weight, those from cut on together
// stay well below the threshold: a document that has none of the others cannot be
// among the k, so they are only looked up.
func (s *scratch) sweep(x *Index) {
	if len(s.gaps) == 0 && len(s.blocks) == 0 {
		return
	}
	clear(s.seen[:])
	for base := 0; base < x.docs; base += windowDocs {
		// A document outside the heap has to beat the floor, or reach it
		// where the shortcut set it.
		least := max(1, x.least(s.top.floor))
		cut := len(s.blocks)
		for cut > 0 && s.rest[cut-1] < least/lookedUpShare {
			cut--
		}
		clear(s.sums[:])
		added := false
		for i := range s.gaps {
			if l := &s.gaps[i]; int(l.gaps.next) < base+windowDocs {
				l.gaps.add(&s.window, uint32(base+windowDocs), l.weight)
				added = true
			}
		}
		for i := range s.blocks[:cut] {
			s.addWindow(x, i, base)
			added = true
		}
		if added {
			s.pick(x, uint32(base), cut, least)
		}
	}
	clear(s.sums[:])
	clear(s.seen[:])
}

// addWindow adds block list i in the window at base.
func (s *scratch) addWindow(x *Index, i, base int) {
	l := &s.blocks[i]
	first := base / groupDocs
	l.blocks.add((*[groupDocs]uint32)(s.sums[:]), first, l.weight)
	if base+groupDocs < x.docs {
		l.blocks.add((*[groupDocs]uint32)(s.sums[groupDocs:]), first+1, l.weight)
	}
}

// pick offers the documents of a window to top, once the lists from cut on are
// looked up or added.
func (s *scratch) pick(x *Index, base uint32, cut int, least uint32) {
	s.candidates = s.candidates[:0]
	bound := max(1, int64(least)-int64(s.rest[cut]))
	for at, sum := range s.sums {
		if int64(sum) >= bound {
			s.candidates = append(s.candidates, partial{base + uint32(at), sum})
		}
	}
	for i := cut; i < len(s.blocks) && len(s.candidates) > 0; i++ {
		l := &s.blocks[i]
		if inWindow := int(l.df) / (x.docs/windowDocs + 1); len(s.candidates)*probeCost > inWindow {
			s.addWindow(x, i, int(base))
		} else {
			for _, p := range s.candidates {
				if l.blocks.has(p.doc) {
					s.sums[p.doc%windowDocs] += l.weight
				}
			}
		}
		kept := s.candidates[:0]
		for _, p := range s.candidates {
			p.sum = s.sums[p.doc%windowDocs]
			if x.key(p.sum+s.rest[i+1], p.doc) >= s.top.floor {
				kept = append(kept, p)
			}
		}
		s.candidates = kept
	}
	for _, p := range s.candidates {
		s.top.offer(x.key(p.sum, p.doc), p.doc)
	}
}
