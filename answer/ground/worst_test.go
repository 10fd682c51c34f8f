package ground_test

import (
	"strings"
	"testing"

	"github.com/forumbot/forumbot/answer/ground"
)

// What a model without an end writes is checked in bounded time: the test would not
// end before go test does if it were not.
func TestLongTexts(t *testing.T) {
	t.Parallel()
	for _, part := range []string{"北京大学", "Bill Gates met Ann Lee and ", "5 of 6, ", "2023年5月26日", "不", "a ", "“", "[1]", "将计划", "A. ", "1,240", "同意反对"} {
		long := strings.Repeat(part, 12_000/len(part))
		short := strings.Repeat(part, 900/len(part))
		for _, answer := range []string{long, short, short + " [1]."} {
			ground.New("北京大学").Check(answer, []ground.Source{{Text: long}, {Text: short}}, false)
			ground.New("北京大学").Check(answer, []ground.Source{{Text: long}, {Text: short}}, true)
		}
	}
	for _, s := range ground.Sentences(strings.Repeat("A b. ", 10_000)) {
		if s != "A b." {
			t.Fatal(s)
		}
	}
}
