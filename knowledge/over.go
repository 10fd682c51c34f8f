package knowledge

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/forumbot/forumbot/knowledge/text"
)

// overEditions are the words of a question that asks for all editions at once.
var overEditions = struct{ phrases, words []string }{
	[]string{"历年", "历届", "各届", "各年", "每年", "每届", "逐年", "逐届", "年年", "这些年", "多年来", "变化", "增长", "增加", "减少", "趋势", "走势", "对比", "比较", "一览",
		"over the years", "over time", "every year", "each year", "every edition", "each edition", "all editions", "by year", "by edition", "year by year"},
	[]string{"years", "editions", "grow", "grew", "grown", "growth", "change", "changed", "trend", "compare", "compared", "comparison", "evolve", "evolved"},
}

// mostOf are those that ask for the edition with the most or the least of it.
var mostOf = []struct {
	phrase string
	sign   int
}{
	{"最多", 1}, {"最大", 1}, {"最高", 1}, {"最少", -1}, {"最小", -1}, {"最低", -1},
	{"most ", 1}, {"largest", 1}, {"biggest", 1}, {"highest", 1}, {"record", 1}, {"fewest", -1}, {"least", -1}, {"smallest", -1}, {"lowest", -1},
}

// leastEditions is how many editions make a table.
const leastEditions = 3

// over fills in what an answer's fact is over its editions, where the question
// asks for that.
func (b *Base) over(q *question, res *Result) {
	if res.Verdict != Answer || len(res.Matches) != 1 {
		return
	}
	list := b.Series(res.Matches[0].Fact)
	years := q.years()
	if q.most == 0 && !q.span {
		return
	}
	if len(years) >= 2 {
		from, to := slices.Min(years), slices.Max(years)
		list = slices.DeleteFunc(slices.Clone(list), func(f *Fact) bool {
			y := strconv.Itoa(f.Edition)
			return y < from || y > to
		})
	} else if len(list) < leastEditions {
		return
	}
	if len(list) < 2 {
		return
	}
	res.Over = list
	if q.most != 0 {
		res.Most = extreme(list, q.most)
	}
	res.Why.Reason += "; over editions"
}

// extremes tells whether a question asks for the edition with the most (1) or the
// least (-1) of something, and returns the word for it.
func (q *question) extremes() (phrase string, sign int) {
	if q.hasYear() || !q.asksWhichEdition() {
		return "", 0
	}
	for _, m := range mostOf {
		if strings.Contains(q.folded, m.phrase) {
			return m.phrase, m.sign
		}
	}
	return "", 0
}

// spans reports whether a question asks for all editions, or those of a time,
// and returns the words that tell it.
func (q *question) spans() (phrase string, ok bool) {
	if n := len(q.years()); n == 1 || n == 0 && q.when.told {
		return "", false
	}
	for _, w := range overEditions.phrases {
		if strings.Contains(q.folded, w) {
			return w, true
		}
	}
	for _, w := range overEditions.words {
		if hasWord(q.folded, []string{w}) {
			return w, true
		}
	}
	return "", false
}

// extreme is the fact of a series with the largest figure, or the smallest for a
// sign of -1; nil when two have it, or one has none.
func extreme(list []*Fact, sign int) *Fact {
	var best *Fact
	value, twice := math.Inf(-1), false
	for _, f := range list {
		v, ok := f.figure()
		if !ok {
			return nil
		}
		switch v *= float64(sign); {
		case v > value:
			best, value, twice = f, v, false
		case v == value:
			twice = true
		}
	}
	if twice {
		return nil
	}
	return best
}

// figure is the number that a fact settles first.
func (f *Fact) figure() (float64, bool) {
	if len(f.Values) == 0 {
		return 0, false
	}
	for _, s := range Name(f.Values[0]).All() {
		_, quantities := text.Quantities(text.Fold(s))
		for _, x := range quantities {
			if v, err := strconv.ParseFloat(strings.TrimSuffix(x.Value, "%"), 64); err == nil && (x.Kind == text.Number || x.Kind == text.Percent) {
				return v, true
			}
		}
	}
	return 0, false
}
