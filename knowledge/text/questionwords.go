package text

import "strings"

// QuestionWordWeight is what question words keep of their weight: they are rare
// in statements and common in questions, so that by rarity alone they would
// count for more than what is asked about.
const QuestionWordWeight = 0.2

// chineseQuestionWords are looked for in runs of Chinese, longest first.
var chineseQuestionWords = byFirstRune(
	"什么时候", "什么样", "什么", "啥时候", "啥", "哪一", "哪个", "哪些", "哪里", "哪儿", "哪年", "哪", "谁", "何时", "何地", "何处", "何人",
	"何者", "何种", "何事", "为何", "如何", "何", "多少", "多久", "多大", "多长", "几个", "几", "怎么样", "怎么", "怎样", "为什么", "是否", "是不是",
	"有没有", "吗", "呢", "吧", "请问", "告诉我", "想知道", "我想", "你知道", "知道", "一下", "能不能", "可以", "介绍",
	// what fills a chat without saying anything
	"来着", "那个啥", "话说", "诶", "欸", "哎", "呃", "额", "嘛", "呀", "啊", "哦", "哈", "咯", "啦", "哇", "咋", "到底", "究竟", "麻烦", "帮我", "帮忙",
	"查一下", "问一下", "问下", "求问", "求助", "有人", "有谁", "好像", "听说", "记得", "记不清", "忘了", "想问", "我问", "请教", "谢谢", "多谢", "大家",
	"各位", "老师", "同学", "朋友", "哥们", "亲", "对了", "突然", "其实", "就是", "那个", "这个", "我们", "你们", "他们", "咱们", "咱", "我", "你", "您",
	"这", "那", "会", "能", "要", "对", "与", "或", "但", "把", "被", "给", "的", "了", "是", "在", "有", "和", "也", "都", "又", "就", "还", "呗", "喔", "唷", "乜嘢", "几多", "边个", "咩")

var englishQuestionWords = setOf(
	"what", "what's", "whats", "which", "who", "who's", "whom", "whose", "when", "when's", "where", "where's", "why", "how", "many", "much",
	"is", "are", "was", "were", "do", "does", "did", "can", "could", "would", "will", "should", "has", "have", "had", "be", "been",
	"the", "a", "an", "of", "to", "in", "on", "for", "at", "by", "and", "or", "it", "its", "it's", "there", "that", "this", "these", "those",
	"i", "me", "my", "you", "your", "we", "us", "please", "tell", "know", "about", "with", "from", "as", "if", "so",
	// what fills a chat without saying anything
	"lol", "lmao", "haha", "hey", "hi", "hello", "yo", "umm", "um", "uh", "hmm", "hm", "oh", "ah", "ok", "okay", "btw", "tbh", "omg", "pls", "plz", "thx",
	"thanks", "like", "again", "anyone", "anybody", "somebody", "someone", "idea", "any", "remember", "forgot", "wondering", "wonder", "curious", "just",
	"actually", "exactly", "really", "kinda", "sorta", "thing", "stuff", "guys", "folks", "dude", "bro", "mate", "i'm", "im", "u", "ur", "r", "gonna",
	"wanna", "gotta", "cuz", "bc", "them", "they", "their", "he", "she", "his", "her", "him", "not", "no", "yes", "but", "then", "than", "also", "too",
	"some", "all", "into", "out", "up", "down", "over", "by", "get", "got", "say", "says", "said", "heard", "hear", "read", "saw", "see", "think", "guess")

func setOf(words ...string) map[string]bool {
	m := make(map[string]bool, len(words))
	for _, w := range words {
		m[w] = true
	}
	return m
}

func byFirstRune(words ...string) map[rune][]string {
	m := map[rune][]string{}
	for _, w := range words {
		for _, r := range w {
			m[r] = append(m[r], w)
			break
		}
	}
	return m
}

// weighQuestionWords scales the terms of question words, and in proportion
// those bigrams and pairs that hold a part of one.
func (a *Analysis) weighQuestionWords() {
	// covered[i] counts the bytes before i that belong to question words.
	a.covered = append(a.covered[:0], make([]uint16, len(a.Text)+1)...)
	for _, t := range a.Tokens {
		s := a.Text[t.Start:t.End]
		switch t.Kind {
		case WordToken:
			if englishQuestionWords[s] {
				for i := t.Start; i < t.End; i++ {
					a.covered[i+1] = 1
				}
			}
		case HanToken:
			end := 0
			for i, r := range s {
				if i < end {
					continue
				}
				for _, w := range chineseQuestionWords[r] {
					if strings.HasPrefix(s[i:], w) {
						end = i + len(w)
						for j := i; j < end; j++ {
							a.covered[int(t.Start)+j+1] = 1
						}
						break
					}
				}
			}
		}
	}
	for i := 1; i < len(a.covered); i++ {
		a.covered[i] += a.covered[i-1]
	}
	for i := range a.Terms {
		t := &a.Terms[i]
		if n := a.covered[t.End] - a.covered[t.Start]; n > 0 {
			t.Weight *= 1 - (1-QuestionWordWeight)*float32(n)/float32(t.End-t.Start)
		}
	}
}
