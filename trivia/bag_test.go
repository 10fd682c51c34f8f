package trivia

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

func ids(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("fact-%d", i)
	}
	return out
}

// Over many seeds and sizes: every round holds every fact once, no fact comes
// back before half of the others were there, and rounds differ. The bag is
// written and read back between any two draws, as over restarts.
func TestBagRounds(t *testing.T) {
	t.Parallel()
	for seed := range uint64(200) {
		n := 1 + int(seed)%40
		b := NewBag(seed)
		var all []string
		for range 4 * n {
			b = reread(t, b)
			id, ok := b.Next(ids(n), nil)
			if !ok {
				t.Fatal("nothing drawn")
			}
			all = append(all, id)
		}
		for round := range slices.Chunk(all, n) {
			got := slices.Sorted(slices.Values(round))
			if want := slices.Sorted(slices.Values(ids(n))); !slices.Equal(got, want) {
				t.Fatalf("seed %d, %d facts: a round of %v", seed, n, round)
			}
		}
		for i, id := range all {
			if before := slices.Index(all[i+1:], id); before >= 0 && before < n/2 {
				t.Fatalf("seed %d, %d facts: %s comes back after %d others", seed, n, id, before)
			}
		}
		if n > 8 && slices.Equal(all[:n], all[n:2*n]) {
			t.Errorf("seed %d: two rounds are alike", seed)
		}
	}
}

func reread(t *testing.T, b Bag) (out Bag) {
	t.Helper()
	data, err := json.Marshal(b)
	if err == nil {
		err = json.Unmarshal(data, &out)
	}
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Facts come and go between draws: as long as one has not been drawn in the
// round, no other comes twice, and what was removed is not drawn.
func TestBagChanges(t *testing.T) {
	t.Parallel()
	for seed := range uint64(300) {
		r := rand.New(rand.NewPCG(seed, 1))
		b := NewBag(seed)
		all := ids(30)
		seen := map[string]bool{}
		for range 200 {
			var now []string
			for _, id := range all {
				if r.IntN(4) > 0 {
					now = append(now, id)
				}
			}
			id, ok := b.Next(now, nil)
			switch {
			case ok != (len(now) > 0):
				t.Fatalf("seed %d: drawn %v of %d facts", seed, ok, len(now))
			case !ok:
				continue
			case !slices.Contains(now, id):
				t.Fatalf("seed %d: %s is not among the facts", seed, id)
			}
			if slices.ContainsFunc(now, func(id string) bool { return !seen[id] }) {
				if seen[id] {
					t.Fatalf("seed %d: %s came twice while others had not come", seed, id)
				}
			} else { // all of them were drawn: they go back, and only they
				for _, id := range now {
					delete(seen, id)
				}
			}
			seen[id] = true
		}
		if len(b.Drawn) > len(all) || len(b.Resting) > 2*len(all) {
			t.Errorf("seed %d: the bag grows: %d, %d", seed, len(b.Drawn), len(b.Resting))
		}
	}
}

func TestBagRank(t *testing.T) {
	t.Parallel()
	for seed := range uint64(100) {
		b := NewBag(seed)
		rank := func(id string) int {
			switch id {
			case "fact-3", "fact-7":
				return 1
			case "fact-5":
				return -1
			}
			return 0
		}
		var got []string
		for range 10 {
			id, _ := b.Next(ids(10), rank)
			got = append(got, id)
		}
		first := slices.Sorted(slices.Values(got[:2]))
		if !slices.Equal(first, []string{"fact-3", "fact-7"}) || got[9] != "fact-5" {
			t.Fatalf("seed %d: %v", seed, got)
		}
	}
	// What is wanted today, and was drawn in this round, does not come twice.
	b := NewBag(1)
	today := func(id string) int { return map[string]int{"fact-0": 1}[id] }
	for i := range 10 {
		if id, _ := b.Next(ids(10), today); (id == "fact-0") != (i == 0) {
			t.Errorf("draw %d: %s", i, id)
		}
	}
}

// Each fact comes first in about as many bags as any other.
func TestBagIsFair(t *testing.T) {
	t.Parallel()
	const facts, bags = 10, 20_000
	first := map[string]int{}
	for seed := range uint64(bags) {
		b := NewBag(seed)
		id, _ := b.Next(ids(facts), nil)
		first[id]++
	}
	for id, n := range first { // 2,000 expected; the standard deviation is 42
		if n < 1800 || n > 2200 {
			t.Errorf("%s came first in %d of %d bags", id, n, bags)
		}
	}
}

func TestBagOfNothing(t *testing.T) {
	t.Parallel()
	var b Bag
	if id, ok := b.Next(nil, nil); ok || id != "" || len(b.Drawn) != 0 {
		t.Errorf("drew %q", id)
	}
}

// Whatever a stored bag holds, it draws.
func FuzzBag(f *testing.F) {
	f.Add([]byte(`{"seed":1,"drawn":[1,2],"resting":[3]}`), 5)
	f.Add([]byte(`{"seed":18446744073709551615,"resting":[0,0,0,0,0]}`), 1)
	f.Fuzz(func(t *testing.T, data []byte, n int) {
		var b Bag
		if json.Unmarshal(data, &b) != nil || n < 1 || n > 100 {
			return
		}
		drawn := map[string]int{}
		for range 3 * n {
			id, ok := b.Next(ids(n), nil)
			if !ok {
				t.Fatal("nothing drawn")
			}
			drawn[id]++
		}
		for _, id := range ids(n) {
			if drawn[id] < 2 {
				t.Fatalf("%s was drawn %d times in three rounds", id, drawn[id])
			}
		}
	})
}
