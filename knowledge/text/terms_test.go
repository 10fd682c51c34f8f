package text

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"
)

// labels lists the labels of a group's terms.
func labels(a *Analysis, terms []Term, g Group) string {
	var out []string
	for _, t := range terms {
		if t.Group == g {
			out = append(out, a.Label(t))
		}
	}
	return strings.Join(out, "|")
}

func TestTerms(t *testing.T) {
	t.Parallel()
	tests := []struct {
		in    string
		group Group
		want  string
	}{
		{"论坛主题", Char, "论|坛|主|题"},
		{"论坛主题", Bigram, "论坛|坛主|主题"},
		{"论坛，主题", Bigram, "论坛|主题"},
		{"論壇ZGC主题", Bigram, "论坛|主题"},
		{"論壇ZGC主题", Word, "zgc"},
		{"フォーラム", Bigram, "フォ|ォー|ーラ|ラム"},
		{"포럼 주제", Bigram, "포럼|주제"},
		{"the forum's themes", Word, "the|forum's|themes"},
		{"the forum's themes", Pair, "the forum's|forum's themes"},
		{"open, closed", Pair, ""},
		{"covid19 h2o", Word, "covid19|h2o"},
		{"41.6% of 150", Numeral, "41.6%|150"},
		{"二〇一九年 two thousand nineteen", Numeral, "2019|2019"},
		{"le thème français", Word, "le|theme|francais"},
		{"главная тема", Word, "главная|тема"},
		{"", Word, ""},
	}
	for _, tt := range tests {
		var a Analysis
		a.Document(tt.in)
		if got := labels(&a, a.Terms, tt.group); got != tt.want {
			t.Errorf("%q: %s terms %q, want %q", tt.in, tt.group, got, tt.want)
		}
	}
}

func TestGrams(t *testing.T) {
	t.Parallel()
	var a Analysis
	a.Document("forum")
	// ^forum^ has five 3-grams, four 4-grams and three 5-grams; the marks are
	// no part of a label.
	want := "fo|for|foru|for|foru|forum|oru|orum|orum|rum|rum|um"
	if got := labels(&a, a.Terms, Gram); got != want {
		t.Errorf("n-grams %q, want %q", got, want)
	}
	a.Document(strings.Repeat("x", maxGrammed+1))
	if got := labels(&a, a.Terms, Gram); got != "" {
		t.Errorf("an endless word has n-grams %q", got)
	}
}

func TestSameTermForOtherSpelling(t *testing.T) {
	t.Parallel()
	tests := []struct{ a, b string }{
		{"themes", "theme"},
		{"founded", "founding"},
		{"technologies", "Technology"},
		{"中關村論壇", "中关村论坛"},
		{"２０１９", "二〇一九年"},
		{"forty percent", "40%"},
		{"27,000", "2.7万"},
		{"May 26", "5月26日"},
	}
	for _, tt := range tests {
		var a, b Analysis
		a.Document(tt.a)
		b.Document(tt.b)
		shared := false
		for _, x := range a.Terms {
			if x.Group == Char {
				continue
			}
			for _, y := range b.Terms {
				shared = shared || x.Hash == y.Hash && x.Group == y.Group && (x.Group == Word || x.Group == Bigram || x.Group == Numeral)
			}
		}
		if !shared {
			t.Errorf("%q and %q have no word, bigram or number in common", tt.a, tt.b)
		}
	}
}

func TestGroupsNeverShareHashes(t *testing.T) {
	t.Parallel()
	groups := map[uint64]Group{}
	var a Analysis
	a.Document("论坛主题 forum for rum 2019 论坛 the forum themes of 2019 第10")
	for _, term := range slices.Concat(a.AppendFeatures(nil), a.Terms, a.Sounds()) {
		if g, ok := groups[term.Hash]; ok && g != term.Group {
			t.Errorf("%q is a %s and a %s", a.Label(term), g, term.Group)
		}
		groups[term.Hash] = term.Group
	}
}

func TestSounds(t *testing.T) {
	t.Parallel()
	var a, b Analysis
	a.Document("平行论坛")
	b.Document("平形轮谈") // each character another, each sound the same
	if len(a.Sounds()) != 3 {
		t.Fatalf("%d pairs of syllables, want 3", len(a.Sounds()))
	}
	for i, s := range a.Sounds() {
		if s.Hash != b.Sounds()[i].Hash {
			t.Errorf("%s and %s sound different", a.Label(s), b.Label(b.Sounds()[i]))
		}
	}
	b.Document("四川十")
	a.Document("是闯斯") // s and sh, an and ang
	if a.Sounds()[0].Hash != b.Sounds()[0].Hash {
		t.Error("what many speakers don't tell apart is told apart")
	}
	a.Document("abc 1")
	if n := len(a.Sounds()); n != 0 {
		t.Errorf("a text without Chinese has %d sounds", n)
	}
}

func TestQuestionWordsWeighLess(t *testing.T) {
	t.Parallel()
	var a Analysis
	a.Question("什么主题")
	for _, term := range a.Terms {
		label := a.Label(term)
		switch {
		case label == "什" || label == "么" || label == "什么":
			if math.Abs(float64(term.Weight)-QuestionWordWeight) > 1e-6 {
				t.Errorf("%s weighs %v", label, term.Weight)
			}
		case label == "么主":
			if term.Weight <= QuestionWordWeight || term.Weight >= 1 {
				t.Errorf("%s weighs %v", label, term.Weight)
			}
		case term.Weight != 1:
			t.Errorf("%s weighs %v", label, term.Weight)
		}
	}
	a.Document("what theme")
	for _, term := range a.Terms {
		if term.Weight != 1 {
			t.Errorf("in a document, %s weighs %v", a.Label(term), term.Weight)
		}
	}
}

func TestScaleAndAdd(t *testing.T) {
	t.Parallel()
	var a, b Analysis
	a.Question("论坛创办")
	a.Scale(0, len("论坛"), 0.5)
	a.Add(len("论坛"), len("论坛创办"), "成立", 0.4)
	a.AddConcept(0, 0, "founding", 0.7)
	b.Document("成立")
	var added []string
	for _, term := range a.Terms {
		label := a.Label(term)
		switch {
		case term.Extension > 0:
			added = append(added, label)
			if term.Group != Concept && !slices.ContainsFunc(b.Terms, func(o Term) bool { return o.Hash == term.Hash }) {
				t.Errorf("%s is no term of what was added", label)
			}
			if want := map[bool]float32{true: 0.7, false: 0.4}[term.Group == Concept]; term.Weight != want {
				t.Errorf("%s weighs %v, want %v", label, term.Weight, want)
			}
		case label == "论坛" || label == "论" || label == "坛":
			if term.Weight != 0.5 {
				t.Errorf("%s weighs %v", label, term.Weight)
			}
		case term.Weight != 1:
			t.Errorf("%s weighs %v", label, term.Weight)
		}
	}
	if want := []string{"创办 → 成立", "创办 → 成立", "创办 → 成立", "founding"}; !slices.Equal(added, want) {
		t.Errorf("added %q, want %q", added, want)
	}
}

func TestNothingIsLostByNotLookingForNumbers(t *testing.T) {
	t.Parallel()
	for _, s := range []string{
		"what's the theme of the forum", "论坛的主题", "zero emissions", "twenty nineteen", "the tenth result", "in september", "七成", "百分之四十",
		"someone told me once", "a dozen", "no. 5", "十项", "may i ask", "percent of what", "per cent", "第几届", "half",
	} {
		folded := Fold(s)
		want, found := Quantities(folded)
		var a Analysis
		a.Document(s)
		if a.Text != want || !slices.Equal(a.Quantities, found) {
			t.Errorf("%q: analysed as %q with %v, Quantities gives %q with %v", s, a.Text, a.Quantities, want, found)
		}
	}
}

func TestAnalysisIsReusable(t *testing.T) {
	t.Parallel()
	var a, fresh Analysis
	a.Question("A long question with many words, 还有中文 and 2019")
	a.Add(0, 0, "more", 1)
	a.Question("主题 2023")
	fresh.Question("主题 2023")
	if !slices.Equal(a.Terms, fresh.Terms) || a.Text != fresh.Text || !slices.Equal(a.Sounds(), fresh.Sounds()) {
		t.Error("an Analysis that was used before gives other terms than a new one")
	}
}

func TestLongTextIsCut(t *testing.T) {
	t.Parallel()
	for _, s := range []string{strings.Repeat("a", 1<<20), strings.Repeat("中", 1<<20), strings.Repeat("吗 ", 1<<20), strings.Repeat("1", 1<<20), strings.Repeat("\u0301", 1<<20)} {
		var a Analysis
		start := time.Now()
		a.Question(s)
		a.Sounds()
		a.AppendFeatures(nil)
		if !a.Cut {
			t.Errorf("a megabyte of %.4q isn't cut", s)
		}
		if d := time.Since(start); d > time.Second {
			t.Errorf("a megabyte of %.4q takes %s", s, d)
		}
	}
}

func FuzzQuestion(f *testing.F) {
	for _, s := range []string{"2023年论坛的主题是什么？", "What's the theme?", "h2o's 4%", "\xff\xfe", "''''", "第①②③", "é'é", "a\u0301'1.2.3%"} {
		f.Add(s, "成立", 3, 9)
	}
	f.Fuzz(func(t *testing.T, s, extra string, start, end int) {
		var a Analysis
		a.Question(s)
		clipped, _ := clip(s, MaxQuestion)
		if want, _ := Quantities(Fold(clipped)); a.Text != want {
			t.Fatalf("%q is analysed as %q, want %q", s, a.Text, want)
		}
		a.Scale(start, end, 0.5)
		a.Add(start, end, extra, 0.5)
		a.AddConcept(start, end, extra, 0.5)
		for _, term := range slices.Concat(a.AppendFeatures(nil), a.Terms, a.Sounds()) {
			if term.Group >= Groups {
				t.Fatalf("unknown group %d", term.Group)
			}
			if term.Extension == 0 && (term.Start > term.End || int(term.End) > len(a.Text)) {
				t.Fatalf("term at %d–%d of %d bytes", term.Start, term.End, len(a.Text))
			}
			a.Label(term)
		}
		last := uint32(0)
		for _, tok := range a.Tokens {
			if tok.Start < last || tok.End <= tok.Start || int(tok.End) > len(a.Text) {
				t.Fatalf("token at %d–%d after %d", tok.Start, tok.End, last)
			}
			last = tok.End
		}
	})
}

func BenchmarkQuestion(b *testing.B) {
	for name, s := range map[string]string{"zh": "2023年中关村论坛的主题是什么？", "en": "What was the theme of the Zhongguancun Forum in 2023?"} {
		b.Run(name, func(b *testing.B) {
			var a Analysis
			b.ReportAllocs()
			for b.Loop() {
				a.Question(s)
			}
		})
	}
}
