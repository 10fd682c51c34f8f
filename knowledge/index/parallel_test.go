package index

import (
	"slices"
	"testing"
)

func TestInOrder(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 7, 8, 9, 1000} {
		var got []int
		inOrder(n, 8, func(p *[]int, from, to int) {
			*p = (*p)[:0]
			for i := from; i < to; i++ {
				*p = append(*p, i)
			}
		}, func(p *[]int) { got = append(got, *p...) })
		if len(got) != n || !slices.IsSorted(got) || n > 0 && got[0] != 0 {
			t.Errorf("%d things: %v", n, got)
		}
	}
}
