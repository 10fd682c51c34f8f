package trivia

import (
	"encoding/binary"
	"hash/fnv"
	"slices"
)

// Bag draws facts in an order of its own, and none twice before all were
// drawn. It is plain data, to be stored between draws. Facts may be added and
// removed at any time: a new one has its place among those still to come.
//
// The order needs no list: it is that of a hash of each fact's id and the
// seed, and the bag remembers only what it has drawn in this round.
type Bag struct {
	Seed uint64 `json:"seed"` // of this round; each round has another
	// Drawn are the facts drawn in this round, in order, and Resting those that
	// ended the round before: each of them waits until as many others were
	// drawn, so that no fact ends one round and begins the next.
	Drawn   []Key `json:"drawn,omitempty"`
	Resting []Key `json:"resting,omitempty"`
}

// Key stands for a fact's id in a Bag: shorter, as a bag may be kept for each
// of very many chats. Of 200 facts two have the same key with a chance of one
// in 200,000, and then one of them is passed over.
type Key uint32

// KeyOf returns the key of a fact's id.
func KeyOf(id string) Key {
	h := fnv.New32a()
	h.Write([]byte(id))
	return Key(h.Sum32())
}

// NewBag returns a full bag. Its order depends on the seed alone.
func NewBag(seed uint64) Bag { return Bag{Seed: seed} }

// Next draws one of the facts, and returns false when there are none. Of those
// not drawn in this round it takes one of the highest rank; a nil rank ranks
// all alike. The ids may be a part of all facts, such as those that make a
// quiz: then the round begins anew for them alone.
func (b *Bag) Next(ids []string, rank func(id string) int) (id string, ok bool) {
	if len(ids) == 0 {
		return "", false
	}
	id, ok = b.choose(ids, rank)
	if !ok {
		b.refill(ids)
		id, _ = b.choose(ids, rank)
	}
	b.Drawn = append(b.Drawn, KeyOf(id))
	return id, true
}

// choose finds the next fact not drawn in this round.
func (b *Bag) choose(ids []string, rank func(id string) int) (best string, ok bool) {
	drawn := set(b.Drawn)
	resting := set(b.Resting[min(len(b.Drawn), len(b.Resting)):])
	var bestPlace place
	for _, id := range ids {
		key := KeyOf(id)
		if drawn[key] {
			continue
		}
		p := place{order: b.order(id), resting: resting[key]}
		if rank != nil {
			p.rank = rank(id)
		}
		if !ok || p.before(bestPlace) || p == bestPlace && id < best {
			best, bestPlace, ok = id, p, true
		}
	}
	return best, ok
}

// refill puts the facts back. The later half of them rests.
func (b *Bag) refill(ids []string) {
	again := make(map[Key]bool, len(ids))
	for _, id := range ids {
		again[KeyOf(id)] = true
	}
	var before, others []Key
	for _, k := range b.Drawn {
		if again[k] {
			before = append(before, k)
		} else {
			others = append(others, k)
		}
	}
	b.Seed = mix(b.Seed)
	b.Drawn = others
	// A rest ends with the draw of the same number, so those drawn by now,
	// which are none when all facts go back, are counted as served.
	b.Resting = append(make([]Key, len(others)), before[len(before)-len(before)/2:]...)
}

// place is where a fact stands among those to come.
type place struct {
	resting bool
	rank    int
	order   uint64
}

func (p place) before(o place) bool {
	switch {
	case p.rank != o.rank:
		return p.rank > o.rank
	case p.resting != o.resting:
		return o.resting
	}
	return p.order < o.order
}

func (b *Bag) order(id string) uint64 {
	h := fnv.New64a()
	h.Write(binary.LittleEndian.AppendUint64(nil, b.Seed))
	h.Write([]byte(id))
	return mix(h.Sum64())
}

// mix spreads a number's bits over all of it: the finalizer of SplitMix64
// (Steele, Lea, Flood: Fast Splittable Pseudorandom Number Generators, 2014).
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

func set(keys []Key) map[Key]bool {
	m := make(map[Key]bool, len(keys))
	for _, k := range keys {
		m[k] = true
	}
	return m
}

// Clone returns a bag that shares nothing with b.
func (b Bag) Clone() Bag {
	b.Drawn, b.Resting = slices.Clone(b.Drawn), slices.Clone(b.Resting)
	return b
}
