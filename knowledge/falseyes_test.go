package knowledge_test

import (
	"fmt"
	"testing"

	"github.com/forumbot/forumbot/knowledge"
)

// That one edition had another's theme is never confirmed, and its own mostly is.
func TestThemesOfOtherEditionsAreNotConfirmed(t *testing.T) {
	t.Parallel()
	b := embedded(t)
	series := b.Series(b.Fact("theme-2023"))
	right, asked := 0, 0
	for _, f := range series {
		for _, other := range series {
			for l, form := range map[knowledge.Language]string{
				knowledge.Chinese: "%d年中关村论坛的主题是“%s”，对吗？",
				knowledge.English: "Is it true that the theme of the %d Zhongguancun Forum was “%s”?",
			} {
				q := fmt.Sprintf(form, f.Edition, other.Values[0].Text[l])
				r := b.Ask(knowledge.Query{Text: q})
				switch {
				case f == other:
					asked++
					if r.Verdict == knowledge.Answer && r.Premise != knowledge.Contradicted {
						right++
					}
				case r.Premise == knowledge.Confirmed:
					t.Errorf("%s is confirmed by %s", q, r.Matches[0].Fact.ID)
				}
			}
		}
	}
	if right < asked {
		t.Errorf("%d of %d true themes are told without a no", right, asked)
	}
}
