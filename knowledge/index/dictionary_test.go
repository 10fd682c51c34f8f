package index

import (
	"slices"
	"testing"
)

func TestDictionaryNumbersByOrder(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 2, 100, 10_000} {
		for _, width := range []int{featureBits, 64} {
			var hashes []uint64
			h := uint64(1)
			for range n {
				h = h*6364136223846793005 + 1442695040888963407
				hashes = append(hashes, h>>(64-width))
			}
			slices.Sort(hashes)
			hashes = slices.Compact(hashes)
			d := newDictionary(hashes, width)
			for i, h := range hashes {
				if id, ok := d.find(h); !ok || int(id) != i {
					t.Fatalf("hash %d of %d is number %d, %v", i, n, id, ok)
				}
				_, has := slices.BinarySearch(hashes, h^1)
				if _, ok := d.find(h ^ 1); ok != has {
					t.Fatalf("a hash beside number %d of %d: found is %v", i, n, ok)
				}
			}
			for _, end := range []uint64{0, 1<<(width-1) | (1<<(width-1) - 1)} {
				if _, ok := d.find(end); ok {
					t.Fatalf("%x is found among %d", end, n)
				}
			}
		}
	}
}
