package ground_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/forumbot/forumbot/answer/ground"
)

// seeds are texts with what the parsers look for.
var seeds = []string{
	"", ".", "[1]", "【2】。", "The plan was called “a bridge [1]", "It is 36.4 km long, has 3 lanes and opened on 23 April 2014 [2].",
	"2012年，启明汽车的营业收入同比下滑百分之二十八，为5.8亿元[1]。", "from 25–30 May 2023, over 40% (about US$5 billion) ...", "1. a\n2. b\n- c", "两两100多万余-5°C年月日第第1",
	"call +44 20 7946 0018 or x@y.example, https://a.b/c?d=e, @handle", "U.S. Mr. J. Smith e.g. 3.5 v2.0", "不不不会将未曾在没有", "\xff\xfe", "「『“‘《\"", "2023-05-26 26.05.2023 5/26 1,240 12,34",
}

func FuzzCheck(f *testing.F) {
	for _, a := range seeds {
		for _, b := range seeds[:6] {
			f.Add(a, b, true)
			f.Add(b, a, false)
		}
	}
	checker := ground.New("中关村论坛", "Bill Gates")
	f.Fuzz(func(t *testing.T, answer, fact string, cited bool) {
		facts := []ground.Source{{Text: fact, Names: []string{"Forum", "论坛"}}, {Text: answer}}
		first := checker.Check(answer, facts, cited)
		second := checker.Check(answer, facts, cited)
		if len(first) != len(second) {
			t.Fatalf("%d violations, then %d", len(first), len(second))
		}
		for i, v := range first {
			if v != second[i] || v.Reason == "" || v.Kind == "" {
				t.Fatalf("%+v, then %+v", v, second[i])
			}
		}
	})
}

func FuzzSentences(f *testing.F) {
	for _, s := range seeds {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		// whatever comes in, no sentence is made up and none is empty
		for _, sentence := range ground.Sentences(s) {
			if sentence == "" || !strings.Contains(s, sentence) {
				t.Fatalf("%q is not in %q", sentence, s)
			}
		}
		// what is done stays done as the text grows
		done, rest := ground.Cut(s)
		if !strings.HasSuffix(s, rest) {
			t.Fatalf("%q does not end with %q", s, rest)
		}
		for i := range s {
			if !utf8.ValidString(s[:i]) || !utf8.ValidString(s) {
				return
			}
			early, _ := ground.Cut(s[:i])
			if len(early) > len(done) {
				t.Fatalf("%q has %d sentences, %q has %d", s[:i], len(early), s, len(done))
			}
			for k := range early {
				if early[k] != done[k] {
					t.Fatalf("sentence %d of %q is %q, of %q %q", k, s[:i], early[k], s, done[k])
				}
			}
		}
	})
}
