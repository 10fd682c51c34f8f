package ground

import (
	"fmt"
)

// finding is what is wrong with a claim, before it is known in which sentence.
type finding struct {
	kind   Kind
	reason string
}

// comparison holds a claim against a fact.
type comparison struct {
	claim, fact *passage
	occ         [][]int32 // where the fact has what a cell of the claim says
	lexicon     *lexicon
	earlier     mark // how the sentence before spoke of the same fact
	found       []finding
}

// compare returns what a claim says beyond a fact.
func compare(claim, fact *passage, earlier mark) []finding {
	c := &comparison{claim: claim, fact: fact, earlier: earlier, occ: make([][]int32, len(claim.cells)), lexicon: lexemes()}
	c.literal()
	c.numbers()
	c.words()
	c.chinese()
	if len(c.found) == 0 { // what is not there can't be compared in its ways
		c.manner()
		c.bindings()
	}
	return c.found
}

func (c *comparison) add(k Kind, format string, args ...any) {
	c.found = append(c.found, finding{k, fmt.Sprintf(format, args...)})
}
