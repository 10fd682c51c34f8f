package main

import (
	"strings"
)

var (
	zhPrefixes = []string{"请问", "我想知道", "那个", "听说", "", "", "", ""}
	zhSuffixes = []string{"是什么", "是哪一年", "有多少", "是谁", "在哪里", "吗", "呢", "怎么样", "是多少啊", "为什么"}
	enPrefixes = []string{"what is", "who is", "when did", "where was", "how many", "how much", "which", "why did", "is it true that", "tell me about", ""}
)

// question asks about a fact in somebody's own words: a span of it in one of
// its languages, words lost, swapped for others or misspelt, question words
// around it. Half of the spans have 10 to 20 characters, or 4 to 9 words.
func (c *corpus) question(fact string) string {
	split := strings.LastIndexAny(fact, "。") + len("。")
	zh, en := "", fact
	if split >= len("。") {
		zh, en = fact[:split], fact[split:]
	}
	if len(en) < 20 || zh != "" && c.rng.IntN(2) == 0 {
		return c.askChinese(zh)
	}
	return c.askEnglish(en)
}

func (c *corpus) askChinese(text string) string {
	runes := []rune(strings.NewReplacer("，", "", "。", "", "、", "").Replace(text))
	span := min(len(runes), 8+skewed(c.rng, 24))
	from := c.rng.IntN(len(runes) - span + 1)
	var b strings.Builder
	b.WriteString(zhPrefixes[c.rng.IntN(len(zhPrefixes))])
	for _, r := range runes[from : from+span] {
		switch n := c.rng.IntN(100); {
		case n < 12: // lost
		case n < 20 && isHan(r):
			b.WriteRune(c.han[c.rng.IntN(len(c.han))])
		default:
			b.WriteRune(r)
		}
	}
	b.WriteString(zhSuffixes[c.rng.IntN(len(zhSuffixes))])
	return b.String()
}

func (c *corpus) askEnglish(text string) string {
	words := strings.Fields(strings.NewReplacer(",", "", ".", "").Replace(text))
	if len(words) == 0 {
		return text
	}
	span := min(len(words), 3+skewed(c.rng, 12))
	from := c.rng.IntN(len(words) - span + 1)
	question := []string{enPrefixes[c.rng.IntN(len(enPrefixes))]}
	for _, w := range words[from : from+span] {
		switch n := c.rng.IntN(100); {
		case n < 12:
		case n < 20 && len(c.clauses["en"]) > 0:
			other := strings.Fields(c.clauses["en"][c.rng.IntN(len(c.clauses["en"]))])
			question = append(question, other[c.rng.IntN(len(other))])
		case n < 28 && len(w) > 4: // two letters swapped
			i := 1 + c.rng.IntN(len(w)-2)
			question = append(question, w[:i]+w[i+1:i+2]+w[i:i+1]+w[i+2:])
		default:
			question = append(question, w)
		}
	}
	return strings.TrimSpace(strings.Join(question, " "))
}
